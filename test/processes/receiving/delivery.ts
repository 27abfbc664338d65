import { dataSchemaOf, type Envelope } from '../../../events/envelope.ts';
import { type ReceiptLine, ReceiptRecorded } from '../../../events/inbound.ts';
import type { Item } from '../../../lambdas/adapters/erp/port.ts';
import type { TenantDocument } from '../../../lambdas/domain/tenant.ts';
import { type CaseRow, type ProcessRow, type TaskRow, tenantScope } from '../../../lambdas/store/ports.ts';
import { answerTask } from '../../../lambdas/work/answer-task.ts';
import { processIdOf } from '../../../lambdas/work/process-id.ts';
import { signalProcess } from '../../../lambdas/work/signal.ts';
import { tenantDocument } from '../support/tenants.ts';
import { receivingWorld, type World } from './world.ts';

/** One delivery of one supplier to one site, in the words of the dock: what was ordered, announced, counted, answered. */

/** A Monday, 06:30 at the site; the goods are promised and due at 14:00 UTC. */
export const STARTS = '2026-03-02T11:30:00.000Z';
export const NORTHWIND = 'northwind-grocery';
export const HARBOR = 'harbor-home';
const SITES: Readonly<Record<string, string>> = { [NORTHWIND]: 'DC-ATL', [HARBOR]: 'DC-SEA' };
const SUPPLIER = 'SUP-ACORN';

/** A line as ordered, and announced unless said otherwise; one unit costs one dollar. */
export interface OrderedLine {
  readonly sku: string;
  readonly ordered: number;
  /** Units announced; 0: the notice does not have the line. */
  readonly announced?: number;
  readonly confirmed?: number;
  readonly poId?: string;
  readonly poLine?: number;
  /** The item that is announced instead of the ordered one. */
  readonly instead?: string;
  readonly item?: Partial<Item>;
  readonly lot?: string;
  readonly expiry?: string;
  readonly promisedAt?: string;
}

export interface Setting {
  readonly tenantId?: string;
  readonly asnId?: string;
  readonly lines: readonly OrderedLine[];
  /** Items the ERP knows besides the ordered ones. */
  readonly items?: readonly Partial<Item>[];
  /** Without a history the first receipts of an item are inspected. */
  readonly known?: boolean;
}

/** A world of one delivery at one tenant. */
export async function deliveryAt(
  setting: Setting & { readonly document?: (document: TenantDocument) => TenantDocument },
): Promise<Delivery> {
  const world = await receivingWorld(STARTS, [
    tenantDocument(setting.tenantId ?? NORTHWIND, setting.document),
  ]);
  return Delivery.of(world, setting);
}

interface Counting {
  readonly receiptId?: string;
  readonly by?: string;
  readonly final?: boolean;
  readonly sequence?: number;
  /** `null`: the dock knows of no notice. */
  readonly asnId?: string | null;
}

export class Delivery {
  readonly world: World;
  readonly tenantId: string;
  readonly site: string;
  readonly asnId: string;
  readonly lines: readonly OrderedLine[];
  readonly #receipts = new Map<
    string,
    { readonly sequence: number; readonly lines: readonly ReceiptLine[] }
  >();

  private constructor(world: World, setting: Setting) {
    this.world = world;
    this.tenantId = setting.tenantId ?? NORTHWIND;
    this.site = SITES[this.tenantId] ?? '';
    this.asnId = setting.asnId ?? 'ASN-1';
    this.lines = setting.lines.map((line, index) => ({ poId: 'PO-1', poLine: index + 1, ...line }));
  }

  static async of(world: World, setting: Setting): Promise<Delivery> {
    const delivery = new Delivery(world, setting);
    const { lines, site } = delivery;
    const promised = new Map(lines.map((line) => [line.poId, line.promisedAt ?? '2026-03-02T14:00:00Z']));
    const items = [
      ...lines.map(({ sku, item }) => itemOf({ sku, ...item })),
      ...(setting.items ?? []).map(itemOf),
    ];
    delivery.fake('erp').seed({
      orders: [...promised].map(([poId, promisedAt]) => ({
        poId,
        supplierId: SUPPLIER,
        shipToSite: site,
        status: 'open',
        promisedAt,
      })),
      lines: lines.map(({ poId, poLine, sku, ordered, confirmed = ordered }) => ({
        poId,
        poLine,
        sku,
        ordered,
        receivedBefore: 0,
        confirmed,
        unitCost: { minor: 100, per: 1, currency: 'USD' },
      })),
      items,
    });
    if (setting.known !== false) {
      const skus = new Set(items.map(({ sku }) => sku));
      for (const sku of skus) await delivery.knows(sku, { severity: 'normal', receipts: 12, outcomes: [] });
    }
    return delivery;
  }

