import { dataSchemaOf, type Envelope, type EventContract } from '../../../events/envelope.ts';
import { ReconciliationRequested } from '../../../events/inventory.ts';
import type { Item } from '../../../lambdas/adapters/erp/port.ts';
import type { TenantDocument } from '../../../lambdas/domain/tenant.ts';
import { sweepSites } from '../../../lambdas/processes/position-reconciliation/sweep-sites.ts';
import { type CaseRow, type Movement, type ProcessRow, tenantScope } from '../../../lambdas/store/ports.ts';
import { processIdOf } from '../../../lambdas/work/process-id.ts';
import { tenantDocument } from '../support/tenants.ts';
import { processWorld, type World } from '../support/world.ts';
import { reconciliationRoom } from './functions.ts';

/** One site of a retailer, and what each system says about its stock. */

/** A Monday, 01:00 at the site, an hour before its nightly comparison. */
export const STARTS = '2026-03-02T06:00:00.000Z';
export const TENANT = 'northwind-grocery';
export const SITE = 'DC-ATL';

type Settings = NonNullable<TenantDocument['positionReconciliation']>;

export interface Setting {
  readonly settings?: Settings;
  readonly level?: 'act' | 'advise' | 'shadow';
  readonly tenants?: readonly TenantDocument[];
}

/** What systems say about a SKU; the units of our own ledger where a field is left out, `null` where it is unknown. */
export interface Said {
  readonly abcClass?: 'A' | 'B' | 'C';
  readonly wms?: number;
  readonly erp?: number;
  readonly shop?: number | null;
}

export class Site {
  readonly world: World;
  #requests = 0;

  private constructor(world: World) {
    this.world = world;
  }

  static async open({ settings, level = 'act', tenants }: Setting = {}): Promise<Site> {
    const document = tenantDocument(TENANT, (plain) => ({
      ...plain,
      ...(settings && { positionReconciliation: settings }),
      cutover: [{ process: 'position-reconciliation', site: SITE, level }],
    }));
    return new Site(await processWorld(STARTS, tenants ?? [document], [reconciliationRoom]));
  }

  get tenant() {
    return tenantScope(TENANT);
  }

  fake(system: 'wms' | 'erp' | 'ecommerce') {
    const found = this.world.fakes.get(`${TENANT}/${system}`);
    if (!found) throw new Error(`no ${system} for ${TENANT}`);
    return found;
  }

  /** Units of a SKU came by an effect of our ledger, and the systems say this about it. */
  async hold(sku: string, units: number, { abcClass = 'B', wms, erp, shop }: Said = {}): Promise<void> {
    await this.post(sku, units, `in-${sku}`);
    this.stock(sku, wms ?? units);
    this.fake('erp').seed({ items: [itemOf(sku, abcClass)] });
    if (erp !== 0) this.bookUnits(sku, erp ?? units, `in-${sku}`);
    if (shop !== null) this.show(sku, shop ?? units);
  }

  /** Moves our own position alone. */
  async post(sku: string, units: number, effectKey: string): Promise<void> {
    const isGain = units >= 0;
    await this.move([
      {
        effectKey,
        sku,
        quantity: Math.abs(units),
        from: isGain ? null : 'available',
        to: isGain ? 'available' : null,
      },
    ]);
  }

  /** One posting of our own, whatever it moves. */
  async move(movements: readonly Movement[]): Promise<void> {
    await this.world.stores.inventory.post(
      this.tenant,
      {
        site: SITE,
        documentId: `doc-${movements[0]?.effectKey}`,
        processId: 'receiving:S-1/A-1',
        reasonCode: 'RECEIPT',
        actor: 'process:receiving',
        at: this.world.clock(),
        movements,
      },
      () => [],
    );
  }

  stock(sku: string, quantity: number, status = 'available'): void {
    this.fake('wms').seed({ stock: [{ site: SITE, sku, status, quantity }] });
  }

  bookUnits(sku: string, quantity: number, effectKey: string): void {
    this.fake('erp').seed({
      booked: [{ site: SITE, sku, quantity, documentId: `GR-${effectKey}`, effectKey }],
    });
  }

