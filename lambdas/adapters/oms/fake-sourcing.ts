import * as z from 'zod/mini';
import { identifier } from '../../../events/envelope.ts';
import type { InputOf } from '../contract.ts';
import { fakeDocuments } from '../fake-documents.ts';
import { Refusal } from '../fake-system.ts';
import type { allocationBook } from './fake-allocations.ts';
import type { KeptLine, OrderBook } from './fake-orders.ts';
import { type oms, Sourcing } from './port.ts';

/** What the seed says about units of a line; a line nobody seeded can only wait. */
export const KeptSourcing = z.extend(Sourcing, { orderLineId: identifier });
type KeptSourcing = z.infer<typeof KeptSourcing>;
type Replacement = InputOf<typeof oms.replaceUnits> & { readonly newLineId: string };

/** Units of order lines the warehouse cannot pick: back to open, or to a line of another site or item. */
export function sourcingBook(
  orders: OrderBook,
  allocations: ReturnType<typeof allocationBook>,
  number: (prefix: string) => string,
) {
  const known = new Map<string, KeptSourcing>();
  const backorders = fakeDocuments<InputOf<typeof oms.backorder>>('backorder', () => number('BKO'));
  const replacements = fakeDocuments<Replacement>('replacement', () => number('RPL'));

  const change = (orderLineId: string, changes: Partial<KeptLine>) => {
    orders.changeLine(orderLineId, changes);
    allocations.seed([orderLineId]);
  };
  const takeUnits = (orderLineId: string, quantity: number, site: string) => {
    const { line } = orders.openLine(orderLineId, site);
    if (line.allocated < quantity)
      throw new Refusal(
        409,
        `order line ${orderLineId} has ${line.allocated} units with the warehouse: ${quantity} cannot be taken from it`,
      );
    const allocated = line.allocated - quantity;
    return { allocated, released: Math.min(line.released, allocated) };
  };

  return {
    seed: (rows: readonly KeptSourcing[]) => {
      for (const row of rows) known.set(row.orderLineId, row);
    },
    state: () => ({ backorders: backorders.all(), replacements: replacements.all() }),
    operations: {
      lookUpSourcing({ orderLineId }: InputOf<typeof oms.lookUpSourcing>) {
        orders.find(orderLineId);
        const { orderLineId: _, ...sourcing } = known.get(orderLineId) ?? {
          orderLineId,
          sites: [],
          substitutes: [],
          backorderable: true,
        };
        return sourcing;
      },
      backorder(backorder: InputOf<typeof oms.backorder>, site: string) {
        change(backorder.orderLineId, takeUnits(backorder.orderLineId, backorder.quantity, site));
        return { backorderId: backorders.file(backorder) };
      },
      revertBackorder({ backorderId, reason }: InputOf<typeof oms.revertBackorder>) {
        const { orderLineId, quantity, takenBack } = backorders.get(backorderId);
        if (takenBack !== undefined) return { backorderId };
        const { allocated, released } = orders.find(orderLineId).line;
        change(orderLineId, { allocated: allocated + quantity, released: released + quantity });
        backorders.takeBack(backorderId, reason);
        return { backorderId };
      },
      replaceUnits(replacement: InputOf<typeof oms.replaceUnits>, site: string) {
        const { orderLineId, quantity, sku } = replacement;
        const left = takeUnits(orderLineId, quantity, site);
        const { order, line } = orders.find(orderLineId);
        const price = known.get(orderLineId)?.substitutes.find((entry) => entry.sku === sku)?.unitPrice;
        const replacementId = number('LIN');
        const newLineId = `${orderLineId}-${replacementId}`;
        const units = {
          ordered: quantity,
          allocated: quantity,
          released: quantity,
          shipped: 0,
          cancelled: 0,
        };
        const added: KeptLine = {
          ...line,
          ...units,
          orderLineId: newLineId,
          sku,
          site: replacement.site,
          unitPrice: price ?? line.unitPrice,
        };
        orders.put({ ...order, lines: [...order.lines, added] });
        change(orderLineId, { ...left, cancelled: line.cancelled + quantity });
        allocations.seed([newLineId]);
        return { replacementId: replacements.file({ ...replacement, newLineId }), orderLineId: newLineId };
      },
      restoreUnits({ replacementId, reason }: InputOf<typeof oms.restoreUnits>) {
        const { orderLineId, quantity, newLineId, takenBack } = replacements.get(replacementId);
        if (takenBack !== undefined) return { replacementId };
        const { order, line: added } = orders.find(newLineId);
        if (added.shipped > 0)
          throw new Refusal(409, `order line ${newLineId} has shipped: its units come back as a return`);
        const { allocated, released, cancelled } = orders.find(orderLineId).line;
        change(newLineId, { allocated: 0, released: 0, cancelled: quantity });
        orders.put({ ...order, lines: order.lines.filter((line) => line.orderLineId !== newLineId) });
        change(orderLineId, {
          allocated: allocated + quantity,
          released: released + quantity,
          cancelled: cancelled - quantity,
        });
        replacements.takeBack(replacementId, reason);
        return { replacementId };
      },
    },
  };
}
