import * as z from 'zod/mini';
import { TransferTerms } from '../../adapters/erp/port.ts';
import type { Core } from '../../shared/runtime.ts';
import type { TenantScope } from '../../store/ports.ts';
import { openCase } from '../../work/cases.ts';
import { freezesAmong, processesAbout } from '../../work/frozen-stock.ts';
import { parkedEvent } from '../../work/parked.ts';
import { backOff } from '../../work/runs.ts';
import { LEG_BOOKED } from './book-leg.ts';
import type { Decision, Given, SystemCall, TransferBody } from './contract.ts';
import { CHUNK, type Stored, type TransferRow } from './facts.ts';
import { newsEvents } from './news.ts';
import { later } from './rules/dates.ts';
import { cancel, reject } from './rules/endings.ts';

/** How a call ended: answered, refused for good, or without an answer: then it may have happened. */
export const Answered = z.object({
  line: z.string(),
  answer: z.optional(z.record(z.string(), z.unknown())),
  refused: z.optional(z.string()),
  away: z.optional(z.string()),
});
export type Answered = z.infer<typeof Answered>;

const Terms = z.object({ items: z.array(TransferTerms) });
/** What could not be taken back is tried again after this long: somebody may have cleared the way. */
const UNDO_MINUTES = 1_440;

/** Keeps the end of the call that is first in line; the end of any other was kept before. */
export async function keepAnswer(
  tenant: TenantScope,
  row: TransferRow,
  stored: Stored,
  answered: Answered,
  given: Given,
  deps: Core,
): Promise<Stored> {
  const [call] = stored.body.todo;
  if (call?.kind !== 'call' || call.id !== answered.line) return stored;
  const decision = await decisionOf(tenant, row, stored.body, call, answered, given, deps);
  const version = stored.version + 1;
  const { now } = given;
  const isParked = answered.away !== undefined;
  await deps.stores.processes.writeChunk(
    tenant,
    row.processId,
    CHUNK,
    decision.body,
    stored.version,
    {
      key: `${decision.name}#${version}`,
      name: decision.name,
      at: now,
      detail: { operation: call.operation, ...answered },
    },
    [
      ...newsEvents(row, decision.news, version, call.operation, now),
      ...(isParked ? [parkedEvent(row, call.operation, call.system, String(answered.away), now)] : []),
    ],
  );
  return { body: decision.body, version };
}

async function decisionOf(
  tenant: TenantScope,
  row: TransferRow,
  body: TransferBody,
  call: SystemCall,
  { answer, refused, away }: Answered,
  { now }: Given,
  deps: Core,
): Promise<Decision> {
  const quiet = (after: TransferBody, name: string): Decision => ({
    body: after,
    decisions: [],
    news: [],
    name,
  });
  const tries = (body.held?.tries ?? 0) + 1;
  if (away !== undefined) {
    await deps.stores.processes.park(
      tenant,
      call.system,
      row.processId,
      [`${CHUNK}:resume/${call.system}`],
      now,
    );
    return quiet({ ...body, held: { by: call.system, until: backOff(now, tries), tries } }, 'ParkCall');
  }
  const { held: _, ...free } = body;
  const done = { ...free, todo: body.todo.slice(1) };
  if (refused === undefined) {
    const known = withAnswer(done, call, answer ?? {});
    const isTerms = call.operation === 'lookUpTransferTerms';
    return quiet(isTerms ? await withFreezes(tenant, known, deps) : known, 'KeepAnswer');
  }
  if (call.direction === 'undo') {
    await openCase(deps, tenant, {
      class: 'COMPENSATION_FAILED',
      site: row.site,
      processId: row.processId,
      subject: call.operation,
      summary: `${call.operation} of transfer ${body.request.transferId} was refused: what it should take back still stands, and nothing after it is done until it succeeds. It is tried again every day.`,
      links: [],
    });
    return quiet(
      { ...body, held: { by: call.system, until: later(now, UNDO_MINUTES), tries } },
      'UndoRefused',
    );
  }
  if (call.operation === 'lookUpTransferTerms') return reject(done, 'IMPOSSIBLE', []);
  // A leg has left all the same: the end of the transfer books what the ERP refused.
  if (call.operation === LEG_BOOKED) return quiet(done, 'Refused');
  // Nothing has left yet: what was done for a transfer that a system does not want is taken back.
  if (body.stage === 'SHIPPING') return cancel({ ...done, todo: [] }, 'NOT_SHIPPED', []);
  return quiet(done, 'Refused');
}

/** Counts freeze stock, and their processes say where (rule 5.3). */
async function withFreezes(tenant: TenantScope, body: TransferBody, { stores }: Core): Promise<TransferBody> {
  const { from, to } = body.request;
  const lines = await Promise.all(
    body.lines.map(async (line) => {
      const about = await processesAbout(stores.processes, tenant, line.sku);
      const frozenAt: string[] = [];
      for (const site of [from, to])
        if ((await freezesAmong(stores.work, tenant, site, about)).length > 0) frozenAt.push(site);
      return { ...line, frozenAt };
    }),
  );
  return { ...body, lines };
}

function withAnswer(
  body: TransferBody,
  call: SystemCall,
  answer: Readonly<Record<string, unknown>>,
): TransferBody {
  if (call.operation === 'lookUpTransferTerms') {
    const { items } = Terms.parse(answer);
    const lines = body.lines.map((line) => {
      const terms = items.find(({ sku }) => sku === line.sku);
      return terms ? { ...line, terms } : line;
    });
    return { ...body, lines };
  }
  if (!call.keeps) return body;
  const { document, field } = call.keeps;
  return { ...body, documents: { ...body.documents, [document]: String(answer[field]) } };
}