  show(sku: string, published: number): void {
    this.fake('ecommerce').seed({
      listings: [{ site: SITE, sku, listed: true, published, cartHolds: 0 }],
    });
  }

  /** Units the shop shows of a SKU. */
  shown(sku = 'OATS'): number | undefined {
    const { listings } = this.fake('ecommerce').state() as {
      listings: { sku: string; published: number }[];
    };
    return listings.find((listing) => listing.sku === sku)?.published;
  }

  /** A process that is open, and about a SKU. */
  async openProcess(
    process: string,
    sku: string,
    facts: Readonly<Record<string, unknown>> = {},
  ): Promise<void> {
    const processId = `${process}:${sku}`;
    await this.world.stores.processes.open(
      this.tenant,
      {
        processId,
        process,
        businessKey: sku,
        site: SITE,
        state: 'OPENED',
        mode: 'act',
        generation: 1,
        correlationId: sku,
        at: this.world.clock(),
        dueAt: '2027-01-01T00:00:00.000Z',
        facts,
      },
      [{ kind: 'sku', value: sku }],
      { key: 'open', name: 'Open', at: this.world.clock() },
      [],
    );
  }

  /** Somebody asks for a comparison, of these SKUs or of the whole site; the id of the run. */
  async ask(skus?: readonly string[], { settle = true } = {}): Promise<string> {
    const reconciliationId = `RCN-${++this.#requests}`;
    const data = { reconciliationId, requestedBy: 'inventory-desk', ...(skus && { skus: [...skus] }) };
    await this.world.publish([this.event(ReconciliationRequested, reconciliationId, data)]);
    if (settle) await this.world.settle();
    return reconciliationId;
  }

  async sweep(): Promise<void> {
    await this.world.act(() => sweepSites(this.world.hands));
    await this.world.settle();
  }

  event<Data>(contract: EventContract<Data>, subject: string, data: Data): Envelope<Data> {
    return contract.event.parse({
      specversion: '1.0',
      id: `${contract.type}-${subject}`,
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

  processId(id: string): string {
    return processIdOf('position-reconciliation', `${SITE}/${id}`);
  }

  async row(id: string): Promise<ProcessRow> {
    const row = await this.world.stores.processes.get(this.tenant, this.processId(id));
    if (!row) throw new Error(`no reconciliation ${id}`);
    return row;
  }

  published<Data>(contract: EventContract<Data>): Data[] {
    return this.world.events.filter(({ type }) => type === contract.type).map(({ data }) => data as Data);
  }

  /** Open cases of the site and the process, by class. */
  async cases(): Promise<readonly CaseRow[]> {
    const owners = ['inventory-manager', 'integration-admin'] as const;
    const pages = await Promise.all(
      owners.map((owner) => this.world.stores.work.casesByOwner(this.tenant, SITE, owner, { limit: 100 })),
    );
    return pages.flatMap(({ rows }) => rows);
  }

  async caseClasses(): Promise<string[]> {
    return (await this.cases()).map((row) => row.class).sort();
  }

  /** What nobody may touch here: our positions. */
  async positions() {
    return (await this.world.stores.inventory.positions(this.tenant, SITE, { limit: 1_000 })).rows;
  }

  problems(): string[] {
    return [
      ...this.world.dead.map(({ what, error }) => `dead: ${what}: ${String(error)}`),
      ...[...this.world.runs]
        .filter(([, { status }]) => status === 'FAILED')
        .map(([name]) => `failed: ${name}`),
    ];
  }
}

function itemOf(sku: string, abcClass: Item['abcClass']): Item {
  return {
    sku,
    description: sku,
    abcClass,
    baseUom: 'EA',
    scale: 0,
    conversions: [],
    unitCost: { minor: 250, per: 1, currency: 'USD' },
    lotControlled: false,
    expiryControlled: false,
    temperature: 'ambient',
    inspection: 'BY_RULE',
    substitutes: [],
  };
}
