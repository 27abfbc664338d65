import { DemandWithdrawn, RerankRequested } from '../../../events/backorder.ts';
import { dataSchemaOf, type Envelope, type EventContract } from '../../../events/envelope.ts';
import { InventoryPositionChanged } from '../../../events/inventory.ts';
import type { KeptLine, KeptOrder } from '../../../lambdas/adapters/oms/fake-orders.ts';
import type { TenantDocument } from '../../../lambdas/domain/tenant.ts';
import { sweepBackorders } from '../../../lambdas/processes/backorder-release/sweep-backorders.ts';
import { type ProcessRow, type TaskRow, tenantScope } from '../../../lambdas/store/ports.ts';
import { answerTask } from '../../../lambdas/work/answer-task.ts';
import { processIdOf } from '../../../lambdas/work/process-id.ts';
import { tenantDocument } from '../support/tenants.ts';
import { processWorld, type World } from '../support/world.ts';
import { releaseRoom } from './functions.ts';

/** One site of a retailer: stock that arrives, orders that wait, and what the systems make of them. */

/** A Monday, 10:00 at the site. */
export const STARTS = '2026-03-02T15:00:00.000Z';
export const TENANT = 'northwind-grocery';
export const SITE = 'DC-ATL';

export type Policy = NonNullable<TenantDocument['backorderRelease']>;
export type Line = Partial<KeptLine> & { readonly sku?: string };

export interface Setting {
  readonly release?: Policy;
  readonly level?: 'act' | 'advise' | 'shadow';
  readonly tenants?: readonly TenantDocument[];
}

/** An order `O-<id>` with a line `L-<id>` of ten units of OATS, changed as a test wants it. */
export function orderOf(
  id: string,
  change: Partial<KeptOrder> = {},
  lines: readonly Line[] = [{}],
): KeptOrder {
  return {
    orderId: `O-${id}`,
    customerId: `C-${id}`,
    channel: 'shop',
    placedAt: '2026-01-05T10:00:00Z',
    status: 'open',
    shipComplete: false,
    splitAllowed: true,
    substitutesAllowed: false,
    destination: { postalCode: '30303', country: 'US', zone: 'America/New_York' },
    serviceTier: 2,
    holds: [],
    ...change,
    lines: lines.map((line, index) => ({
      orderLineId: index === 0 ? `L-${id}` : `L-${id}-${index + 1}`,
      sku: 'OATS',
      site: SITE,
      packSize: 1,
      ordered: 10,
      allocated: 0,
      released: 0,
      shipped: 0,
      cancelled: 0,
      unitPrice: { minor: 500, per: 1, currency: 'USD' },
      unitMargin: { minor: 100, per: 1, currency: 'USD' },
      dueAt: '2026-03-03',
      penalty: { minor: 0, currency: 'USD' },
      segment: 'REDISTRIBUTE',
      ...line,
    })),
  };
}

/** A line of a better right whose payment must be renewed first, and the confirmed stock it takes then. */
export function ofBetterRight(): readonly KeptOrder[] {
  const payment = {
    authorizationId: 'AU-1',
    expiresAt: '2026-03-01T00:00:00Z',
    amount: { minor: 1, currency: 'USD' },
  };
  return [
    orderOf('W', { payment }, [{ ordered: 20, segment: 'WIN' }]),
    orderOf('X', {}, [{ allocated: 10, segment: 'LOSE' }]),
  ];
}

export class Shop {
  readonly world: World;
  #documents = 0;
  #postings = 0;

  private constructor(world: World) {
    this.world = world;
  }

  /** Small stocks everywhere in these tests, so the reserve for the best tier is off unless a test asks for it. */
  static async open({ release, level = 'act', tenants }: Setting = {}): Promise<Shop> {
    const document = tenantDocument(TENANT, (plain) => ({
      ...plain,
      backorderRelease: { reserveCoverDays: 0, ...release },
      cutover: [{ process: 'backorder-release', site: SITE, level }],
    }));
    return new Shop(await processWorld(STARTS, tenants ?? [document], [releaseRoom]));
  }

