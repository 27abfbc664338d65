import type { EventContract } from '../../../events/envelope.ts';
import {
  FulfillmentException,
  type ReportedException,
  ShipmentConfirmed,
} from '../../../events/fulfillment.ts';
import type { SystemName } from '../../../lambdas/adapters/registry.ts';
import type { TenantDocument } from '../../../lambdas/domain/tenant.ts';
import {
  processIdOfException,
  readException,
} from '../../../lambdas/processes/fulfillment-exception/facts.ts';
import { type DecisionRecord, tenantScope } from '../../../lambdas/store/ports.ts';
import { answerTask } from '../../../lambdas/work/answer-task.ts';
import { makeEvent } from '../../../lambdas/work/events.ts';
import { seededLine, seededOrder } from '../../adapters/oms/orders.ts';
import { patterns } from '../../patterns/listener.ts';
import { tenantDocument } from '../support/tenants.ts';
import { processWorld, type Room, type World } from '../support/world.ts';
import { exceptionRoom } from './functions.ts';

/** One order on the floor of one site, in the words of a picker: what was to be picked, and what went wrong. */

/** A Monday, 10:00 at the site; the carrier's cut-off is at 16:00, 21:00 UTC. */
export const STARTS = '2026-03-02T15:00:00.000Z';
export const TENANT = 'northwind-grocery';
export const SITE = 'DC-ATL';
export const OTHER = 'DC-SEA';
const tenant = tenantScope(TENANT);
export const usd = (minor: number) => ({ minor, currency: 'USD' });

export interface Setting {
  /** Bins with oats. */
  readonly bins?: readonly { readonly bin: string; readonly lot?: string; readonly quantity: number }[];
  /** Of the oats in A-1. */
  readonly lot?: string;
  readonly lots?: readonly { readonly lot: string; readonly expiry: string }[];
  readonly sourcing?: object;
  readonly order?: object;
  /** The line's own fields. */
  readonly line?: object;
  /** Other lines of the order. */
  readonly lines?: readonly object[];
  /** Minor units the customer has paid for the order, 45.00 unless a test says so; `null` where finance knows of no payment. */
  readonly paid?: number | null;
  readonly carriers?: readonly { readonly carrier: string; readonly cutOff: string; readonly days: number }[];
  readonly level?: 'act' | 'advise' | 'shadow';
  readonly settings?: NonNullable<TenantDocument['fulfillmentException']>;
  readonly rooms?: readonly Room[];
}

/** Ten units of oats are to be picked from A-1, which the book says holds them. */
export class Floor {
  readonly world: World;
  readonly setting: Setting;
  readonly ids: { pickTaskId: string; shipmentId: string; labelId: string } = {
    pickTaskId: '',
    shipmentId: '',
    labelId: '',
  };
  #events = 0;

  private constructor(world: World, setting: Setting) {
    this.world = world;
    this.setting = setting;
  }

  static async of(setting: Setting = {}): Promise<Floor> {
    const document = tenantDocument(TENANT, (given) => ({
      ...given,
      sites: [...given.sites, { ...given.sites[0], site: OTHER } as (typeof given.sites)[number]],
      cutover: [
        ...given.cutover.filter(({ process }) => process !== 'fulfillment-exception'),
        { process: 'fulfillment-exception', site: SITE, level: setting.level ?? 'act' },
        { process: 'fulfillment-exception', site: OTHER, level: 'act' },
      ],
      ...(setting.settings ? { fulfillmentException: setting.settings } : {}),
    }));
    const world = await processWorld(STARTS, [document], [exceptionRoom, patterns, ...(setting.rooms ?? [])]);
    const floor = new Floor(world, setting);
    await floor.#seed();
    return floor;
  }

