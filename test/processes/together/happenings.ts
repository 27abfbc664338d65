import * as fc from 'fast-check';
import { CountRequested } from '../../../events/count.ts';
import { DamageReported } from '../../../events/damage.ts';
import { ReconciliationRequested } from '../../../events/inventory.ts';
import { PutawayQueued } from '../../../events/putaway.ts';
import type { Grade } from '../../../events/returns.ts';
import { TransferRequested } from '../../../events/transfer.ts';
import { deliver, giveBack, packDamage, scanTransfer, ship, short, submit, unpicked } from './acts.ts';
import { acknowledge, replyToOffer } from './outsiders.ts';
import { answerSome } from './people.ts';
import { PLACES, type Place, SKUS, type Sku } from './retailers.ts';
import { putAway, stage } from './staging.ts';
import type { Warehouses } from './warehouses.ts';

/** What may happen at the warehouses, as plain data: a sequence that fails is printed as it is. */

const at = fc.nat({ max: PLACES.length - 1 });
const sku = fc.constantFrom<Sku>(...SKUS);
const some = (max: number) => fc.integer({ min: 1, max });

const KINDS = {
  /** A delivery comes: so many units are ordered, announced, and counted good and damaged. */
  deliver: { at, sku, ordered: some(12), good: fc.nat({ max: 14 }), damaged: fc.nat({ max: 2 }) },
  /** A customer orders. */
  buy: { at, sku, quantity: some(9) },
  /** The pick task that waits longest is picked, and its parcel leaves. */
  ship: { at },
  /** A picker finds fewer units in the bin than there should be; `lost` ones are gone, others lie elsewhere. */
  short: { at, missing: some(3), lost: fc.boolean() },
  /** Goods break: in the aisle, or while an order is packed. */
  damage: { at, sku, quantity: some(3) },
  packDamage: { at, quantity: some(2) },
  /** Somebody has an item counted. */
  count: { at, sku },
  /** The floor counts what it was asked to, and may find more or fewer than there should be. */
  submit: { off: fc.constantFrom(0, 0, 0, 1, -2) },
  /** A customer sends back what was shipped. */
  giveBack: { grade: fc.constantFrom<Grade>('A', 'B', 'C', 'D', 'E', 'X'), damaged: fc.boolean() },
  /** The two sites of a retailer send each other goods. */
  transfer: { back: fc.boolean(), sku, quantity: some(9) },
  /** The next leg of a transfer is scanned, with so many units fewer. */
  scan: { fewer: fc.nat({ max: 2 }) },
  queue: { at, sku },
  /** Where bins are managed, goods of a receipt get a license plate, and a load is scanned into a bin. */
  stage: { sku },
  putAway: { elsewhere: fc.boolean() },
  /** A customer chooses what happens to a late line; a supplier says how much it delivers, and when. */
  reply: { choice: fc.nat({ max: 3 }) },
  acknowledge: { fewer: fc.nat({ max: 3 }), later: fc.nat({ max: 9 }) },
  reconcile: { at },
  answer: { task: fc.nat({ max: 9 }), option: fc.nat({ max: 9 }), number: fc.nat({ max: 5 }) },
  outage: { system: fc.constantFrom('wms', 'erp', 'oms', 'tms', 'finance', 'ecommerce'), up: fc.boolean() },
  pass: { minutes: fc.constantFrom(5, 45, 300, 1_500, 4_400) },
} as const;
type Kinds = typeof KINDS;
export type Happening = {
  [Kind in keyof Kinds]: { readonly kind: Kind } & {
    readonly [Field in keyof Kinds[Kind]]: Kinds[Kind][Field] extends fc.Arbitrary<infer Value>
      ? Value
      : never;
  } & { readonly told?: 'twice' | 'backwards' };
}[keyof Kinds];

const WEIGHTS: Partial<Record<keyof Kinds, number>> = {
  buy: 4,
  ship: 3,
  short: 3,
  submit: 4,
  scan: 3,
  answer: 4,
  pass: 3,
  deliver: 3,
};

const told = fc.constantFrom(undefined, undefined, undefined, 'twice' as const, 'backwards' as const);
export const happening = fc.oneof(
  ...Object.entries<Readonly<Record<string, fc.Arbitrary<unknown>>>>(KINDS).map(([kind, fields]) => ({
    weight: WEIGHTS[kind as keyof Kinds] ?? 2,
    arbitrary: fc.record({ kind: fc.constant(kind), ...fields, told }, { noNullPrototype: true }),
  })),
) as unknown as fc.Arbitrary<Happening>;

