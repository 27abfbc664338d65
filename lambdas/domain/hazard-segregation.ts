/**
 * Hazard classes that may not lie in one zone, each with those after it that are kept away from it: the segregation table of
 * 49 CFR 177.848(d), text of 2026-08-27, which governs what is stored together while it is on its way. `X` (never together)
 * and `O` (only where nothing that leaks could mingle) are both kept apart, since a zone keeps leaks in no better than a truck;
 * blank pairs are not. An item's class names less than the table's rows, so the strictest row of a class counts: 2.3 and 6.1
 * as of zone A, 8 as a liquid. Divisions of class 1 are kept from each other, because which of them go together depends on
 * compatibility groups (paragraph f). Class 9 has no row. Tenant data, not advice.
 */
const APART = {
  '1.1': '1.2 1.3 1.4 1.5 1.6 2.1 2.2 2.3 3 4.1 4.2 4.3 5.1 5.2 6.1 7 8',
  '1.2': '1.3 1.4 1.5 1.6 2.1 2.2 2.3 3 4.1 4.2 4.3 5.1 5.2 6.1 7 8',
  '1.3': '1.4 1.5 1.6 2.1 2.3 3 4.2 4.3 5.1 5.2 6.1 8',
  '1.4': '1.5 1.6 2.1 2.3 3 4.2 6.1 8',
  '1.5': '1.6 2.1 2.2 2.3 3 4.1 4.2 4.3 5.1 5.2 6.1 7 8',
  '2.1': '2.3 6.1 7',
  '2.3': '3 4.1 4.2 4.3 5.1 5.2 8',
  '3': '5.1 6.1',
  '4.1': '6.1 8',
  '4.2': '6.1 8',
  '4.3': '6.1 8',
  '5.1': '6.1 8',
  '5.2': '6.1 8',
  '6.1': '8',
};

export const segregatedClasses: readonly (readonly [string, string])[] = Object.entries(APART).flatMap(
  ([one, others]) => others.split(' ').map((other) => [one, other] as const),
);