  get tenant() {
    return tenantScope(TENANT);
  }

  fake(system: 'oms' | 'wms') {
    const found = this.world.fakes.get(`${TENANT}/${system}`);
    if (!found) throw new Error(`no ${system} for ${TENANT}`);
    return found;
  }

  orders(...orders: readonly KeptOrder[]): void {
    this.fake('oms').seed({ orders });
  }

  /** A supply document is posted: units of OATS, or of items and lots. */
  async gain(
    units: number | readonly { sku: string; quantity: number; lot?: string; expiry?: string }[],
    { document = `TR-${++this.#documents}`, settle = true } = {},
  ): Promise<string> {
    const lines = typeof units === 'number' ? [{ sku: 'OATS', quantity: units }] : units;
    await this.post(
      lines.map((line) => ({ ...line, from: null, to: 'available' as const })),
      document,
    );
    if (settle) await this.world.settle();
    return document;
  }

  /** Units are lost, after they were sold or before. */
  async lose(quantity: number): Promise<void> {
    await this.post([{ sku: 'OATS', quantity, from: 'available', to: null }], `CC-${++this.#documents}`);
    await this.world.settle();
  }

  private async post(
    lines: readonly {
      sku: string;
      quantity: number;
      lot?: string;
      expiry?: string;
      from: 'available' | null;
      to: 'available' | null;
    }[],
    document: string,
  ): Promise<void> {
    const held = (this.fake('wms').state() as { stock: { sku: string; lot?: string; quantity: number }[] })
      .stock;
    this.fake('wms').seed({
      stock: lines
        .filter(({ to }) => to !== null)
        .map(({ sku, lot, expiry, quantity }) => ({
          site: SITE,
          sku,
          status: 'available',
          quantity: quantity + (held.find((row) => row.sku === sku && row.lot === lot)?.quantity ?? 0),
          ...(lot && { lot }),
          ...(expiry && { expiry }),
        })),
    });
    const posting = `posting-${document}-${++this.#postings}`;
    const movements = lines.map(({ expiry: _, ...line }, index) => ({
      effectKey: `${posting}#${index}`,
      ...line,
    }));
    const at = this.world.clock();
    await this.world.stores.inventory.post(
      this.tenant,
      {
        site: SITE,
        documentId: `transfer:${document}`,
        processId: `transfer:${document}`,
        reasonCode: 'TRANSFER_IN',
        actor: 'process:transfer',
        at,
        movements,
      },
      (applied) => [
        this.event(
          InventoryPositionChanged,
          document,
          {
            documentId: `transfer:${document}`,
            reasonCode: 'TRANSFER_IN',
            changes: applied.map(({ effectKey, sku, lot, quantity, to }) => ({
              sku,
              effectKey,
              bucket: 'available' as const,
              delta: to === null ? -quantity : quantity,
              ...(lot && { lot }),
            })),
          },
          posting,
        ),
      ],
    );
  }

  event<Data>(
    contract: EventContract<Data>,
    subject: string,
    data: Data,
    id = `${contract.type}-${subject}`,
  ): Envelope<Data> {
    return contract.event.parse({
      specversion: '1.0',
      id: id.replaceAll('/', '-'),
      source: contract.source,
      type: contract.type,
      subject,
      time: this.world.clock(),
      datacontenttype: 'application/json',
      dataschema: dataSchemaOf(contract.type, 1),
      tenantid: TENANT,
      site: SITE,
      correlationid: subject,
      causationid: subject,
      sequence: 1,
      mode: 'act',
      data,
    }) as Envelope<Data>;
  }

  async cancel(id: string, sku = 'OATS'): Promise<void> {
    const data = { orderId: `O-${id}`, orderLineId: `L-${id}`, sku, reason: 'customer' };
    await this.world.publish([this.event(DemandWithdrawn, `O-${id}`, data)]);
    await this.world.settle();
  }

