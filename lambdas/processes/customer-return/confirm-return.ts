import * as z from 'zod/mini';
import { NotFound } from '../../shared/errors.ts';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { type TenantScope, tenantScope } from '../../store/ports.ts';
import { CallResult } from '../../work/call-result.ts';
import { parkedEvent } from '../../work/parked.ts';
import { requireTenant } from '../../work/process-row.ts';
import { openWork } from './asks.ts';
import { laidAside, type ReturnRow, readReturn, requireReturn, writeReturn } from './facts.ts';
import { newsEvents } from './news.ts';
import { type NextMove, nextMove } from './next-move.ts';
import { settlePlan } from './rules/settle-plan.ts';

const Input = z.object({
  job: Job,
  planId: z.string(),
  handled: z.array(z.string()),
  waitsFor: z.array(z.string()),
  results: z.array(z.array(CallResult)),
});

/** Ends one look: what was answered is remembered and announced; what has no answer is tried again when its system is back. */
export async function confirmReturn(input: z.infer<typeof Input>, deps: Core): Promise<NextMove> {
  const { job, planId, handled } = input;
  const tenant = tenantScope(job.tenantId);
  const { processes } = deps.stores;
  const row = await requireReturn(processes, tenant, job.processId);
  const stored = await readReturn(processes, tenant, job.processId);
  if (!stored) throw new NotFound(`${job.processId} has no document; its first state writes it`);
  const now = deps.clock();
  const results = input.results.flat();
  const { body, news } = settlePlan(stored.body, planId, results, now);
  if (JSON.stringify(body) !== JSON.stringify(stored.body))
    await writeReturn(
      processes,
      tenant,
      job.processId,
      body,
      stored.version,
      // Each run of a plan settles other parts of it.
      {
        key: `confirm#${planId}#${stored.version}`,
        name: 'ConfirmReturn',
        at: now,
        detail: { planId, results: results.map(shown) },
      },
      newsEvents(row, body, news, now),
    );
  await openWork(deps, tenant, row, await requireTenant(deps.stores, tenant), body);
  const away = [
    ...new Set([
      ...input.waitsFor,
      ...results.filter((one) => one.away !== undefined).map(({ system }) => system),
    ]),
  ];
  const isHeld = body.plan !== undefined || away.length > 0;
  const aside = laidAside(row, handled);
  const back = row.facts.aside ?? [];
  // What was laid aside is pending again before it is forgotten: the next look answers it.
  if (!isHeld && back.length > 0) await processes.signal(tenant, job.processId, back, now);
  const changed = await processes.change(tenant, job.processId, {
    at: now,
    handled: isHeld ? [...handled, ...aside] : handled,
    state: body.state,
    facts: {
      state: body.state,
      next: body.next,
      ...(body.scanRefund ? { scanRefund: true } : {}),
      tries: away.length > 0 ? (row.facts.tries ?? 0) + 1 : 0,
      waitsFor: away[0] ?? null,
      aside: isHeld ? aside : null,
    },
  });
  if (away.length > 0) await park(tenant, row, planId, away, now, deps);
  return nextMove(changed as unknown as ReturnRow, body, now);
}

async function park(
  tenant: TenantScope,
  row: ReturnRow,
  planId: string,
  away: readonly string[],
  now: string,
  deps: Core,
) {
  const { processes } = deps.stores;
  for (const system of away) await processes.park(tenant, system, row.processId, [`1:resume/${system}`], now);
  const step = { key: `parked#${planId}#${now}`, name: 'ParkReturn', at: now, detail: { planId, away } };
  await processes.record(
    tenant,
    row.processId,
    step,
    away.map((system) => parkedEvent(row, planId, system, 'AdapterUnavailable', now)),
  );
}

const shown = ({ id, refused, away }: z.infer<typeof CallResult>) => ({
  id,
  ended: refused === undefined ? (away === undefined ? 'done' : 'away') : refused,
});

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => confirmReturn(input, await deps()));
