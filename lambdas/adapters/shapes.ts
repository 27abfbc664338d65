import * as z from 'zod/mini';
import { identifier, positiveUnits } from '../../events/envelope.ts';

/** Shapes that several systems speak of. What one system alone knows stays in its `port.ts`. */

/** Price, cost or margin of `per` base units in minor units; see `UnitCost`. A margin may be negative. */
export const unitMoney = z.object({ minor: z.int(), per: z.int().check(z.positive()), currency: z.string() });

/** A time zone by its IANA name, one this platform can compute with. */
export const timeZone = z.string().check(z.refine(isTimeZone, 'an IANA time zone such as America/New_York'));

/** 1 is the best. */
export const serviceTier = z.int().check(z.minimum(1), z.maximum(4));

/** Where goods go; `country` is ISO 3166-1 alpha-2. */
export const destination = {
  postalCode: z.string().check(z.minLength(1), z.maxLength(16)),
  country: z.string().check(z.regex(/^[A-Z]{2}$/, 'a country code such as US')),
};

/** Units for a customer's order line, of one lot where the lot matters. */
export const orderLineUnits = z.object({
  orderLineId: identifier,
  sku: identifier,
  quantity: positiveUnits,
  lot: z.optional(z.string()),
});

function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en-US', { timeZone: name }));
  } catch {
    return false;
  }
}
