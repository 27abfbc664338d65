import { ReturnInspected, ReturnReceived, ReturnRequested } from '../../events/returns.ts';
import { tenantScope } from '../../lambdas/store/ports.ts';
import { type Act, HARBOR } from './act.ts';
import type { Floor } from './floor.ts';

/** The act of the day about goods that come back from a customer. */

const RETURN = 'customer-return';
const RMA = 'RMA-20260302-0001';
/** Two of the six vases of an order that was delivered in February (`files/README.md`). */
const SOLD = { orderId: 'O-2007', orderLineId: 'O-2007-1', customerId: 'C-2003', sku: 'ACN-VASE-30' };
const UNITS = 2;

export const vasesComeBack: Act = {
  title: 'Vases come back, and not as the customer said',
  expect:
    'declared sealed, they arrive opened but as new: of three ways to sell them the best one is taken; finance puts the refund off, and stock, CRM and contact center are done all the same',
  shows: [RETURN],
  endings: [{ ...HARBOR, process: RETURN, key: RMA, state: 'CLOSED' }],
  run: async (floor) => {
    const { tenant } = HARBOR;
    const about = { ...HARBOR, subject: RMA };
    await floor.tell(ReturnRequested, {
      ...about,
      data: {
        rmaId: RMA,
        ...SOLD,
        quantity: UNITS,
        reason: 'CO',
        opened: false,
        wants: 'CREDIT',
        from: { country: 'US', postalCode: '10001' },
        requestedAt: floor.stage.clock(),
      },
    });
    await floor.arrives(tenant, RETURN, RMA, 'LABELED');
    const fault = await floor.systems.fault({
      kind: 'rate-limit',
      retryAfter: 300,
      tenant,
      system: 'finance',
      operation: 'refundCustomer',
    });
    floor.enters(tenant, SOLD.sku, UNITS);
    await floor.tell(ReturnReceived, {
      ...about,
      data: {
        rmaId: RMA,
        sku: SOLD.sku,
        quantity: UNITS,
        weightGrams: 2_850,
        receivedAt: floor.stage.clock(),
        receivedBy: 'dock-1',
      },
    });
    await floor.tell(ReturnInspected, {
      ...about,
      data: {
        rmaId: RMA,
        grade: 'B',
        opened: true,
        counterfeit: false,
        damaged: false,
        packState: 'OPENED',
        evidence: ['photo-20260302-0011'],
        inspectedAt: floor.stage.clock(),
        inspectedBy: 'quality-1',
      },
    });
    await floor.arrives(tenant, RETURN, RMA, 'WAITING_PARTNER');
    await isToldWithoutMoney(floor);
    await floor.systems.clearFaults(fault.id);
    await floor.advance(10);
    await floor.arrives(tenant, RETURN, RMA, 'CLOSED');
  },
};

/** Raises unless the vases are on sale, and CRM and contact center know it, while no money has moved. */
async function isToldWithoutMoney({ stage, systems }: Floor): Promise<void> {
  const { tenant, site } = HARBOR;
  const entries = async (system: string, list: string) => {
    const state = await systems.state<Record<string, readonly { orderId: string }[]>>(tenant, system);
    return (state[list] ?? []).filter(({ orderId }) => orderId === SOLD.orderId).length;
  };
  const { buckets } = await stage.stores.inventory.position(tenantScope(tenant), site, SOLD.sku);
  const found = {
    hold: buckets.hold,
    notes: await entries('crm', 'notes'),
    cards: await entries('contact-center', 'cards'),
    refunds: await entries('finance', 'refunds'),
  };
  if (JSON.stringify(found) !== JSON.stringify({ hold: 0, notes: 1, cards: 1, refunds: 0 }))
    throw new Error(`while finance puts ${RMA} off the others should be done: ${JSON.stringify(found)}`);
}
