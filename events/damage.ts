import * as z from 'zod/mini';
import { defineEvent, identifier, money, nonNegativeUnits, positiveUnits, timestamp } from './envelope.ts';
import { Account, Bucket } from './inventory.ts';

/** Where goods were when the damage was found, rule 5.7. */
export const DamagePlace = z.enum(['DOCK', 'STORAGE', 'PICKING', 'PACKING', 'RETURN', 'CUSTOMER']);
export type DamagePlace = z.infer<typeof DamagePlace>;

export const PackState = z.enum(['INTACT', 'OPENED', 'CRUSHED', 'WET', 'UNKNOWN']);
export type PackState = z.infer<typeof PackState>;

export const DamageReported = defineEvent(
  'damage',
  'DamageReported',
  'Somebody found damaged goods and says where, how many and in which pack.',
  z.object({
    damageId: identifier,
    sku: identifier,
    lot: z.optional(z.string()),
    quantity: positiveUnits,
    /** The bucket our books have these goods in; one outside the warehouse is in none. */
    bucket: z.optional(Bucket),
    bin: z.optional(identifier),
    place: DamagePlace,
    packState: PackState,
    /** The delivery note of the carrier says the goods arrived damaged. */
    notedOnDelivery: z.boolean(),
    foundBy: z.string().check(z.minLength(1)),
    foundAt: timestamp,
    /** Identifiers of photos and papers in the retailer's own store. */
    evidence: z.array(z.string()),
    supplierId: z.optional(identifier),
    shipmentId: z.optional(identifier),
    orderId: z.optional(identifier),
  }),
);

/** Who answers for a damage, rule 5.7. */
export const DamageParty = z.enum(['CARRIER', 'SUPPLIER', 'SITE']);
export type DamageParty = z.infer<typeof DamageParty>;

/** What becomes of damaged goods. FOUND_GOOD is the second look that takes the damage back. */
export const DamageDisposition = z.enum([
  'REWORK',
  'DOWNGRADE',
  'RTV',
  'CARRIER_CLAIM',
  'DONATE',
  'DISPOSE',
  'FOUND_GOOD',
]);
export type DamageDisposition = z.infer<typeof DamageDisposition>;

const goods = {
  damageId: z.string().check(z.minLength(1), z.maxLength(400)),
  sku: identifier,
  lot: z.optional(z.string()),
  quantity: positiveUnits,
};

/** One line of the 947 warehouse adjustment advice. */
export const Adjustment = z.object({
  /** W19 reason: AU damaged in the facility, AV damaged in transit, 07 destroyed, AX obsolete, AW recalled. */
  reason: z.enum(['AU', 'AV', '07', 'AX', 'AW']),
  sku: identifier,
  lot: z.optional(z.string()),
  quantity: positiveUnits,
  /** Where the goods were in the books; `null` where they come from outside the building. */
  from: z.nullable(Account),
  /** Where the goods are in the books; `null` where they leave the building. */
  to: z.nullable(Account),
  effectKey: z.string(),
});
export type Adjustment = z.infer<typeof Adjustment>;

export const DamageQuarantined = defineEvent(
  'damage',
  'DamageQuarantined',
  'Damaged goods can no longer be sold or picked; order lines whose reserved units are now missing are named.',
  z.object({
    ...goods,
    /** The bucket the goods were taken out of; absent where they lay in `damaged` already or outside. */
    from: z.optional(Bucket),
    /** Units that are reserved and, since this damage, not there. */
    short: nonNegativeUnits,
    /** Every order line that holds a reservation the missing units may belong to. */
    orders: z.array(
      z.object({ orderId: identifier, orderLineId: z.optional(identifier), reserved: nonNegativeUnits }),
    ),
    adjustments: z.array(Adjustment),
  }),
);

export const DamageAssessed = defineEvent(
  'damage',
  'DamageAssessed',
  'A damage has a value at cost, a party that answers for it, and the windows to claim in.',
  z.object({
    ...goods,
    place: DamagePlace,
    packState: PackState,
    party: DamageParty,
    value: money,
    evidence: z.array(z.string()),
    /** Evidence that is still missing: `photo`, `finder`, `packState`. */
    missing: z.array(z.string()),
    /** Until when the carrier must be told of damage that nobody noted on delivery. */
    noticeUntil: z.optional(timestamp),
    /** Until when the party can be claimed. */
    claimUntil: z.optional(timestamp),
  }),
);

export const ClaimFiled = defineEvent(
  'damage',
  'ClaimFiled',
  'A person filed a claim for damaged goods.',
  z.object({
    ...goods,
    against: z.enum(['CARRIER', 'SUPPLIER']),
    /** The number the carrier platform or the supplier portal gave it; absent for one filed on paper. */
    claimId: z.optional(z.string()),
    supplierId: z.optional(identifier),
    shipmentId: z.optional(identifier),
    amount: money,
    filedBy: z.string().check(z.minLength(1)),
  }),
);

export const DamageClosed = defineEvent(
  'damage',
  'DamageClosed',
  'A damage is settled: what became of the goods, who answers, what was written off and every stock adjustment.',
  z.object({
    ...goods,
    outcome: z.string(),
    party: z.optional(DamageParty),
    disposition: z.optional(DamageDisposition),
    value: z.optional(money),
    writtenOff: z.optional(money),
    /** What the party paid of a claim. */
    recovered: z.optional(money),
    adjustments: z.array(Adjustment),
    /** Number of the hazard certificate goods were destroyed under. */
    certificate: z.optional(z.string()),
    /** The record of the inspection that found the goods good. */
    inspectionId: z.optional(z.string()),
  }),
);
