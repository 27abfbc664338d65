import type { ReleaseLimits } from '../../../domain/release-settings.ts';
import type { Demand, ReleaseCase, Segment, Taking } from '../contract.ts';
import { afterTaking, type ItemCase, type ItemShares, shareItem } from './item.ts';
import { takeable } from './needs.ts';

/**
 * Whose confirmed stock a segment may take (rule 5.8): LOSE gives up, FILL and REDISTRIBUTE may lose to WIN, and within
 * REDISTRIBUTE rank decides. WIN, GAIN and IMPROVE keep what they have. The order is the order of giving.
 */
const TAKES_FROM: Readonly<Record<Segment, readonly Segment[]>> = {
  WIN: ['LOSE', 'FILL', 'REDISTRIBUTE'],
  GAIN: ['LOSE'],
  REDISTRIBUTE: ['LOSE', 'REDISTRIBUTE'],
  IMPROVE: [],
  FILL: [],
  LOSE: [],
};

interface Outcome {
  readonly shares: ItemShares;
  readonly takings: readonly Taking[];
  /** The item as it will stand after the takings. */
  readonly item: ItemCase;
}

/**
 * Which confirmed units to take back so that lines of a better right are served, worst rank first and no more than they
 * lack, and what the item's units come to afterwards. Lines of the same order never take from each other.
 */
export function withTakings(item: ItemCase, given: ReleaseCase, limits: ReleaseLimits): Outcome {
  let best: Outcome = { shares: shareItem(item, given, limits), takings: [], item };
  const { ranks } = best.shares;
  const donors = given.mayTake && item.takers !== 'nobody' ? donorsOf(item, ranks) : [];
  if (donors.length === 0) return best;
  for (const { line: claimant } of best.shares.ranked) {
    const left = leftWith(
      donors.filter(({ line }) => mayTake(claimant, line, item, ranks)),
      best.takings,
    );
    const units = unitsToTake(claimant, left, best, given, limits);
    if (units === 0) continue;
    const takings = [...best.takings, ...takingsOf(claimant, left, units)];
    const after = afterTaking(item, takings);
    best = { shares: shareItem(after, given, limits), takings, item: after };
  }
  return best;
}

/** The fewest units that serve the claimant as well as all of them would: free units count first. */
function unitsToTake(
  claimant: Demand,
  donors: readonly Donor[],
  { item, shares }: Outcome,
  given: ReleaseCase,
  limits: ReleaseLimits,
): number {
  const short = shortOf(claimant, shares);
  const most = donors.reduce((sum, { units }) => sum + units, 0);
  if (short === 0 || most === 0) return 0;
  const shortWith = (units: number) =>
    shortOf(claimant, shareItem({ ...item, heldBack: item.heldBack - units }, given, limits));
  const best = shortWith(most);
  // Nothing is gained when lots, packs or the tier reserve keep the units from the line.
  if (best >= short) return 0;
  let [fewer, enough] = [0, most];
  while (enough - fewer > 1) {
    const middle = fewer + Math.floor((enough - fewer) / 2);
    if (shortWith(middle) <= best) enough = middle;
    else fewer = middle;
  }
  return enough;
}

function takingsOf(claimant: Demand, donors: readonly Donor[], units: number): Taking[] {
  let missing = units;
  return donors.flatMap(({ line, units: has }) => {
    const quantity = Math.min(missing, has);
    if (quantity === 0) return [];
    missing -= quantity;
    const { orderId, orderLineId, sku, promisedAt } = line;
    return [
      { orderId, orderLineId, sku, quantity, for: claimant.orderLineId, promised: promisedAt !== undefined },
    ];
  });
}

function leftWith(donors: readonly Donor[], takings: readonly Taking[]): Donor[] {
  return donors.map(({ line, units }) => {
    const taken = takings.filter(({ orderLineId }) => orderLineId === line.orderLineId);
    return { line, units: units - taken.reduce((sum, { quantity }) => sum + quantity, 0) };
  });
}

interface Donor {
  readonly line: Demand;
  readonly units: number;
}

/** Lines that may lose confirmed units, in the order of `TAKES_FROM.WIN`, worst rank first. */
function donorsOf(item: ItemCase, ranks: ReadonlyMap<string, number>): Donor[] {
  const reservations = new Map(item.supply.reservations.map((one) => [one.orderLineId, one]));
  const donors = item.lines
    .filter(({ segment }) => TAKES_FROM.WIN.includes(segment))
    .map((line) => ({ line, units: takeable(line, reservations.get(line.orderLineId)) }))
    .filter(({ units }) => units > 0);
  const placeOf = ({ line }: Donor) => TAKES_FROM.WIN.indexOf(line.segment);
  const rankOf = ({ line }: Donor) => ranks.get(line.orderLineId) ?? 0;
  return donors.sort((a, b) => placeOf(a) - placeOf(b) || rankOf(b) - rankOf(a));
}

function mayTake(
  claimant: Demand,
  donor: Demand,
  { first, takers }: ItemCase,
  ranks: ReadonlyMap<string, number>,
): boolean {
  if (claimant.orderId === donor.orderId || first.includes(donor.orderLineId)) return false;
  // What a person puts first has the right of WIN.
  if (first.includes(claimant.orderLineId)) return true;
  if (takers === 'named' || !TAKES_FROM[claimant.segment].includes(donor.segment)) return false;
  const rankOf = (line: Demand) => ranks.get(line.orderLineId) ?? 0;
  return claimant.segment !== donor.segment || rankOf(claimant) < rankOf(donor);
}

/** Units a line still lacks after a distribution. */
function shortOf({ orderLineId }: Demand, { left }: ItemShares): number {
  return left.find(({ line }) => line.orderLineId === orderLineId)?.units ?? 0;
}
