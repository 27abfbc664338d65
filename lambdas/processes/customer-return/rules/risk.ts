import { addDays } from '../../../domain/calendar.ts';
import type { ReturnLimits } from '../../../domain/return-settings.ts';
import type { Inspection, Known, Parcel, ReturnRequest, Risk, RiskPart } from '../contract.ts';

export interface RiskFacts {
  readonly request: ReturnRequest;
  readonly known: Known;
  readonly inspection?: Inspection | undefined;
  readonly parcels: readonly Parcel[];
  readonly today: string;
}

/**
 * The risk of a return (rule 5.6): five parts, each all or nothing. It asks for people and holds money; nothing denies by it.
 */
export function riskOf(facts: RiskFacts, limits: ReturnLimits): Risk {
  const part = (name: RiskPart['name'], applies: boolean, points: number): RiskPart => ({
    name,
    points: applies ? points : 0,
  });
  const parts = [
    part('serial', isOtherSerial(facts), limits.serialPoints.value),
    part('weight', isOffWeight(facts, limits.weightPercent.value), limits.weightPoints.value),
    part('rate', returnsTooMuch(facts, limits), limits.ratePoints.value),
    part('frequent', returnsOften(facts, limits), limits.frequentPoints.value),
    part('address', isElsewhere(facts), limits.addressPoints.value),
  ];
  return { score: parts.reduce((sum, { points }) => sum + points, 0), parts };
}

/** The serial that came, or the one the customer names, is none of those that were sold. */
export function isOtherSerial({ request, known, inspection }: RiskFacts): boolean {
  const sold = known.sale?.serials ?? [];
  const serial = inspection?.serial ?? request.serial;
  return sold.length > 0 && serial !== undefined && !sold.includes(serial);
}

/** The parcels weigh more than the limit above or below what their units should; one that was not weighed says nothing. */
function isOffWeight({ known, parcels }: RiskFacts, percent: number): boolean {
  const unit = known.terms?.unitWeightGrams;
  const weighed = parcels.filter(({ weightGrams }) => weightGrams !== undefined);
  if (unit === undefined || weighed.length === 0) return false;
  const expected = unit * sum(weighed.map(({ quantity }) => quantity));
  const off = Math.abs(sum(weighed.map(({ weightGrams = 0 }) => weightGrams)) - expected);
  return off * 100 > expected * percent;
}

/** Orders sent back, of all orders of the time the history covers. */
function returnsTooMuch({ known: { history } }: RiskFacts, limits: ReturnLimits): boolean {
  if (!history || history.orders < limits.rateOrders.value) return false;
  const returned = new Set(history.returns.map(({ orderId }) => orderId)).size;
  return returned * 100 > history.orders * limits.ratePercent.value;
}

function returnsOften({ known: { history }, today }: RiskFacts, limits: ReturnLimits): boolean {
  const from = addDays(today, -limits.frequentDays.value);
  const large = (history?.returns ?? []).filter(
    ({ on, value }) => on >= from && value.minor > limits.frequentValue.value,
  );
  return large.length > limits.frequentReturns.value;
}

function isElsewhere({ request: { from }, known: { order } }: RiskFacts): boolean {
  if (!order) return false;
  const { country, postalCode } = order.destination;
  return country !== from.country || postalCode !== from.postalCode;
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
