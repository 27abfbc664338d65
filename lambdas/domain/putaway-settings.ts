import * as z from 'zod/mini';
import { identifier } from '../../events/envelope.ts';
import { segregatedClasses } from './hazard-segregation.ts';
import { type Leveled, leveledLimits } from './leveled.ts';
import type { TenantDocument } from './tenant.ts';

const minutes = z.int().check(z.positive());
const count = z.int().check(z.nonnegative());
const percent = z.int().check(z.minimum(0), z.maximum(100));
const hazardClass = z.string().check(z.minLength(1));

/**
 * Rule 5.2. Minutes are calendar minutes from the dock, because goods on the dock do not keep office hours; those of reviews
 * are business minutes of the site. A field a document leaves out has the starting value below.
 */
export const PutawaySettings = z.object({
  /** The limits of the classes: P0, P1 by temperature, P2 to P5. */
  crossDockMinutes: minutes,
  frozenMinutes: minutes,
  chilledMinutes: minutes,
  secureMinutes: minutes,
  pickFaceMinutes: minutes,
  classAMinutes: minutes,
  otherMinutes: minutes,
  /** A wave that picks the item and is due within this long makes a load P0. */
  waveMinutes: minutes,
  /** A unit that costs more, in minor units of the tenant's currency, belongs in the cage. */
  highValue: count,
  /** Points of the score, 100 in all. */
  weights: z.object({ backorder: count, dockAge: count, velocity: count, stagingFill: count, expiry: count }),
  /** Percent of the velocity points an item of a class gets. */
  velocityPercent: z.object({ A: percent, B: percent, C: percent }),
  /** At this age on the dock, and at so few days to expiry, all of the points. */
  dockAgeMinutes: minutes,
  expiryDays: z.int().check(z.positive()),
  /** Class and score are computed again after this long. */
  recomputeMinutes: minutes,
  /** A reserved bin is free again after this long. */
  reservationMinutes: minutes,
  /** So many overrides in a zone within the window are a pattern. */
  overrideLimit: z.int().check(z.positive()),
  overrideWindowMinutes: minutes,
  /** Pairs of hazard classes that may not lie in one zone. */
  segregation: z.array(z.readonly(z.tuple([hazardClass, hazardClass]))),
  /** Reasons of stock movements that bring a return back on sale. */
  restockReasons: z.array(identifier),
  /** Bins of a zone are emptied into each other for so long before a person is asked again. */
  consolidateMinutes: minutes,
  /** What is held in staging is looked at again after this long. */
  holdMinutes: minutes,
  reviewMinutes: minutes,
  reviewLevel2Minutes: minutes,
  reviewLevel3Minutes: minutes,
  reviewFinalMinutes: minutes,
});
export type PutawaySettings = z.infer<typeof PutawaySettings>;
export type PutawayLimits = {
  readonly [Name in keyof PutawaySettings]: Leveled<PutawaySettings[Name]>;
};

/** Starting values of rule 5.2. */
export const putawayDefaults: PutawaySettings = {
  crossDockMinutes: 480,
  frozenMinutes: 20,
  chilledMinutes: 30,
  secureMinutes: 60,
  pickFaceMinutes: 60,
  classAMinutes: 120,
  otherMinutes: 240,
  waveMinutes: 480,
  highValue: 50_000,
  weights: { backorder: 40, dockAge: 25, velocity: 15, stagingFill: 10, expiry: 10 },
  velocityPercent: { A: 100, B: 50, C: 20 },
  dockAgeMinutes: 120,
  expiryDays: 30,
  recomputeMinutes: 15,
  reservationMinutes: 60,
  overrideLimit: 3,
  overrideWindowMinutes: 60,
  segregation: [...segregatedClasses],
  restockReasons: ['RESTOCK', 'RETURN_RESTOCK'],
  consolidateMinutes: 60,
  holdMinutes: 480,
  reviewMinutes: 60,
  reviewLevel2Minutes: 60,
  reviewLevel3Minutes: 120,
  reviewFinalMinutes: 240,
};

/** Every limit of rule 5.2 at a site, each with its level. */
export function putawayLimits(document: TenantDocument, site: string): PutawayLimits {
  return leveledLimits(putawayDefaults, document.putaway ?? {}, site);
}
