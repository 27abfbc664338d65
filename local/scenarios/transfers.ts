import { type TransferLeg, TransferRequested, TransferScanned } from '../../events/transfer.ts';
import { tenantScope } from '../../lambdas/store/ports.ts';
import { type Act, NORTHWIND, STORE } from './act.ts';
import { cleanDelivery } from './dock.ts';
import type { Floor } from './floor.ts';

/** The act of the day between two sites of one retailer. */

const TRANSFER = 'transfer';
const { tenant } = NORTHWIND;
const ID = 'TRF-20260302-0001';
const SKU = 'ACN-MUESLI-750';
const SHIPMENT = 'SHP-70002';
const ASKED = 120;
const APPROVED = 80;
const ARRIVED = 74;

export const storeRunsShort: Act = {
  title: 'A store asks for muesli, and six packs of it do not arrive',
  expect:
    'the warehouse would fall below its reorder point, so two managers decide, one of them about less; the carrier is held to account, the loss is written off and nothing stays in transit',
  shows: [TRANSFER],
  needs: [cleanDelivery],
  endings: [{ ...NORTHWIND, process: TRANSFER, key: ID, state: 'CLOSED' }],
  run: async (floor) => {
    // Who waited for the muesli has it by then: the store gets of what is left.
    await floor.arrives(tenant, 'backorder-release', 'DC-ATL/SUP-ACORN/ACN-70001', 'CLOSED');
    await floor.tell(TransferRequested, {
      ...NORTHWIND,
      subject: ID,
      data: {
        transferId: ID,
        from: NORTHWIND.site,
        to: STORE.site,
        lines: [{ line: 1, sku: SKU, quantity: ASKED }],
        reason: 'MANUAL',
        requestedBy: 'supervisor-bna',
      },
    });
    const source = await floor.asked(tenant, TRANSFER, ID, 'approve-source');
    await floor.answer(source, 'APPROVE_PART', 'inventory-manager-atl', { form: { line1: APPROVED } });
    const destination = await floor.asked(tenant, TRANSFER, ID, 'approve-destination');
    await floor.answer(destination, 'APPROVE', 'store-manager-bna');
    await floor.arrives(tenant, TRANSFER, ID, 'APPROVED');

    await leaves(floor);
    await floor.arrives(tenant, TRANSFER, ID, 'IN_TRANSIT');
    await isInTransit(floor, APPROVED);

    await floor.systems.seed(tenant, 'wms', {
      stock: [{ site: STORE.site, sku: SKU, status: 'available', quantity: ARRIVED }],
    });
    await scan(floor, 'RECEIVED', ARRIVED, 'clerk-1');
    const short = await floor.asked(tenant, TRANSFER, ID, 'shortage');
    await floor.answer(short, 'CARRIER_CLAIM', 'supervisor-atl');
    const claimed = await floor.asked(tenant, TRANSFER, ID, 'shortage');
    await isInTransit(floor, APPROVED - ARRIVED);
    await floor.answer(claimed, 'ACCEPT_LOSS', 'supervisor-atl', {
      comment: 'The carrier answers for them.',
    });
    await floor.arrives(tenant, TRANSFER, ID, 'CLOSED');
    await isInTransit(floor, 0);
  },
};

/** The floor picks what was approved and hands it to the carrier. */
async function leaves(floor: Floor): Promise<void> {
  const { pickTasks } = await floor.systems.state<{
    pickTasks: readonly { pickTaskId: string; reference: string }[];
  }>(tenant, 'wms');
  const picked = pickTasks.find(({ reference }) => reference === ID);
  if (!picked) throw new Error(`the WMS of ${tenant} has no pick task for ${ID}`);
  await floor.systems.seed(tenant, 'wms', { picked: [picked.pickTaskId] });
  await floor.systems.seed(tenant, 'tms', {
    shipments: [{ shipmentId: SHIPMENT, orderId: ID, status: 'in-transit' }],
  });
  await scan(floor, 'SHIPPED', APPROVED, 'dock-1');
}

async function scan(floor: Floor, leg: TransferLeg, quantity: number, scannedBy: string): Promise<void> {
  await floor.tell(TransferScanned, {
    ...(leg === 'RECEIVED' ? STORE : NORTHWIND),
    subject: ID,
    data: {
      transferId: ID,
      scanId: `${ID}-${leg}`,
      leg,
      lines: [{ line: 1, sku: SKU, quantity }],
      complete: true,
      ...(leg === 'SHIPPED' && { shipmentId: SHIPMENT }),
      scannedBy,
    },
  });
}

/** Raises unless so many units are on their way to the store. */
async function isInTransit({ stage }: Floor, units: number): Promise<void> {
  const { buckets } = await stage.stores.inventory.position(tenantScope(tenant), STORE.site, SKU);
  if (buckets.inTransit !== units)
    throw new Error(`${buckets.inTransit} units of ${SKU} are in transit to ${STORE.site}, not ${units}`);
}
