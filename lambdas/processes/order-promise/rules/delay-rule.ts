import { addDays, daysBetween, momentOn } from '../../../domain/calendar.ts';
import type { DelayRule } from '../../../domain/tenant.ts';
import type { LineMemory } from '../contract.ts';

/**
 * What the law says of a delay (16 CFR 435.2(b)). Its clock is about shipping; promises are delivery dates and move by the
 * same days. NONE: no delay, or not covered · SILENCE: who says nothing agrees · CONSENT: without an express yes by the end
 * of the old date the line is cancelled and refunded.
 */
export interface DelayVerdict {
  readonly kind: 'NONE' | 'SILENCE' | 'CONSENT';
  readonly reason:
    | 'NOT_COVERED'
    | 'NO_DELAY'
    | 'AGREED'
    | 'FIRST_DELAY'
    | 'SECOND_DELAY'
    | 'INDEFINITE'
    | 'LONGER';
  readonly oldDate?: string;
  /** The end of the old date in the customer's zone. */
  readonly cancelAt?: string;
}

export function delayVerdict(
  delay: {
    readonly country: string;
    readonly zone: string;
    readonly oldDate: string | undefined;
    readonly newDate: string | undefined;
    readonly memory: Pick<LineMemory, 'delays' | 'consent'>;
  },
  rule: DelayRule,
): DelayVerdict {
  const { country, zone, oldDate, newDate, memory } = delay;
  if (!rule.countries.includes(country)) return { kind: 'NONE', reason: 'NOT_COVERED' };
  if (oldDate === undefined || (newDate !== undefined && newDate <= oldDate))
    return { kind: 'NONE', reason: 'NO_DELAY' };
  if (memory.consent && isCovered(memory.consent, newDate)) return { kind: 'NONE', reason: 'AGREED' };
  const old = { oldDate, cancelAt: endOf(oldDate, zone) };
  if (memory.delays.length > 0) return { kind: 'CONSENT', reason: 'SECOND_DELAY', ...old };
  if (newDate === undefined) return { kind: 'CONSENT', reason: 'INDEFINITE', ...old };
  return daysBetween(oldDate, newDate) > rule.silenceDays
    ? { kind: 'CONSENT', reason: 'LONGER', ...old }
    : { kind: 'SILENCE', reason: 'FIRST_DELAY', ...old };
}

/** The first moment after a date in a zone. */
export function endOf(date: string, zone: string): string {
  return momentOn(zone, addDays(date, 1));
}

function isCovered({ until }: NonNullable<LineMemory['consent']>, date: string | undefined): boolean {
  return until === undefined || (date !== undefined && date <= until);
}

/** The last day a refund may be made, by how the order was paid. */
export function refundDueAt(rule: DelayRule, method: 'cash' | 'card' | 'account', now: string): string {
  return new Date(Date.parse(now) + rule.refundDays[method] * 86_400_000).toISOString();
}
