import Table from 'cli-table3';
import type { Tenant } from './verb.ts';

/** A table for people; ids are never cut, so that they can be copied. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const drawn = new Table({ head: [...head], style: { head: [], border: [], compact: true } });
  drawn.push(...rows.map((row) => row.map(String)));
  return drawn.toString();
}

/** The zone of a site's clocks; a site the document does not know is shown in UTC. */
export function zoneOf({ document }: Tenant, site: string): string {
  return document.sites.find((entry) => entry.site === site)?.calendar.zone ?? 'UTC';
}

/** A moment as the site's clocks show it, with the zone: `2026-03-02 09:15 CET`. */
export function localTime(at: string, zone: string): string {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  });
  const part = Object.fromEntries(format.formatToParts(new Date(at)).map(({ type, value }) => [type, value]));
  return `${part.year}-${part.month}-${part.day} ${part.hour}:${part.minute} ${part.timeZoneName}`;
}

/** How far a moment is from now, in its two largest units: `in 2 h 5 min`, `3 d 1 h ago`. */
export function distance(at: string, now: string): string {
  const minutes = Math.round((Date.parse(at) - Date.parse(now)) / 60_000);
  if (minutes === 0) return 'now';
  return minutes > 0 ? `in ${span(minutes)}` : `${span(-minutes)} ago`;
}

/** A length of time in its two largest units. */
export function span(minutes: number): string {
  const parts = [
    [Math.floor(minutes / 1440), 'd'],
    [Math.floor((minutes % 1440) / 60), 'h'],
    [minutes % 60, 'min'],
  ] as const;
  const first = parts.findIndex(([count]) => count > 0);
  if (first < 0) return '0 min';
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ');
}

/** Minor units as the currency writes them: 1234 USD is `12.34 USD`, 1234 JPY is `1234 JPY`. */
export function money({ minor, currency }: { readonly minor: number; readonly currency: string }): string {
  const digits =
    new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
  const sign = minor < 0 ? '-' : '';
  const padded = String(Math.abs(minor)).padStart(digits + 1, '0');
  const whole = padded.slice(0, padded.length - digits);
  return digits === 0
    ? `${sign}${whole} ${currency}`
    : `${sign}${whole}.${padded.slice(-digits)} ${currency}`;
}

/** `1 process`, `2 processes`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** Lines of a report; empty parts leave no gap. */
export function lines(...parts: readonly (string | undefined | false)[]): string {
  return parts.filter((part) => typeof part === 'string').join('\n');
}
