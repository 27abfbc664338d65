import type { Envelope, EventContract, Mode } from '../../../events/envelope.ts';
import type { Bucket } from '../../../events/inventory.ts';
import type { SystemName } from '../../../lambdas/adapters/registry.ts';
import { readCount } from '../../../lambdas/processes/cycle-count/facts.ts';
import { AdapterUnavailable } from '../../../lambdas/shared/errors.ts';
import {
  type LedgerEntry,
  type ProcessRow,
  type TaskRow,
  tenantScope,
} from '../../../lambdas/store/ports.ts';
import { makeEvent } from '../../../lambdas/work/events.ts';
import { seededLine, seededOrder } from '../../adapters/oms/orders.ts';
import { everyRoom } from '../support/registry.ts';
import { tenantDocument } from '../support/tenants.ts';
import { processWorld, type World } from '../support/world.ts';
import { BIN, everywhere, masterData, OPENING, PLACES, type Place, SKUS } from './retailers.ts';
import { MANAGED, managedBins } from './staging.ts';
import { Floor, netOf } from './told.ts';

/** A Monday, 10:00 in Atlanta. */
const STARTS = '2026-03-02T15:00:00.000Z';

/** Every process at every site in one world; what its floors and systems know. */
export class Warehouses {
  readonly world: World;
  readonly down = new Set<string>();
  /** What the floors told, by place and item. */
  readonly floor = new Floor();
  /** What customers have got and may send back. */
  readonly parcels: Parcel[] = [];
  #told = 0;

  private constructor(world: World) {
    this.world = world;
    world.fault = (moment, name) => {
      if (moment === 'before' && this.down.has(name.split('.')[0] ?? ''))
        throw new AdapterUnavailable(`${name} is down`);
    };
  }

  /** Every process acts at every site unless the test says how far it may go. */
  static async open(levelOf: (process: string) => Mode = () => 'act'): Promise<Warehouses> {
    const documents = [...new Set(PLACES.map(({ tenantId }) => tenantId))].map((tenantId) =>
      tenantDocument(tenantId, (document) => everywhere(document, levelOf)),
    );
    const warehouses = new Warehouses(await processWorld(STARTS, documents, await everyRoom()));
    for (const place of PLACES) await warehouses.#stock(place);
    for (const { tenantId } of documents)
      for (const [system, seed] of Object.entries(masterData(tenantId)))
        warehouses.fake(tenantId, system as SystemName).seed(seed);
    warehouses.fake(MANAGED.tenantId, 'wms').seed(managedBins);
    return warehouses;
  }

