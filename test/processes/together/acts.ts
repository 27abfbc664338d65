import { CountSubmitted } from '../../../events/count.ts';
import { FulfillmentException, ShipmentConfirmed } from '../../../events/fulfillment.ts';
import { ReceiptRecorded } from '../../../events/inbound.ts';
import { type Grade, ReturnInspected, ReturnReceived, ReturnRequested } from '../../../events/returns.ts';
import { TransferScanned } from '../../../events/transfer.ts';
import { readBody } from '../../../lambdas/processes/transfer/facts.ts';
import { unitsOf } from '../../../lambdas/processes/transfer/rules/lines.ts';
import { tenantScope } from '../../../lambdas/store/ports.ts';
import { inspectionOf, requestOf, saleOf } from '../customer-return/rules/fixtures.ts';
import { BIN, PLACES, type Place, SUPPLIER } from './retailers.ts';
import type { Warehouses } from './warehouses.ts';

/** What the floors do: their systems book it, and tell us. */

/** A supplier is to deliver one order line, announces it, and the dock counts what came. */
export async function deliver(
  warehouses: Warehouses,
  place: Place,
  {
    sku: item,
    ordered,
    good,
    damaged,
  }: { readonly sku: string; readonly ordered: number; readonly good: number; readonly damaged: number },
): Promise<void> {
  const { tenantId, site } = place;
  const poId = warehouses.next('PO');
  const asnId = warehouses.next('ASN');
  const today = warehouses.world.clock();
  warehouses.fake(tenantId, 'erp').seed({
    orders: [{ poId, supplierId: SUPPLIER, shipToSite: site, status: 'open', promisedAt: today }],
    lines: [
      {
        ...{ poId, poLine: 1, sku: item, ordered, receivedBefore: 0, confirmed: ordered },
        unitCost: { minor: 500, per: 1, currency: 'USD' },
      },
    ],
  });
  const notice = {
    ...{ asnId, purpose: 'original', shipTo: site, shippedAt: today, dueAt: today, sentAt: today },
    lines: [{ poId, poLine: 1, sku: item, quantity: ordered, uom: 'EA' }],
  };
  await warehouses.world.drop(tenantId, 'acorn-edi', `${asnId}.json`, JSON.stringify(notice));
  await warehouses.world.settle();
  const lines = [
    { sku: item, quantity: good, condition: 'good' as const },
    { sku: item, quantity: damaged, condition: 'damaged' as const },
  ].filter(({ quantity }) => quantity > 0);
  if (lines.length === 0) return;
  warehouses.floor.tell('delivered', place, item, good + damaged);
  const receiptId = warehouses.next('R');
  await warehouses.tell(place, ReceiptRecorded, `${SUPPLIER}/${asnId}`, {
    ...{ receiptId, asnId, supplierId: SUPPLIER, arrivedAt: today, countedBy: 'dock-1', final: true },
    lines,
  });
}

interface PickTask {
  readonly pickTaskId: string;
  readonly site: string;
  readonly state: string;
  readonly picks: readonly { readonly sku: string; readonly quantity: number }[];
  readonly lines: readonly {
    readonly orderLineId: string;
    readonly sku: string;
    readonly quantity: number;
  }[];
}
interface KeptLine {
  readonly orderLineId: string;
  readonly site: string;
  readonly sku: string;
  readonly ordered: number;
  readonly cancelled: number;
  readonly allocated: number;
  readonly released: number;
  readonly shipped: number;
}
interface KeptOrder {
  readonly orderId: string;
  readonly lines: readonly KeptLine[];
}

/** Units of an item on sale at a place that no task is going to pick. */
export function unpicked(warehouses: Warehouses, place: Place, sku: string): number {
  const tasks = warehouses.list<PickTask>(place.tenantId, 'wms', 'pickTasks');
  const picks = tasks.filter(({ site, state }) => site === place.site && state === 'open');
  const meant = unitsIn(picks.flatMap((task) => task.picks.filter((pick) => pick.sku === sku)));
  return (warehouses.held(place, sku).available ?? 0) - meant;
}

function openPick(warehouses: Warehouses, { tenantId, site }: Place): PickTask | undefined {
  const tasks = warehouses.list<PickTask>(tenantId, 'wms', 'pickTasks');
  return tasks.find(
    ({ site: of, state, picks, lines: [line] }) =>
      of === site &&
      state === 'open' &&
      picks.length > 0 &&
      line !== undefined &&
      isWanted(orderOf(warehouses, tenantId, line.orderLineId), line.orderLineId, unitsIn(picks)),
  );
}

