import { DamageReported } from '../../../events/damage.ts';
import type { Envelope, EventContract } from '../../../events/envelope.ts';
import type { Bucket } from '../../../events/inventory.ts';
import type { SystemName } from '../../../lambdas/adapters/registry.ts';
import type { TenantDocument } from '../../../lambdas/domain/tenant.ts';
import type { DamageReport } from '../../../lambdas/processes/damaged-goods/contract.ts';
import { readDamage } from '../../../lambdas/processes/damaged-goods/facts.ts';
import { type DecisionRecord, tenantScope } from '../../../lambdas/store/ports.ts';
import { answerTask } from '../../../lambdas/work/answer-task.ts';
import { resolveCase } from '../../../lambdas/work/cases.ts';
import { makeEvent } from '../../../lambdas/work/events.ts';
import { processIdOf } from '../../../lambdas/work/process-id.ts';
import { tenantDocument } from '../support/tenants.ts';
import { processWorld, type Room, type World } from '../support/world.ts';
import { damageRoom } from './functions.ts';

/** A Monday, 10:00 at the site; its hours are 06:00 to 22:00. */
export const STARTS = '2026-03-02T15:00:00.000Z';
export const TENANT = 'northwind-grocery';
export const SITE = 'DC-ATL';
const tenant = tenantScope(TENANT);
export const DAMAGE = 'DMG-1';
/** Two people of the site: who may approve, and who approves what is worth more. */
export const SUPERVISOR = 'supervisor-atl';
export const MANAGER = 'inventory-manager-atl';
export const FINANCE = 'finance-1';

export interface Setting {
  /** What one unit costs in cents; twelve are damaged. */
  readonly unitCost?: number;
  readonly hazardClass?: string;
  readonly stock?: Readonly<Partial<Record<Bucket, number>>>;
  readonly level?: 'act' | 'advise' | 'shadow';
  readonly settings?: NonNullable<TenantDocument['damagedGoods']>;
  readonly unknownItem?: boolean;
  readonly rooms?: readonly Room[];
}

/** One damage at one site, in the words of the floor: what is found, who says what, what the systems hold. */
export class Floor {
  readonly world: World;
  #events = 0;

  private constructor(world: World) {
    this.world = world;
  }

  static async of(setting: Setting = {}): Promise<Floor> {
    const document = tenantDocument(TENANT, (given) => ({
      ...given,
      cutover: [
        ...given.cutover.filter(({ process }) => process !== 'damaged-goods'),
        { process: 'damaged-goods', site: SITE, level: setting.level ?? 'act' },
      ],
      ...(setting.settings ? { damagedGoods: setting.settings } : {}),
    }));
    const floor = new Floor(await processWorld(STARTS, [document], [damageRoom, ...(setting.rooms ?? [])]));
    await floor.#seed(setting);
    return floor;
  }

