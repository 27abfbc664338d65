import { dataSchemaOf, type Envelope, type EventContract } from '../../events/envelope.ts';
import { PatternDetected } from '../../events/ops.ts';
import { PutawayOverridden } from '../../events/putaway.ts';
import type { TenantDocument } from '../../lambdas/domain/tenant.ts';
import { detectPatterns } from '../../lambdas/patterns/detect-patterns.ts';
import { movableClock } from '../../lambdas/shared/clock.ts';
import { memoryStores } from '../../lambdas/store/index.ts';
import { type OutboxRow, type Stores, tenantScope } from '../../lambdas/store/ports.ts';
import { tenantDocument } from '../processes/support/tenants.ts';

/** The detectors of one retailer, with a clock moved by hand and what they announced. */

/** A Monday, 10:00 at the site. */
export const STARTS = '2026-03-02T15:00:00.000Z';
export const TENANT = 'northwind-grocery';
export const SITE = 'DC-ATL';

export class Desk {
  readonly tenant = tenantScope(TENANT);
  readonly clock = movableClock(STARTS);
  readonly heard: Envelope[] = [];
  readonly #rows: OutboxRow[] = [];
  readonly stores = memoryStores((row) => this.#rows.push(row));
  /** What the detectors write through; a test may break it. */
  broken: (stores: Stores) => Stores = (stores) => stores;
  #ids = 0;

  static async open(change: (document: TenantDocument) => Partial<TenantDocument> = () => ({})) {
    const desk = new Desk();
    const document = tenantDocument(TENANT, (plain) => ({ ...plain, ...change(plain), version: 1 }));
    await desk.stores.tenants.apply(desk.tenant, document, STARTS);
    return desk;
  }

  /** Minutes pass. */
  wait(minutes: number): void {
    this.clock.advance(minutes * 60_000);
  }

  event<Data>(contract: EventContract<Data>, data: Data, facts: Partial<Envelope> = {}): Envelope<Data> {
    const n = ++this.#ids;
    return contract.event.parse({
      specversion: '1.0',
      id: `event-${String(n).padStart(6, '0')}`,
      source: contract.source,
      type: contract.type,
      subject: `subject-${n}`,
      time: this.clock(),
      datacontenttype: 'application/json',
      dataschema: dataSchemaOf(contract.type, 1),
      tenantid: TENANT,
      site: SITE,
      correlationid: `corr-${n}`,
      causationid: `cause-${String(n).padStart(6, '0')}`,
      sequence: 1,
      mode: 'act',
      ...facts,
      data,
    }) as Envelope<Data>;
  }

  async hear(...events: readonly Envelope[]): Promise<void> {
    for (const event of events) {
      this.heard.push(event);
      await detectPatterns(event, {
        stores: this.broken(this.stores),
        clock: this.clock,
        newId: () => `id-${String(++this.#ids).padStart(6, '0')}`,
        random: () => 0.5,
        localStage: true,
      });
    }
  }

  tell<Data>(contract: EventContract<Data>, data: Data, facts: Partial<Envelope> = {}): Promise<void> {
    return this.hear(this.event(contract, data, facts));
  }

  /** A load that somebody put into another bin than its own. */
  overridden(facts: { readonly at?: string } = {}, envelope: Partial<Envelope> = {}) {
    const load = { loadId: 'LPN-1', sku: 'OATS', assignedBin: 'A-1', bin: 'A-2', zone: 'A' };
    return this.event(
      PutawayOverridden,
      { ...load, reason: 'BIN_FULL', by: 'operator-1', ...facts },
      envelope,
    );
  }

  /** Patterns the bus hears of, in the order they were announced. */
  get patterns() {
    return this.announced.map(({ data }) => PatternDetected.data.parse(data));
  }
  get announced(): Envelope[] {
    return this.#rows.flatMap(({ events }) => events).filter(({ type }) => type === PatternDetected.type);
  }
  get events(): string[] {
    return this.#rows.flatMap(({ events }) => events.map(({ type }) => type));
  }

  async cases() {
    const opened = this.#rows.flatMap(({ events }) => events).filter(({ type }) => type === 'CaseOpened');
    return Promise.all(
      opened.map(({ data }) => this.stores.work.case(this.tenant, (data as { caseId: string }).caseId)),
    );
  }
}
