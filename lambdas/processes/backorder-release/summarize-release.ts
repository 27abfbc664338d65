import * as z from 'zod/mini';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { type TaskRow, type TenantScope, tenantScope } from '../../store/ports.ts';
import { openCase } from '../../work/cases.ts';
import { waitSeconds } from '../../work/process-row.ts';
import { reportStuck } from '../../work/stuck.ts';
import { taskIdOf } from '../../work/tasks.ts';
import type { ReleaseFacts, ReleaseState, Ruling } from './contract.ts';
import { isHoldOver, isUnconfirmed } from './end-holds.ts';
import { type ReleaseRow, renewalKey, requireRelease, scopeOf, summariesOf } from './facts.ts';
import { nextRound } from './scope.ts';

const Input = z.object({ job: Job });

export interface NextMove {
  readonly next:
    | 'gather'
    | 'decide'
    | 'renew'
    | 'release'
    | 'ask'
    | 'take'
    | 'withdraw'
    | 'end'
    | 'wait'
    | 'close';
  readonly waitState: ReleaseState;
  readonly dueAt: string;
  readonly waitSeconds: number;
  /** Groups, chunks, orders or withdrawals, as `next` says. */
  readonly work: readonly unknown[];
  /** The one call of `take`. */
  readonly call: unknown;
}

/** Renewals and withdrawals carried out in one run of their map. */
const AT_ONCE = 100;
/** A wait that knows no other deadline is looked at after this long. */
const LOOK_MINUTES = 120;

/** The same move this often without anything to show for it, and the release waits for a person or for its next look. */
const MOST_REPEATS = 3;

/**
 * Looks at where the release stands and at the work that arrived meanwhile, and names the next move. A move whose
 * functions die again and again is not made forever: it is a case, and the release waits.
 */
export async function summarizeRelease({ job }: z.infer<typeof Input>, deps: Core): Promise<NextMove> {
  const tenant = tenantScope(job.tenantId);
  const { processes } = deps.stores;
  const move = await nextMove(job, tenant, deps);
  if (move.next === 'wait' || move.next === 'close') return move;
  const row = await requireRelease(processes, tenant, job.processId);
  const key = `${move.next}#${row.facts.round}#${row.facts.chunks}#${move.work.length}`;
  const repeats = row.facts.lastMove?.key === key ? row.facts.lastMove.repeats + 1 : 0;
  const isStuck = repeats >= MOST_REPEATS;
  await processes.change(tenant, job.processId, {
    at: deps.clock(),
    facts: { lastMove: { key, repeats: isStuck ? 0 : repeats } },
  });
  if (!isStuck) return move;
  await reportStuck(deps, tenant, row, move.next);
  return { ...move, next: 'wait' };
}

async function nextMove(job: Job, tenant: TenantScope, deps: Core): Promise<NextMove> {
  const { processes } = deps.stores;
  const now = deps.clock();
  let row = await requireRelease(processes, tenant, job.processId);
  const change = async (facts: Partial<ReleaseFacts>, handled: readonly string[]) => {
    await processes.change(tenant, job.processId, { at: now, facts: { ...facts }, handled });
    row = await requireRelease(processes, tenant, job.processId);
  };

  // Pending work only wakes: what is new is known by its facts, so every entry has done its part here.
  const told = row.pending;
  const isWoken = told.length > 0;
  const ruled = await rulingOf(row, tenant, deps);
  if (isWoken || ruled) await change({ ...ruled, ...(isWoken && { waitsFor: null, lastMove: null }) }, told);

  const dueAt = await deadlineOf(row, tenant, now, deps);
  const plain = {
    dueAt,
    waitSeconds: waitSeconds(now, dueAt),
    waitState: stateOf(row),
    work: [],
    call: null,
  };
  const { facts } = row;
  const summaries = [...summariesOf(row)];

  if (summaries.some(([, one]) => isUnconfirmed(one, now) || isHoldOver(one, now)))
    return { ...plain, next: 'end' };
  const open = summaries.filter(([, { status, until, waitsFor }]) => {
    if (status !== 'planned') return false;
    return waitsFor === undefined || until === undefined || until <= now || hasResumed(told, waitsFor);
  });
  if (open.length > 0) return { ...plain, next: 'release', work: open.map(([chunk]) => chunk) };
  if (facts.waitsFor) return { ...plain, next: 'wait' };
  if (facts.decided < facts.round) return undecided(row, tenant, plain, change, deps);
  if (facts.review && !facts.review.asked) return { ...plain, next: 'ask' };
  if (facts.withdraw && facts.withdraw.length > 0)
    return { ...plain, next: 'withdraw', work: facts.withdraw.slice(0, AT_ONCE) };
  if (facts.takings && facts.takings.length > 0) return { ...plain, next: 'take', call: takingCall(row) };

  const next = await nextRound(deps.stores, tenant, row);
  if (next) {
    await change(next, []);
    return { ...plain, next: 'gather', work: groupsOf(row) };
  }
  const isOpen =
    summaries.some(([, { status, holdsUntil }]) => status === 'planned' || holdsUntil !== undefined) ||
    facts.review;
  return { ...plain, next: isOpen ? 'wait' : 'close' };
}

const groupsOf = ({ facts }: ReleaseRow) => Array.from({ length: facts.groups }, (_, index) => index + 1);
const hasResumed = (told: readonly string[], system: string) =>
  told.some((entry) => entry.endsWith(`resume/${system}`));

