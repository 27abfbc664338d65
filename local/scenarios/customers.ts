import { CustomerAnswered, PromiseReviewRequested } from '../../events/promise.ts';
import { tenantScope } from '../../lambdas/store/ports.ts';
import { ACORN, type Act, good, HARBOR, NORTHWIND, PILOT } from './act.ts';
import { cleanDelivery, erpOutage } from './dock.ts';
import type { Floor } from './floor.ts';

/** The acts of the day that customers notice: who gets what arrived, which promises move, who hears of it. */

const RELEASE = 'backorder-release';
const PROMISE = 'order-promise';

/** What the pilot's supplier announces on the day it goes live: all its oats, and the muesli it confirmed. */
const PILOT_NOTICE = {
  asnId: 'ACN-99001',
  shipTo: 'OUT-MEM',
  shippedAt: '2026-03-01T18:00Z',
  dueAt: '2026-03-02T15:00Z',
  sentAt: '2026-03-01T17:30Z',
  controlLineCount: 2,
  controlHashTotal: '84',
  lines: [
    { poId: 'MO-9900001', poLine: 1, sku: 'ACN-OATS-1KG', gtin: '09506000005010', quantity: 60, uom: 'EA' },
    { poId: 'MO-9900001', poLine: 2, sku: 'ACN-MUESLI-750', gtin: '09506000005027', quantity: 24, uom: 'EA' },
  ],
};
const PILOT_RELEASE = `OUT-MEM/SUP-ACORN/${PILOT_NOTICE.asnId}`;

export const goodsReachThoseWhoWait: Act = {
  title: 'What arrived goes to those who wait',
  expect:
    'northwind-grocery serves contracts first; harbor-home shares 240 vases in packs of six: 132, 78 and 30',
  shows: [RELEASE],
  needs: [cleanDelivery, erpOutage],
  endings: [
    { ...NORTHWIND, process: RELEASE, key: 'DC-ATL/SUP-ACORN/ACN-70001', state: 'CLOSED' },
    { ...HARBOR, process: RELEASE, key: 'DC-SEA/SUP-ACORN/ACN-81003', state: 'CLOSED' },
  ],
  run: async (floor) => {
    await floor.arrives(NORTHWIND.tenant, RELEASE, 'DC-ATL/SUP-ACORN/ACN-70001', 'CLOSED');
    await allocates(floor, NORTHWIND.tenant, { 'O-1001-1': 240, 'O-1008-1': 0, 'O-1006-1': 0 });
    await floor.arrives(HARBOR.tenant, RELEASE, 'DC-SEA/SUP-ACORN/ACN-81003', 'CLOSED');
    await allocates(floor, HARBOR.tenant, { 'O-2001-1': 132, 'O-2002-1': 78, 'O-2003-1': 30 });
  },
};

export const pilotGoesLive: Act = {
  title: 'The pilot goes live, and its OMS does not answer',
  expect:
    'the receipt is posted all the same; its release waits for the OMS and then serves first come, first',
  shows: ['receiving', RELEASE],
  endings: [
    { ...PILOT, process: 'receiving', key: `${ACORN}/${PILOT_NOTICE.asnId}`, state: 'CLOSED' },
    { ...PILOT, process: RELEASE, key: PILOT_RELEASE, state: 'CLOSED' },
  ],
  run: async (floor) => {
    await goLive(floor, PILOT.tenant);
    await floor.dropText(PILOT.tenant, 'acorn-edi', 'first-delivery.json', JSON.stringify(PILOT_NOTICE));
    await floor.reaches(PILOT.tenant, ACORN, PILOT_NOTICE.asnId, 'AWAITING_RECEIPT');
    const fault = await floor.systems.fault({
      kind: 'error',
      status: 500,
      tenant: PILOT.tenant,
      system: 'oms',
      operation: 'allocate',
    });
    await floor.count({
      ...PILOT,
      supplierId: ACORN,
      asnId: PILOT_NOTICE.asnId,
      receiptId: 'R-99001',
      by: 'dock-1',
      lines: [good('ACN-OATS-1KG', 60), good('ACN-MUESLI-750', 24)],
    });
    await floor.reaches(PILOT.tenant, ACORN, PILOT_NOTICE.asnId, 'CLOSED');
    await floor.arrives(PILOT.tenant, RELEASE, PILOT_RELEASE, 'WAITING_PARTNER');
    await floor.systems.clearFaults(fault.id);
    await floor.advance(10);
    await floor.arrives(PILOT.tenant, RELEASE, PILOT_RELEASE, 'CLOSED');
    await allocates(floor, PILOT.tenant, { 'O-3001-1': 36, 'O-3002-1': 24, 'O-3003-1': 16 });
  },
};

