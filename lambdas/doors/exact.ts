/** Exact decimals and real dates out of text. Nothing here uses floating point, and nothing is guessed. */

export interface Exact {
  readonly value: number;
  readonly scale: number;
}

/**
 * `12.50` is { value: 125, scale: 1 }: trailing zeros say nothing, so equal quantities look the same. At most 15
 * digits and 6 of them behind the point; `undefined` for anything else, signs, exponents and separators included.
 */
export function parseExact(text: string): Exact | undefined {
  const match = /^(\d{1,15})(?:\.(\d{1,6}))?$/.exec(text);
  if (!match) return undefined;
  const fraction = (match[2] ?? '').replace(/0+$/, '');
  const value = Number(`${match[1]}${fraction}`);
  return Number.isSafeInteger(value) ? { value, scale: fraction.length } : undefined;
}

/** The same number in millionths, the finest scale there is, for sums and comparisons. */
export function inMillionths({ value, scale }: Exact): bigint {
  return BigInt(value) * 10n ** BigInt(6 - scale);
}

/** `{ value: 125, scale: 1 }` is `12.5`. */
export function writeExact({ value, scale }: Exact): string {
  if (scale === 0) return String(value);
  const digits = String(Math.abs(value)).padStart(scale + 1, '0');
  return `${value < 0 ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** Exact difference, at the finer scale of the two; nothing when it would be below 0. */
export function less(total: Exact, part: Exact | undefined): Exact | undefined {
  if (!part) return total;
  const rest = inMillionths(total) - inMillionths(part);
  return rest < 0n ? undefined : parseExact(writeMillionths(rest));
}

/** A control total as a partner writes it, in millionths; longer than a quantity may be. */
export function parseTotal(text: string): bigint | undefined {
  const match = /^(\d{1,24})(?:\.(\d{1,6}))?$/.exec(text);
  return match ? BigInt(`${match[1]}${(match[2] ?? '').padEnd(6, '0')}`) : undefined;
}

/** Millionths as people write them: 12500000n is `12.5`. */
export function writeMillionths(millionths: bigint): string {
  const digits = millionths.toString().padStart(7, '0');
  const fraction = digits.slice(-6).replace(/0+$/, '');
  return fraction === '' ? digits.slice(0, -6) : `${digits.slice(0, -6)}.${fraction}`;
}

/** A day that exists, written `2026-03-02`. */
export function parseDay(text: string): string | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!match) return undefined;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text) ? text : undefined;
}

/**
 * A moment as UTC without milliseconds. `2026-03-02T08:00Z`, seconds optional, any offset; a day alone is its first
 * moment in UTC. A time without a zone is refused: nobody can know which one was meant.
 */
export function parseMoment(text: string): string | undefined {
  if (parseDay(text)) return `${text}T00:00:00Z`;
  const match = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/.exec(
    text,
  );
  if (!match || !parseDay(match[1] ?? '')) return undefined;
  const [, day, hour, minute, second = '00', zone] = match;
  const moment = new Date(`${day}T${hour}:${minute}:${second}${zone}`);
  return Number.isNaN(moment.getTime()) || hour === '24'
    ? undefined
    : `${moment.toISOString().slice(0, 19)}Z`;
}
