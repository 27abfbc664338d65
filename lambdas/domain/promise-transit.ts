import { ContractViolation } from '../shared/errors.ts';
import { addBusinessMinutes, addDays, localDate, momentOn } from './calendar.ts';
import type { BusinessCalendar } from './tenant.ts';

/** What a carrier's calendar says about a lane; times and days are those of its own zone. ISO weekdays, Monday is 1. */
export interface Lane {
  readonly carrier: string;
  readonly serviceLevel: string;
  readonly cutOff: string;
  readonly zone: string;
  readonly shippingDays: readonly number[];
  readonly holidays: readonly string[];
  /** Shipping days from the day goods leave. */
  readonly transitDays: number;
}

/** A year and a day: a calendar with fewer shipping days than that was mistyped. */
const SEARCH_DAYS = 367;

/** When units that are there on a date are picked: pick lead in business minutes of the site, from now or that day on. */
export function readyAt(
  availableOn: string,
  now: string,
  site: BusinessCalendar,
  pickLeadMinutes: number,
): string {
  const from = availableOn <= localDate(site.zone, now) ? now : momentOn(site.zone, availableOn);
  return addBusinessMinutes(site, from, pickLeadMinutes);
}

/**
 * The date goods that are ready at a moment arrive: they leave on the first shipping day whose cut-off they meet (the
 * cut-off itself is met) and travel `transitDays` shipping days. Raises ContractViolation for a calendar that never ships.
 */
export function arrivesOn(ready: string, lane: Lane): string {
  const today = localDate(lane.zone, ready);
  const isMissed = Date.parse(ready) > Date.parse(momentOn(lane.zone, today, lane.cutOff));
  let date = shippingDayFrom(isMissed ? addDays(today, 1) : today, lane);
  for (let day = 0; day < lane.transitDays; day++) date = shippingDayFrom(addDays(date, 1), lane);
  return date;
}

/** The lane that arrives first; of equals the first by carrier and service. Absent where nobody goes. */
export function bestLane(
  ready: string,
  lanes: readonly Lane[],
): { readonly lane: Lane; readonly on: string } | undefined {
  const name = ({ carrier, serviceLevel }: Lane) => `${carrier}|${serviceLevel}`;
  return lanes
    .map((lane) => ({ lane, on: arrivesOn(ready, lane) }))
    .sort((a, b) => (a.on === b.on ? (name(a.lane) < name(b.lane) ? -1 : 1) : a.on < b.on ? -1 : 1))[0];
}

function shippingDayFrom(date: string, { carrier, shippingDays, holidays }: Lane): string {
  for (let day = date; day < addDays(date, SEARCH_DAYS); day = addDays(day, 1)) {
    const weekday = new Date(day).getUTCDay() || 7;
    if (shippingDays.includes(weekday) && !holidays.includes(day)) return day;
  }
  throw new ContractViolation(
    `carrier ${carrier} has no shipping day in the year after ${date}; give its calendar shipping days`,
  );
}