  /** What lies at a place in the morning, in our books and in those of the systems. */
  async #stock(place: Place): Promise<void> {
    const { tenantId, site } = place;
    for (const sku of SKUS) {
      const effectKey = `opening#${site}#${sku}`;
      await this.world.stores.inventory.post(
        tenantScope(tenantId),
        {
          site,
          documentId: effectKey,
          processId: 'test:opening',
          reasonCode: 'OPENING',
          actor: 'test',
          at: STARTS,
          movements: [{ effectKey, sku, quantity: OPENING, from: null, to: 'available' }],
        },
        () => [],
      );
      const stored = { site, sku, quantity: OPENING };
      this.fake(tenantId, 'wms').seed({
        stock: [{ ...stored, status: 'available' }],
        binStock: [{ ...stored, bin: BIN }],
      });
      this.fake(tenantId, 'erp').seed({ booked: [{ ...stored, documentId: effectKey, effectKey }] });
      this.fake(tenantId, 'ecommerce').seed({
        listings: [{ site, sku, listed: true, published: OPENING, cartHolds: 0 }],
      });
    }
  }

  fake(tenantId: string, system: SystemName) {
    const found = this.world.fakes.get(`${tenantId}/${system}`);
    if (!found) throw new Error(`no ${system} for ${tenantId}`);
    return found;
  }

  /** A list of a system's state. */
  list<Row>(tenantId: string, system: SystemName, name: string): readonly Row[] {
    return (this.fake(tenantId, system).state() as Record<string, readonly Row[]>)[name] ?? [];
  }

  /** A number nothing else of this world has. */
  next(prefix: string): string {
    return `${prefix}-${++this.#told}`;
  }

  /** Somebody outside tells the bus; what follows happens. */
  async tell<Data>(
    { tenantId, site }: Place,
    contract: EventContract<Data>,
    subject: string,
    data: Data,
  ): Promise<void> {
    const id = `outside-${this.next('event')}`;
    const event: Envelope<Data> = makeEvent(contract, {
      about: { tenantId, site, businessKey: subject, correlationId: id, mode: 'act' },
      sequence: 1,
      causationId: 'outside',
      now: this.world.clock(),
      newId: () => id,
      data,
    });
    await this.world.publish([event]);
    await this.world.settle();
  }

  /** Every system is up, and but for what the floors do nobody does anything: looked at in mornings, when people may be told. */
  async rest(floors: () => Promise<void>): Promise<void> {
    const { world, down } = this;
    down.clear();
    world.copies = 1;
    world.order = (events) => events;
    const morning = Date.parse(`${world.clock().slice(0, 10)}T15:30:00.000Z`);
    const DAY = 24 * 60;
    const first = (morning - Date.parse(world.clock())) / 60_000;
    await world.advance(first > 0 ? first : first + DAY);
    for (const days of [1, 1, 1, 1, 3, 3, 4, 4, 5, 5, 7]) {
      await floors();
      await world.advance(days * DAY);
    }
  }

  /** Units the warehouse's own system holds of an item, by status. */
  held({ tenantId, site }: Place, sku: string): Readonly<Record<string, number>> {
    const rows = this.list<Held>(tenantId, 'wms', 'stock').filter(
      (row) => row.site === site && row.sku === sku,
    );
    return Object.fromEntries(rows.map(({ status, quantity }) => [status, quantity]));
  }

  /** Lines of the ERP's documents about an item. */
  booked({ tenantId, site }: Place, sku: string): readonly Booked[] {
    const postings = this.list<Booked>(tenantId, 'erp', 'postings');
    return postings.filter((posting) => posting.site === site && posting.sku === sku);
  }

  /** The warehouse moves units by itself, and tells us later. */
  moveHeld(place: Place, sku: string, by: number, status: Bucket = 'available'): void {
    const quantity = (this.held(place, sku)[status] ?? 0) + by;
    this.fake(place.tenantId, 'wms').seed({ stock: [{ site: place.site, sku, status, quantity }] });
  }

  /** The warehouse tells the ERP of goods that left or came without us. */
  book({ tenantId, site }: Place, sku: string, quantity: number, effectKey: string): void {
    this.fake(tenantId, 'erp').seed({ booked: [{ site, sku, quantity, documentId: effectKey, effectKey }] });
  }

  /** The OMS gets an order for one item of a place: what is free is its own and is to be picked, otherwise it waits. */
  async buy({ tenantId, site }: Place, sku: string, quantity: number): Promise<void> {
    const orderId = this.next('SO');
    const orderLineId = `${orderId}-1`;
    const tenant = tenantScope(tenantId);
    const { backorders } = this.world.stores;
    const key = { site, sku, orderId, orderLineId };
    const at = this.world.clock();
    const outcome = await backorders.reserve(tenant, key, {
      ...{ claim: orderId, quantity, lots: [], kind: 'firm', at },
    });
    const own = outcome === 'reserved' ? quantity : 0;
    const line = seededLine(orderLineId, quantity, { sku, site, allocated: own, released: own });
    this.fake(tenantId, 'oms').seed({
      orders: [seededOrder(orderId, [line])],
      sourcing: [{ orderLineId, sites: [], substitutes: [], backorderable: true }],
    });
    this.fake(tenantId, 'ecommerce').seed({ orderLines: [{ orderId, orderLineId }] });
    if (own > 0) {
      const picked = { orderLineId, sku, quantity, ...this.#bin(tenantId, site, sku, quantity) };
      const task = { reference: orderId, lines: [picked] };
      const call = { site, idempotencyKey: orderId };
      const { answer } = this.fake(tenantId, 'wms').run('createPickTask', task, call);
      const { pickTaskId } = answer as { pickTaskId: string };
      const documents = { allocationId: orderId, releaseId: orderId, pickTaskId };
      await backorders.confirm(tenant, key, orderId, documents, []);
    }
    const money = (minor: number) => ({ minor, currency: 'USD' });
    const paid = { state: 'captured', method: 'card', paid: money(1_000_000), refunded: money(0) };
    this.fake(tenantId, 'finance').seed({ payments: [{ orderId, ...paid }] });
  }

  /** The bin orders are picked from, as long as it holds enough. */
  #bin(tenantId: string, site: string, sku: string, quantity: number): { readonly bin?: string } {
    const { places } = this.fake(tenantId, 'wms').run(
      'lookUpPickPlaces',
      { skus: [sku] },
      { site, idempotencyKey: '' },
    ).answer as { places: readonly { bin: string; quantity: number }[] };
    const place = places.find((one) => one.quantity >= quantity);
    return place ? { bin: place.bin } : {};
  }

  /** Units a count of a place finds: what the warehouse's system says, and what the floor knows better. */
  async lyingAt(row: ProcessRow): Promise<{ readonly sku: string; readonly quantity: number }> {
    const { tenantId, site, processId } = row;
    const { processes } = this.world.stores;
    const { sku, bin } = (await readCount(processes, tenantScope(tenantId), processId)).body;
    const book = this.fake(tenantId, 'wms').run(
      'lookUpBin',
      { sku, ...(bin === undefined ? {} : { bin }) },
      { site, idempotencyKey: '' },
    ).answer as { quantity: number };
    const counted = (await this.ledger({ tenantId, site }, sku)).filter(({ reasonCode }) =>
      reasonCode.startsWith('COUNT_'),
    );
    const known =
      this.floor.of('mislaid', { tenantId, site }, sku) + this.floor.of('off', { tenantId, site }, sku);
    const quantity = Math.max(0, book.quantity + known - netOf(counted, 'available'));
    return { sku, quantity };
  }

  async ledger({ tenantId, site }: Place, sku: string): Promise<readonly LedgerEntry[]> {
    const page = { limit: 10_000 };
    return (await this.world.stores.inventory.ledger(tenantScope(tenantId), site, sku, page)).rows;
  }

  /** Questions nobody has answered, in the order of their processes. */
  async openTasks(): Promise<readonly TaskRow[]> {
    const tasks = await Promise.all(
      (await this.rows())
        .filter(({ closedAt }) => closedAt === undefined)
        .map(({ tenantId, processId }) => this.world.stores.work.tasksOf(tenantScope(tenantId), processId)),
    );
    return tasks.flat().filter(({ state }) => state === 'OPEN' || state === 'CLAIMED');
  }

  /** Every process that was ever started. */
  async rows(): Promise<readonly ProcessRow[]> {
    const started = this.world.events.filter(({ type }) => type === 'ProcessStarted');
    const ids = new Set(
      started.map(({ tenantid, data }) =>
        JSON.stringify([tenantid, (data as { processId: string }).processId]),
      ),
    );
    const found = await Promise.all(
      [...ids].map((id) => {
        const [tenantId, processId] = JSON.parse(id) as [string, string];
        return this.world.stores.processes.get(tenantScope(tenantId), processId);
      }),
    );
    return found.filter((row) => row !== undefined);
  }
}

interface Parcel extends Place {
  readonly orderId: string;
  readonly orderLineId: string;
  readonly sku: string;
  readonly quantity: number;
}

interface Booked {
  readonly site: string;
  readonly sku: string;
  readonly quantity: number;
}

interface Held {
  readonly site: string;
  readonly sku: string;
  readonly status: string;
  readonly quantity: number;
}