  async #seed({
    unitCost = 500,
    hazardClass,
    stock = { available: 100 },
    unknownItem,
  }: Setting): Promise<void> {
    this.fake('erp').seed({
      items: unknownItem ? [] : [item('OATS', unitCost, hazardClass), item('OATS-B', 100)],
      orders: [],
      lines: [],
    });
    this.fake('ecommerce').seed({
      listings: ['OATS', 'OATS-B'].map((sku) => ({
        site: SITE,
        sku,
        listed: true,
        published: 100,
        cartHolds: 0,
      })),
    });
    this.fake('tms').seed({ shipments: [{ shipmentId: 'SHP-7', orderId: 'O-7', status: 'delivered' }] });
    for (const [bucket, quantity] of Object.entries(stock)) await this.put(bucket as Bucket, quantity);
  }

  /** Units lie there, in our books and in the WMS. */
  async put(bucket: Bucket, quantity: number): Promise<void> {
    const documentId = `doc-${++this.#events}`;
    await this.world.stores.inventory.post(
      tenant,
      {
        site: SITE,
        documentId,
        processId: 'test:stock',
        reasonCode: 'RECEIPT',
        actor: 'test',
        at: this.world.clock(),
        movements: [{ effectKey: `test#${documentId}`, sku: 'OATS', quantity, from: null, to: bucket }],
      },
      () => [],
    );
    this.fake('wms').seed({ stock: [{ site: SITE, sku: 'OATS', status: bucket, quantity }] });
  }

  /** Units an order line has reserved. */
  async reserve(orderId: string, quantity: number): Promise<void> {
    await this.world.stores.backorders.reserve(
      tenant,
      { site: SITE, sku: 'OATS', orderId, orderLineId: `${orderId}-1` },
      { claim: 'test', quantity, lots: [], kind: 'firm', at: this.world.clock() },
    );
  }

  fake(system: SystemName) {
    const found = this.world.fakes.get(`${TENANT}/${system}`);
    if (!found) throw new Error(`no ${system}`);
    return found;
  }

  event<Data>(contract: EventContract<Data>, data: Data, subject = DAMAGE): Envelope<Data> {
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

  async tell(...events: Envelope[]): Promise<void> {
    await this.world.publish(events);
    await this.world.settle();
  }

  /** Twelve units in the aisle, their pack crushed, with a photo: the site's own fault unless said. */
  async report(change: Partial<DamageReport> = {}): Promise<void> {
    await this.tell(this.event(DamageReported, reported(change)));
  }

  /** Moves the clock to a moment, through what falls due at it. */
  async until(moment: string): Promise<void> {
    await this.world.advance((Date.parse(moment) - Date.parse(this.world.clock())) / 60_000);
  }

  processId = processIdOf('damaged-goods', DAMAGE);
  row() {
    return this.world.stores.processes.get(tenant, this.processId);
  }
  async body() {
    const stored = await readDamage(this.world.stores.processes, tenant, this.processId);
    if (!stored) throw new Error('no damage');
    return stored.body;
  }
  async buckets(sku = 'OATS') {
    const { buckets, free } = await this.world.stores.inventory.position(tenant, SITE, sku);
    return { ...buckets, free };
  }
  standing<Row extends object>(system: SystemName, list: string): Row[] {
    const rows = (
      this.fake(system).state() as Record<string, (Row & { takenBack?: string; withdrawnFor?: string })[]>
    )[list];
    return (rows ?? []).filter((row) => row.takenBack === undefined && row.withdrawnFor === undefined);
  }
  /** Units the ERP has booked since the morning, by item. */
  booked(): Readonly<Record<string, number>> {
    const { postings } = this.fake('erp').state() as { postings: { sku: string; quantity: number }[] };
    const sums: Record<string, number> = {};
    for (const { sku, quantity } of postings) sums[sku] = (sums[sku] ?? 0) + quantity;
    return sums;
  }
  published(type: string) {
    return this.world.events.filter((event) => event.type === type).map(({ data }) => data);
  }

  tasks() {
    return this.world.stores.work.tasksOf(tenant, this.processId);
  }
  async task(step: string) {
    const task = (await this.tasks()).findLast((row) => row.step === step && row.state !== 'CANCELLED');
    if (!task) throw new Error(`no task ${step}`);
    return task;
  }
  async openSteps() {
    return (await this.tasks()).filter(({ state }) => state === 'OPEN').map(({ step }) => step);
  }
  async answer(
    step: string,
    option: string,
    { by = SUPERVISOR, form }: { by?: string; form?: Record<string, unknown> } = {},
  ): Promise<void> {
    const open = (await this.tasks()).find((row) => row.step === step && row.state === 'OPEN');
    if (!open) throw new Error(`no open task ${step}`);
    const given = { option, by, comment: 'as seen', ...(form ? { form } : {}) };
    await this.world.act(() => answerTask(this.world.hands, tenant, open.taskId, given));
    await this.world.settle();
  }
  async cases() {
    const rows = await this.world.stores.work.casesOf(tenant, this.processId);
    return rows.map((row) => row.class).sort();
  }
  async resolve(name: string): Promise<void> {
    const rows = await this.world.stores.work.casesOf(tenant, this.processId);
    for (const { caseId } of rows.filter((row) => row.class === name))
      await resolveCase(this.world.hands, tenant, caseId, {
        by: MANAGER,
        rootCause: 'seen',
        resolution: 'settled',
      });
  }
  async decisions(rule: string): Promise<DecisionRecord[]> {
    const steps = await this.world.stores.processes.steps(tenant, this.processId);
    return steps
      .flatMap(({ decisions = [] }) => decisions)
      .filter(({ ruleId }) => ruleId === `damaged-goods.${rule}`);
  }

  /** All that a story left behind, in a form two runs can be compared by. */
  async state() {
    const row = await this.row();
    const systems = ['wms', 'erp', 'ecommerce', 'finance', 'tms', 'supplier-portal'] as const;
    const events: Record<string, number> = {};
    for (const { type, data } of this.world.events)
      if (!TRACES.test(type) && !JSON.stringify(data).includes('PROCESS_OVERDUE'))
        events[type] = (events[type] ?? 0) + 1;
    const { report, claim, writtenOff, adjustments } = await this.body();
    return {
      state: row?.state,
      outcome: row?.outcome,
      body: { report, claim, writtenOff, adjustments },
      buckets: [await this.buckets(), await this.buckets('OATS-B')],
      systems: systems.map((name) => [name, this.fake(name).effects(), this.fake(name).state()]),
      tasks: (await this.tasks()).map(({ taskId, state }) => [taskId, state]),
      cases: (await this.cases()).filter((name) => name !== 'PROCESS_OVERDUE'),
      events,
    };
  }

  /** What must hold after anything: every message handled, no red execution, no live process without a deadline. */
  async problems(): Promise<string[]> {
    const row = await this.row();
    return [
      ...this.world.dead.map(({ what, error }) => `dead: ${what}: ${String(error)}`),
      ...[...this.world.runs]
        .filter(([, { status }]) => status === 'FAILED')
        .map(([name]) => `failed: ${name}`),
      ...(row && row.closedAt === undefined && row.dueAt === undefined ? ['no deadline'] : []),
    ];
  }
}

/** What a function that was killed may leave. */
const TRACES = /^(CallParked|CallFailed)$/;

export function reported(change: Partial<DamageReport> = {}): DamageReport {
  return {
    damageId: DAMAGE,
    sku: 'OATS',
    quantity: 12,
    bucket: 'available',
    place: 'STORAGE',
    packState: 'CRUSHED',
    notedOnDelivery: false,
    foundBy: 'dock-1',
    foundAt: STARTS,
    evidence: ['photo-1'],
    ...change,
  };
}

export function item(sku: string, minor: number, hazardClass?: string) {
  return {
    sku,
    description: sku,
    abcClass: 'A',
    baseUom: 'EA',
    scale: 0,
    conversions: [],
    unitCost: { minor, per: 1, currency: 'USD' },
    lotControlled: false,
    expiryControlled: false,
    temperature: 'ambient',
    inspection: 'BY_RULE',
    substitutes: [],
    ...(hazardClass === undefined ? {} : { hazardClass }),
  };
}