  async #seed(): Promise<void> {
    const { setting } = this;
    const bins = [{ bin: 'A-1', quantity: 10, ...this.#lot() }, ...(setting.bins ?? [])];
    const oats = { sku: 'OATS', site: SITE };
    for (const { lot, quantity } of bins)
      await this.move('OATS', quantity, SITE, lot === undefined ? {} : { lot });
    await this.move('OATS', 50, OTHER);
    await this.move('BARLEY', 50, SITE);
    const stock = (site: string, sku: string, quantity: number, lot?: string) => ({
      site,
      sku,
      status: 'available',
      quantity,
      ...(lot === undefined ? {} : { lot }),
    });
    const byLot = Map.groupBy(bins, ({ lot }) => lot);
    this.fake('wms').seed({
      stock: [
        ...[...byLot].map(([lot, same]) =>
          stock(
            SITE,
            'OATS',
            same.reduce((sum, { quantity }) => sum + quantity, 0),
            lot,
          ),
        ),
        stock(OTHER, 'OATS', 50),
        stock(SITE, 'BARLEY', 50),
      ],
      binStock: [...bins.map((bin) => ({ ...oats, ...bin }))],
      lots: (setting.lots ?? []).map((lot) => ({ sku: 'OATS', ...lot })),
    });
    this.fake('oms').seed({
      orders: [
        seededOrder(
          'SO-1',
          [
            seededLine('SO-1-1', 10, { ...oats, allocated: 10, released: 10, ...setting.line }),
            ...(setting.lines ?? []),
          ],
          setting.order,
        ),
      ],
      sourcing: [
        {
          orderLineId: 'SO-1-1',
          ...{ sites: [], substitutes: [], backorderable: true },
          ...setting.sourcing,
        },
      ],
    });
    const { paid = 4_500 } = setting;
    if (paid !== null)
      this.fake('finance').seed({
        payments: [{ orderId: 'SO-1', state: 'captured', method: 'card', paid: usd(paid), refunded: usd(0) }],
      });
    this.fake('crm').seed({ customers: [{ customerId: 'C-1', ...customer }] });
    this.fake('tms').seed({
      services: (setting.carriers ?? [{ carrier: 'SWIFT', cutOff: '16:00', days: 1 }]).map(service),
    });
    await this.#prepare();
  }

  /** The line is reserved and picked for, and its parcel has a label. */
  async #prepare(): Promise<void> {
    const call = { site: SITE, idempotencyKey: 'seed' };
    const run = (system: SystemName, operation: string, input: unknown) =>
      this.fake(system).run(operation, input, { ...call, idempotencyKey: `seed-${operation}` })
        .answer as Record<string, string>;
    const lines = [{ orderLineId: 'SO-1-1', sku: 'OATS', bin: 'A-1', quantity: 10, ...this.#lot() }];
    this.ids.pickTaskId = run('wms', 'createPickTask', { reference: 'R', lines }).pickTaskId ?? '';
    await this.reserve(10, 'first', this.ids.pickTaskId);
    const [carrier] = this.setting.carriers ?? [{ carrier: 'SWIFT' }];
    if (!carrier) return;
    const booking = run('tms', 'book', {
      reference: 'R',
      orderId: 'SO-1',
      carrier: carrier.carrier,
      serviceLevel: 'GROUND',
      shipOn: '2026-03-02',
      destination: { postalCode: '30303', country: 'US' },
    });
    this.ids.shipmentId = booking.shipmentId ?? '';
    this.ids.labelId =
      run('tms', 'createLabel', { shipmentId: booking.shipmentId, weightGrams: 2_000 }).labelId ?? '';
  }

  #lot(): { readonly lot?: string } {
    const { lot } = this.setting;
    return lot === undefined ? {} : { lot };
  }

  fake(system: SystemName) {
    const found = this.world.fakes.get(`${TENANT}/${system}`);
    if (!found) throw new Error(`no ${system}`);
    return found;
  }

  async move(sku: string, quantity: number, site = SITE, facts: object = {}): Promise<void> {
    const documentId = `doc-${++this.#events}`;
    await this.world.stores.inventory.post(
      tenant,
      {
        site,
        documentId,
        processId: 'test:stock',
        reasonCode: 'RECEIPT',
        actor: 'test',
        at: this.world.clock(),
        movements: [
          { effectKey: `test#${documentId}`, sku, quantity, from: null, to: 'available', ...facts },
        ],
      },
      () => [],
    );
  }

  /** Units of the line are reserved, allocated and picked for. */
  async reserve(quantity: number, claim: string, pickTaskId: string): Promise<void> {
    const { backorders } = this.world.stores;
    const line = { site: SITE, sku: 'OATS', orderId: 'SO-1', orderLineId: 'SO-1-1' };
    const lots = [{ quantity, ...this.#lot() }];
    await backorders.reserve(tenant, line, { claim, quantity, lots, kind: 'firm', at: STARTS });
    const documents = { allocationId: claim, releaseId: claim, pickTaskId };
    await backorders.confirm(tenant, line, claim, documents, []);
  }

  async reserveForOthers(quantity: number): Promise<void> {
    await this.world.stores.backorders.reserve(
      tenant,
      { site: SITE, sku: 'OATS', orderId: 'SO-8', orderLineId: 'SO-8-1' },
      { claim: 'others', quantity, lots: [{ quantity }], kind: 'firm', at: STARTS },
    );
  }

  /** An exception as the floor reports it; parts say what differs from a short pick of 3. */
  exception(change: Partial<ReportedException> = {}): ReportedException {
    const type = change.type ?? 'SHORT_PICK';
    const isGoods = ['SHORT_PICK', 'PACK_DAMAGE', 'OVERSELL'].includes(type);
    const { shipmentId, labelId, pickTaskId } = this.ids;
    const [carrier = { carrier: 'SWIFT' }] = this.setting.carriers ?? [];
    return {
      exceptionId: 'EX-1',
      orderId: 'SO-1',
      type,
      detectedAt: STARTS,
      reportedBy: 'picker-1',
      ...(isGoods ? { line: { orderLineId: 'SO-1-1', sku: 'OATS', quantity: 3 } } : {}),
      ...(type === 'SHORT_PICK' ? { pick: { bin: 'A-1', found: 7, counted: 7, pickTaskId } } : {}),
      ...(type === 'PACK_DAMAGE'
        ? { damage: { packState: 'CRUSHED' as const, pickTaskId, evidence: ['photo-1'] } }
        : {}),
      ...(shipmentId === ''
        ? {}
        : {
            shipment: {
              shipmentId,
              labelId,
              carrier: carrier.carrier,
              serviceLevel: 'GROUND',
              weightGrams: 2_000,
            },
          }),
      ...change,
    };
  }

  async tell<Data>(contract: EventContract<Data>, data: Data, subject = 'SO-1'): Promise<void> {
    const number = ++this.#events;
    const event = makeEvent(contract, {
      about: {
        tenantId: TENANT,
        site: SITE,
        businessKey: subject,
        correlationId: `corr-${number}`,
        mode: 'act',
      },
      sequence: number,
      causationId: 'test',
      now: this.world.clock(),
      newId: () => `event-${String(number).padStart(6, '0')}`,
      data,
    });
    await this.world.publish([event]);
    await this.world.settle();
  }

  async report(change: Partial<ReportedException> = {}): Promise<void> {
    await this.tell(FulfillmentException, this.exception(change));
  }

  async ship(quantity: number, shipmentId = 'SHP-9', facts: object = {}): Promise<void> {
    const line = { line: 1, orderLineId: 'SO-1-1', sku: 'OATS', quantity, ...facts };
    await this.tell(ShipmentConfirmed, {
      shipmentId,
      orderId: 'SO-1',
      shippedAt: this.world.clock(),
      lines: [line],
    });
  }

  /** Moves the clock to a moment, through what falls due before it. */
  async until(moment: string): Promise<void> {
    await this.world.advance((Date.parse(moment) - Date.parse(this.world.clock())) / 60_000);
  }

  async answer(option: string, by = 'supervisor-atl'): Promise<void> {
    const task = (await this.tasks()).findLast(({ state }) => state === 'OPEN');
    if (!task) throw new Error('nobody is asked');
    await this.world.act(() =>
      answerTask(this.world.hands, tenant, task.taskId, { option, by, comment: 'as agreed' }),
    );
    await this.world.settle();
  }

  #id(exceptionId: string, type: ReportedException['type']) {
    return processIdOfException(this.exception({ exceptionId, type }));
  }
  row(exceptionId = 'EX-1', type: ReportedException['type'] = 'SHORT_PICK') {
    return this.world.stores.processes.get(tenant, this.#id(exceptionId, type));
  }
  async body(exceptionId = 'EX-1', type: ReportedException['type'] = 'SHORT_PICK') {
    const { processes } = this.world.stores;
    return (await readException(processes, tenant, this.#id(exceptionId, type)))?.body;
  }
  async rows() {
    const found = await this.world.stores.processes.search(
      tenant,
      { kind: 'order', value: 'SO-1' },
      { limit: 50 },
    );
    return found.rows;
  }
  async tasks() {
    const rows = await this.rows();
    const all = await Promise.all(
      rows.map(({ processId }) => this.world.stores.work.tasksOf(tenant, processId)),
    );
    return all.flat();
  }
  async cases() {
    const rows = await this.rows();
    const all = await Promise.all(
      rows.map(({ processId }) => this.world.stores.work.casesOf(tenant, processId)),
    );
    return all
      .flat()
      .map((row) => row.class)
      .sort();
  }
  async outcome() {
    return (await this.rows()).map(({ outcome }) => outcome)[0];
  }
  async decisions(rule: string): Promise<DecisionRecord[]> {
    const found = [];
    for (const { processId } of await this.rows())
      for (const { decisions = [] } of await this.world.stores.processes.steps(tenant, processId))
        found.push(...decisions);
    return found.filter(({ ruleId }) => ruleId === `fulfillment-exception.${rule}`);
  }

  published(type: string) {
    return this.world.events.filter((event) => event.type === type).map(({ data }) => data);
  }
  line(orderLineId = 'SO-1-1') {
    const { orders } = this.fake('oms').state() as { orders: { lines: OmsLine[] }[] };
    return orders.flatMap(({ lines }) => lines).find((line) => line.orderLineId === orderLineId);
  }
  lines() {
    const { orders } = this.fake('oms').state() as { orders: { lines: OmsLine[] }[] };
    return orders
      .flatMap(({ lines }) => lines)
      .map(({ sku, site, allocated, cancelled }) => [sku, site, allocated, cancelled]);
  }
  list<Row>(system: SystemName, name: string): (Row & { takenBack?: string })[] {
    return (this.fake(system).state() as Record<string, (Row & { takenBack?: string })[]>)[name] ?? [];
  }
  picks() {
    return this.list<{
      pickTaskId: string;
      site: string;
      state: string;
      lines: { bin?: string; quantity: number }[];
    }>('wms', 'pickTasks').map(({ site, state, lines }) => [
      site,
      state,
      ...lines.map(({ bin, quantity }) => `${bin ?? ''}:${quantity}`),
    ]);
  }

  /** What finance gave back: line and minor units. */
  refunds() {
    return this.list<{ orderLineId: string; amount: { minor: number } }>('finance', 'refunds').map(
      ({ orderLineId, amount }) => [orderLineId, amount.minor],
    );
  }

  /** Units of an item in our books: available, on hold, free, and reserved by line. */
  async stock(sku = 'OATS', site = SITE) {
    const { position, reservations } = await this.world.stores.backorders.stock(tenant, site, sku);
    const { available, hold } = position.buckets;
    const reserved = reservations.map(({ orderLineId, parts }) => [
      orderLineId,
      parts.reduce((sum, { quantity }) => sum + quantity, 0),
    ]);
    return { available, hold, free: position.free, reserved: Object.fromEntries(reserved) };
  }

  /** Units of an item that left our books in parcels. */
  async shipped(sku: string, site: string): Promise<number> {
    const { rows } = await this.world.stores.inventory.ledger(tenant, site, sku, { limit: 200 });
    return rows.filter(({ to }) => to === null).reduce((sum, { quantity }) => sum + quantity, 0);
  }

  /** All that a story left behind, in a form two runs can be compared by. */
  async state() {
    const rows = await this.rows();
    const systems = ['oms', 'wms', 'tms', 'crm', 'finance'] as const;
    const events: Record<string, number> = {};
    for (const { type } of this.world.events)
      if (!/^(Case|Process|Task|Call|Circuit)/.test(type)) events[type] = (events[type] ?? 0) + 1;
    return {
      rows: rows.map(({ processId, state, outcome, dueAt }) => [processId, state, outcome, dueAt]),
      systems: systems.map((name) => [name, this.fake(name).effects(), this.fake(name).state()]),
      tasks: (await this.tasks()).map(({ taskId, state }) => [taskId, state]),
      stock: [await this.stock(), await this.stock('OATS', OTHER), await this.stock('BARLEY')],
      events,
    };
  }

  /** What must hold after anything: every message handled, no red execution, each live process with a deadline. */
  async problems(): Promise<string[]> {
    return [
      ...this.world.dead.map(({ what, error }) => `dead: ${what}: ${String(error)}`),
      ...[...this.world.runs]
        .filter(([, { status }]) => status === 'FAILED')
        .map(([name]) => `failed: ${name}`),
      ...(await this.rows())
        .filter(({ closedAt, dueAt }) => closedAt === undefined && dueAt === undefined)
        .map(({ processId }) => `no deadline: ${processId}`),
    ];
  }
}

interface OmsLine {
  readonly orderLineId: string;
  readonly sku: string;
  readonly site: string;
  readonly ordered: number;
  readonly allocated: number;
  readonly released: number;
  readonly cancelled: number;
}

const customer = {
  tier: 2,
  zone: 'America/New_York',
  locale: 'en-US',
  channels: [],
  openComplaint: false,
};

function service({ carrier, cutOff, days }: NonNullable<Setting['carriers']>[number]) {
  return {
    carrier,
    serviceLevel: 'GROUND',
    cutOff,
    zone: 'America/New_York',
    shippingDays: [1, 2, 3, 4, 5],
    holidays: [],
    lanes: [SITE, OTHER].map((site) => ({ site, country: 'US', postalPrefix: '3', transitDays: days })),
  };
}
