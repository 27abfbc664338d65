import type { RawRecord } from '../fields.ts';
import { finding } from '../findings.ts';
import type { Taken } from './description.ts';
import type { MessageLog } from './message-log.ts';
import { type Segment, textAt } from './tokenizer.ts';
import { canonicalUom, isoDay, isoMoment, numberText } from './values.ts';

/** Where the fields of a document stand in a message, as data: one rule a place. */
export interface Rule<Field extends string> {
  readonly field: Field;
  readonly tag: string;
  /** What the first component of the first element says. Of several places of one field the one named first counts. */
  readonly qualifiers?: readonly string[];
  /** The innermost groups the segment may stand in; `''` is the message itself. */
  readonly within: readonly string[];
  /** From 1 behind the tag. */
  readonly element: number;
  readonly component?: number;
  readonly as?: 'moment' | 'day' | 'number' | 'uom' | 'code';
  /** With `code`: what the partner's codes mean. One that is not listed stays as it is, to be refused. */
  readonly codes?: Readonly<Record<string, string>>;
}

/** A field's text and the segment it was read from. */
interface Sourced {
  readonly text: string;
  readonly position: number;
  readonly rank: number;
}

/** The fields of one record of a message: of its header, a line, a stock quantity. */
export class Fields<Field extends string> implements RawRecord<Field> {
  readonly place: string;
  readonly #rules: readonly Rule<Field>[];
  readonly #log: MessageLog;
  readonly #texts = new Map<Field, Sourced>();

  /** `begins` is the segment the record begins with. */
  constructor(rules: readonly Rule<Field>[], log: MessageLog, begins: Segment) {
    this.#rules = rules;
    this.#log = log;
    this.place = `segment ${begins.position}`;
  }

  /** Reads what the rules say of a segment; a field said twice with different texts refuses the message. */
  read(segment: Segment, { groups }: Taken): void {
    const within = groups.at(-1) ?? '';
    for (const rule of this.#rules) {
      if (rule.tag !== segment.tag || !rule.within.includes(within)) continue;
      const rank = rule.qualifiers?.indexOf(textAt(segment, 1)) ?? 0;
      if (rank >= 0) this.put(rule.field, textOf(segment, rule), segment, rank);
    }
  }

  put(field: Field, text: string, { position }: Segment, rank = 0): void {
    if (text === '') return;
    const before = this.#texts.get(field);
    if (before && before.rank === rank && before.text !== text) {
      const at = { field: this.name(field), value: text };
      const message = `segment ${position}: ${at.field} says "${text}" after it said "${before.text}"; send it once`;
      this.#log.report(finding('FIELD_INVALID', 'reject', at, message));
    }
    if (!before || rank < before.rank) this.#texts.set(field, { text, position, rank });
  }

  get(field: Field): string | undefined {
    return this.#texts.get(field)?.text;
  }

  /** `DTM+17`, `BGM`: the place partners know it by. */
  name(field: Field): string {
    const rule = this.#rules.find((one) => one.field === field);
    return rule ? [rule.tag, ...(rule.qualifiers ?? []).slice(0, 1)].join('+') : field;
  }

  placeOf = (field: Field): string | undefined => {
    const found = this.#texts.get(field);
    return found && `segment ${found.position}`;
  };
}

function textOf<Field extends string>(
  segment: Segment,
  { element, component, as, codes }: Rule<Field>,
): string {
  const text = textAt(segment, element, component);
  switch (as) {
    case 'moment':
      return isoMoment(segment);
    case 'day':
      return isoDay(segment);
    case 'number':
      return numberText(text, segment.characters);
    case 'uom':
      return canonicalUom(text);
    case 'code':
      return codes?.[text] ?? text;
    default:
      return text;
  }
}

/** What identifies an item: our own number, and the product whoever sells it. */
const ITEM_NUMBERS: Readonly<Record<string, 'sku' | 'gtin'>> = {
  IN: 'sku',
  BP: 'sku',
  EN: 'gtin',
  SRV: 'gtin',
  UP: 'gtin',
};

/** The item numbers of a LIN or PIA; the first of a kind counts. */
export function readItemNumbers<Field extends string>(
  fields: Fields<Field | 'sku' | 'gtin'>,
  segment: Segment,
): void {
  const elements = segment.tag === 'LIN' ? [3] : segment.tag === 'PIA' ? [2, 3, 4, 5, 6] : [];
  for (const element of elements) {
    const field = ITEM_NUMBERS[textAt(segment, element, 2)];
    if (field && fields.get(field) === undefined) fields.put(field, textAt(segment, element), segment);
  }
}

/** Rules every document has: number, function and date, and who takes part. */
export const HEADER_RULES = [
  { field: 'documentId', tag: 'BGM', within: [''], element: 2 },
  {
    field: 'purpose',
    tag: 'BGM',
    within: [''],
    element: 3,
    as: 'code',
    codes: { '9': 'original', '5': 'replace', '1': 'cancel' },
  },
  {
    field: 'issuedAt',
    tag: 'DTM',
    qualifiers: ['137'],
    within: [''],
    element: 1,
    component: 2,
    as: 'moment',
  },
  { field: 'buyer', tag: 'NAD', qualifiers: ['BY'], within: ['parties'], element: 2 },
  { field: 'supplier', tag: 'NAD', qualifiers: ['SU'], within: ['parties'], element: 2 },
  { field: 'shipTo', tag: 'NAD', qualifiers: ['DP', 'ST', 'UC'], within: ['parties'], element: 2 },
] as const satisfies readonly Rule<string>[];
