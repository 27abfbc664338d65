import { type Account, Bucket } from '../../events/inventory.ts';

interface Moved {
  readonly quantity: number;
  readonly from: Account | null;
  readonly to: Account | null;
  readonly booked?: number;
}

/** Units a site has more by a movement, below zero for fewer. What is in transit to it is not there yet. */
export function unitsGained({ quantity, from, to }: Moved): number {
  return (isThere(to) ? quantity : 0) - (isThere(from) ? quantity : 0);
}

/**
 * Units the ERP's book of the site has more by a movement, below zero for fewer. It holds units of all statuses that are ours:
 * goods nobody has accepted yet lie here and are in no book (rule 5.1), which their movement says.
 */
export function unitsBooked(moved: Moved): number {
  return moved.booked ?? unitsGained(moved);
}

/** What the ERP is told of movements: the lines by which its book changes, and none of goods that only change their status. */
export function bookedLines(
  movements: readonly (Moved & { readonly effectKey: string; readonly sku: string; readonly lot?: string })[],
) {
  return movements.flatMap((movement) => {
    const { effectKey, sku, lot } = movement;
    const quantity = unitsBooked(movement);
    return quantity === 0 ? [] : [{ effectKey, sku, ...(lot === undefined ? {} : { lot }), quantity }];
  });
}

/** The movement that takes one back, with an effect key of its own. */
export function takenBack<Movement extends Moved & { readonly effectKey: string }>({
  booked,
  ...movement
}: Movement) {
  return {
    ...movement,
    effectKey: `${movement.effectKey}/undo`,
    from: movement.to,
    to: movement.from,
    ...(booked !== undefined && { booked: 0 - booked }),
  };
}

const isThere = (account: Account | null) => Bucket.options.some((bucket) => bucket === account);
