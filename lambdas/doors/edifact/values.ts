import type { Segment, ServiceCharacters } from './tokenizer.ts';
import { textAt } from './tokenizer.ts';

/** Dates and numbers as EDIFACT writes them, into the texts every format is read from, and back. */

/** Zones of format 303 and 304 with a fixed distance from UTC; a zone with summer time is no answer. */
function zoneOf(code: string): string | undefined {
  if (code === 'UTC' || code === 'GMT') return 'Z';
  return /^[+-]\d{2}$/.test(code) ? `${code}:00` : undefined;
}

/**
 * A DTM (C507 2380, 2379) as ISO 8601; a time without a zone is UTC. Formats 102, 203, 204, 303 and 304 are understood;
 * what is none of them stays as it was sent, with its format, and is refused by whoever reads it.
 */
export function isoMoment(segment: Segment): string {
  const [value, format] = [textAt(segment, 1, 2), textAt(segment, 1, 3)];
  const sent = format === '' ? value : `${value}:${format}`;
  const digits = /^(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?(.{3})?$/.exec(value);
  if (!digits) return sent;
  const [, year, month, day, hour, minute, second, zone] = digits;
  const shape = [
    hour === undefined ? '' : 'HHMM',
    second === undefined ? '' : 'SS',
    zone === undefined ? '' : 'Z',
  ].join('');
  if (SHAPES[format] !== shape) return sent;
  const date = `${year}-${month}-${day}`;
  const offset = zone === undefined ? 'Z' : zoneOf(zone);
  if (hour === undefined) return date;
  return offset === undefined ? sent : `${date}T${hour}:${minute}:${second ?? '00'}${offset}`;
}

const SHAPES: Readonly<Record<string, string>> = {
  '102': '',
  '203': 'HHMM',
  '204': 'HHMMSS',
  '303': 'HHMMZ',
  '304': 'HHMMSSZ',
};

/** The day of a DTM, whatever time it also says. */
export function isoDay(segment: Segment): string {
  return isoMoment(segment).replace(/T\d.*$/, '');
}

/** A DTM of a moment in UTC (`2026-03-02T08:00:00Z`) or of a day (`2026-03-02`). */
export function writeMoment(qualifier: string, moment: string): readonly [string, readonly string[]] {
  const digits = moment.replace(/[-:TZ]/g, '');
  return ['DTM', [qualifier, digits, digits.length === 8 ? '102' : '204']];
}

/**
 * A number with the interchange's decimal mark as a number with a point. With another mark it is no number: nobody can
 * tell a decimal mark from a separator of thousands.
 */
export function numberText(text: string, { decimal }: Pick<ServiceCharacters, 'decimal'>): string {
  const other = decimal === ',' ? '.' : ',';
  if (text.includes(other)) return `${text} (the decimal mark is ${decimal})`;
  return text.replace(decimal, '.');
}

/** Units of measure in canonical terms: what EANCOM calls a piece is `EA` everywhere else. */
export function canonicalUom(code: string): string {
  return code === '' || code === 'PCE' ? 'EA' : code;
}

export function writeUom(uom: string): string {
  return uom === 'EA' ? 'PCE' : uom;
}
