import * as z from 'zod/mini';
import { type Leveled, leveledLimits } from './leveled.ts';
import type { TenantDocument } from './tenant.ts';

const count = z.int().check(z.nonnegative());
const positive = z.int().check(z.positive());
const byClass = <Value extends z.ZodMiniType>(value: Value) => z.object({ A: value, B: value, C: value });
/** What the shelf may have more (plus) or less (minus) than the book. */
const bothWays = z.object({ plus: count, minus: count });

/** Rule 5.3. Times of tasks are business minutes of the site. A field a document leaves out has the starting value below. */
export const CountSettings = z.object({
  /** Days after a count of an item until the next one, by ABC class. */
  everyDays: byClass(positive),
  /** Hundredths of a percent of the expected units: 20 is 0.2 %. */
  percent: byClass(bothWays),
  /** Minor units of the tenant's currency, at cost. */
  value: byClass(bothWays),
  /** A unit that costs more has no tolerance at all, like one with a serial number. */
  highValue: count,
  /** Fewer units than this left after a movement are counted at once. */
  lowStock: count,
  /** A count, a recount and an approval are due after this long; level 2 then, level 3 after twice as long. */
  slaMinutes: byClass(positive),
  /** Then the process parks and the stock stays frozen. */
  finalMinutes: positive,
  /** Calendar minutes an investigation may take. */
  investigateMinutes: positive,
});
export type CountSettings = z.infer<typeof CountSettings>;
export type CountLimits = { readonly [Name in keyof CountSettings]: Leveled<CountSettings[Name]> };

/** Starting values of rule 5.3. */
export const countDefaults: CountSettings = {
  everyDays: { A: 30, B: 90, C: 180 },
  percent: { A: { plus: 20, minus: 20 }, B: { plus: 100, minus: 100 }, C: { plus: 500, minus: 500 } },
  value: {
    A: { plus: 5_000, minus: 5_000 },
    B: { plus: 10_000, minus: 10_000 },
    C: { plus: 15_000, minus: 15_000 },
  },
  highValue: 50_000,
  lowStock: 3,
  slaMinutes: { A: 240, B: 480, C: 1_440 },
  finalMinutes: 4_320,
  investigateMinutes: 1_440,
};

/** Every limit of rule 5.3 at a site, each with its level. */
export function countLimits(document: TenantDocument, site: string): CountLimits {
  return leveledLimits(countDefaults, document.cycleCount ?? {}, site);
}
