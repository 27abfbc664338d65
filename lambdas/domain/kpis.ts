/**
 * Rates of section 8 that are counted while things happen: so many things of which so many were as they should be. Each is
 * counted for one thing at a time, in steps of UTC time, for at least as long as its pattern (rule 4.10) looks back.
 */

import { patternLimits } from './pattern-settings.ts';
import type { TenantDocument } from './tenant.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

interface Kpi {
  readonly title: string;
  /** What `n` counts. */
  readonly of: string;
  /** Which of them count for the rate. */
  readonly met: string;
  /** What it is counted for. */
  readonly by: 'site' | 'supplier' | 'system';
  /** What its counts are kept under. */
  readonly tally: string;
  /** Milliseconds of a step: a window is made of whole ones. */
  readonly step: number;
  /** Milliseconds before the present step that are counted in full, by the limits of one site. */
  readonly lasts: (limits: ReturnType<typeof patternLimits>) => number;
}

export const kpis = {
  'receiving-accuracy': {
    title: 'Receiving accuracy of a supplier',
    of: 'Lines received, each on the day its delivery was first compared with order and notice.',
    met: 'Lines that are CLEAN or SHORT_ANNOUNCED, by the last verdict on them.',
    by: 'supplier',
    tally: 'supplier',
    step: DAY,
    lasts: ({ supplierDays, supplierPastDays }) => (supplierDays.value + supplierPastDays.value) * DAY,
  },
  'dock-to-stock': {
    title: 'Loads from the dock to their bin in time',
    of: 'Loads put away.',
    met: 'Loads that took at most `dockMinutes` of the tenant’s document.',
    by: 'site',
    tally: 'dock-to-stock',
    step: MINUTE,
    lasts: ({ dockHours }) => 2 * dockHours.value * HOUR,
  },
  'calls-answered': {
    title: 'Calls a system answered',
    of: 'Calls made of the system; one an open circuit held back was not made.',
    met: 'Calls it answered; a refusal is an answer.',
    by: 'system',
    tally: 'calls',
    step: MINUTE,
    lasts: ({ callMinutes }) => 2 * callMinutes.value * MINUTE,
  },
} as const satisfies Readonly<Record<string, Kpi>>;
export type KpiName = keyof typeof kpis;
export const kpiNames = Object.keys(kpis) as [KpiName, ...KpiName[]];

/** A window of whole steps: `from` is inside, `to` is not. UTC times. */
export interface KpiWindow {
  readonly from: string;
  readonly to: string;
}

/** All of a KPI that is counted in full at `now`. Sites may forget at different times: the shortest memory holds. */
export function countedWindow(
  name: KpiName,
  document: Pick<TenantDocument, 'patterns'> | undefined,
  now: string,
): KpiWindow {
  const { step, lasts } = kpis[name];
  // A site without settings of its own has those of the tenant.
  const sites = ['', ...Object.keys(document?.patterns?.sites ?? {})];
  const start = Date.parse(now) - (Date.parse(now) % step);
  const from = start - Math.min(...sites.map((site) => lasts(patternLimits(document ?? {}, site))));
  return { from: new Date(from).toISOString(), to: new Date(start + step).toISOString() };
}

/** The whole steps that hold all of a window. */
export function wholeSteps(name: KpiName, { from, to }: KpiWindow): KpiWindow {
  const { step } = kpis[name];
  const [first, last] = [Date.parse(from), Date.parse(to)];
  return {
    from: new Date(first - (first % step)).toISOString(),
    to: new Date(Math.ceil(last / step) * step).toISOString(),
  };
}
