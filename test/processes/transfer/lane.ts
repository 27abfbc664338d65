import { CountAdjusted } from '../../../events/count.ts';
import type { Envelope, EventContract } from '../../../events/envelope.ts';
import {
  type TransferLeg,
  TransferRequested,
  TransferScanned,
  TransferWithdrawn,
} from '../../../events/transfer.ts';
import type { SystemName } from '../../../lambdas/adapters/registry.ts';
import type { TenantDocument } from '../../../lambdas/domain/tenant.ts';
import { tenantScope } from '../../../lambdas/store/ports.ts';
import { answerTask } from '../../../lambdas/work/answer-task.ts';
import { makeEvent } from '../../../lambdas/work/events.ts';
import { freeze } from '../support/freeze.ts';
import { tenantDocument } from '../support/tenants.ts';
import { processWorld, type Room, type World } from '../support/world.ts';
import { transferRoom } from './functions.ts';

/** Two sites and one transfer between them, in the words of a warehouse: asked, picked, shipped, received. */

/** A Monday, 10:00 at both sites. */
export const STARTS = '2026-03-02T15:00:00.000Z';
export const TENANT = 'northwind-grocery';
export const FROM = 'DC-ATL';
export const TO = 'DC-DAL';
export const ID = 'TRF-1';
const PROCESS_ID = `transfer:${ID}`;
const tenant = tenantScope(TENANT);

export interface Setting {
  /** Units asked for, line by line: the items are SKU-1, SKU-2, and so on. */
  readonly asked?: readonly number[];
  readonly onHand?: number;
  /** Cost of a unit, in cents. */
  readonly cost?: number;
  readonly reorderPoint?: number;
  readonly bulk?: boolean;
  readonly frozenAt?: string;
  readonly neededOn?: string;
  readonly to?: string;
  readonly known?: boolean;
  /** Units somebody else has reserved of every item. */
  readonly taken?: number;
  readonly level?: 'act' | 'advise' | 'shadow';
  readonly settings?: NonNullable<TenantDocument['transfer']>;
  readonly rooms?: readonly Room[];
}

export class Lane {
  readonly world: World;
  readonly setting: Setting;
  #events = 0;

  private constructor(world: World, setting: Setting) {
    this.world = world;
    this.setting = setting;
  }

  static async of(setting: Setting = {}, disturb?: (world: World) => void): Promise<Lane> {
    const document = tenantDocument(TENANT, (given) => twoSites(given, setting));
    const lane = new Lane(
      await processWorld(STARTS, [document], [transferRoom, ...(setting.rooms ?? [])]),
      setting,
    );
    await lane.#seed();
    disturb?.(lane.world);
    return lane;
  }

  get skus(): string[] {
    return (this.setting.asked ?? [10]).map((_, index) => `SKU-${index + 1}`);
  }