export const promisesMove: Act = {
  title: 'Promises move, and customers hear of it',
  expect:
    'later dates are told with an offer; who agreed to no channel is called by an agent instead of written to',
  shows: [PROMISE],
  needs: [pilotGoesLive],
  endings: [],
  run: async (floor) => {
    // The bowls of this order have no supply that anybody has confirmed.
    await floor.tell(PromiseReviewRequested, {
      ...HARBOR,
      subject: 'SUP-ACORN',
      data: { orderIds: ['O-2004'], skus: [], reason: 'SUPPLY_LATE' },
    });
    // The pilot's oats reached one order whole and the other one in part; the rest takes the supplier's lead.
    await floor.arrives(PILOT.tenant, PROMISE, 'O-3002', 'AWAITING_ANSWER');
    await floor.until('an agent being asked to call about O-2004', async () => {
      const { tasks } = await floor.systems.state<{ tasks: readonly { orderId?: string }[] }>(
        HARBOR.tenant,
        'contact-center',
      );
      return tasks.some(({ orderId }) => orderId === 'O-2004');
    });
  },
};

export const customerCancels: Act = {
  title: 'A customer does not want to wait',
  expect: 'what has not left for the warehouse is cancelled at the OMS, and its money goes back',
  shows: [PROMISE],
  needs: [promisesMove],
  endings: [],
  run: async (floor) => {
    const { offers } = await floor.systems.state<{
      offers: readonly { id: string; orderId: string; orderLineId: string }[];
    }>(PILOT.tenant, 'ecommerce');
    const offer = offers.find(({ orderId }) => orderId === 'O-3002');
    if (!offer) throw new Error('nobody offered O-3002 anything');
    await floor.tell(CustomerAnswered, {
      ...PILOT,
      subject: 'O-3002',
      data: {
        orderId: 'O-3002',
        orderLineId: offer.orderLineId,
        sku: 'ACN-OATS-1KG',
        offerId: offer.id,
        answer: 'CANCEL',
      },
    });
    await floor.until('the refund of O-3002', async () => {
      const { refunds } = await floor.systems.state<{ refunds: readonly { orderId: string }[] }>(
        PILOT.tenant,
        'finance',
      );
      return refunds.some(({ orderId }) => orderId === 'O-3002');
    });
  },
};

/** From now on the tenant acts instead of only watching: its document's next version says so (rule 4.12). */
async function goLive({ stage }: Floor, tenantId: string): Promise<void> {
  const tenant = tenantScope(tenantId);
  const document = await stage.stores.tenants.current(tenant);
  if (!document) throw new Error(`tenant ${tenantId} has no document: prepare the day first`);
  const cutover = document.cutover.map((entry) => ({ ...entry, level: 'act' as const }));
  await stage.stores.tenants.apply(
    tenant,
    { ...document, version: document.version + 1, cutover },
    stage.clock(),
  );
}

/** Raises unless the OMS has given these order lines these units. */
async function allocates(
  { systems }: Floor,
  tenant: string,
  expected: Readonly<Record<string, number>>,
): Promise<void> {
  const { orders } = await systems.state<{
    orders: readonly { lines: readonly { orderLineId: string; allocated: number }[] }[];
  }>(tenant, 'oms');
  const given = new Map(
    orders.flatMap(({ lines }) => lines.map((line) => [line.orderLineId, line.allocated])),
  );
  const wrong = Object.entries(expected).filter(([line, units]) => given.get(line) !== units);
  if (wrong.length > 0)
    throw new Error(
      `the OMS of ${tenant} gave other units: ${wrong.map(([line, units]) => `${line} ${given.get(line)} instead of ${units}`).join(', ')}`,
    );
}
