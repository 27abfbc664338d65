import type { Envelope, EventContract } from '../../../events/envelope.ts';
import { CustomerAnswered, MessageBounced, PromiseReviewRequested } from '../../../events/promise.ts';
import type { Customer } from '../../../lambdas/adapters/crm/port.ts';
import type { Supply } from '../../../lambdas/adapters/erp/port.ts';
import type { SystemName } from '../../../lambdas/adapters/registry.ts';
import type { TenantDocument } from '../../../lambdas/domain/tenant.ts';
import { processIdOfOrder } from '../../../lambdas/processes/order-promise/facts.ts';
import { type DecisionRecord, tenantScope } from '../../../lambdas/store/ports.ts';
import { answerTask } from '../../../lambdas/work/answer-task.ts';
import { makeEvent } from '../../../lambdas/work/events.ts';
import { tenantDocument } from '../support/tenants.ts';
import { processWorld, type Room, type World } from '../support/world.ts';
import { findingRoom, promiseRoom } from './functions.ts';

/** One customer's order at one site, in the words of a shop: what is ordered, on hand, on order, answered. */

/** A Monday, 10:00 at the site and at the customer's. */
export const STARTS = '2026-03-02T15:00:00.000Z';
export const TENANT = 'northwind-grocery';
export const SITE = 'DC-ATL';
const tenant = tenantScope(TENANT);

export interface OrderedLine {
  readonly sku: string;
  readonly ordered?: number;
  readonly allocated?: number;
  readonly released?: number;
  readonly promisedAt?: string;
  readonly dueAt?: string;
}
export interface Setting {
  readonly lines?: readonly OrderedLine[];
  readonly onHand?: Readonly<Record<string, number>>;
  readonly supply?: readonly (Omit<Supply, 'poId' | 'poLine'> & { readonly quantity: number })[];
  readonly leadDays?: number;
  readonly substitutes?: readonly string[];
  readonly customer?: Partial<Customer>;
  readonly country?: string;
  readonly order?: Readonly<Record<string, unknown>>;
  readonly bounces?: readonly string[];
  readonly paid?: number;
  readonly level?: 'act' | 'advise' | 'shadow';
  readonly settings?: NonNullable<TenantDocument['orderPromise']>;
  readonly lanes?: boolean;
  /** Orders are found and nobody looks at them. */
  readonly findsOnly?: boolean;
  /** Other processes of the same world. */
  readonly rooms?: readonly Room[];
}

export class Shop {
  readonly world: World;
  readonly setting: Setting;
  #events = 0;

  private constructor(world: World, setting: Setting) {
    this.world = world;
    this.setting = setting;
  }

  static async of(setting: Setting = {}): Promise<Shop> {
    const document = tenantDocument(TENANT, (given) => ({
      ...given,
      cutover: [
        ...given.cutover.filter(({ process }) => process !== 'order-promise'),
        { process: 'order-promise', site: SITE, level: setting.level ?? 'act' },
      ],
      ...(setting.settings ? { orderPromise: setting.settings } : {}),
    }));
    const shop = new Shop(
      await processWorld(
        STARTS,
        [document],
        [setting.findsOnly ? findingRoom(promiseRoom) : promiseRoom, ...(setting.rooms ?? [])],
      ),
      setting,
    );
    await shop.#seed();
    return shop;
  }

