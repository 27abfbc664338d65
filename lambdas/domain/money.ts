import { ContractViolation } from '../shared/errors.ts';

/** Money is an integer in minor units of an ISO 4217 currency; there is no floating point anywhere. */
export interface Money {
  readonly minor: number;
  readonly currency: string;
}

/** An exact price: `minor` minor units for every `per` base units, so 0.0125 USD a piece is { minor: 5, per: 4 }. */
export interface UnitCost {
  readonly minor: number;
  readonly per: number;
  readonly currency: string;
}

/** A share of a whole as an exact fraction: 5 % is { numerator: 5, denominator: 100 }. */
export interface Ratio {
  readonly numerator: number;
  readonly denominator: number;
}

/**
 * The value of a quantity at cost, rounded to the minor unit, halves away from zero. Only for showing and posting: a
 * limit is never compared with a rounded value, see `valueAtMost`. Raises ContractViolation beyond the safe integers.
 */
export function valueAtCost(quantity: number, cost: UnitCost): Money {
  const exact = BigInt(quantity) * BigInt(cost.minor);
  const per = BigInt(cost.per);
  const magnitude = ((exact < 0n ? -exact : exact) * 2n + per) / (per * 2n);
  const minor = exact < 0n ? -magnitude : magnitude;
  const counted = exactNumber(minor);
  if (counted === undefined) {
    throw new ContractViolation(
      `value of ${quantity} units at ${cost.minor} per ${cost.per} cannot be counted exactly; split the line`,
    );
  }
  return { minor: counted, currency: cost.currency };
}

/** Whether the absolute value of a quantity at cost is at most `limit`, exactly. The limit itself is inside. */
export function valueAtMost(quantity: number, cost: UnitCost, limit: Money): boolean {
  sameCurrency(cost.currency, limit.currency);
  const exact = BigInt(quantity) * BigInt(cost.minor);
  return (exact < 0n ? -exact : exact) <= BigInt(limit.minor) * BigInt(cost.per);
}

/** The largest number of units worth at most `limit`; `undefined` when they cost nothing and no number is too many. */
export function unitsWorth(limit: Money, cost: UnitCost): number | undefined {
  sameCurrency(cost.currency, limit.currency);
  if (cost.minor <= 0) return undefined;
  return exactNumber((BigInt(limit.minor) * BigInt(cost.per)) / BigInt(cost.minor));
}

/** The sum of amounts of one currency; `currency` is what nothing adds up to. */
export function sumMoney(amounts: readonly Money[], currency: string): Money {
  let minor = 0;
  for (const amount of amounts) {
    sameCurrency(amount.currency, currency);
    minor += amount.minor;
  }
  if (!Number.isSafeInteger(minor))
    throw new ContractViolation(`sum = ${minor} ${currency} cannot be counted exactly; split the document`);
  return { minor, currency };
}

/** The same integer as a number, or `undefined` when a number cannot hold it exactly. */
export function exactNumber(value: bigint): number | undefined {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : undefined;
}

function sameCurrency(given: string, expected: string): void {
  if (given !== expected)
    throw new ContractViolation(
      `currency = ${given} cannot be compared with ${expected}; give the cost and the limit in one currency`,
    );
}