/** A round whose lookups or renewals are not done yet. A lookup that was interrupted begins anew, in a round of its own. */
async function undecided(
  row: ReleaseRow,
  tenant: TenantScope,
  plain: Omit<NextMove, 'next'>,
  change: (facts: Partial<ReleaseFacts>, handled: readonly string[]) => Promise<void>,
  deps: Core,
): Promise<NextMove> {
  const { processes } = deps.stores;
  const { facts } = row;
  const missing = groupsOf(row).filter((group) => {
    const gathered = (row.facts as unknown as Record<string, { round?: number } | null>)[`gathered-${group}`];
    return gathered?.round !== facts.round;
  });
  if (missing.length > 0) {
    const { groups } = await scopeOf(processes, tenant, row);
    const again = [...new Set([...(facts.again ?? []), ...groups.flat()])];
    const next = await nextRound(deps.stores, tenant, { ...row, facts: { ...facts, again } });
    if (next) await change({ ...next, decided: facts.round }, []);
    const { facts: after } = await requireRelease(processes, tenant, row.processId);
    return {
      ...plain,
      next: 'gather',
      work: Array.from({ length: after.groups }, (_, index) => index + 1),
    };
  }
  if (facts.renew) {
    const answered = await processes.facts(tenant, row.processId, renewalKey(''));
    const known = new Set(answered.map(({ key }) => key.slice(renewalKey('').length)));
    const left = facts.renew.filter(({ orderId }) => !known.has(orderId));
    if (left.length > 0) return { ...plain, next: 'renew', work: left };
  }
  return { ...plain, next: 'decide' };
}

/** The answer to the open question, or the end of its time, as the ruling its items are decided by next. */
async function rulingOf(
  row: ReleaseRow,
  tenant: TenantScope,
  deps: Core,
): Promise<Partial<ReleaseFacts> | undefined> {
  const { review, rulings, again } = row.facts;
  if (!review?.asked) return undefined;
  const task = await deps.stores.work.task(tenant, taskIdOf(row.processId, review.step, review.round));
  const ruling = task && ruleOf(task);
  if (!ruling) return undefined;
  if (ruling.kind === 'expired')
    await openCase(deps, tenant, {
      class: 'DECISION_PARKED',
      site: row.site,
      processId: row.processId,
      subject: `${review.step}-${review.round}`,
      summary:
        `Nobody decided in time about releasing ${review.skus.join(', ')}. No confirmed stock was taken; what is contested waits.`.slice(
          0,
          500,
        ),
      links: [{ kind: 'task', id: task.taskId }],
    });
  if (review.step === 'proposal') return { review: null };
  return {
    review: null,
    rulings: { ...rulings, ...Object.fromEntries(review.skus.map((sku) => [sku, ruling])) },
    again: [...new Set([...(again ?? []), ...review.skus])],
  };
}

export function ruleOf({ state, answer }: Pick<TaskRow, 'state' | 'answer'>): Ruling | undefined {
  if (state === 'EXPIRED') return { kind: 'expired' };
  if (state !== 'ANSWERED' || !answer) return undefined;
  if (answer.option === 'FIFO_INSTEAD') return { kind: 'fifo' };
  if (answer.option !== 'EDIT') return { kind: 'approved' };
  const first = String(answer.form?.first ?? '').split(',');
  return { kind: 'edited', first: first.map((id) => id.trim()) };
}

function takingCall({ processId, facts }: ReleaseRow) {
  const reference = `${processId}/taking-${facts.round}`;
  const lines = (facts.takings ?? []).map(({ orderLineId, sku, quantity }) => ({
    orderLineId,
    sku,
    quantity,
  }));
  return { reference, reason: 'released to a line of a better right', lines };
}

/** The state a waiting release shows: the most urgent thing it waits for. */
export function stateOf(row: ReleaseRow): ReleaseState {
  const summaries = [...summariesOf(row).values()];
  if (row.facts.waitsFor || summaries.some(({ waitsFor }) => waitsFor !== undefined))
    return 'WAITING_PARTNER';
  if (row.facts.review) return 'REVIEW';
  if (summaries.some(({ holdsUntil }) => holdsUntil !== undefined)) return 'HOLDING';
  return 'RELEASING';
}

/** The soonest of: the end of a reservation or hold, the next try of a parked plan, the end of a question. */
async function deadlineOf(row: ReleaseRow, tenant: TenantScope, now: string, deps: Core): Promise<string> {
  const { review } = row.facts;
  const summaries = [...summariesOf(row).values()];
  const times = summaries.flatMap(({ status, endsAt, holdsUntil, until }) => [
    ...(status === 'planned' ? [endsAt, ...(until === undefined ? [] : [until])] : []),
    ...(holdsUntil === undefined ? [] : [holdsUntil]),
  ]);
  if (review?.asked) {
    const task = await deps.stores.work.task(tenant, taskIdOf(row.processId, review.step, review.round));
    if (task) times.push(task.parkAt);
  }
  if (row.facts.waitsFor || times.length === 0)
    times.push(new Date(Date.parse(now) + LOOK_MINUTES * 60_000).toISOString());
  return times.filter((time) => time > now).sort()[0] ?? now;
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => summarizeRelease(input, await deps()));
