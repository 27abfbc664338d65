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
  const minor = exactNumber(roundedValue(quantity, cost));
  if (minor === undefined) {
    throw new ContractViolation(
      `value of ${quantity} units at ${cost.minor} per ${cost.per} cannot be counted exactly; split the line`,
    );
  }
  return { minor, currency: cost.currency };
}

/** Whether the value of a quantity at cost can be written as an exact integer: whether `valueAtCost` answers. */
export function hasExactValue(quantity: number, cost: UnitCost): boolean {
  return exactNumber(roundedValue(quantity, cost)) !== undefined;
}

/**
 * The same value for a question to a person or for information, or the largest amount that can be written: a barcode scanned as a quantity
 * must reach somebody instead of stopping the line's neighbors.
 */
export function valueInQuestion(quantity: number, cost: UnitCost): Money {
  return {
    minor: exactNumber(roundedValue(quantity, cost)) ?? Number.MAX_SAFE_INTEGER,
    currency: cost.currency,
  };
}

function roundedValue(quantity: number, cost: UnitCost): bigint {
  const exact = BigInt(quantity) * BigInt(cost.minor);
  const per = BigInt(cost.per);
  const magnitude = ((exact < 0n ? -exact : exact) * 2n + per) / (per * 2n);
  return exact < 0n ? -magnitude : magnitude;
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
