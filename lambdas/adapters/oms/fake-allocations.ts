import type { InputOf } from '../contract.ts';
import { fakeDocuments } from '../fake-documents.ts';
import { Refusal } from '../fake-system.ts';
import { type OrderBook, openUnits } from './fake-orders.ts';
import type { oms } from './port.ts';

type LotLine = InputOf<typeof oms.allocate>['lines'][number];

/** Units of an order line that one allocation still holds. */
interface Share {
  readonly allocationId: string;
  readonly orderLineId: string;
  readonly lot?: string | undefined;
  readonly quantity: number;
}
interface Reduction {
  readonly reference: string;
  readonly reason: string;
  /** From which allocations the units came, to give them back to the same. */
  readonly taken: readonly Share[];
}

/** Units that were allocated before anybody was watching belong to this one. */
const SEEDED = 'ALC-SEED';

/** Who holds which units: allocations, what was taken from them, and what the warehouse may pick. */
export function allocationBook(orders: OrderBook, number: (prefix: string) => string) {
  const allocations = fakeDocuments<{ reference: string; lines: readonly LotLine[] }>('allocation', () =>
    number('ALC'),
  );
  const reductions = fakeDocuments<Reduction>('reduction', () => number('RED'));
  const releases = fakeDocuments<{
    reference: string;
    lines: readonly { orderLineId: string; quantity: number }[];
  }>('release', () => number('REL'));
  let shares: readonly Share[] = [];

  const requireOpen = (lines: readonly { orderLineId: string; quantity: number }[]) => {
    for (const [orderLineId, ofLine] of Map.groupBy(lines, (line) => line.orderLineId)) {
      const open = openUnits(orders.find(orderLineId).line);
      if (total(ofLine) > open)
        throw new Refusal(
          409,
          `order line ${orderLineId} has ${open} units open: ${total(ofLine)} cannot be allocated`,
        );
    }
  };
  const requireItem = (line: LotLine, site: string) => {
    const { sku } = orders.openLine(line.orderLineId, site).line;
    if (sku !== line.sku)
      throw new Refusal(422, `order line ${line.orderLineId} is for ${sku}, not ${line.sku}`);
  };
  /** Raises a refusal when units that are with the warehouse would go. */
  const requireUnreleased = (going: readonly Share[]) => {
    for (const [orderLineId, ofLine] of Map.groupBy(going, (share) => share.orderLineId)) {
      const { allocated, released } = orders.find(orderLineId).line;
      if (total(ofLine) > allocated - released)
        throw new Refusal(
          409,
          `order line ${orderLineId} has ${allocated - released} units allocated and not released: ${total(ofLine)} cannot be taken away before their release is retracted`,
        );
    }
  };
  const change = (after: readonly Share[], orderLineIds: readonly string[]) => {
    shares = after.filter(({ quantity }) => quantity > 0);
    for (const orderLineId of new Set(orderLineIds))
      orders.changeLine(orderLineId, {
        allocated: total(shares.filter((share) => share.orderLineId === orderLineId)),
      });
  };
  const add = (more: readonly Share[]) =>
    change(
      [...shares, ...more],
      more.map(({ orderLineId }) => orderLineId),
    );

  /** The newest allocations give first. */
  const sharesFor = (lines: readonly LotLine[]): Share[] => {
    const taken: Share[] = [];
    for (const { orderLineId, lot, quantity } of lines) {
      let missing = quantity;
      for (const share of shares.toReversed()) {
        if (share.orderLineId !== orderLineId || (lot !== undefined && share.lot !== lot)) continue;
        const gone = taken.filter((one) => isSame(one, share));
        const units = Math.min(missing, share.quantity - total(gone));
        missing -= units;
        if (units > 0) taken.push({ ...share, quantity: units });
      }
      if (missing > 0)
        throw new Refusal(
          409,
          `order line ${orderLineId} has ${quantity - missing} units${lot ? ` of lot ${lot}` : ''} allocated: ${quantity} cannot be taken away`,
        );
    }
    return taken;
  };

  return {
    /** Forgets who held units of these lines: the seed says how many are allocated. */
    seed(orderLineIds: readonly string[]) {
      shares = shares.filter((share) => !orderLineIds.includes(share.orderLineId));
      add(
        orderLineIds.map((orderLineId) => ({
          allocationId: SEEDED,
          orderLineId,
          quantity: orders.find(orderLineId).line.allocated,
        })),
      );
    },
    state: () => ({
      allocations: allocations.all(),
      reductions: reductions.all(),
      releases: releases.all(),
      shares: [...shares],
    }),
    operations: {
      allocate({ reference, lines }: InputOf<typeof oms.allocate>, site: string) {
        for (const line of lines) requireItem(line, site);
        requireOpen(lines);
        const allocationId = allocations.file({ reference, lines });
        add(lines.map(({ orderLineId, lot, quantity }) => ({ allocationId, orderLineId, lot, quantity })));
        return { allocationId };
      },
      deallocate({ allocationId, reason }: InputOf<typeof oms.deallocate>) {
        allocations.get(allocationId);
        const going = shares.filter((share) => share.allocationId === allocationId);
        requireUnreleased(going);
        change(
          shares.filter((share) => !going.includes(share)),
          going.map(({ orderLineId }) => orderLineId),
        );
        allocations.takeBack(allocationId, reason);
        return { allocationId };
      },
      reduceAllocation({ reference, reason, lines }: InputOf<typeof oms.reduceAllocation>, site: string) {
        for (const line of lines) requireItem(line, site);
        const taken = sharesFor(lines);
        requireUnreleased(taken);
        const left = shares.map((share) => ({
          ...share,
          quantity: share.quantity - total(taken.filter((one) => isSame(one, share))),
        }));
        change(
          left,
          taken.map(({ orderLineId }) => orderLineId),
        );
        return { reductionId: reductions.file({ reference, reason, taken }) };
      },
      restoreAllocation({ reductionId, reason }: InputOf<typeof oms.restoreAllocation>) {
        const { taken, takenBack } = reductions.get(reductionId);
        if (takenBack !== undefined) return { reductionId };
        // What was taken from an allocation that is itself taken back by now belongs to nobody.
        const returning = taken.filter(
          ({ allocationId }) =>
            allocationId === SEEDED || allocations.get(allocationId).takenBack === undefined,
        );
        requireOpen(returning);
        add(returning);
        reductions.takeBack(reductionId, reason);
        return { reductionId };
      },
      release({ reference, orderLineIds }: InputOf<typeof oms.release>, site: string) {
        const lines = [...new Set(orderLineIds)].map((orderLineId) => {
          const { order, line } = orders.openLine(orderLineId, site);
          const [hold] = order.holds;
          if (hold) throw new Refusal(409, `order ${order.orderId} is on ${hold.kind} hold: ${hold.reason}`);
          const quantity = line.allocated - line.released;
          if (quantity === 0) throw new Refusal(409, `order line ${orderLineId} has nothing to release`);
          const missing = order.shipComplete
            ? order.lines.find(
                (other) =>
                  openUnits(other) > 0 ||
                  (other.allocated > other.released && !orderLineIds.includes(other.orderLineId)),
              )
            : undefined;
          if (missing)
            throw new Refusal(
              409,
              `order ${order.orderId} ships complete: line ${missing.orderLineId} must be allocated whole and released with it`,
            );
          return { orderLineId, quantity };
        });
        for (const { orderLineId } of lines)
          orders.changeLine(orderLineId, { released: orders.find(orderLineId).line.allocated });
        return { releaseId: releases.file({ reference, lines }) };
      },
      retract({ releaseId, reason }: InputOf<typeof oms.retract>) {
        const { lines, takenBack } = releases.get(releaseId);
        if (takenBack !== undefined) return { releaseId };
        for (const { orderLineId, quantity } of lines) {
          const { released } = orders.find(orderLineId).line;
          if (released < quantity)
            throw new Refusal(
              409,
              `order line ${orderLineId} has ${released} units with the warehouse: ${quantity - released} of the release have shipped`,
            );
        }
        for (const { orderLineId, quantity } of lines)
          orders.changeLine(orderLineId, { released: orders.find(orderLineId).line.released - quantity });
        releases.takeBack(releaseId, reason);
        return { releaseId };
      },
    },
  };
}

function isSame(one: Share, other: Share): boolean {
  return (
    one.allocationId === other.allocationId && one.orderLineId === other.orderLineId && one.lot === other.lot
  );
}

function total(entries: readonly { readonly quantity: number }[]): number {
  return entries.reduce((sum, { quantity }) => sum + quantity, 0);
}
