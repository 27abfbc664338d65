import { CountRequested, CountSubmitted, type CountTrigger } from '../../../events/count.ts';
import type { Envelope, EventContract } from '../../../events/envelope.ts';
import { InventoryPositionChanged } from '../../../events/inventory.ts';
import type { SystemName } from '../../../lambdas/adapters/registry.ts';
import type { BinBook } from '../../../lambdas/adapters/wms/port.ts';
import type { TenantDocument } from '../../../lambdas/domain/tenant.ts';
import { beginCount } from '../../../lambdas/processes/cycle-count/begin-count.ts';
import { beginPlan } from '../../../lambdas/processes/cycle-count/begin-plan.ts';
import { closeCount } from '../../../lambdas/processes/cycle-count/close-count.ts';
import { confirmPlan } from '../../../lambdas/processes/cycle-count/confirm-plan.ts';
import { decideCount } from '../../../lambdas/processes/cycle-count/decide-count.ts';
import { hearCount } from '../../../lambdas/processes/cycle-count/hear-count.ts';
import { openCount } from '../../../lambdas/processes/cycle-count/open-count.ts';
import { parkCount } from '../../../lambdas/processes/cycle-count/park-count.ts';
import { postAdjustment } from '../../../lambdas/processes/cycle-count/post-adjustment.ts';
import { startCount } from '../../../lambdas/processes/cycle-count/start-count.ts';
import { summarizeCount } from '../../../lambdas/processes/cycle-count/summarize-count.ts';
import { undoAdjustment } from '../../../lambdas/processes/cycle-count/undo-adjustment.ts';
import { watchStock } from '../../../lambdas/processes/cycle-count/watch-stock.ts';
import { type TaskRow, tenantScope } from '../../../lambdas/store/ports.ts';
import { answerTask } from '../../../lambdas/work/answer-task.ts';
import { makeEvent } from '../../../lambdas/work/events.ts';
import { frozenStock } from '../../../lambdas/work/frozen-stock.ts';
import { processIdOf } from '../../../lambdas/work/process-id.ts';
import type { Tasks } from '../support/functions.ts';
import { tenantDocument } from '../support/tenants.ts';
import { processWorld, type Room, type World } from '../support/world.ts';

/** One place of one warehouse, in the words of its floor: what the book says, who counts, who decides. */

/** A Monday, 10:00 at the site. */
export const STARTS = '2026-03-02T15:00:00.000Z';
export const TENANT = 'northwind-grocery';
export const SITE = 'DC-ATL';
const BIN = 'A-04-12';
const tenant = tenantScope(TENANT);
const processId = processIdOf('cycle-count', 'CNT-1');

/** The real functions and consumers of cycle count. */
export const countRoom: Room = {
  process: 'cycle-count',
  tasks: {
    OpenCount: openCount,
    BeginCount: beginCount,
    SummarizeCount: summarizeCount,
    DecideCount: decideCount,
    BeginPlan: beginPlan,
    PostAdjustment: postAdjustment,
    UndoAdjustment: undoAdjustment,
    ConfirmPlan: confirmPlan,
    ParkCount: parkCount,
    CloseCount: closeCount,
  } as unknown as Tasks,
  consumers: {
    [CountRequested.type]: startCount as Room['consumers'][string],
    [CountSubmitted.type]: hearCount as Room['consumers'][string],
    [InventoryPositionChanged.type]: watchStock as Room['consumers'][string],
  },
};

export interface Setting {
  /** Units on the books of the place. */
  readonly book?: number;
  readonly abcClass?: 'A' | 'B' | 'C';
  /** Cost of a unit in cents. */
  readonly cost?: number;
  readonly serial?: boolean;
  readonly places?: Partial<BinBook>;
  readonly level?: 'act' | 'advise' | 'shadow';
  readonly settings?: NonNullable<TenantDocument['cycleCount']>;
  readonly listed?: boolean;
  readonly reserved?: number;
  readonly rooms?: readonly Room[];
}

export class Shelf {
  readonly world: World;
  #events = 0;

  private constructor(world: World) {
    this.world = world;
  }

  static async of(setting: Setting = {}): Promise<Shelf> {
    const document = tenantDocument(TENANT, (given) => ({
      ...given,
      cutover: [
        ...given.cutover.filter(({ process }) => process !== 'cycle-count'),
        { process: 'cycle-count', site: SITE, level: setting.level ?? 'act' },
      ],
      ...(setting.settings ? { cycleCount: setting.settings } : {}),
    }));
    const shelf = new Shelf(await processWorld(STARTS, [document], [countRoom, ...(setting.rooms ?? [])]));
    await shelf.#seed(setting);
    return shelf;
  }

