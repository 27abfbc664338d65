import type { Finding } from '../../../events/inbound.ts';
import type { RawRecord } from '../fields.ts';
import { finding } from '../findings.ts';
import { isoDay, isoMoment, type Sourced } from './elements.ts';
import type { Taken } from './loops.ts';
import type { SetLog } from './set-log.ts';
import type { Segment } from './tokenizer.ts';

/** Where the fields of a document stand in a transaction set: one table, read and written. */

/** One element that holds a field. */
export interface Cell<Field extends string> {
  readonly element: number;
  /** X12 data element number. */
  readonly reference: number;
  readonly field: Field;
  /** `moment` and `day` are dates; `party` is a GLN or an agreed code, its kind in the element before. */
  readonly as?: 'moment' | 'day' | 'party';
  /** With `moment`: the element of its time, and of the code of the time's zone. */
  readonly time?: number;
  readonly zone?: number;
  /** What the partner's codes mean; of several of one meaning the first is written. One that is not listed is refused. */
  readonly codes?: Readonly<Record<string, string>>;
}

export interface Place<Field extends string> {
  readonly segment: string;
  /** The loop it stands in; `''` is the set itself. */
  readonly loop: string;
  /** Of several codes of one field the one named first counts, and it is written. */
  readonly qualifier?: { readonly element: number; readonly codes: readonly string[] };
  readonly cells: readonly Cell<Field>[];
  /** Elements where the qualifier of an item's number stands, the number behind it. */
  readonly items?: readonly number[];
  /** What is written into elements nothing is read from. */
  readonly fixed?: Readonly<Record<number, string>>;
}

/** The item numbers that are read: our own, the product's whoever sells it, and the lot's. */
const ITEM_NUMBERS: Readonly<Record<string, 'sku' | 'gtin' | 'lot'>> = {
  SK: 'sku',
  IN: 'sku',
  BP: 'sku',
  UK: 'gtin',
  EN: 'gtin',
  UP: 'gtin',
  LT: 'lot',
};

interface Kept {
  readonly from: Sourced;
  /** The place partners know it by, and the segment's position in the interchange. */
  readonly name: string;
  readonly position: number;
  readonly rank: number;
}

/** The fields of one record of a set: of its header, a line, a part of a line. */
export class SetRecord<Field extends string> implements RawRecord<Field> {
  readonly place: string;
  readonly #places: readonly Place<Field>[];
  readonly #log: SetLog;
  readonly #begins: Segment;
  #kept = new Map<string, Kept>();

  /** `begins` is the segment the record begins with; `around` what is said for it further out. */
  constructor(places: readonly Place<Field>[], log: SetLog, begins: Segment, around?: SetRecord<Field>) {
    this.#places = places;
    this.#log = log;
    this.#begins = begins;
    this.place = `segment ${begins.position}`;
    if (around) this.#kept = new Map(around.#kept);
  }

  read(segment: Segment, { loop }: Taken): void {
    for (const place of this.#places) {
      if (place.segment !== segment.id || place.loop !== loop) continue;
      const { qualifier } = place;
      const sent = qualifier ? (segment.elements[qualifier.element - 1] ?? '').trim() : '';
      const rank = qualifier ? qualifier.codes.indexOf(sent) : 0;
      if (rank < 0) continue;
      for (const cell of place.cells)
        this.#put(cell.field, this.#source(segment, cell), segment, nameOf(place, cell), rank);
      this.#readItems(place, segment);
    }
  }

  get(field: Field): string | undefined {
    return this.#kept.get(field)?.from.text;
  }

  /** What was sent for a field, before its code was understood. */
  source(field: Field): Sourced | undefined {
    return this.#kept.get(field)?.from;
  }

  name(field: Field): string {
    return this.#kept.get(field)?.name ?? this.#placeOf(field)?.name ?? field;
  }

  placeOf = (field: Field): string | undefined => {
    const kept = this.#kept.get(field);
    return kept && `segment ${kept.position}`;
  };

  /** Keeps what a record's reader found, for people and for the 997; `true` when one of it refuses. */
  report(faults: readonly { readonly field: Field; readonly finding: Finding }[]): boolean {
    for (const { field, finding: found } of faults) {
      const from = this.source(field);
      const place = this.#placeOf(field);
      if (from) this.#log.report(this.#inCodes(found, field), from);
      else {
        const start = this.#log.positionInSet(this.#begins);
        this.#log.reportMissing(found, place?.segment ?? this.#begins.id, start);
      }
    }
    return faults.some((one) => one.finding.action === 'reject');
  }