  async #seed(): Promise<void> {
    const { cost = 100, reorderPoint = 0, bulk = false, frozenAt, known = true, onHand = 100 } = this.setting;
    this.fake('erp').seed({
      items: known ? this.skus.map((sku) => item(sku, cost, bulk)) : [],
      reorderPoints: this.skus.map((sku) => ({ site: FROM, sku, units: reorderPoint })),
    });
    this.fake('wms').seed({
      stock: this.skus.map((sku) => ({ site: FROM, sku, status: 'available', quantity: onHand })),
    });
    this.fake('tms').seed({ shipments: [{ shipmentId: 'SHP-1', orderId: ID, status: 'in-transit' }] });
    for (const sku of this.skus) {
      await this.stock(sku, onHand);
      const { taken = 0 } = this.setting;
      if (taken > 0) await this.reserve(sku, taken);
      if (frozenAt !== undefined) await freeze(this.world, tenant, frozenAt, sku);
    }
  }

  /** Stock the source has, by its books. */
  async stock(sku: string, quantity: number): Promise<void> {
    const documentId = `doc-${++this.#events}`;
    const movement = { effectKey: `test#${documentId}`, sku, quantity: Math.abs(quantity) };
    await this.world.stores.inventory.post(
      tenant,
      {
        site: FROM,
        documentId,
        processId: 'test:stock',
        reasonCode: 'RECEIPT',
        actor: 'test',
        at: this.world.clock(),
        movements: [
          quantity < 0
            ? { ...movement, from: 'available', to: null }
            : { ...movement, from: null, to: 'available' },
        ],
      },
      () => [],
    );
  }

  async reserve(sku: string, quantity: number): Promise<void> {
    await this.world.stores.backorders.reserve(
      tenant,
      { site: FROM, sku, orderId: 'SO-1', orderLineId: `SO-1/${sku}` },
      { claim: 'other', quantity, lots: [], kind: 'firm', at: this.world.clock() },
    );
  }

  fake(system: SystemName) {
    const found = this.world.fakes.get(`${TENANT}/${system}`);
    if (!found) throw new Error(`no ${system}`);
    return found;
  }

  #event<Data>(contract: EventContract<Data>, data: Data, id: string, site = FROM): Envelope<Data> {
    return makeEvent(contract, {
      about: { tenantId: TENANT, site, businessKey: ID, correlationId: `corr-${ID}`, mode: 'act' },
      sequence: ++this.#events,
      causationId: 'test',
      now: this.world.clock(),
      newId: () => id,
      data,
    });
  }

  requested(): Envelope {
    const { asked = [10], neededOn, to = TO } = this.setting;
    return this.#event(
      TransferRequested,
      {
        transferId: ID,
        from: FROM,
        to,
        ...(neededOn === undefined ? {} : { neededOn }),
        lines: asked.map((quantity, index) => ({ line: index + 1, sku: `SKU-${index + 1}`, quantity })),
        reason: 'MANUAL',
        requestedBy: 'planner',
      },
      'event-requested',
    );
  }

  scanned(
    leg: TransferLeg,
    quantities: readonly number[],
    { scan = `${leg}-1`, complete = true, lot }: { scan?: string; complete?: boolean; lot?: string } = {},
  ): Envelope {
    const lines = quantities.flatMap((quantity, index) =>
      quantity === 0
        ? []
        : [{ line: index + 1, sku: `SKU-${index + 1}`, quantity, ...(lot === undefined ? {} : { lot }) }],
    );
    return this.#event(
      TransferScanned,
      {
        transferId: ID,
        scanId: scan,
        leg,
        lines,
        complete,
        scannedBy: `scanner-${leg.toLowerCase()}`,
        ...(leg === 'SHIPPED' ? { shipmentId: 'SHP-1' } : {}),
      },
      `event-scan-${scan}`,
      leg === 'RECEIVED' ? TO : FROM,
    );
  }

  withdrawn(): Envelope {
    return this.#event(
      TransferWithdrawn,
      { transferId: ID, requestedBy: 'planner', reason: 'not needed' },
      'event-withdrawn',
    );
  }

  async tell(...events: Envelope[]): Promise<void> {
    await this.world.publish(events);
    await this.world.settle();
  }
  async request(): Promise<void> {
    await this.tell(this.requested());
  }
  async scan(...scan: Parameters<Lane['scanned']>): Promise<void> {
    await this.tell(this.scanned(...scan));
  }
  /** A count at the source is settled. */
  async counted(countId: string, sku: string, adjustment: number): Promise<void> {
    const data = {
      ...{ countId, sku, adjustment, documentId: `doc-${countId}`, cause: 'UNPOSTED_MOVE' as const },
      ...{ value: { minor: 0, currency: 'USD' }, adjustmentReason: '56' as const, approvedBy: [] },
    };
    await this.tell(this.#event(CountAdjusted, data, `event-${countId}`));
  }
  async withdraw(): Promise<void> {
    await this.tell(this.withdrawn());
  }
  /** A transfer that needs nobody's approval, shipped whole. */
  async shipped(quantities: readonly number[] = this.setting.asked ?? [10]): Promise<void> {
    await this.request();
    await this.scan('SHIPPED', quantities);
  }

  /** Moves the clock to a moment, through what falls due before it. */
  async until(moment: string): Promise<void> {
    await this.world.advance((Date.parse(moment) - Date.parse(this.world.clock())) / 60_000);
  }

  async tasks() {
    return this.world.stores.work.tasksOf(tenant, PROCESS_ID);
  }
  async openTask() {
    const open = (await this.tasks()).filter(({ state }) => state === 'OPEN' || state === 'CLAIMED');
    if (open.length !== 1) throw new Error(`${open.length} tasks are open`);
    return open[0] as (typeof open)[number];
  }
  async answer(option: string, by: string, form?: Readonly<Record<string, unknown>>): Promise<void> {
    const { taskId } = await this.openTask();
    await this.world.act(() =>
      answerTask(this.world.hands, tenant, taskId, {
        option,
        by,
        comment: 'as agreed',
        ...(form ? { form } : {}),
      }),
    );
    await this.world.settle();
  }

  row() {
    return this.world.stores.processes.get(tenant, PROCESS_ID);
  }
  async state(): Promise<string | undefined> {
    return (await this.row())?.state;
  }
  async outcome(): Promise<string | undefined> {
    return (await this.row())?.outcome;
  }
  async cases(): Promise<string[]> {
    const rows = await this.world.stores.work.casesOf(tenant, PROCESS_ID);
    return rows.map((row) => row.class).sort();
  }
  async decisions(rule: string) {
    const steps = await this.world.stores.processes.steps(tenant, PROCESS_ID);
    return steps
      .flatMap(({ decisions = [] }) => decisions)
      .filter(({ ruleId }) => ruleId === `transfer.${rule}`);
  }
  published(type: string) {
    return this.world.events
      .filter((event) => event.type === type)
      .map(({ data }) => data as Record<string, unknown>);
  }
  standing(system: SystemName, list: string): Record<string, unknown>[] {
    const rows = (this.fake(system).state() as Record<string, Record<string, unknown>[]>)[list] ?? [];
    return rows.filter(({ takenBack, state }) => takenBack === undefined && state !== 'cancelled');
  }

  /** Where the units of an item are: at the source, free of it, in transit, at the destination. */
  async books(sku = 'SKU-1') {
    const source = await this.world.stores.inventory.position(tenant, FROM, sku);
    const destination = await this.world.stores.inventory.position(tenant, TO, sku);
    return {
      source: source.buckets.available,
      free: source.free,
      transit: destination.buckets.inTransit,
      destination: destination.buckets.available,
    };
  }

  /** Units the ERP has booked of an item since the morning, by site, and what its transfer has in transit. */
  erp(sku = 'SKU-1') {
    const { postings } = this.fake('erp').state() as {
      postings: { site: string; sku: string; quantity: number }[];
    };
    const at = (site: string) =>
      postings
        .filter((posting) => posting.site === site && posting.sku === sku)
        .reduce((sum, { quantity }) => sum + quantity, 0);
    const [order] = this.standing('erp', 'transfers');
    const legs = (order?.legs ?? []) as { leg: string }[];
    return { source: at(FROM), destination: at(TO), legs: legs.map(({ leg }) => leg) };
  }

  /** All that a story left behind, in a form two runs can be compared by. */
  async left() {
    const row = await this.row();
    const events: Record<string, number> = {};
    for (const { type } of this.world.events.filter((event) => !isOfDeaths(event)))
      events[type] = (events[type] ?? 0) + 1;
    return {
      state: row?.state,
      outcome: row?.outcome,
      books: await Promise.all(this.skus.map((sku) => this.books(sku))),
      systems: (['erp', 'wms', 'tms'] as const).map((name) => [
        name,
        this.fake(name).effects(),
        this.fake(name).state(),
      ]),
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
      ...(row && !row.closedAt && row.dueAt === undefined ? ['no deadline'] : []),
    ];
  }
}