export function orderOf(
  warehouses: Warehouses,
  tenantId: string,
  orderLineId: string,
): KeptOrder | undefined {
  const orders = warehouses.list<KeptOrder>(tenantId, 'oms', 'orders');
  return orders.find(({ lines }) => lines.some((line) => line.orderLineId === orderLineId));
}

const unitsIn = (picks: PickTask['picks']) => picks.reduce((sum, { quantity }) => sum + quantity, 0);

/** Nobody packs what was cancelled meanwhile, or what is no order line. */
function isWanted(order: KeptOrder | undefined, orderLineId: string, units: number): boolean {
  const line = order?.lines.find((kept) => kept.orderLineId === orderLineId);
  return line !== undefined && units <= line.ordered - line.shipped - line.cancelled;
}

/** Everything a task picks leaves for its first line; the OMS and the ERP hear of it as we do. */
export async function ship(warehouses: Warehouses, place: Place): Promise<void> {
  const task = openPick(warehouses, place);
  const [line] = task?.lines ?? [];
  const order = line && orderOf(warehouses, place.tenantId, line.orderLineId);
  if (!task || !line || !order) return;
  const quantity = unitsIn(task.picks);
  warehouses.fake(place.tenantId, 'wms').seed({ picked: [task.pickTaskId] });
  const shipmentId = warehouses.next('SHP');
  const lines = order.lines.map((kept) =>
    kept.orderLineId === line.orderLineId
      ? {
          ...kept,
          allocated: Math.max(0, kept.allocated - quantity),
          released: Math.max(0, kept.released - quantity),
          shipped: kept.shipped + quantity,
        }
      : kept,
  );
  warehouses.fake(place.tenantId, 'oms').seed({
    orders: [{ ...order, lines, ...(lines.every(isGone) ? { status: 'shipped' } : {}) }],
    sales: [
      saleOf({
        ...{ orderId: order.orderId, orderLineId: line.orderLineId, sku: line.sku, delivered: quantity },
        deliveredOn: warehouses.world.clock().slice(0, 10),
      }),
    ],
  });
  warehouses.floor.tell('shipped', place, line.sku, quantity);
  warehouses.book(place, line.sku, -quantity, `fulfillment-exception#ship#${shipmentId}-1`);
  warehouses.parcels.push({ ...line, ...place, orderId: order.orderId, quantity });
  await warehouses.tell(place, ShipmentConfirmed, order.orderId, {
    ...{ shipmentId, orderId: order.orderId, shippedAt: warehouses.world.clock() },
    lines: [{ line: 1, orderLineId: line.orderLineId, sku: line.sku, quantity, pickTaskId: task.pickTaskId }],
  });
}

const isGone = ({ ordered, shipped, cancelled }: KeptLine) => shipped + cancelled >= ordered;

/** The floors ship what is to be picked; then every system is up, and nobody does anything until the last deadline is past. */
export async function comeToRest(warehouses: Warehouses): Promise<void> {
  await warehouses.rest(async () => {
    for (const place of PLACES) while (openPick(warehouses, place)) await ship(warehouses, place);
  });
}

export async function short(
  warehouses: Warehouses,
  place: Place,
  { missing, lost }: { readonly missing: number; readonly lost: boolean },
): Promise<void> {
  const task = openPick(warehouses, place);
  const [line] = task?.lines ?? [];
  const order = line && orderOf(warehouses, place.tenantId, line.orderLineId);
  const bins = warehouses.list<{ site: string; bin: string; sku: string; quantity: number }>(
    place.tenantId,
    'wms',
    'binStock',
  );
  const bin = bins.find(({ site, sku: held }) => site === place.site && held === line?.sku);
  if (!task || !line || !order || !bin) return;
  const asked = unitsIn(task.picks);
  const quantity = Math.min(missing, asked, bin.quantity);
  if (quantity === 0) return;
  warehouses.floor.tell(lost ? 'lost' : 'mislaid', place, line.sku, quantity);
  await warehouses.tell(place, FulfillmentException, order.orderId, {
    ...{ exceptionId: warehouses.next('EX'), orderId: order.orderId, type: 'SHORT_PICK' as const },
    ...{ detectedAt: warehouses.world.clock(), reportedBy: 'picker-1' },
    line: { orderLineId: line.orderLineId, sku: line.sku, quantity },
    pick: {
      ...{ bin: BIN, found: asked - quantity, counted: bin.quantity - quantity },
      pickTaskId: task.pickTaskId,
    },
  });
}

