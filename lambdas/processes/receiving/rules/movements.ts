import type { Bucket } from '../../../../events/inventory.ts';
import type { LineMovement } from './line.ts';
import type { Placement } from './placement.ts';

const BUCKETS: readonly Bucket[] = ['available', 'damaged', 'quarantine', 'hold'];
/** Units are taken from where they are least useful first, so available stock is touched last. */
const SOURCES: readonly Bucket[] = ['quarantine', 'hold', 'damaged', 'available'];
const COUNT_CORRECTION = 'COUNT_CORRECTION';

/**
 * The movements that bring a line's units from where its movements so far left them to where they belong. Within a lot
 * units are alike, so only totals are compared. A unit that is gone without anybody's decision was never there: the
 * movement corrects the count. What becomes available is a goods receipt, and what stops being available takes it back.
 */
export function planMovements(
  made: readonly LineMovement[],
  placements: readonly Placement[],
  effectKey: (place: string, number: number) => string,
): LineMovement[] {
  const planned: LineMovement[] = [];
  const lots = new Set([...placements.map(({ lot }) => lot), ...made.map(({ lot }) => lot)]);
  for (const lot of lots) {
    const ofLot = placements.filter((placement) => placement.lot === lot);
    const movements = made.filter((movement) => movement.lot === lot);
    const surplus = new Map(
      BUCKETS.map((bucket) => [bucket, balance(movements, bucket) - unitsAt(ofLot, bucket)]),
    );
    for (const { to, reason, units } of needs(ofLot, movements, surplus)) {
      let missing = units;
      for (const from of [...SOURCES, null]) {
        if (missing === 0) break;
        const available = from === null ? missing : Math.max(0, surplus.get(from) ?? 0);
        const quantity = Math.min(missing, available);
        if (quantity === 0) continue;
        if (from !== null) surplus.set(from, available - quantity);
        missing -= quantity;
        for (const [start, end] of legsOf(from, to)) {
          planned.push({
            effectKey: effectKey(end ?? 'out', made.length + planned.length + 1),
            quantity,
            from: start,
            to: end,
            ...(lot !== undefined && { lot }),
            reasonCode: start === 'available' ? COUNT_CORRECTION : reason,
            goodsReceipt: start === 'available' || end === 'available',
            posted: false,
          });
        }
      }
    }
  }
  return planned;
}

/**
 * Available units that turn out to be something else take their receipt back on the way. Units that are sent away before
 * they ever had a place pass through hold, so that the ledger knows they were here.
 */
function legsOf(
  from: Bucket | null,
  to: Bucket | null,
): readonly (readonly [Bucket | null, Bucket | null])[] {
  if (from === 'available' && to !== null)
    return [
      [from, null],
      [null, to],
    ];
  if (from === null && to === null)
    return [
      [null, 'hold'],
      ['hold', null],
    ];
  return [[from, to]];
}

/** Units a movement must bring somewhere: each bucket's deficit, then what must leave. */
function needs(
  placements: readonly Placement[],
  made: readonly LineMovement[],
  surplus: ReadonlyMap<Bucket, number>,
) {
  const entering = BUCKETS.map((bucket) => ({
    to: bucket as Bucket | null,
    reason: placements.findLast(({ place }) => place === bucket)?.reason ?? COUNT_CORRECTION,
    units: Math.max(0, -(surplus.get(bucket) ?? 0)),
  }));
  let leaving = Math.max(
    0,
    [...surplus.values()].reduce((sum, units) => sum + units, 0),
  );
  const reasons = new Set(placements.filter(({ place }) => place === null).map(({ reason }) => reason));
  const decided = [...reasons].map((reason) => {
    const wanted = placements
      .filter((placement) => placement.place === null && placement.reason === reason)
      .reduce((sum, { units }) => sum + units, 0);
    const gone = made
      .filter((movement) => movement.to === null && movement.reasonCode === reason)
      .reduce((sum, { quantity }) => sum + quantity, 0);
    const units = Math.max(0, wanted - gone);
    leaving -= Math.min(leaving, units);
    return { to: null, reason, units };
  });
  return [...entering, ...decided, { to: null, reason: COUNT_CORRECTION, units: leaving }].filter(
    ({ units }) => units > 0,
  );
}

/** Units movements left in a bucket. */
export function balance(
  movements: readonly Pick<LineMovement, 'from' | 'to' | 'quantity'>[],
  bucket: Bucket,
): number {
  return movements.reduce(
    (sum, { from, to, quantity }) => sum + (to === bucket ? quantity : 0) - (from === bucket ? quantity : 0),
    0,
  );
}

function unitsAt(placements: readonly Placement[], bucket: Bucket): number {
  return placements.filter(({ place }) => place === bucket).reduce((sum, { units }) => sum + units, 0);
}
