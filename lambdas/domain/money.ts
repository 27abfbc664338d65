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
