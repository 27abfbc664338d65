import { dataSchemaOf, type Envelope, type EventContract } from '../../../events/envelope.ts';
import { ReturnInspected, ReturnReceived, ReturnRequested, ReturnScanned } from '../../../events/returns.ts';
import type { ReturnTerms } from '../../../lambdas/adapters/erp/port.ts';
import type { Order, Sale } from '../../../lambdas/adapters/oms/port.ts';
import type { ReturnSettings } from '../../../lambdas/domain/return-settings.ts';
import type { TenantDocument } from '../../../lambdas/domain/tenant.ts';
import type {
  Inspection,
  Parcel,
  ReturnBody,
  ReturnRequest,
} from '../../../lambdas/processes/customer-return/contract.ts';
import { type ProcessRow, type TaskRow, tenantScope } from '../../../lambdas/store/ports.ts';
import { answerTask } from '../../../lambdas/work/answer-task.ts';
import { item } from '../damaged-goods/floor.ts';
import { tenantDocument } from '../support/tenants.ts';
import { processWorld, type Room, type World } from '../support/world.ts';
import { returnRoom } from './functions.ts';
import { inspectionOf, orderOf, parcelOf, requestOf, saleOf, termsOf } from './rules/fixtures.ts';

/** One return at one site of a retailer, with everything the systems know of it. */

/** A Monday, 10:00 at the site. */
export const STARTS = '2026-03-02T15:00:00.000Z';
export const TENANT = 'northwind-grocery';
export const SITE = 'DC-ATL';
export const RETURN = 'customer-return:RMA-1';

export interface Setting {
  readonly settings?: Partial<ReturnSettings>;
  readonly level?: 'act' | 'advise' | 'shadow';
  readonly order?: Partial<Order>;
  readonly unitPrice?: number;
  readonly sale?: Partial<Sale>;
  readonly terms?: Partial<ReturnTerms>;
  readonly history?: object;
  readonly rooms?: readonly Room[];
  /** Nothing was ever paid: finance refuses a refund. */
  readonly unpaid?: boolean;
}

export class Shop {
  readonly world: World;
  #sent = 0;

  private constructor(world: World) {
    this.world = world;
  }

  static async open(setting: Setting = {}): Promise<Shop> {
    const { settings, level = 'act', order, unitPrice, sale, terms, history, rooms = [returnRoom] } = setting;
    const document = tenantDocument(
      TENANT,
      (plain): TenantDocument => ({
        ...plain,
        members: [...plain.members, ...PEOPLE],
        customerReturn: { ...settings },
        cutover: [{ process: 'customer-return', site: SITE, level }],
      }),
    );
    const shop = new Shop(await processWorld(STARTS, [document], rooms));
    shop.fake('oms').seed({ sales: [saleOf(sale)], orders: [keptOrder(orderOf(order, unitPrice))] });
    shop.fake('erp').seed({ items: [item('OATS', 500)], returnTerms: [termsOf(terms)] });
    shop.fake('crm').seed({
      customers: [customer],
      histories: history === undefined ? [] : [{ customerId: 'C-1', ...history }],
    });
    const paid = { minor: 1_000_000, currency: 'USD' };
    if (!setting.unpaid)
      shop.fake('finance').seed({
        payments: [
          {
            orderId: 'O-1',
            state: 'captured',
            method: 'card',
            paid,
            refunded: { minor: 0, currency: 'USD' },
          },
        ],
      });
    return shop;
  }

  fake(system: string) {
    const found = this.world.fakes.get(`${TENANT}/${system}`);
    if (!found) throw new Error(`no ${system} for ${TENANT}`);
    return found;
  }

  state(system: string): Record<string, Record<string, unknown>[]> {
    return this.fake(system).state() as Record<string, Record<string, unknown>[]>;
  }

