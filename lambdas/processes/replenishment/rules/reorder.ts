import type { UnitCost } from '../../../domain/money.ts';
import type { Demand } from '../contract.ts';
import { spread } from './demand.ts';
import { ceilDivide, ceilSqrt } from './exact.ts';

/** How long a supplier takes: whole days on average, and the standard deviation in tenths of a day. */
export interface LeadTime {
  readonly days: number;
  readonly deviationTenths: number;
}

/**
 * The part of safety stock under the root, as a fraction: z² × (L × sd² + d² × sL²), with d and sd of a sample of demand.
 * Needs two observed days.
 */
function reserveSquared(demand: Demand, lead: LeadTime, zThousandths: number) {
  const n = BigInt(demand.days);
  const z = BigInt(zThousandths);
  const tenths = BigInt(lead.deviationTenths);
  const ofDemand = BigInt(lead.days) * spread(demand) * n * 100n;
  const ofLead = demand.sum * demand.sum * tenths * tenths * (n - 1n);
  return { numerator: z * z * (ofDemand + ofLead), denominator: 1_000_000n * 100n * n * n * (n - 1n) };
}

/** Rule 5.4: SS = ceil(z × sqrt(L × sd² + d² × sL²)), exactly. */
export function safetyStock(demand: Demand, lead: LeadTime, zThousandths: number): bigint {
  const { numerator, denominator } = reserveSquared(demand, lead, zThousandths);
  return ceilSqrt(numerator, denominator);
}

/** Rule 5.4: ROP = ceil(d × L + z × sqrt(…)), rounded once and exactly: the root is not rounded before it is added. */
export function reorderPoint(demand: Demand, lead: LeadTime, zThousandths: number): bigint {
  const n = BigInt(demand.days);
  const { numerator, denominator } = reserveSquared(demand, lead, zThousandths);
  return ceilDivide(demand.sum * BigInt(lead.days) + ceilSqrt(numerator * n * n, denominator), n);
}

/** Demand of some days, rounded up; nothing was observed, nothing is expected. */
export function demandOver({ days, sum }: Demand, wanted: number): bigint {
  return days === 0 ? 0n : ceilDivide(sum * BigInt(wanted), BigInt(days));
}

/**
 * Rule 5.4: EOQ = sqrt(2KD/h), rounded up. K is the cost of an order in minor units, D the demand of a year, h the yearly
 * cost of keeping a unit. What costs nothing to keep has no economic quantity: 0.
 */
export function economicQuantity(
  { days, sum }: Demand,
  orderCost: number,
  cost: UnitCost,
  holdingPercent: number,
): bigint {
  if (days === 0 || cost.minor <= 0 || holdingPercent <= 0) return 0n;
  const numerator = 2n * BigInt(orderCost) * 365n * sum * BigInt(cost.per) * 100n;
  return ceilSqrt(numerator, BigInt(days) * BigInt(cost.minor) * BigInt(holdingPercent));
}