  async #seed(): Promise<void> {
    const { setting } = this;
    const lines = setting.lines ?? [{ sku: 'OATS', promisedAt: '2026-03-05' }];
    this.seedOrder('SO-1', lines, setting.order);
    this.fake('ecommerce').seed({
      orderLines: lines.map((_, index) => ({ orderId: 'SO-1', orderLineId: `SO-1-${index + 1}` })),
    });
    this.fake('crm').seed({
      customers: [customer(setting.customer)],
      bounces: (setting.bounces ?? []).map((channel) => ({ customerId: 'CUS-1', channel })),
    });
    const currency = 'USD';
    const paid = { minor: setting.paid ?? 5_000, currency };
    this.fake('finance').seed({
      payments: [
        { orderId: 'SO-1', state: 'captured', method: 'card', paid, refunded: { minor: 0, currency } },
      ],
    });
    this.supply(setting.supply ?? []);
    if (setting.lanes !== false) this.fake('tms').seed({ services: [carrier(setting.country ?? 'US')] });
    for (const [sku, quantity] of Object.entries(setting.onHand ?? {}))
      await this.move(sku, quantity, 'RECEIPT');
  }

  seedOrder(
    orderId: string,
    lines: readonly OrderedLine[],
    change: Readonly<Record<string, unknown>> = {},
  ): void {
    const { setting } = this;
    this.fake('oms').seed({
      orders: [
        {
          orderId,
          customerId: 'CUS-1',
          channel: 'web',
          placedAt: '2026-03-01T12:00:00Z',
          status: 'open',
          shipComplete: false,
          splitAllowed: true,
          substitutesAllowed: true,
          destination: { postalCode: '10001', country: setting.country ?? 'US', zone: 'America/New_York' },
          serviceTier: 2,
          holds: [],
          lines: lines.map(
            ({ sku, ordered = 10, allocated = 0, released = 0, promisedAt, dueAt }, index) => ({
              orderLineId: `${orderId}-${index + 1}`,
              sku,
              site: SITE,
              ordered,
              allocated,
              released,
              packSize: 1,
              unitPrice: { minor: 500, per: 1, currency: 'USD' },
              unitMargin: { minor: 100, per: 1, currency: 'USD' },
              dueAt: dueAt ?? '2026-03-03',
              penalty: { minor: 0, currency: 'USD' },
              segment: 'FILL',
              ...(promisedAt === undefined ? {} : { promisedAt, firstPromisedAt: promisedAt }),
            }),
          ),
          ...change,
        },
      ],
    });
  }

  /** Replaces what is on order: one open purchase order line an entry. */
  supply(entries: NonNullable<Setting['supply']>): void {
    const { setting } = this;
    const skus = [
      ...new Set([
        ...(setting.lines ?? [{ sku: 'OATS' }]).map(({ sku }) => sku),
        ...(setting.substitutes ?? []),
        ...entries.map(({ sku }) => sku),
      ]),
    ];
    const numbers = Array.from({ length: 9 }, (_, index) => index + 1);
    this.fake('erp').seed({
      items: skus.map((sku) => item(sku, setting.substitutes ?? [], setting.leadDays)),
      orders: numbers.map((number) => ({
        poId: `PO-${number}`,
        supplierId: 'SUP-1',
        shipToSite: SITE,
        status: entries[number - 1] ? 'open' : 'closed',
        promisedAt: `${entries[number - 1]?.dueAt ?? '2026-03-02'}T12:00:00Z`,
      })),
      lines: entries.map(({ sku, quantity, confirmed }, index) => ({
        poId: `PO-${index + 1}`,
        poLine: 1,
        sku,
        ordered: quantity,
        receivedBefore: 0,
        confirmed: confirmed ? quantity : 0,
        unitCost: { minor: 100, per: 1, currency: 'USD' },
      })),
    });
  }

  fake(system: SystemName) {
    const found = this.world.fakes.get(`${TENANT}/${system}`);
    if (!found) throw new Error(`no ${system}`);
    return found;
  }

  /** Stock comes (or goes, below zero). */
  async move(sku: string, quantity: number, reasonCode: string): Promise<void> {
    const documentId = `doc-${++this.#events}`;
    const units = Math.abs(quantity);
    await this.world.stores.inventory.post(
      tenant,
      {
        site: SITE,
        documentId,
        processId: 'test:stock',
        reasonCode,
        actor: 'test',
        at: this.world.clock(),
        movements: [
          {
            effectKey: `test#${documentId}`,
            sku,
            quantity: units,
            from: quantity < 0 ? 'available' : null,
            to: quantity < 0 ? null : 'available',
          },
        ],
      },
      () => [],
    );
  }

  event<Data>(contract: EventContract<Data>, data: Data, subject = 'SO-1'): Envelope<Data> {
    const number = ++this.#events;
    return makeEvent(contract, {
      about: {
        tenantId: TENANT,
        site: SITE,
        businessKey: subject,
        correlationId: `corr-${subject}`,
        mode: 'act',
      },
      sequence: number,
      causationId: 'test',
      now: this.world.clock(),
      newId: () => `event-${String(number).padStart(6, '0')}`,
      data,
    });
  }

  async tellBus(...events: Envelope[]): Promise<void> {
    await this.world.publish(events);
    await this.world.settle();
  }

  async review(orderIds: readonly string[] = ['SO-1']): Promise<void> {
    await this.tellBus(
      this.event(PromiseReviewRequested, { orderIds: [...orderIds], skus: [], reason: 'REQUESTED' }),
    );
  }

  async answer(answer: 'WAIT' | 'PARTIAL' | 'SUBSTITUTE' | 'CANCEL', line = 1): Promise<void> {
    const orderLineId = `SO-1-${line}`;
    const { offers } = this.fake('ecommerce').state() as { offers: Offer[] };
    const offer = offers.findLast((candidate) => candidate.orderLineId === orderLineId);
    const offerId = offer?.id ?? 'OFR-NONE';
    if (offer && offer.answer === undefined && offer.takenBack === undefined)
      this.fake('ecommerce').seed({ answers: [{ offerId, kind: answer }] });
    const { sku = 'OATS' } = this.setting.lines?.[line - 1] ?? {};
    await this.tellBus(this.event(CustomerAnswered, { orderId: 'SO-1', orderLineId, sku, offerId, answer }));
  }

  async bounce(): Promise<void> {
    const { id, channel } = this.messages().at(-1) ?? { id: '', channel: '' };
    await this.tellBus(this.event(MessageBounced, { orderId: 'SO-1', messageId: id, channel }));
  }

  /** The order leaves whole, ten units a line; nobody has delivered it yet. */
  ship(): void {
    const { orders } = this.fake('oms').state() as { orders: { orderId: string; lines: object[] }[] };
    const order = orders.find(({ orderId }) => orderId === 'SO-1');
    const lines = order?.lines.map((line) => ({ ...line, shipped: 10 }));
    this.fake('oms').seed({ orders: [{ ...order, status: 'shipped', lines }] });
  }

  /** Moves the clock to a moment, through what falls due before it. */
  async until(moment: string): Promise<void> {
    const minutes = (Date.parse(moment) - Date.parse(this.world.clock())) / 60_000;
    await this.world.advance(minutes);
  }

  row(generation = 1) {
    return this.world.stores.processes.get(tenant, processIdOfOrder('SO-1', generation));
  }

  messages() {
    return (this.fake('crm').state() as { messages: Sent[] }).messages;
  }
  standing<Row>(system: SystemName, list: string): Row[] {
    const rows = (this.fake(system).state() as Record<string, (Row & { takenBack?: string })[]>)[list] ?? [];
    return rows.filter(({ takenBack }) => takenBack === undefined);
  }
  line(index = 1) {
    const { orders } = this.fake('oms').state() as {
      orders: { orderId: string; lines: { promisedAt?: string; cancelled: number; allocated: number }[] }[];
    };
    return orders.find(({ orderId }) => orderId === 'SO-1')?.lines[index - 1];
  }

  published(type: string) {
    return this.world.events.filter((event) => event.type === type).map(({ data }) => data);
  }

  async decisions(rule: string, generation = 1): Promise<DecisionRecord[]> {
    const steps = await this.world.stores.processes.steps(tenant, processIdOfOrder('SO-1', generation));
    return steps
      .flatMap(({ decisions = [] }) => decisions)
      .filter(({ ruleId }) => ruleId === `order-promise.${rule}`);
  }

  async tasks() {
    return this.world.stores.work.tasksOf(tenant, processIdOfOrder('SO-1'));
  }
  async decide(step: string, option: string, by: string): Promise<void> {
    const task = (await this.tasks()).find((candidate) => candidate.step === step);
    if (!task) throw new Error(`no task ${step}`);
    await this.world.act(() =>
      answerTask(this.world.hands, tenant, task.taskId, { option, by, comment: 'as agreed' }),
    );
    await this.world.settle();
  }
  async cases(generation = 1) {
    const rows = await this.world.stores.work.casesOf(tenant, processIdOfOrder('SO-1', generation));
    return rows.map((row) => row.class).sort();
  }

  /** All that a story left behind, in a form two runs can be compared by. */
  async state() {
    const row = await this.row();
    const systems = ['oms', 'erp', 'tms', 'crm', 'contact-center', 'ecommerce', 'finance'] as const;
    const tasks = await this.tasks();
    const events: Record<string, number> = {};
    for (const { type } of this.world.events.filter((event) => !isOfDeaths(event)))
      events[type] = (events[type] ?? 0) + 1;
    return {
      state: row?.state,
      outcome: row?.outcome,
      dueAt: row?.facts.next,
      systems: systems.map((name) => [name, this.fake(name).effects(), timeless(this.fake(name).state())]),
      tasks: tasks.map(({ taskId, state }) => [taskId, state]),
      cases: (await this.cases()).filter((name) => name !== 'PROCESS_OVERDUE'),
      events,
    };
  }

  /** What must hold after anything: every message handled, no red execution. */
  problems(): string[] {
    return [
      ...this.world.dead.map(({ what, error }) => `dead: ${what}: ${String(error)}`),
      ...[...this.world.runs]
        .filter(([, { status }]) => status === 'FAILED')
        .map(([name]) => `failed: ${name}`),
    ];
  }
}

