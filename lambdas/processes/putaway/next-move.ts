import { type PutawayLimits, putawayLimits } from '../../domain/putaway-settings.ts';
import type { Job } from '../../shared/job.ts';
import type { Core } from '../../shared/runtime.ts';
import { type TenantScope, tenantScope } from '../../store/ports.ts';
import { openCase } from '../../work/cases.ts';
import { requireTenant, waitSeconds } from '../../work/process-row.ts';
import { backOff, TRIES_BEFORE_CASE } from '../../work/runs.ts';
import { reportStuck } from '../../work/stuck.ts';
import { completePutaway } from './complete-putaway.ts';
import type { Plan, PutawayFacts, PutawayState } from './contract.ts';
import { later, type PutawayRow, requirePutaway } from './facts.ts';
import { lookAgain, takeIn, withdrawQuestion } from './take-in.ts';

export interface NextMove {
  readonly next: 'look' | 'decide' | Plan['kind'] | 'ask' | 'wait' | 'close';
  readonly waitState: PutawayState;
  readonly dueAt: string;
  readonly waitSeconds: number;
  /** The look that is wanted, of which load, and bins that must be in its answer. */
  readonly look: number;
  readonly loadId: string;
  readonly named: readonly string[];
  /** The call of a plan: its part of the idempotency key and its input. */
  readonly planId: string;
  readonly input: unknown;
}

/** Looks at where the putaway stands and what arrived meanwhile, and names the next move. */
export async function nextMove(job: Job, deps: Core): Promise<NextMove> {
  const tenant = tenantScope(job.tenantId);
  const limits = putawayLimits(await requireTenant(deps.stores, tenant), job.site);
  let row = await requirePutaway(deps.stores.processes, tenant, job.processId);
  row = await takeIn(tenant, row, limits, deps);
  if (row.facts.accepted && !row.facts.ending) {
    await completePutaway(tenant, row, deps);
    row = await requirePutaway(deps.stores.processes, tenant, job.processId);
  }
  row = await watchTheClock(tenant, row, deps);
  const now = deps.clock();
  const { next, facts } = step(row, now);
  if (facts) {
    await deps.stores.processes.change(tenant, row.processId, { at: now, facts });
    row = await requirePutaway(deps.stores.processes, tenant, job.processId);
  }
  const isDying = next === 'look' && row.facts.runs > TRIES_BEFORE_CASE;
  if (isDying) row = await giveRest(tenant, row, deps);
  return moveOf(row, isDying ? 'wait' : next, limits, now);
}

/** What is to be done now, and the facts it stands on. Pure: the row and the time decide. */
function step(
  row: PutawayRow,
  now: string,
): { readonly next: NextMove['next']; readonly facts?: Partial<PutawayFacts> } {
  const { facts } = row;
  const { plan, assignment, look, looked, decided, plans } = facts;
  if (facts.ending) return { next: 'close' };
  if (facts.until && facts.until > now) return { next: 'wait' };
  if (plan) return { next: plan.kind };
  if (facts.withdrawn && !(assignment && !facts.stuck))
    return {
      next: 'close',
      facts: {
        ending: facts.stuck
          ? { state: 'PARKED', outcome: 'stuck' }
          : { state: 'CLOSED', outcome: 'withdrawn' },
      },
    };
  if (facts.withdrawn && assignment) {
    const { putawayTaskId, bin } = assignment;
    const planId = String(plans + 1);
    const reason = 'the goods were taken back';
    return {
      next: 'cancel',
      facts: { plans: plans + 1, plan: { planId, kind: 'cancel', putawayTaskId, bin, reason } },
    };
  }
  if (looked > decided) return { next: 'decide' };
  if (looked < look) return { next: 'look', facts: { runs: facts.runs + 1 } };
  if ((facts.ask && !facts.ask.asked) || (facts.late && !facts.late.asked)) return { next: 'ask' };
  if (facts.nextLookAt && facts.nextLookAt <= now && !facts.scan)
    return { next: 'look', facts: { ...lookAgain(facts), runs: facts.runs + 1 } };
  return { next: 'wait' };
}

