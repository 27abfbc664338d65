import type { ReleaseLimits } from '../../domain/release-settings.ts';
import type {
  ChunkSummary,
  Grant,
  ItemDecision,
  PlannedLine,
  ReleaseCase,
  ReleaseChunk,
} from './contract.ts';
import { type ReleaseRow, summariesOf } from './facts.ts';

/** Lines of a plan, unless a plan was refused: then a tenth, and at last one order alone. */
const LINES = 100;
const SHRINKS_BY = 10;

/** How many lines a plan holds after plans were made smaller this often. */
function planSize(level: number): number {
  return Math.max(1, Math.floor(LINES / SHRINKS_BY ** level));
}

/** Whether the refusal of a plan says all there is to say: a smaller one is not possible. */
export function isSmallest(level: number): boolean {
  return planSize(level) === 1;
}

/** A plan that was taken back makes the next ones ten times smaller, so that one bad order stands alone in the end. */
function levelOf(row: Pick<ReleaseRow, 'facts'>): number {
  const undone = [...summariesOf(row).values()].filter(({ status }) => status === 'undone');
  return Math.max(0, ...undone.map(({ level }) => level + 1));
}

/** Ship-complete orders with a line of an item that waits for a question or a taking: they wait with it. */
function waitingOrders(
  settled: readonly ItemDecision[],
  decisions: readonly ItemDecision[],
): ReadonlySet<string> {
  const deferred = decisions.filter((decision) => !settled.includes(decision));
  const grants = deferred.flatMap((decision) => decision.grants).filter(({ shipComplete }) => shipComplete);
  return new Set(grants.map(({ orderId }) => orderId));
}

/** Settled items with lines of orders that wait: they are decided again with the others. */
export function itemsLeftWaiting(
  settled: readonly ItemDecision[],
  decisions: readonly ItemDecision[],
): readonly string[] {
  const waiting = waitingOrders(settled, decisions);
  return settled
    .filter(({ grants }) => grants.some(({ orderId }) => waiting.has(orderId)))
    .map(({ sku }) => sku);
}

/**
 * Plans for what was decided, best rank first, an order never torn apart.
 */
export function planChunks(
  row: ReleaseRow,
  settled: readonly ItemDecision[],
  decisions: readonly ItemDecision[],
  { now, causes }: ReleaseCase,
  limits: ReleaseLimits,
): readonly { readonly number: number; readonly body: ReleaseChunk; readonly summary: ChunkSummary }[] {
  const { facts } = row;
  const level = levelOf(row);
  const waiting = waitingOrders(settled, decisions);
  const endsAt = later(now, limits.reservationMinutes.value);
  const holdsUntil = later(now, limits.tentativeHoldMinutes.value);
  const lines = settled.flatMap(({ policy, sku, grants }) =>
    grants
      .filter(({ orderId }) => !waiting.has(orderId))
      .map(
        (grant: Grant): PlannedLine => ({
          ...grant,
          policy,
          supplyEventId: causes.get(sku) ?? facts.document,
          endsAt: grant.kind === 'firm' ? endsAt : (grant.endsAt ?? holdsUntil),
        }),
      ),
  );
  const plans: PlannedLine[][] = [];
  const size = planSize(level);
  for (const order of Map.groupBy(lines, ({ orderId }) => orderId).values()) {
    const last = plans.at(-1);
    if (last && last.length + order.length <= size) last.push(...order);
    else plans.push([...order]);
  }
  return plans.map((ofPlan, index) => {
    const number = facts.chunks + index + 1;
    const holds = ofPlan.filter(({ kind }) => kind === 'tentative').map((line) => line.endsAt);
    const first = holds.sort()[0];
    return {
      number,
      body: { planId: `${facts.round}-${number}`, lines: ofPlan, status: 'planned' },
      summary: {
        status: 'planned',
        skus: [...new Set(ofPlan.map(({ sku }) => sku))],
        endsAt,
        tries: 0,
        level,
        ...(first !== undefined && { holdsUntil: first }),
      },
    };
  });
}

function later(now: string, minutes: number): string {
  return new Date(Date.parse(now) + minutes * 60_000).toISOString();
}
