import { addBusinessDays, localDate, momentOn } from '../../../domain/calendar.ts';
import type { Given, TransferBody } from '../contract.ts';

export function later(now: string, minutes: number): string {
  return new Date(Date.parse(now) + minutes * 60_000).toISOString();
}

/** The day goods that leave now are due: when they can be there, or when they are needed, whichever is later. */
export function dueOn({ request, returning }: TransferBody, { now, calendars, limits }: Given): string {
  const calendar = returning ? calendars.from : calendars.to;
  const there = localDate(calendar.zone, addBusinessDays(calendar, now, limits.transitBusinessDays.value));
  const needed = returning ? '' : (request.neededOn ?? '');
  return [there, needed].sort().at(-1) ?? there;
}

/** The last minute of the due day, and the business days of the receiving site after which goods count as lost. */
export function lostAt(body: TransferBody, given: Given): string {
  const calendar = body.returning ? given.calendars.from : given.calendars.to;
  const due = momentOn(calendar.zone, body.dueOn, '23:59');
  return addBusinessDays(calendar, due, given.limits.lostBusinessDays.value);
}
