import { BackorderQueued } from '../../events/backorder.ts';
import { OrderAcknowledged } from '../../events/replenishment.ts';
import type { Planning } from '../../lambdas/adapters/erp/port.ts';
import { addDays } from '../../lambdas/domain/calendar.ts';
import { ACORN, type Act, NORTHWIND } from './act.ts';

/** The acts of the day between the buyer and the suppliers. */

const SKU = 'ACN-HONEY-500';
const KEY = `${NORTHWIND.site}/${SKU}`;

/** Twelve quiet weeks of ten jars a day, and one supplier. */
function planOf(today: string): Planning {
  const unitCost = { minor: 180, per: 1, currency: 'USD' };
  const demand = Array.from({ length: 84 }, (_, index) => ({
    date: addDays(today, index - 84),
    quantity: 10,
    inStock: true,
  }));
  return {
    sku: SKU,
    abcClass: 'A',
    unitCost,
    plans: [{ site: NORTHWIND.site, demand, endOfLife: false, onOrder: [] }],
    suppliers: [
      {
        supplierId: ACORN,
        kind: 'contract',
        leadDays: 5,
        leadDeviationTenths: 0,
        minimumOrder: 0,
        packSize: 12,
        unitCost,
        stopped: false,
      },
    ],
    lanes: [],
  };
}

export const honeyRunsOut: Act = {
  title: 'An order waits for honey that nobody has ordered',
  expect: 'the item is ordered from its supplier, who promises less: the request closes as ordered short',
  shows: ['replenishment'],
  endings: [{ ...NORTHWIND, process: 'replenishment', key: KEY, state: 'CLOSED' }],
  run: async (floor) => {
    const { tenant, site } = NORTHWIND;
    const today = floor.stage.clock().slice(0, 10);
    await floor.systems.seed(tenant, 'erp', { planning: [planOf(today)] });
    const line = { orderId: 'SO-HONEY', orderLineId: 'SO-HONEY/1', sku: SKU, site, quantity: 6 };
    await floor.tell(BackorderQueued, {
      ...NORTHWIND,
      subject: line.orderLineId,
      data: { ...line, policy: 'PRIORITY', rank: 1, supplyEventId: 'none' },
    });
    const row = await floor.arrives(tenant, 'replenishment', KEY, 'AWAITING_ACKNOWLEDGMENT');
    const { documentId: poId } = row.facts.made as { readonly documentId: string };
    await floor.tell(OrderAcknowledged, {
      ...NORTHWIND,
      subject: poId,
      data: {
        poId,
        supplierId: ACORN,
        lines: [{ poLine: 1, sku: SKU, quantity: 120, promisedOn: addDays(today, 5) }],
      },
    });
    await floor.arrives(tenant, 'replenishment', KEY, 'CLOSED');
  },
};
