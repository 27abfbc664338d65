import { ContractViolation } from '../shared/errors.ts';
import type { BusinessCalendar } from './tenant.ts';

/**
 * Business time of a site (rule 4.5): its zone, shifts and holidays.
 *
 * Every wall-clock time maps to one instant: the first at which the site's clock reads that time or later. A shift that
 * begins in the hour the clock skips in spring begins when the clock jumps, and two shifts that meet on the wall clock
 * meet in real time too, whatever the clock does between them. Business minutes are real minutes inside shifts, so a
 * night shift is an hour shorter or longer on the day the clock changes, as it is for the people who work it.
 */

const MINUTE = 60_000;
const DAY = 86_400_000;
/** Nobody waits 20 years: beyond it a number was mistyped, and the search stops. */
const SEARCH_DAYS = 7_320;

/** A stretch of business time, milliseconds since 1970, end excluded. */
interface Shift {
  readonly from: number;
  readonly to: number;
}

/**
 * The earliest moment by which `minutes` business minutes have passed since `from` (UTC, ISO 8601). Zero minutes give
 * `from` itself, also outside shifts; a sum that uses up a shift ends when the shift ends, not when the next begins.
 * Raises ContractViolation for a calendar without shifts, an unknown zone, or minutes that are not a whole number >= 0.
 */
export function addBusinessMinutes(calendar: BusinessCalendar, from: string, minutes: number): string {
  wholeNumber('minutes', minutes);
  const start = instantOf(from);
  let left = minutes * MINUTE;
  if (left === 0) return iso(start);
  for (const shift of shiftsSince(calendar, start)) {
    const begin = Math.max(shift.from, start);
    if (shift.to - begin >= left) return iso(begin + left);
    left -= shift.to - begin;
  }
  throw new ContractViolation(
    `minutes = ${minutes} is more than 20 years of this calendar; give fewer minutes or longer shifts`,
  );
}

/**
 * The same wall-clock time on the `days`-th business day after the site's date at `from`. A business day has at least
 * one shift and is no holiday; the day of `from` is not counted, whether it is one or not. Friday 15:00 plus two
 * business days is Tuesday 15:00, and so is Saturday 15:00 plus two. Zero days give `from` itself.
 */
export function addBusinessDays(calendar: BusinessCalendar, from: string, days: number): string {
  wholeNumber('days', days);
  const start = instantOf(from);
  if (days === 0) return iso(start);
  const week = weekOf(calendar);
  const wall = wallClock(calendar.zone, start);
  const timeOfDay = wall - startOfDay(wall);
  let left = days;
  for (let date = startOfDay(wall) + DAY; date <= wall + SEARCH_DAYS * DAY; date += DAY) {
    if (shiftsOn(week, calendar, date).length > 0) left -= 1;
    if (left === 0) return iso(instantAt(calendar.zone, date + timeOfDay));
  }
  throw new ContractViolation(`days = ${days} is more than 20 years of this calendar; give fewer days`);
}

/** Whole business minutes between two moments, negative when `to` is before `from`. A part of a minute is left out. */
export function businessMinutesBetween(calendar: BusinessCalendar, from: string, to: string): number {
  const start = instantOf(from);
  const end = instantOf(to);
  if (end < start) return -businessMinutesBetween(calendar, to, from);
  let total = 0;
  for (const shift of shiftsSince(calendar, start)) {
    if (shift.from >= end) break;
    total += Math.min(shift.to, end) - Math.max(shift.from, start);
  }
  return Math.floor(total / MINUTE);
}

/** The site's calendar date at a moment, for instance 2026-03-02. */
export function localDate(zone: string, at: string): string {
  return iso(wallClock(zone, instantOf(at))).slice(0, 10);
}

/** The moment at which a zone's clock shows a time of a calendar date, the day's first one unless said. */
export function momentOn(zone: string, date: string, clock = '00:00'): string {
  return iso(instantAt(zone, instantOf(date) + minuteOfDay(clock) * MINUTE));
}

/** The calendar date some days later, or earlier for a negative number. */
export function addDays(date: string, days: number): string {
  return iso(instantOf(date) + days * DAY).slice(0, 10);
}

/** Calendar days from one date to another, negative when `to` is the earlier one. */
export function daysBetween(from: string, to: string): number {
  return Math.round((instantOf(to) - instantOf(from)) / DAY);
}

/** Shifts in order, from the one `start` lies in. Shifts of one day never overlap. */
function* shiftsSince(calendar: BusinessCalendar, start: number): Generator<Shift> {
  const week = weekOf(calendar);
  const first = startOfDay(wallClock(calendar.zone, start));
  for (let date = first; date <= first + SEARCH_DAYS * DAY; date += DAY) {
    for (const minutes of shiftsOn(week, calendar, date)) {
      const from = instantAt(calendar.zone, date + minutes.from * MINUTE);
      const to = instantAt(calendar.zone, date + minutes.to * MINUTE);
      if (to > Math.max(from, start)) yield { from, to };
    }
  }
}

