import { dataSchemaOf, type Envelope, type EventContract } from '../../../events/envelope.ts';
import { InventoryPositionChanged } from '../../../events/inventory.ts';
import { OrderAcknowledged } from '../../../events/replenishment.ts';
import {
  TransferApproved,
  TransferCanceled,
  TransferClosed,
  TransferRejected,
} from '../../../events/transfer.ts';
import type { ItemPlan, Planning, SupplierTerms } from '../../../lambdas/adapters/erp/port.ts';
import { addDays } from '../../../lambdas/domain/calendar.ts';
import type { TenantDocument } from '../../../lambdas/domain/tenant.ts';
import { processIdOfItem, type ReplenishmentRow } from '../../../lambdas/processes/replenishment/facts.ts';
import { sweepItems } from '../../../lambdas/processes/replenishment/sweep-items.ts';
import { type TaskRow, tenantScope } from '../../../lambdas/store/ports.ts';
import { answerTask } from '../../../lambdas/work/answer-task.ts';
import { tenantDocument } from '../support/tenants.ts';
import { processWorld, type World } from '../support/world.ts';
import { replenishmentRoom } from './functions.ts';

/** Two sites of a retailer and one item: stock that goes, a planner that knows it, suppliers that answer or do not. */

/** A Monday, 10:00 at the site. */
export const STARTS = '2026-03-02T15:00:00.000Z';
export const TODAY = '2026-03-02';
export const TENANT = 'northwind-grocery';
export const SITE = 'DC-ATL';
export const OTHER = 'DC-DAL';

const cost = { minor: 250, per: 1, currency: 'USD' };

/** Demand of days before today, the oldest first. */
export function demandOf(quantities: readonly number[], today = TODAY): ItemPlan['demand'] {
  return quantities.map((quantity, index) => ({
    date: addDays(today, index - quantities.length),
    quantity,
    inStock: true,
  }));
}

/** Ten units a day for twelve weeks: with a lead time that never varies the reorder point is ten units for each of its days. */
export const STEADY = demandOf(Array.from({ length: 84 }, () => 10));

export function planOf(change: Partial<ItemPlan> = {}): ItemPlan {
  return { site: SITE, demand: STEADY, endOfLife: false, onOrder: [], ...change };
}

export function supplierOf(id: string, change: Partial<SupplierTerms> = {}): SupplierTerms {
  return {
    supplierId: id,
    kind: 'contract',
    leadDays: 5,
    leadDeviationTenths: 0,
    minimumOrder: 0,
    packSize: 10,
    unitCost: cost,
    stopped: false,
    ...change,
  };
}

/** Reorder point 50; a year of 3,650 units makes an order of 855 economic, so that the target is 905. */
export function planningOf(change: Partial<Planning> = {}): Planning {
  return {
    sku: 'OATS',
    abcClass: 'A',
    unitCost: cost,
    plans: [planOf()],
    suppliers: [supplierOf('SUP-1'), supplierOf('SUP-2', { kind: 'alternate', leadDays: 9 })],
    lanes: [],
    ...change,
  };
}

export interface Setting {
  readonly planning?: Partial<Planning>;
  readonly settings?: NonNullable<TenantDocument['replenishment']>;
  readonly level?: 'act' | 'advise' | 'shadow';
  /** Free units at the start. */
  readonly stock?: number;
  readonly elsewhere?: number;
}

export class Depot {
  readonly world: World;
  #postings = 0;

  private constructor(world: World) {
    this.world = world;
  }

  static async open({
    planning,
    settings,
    level = 'act',
    stock = 60,
    elsewhere = 0,
  }: Setting = {}): Promise<Depot> {
    const document = tenantDocument(TENANT, (plain) => ({
      ...plain,
      sites: [
        ...plain.sites,
        ...plain.sites.slice(0, 1).map((site) => ({ ...site, site: OTHER, name: 'Dallas' })),
      ],
      ...(settings ? { replenishment: settings } : {}),
      cutover: [{ process: 'replenishment', site: SITE, level }],
    }));
    const depot = new Depot(await processWorld(STARTS, [document], [replenishmentRoom]));
    depot.fake('erp').seed({ planning: [planningOf(planning)] });
    await depot.post(stock, null, 'available', SITE, false);
    if (elsewhere > 0) await depot.post(elsewhere, null, 'available', OTHER, false);
    return depot;
  }

  get tenant() {
    return tenantScope(TENANT);
  }

