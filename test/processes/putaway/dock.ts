import { dataSchemaOf, type Envelope, type EventContract } from '../../../events/envelope.ts';
import { PutawayQueued, PutawayScanned } from '../../../events/putaway.ts';
import type { Item } from '../../../lambdas/adapters/erp/port.ts';
import type { Bin, Load, StoredItem } from '../../../lambdas/adapters/wms/port.ts';
import type { TenantDocument } from '../../../lambdas/domain/tenant.ts';
import type { PutawayFacts } from '../../../lambdas/processes/putaway/contract.ts';
import { processIdFor } from '../../../lambdas/processes/putaway/facts.ts';
import { type ProcessRow, type TaskRow, tenantScope } from '../../../lambdas/store/ports.ts';
import { answerTask } from '../../../lambdas/work/answer-task.ts';
import { patterns } from '../../patterns/listener.ts';
import { tenantDocument } from '../support/tenants.ts';
import { processWorld, type World } from '../support/world.ts';
import { putawayRoom } from './functions.ts';
import { aBin, aLoad, anItem } from './rules/fixtures.ts';

/** One dock of a retailer: loads in staging, bins behind it, and what the systems make of them. */

/** A Monday, 10:00 at the site. */
export const STARTS = '2026-03-02T15:00:00.000Z';
export const TENANT = 'northwind-grocery';
export const SITE = 'DC-ATL';
export const LPN = 'LPN-1';

export interface Setting {
  readonly putaway?: TenantDocument['putaway'];
  readonly level?: 'act' | 'advise' | 'shadow';
}

interface PutawayTask {
  readonly id: string;
  readonly loadId: string;
  readonly bin: string;
  readonly rank: string;
  readonly state: 'open' | 'done' | 'cancelled';
}

export class Dock {
  readonly world: World;
  #events = 0;

  private constructor(world: World) {
    this.world = world;
  }

  static async open({ putaway, level = 'act' }: Setting = {}): Promise<Dock> {
    const document = tenantDocument(TENANT, (plain) => ({
      ...plain,
      ...(putaway && { putaway }),
      cutover: [{ process: 'putaway', site: SITE, level }],
    }));
    return new Dock(await processWorld(STARTS, [document], [putawayRoom, patterns]));
  }

  get tenant() {
    return tenantScope(TENANT);
  }

  fake(system: 'oms' | 'wms' | 'erp') {
    const found = this.world.fakes.get(`${TENANT}/${system}`);
    if (!found) throw new Error(`no ${system} for ${TENANT}`);
    return found;
  }

  /** Master data: an item as the ERP and the warehouse know it. */
  item(item: Partial<Item> = {}, stored: Partial<StoredItem> = {}): void {
    const whole = anItem(item);
    this.fake('erp').seed({ items: [whole] });
    this.fake('wms').seed({
      storedItems: [{ site: SITE, sku: whole.sku, serialControlled: false, ...stored }],
    });
  }

  bins(...bins: readonly Partial<Bin>[]): void {
    this.fake('wms').seed({ bins: bins.map((bin) => ({ site: SITE, ...aBin(bin) })) });
  }

  load(load: Partial<Load> & { readonly postedAs?: string } = {}): void {
    this.fake('wms').seed({
      loads: [{ site: SITE, ...aLoad({ loadId: LPN, stagedAt: this.world.clock(), ...load }) }],
    });
  }

  event<Data>(contract: EventContract<Data>, subject: string, data: Data, id?: string): Envelope<Data> {
    return contract.event.parse({
      specversion: '1.0',
      id: id ?? `event-${String(++this.#events).padStart(4, '0')}`,
      source: contract.source,
      type: contract.type,
      subject,
      time: this.world.clock(),
      datacontenttype: 'application/json',
      dataschema: dataSchemaOf(contract.type, 1),
      tenantid: TENANT,
      site: SITE,
      correlationid: 'test',
      causationid: 'test',
      sequence: 1,
      mode: 'act',
      data,
    }) as Envelope<Data>;
  }

  async publish(...events: readonly Envelope[]): Promise<void> {
    await this.world.publish(events);
    await this.world.settle();
  }

  queued(lpn = LPN, id?: string): Envelope {
    return this.event(PutawayQueued, lpn, { lpn, queuedBy: 'wms' }, id);
  }

  async queue(lpn = LPN): Promise<void> {
    await this.publish(this.queued(lpn));
  }