  /** A code nobody knows is told the codes there are, not what they mean here. */
  #inCodes(found: Finding, field: Field): Finding {
    const { codes } = this.#places.flatMap(({ cells }) => cells).find((one) => one.field === field) ?? {};
    if (!codes || found.code !== 'FIELD_INVALID') return found;
    const message = `${this.placeOf(field)}: ${found.field} must be one of ${Object.keys(codes).toSorted().join(', ')}`;
    return { ...found, message };
  }

  #placeOf(field: Field): { readonly segment: string; readonly name: string } | undefined {
    for (const place of this.#places) {
      const cell = place.cells.find((one) => one.field === field);
      if (cell) return { segment: place.segment, name: nameOf(place, cell) };
      if (place.items && (field === 'sku' || field === 'gtin')) {
        return { segment: place.segment, name: `${place.segment}*${field === 'sku' ? 'SK' : 'UK'}` };
      }
    }
    return undefined;
  }

  #source(segment: Segment, cell: Cell<Field>): Sourced {
    const { element, reference, as, time, zone, codes } = cell;
    const from = this.#log.source(segment, element, reference);
    const text = (other: number | undefined) =>
      other === undefined ? '' : (segment.elements[other - 1] ?? '').trim();
    if (from.text === '') return from;
    if (codes) return { ...from, text: codes[from.text] ?? from.text };
    if (as === 'moment') return { ...from, text: isoMoment(from.text, text(time), text(zone)) };
    return as === 'day' ? { ...from, text: isoDay(from.text) } : from;
  }

  #readItems(place: Place<Field>, segment: Segment): void {
    for (const element of place.items ?? []) {
      const qualifier = (segment.elements[element - 1] ?? '').trim();
      const field = ITEM_NUMBERS[qualifier];
      if (!field || this.#kept.has(field)) continue;
      this.#put(field, this.#log.source(segment, element + 1, 234), segment, `${segment.id}*${qualifier}`, 0);
    }
  }

  /** A field said twice with different texts refuses the set. */
  #put(field: string, from: Sourced, { position }: Segment, name: string, rank: number): void {
    if (from.text === '') return;
    const before = this.#kept.get(field);
    if (before && before.rank === rank && before.from.text !== from.text) {
      const message = `segment ${position}: ${name} says "${from.text}" after it said "${before.from.text}"; send it once`;
      this.#log.report(finding('FIELD_INVALID', 'reject', { field: name, value: from.text }, message), from);
    }
    if (!before || rank < before.rank) this.#kept.set(field, { from, name, position, rank });
  }
}

/** `DTM*002`, `BEG03`: the place partners know it by. */
function nameOf<Field extends string>(
  { segment, qualifier }: Place<Field>,
  { element }: Cell<Field>,
): string {
  return qualifier ? `${segment}*${qualifier.codes[0]}` : `${segment}${String(element).padStart(2, '0')}`;
}

/** A segment to be written: its id and its elements. */
export type WrittenSegment = readonly [id: string, ...elements: readonly string[]];

/** What is written of a record: its fields as text, dates in ISO 8601. */
export type Texts<Field extends string> = Readonly<
  Partial<Record<Field | 'sku' | 'gtin' | 'lot', string | undefined>>
>;

/**
 * The segments of a record, as its places say; a place nothing is said for is left out, and so is the time of a date where
 * the segment has none. Raises for what has no code.
 */
export function writeRecord<Field extends string>(
  places: readonly Place<Field>[],
  texts: Texts<Field>,
): readonly WrittenSegment[] {
  const lotInItems = !places.some(({ cells }) => cells.some(({ field }) => field === 'lot'));
  return places.flatMap((place): WrittenSegment[] => {
    const elements = new Map<number, string>();
    for (const cell of place.cells) {
      const text = texts[cell.field as keyof typeof texts];
      if (text !== undefined && text !== '') writeCell(cell, text, place, elements);
    }
    const numbers = (place.items ? ['SK', 'UK', ...(lotInItems ? ['LT'] : [])] : []).flatMap((qualifier) => {
      const text = texts[ITEM_NUMBERS[qualifier] as 'sku' | 'gtin' | 'lot'];
      return text === undefined ? [] : [[qualifier, text] as const];
    });
    for (const [index, [qualifier, text]] of numbers.entries()) {
      const at = place.items?.[index] ?? 0;
      elements.set(at, qualifier).set(at + 1, text);
    }
    if (elements.size === 0) return [];
    for (const [element, text] of Object.entries(place.fixed ?? {})) elements.set(Number(element), text);
    if (place.qualifier) elements.set(place.qualifier.element, place.qualifier.codes[0] ?? '');
    const last = Math.max(...elements.keys());
    return [[place.segment, ...Array.from({ length: last }, (_, index) => elements.get(index + 1) ?? '')]];
  });
}

function writeCell<Field extends string>(
  { element, as, time, zone, codes, field }: Cell<Field>,
  text: string,
  { segment }: Place<Field>,
  elements: Map<number, string>,
): void {
  if (codes) {
    const code = Object.entries(codes).find(([, meaning]) => meaning === text)?.[0];
    if (code === undefined) throw new Error(`${segment} has no code for ${field} ${text}`);
    elements.set(element, code);
  } else if (as === 'moment') {
    elements.set(element, text.slice(0, 10).replaceAll('-', ''));
    const clock = text.slice(11, 19).replaceAll(':', '');
    // Without a time it is the day's first moment in UTC, which is how it is read.
    if (time !== undefined && clock !== '' && clock !== '000000') {
      elements.set(time, clock.endsWith('00') ? clock.slice(0, 4) : clock);
      if (zone !== undefined) elements.set(zone, 'UT');
    }
  } else if (as === 'day') elements.set(element, text.replaceAll('-', ''));
  else {
    if (as === 'party') elements.set(element - 1, /^\d{13}$/.test(text) ? 'UL' : '92');
    elements.set(element, text);
  }
}