  fake(system: 'erp' | 'oms' | 'supplier-portal') {
    const found = this.world.fakes.get(`${TENANT}/${system}`);
    if (!found) throw new Error(`no ${system} for ${TENANT}`);
    return found;
  }

  /** Units of OATS are picked: the site hears of it. */
  async pick(quantity: number): Promise<void> {
    await this.post(quantity, 'available', null, SITE, true);
    await this.world.settle();
  }

  async arrive(quantity: number): Promise<void> {
    await this.post(quantity, null, 'available', SITE, true);
    await this.world.settle();
  }

  /** Another site has shipped units here; nobody looks because of that. */
  async approach(quantity: number): Promise<void> {
    await this.post(quantity, null, 'inTransit', SITE, false);
  }

  private async post(
    quantity: number,
    from: 'available' | null,
    to: 'available' | 'inTransit' | null,
    site: string,
    told: boolean,
  ): Promise<void> {
    const document = `posting-${++this.#postings}`;
    await this.world.stores.inventory.post(
      this.tenant,
      {
        site,
        documentId: document,
        processId: document,
        reasonCode: 'PICK',
        actor: 'wms',
        at: this.world.clock(),
        movements: [{ effectKey: `${document}#1`, sku: 'OATS', quantity, from, to }],
      },
      () =>
        told
          ? [
              this.event(InventoryPositionChanged, document, {
                documentId: document,
                reasonCode: 'PICK',
                changes: [
                  {
                    sku: 'OATS',
                    effectKey: `${document}#1`,
                    bucket: 'available',
                    delta: to === null ? -quantity : quantity,
                  },
                ],
              }),
            ]
          : [],
    );
  }

  event<Data>(
    contract: EventContract<Data>,
    subject: string,
    data: Data,
    { site = SITE, sequence = 1 } = {},
  ): Envelope<Data> {
    return contract.event.parse({
      specversion: '1.0',
      id: `${contract.type}-${subject}-${sequence}`.slice(0, 64),
      source: contract.source,
      type: contract.type,
      subject,
      time: this.world.clock(),
      datacontenttype: 'application/json',
      dataschema: dataSchemaOf(contract.type, 1),
      tenantid: TENANT,
      site,
      correlationid: subject,
      causationid: subject,
      sequence,
      mode: 'act',
      data,
    }) as Envelope<Data>;
  }

  async tell<Data>(contract: EventContract<Data>, subject: string, data: Data): Promise<void> {
    await this.world.publish([this.event(contract, subject, data)]);
    await this.world.settle();
  }

  /** A supplier answers the order that was placed last: all of it, on the expected day, unless said. */
  async acknowledge({
    quantity,
    promisedOn,
  }: {
    quantity?: number;
    promisedOn?: string;
  } = {}): Promise<void> {
    const order = this.orders().at(-1);
    if (!order) throw new Error('nothing is ordered');
    const { poId, ordered, supplierId, expectedOn } = order;
    const line = {
      poLine: 1,
      sku: 'OATS',
      quantity: quantity ?? ordered,
      promisedOn: promisedOn ?? expectedOn,
    };
    await this.tell(OrderAcknowledged, poId, { poId, supplierId, lines: [line] });
  }

  async approveTransfer(quantity: number, dueOn: string): Promise<void> {
    const asked = this.transfer();
    const lines = [{ line: 1, sku: 'OATS', asked: asked.quantity, quantity }];
    const value = { minor: 1, currency: 'USD' };
    const { transferId, from, to } = asked;
    await this.tell(TransferApproved, transferId, {
      transferId,
      from,
      to,
      lines,
      value,
      automatic: true,
      dueOn,
    });
  }

  async rejectTransfer(): Promise<void> {
    const { transferId, from, to, quantity } = this.transfer();
    const lines = [{ line: 1, sku: 'OATS', asked: quantity }];
    await this.tell(TransferRejected, transferId, { transferId, from, to, lines, reason: 'REFUSED' });
  }

  async cancelTransfer(): Promise<void> {
    const { transferId, from, to, quantity } = this.transfer();
    const lines = [{ line: 1, sku: 'OATS', asked: quantity }];
    await this.tell(TransferCanceled, transferId, { transferId, from, to, lines, reason: 'UNANSWERED' });
  }