/** Shifts in minutes of the day for ISO weekdays 1 to 7, merged where they touch or overlap. */
type Week = ReadonlyMap<number, readonly { from: number; to: number }[]>;

function weekOf(calendar: BusinessCalendar): Week {
  const week = new Map<number, { from: number; to: number }[]>();
  for (const shift of calendar.shifts) {
    const from = minuteOfDay(shift.from);
    const to = minuteOfDay(shift.to);
    if (to <= from) {
      throw new ContractViolation(
        `shift ${shift.from}-${shift.to} does not end after it begins; write a shift over midnight as two, to 24:00 and from 00:00`,
      );
    }
    for (const weekday of new Set(shift.weekdays))
      week.set(weekday, [...(week.get(weekday) ?? []), { from, to }]);
  }
  if (week.size === 0)
    throw new ContractViolation('the calendar has no shift on any weekday; give the site at least one shift');
  return new Map([...week].map(([weekday, shifts]) => [weekday, merged(shifts)]));
}

function merged(shifts: readonly { from: number; to: number }[]): { from: number; to: number }[] {
  const result: { from: number; to: number }[] = [];
  for (const shift of [...shifts].sort((a, b) => a.from - b.from)) {
    const last = result.at(-1);
    if (last && shift.from <= last.to) last.to = Math.max(last.to, shift.to);
    else result.push({ ...shift });
  }
  return result;
}

function shiftsOn(
  week: Week,
  calendar: BusinessCalendar,
  date: number,
): readonly { from: number; to: number }[] {
  if (calendar.holidays.includes(iso(date).slice(0, 10))) return [];
  return week.get(new Date(date).getUTCDay() || 7) ?? [];
}

function minuteOfDay(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));
}

/**
 * The first instant at which the zone's clock reads `wall` (a wall-clock time written as if it were UTC) or later.
 * The offsets a day before and a day after bracket the one change there can be near it.
 */
function instantAt(zone: string, wall: number): number {
  const before = wall - DAY - offset(zone, wall - DAY);
  const after = wall + DAY - offset(zone, wall + DAY);
  const early = wall - Math.max(offset(zone, before), offset(zone, after));
  const late = wall - Math.min(offset(zone, before), offset(zone, after));
  if (wallClock(zone, early) === wall) return early;
  if (wallClock(zone, late) === wall) return late;
  return firstReadingAfter(zone, wall, early, late);
}

/** The clock never reads `wall`: finds the jump between two instants, one before it and one after. */
function firstReadingAfter(zone: string, wall: number, early: number, late: number): number {
  let low = early;
  let high = late;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (wallClock(zone, middle) >= wall) high = middle;
    else low = middle;
  }
  return high;
}

/** What the zone's clock shows at an instant, written as if it were UTC. */
function wallClock(zone: string, instant: number): number {
  return instant + offset(zone, instant);
}

const offsets = new Map<string, number>();
/** Zones change their clocks at full quarters of an hour. */
const QUARTER = 15 * 60_000;
const MOST_OFFSETS = 10_000;

/** Milliseconds the zone's clock is ahead of UTC. Working time asks for the same days again and again. */
function offset(zone: string, instant: number): number {
  const quarter = Math.floor(instant / QUARTER) * QUARTER;
  const key = `${zone}@${quarter}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  if (offsets.size >= MOST_OFFSETS) offsets.clear();
  const found = readOffset(zone, quarter);
  offsets.set(key, found);
  return found;
}

function readOffset(zone: string, seconds: number): number {
  const part = Object.fromEntries(
    formatterOf(zone)
      .formatToParts(seconds)
      .map(({ type, value }) => [type, Number(value)]),
  );
  return (
    Date.UTC(part.year ?? 0, (part.month ?? 1) - 1, part.day, part.hour, part.minute, part.second) - seconds
  );
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Building a formatter costs a thousand times what using it does, so one is kept per zone. */
function formatterOf(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone);
  if (known) return known;
  try {
    const formatter = new Intl.DateTimeFormat('en-US-u-ca-gregory-nu-latn', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formatters.set(zone, formatter);
    return formatter;
  } catch (error) {
    throw new ContractViolation(`zone = ${zone} is not an IANA time zone; use a name such as Europe/Berlin`, {
      cause: error,
    });
  }
}

function startOfDay(wall: number): number {
  return Math.floor(wall / DAY) * DAY;
}

function instantOf(time: string): number {
  const instant = Date.parse(time);
  if (Number.isNaN(instant))
    throw new ContractViolation(`time = ${time} is not a time; use UTC such as 2026-03-02T08:00:00Z`);
  return instant;
}

function iso(instant: number): string {
  return new Date(instant).toISOString();
}

function wholeNumber(field: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 0)
    throw new ContractViolation(`${field} = ${value} is not a whole number from 0 up`);
}