  async rerank(orderLineIds: readonly string[], requestedBy = 'supervisor-atl'): Promise<string> {
    const data = { sku: 'OATS', orderLineIds: [...orderLineIds], requestedBy, reason: 'VIP' };
    const event = this.event(RerankRequested, 'OATS', data, `rerank-${++this.#documents}`);
    await this.world.publish([event]);
    await this.world.settle();
    return `rerank/${event.id}`;
  }

  async sweep(): Promise<void> {
    await this.world.act(() => sweepBackorders(this.world.hands));
    await this.world.settle();
  }

  processId(document: string): string {
    return processIdOf('backorder-release', `${SITE}/${document}`);
  }

  async row(document: string): Promise<ProcessRow> {
    const row = await this.world.stores.processes.get(this.tenant, this.processId(document));
    if (!row) throw new Error(`no release for ${document}`);
    return row;
  }

  async tasks(document: string): Promise<readonly TaskRow[]> {
    return this.world.stores.work.tasksOf(this.tenant, this.processId(document));
  }

  /** Somebody of the task's group answers the one open question. */
  async answer(
    document: string,
    option: string,
    { by, form, comment }: { by?: string; form?: Readonly<Record<string, unknown>>; comment?: string } = {},
  ): Promise<void> {
    const task = (await this.tasks(document)).find(({ state }) => state === 'OPEN');
    if (!task) throw new Error(`nobody is asked about ${document}`);
    const members = (await this.world.stores.tenants.current(this.tenant))?.members ?? [];
    const person = members.find(
      ({ userId, roles }) => roles.includes(task.group) && !task.excluded.includes(userId),
    );
    const given = { option, by: by ?? person?.userId ?? 'nobody', comment, form };
    await this.world.act(() => answerTask(this.world.hands, this.tenant, task.taskId, given));
    await this.world.settle();
  }

  /** Units of order lines the OMS knows as allocated, the ones that have any. */
  allocated(): Record<string, number> {
    const { orders } = this.fake('oms').state() as { orders: KeptOrder[] };
    const lines = orders.flatMap((order) => order.lines).filter(({ allocated }) => allocated > 0);
    return Object.fromEntries(lines.map(({ orderLineId, allocated }) => [orderLineId, allocated]));
  }

  /** Units of order lines the warehouse is to pick. */
  picks(): Record<string, number> {
    const { pickTasks } = this.fake('wms').state() as {
      pickTasks: { state: string; lines: { orderLineId: string; quantity: number }[] }[];
    };
    const units: Record<string, number> = {};
    for (const { lines } of pickTasks.filter(({ state }) => state === 'open'))
      for (const { orderLineId, quantity } of lines)
        units[orderLineId] = (units[orderLineId] ?? 0) + quantity;
    return units;
  }

  async stock(sku = 'OATS') {
    const { position, reservations } = await this.world.stores.backorders.stock(this.tenant, SITE, sku);
    const parts = reservations.flatMap((one) => one.parts);
    return {
      available: position.buckets.available,
      free: position.free,
      reserved: parts.reduce((sum, { quantity }) => sum + quantity, 0),
      held: parts.filter(({ kind }) => kind === 'tentative').reduce((sum, { quantity }) => sum + quantity, 0),
    };
  }

  published<Data>(contract: EventContract<Data>): Data[] {
    return this.world.events.filter(({ type }) => type === contract.type).map(({ data }) => data as Data);
  }

  async cases(document: string): Promise<string[]> {
    const rows = await this.world.stores.work.casesOf(this.tenant, this.processId(document));
    return rows.map((row) => row.class).sort();
  }

  /** Nothing went wrong on the way, and every unit is free or reserved. */
  async problems(): Promise<string[]> {
    const { available, free, reserved } = await this.stock();
    return [
      ...this.world.dead.map(({ what, error }) => `dead: ${what}: ${String(error)}`),
      ...[...this.world.runs]
        .filter(([, { status }]) => status === 'FAILED')
        .map(([name]) => `failed: ${name}`),
      ...(free + reserved === available ? [] : [`${available} units: ${free} free and ${reserved} reserved`]),
    ];
  }
}