  async closeTransfer(received: number): Promise<void> {
    const { transferId, from, to, quantity } = this.transfer();
    const line = { line: 1, sku: 'OATS', asked: quantity, shipped: quantity, received, returned: 0 };
    const lines = [{ ...line, lost: quantity - received }];
    const outcome = received < quantity ? 'RECEIVED_SHORT' : 'RECEIVED';
    await this.tell(TransferClosed, transferId, { transferId, from, to, lines, outcome });
  }

  /** The transfer that was asked for last. */
  transfer() {
    const event = this.world.events.filter(({ type }) => type === 'TransferRequested').at(-1);
    if (!event) throw new Error('no transfer is asked for');
    const data = event.data as {
      transferId: string;
      from: string;
      to: string;
      lines: { quantity: number }[];
    };
    return { ...data, quantity: data.lines[0]?.quantity ?? 0, site: event.site };
  }

  /** Orders of the ERP with their one line, the oldest first. */
  orders() {
    const { orders, lines } = this.fake('erp').state() as {
      orders: { poId: string; supplierId: string; status: string; promisedAt: string }[];
      lines: { poId: string; ordered: number }[];
    };
    return orders.map(({ poId, supplierId, status, promisedAt }) => ({
      poId,
      supplierId,
      status,
      ordered: lines.find((line) => line.poId === poId)?.ordered ?? 0,
      expectedOn: promisedAt.slice(0, 10),
    }));
  }

  /** What the supplier portal was told: orders, reminders, changes. */
  told() {
    return this.fake('supplier-portal').state() as {
      orders: { poId: string; ordered: number }[];
      reminders: { poId: string }[];
      orderChanges: { poId: string; ordered: number }[];
    };
  }

  async sweep(): Promise<void> {
    await this.world.act(() => sweepItems(this.world.hands));
    await this.world.settle();
  }

  processId(generation = 1): string {
    return processIdOfItem(SITE, 'OATS', generation);
  }

  async row(generation = 1): Promise<ReplenishmentRow> {
    const row = await this.world.stores.processes.get(this.tenant, this.processId(generation));
    if (!row) throw new Error(`no request ${generation}`);
    return row as unknown as ReplenishmentRow;
  }

  async requests(): Promise<number> {
    for (let count = 0; ; count++)
      if (!(await this.world.stores.processes.get(this.tenant, this.processId(count + 1)))) return count;
  }

  tasks(generation = 1): Promise<readonly TaskRow[]> {
    return this.world.stores.work.tasksOf(this.tenant, this.processId(generation));
  }

  async openTask(generation = 1): Promise<TaskRow> {
    const task = (await this.tasks(generation)).find(({ state }) => state === 'OPEN');
    if (!task) throw new Error(`nobody is asked by request ${generation}`);
    return task;
  }

  /** Somebody of the task's group answers the one open question; where two must, so does the second. */
  async answer(option: string, form?: Readonly<Record<string, unknown>>, generation = 1): Promise<void> {
    const { taskId } = await this.openTask(generation);
    const members = (await this.world.stores.tenants.current(this.tenant))?.members ?? [];
    for (let task = await this.openTask(generation); task.state === 'OPEN' && task.taskId === taskId; ) {
      const { group } = task;
      const by = members.find(({ roles }) => roles.includes(group))?.userId ?? 'nobody';
      const given = { option, by, comment: 'because', form };
      await this.world.act(() => answerTask(this.world.hands, this.tenant, taskId, given));
      const after = await this.world.stores.work.task(this.tenant, taskId);
      if (!after) break;
      task = after;
    }
    await this.world.settle();
  }

  published<Data>(contract: EventContract<Data>): Data[] {
    return this.world.events.filter(({ type }) => type === contract.type).map(({ data }) => data as Data);
  }

  async cases(generation = 1): Promise<string[]> {
    const rows = await this.world.stores.work.casesOf(this.tenant, this.processId(generation));
    return rows.map((row) => row.class).sort();
  }

  /** Nothing went wrong on the way, and what is alive has a deadline that lies ahead. */
  async problems(): Promise<string[]> {
    const alive: string[] = [];
    for (let generation = 1; generation <= (await this.requests()); generation++) {
      const { closedAt, dueAt, processId } = await this.row(generation);
      if (!closedAt && (dueAt === undefined || dueAt <= this.world.clock()))
        alive.push(`no deadline: ${processId}`);
    }
    return [
      ...this.world.dead.map(({ what, error }) => `dead: ${what}: ${String(error)}`),
      ...[...this.world.runs]
        .filter(([, { status }]) => status === 'FAILED')
        .map(([name]) => `failed: ${name}`),
      ...alive,
    ];
  }
}