/** The limit of the class: a reminder at half of it, a case at twice of it; in between the reminder escalates by itself. */
async function watchTheClock(tenant: TenantScope, row: PutawayRow, deps: Core): Promise<PutawayRow> {
  const { rank, ending, overdue, late, ask, ruling, asks } = row.facts;
  const now = deps.clock();
  if (!rank || ending || row.mode !== 'act' || now < rank.halfAt) return row;
  const change = async (facts: Partial<PutawayFacts>) => {
    await deps.stores.processes.change(tenant, row.processId, { at: now, facts });
    return requirePutaway(deps.stores.processes, tenant, row.processId);
  };
  if (now >= rank.twiceAt) {
    if (overdue) return row;
    await openCase(deps, tenant, {
      class: 'PUTAWAY_OVERDUE',
      site: row.site,
      processId: row.processId,
      subject: row.facts.loadId,
      summary:
        `${row.facts.loadId} (${rank.class}) stands in ${row.facts.load?.fromBin} since ${row.facts.load?.stagedAt}: it was due at ${rank.dueAt}.`.slice(
          0,
          500,
        ),
      links: [{ kind: 'sku', id: row.facts.load?.sku ?? 'unknown' }],
    });
    return change({ overdue: true });
  }
  if (late?.dueAt === rank.dueAt || ask || ruling?.kind === 'hold') return row;
  if (late) await withdrawQuestion(tenant, row, late, deps);
  return change({
    asks: asks + 1,
    late: { step: 'late', round: asks + 1, asked: false, dueAt: rank.dueAt },
  });
}

/** A look whose functions die again and again is a case, and is made again later. */
async function giveRest(tenant: TenantScope, row: PutawayRow, deps: Core): Promise<PutawayRow> {
  const now = deps.clock();
  await reportStuck(deps, tenant, row, 'look');
  await deps.stores.processes.change(tenant, row.processId, {
    at: now,
    facts: { until: backOff(now, row.facts.runs), runs: 0 },
  });
  return requirePutaway(deps.stores.processes, tenant, row.processId);
}

function moveOf(row: PutawayRow, next: NextMove['next'], limits: PutawayLimits, now: string): NextMove {
  const { facts } = row;
  const dueAt = deadlineOf(row, limits, now);
  const places = [
    facts.assignment?.bin,
    facts.scan?.bin,
    facts.ruling?.kind === 'bin' ? facts.ruling.bin : undefined,
  ];
  return {
    next,
    waitState: stateOf(row, now),
    dueAt,
    waitSeconds: waitSeconds(now, dueAt),
    look: facts.look,
    loadId: facts.loadId,
    named: [...new Set(places.flatMap((bin) => (bin === undefined ? [] : [bin])))],
    planId: facts.plan?.planId ?? 'none',
    input: facts.plan ? callInput(row, facts.plan) : null,
  };
}

/** The same plan always makes the same call, so repeating it repeats its idempotency key and body. */
function callInput({ processId, facts }: PutawayRow, plan: Plan): unknown {
  switch (plan.kind) {
    case 'create':
      return {
        reference: `${processId}/${plan.planId}`,
        loadId: facts.loadId,
        bin: plan.bin,
        rank: plan.rank,
      };
    case 'rank':
      return { putawayTaskId: plan.putawayTaskId, rank: plan.rank };
    case 'cancel':
      return { putawayTaskId: plan.putawayTaskId, reason: plan.reason };
  }
}

/** The soonest of: the next try of a call, the next look, half and twice the limit of the class. */
function deadlineOf({ facts, mode }: PutawayRow, limits: PutawayLimits, now: string): string {
  const { until, nextLookAt, rank, scan } = facts;
  const clock = mode === 'act' && rank ? [rank.halfAt, rank.twiceAt] : [];
  const looks = scan || !nextLookAt ? [] : [nextLookAt];
  const times = [...(until ? [until] : []), ...looks, ...clock].filter((time) => time > now);
  return times.sort()[0] ?? later(now, limits.recomputeMinutes.value);
}

/** The state a waiting putaway shows: the most urgent thing it waits for. */
function stateOf({ facts }: PutawayRow, now: string): PutawayState {
  if (facts.until && facts.until > now) return 'WAITING_PARTNER';
  if (facts.ask) return 'REVIEW';
  if (facts.assignment) return 'ASSIGNED';
  if (facts.ruling?.kind === 'hold') return 'HELD';
  if (facts.ruling?.kind === 'consolidate') return 'CONSOLIDATING';
  return facts.load ? 'OPENED' : 'WAITING_LOAD';
}