  get tenant() {
    return tenantScope(this.tenantId);
  }

  get processId() {
    return processIdOf('receiving', `${SUPPLIER}/${this.asnId}`);
  }

  fake(system: 'erp' | 'wms' | 'finance' | 'supplier-portal') {
    const found = this.world.fakes.get(`${this.tenantId}/${system}`);
    if (!found) throw new Error(`no ${system} for ${this.tenantId}`);
    return found;
  }

  async knows(sku: string, history: Parameters<World['stores']['quality']['record']>[3]): Promise<void> {
    const { version } = await this.world.stores.quality.history(this.tenant, SUPPLIER, sku);
    await this.world.stores.quality.record(this.tenant, SUPPLIER, sku, history, version, []);
  }

  /** The partner drops its notice; every announced line, unless other lines are given. */
  async announce({
    purpose = 'original',
    lines = this.lines,
    file = 'notice.json',
    dueAt = '2026-03-02T14:00Z',
  }: {
    readonly purpose?: 'original' | 'replace' | 'cancel';
    readonly lines?: readonly OrderedLine[];
    readonly file?: string;
    readonly dueAt?: string;
  } = {}): Promise<void> {
    const announced = lines.filter((line) => line.announced !== 0);
    const notice = {
      asnId: this.asnId,
      purpose,
      shipTo: this.site,
      shippedAt: '2026-03-01T18:00Z',
      dueAt,
      sentAt: '2026-03-01T17:30Z',
      lines: announced.map((line) => ({
        poId: line.poId ?? 'PO-1',
        poLine: line.poLine,
        sku: line.instead ?? line.sku,
        quantity: line.announced ?? line.ordered,
        uom: 'EA',
        ...(line.lot && { lot: line.lot }),
        ...(line.expiry && { expiry: line.expiry }),
      })),
    };
    await this.world.drop(this.tenantId, 'acorn-edi', file, JSON.stringify(notice));
    await this.world.settle();
  }

  /** The dock counts: `[sku, good units]`, or receipt lines in full. */
  async count(
    lines: readonly (readonly [string, number] | ReceiptLine)[],
    how: Counting = {},
  ): Promise<void> {
    await this.world.publish([this.receipt(lines, how)]);
    await this.world.settle();
  }

  /** Units by SKU that a recount found instead. */
  readonly recounted = new Map<string, number>();