interface Offer {
  readonly id: string;
  readonly orderLineId: string;
  readonly answer?: string;
  readonly takenBack?: string;
}

interface Sent {
  readonly id: string;
  readonly channel: string;
  readonly template: string;
  readonly accepted: boolean;
  readonly values: Readonly<Record<string, string>>;
}

export function customer(change: Partial<Customer> = {}): Customer {
  return {
    customerId: 'CUS-1',
    tier: 3,
    zone: 'America/New_York',
    locale: 'en-US',
    channels: [
      { channel: 'sms', consent: true, preferred: false },
      { channel: 'email', consent: true, preferred: true },
    ],
    openComplaint: false,
    ...change,
  };
}

/** Two days on the road, Monday to Friday, cut-off at 17:00. */
function carrier(country: string) {
  return {
    carrier: 'SWIFT',
    serviceLevel: 'GROUND',
    cutOff: '17:00',
    zone: 'America/New_York',
    shippingDays: [1, 2, 3, 4, 5],
    holidays: [],
    lanes: [{ site: SITE, country, postalPrefix: '1', transitDays: 2 }],
  };
}

function item(sku: string, substitutes: readonly string[], leadDays: number | undefined) {
  return {
    sku,
    description: sku,
    abcClass: 'A',
    baseUom: 'EA',
    scale: 0,
    conversions: [],
    unitCost: { minor: 100, per: 1, currency: 'USD' },
    lotControlled: false,
    expiryControlled: false,
    temperature: 'ambient',
    inspection: 'BY_RULE',
    substitutes: substitutes.filter((other) => other !== sku),
    ...(leadDays === undefined ? {} : { supplierLeadDays: leadDays }),
  };
}

/** A process the sweeper thinks asleep, a call it finds parked: the traces a killed function may leave. */
function isOfDeaths({ type, data }: Envelope): boolean {
  return type === 'CallParked' || type === 'CallFailed' || JSON.stringify(data).includes('PROCESS_OVERDUE');
}

/** An agent's time begins when somebody could be asked, which is later when a function died first. */
function timeless(state: unknown): unknown {
  return JSON.parse(JSON.stringify(state), (key, value) => (key === 'dueAt' ? undefined : value));
}
