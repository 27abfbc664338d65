import type { ReleaseLimits } from '../../../domain/release-settings.ts';
import type { ReleasePolicy } from '../../../domain/tenant.ts';
import type { LotUnits } from '../../../store/ports.ts';
import type { Demand, Left, ReleaseCase, Supply, Taking } from '../contract.ts';
import { type Distribution, distribute, type Entrant, unitsOf } from './distribute.ts';
import { LotPool } from './lots.ts';
import { allocatedElsewhere, isUnpackable, needOf, skipOf } from './needs.ts';
import { bySegment, byTime } from './rank.ts';
import { keptUnits } from './tier-reserve.ts';

/** One item of a case, with the lines that may take part in this round of the decision. */
export interface ItemCase {
  readonly supply: Supply;
  /** Every open line of the item. */
  readonly lines: readonly Demand[];
  /** Lines left out, and why: their order had its time, or nobody decided about them. */
  readonly excluded: ReadonlyMap<string, 'SHIP_COMPLETE' | 'CONTESTED'>;
  readonly policy: ReleasePolicy;
  /** Lines a person wants first, in this order. */
  readonly first: readonly string[];
  /** Who may take confirmed stock: segments by their right, only the lines named first, or nobody. */
  readonly takers: 'segments' | 'named' | 'nobody';
  /** Units not to be given: a person has not decided about them. */
  readonly heldBack: number;
}

/** What one item's free units come to, without touching anybody's confirmed stock. */
export interface ItemShares {
  /** Places of all lines, 1 first. */
  readonly ranks: ReadonlyMap<string, number>;
  readonly ranked: readonly Entrant[];
  readonly given: ReadonlyMap<string, readonly LotUnits[]>;
  readonly left: readonly Left[];
  /** Free units the decision is about, and those of them only the best tiers get. */
  readonly free: number;
  readonly kept: number;
}

/** Ranks the lines of one item and gives them its free units. */
export function shareItem(item: ItemCase, given: ReleaseCase, limits: ReleaseLimits): ItemShares {
  const { supply, policy, first } = item;
  const reservations = new Map(supply.reservations.map((one) => [one.orderLineId, one]));
  const free = Math.max(0, supply.free - allocatedElsewhere(item.lines, reservations) - item.heldBack);
  const order = policy === 'FIFO' ? byTime : bySegment(given.today);
  const places = new Map(first.map((id, place) => [id, place]));
  const placeOf = (line: Demand) => places.get(line.orderLineId) ?? first.length;
  const sorted = [...item.lines].sort((a, b) => placeOf(a) - placeOf(b) || order(a, b));
  const ranks = new Map(sorted.map((line, place) => [line.orderLineId, place + 1]));
  const rankOf = (line: Demand) => ranks.get(line.orderLineId) ?? 0;

  const left: Left[] = [];
  const ranked: Entrant[] = [];
  for (const line of sorted) {
    const reservation = reservations.get(line.orderLineId);
    const need = needOf(line, reservation);
    const rank = rankOf(line);
    if (line.open === 0) continue;
    const skip = skipOf(line, given) ?? item.excluded.get(line.orderLineId);
    if (skip) left.push({ line, units: line.open, rank, reason: skip });
    else if (isUnpackable(line, reservation))
      left.push({ line, units: line.open, rank, reason: 'PACK_SIZE' });
    else if (need > 0) ranked.push({ line, need });
  }
  const kept = keptUnits({ available: supply.available, free, demand: item.lines, now: given.now }, limits);
  const distribution: Distribution = distribute(ranked, new LotPool(supply.lots, free, given.today), {
    policy,
    limits,
    kept,
    first,
    today: given.today,
  });
  for (const entrant of ranked) {
    const units = entrant.need - unitsOf(distribution.given.get(entrant.line.orderLineId));
    if (units === 0) continue;
    left.push({
      line: entrant.line,
      units,
      rank: rankOf(entrant.line),
      reason: distribution.reasonOf(entrant),
    });
  }
  return { ranks, ranked, given: distribution.given, left, free, kept };
}

/** The same item as it will stand when these units have been taken back. */
export function afterTaking(item: ItemCase, takings: readonly Taking[]): ItemCase {
  const lines = item.lines.map((line) => {
    const taken = takings
      .filter(({ orderLineId }) => orderLineId === line.orderLineId)
      .reduce((sum, { quantity }) => sum + quantity, 0);
    return { ...line, allocated: line.allocated - taken, open: line.open + taken };
  });
  return { ...item, lines };
}