  /** Units counted by SKU, of each receipt as it was corrected last: what stock and ledger must add up to. */
  get counted(): ReadonlyMap<string, number> {
    const counted = new Map<string, number>();
    for (const { lines } of this.#receipts.values())
      for (const { sku, quantity } of lines) counted.set(sku, (counted.get(sku) ?? 0) + quantity);
    for (const [sku, units] of this.recounted) counted.set(sku, units);
    return counted;
  }

  get isCorrected(): boolean {
    return [...this.#receipts.values()].some(({ sequence }) => sequence > 1);
  }

  /** The dock says something else about one of its receipts. */
  async correct(which: number, lines: readonly ReceiptLine[]): Promise<void> {
    const receipts = [...this.#receipts];
    const [receiptId, before] = receipts[which % Math.max(1, receipts.length)] ?? [];
    if (receiptId && before)
      await this.count(lines, { receiptId, sequence: before.sequence + 1, final: false });
  }

  receipt(lines: readonly (readonly [string, number] | ReceiptLine)[], how: Counting = {}): Envelope {
    const next = `R-${this.#receipts.size + 1}`;
    const { receiptId = next, by = 'dock-1', final = true, sequence = 1 } = how;
    const asnId = how.asnId === null ? undefined : (how.asnId ?? this.asnId);
    const counted = lines.map((line): ReceiptLine => {
      if ('sku' in line) return line;
      const [sku, quantity] = line;
      return { sku, quantity, condition: 'good' };
    });
    if (sequence > (this.#receipts.get(receiptId)?.sequence ?? 0))
      this.#receipts.set(receiptId, { sequence, lines: counted });
    const now = this.world.clock();
    return ReceiptRecorded.event.parse({
      specversion: '1.0',
      id: `event-${this.tenantId}-${receiptId}-${sequence}`,
      source: ReceiptRecorded.source,
      type: ReceiptRecorded.type,
      subject: `${SUPPLIER}/${asnId ?? receiptId}`,
      time: now,
      datacontenttype: 'application/json',
      dataschema: dataSchemaOf(ReceiptRecorded.type, 1),
      tenantid: this.tenantId,
      site: this.site,
      correlationid: receiptId,
      causationid: receiptId,
      sequence,
      mode: 'act',
      data: {
        receiptId,
        ...(asnId !== undefined && { asnId }),
        supplierId: SUPPLIER,
        arrivedAt: now,
        countedBy: by,
        final,
        lines: counted,
      },
    });
  }

  async row(processId = this.processId): Promise<ProcessRow> {
    const row = await this.world.stores.processes.get(this.tenant, processId);
    if (!row) throw new Error(`process ${processId} was never opened`);
    return row;
  }

  tasks(processId = this.processId): Promise<readonly TaskRow[]> {
    return this.world.stores.work.tasksOf(this.tenant, processId);
  }

  async openTasks(processId = this.processId): Promise<readonly TaskRow[]> {
    return (await this.tasks(processId)).filter(({ state }) => state === 'OPEN' || state === 'CLAIMED');
  }

  async task(step: string, processId = this.processId): Promise<TaskRow> {
    const open = await this.openTasks(processId);
    const found = open.find((task) => task.step === step || task.step.startsWith(`${step}-`));
    if (!found)
      throw new Error(`no open task ${step}; open: ${open.map((task) => task.step).join(', ') || 'none'}`);
    return found;
  }

  /** Somebody of the task's group answers, or the person named. */
  async answer(
    step: string,
    option: string,
    {
      by,
      comment,
      form,
      processId = this.processId,
    }: {
      readonly by?: string;
      readonly comment?: string;
      readonly form?: Readonly<Record<string, unknown>>;
      readonly processId?: string;
    } = {},
  ): Promise<void> {
    const task = await this.task(step, processId);
    const answer = { option, by: by ?? (await this.personFor(task, option)) ?? 'nobody', comment, form };
    await this.world.act(() => answerTask(this.world.hands, this.tenant, task.taskId, answer));
    await this.world.settle();
  }

  /** Somebody who may give this answer, if there is anybody. */
  async personFor(task: TaskRow, option: string): Promise<string | undefined> {
    const roles = task.options.find(({ code }) => code === option)?.roles ?? [task.group];
    const members = (await this.world.stores.tenants.current(this.tenant))?.members ?? [];
    const person = members.find(
      ({ userId, roles: own }) => own.some((role) => roles.includes(role)) && !task.excluded.includes(userId),
    );
    return person?.userId;
  }

  /** An hour passes. What a function that died has left is made up for within it. */
  async later(): Promise<void> {
    for (let quarter = 1; quarter <= 4; quarter++) await this.world.advance(15);
  }

  /** An operator orders what the command line's `cancel --reverse` orders. */
  async reverse(by = 'supervisor-atl'): Promise<void> {
    await this.signal(`reverse/${by}`);
  }

  async signal(...work: readonly string[]): Promise<void> {
    await this.world.act(() => signalProcess(this.world.hands, this.tenant, this.processId, work));
    await this.world.settle();
  }

  cases(processId = this.processId): Promise<readonly CaseRow[]> {
    return this.world.stores.work.casesOf(this.tenant, processId);
  }

  /** Cases as `CLASS open` and `CLASS resolved`, sorted. */
  async caseStates(processId = this.processId): Promise<string[]> {
    return (await this.cases(processId)).map((kase) => `${kase.class} ${kase.state.toLowerCase()}`).sort();
  }

  /** Buckets of an item that are not empty. */
  async stock(sku: string): Promise<Record<string, number>> {
    const { buckets } = await this.world.stores.inventory.position(this.tenant, this.site, sku);
    return Object.fromEntries(Object.entries(buckets).filter(([, units]) => units !== 0));
  }

  async ledger(sku: string) {
    return (await this.world.stores.inventory.ledger(this.tenant, this.site, sku, { limit: 10_000 })).rows;
  }

  /** Classes of every line of the process by SKU, as the last reconciliation on the bus has them. */
  classes(sku: string): readonly string[] {
    const lines = this.world.events
      .filter((event) => event.tenantid === this.tenantId && event.type === 'ReceiptReconciled')
      .flatMap((event) => (event.data as { lines: { sku: string; class: string[] }[] }).lines);
    return lines.findLast((line) => line.sku === sku)?.class ?? [];
  }

  published(type: string): Envelope[] {
    return this.world.events.filter((event) => event.tenantid === this.tenantId && event.type === type);
  }
}

function itemOf(item: Partial<Item>): Item {
  return {
    sku: 'UNKNOWN',
    description: item.sku ?? '',
    abcClass: 'A',
    baseUom: 'EA',
    scale: 0,
    conversions: [],
    unitCost: { minor: 100, per: 1, currency: 'USD' },
    lotControlled: false,
    expiryControlled: false,
    temperature: 'ambient',
    inspection: 'BY_RULE',
    substitutes: [],
    ...item,
  };
}