  scanned(
    bin: string,
    scan: Partial<Parameters<typeof PutawayScanned.event.parse>[0] & object> & {
      loadId?: string;
      reason?: 'BIN_FULL';
      scannedAt?: string;
    } = {},
  ): Envelope {
    const { loadId = LPN, reason, scannedAt = this.world.clock() } = scan;
    const data = { loadId, bin, scannedBy: 'operator-1', scannedAt, ...(reason && { reason }) };
    return this.event(PutawayScanned, loadId, data);
  }

  /** The floor brings a load into a bin: the warehouse books it and tells us. */
  async scan(bin: string, scan: { loadId?: string; reason?: 'BIN_FULL' } = {}): Promise<void> {
    this.fake('wms').seed({ stored: [{ site: SITE, loadId: scan.loadId ?? LPN, bin }] });
    await this.publish(this.scanned(bin, scan));
  }

  async row(loadId = LPN, generation = 1): Promise<ProcessRow & { readonly facts: PutawayFacts }> {
    const row = await this.world.stores.processes.get(this.tenant, processIdFor(SITE, loadId, generation));
    if (!row) throw new Error(`no putaway of ${loadId}`);
    return row as unknown as ProcessRow & { readonly facts: PutawayFacts };
  }

  async tasks(loadId = LPN): Promise<readonly TaskRow[]> {
    return this.world.stores.work.tasksOf(this.tenant, processIdFor(SITE, loadId, 1));
  }

  async task(step: string, loadId = LPN): Promise<TaskRow> {
    const task = (await this.tasks(loadId)).findLast((one) => one.step === step);
    if (!task) throw new Error(`nobody was asked ${step} about ${loadId}`);
    return task;
  }

  /** Somebody of the task's group answers the one open question of a step. */
  async answer(
    step: string,
    option: string,
    { by, form, comment }: { by?: string; form?: Readonly<Record<string, unknown>>; comment?: string } = {},
  ): Promise<void> {
    const task = await this.task(step);
    const members = (await this.world.stores.tenants.current(this.tenant))?.members ?? [];
    const person = members.find(
      ({ userId, roles }) => roles.includes(task.group) && !task.excluded.includes(userId),
    );
    const given = { option, by: by ?? person?.userId ?? 'nobody', comment, form };
    await this.world.act(() => answerTask(this.world.hands, this.tenant, task.taskId, given));
    await this.world.settle();
  }

  floor(): readonly PutawayTask[] {
    return (this.fake('wms').state() as { putawayTasks: readonly PutawayTask[] }).putawayTasks;
  }

  /** Where the floor is to bring what, now. */
  open(): Readonly<Record<string, string>> {
    const tasks = this.floor().filter(({ state }) => state === 'open');
    return Object.fromEntries(tasks.map(({ loadId, bin }) => [loadId, bin]));
  }

  /** Claims that stand in a bin now. */
  async reserved(bin: string): Promise<readonly string[]> {
    const [row] = await this.world.stores.bins.reserved(this.tenant, SITE, [bin], this.world.clock());
    return (row?.reservations ?? []).map(({ claim }) => claim);
  }

  published<Data>(contract: EventContract<Data>): Data[] {
    return this.world.events.filter(({ type }) => type === contract.type).map(({ data }) => data as Data);
  }

  async cases(loadId = LPN): Promise<string[]> {
    const rows = await this.world.stores.work.casesOf(this.tenant, processIdFor(SITE, loadId, 1));
    return rows.map((row) => row.class).sort();
  }

  /** Nothing went wrong on the way, and no live putaway is without a deadline. */
  async problems(): Promise<string[]> {
    const started = this.world.events.filter(({ type }) => type === 'ProcessStarted');
    const ids = started.map(({ data }) => (data as { processId: string }).processId);
    const rows = await Promise.all(ids.map((id) => this.world.stores.processes.get(this.tenant, id)));
    return [
      ...this.world.dead.map(({ what, error }) => `dead: ${what}: ${String(error)}`),
      ...[...this.world.runs]
        .filter(([, { status }]) => status === 'FAILED')
        .map(([name]) => `failed: ${name}`),
      ...rows.flatMap((row) =>
        row && row.closedAt === undefined && row.dueAt === undefined ? [`no deadline: ${row.processId}`] : [],
      ),
    ];
  }
}
