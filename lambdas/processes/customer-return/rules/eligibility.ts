import type { CustomerAction, DenialCode } from '../../../../events/returns.ts';
import { addDays, localDate } from '../../../domain/calendar.ts';
import { valueAtCost } from '../../../domain/money.ts';
import type { ReturnLimits } from '../../../domain/return-settings.ts';
import type { Known, ReturnRequest, Way } from '../contract.ts';

/** Whether a return may come at all (rule 5.6). Who is risky is asked elsewhere: a score never denies. */
export type Eligibility =
  | { readonly eligible: true }
  | { readonly eligible: false; readonly code: DenialCode; readonly cause: string };

const denied = (code: DenialCode, cause: string): Eligibility => ({ eligible: false, code, cause });

/**
 * Thirty days from delivery and five of transit, counted in days of the zone the goods were delivered to; the last day is
 * inside. Final sale, opened hygiene goods and hazards do not come back.
 */
export function eligibilityOf(
  request: ReturnRequest,
  { order, sale, terms }: Known,
  limits: Pick<ReturnLimits, 'windowDays' | 'transitDays'>,
): Eligibility {
  const isSold = sale !== undefined && sale.sku === request.sku && order?.customerId === request.customerId;
  if (!isSold || request.quantity > sale.delivered) return denied('NR', 'NO_SALE');
  const last = addDays(sale.deliveredOn, limits.windowDays.value + limits.transitDays.value);
  if (localDate(order.destination.zone, request.requestedAt) > last) return denied('RT', 'TIME_LIMIT');
  if (sale.finalSale) return denied('IO', 'FINAL_SALE');
  if (terms?.hygiene && request.opened) return denied('EW', 'HYGIENE_OPENED');
  if (terms?.hazard) return denied('IO', 'HAZARD');
  return { eligible: true };
}

/** What the customer paid for units of the line, in minor units. */
export function paidFor(quantity: number, known: Known, orderLineId: string) {
  const line = known.order?.lines.find((one) => one.orderLineId === orderLineId);
  return line && valueAtCost(quantity, line.unitPrice);
}

/**
 * Whether the goods need not come: they are worth at most the limit, or freight and handling eat so large a share of the
 * best recovery; and the risk is below its limit. Amounts in minor units.
 */
export function needNotCome(
  facts: { readonly value: number; readonly cost: number; readonly best: number; readonly risk: number },
  limits: Pick<ReturnLimits, 'noReturnValue' | 'noReturnPercent' | 'noReturnRisk'>,
): boolean {
  const { value, cost, best, risk } = facts;
  if (risk >= limits.noReturnRisk.value) return false;
  return value <= limits.noReturnValue.value || cost * 100 >= best * limits.noReturnPercent.value;
}

/** The best recovery among ways, never below nothing. */
export const bestOf = (ways: readonly Way[]): number => Math.max(0, ...ways.map(({ recovery }) => recovery));

/** What a customer gets, and its X12 RDR01 code: return authorized, keep with an allowance, dispose, or request denied. */
export const actions: Readonly<
  Record<
    CustomerAction,
    {
      readonly rdr01: string;
      readonly refunds: boolean;
      readonly replaces: boolean;
      readonly goodsComeBack: boolean;
    }
  >
> = {
  CREDIT: { rdr01: 'RA', refunds: true, replaces: false, goodsComeBack: true },
  CREDIT_ONLY: { rdr01: 'KA', refunds: true, replaces: false, goodsComeBack: false },
  SCRAP: { rdr01: 'DI', refunds: true, replaces: false, goodsComeBack: false },
  // The replacement is a new order that is paid for: the old one is credited.
  REPLACE_AND_CREDIT: { rdr01: 'RA', refunds: true, replaces: true, goodsComeBack: true },
  // The replacement costs nothing, so no money goes back.
  REPLACE_AND_SCRAP: { rdr01: 'DI', refunds: false, replaces: true, goodsComeBack: false },
  RETURN_TO_CUSTOMER: { rdr01: 'RD', refunds: false, replaces: false, goodsComeBack: true },
};

/** A wish is granted as far as the goods may stay away; keeping them is never granted by wishing. */
export function actionFor(wants: CustomerAction, staysAway: boolean): CustomerAction {
  const { replaces } = actions[wants];
  if (!staysAway) return replaces ? 'REPLACE_AND_CREDIT' : 'CREDIT';
  if (replaces) return 'REPLACE_AND_SCRAP';
  return wants === 'SCRAP' ? 'SCRAP' : 'CREDIT_ONLY';
}
