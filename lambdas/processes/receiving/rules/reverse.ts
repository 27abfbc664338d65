import type { Bucket } from '../../../../events/inventory.ts';
import type { LineMovement, ReceivingLine } from './line.ts';

/** A movement that takes another one back. */
interface ReverseMovement extends LineMovement {
  readonly line: number;
  readonly sku: string;
  /** Effect key of the movement taken back. */
  readonly reverses: string;
}

/** Stock of a line that is not where it was posted any more: allocated, picked or moved. A person must find it. */
interface BlockedReversal {
  readonly line: number;
  readonly sku: string;
  readonly bucket: Bucket;
  readonly needed: number;
  readonly present: number;
}

export interface ReversalPlan {
  readonly movements: readonly ReverseMovement[];
  readonly blocked: readonly BlockedReversal[];
}

/**
 * The compensation of a receipt (rules 4.7 and 5.1): posted movements taken back, last first, each naming the one it
 * takes back. Goods that came in are still in the building: they end on hold instead of leaving, and what was sent back
 * or scrapped stays gone. A line whose stock is no longer all there is left alone as a whole and named in `blocked`.
 *
 * `present` answers how much of an item is in a bucket now; lines of one item share it in line order.
 */
export function planReversal(
  lines: readonly ReceivingLine[],
  processId: string,
  present: (sku: string, bucket: Bucket) => number,
): ReversalPlan {
  const reserved = new Map<string, number>();
  const left = (sku: string, bucket: Bucket) =>
    present(sku, bucket) - (reserved.get(`${bucket}/${sku}`) ?? 0);
  const plans = lines
    .toSorted((a, b) => a.line - b.line)
    .map((line) => {
      const movements = reverseLine(line, processId);
      const needs = Map.groupBy(movements, ({ from }) => from);
      const blocked = [...needs].flatMap(([bucket, moved]): BlockedReversal[] => {
        if (bucket === null) return [];
        const needed = moved.reduce((sum, { quantity }) => sum + quantity, 0);
        const available = left(line.sku, bucket);
        return available < needed
          ? [{ line: line.line, sku: line.sku, bucket, needed, present: Math.max(0, available) }]
          : [];
      });
      if (blocked.length > 0) return { movements: [], blocked };
      for (const [bucket, moved] of needs) {
        const key = `${bucket}/${line.sku}`;
        reserved.set(key, (reserved.get(key) ?? 0) + moved.reduce((sum, { quantity }) => sum + quantity, 0));
      }
      return { movements, blocked };
    });
  return {
    movements: plans.flatMap((plan) => plan.movements),
    blocked: plans.flatMap((plan) => plan.blocked),
  };
}

/** Units go back the way they came, stopping at hold; only what still lies in a bucket besides hold has a way to go. */
function reverseLine(line: ReceivingLine, processId: string): ReverseMovement[] {
  const remaining = new Map<string, number>();
  const place = (bucket: Bucket | null, lot: string | undefined) => `${bucket}/${lot ?? ''}`;
  const posted = line.movements.filter((movement) => movement.posted);
  for (const { from, to, lot, quantity } of posted) {
    remaining.set(place(to, lot), (remaining.get(place(to, lot)) ?? 0) + quantity);
    remaining.set(place(from, lot), (remaining.get(place(from, lot)) ?? 0) - quantity);
  }
  return posted.toReversed().flatMap((movement, index): ReverseMovement[] => {
    const { to, lot } = movement;
    if (to === null || to === 'hold') return [];
    const quantity = Math.min(movement.quantity, remaining.get(place(to, lot)) ?? 0);
    if (quantity <= 0) return [];
    remaining.set(place(to, lot), (remaining.get(place(to, lot)) ?? 0) - quantity);
    return [
      {
        effectKey: `${processId}#reverse#${line.line}-${index + 1}`,
        reverses: movement.effectKey,
        line: line.line,
        sku: line.sku,
        quantity,
        from: to,
        to: 'hold',
        ...(lot !== undefined && { lot }),
        reasonCode: 'REVERSAL',
        goodsReceipt: to === 'available',
        posted: false,
      },
    ];
  });
}