  async say<Data>(contract: EventContract<Data>, data: Data, sequence = 1): Promise<void> {
    const id = `event-${contract.type}-${++this.#sent}`;
    await this.world.publish([
      {
        specversion: '1.0',
        id,
        source: contract.source,
        type: contract.type,
        subject: 'RMA-1',
        time: this.world.clock(),
        datacontenttype: 'application/json',
        dataschema: dataSchemaOf(contract.type, contract.version),
        tenantid: TENANT,
        site: SITE,
        correlationid: 'corr-1',
        causationid: 'outside',
        sequence,
        mode: 'act',
        data,
      } as Envelope,
    ]);
    await this.world.settle();
  }

  request(change: Partial<ReturnRequest> = {}) {
    return this.say(ReturnRequested, requestOf(change));
  }
  scan() {
    return this.say(ReturnScanned, { rmaId: 'RMA-1', scannedAt: this.world.clock() });
  }
  receive(change: Partial<Parcel> = {}) {
    const { eventId: _, ...data } = parcelOf(change);
    return this.say(ReturnReceived, data);
  }
  inspect(change: Partial<Inspection> = {}, sequence = 1) {
    return this.say(ReturnInspected, inspectionOf(change), sequence);
  }

  row(): Promise<ProcessRow | undefined> {
    return this.world.stores.processes.get(tenantScope(TENANT), RETURN);
  }
  async body(): Promise<ReturnBody> {
    const stored = await this.world.stores.processes.readChunk<ReturnBody>(tenantScope(TENANT), RETURN, 1);
    if (!stored) throw new Error('the return has not begun');
    return stored.body;
  }
  async buckets() {
    return (await this.world.stores.inventory.position(tenantScope(TENANT), SITE, 'OATS')).buckets;
  }
  /** What the WMS holds by status, and the ERP has booked. */
  told() {
    const held = this.state('wms').stock?.filter(({ quantity }) => quantity !== 0) ?? [];
    const booked = this.state('erp').postings?.map(({ quantity }) => quantity as number) ?? [];
    return {
      wms: Object.fromEntries(held.map(({ status, quantity }) => [status, quantity])),
      erp: booked.reduce((sum, quantity) => sum + quantity, 0),
    };
  }
  tasks(): Promise<readonly TaskRow[]> {
    return this.world.stores.work.tasksOf(tenantScope(TENANT), RETURN);
  }
  async openTask(): Promise<TaskRow> {
    const open = (await this.tasks()).filter(({ state }) => state === 'OPEN');
    if (open.length !== 1 || !open[0]) throw new Error(`${open.length} tasks are open, not one`);
    return open[0];
  }
  async answer(option: string, form?: Record<string, unknown>, by = 'boss-1'): Promise<void> {
    const { taskId } = await this.openTask();
    await answerTask(this.world.hands, tenantScope(TENANT), taskId, {
      option,
      by,
      comment: 'looked at it',
      ...(form ? { form } : {}),
    });
    await this.world.settle();
  }
  async cases(): Promise<readonly string[]> {
    const cases = await this.world.stores.work.casesOf(tenantScope(TENANT), RETURN);
    return cases.map((row) => row.class).sort();
  }
  heard(type: string): readonly unknown[] {
    return this.world.events.filter((event) => event.type === type).map(({ data }) => data);
  }
  refunds(): readonly unknown[] {
    return this.state('finance').refunds?.map(({ amount }) => (amount as { minor: number }).minor) ?? [];
  }
  /** Moves the clock to a moment, in steps the sweeper looks at. */
  async until(moment: string): Promise<void> {
    const minutes = (Date.parse(moment) - Date.parse(this.world.clock())) / 60_000;
    await this.world.advance(minutes);
  }
}

const PEOPLE: TenantDocument['members'] = [
  {
    userId: 'boss-1',
    roles: ['supervisor', 'loss-prevention', 'inventory-manager', 'dc-manager'],
    sites: ['*'],
  },
];

const customer = {
  customerId: 'C-1',
  tier: 2,
  zone: 'America/New_York',
  locale: 'en-US',
  channels: [{ channel: 'email', consent: true, preferred: true }],
  openComplaint: false,
};

const keptOrder = (order: Order) => ({
  ...order,
  lines: order.lines.map((line) => ({
    ...line,
    dueAt: '2026-02-25',
    penalty: { minor: 0, currency: 'USD' },
    segment: 'FILL',
  })),
});
