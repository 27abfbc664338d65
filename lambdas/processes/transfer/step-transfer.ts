import * as z from 'zod/mini';
import { transferLimits } from '../../domain/transfer-settings.ts';
import { NotFound } from '../../shared/errors.ts';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { type TenantScope, tenantScope } from '../../store/ports.ts';
import { calendarOf, requireTenant } from '../../work/process-row.ts';
import { isWake } from '../../work/runs.ts';
import { Answered, keepAnswer } from './answers.ts';
import { carryOut } from './carry-out.ts';
import type { Given, Heard, SystemCall, TransferBody } from './contract.ts';
import { CHUNK, heardOf, readBody, requireTransfer, type Stored, type TransferRow } from './facts.ts';
import { newsEvents } from './news.ts';
import { decide } from './rules/decide.ts';
import { type NextMove, restOf } from './rules/rest.ts';

const Input = z.object({ job: Job, answer: z.nullable(Answered) });

/** A call for the machine to make, or what comes next when there is none. */
export type Step = NextMove & {
  readonly call: (Pick<SystemCall, 'operation' | 'direction' | 'input' | 'system'> & CallParts) | null;
};
interface CallParts {
  readonly job: Job;
  readonly step: string;
  readonly line: string;
}

/** What the state is shown by while a call is made. */
const NOTHING: Heard = { scans: [], withdrawn: false, recounts: [] };

/** More moves than any transfer has in one run: a rule that decides forever is found here. */
const MOST_MOVES = 200;

/**
 * Goes on with a transfer until a system is to be called or there is nothing to do: keeps the answer of the last call,
 * carries out what is left of what was decided, then decides anew. Every move is written before it is done and taken off
 * when it is done, so a run that dies is gone on with where it was.
 */
export async function stepTransfer({ job, answer }: z.infer<typeof Input>, deps: Core): Promise<Step> {
  const tenant = tenantScope(job.tenantId);
  const { processes } = deps.stores;
  const row = await requireTransfer(processes, tenant, job.processId);
  const given = await givenOf(tenant, row, deps);
  let stored = await requireBody(tenant, row, deps);
  if (answer) stored = await keepAnswer(tenant, row, stored, answer, given, deps);
  const isWoken = answer === null && row.pending.some(isWake);
  for (let move = 0; move < MOST_MOVES; move++) {
    const { body } = stored;
    if (body.held && body.held.until > given.now && !(isWoken && move === 0)) break;
    const [next] = body.todo;
    if (next?.kind === 'call') return { ...restOf(body, NOTHING, given.now), call: callOf(job, next) };
    if (next) {
      stored = await carryOut(tenant, row, stored, next, given, deps);
      continue;
    }
    const heard = await heardOf(deps.stores, tenant, job.processId, body);
    const decision = decide(body, heard, given);
    if (!decision) break;
    const version = stored.version + 1;
    await processes.writeChunk(
      tenant,
      job.processId,
      CHUNK,
      decision.body,
      stored.version,
      {
        key: `${decision.name}#${version}`,
        name: decision.name,
        at: given.now,
        ...(decision.decisions.length > 0 ? { decisions: decision.decisions } : {}),
      },
      newsEvents(row, decision.news, version, decision.name, given.now),
    );
    stored = { body: decision.body, version };
  }
  return rest(tenant, row, stored.body, given.now, deps);
}

/** Looks last at what was heard, and is done with the work it found when it began. */
async function rest(
  tenant: TenantScope,
  row: TransferRow,
  body: TransferBody,
  now: string,
  { stores }: Core,
): Promise<Step> {
  const heard = await heardOf(stores, tenant, row.processId, body);
  const next = restOf(body, heard, now);
  const { died } = row.facts as { readonly died?: number };
  if (row.pending.length > 0 || died)
    await stores.processes.change(tenant, row.processId, {
      at: now,
      handled: row.pending,
      ...(died ? { facts: { died: 0 } } : {}),
    });
  return { ...next, call: null };
}

async function requireBody(
  tenant: TenantScope,
  { processId }: TransferRow,
  { stores }: Core,
): Promise<Stored> {
  const stored = await readBody(stores.processes, tenant, processId);
  if (stored) return stored;
  throw new NotFound(`transfer ${processId} has no body; its first state writes it`);
}

async function givenOf(tenant: TenantScope, row: TransferRow, deps: Core): Promise<Given> {
  const document = await requireTenant(deps.stores, tenant);
  const stored = await requireBody(tenant, row, deps);
  const sites = document.sites.map(({ site }) => site);
  const { from, to } = stored.body.request;
  const known = (site: string) => calendarOf(document, sites.includes(site) ? site : row.site);
  return {
    now: deps.clock(),
    document: { approvalTiers: document.approvalTiers, currency: document.currency, sites },
    calendars: { from: known(from), to: known(to) },
    limits: transferLimits(document, row.site),
    isAct: row.mode === 'act',
  };
}

function callOf(job: Job, { id, system, operation, direction, site, input }: SystemCall): Step['call'] {
  return { job: { ...job, site }, system, operation, direction, step: operation, line: id, input };
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => stepTransfer(input, await deps()));