/** A process the sweeper thinks asleep, a call it finds parked: the traces a killed function may leave. */
function isOfDeaths({ type, data }: Envelope): boolean {
  return type === 'CallParked' || type === 'CallFailed' || JSON.stringify(data).includes('PROCESS_OVERDUE');
}

function twoSites(given: TenantDocument, setting: Setting): TenantDocument {
  const [atlanta] = given.sites;
  if (!atlanta) throw new Error('the tenant has no site');
  const dallas = { ...atlanta, site: TO, name: 'Dallas distribution center' };
  const member = (
    userId: string,
    role: TenantDocument['members'][number]['roles'][number],
    site: string,
  ) => ({
    userId,
    roles: [role],
    sites: [site],
  });
  return {
    ...given,
    sites: [...given.sites, dallas],
    members: [
      member('manager-from', 'inventory-manager', FROM),
      { userId: 'manager-both', roles: ['inventory-manager'], sites: ['*'] },
      member('manager-to', 'inventory-manager', TO),
      member('supervisor-from', 'supervisor', FROM),
      member('money', 'finance', FROM),
    ],
    cutover: [
      ...given.cutover.filter(({ process }) => process !== 'transfer'),
      { process: 'transfer', site: FROM, level: setting.level ?? 'act' },
    ],
    ...(setting.settings ? { transfer: setting.settings } : {}),
  };
}

function item(sku: string, cost: number, bulk: boolean) {
  return {
    sku,
    description: sku,
    abcClass: 'A',
    baseUom: 'EA',
    scale: 0,
    conversions: [],
    unitCost: { minor: cost, per: 1, currency: 'USD' },
    lotControlled: false,
    expiryControlled: false,
    temperature: 'ambient',
    inspection: 'BY_RULE',
    substitutes: [],
    bulk,
  };
}