  async #seed({
    book = 100,
    abcClass = 'A',
    cost = 500,
    serial = false,
    ...setting
  }: Setting): Promise<void> {
    this.fake('erp').seed({ items: [item(abcClass, cost, serial)] });
    this.fake('wms').seed({
      stock: [{ site: SITE, sku: 'OATS', status: 'available', quantity: book }],
      places: [this.place(book, setting.places)],
    });
    if (setting.listed ?? true)
      this.fake('ecommerce').seed({
        listings: [{ site: SITE, sku: 'OATS', listed: true, published: book, cartHolds: 0 }],
      });
    if (book > 0) await this.move(book, 'SEED');
    if (setting.reserved)
      await this.world.stores.backorders.reserve(
        tenant,
        { site: SITE, sku: 'OATS', orderId: 'SO-1', orderLineId: 'SO-1-1' },
        { claim: 'claim', quantity: setting.reserved, lots: [], kind: 'firm', at: this.world.clock() },
      );
  }

  place(quantity: number, more: Partial<BinBook> = {}) {
    const none = { movements: [], pending: [], neighbors: [], elsewhere: [] };
    return { site: SITE, sku: 'OATS', bin: BIN, quantity, ...none, ...more };
  }

  fake(system: SystemName) {
    const found = this.world.fakes.get(`${TENANT}/${system}`);
    if (!found) throw new Error(`no ${system}`);
    return found;
  }

  /** Our own books move, without a count. */
  async move(quantity: number, reasonCode: string): Promise<void> {
    const documentId = `doc-${++this.#events}`;
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
            sku: 'OATS',
            quantity: Math.abs(quantity),
            from: quantity < 0 ? 'available' : null,
            to: quantity < 0 ? null : 'available',
          },
        ],
      },
      () => [],
    );
  }

  event<Data>(contract: EventContract<Data>, data: Data, subject = 'CNT-1'): Envelope<Data> {
    const number = ++this.#events;
    return makeEvent(contract, {
      about: { tenantId: TENANT, site: SITE, businessKey: subject, correlationId: 'corr', mode: 'act' },
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

  async request(trigger: CountTrigger = 'MANUAL', requestedBy = 'wms'): Promise<void> {
    await this.tellBus(
      this.event(CountRequested, { countId: 'CNT-1', sku: 'OATS', bin: BIN, trigger, requestedBy }),
    );
  }

  async count(quantity: number, countedBy = 'dock-1', countedAt = this.world.clock()): Promise<void> {
    await this.tellBus(
      this.event(CountSubmitted, { countId: 'CNT-1', sku: 'OATS', quantity, countedBy, countedAt }),
    );
  }

  async answer(
    step: string,
    option: string,
    by: string,
    form?: Record<string, unknown>,
    comment = 'as seen',
  ): Promise<void> {
    const task = await this.openTask(step);
    await this.world.act(() =>
      answerTask(this.world.hands, tenant, task.taskId, { option, by, comment, ...(form && { form }) }),
    );
    await this.world.settle();
  }

  async openTask(step: string): Promise<TaskRow> {
    const task = (await this.tasks()).find(
      (one) => one.step === step && (one.state === 'OPEN' || one.state === 'CLAIMED'),
    );
    if (!task) throw new Error(`no open task ${step}`);
    return task;
  }

  /** Moves the clock to a moment, through what falls due before it. */
  async until(moment: string): Promise<void> {
    await this.world.advance((Date.parse(moment) - Date.parse(this.world.clock())) / 60_000);
  }

  row() {
    return this.world.stores.processes.get(tenant, processId);
  }
  async available(): Promise<number> {
    return (await this.world.stores.inventory.position(tenant, SITE, 'OATS')).buckets.available;
  }
  tasks() {
    return this.world.stores.work.tasksOf(tenant, processId);
  }
  /** What others know to be frozen of the item. */
  frozen() {
    return frozenStock(this.world.stores, tenant, SITE, 'OATS');
  }
  async cases() {
    const rows = await this.world.stores.work.casesOf(tenant, processId);
    return rows.map((row) => row.class).sort();
  }
  published(type: string) {
    return this.world.events.filter((event) => event.type === type).map(({ data }) => data);
  }
  /** What stands in a list of a system's state. */
  standing<Row>(system: SystemName, list: string): Row[] {
    const rows = (this.fake(system).state() as Record<string, (Row & { takenBack?: string })[]>)[list] ?? [];
    return rows.filter(({ takenBack }) => takenBack === undefined);
  }
  /** What the shop shows now. */
  shown(): number | undefined {
    return this.standing<{ lines: { quantity: number }[] }>('ecommerce', 'publications').at(-1)?.lines[0]
      ?.quantity;
  }
  async decisions(rule: string) {
    const steps = await this.world.stores.processes.steps(tenant, processId);
    return steps
      .flatMap(({ decisions = [] }) => decisions)
      .filter(({ ruleId }) => ruleId === `cycle-count.${rule}`);
  }

  /** All that a story left behind, in a form two runs can be compared by. */
  async state() {
    const row = await this.row();
    const events: Record<string, number> = {};
    for (const { type } of this.world.events.filter((event) => !OF_DEATHS.includes(event.type)))
      events[type] = (events[type] ?? 0) + 1;
    return {
      state: row?.state,
      outcome: row?.outcome,
      available: await this.available(),
      shown: this.shown(),
      effects: (['erp', 'wms', 'finance', 'ecommerce'] as const).map((name) => this.fake(name).effects()),
      places: this.standing('wms', 'places'),
      holds: this.standing('wms', 'holds').length,
      tasks: (await this.tasks()).map(({ taskId, state, answer }) => [taskId, state, answer?.option]),
      events,
    };
  }
  async problems(): Promise<string[]> {
    const cases = (await this.cases()).filter(
      (name) => name === 'EXECUTION_FAILED' || name === 'CHUNK_STUCK',
    );
    return [...this.world.dead.map(({ what, error }) => `${what}: ${error}`), ...cases];
  }
}

/** Events that say a function died on the way. */
const OF_DEATHS = ['CallParked', 'CircuitOpened', 'CircuitClosed', 'CallFailed'];

export function item(abcClass: 'A' | 'B' | 'C', cost: number, serial = false) {
  return {
    sku: 'OATS',
    description: 'Oats',
    abcClass,
    baseUom: 'EA',
    scale: 0,
    conversions: [{ uom: 'CS', numerator: 12, denominator: 1 }],
    unitCost: { minor: cost, per: 1, currency: 'USD' },
    serialControlled: serial,
    lotControlled: false,
    expiryControlled: false,
    temperature: 'ambient',
    inspection: 'BY_RULE',
    substitutes: [],
  };
}