export async function packDamage(warehouses: Warehouses, place: Place, broken: number): Promise<void> {
  const task = openPick(warehouses, place);
  const [line] = task?.lines ?? [];
  const order = line && orderOf(warehouses, place.tenantId, line.orderLineId);
  if (!task || !line || !order) return;
  const asked = unitsIn(task.picks);
  await warehouses.tell(place, FulfillmentException, order.orderId, {
    ...{ exceptionId: warehouses.next('EX'), orderId: order.orderId, type: 'PACK_DAMAGE' as const },
    ...{ detectedAt: warehouses.world.clock(), reportedBy: 'packer-1' },
    line: { orderLineId: line.orderLineId, sku: line.sku, quantity: Math.min(broken, asked) },
    damage: { packState: 'CRUSHED' as const, pickTaskId: task.pickTaskId, evidence: [] },
  });
}

/** The count that was asked for first and has no result: what the book says lies there, what nobody found, and what is off. */
export async function submit(warehouses: Warehouses, off: number): Promise<void> {
  const rows = await warehouses.rows();
  const row = rows.find(({ process, state }) => process === 'cycle-count' && state === 'AWAITING_COUNT');
  if (!row) return;
  const place = { tenantId: row.tenantId, site: row.site };
  const { sku: item, quantity } = await warehouses.lyingAt(row);
  const found = Math.max(0, quantity + off);
  warehouses.floor.tell('off', place, item, found - quantity);
  await warehouses.tell(place, CountSubmitted, row.businessKey, {
    ...{ countId: row.businessKey, sku: item, quantity: found, countedBy: 'dock-1' },
    countedAt: warehouses.world.clock(),
  });
}

export async function giveBack(
  warehouses: Warehouses,
  { grade, damaged }: { readonly grade: Grade; readonly damaged: boolean },
): Promise<void> {
  const sold = warehouses.parcels.shift();
  if (!sold) return;
  const { orderId, orderLineId, sku: item, quantity, ...place } = sold;
  const rmaId = warehouses.next('RMA');
  const now = warehouses.world.clock();
  const of = { rmaId, orderId, orderLineId, sku: item, quantity };
  warehouses.floor.tell('returned', place, item, quantity);
  await warehouses.tell(place, ReturnRequested, rmaId, requestOf({ ...of, requestedAt: now }));
  await warehouses.tell(place, ReturnReceived, rmaId, {
    ...{ rmaId, sku: item, quantity, receivedAt: now, receivedBy: 'dock-1' },
  });
  await warehouses.tell(
    place,
    ReturnInspected,
    rmaId,
    inspectionOf({ rmaId, grade, damaged, inspectedAt: now, inspectedBy: 'dock-2' }),
  );
}

/**
 * The next leg of the first transfer that has one: its pick task leaves whole, and arrives with so many units fewer at the
 * other site.
 */
export async function scanTransfer(warehouses: Warehouses, fewer: number): Promise<void> {
  const rows = await warehouses.rows();
  for (const row of rows.filter(({ process, closedAt }) => process === 'transfer' && !closedAt)) {
    const { tenantId, businessKey: transferId } = row;
    const { processes } = warehouses.world.stores;
    const stored = await readBody(processes, tenantScope(tenantId), row.processId);
    const [line] = stored?.body.lines ?? [];
    if (!stored || !line) continue;
    const { from, to } = stored.body.request;
    const scan = (site: string, leg: 'SHIPPED' | 'RECEIVED', quantity: number) =>
      warehouses.tell({ tenantId, site }, TransferScanned, transferId, {
        ...{ transferId, scanId: warehouses.next('SCN'), leg, complete: true, scannedBy: 'dock-1' },
        lines: [{ line: 1, sku: line.sku, quantity }],
      });
    const task = warehouses
      .list<PickTask>(tenantId, 'wms', 'pickTasks')
      .find(({ pickTaskId, state }) => pickTaskId === stored.body.documents.pickTask && state === 'open');
    if (task && task.picks.length > 0) {
      const quantity = unitsIn(task.picks);
      warehouses.fake(tenantId, 'wms').seed({ picked: [task.pickTaskId] });
      return scan(from, 'SHIPPED', quantity);
    }
    const shipped = unitsOf(line.shipped);
    if (row.state !== 'IN_TRANSIT' || unitsOf(line.received) > 0) continue;
    const quantity = Math.max(1, shipped - fewer);
    const place = { tenantId, site: to };
    warehouses.moveHeld(place, line.sku, quantity);
    return scan(to, 'RECEIVED', quantity);
  }
}