/** One line for each: `short at DC-ATL: missing 2, lost` as data, so that it can be played again. */
export function printed(happenings: readonly Happening[]): string {
  return happenings
    .map((one, index) => `${index + 1}. ${one.kind} ${JSON.stringify({ ...one, kind: undefined })}`)
    .join('\n');
}

export async function happen(warehouses: Warehouses, one: Happening): Promise<void> {
  const { world } = warehouses;
  world.copies = one.told === 'twice' ? 2 : 1;
  world.order = one.told === 'backwards' ? (events) => events.toReversed() : (events) => events;
  const place = 'at' in one ? (PLACES[one.at] as Place) : undefined;
  if (place) await happenAt(warehouses, place, one);
  else await happenAnywhere(warehouses, one);
  await world.settle();
}

async function happenAt(warehouses: Warehouses, place: Place, one: Happening): Promise<void> {
  switch (one.kind) {
    case 'deliver':
      return deliver(warehouses, place, one);
    case 'buy':
      return warehouses.buy(place, one.sku, one.quantity);
    case 'ship':
      return ship(warehouses, place);
    case 'short':
      return short(warehouses, place, one);
    case 'packDamage':
      return packDamage(warehouses, place, one.quantity);
    case 'damage': {
      // What is to be picked does not break here: nobody tells the WMS to pick fewer for a line that is oversold by it.
      const quantity = Math.min(one.quantity, unpicked(warehouses, place, one.sku));
      if (quantity <= 0) return;
      const damageId = warehouses.next('DMG');
      return warehouses.tell(place, DamageReported, damageId, {
        ...{ damageId, sku: one.sku, quantity, bucket: 'available', place: 'STORAGE' },
        ...{ packState: 'CRUSHED', notedOnDelivery: false, foundBy: 'dock-1' },
        ...{ foundAt: warehouses.world.clock(), evidence: [] },
      });
    }
    case 'count': {
      const countId = warehouses.next('CNT');
      const request = { countId, sku: one.sku, trigger: 'MANUAL', requestedBy: 'wms' } as const;
      return warehouses.tell(place, CountRequested, countId, request);
    }
    case 'queue': {
      const lpn = warehouses.next('LPN');
      return warehouses.tell(place, PutawayQueued, lpn, { lpn, queuedBy: 'wms' });
    }
    case 'reconcile': {
      const reconciliationId = warehouses.next('RCN');
      return warehouses.tell(place, ReconciliationRequested, reconciliationId, {
        reconciliationId,
        requestedBy: 'inventory-desk',
      });
    }
    default:
      throw new Error(`${one.kind} happens at no place`);
  }
}

async function happenAnywhere(warehouses: Warehouses, one: Happening): Promise<void> {
  switch (one.kind) {
    case 'submit':
      return submit(warehouses, one.off);
    case 'giveBack':
      return giveBack(warehouses, one);
    case 'transfer': {
      const [atlanta, dallas] = PLACES as [Place, Place];
      const [source, destination] = one.back ? [dallas, atlanta] : [atlanta, dallas];
      const transferId = warehouses.next('TRF');
      return warehouses.tell(source, TransferRequested, transferId, {
        ...{ transferId, from: source.site, to: destination.site, reason: 'MANUAL', requestedBy: 'planner' },
        lines: [{ line: 1, sku: one.sku, quantity: one.quantity }],
      });
    }
    case 'scan':
      return scanTransfer(warehouses, one.fewer);
    case 'stage':
      return stage(warehouses, one.sku);
    case 'putAway':
      return putAway(warehouses, one.elsewhere);
    case 'reply':
      return replyToOffer(warehouses, one.choice);
    case 'acknowledge':
      return acknowledge(warehouses, one);
    case 'answer':
      return answerSome(warehouses, one);
    case 'outage': {
      if (one.up) warehouses.down.delete(one.system);
      else warehouses.down.add(one.system);
      return;
    }
    case 'pass':
      return warehouses.world.advance(one.minutes);
    default:
      throw new Error(`${one.kind} happens at a place`);
  }
}
