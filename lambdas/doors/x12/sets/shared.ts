import type { HeaderName, Read } from '../../document-fields.ts';
import {
  type DocumentHeader,
  type DocumentLine,
  type Measured,
  type Price,
  withoutEmpty,
} from '../../documents.ts';
import { writeExact } from '../../exact.ts';
import { kinds } from '../../fields.ts';
import type { Cell, Place } from '../places.ts';

/**
 * Places many sets share. Elements and codes are those of X12 004010 as the public dictionaries of Stedi
 * (stedi.com/edi), kasoftware.com and zenbridge.io list them; what none of them could confirm is not here.
 */

export function cell<Field extends string>(
  element: number,
  reference: number,
  field: Field,
  rest: Omit<Cell<Field>, 'element' | 'reference' | 'field'> = {},
): Cell<Field> {
  return { element, reference, field, ...rest };
}

/** A date (373) with the elements of its time and zone, where the segment has them. */
export function moment<Field extends string>(
  element: number,
  field: Field,
  rest: Pick<Cell<Field>, 'time' | 'zone'> = {},
): Cell<Field> {
  return cell(element, 373, field, { as: 'moment', ...rest });
}

/** N1: a party by its role (98). */
export function partyPlace<Field extends string>(
  field: Field,
  codes: readonly string[],
  loop = 'party',
): Place<Field> {
  return {
    segment: 'N1',
    loop,
    qualifier: { element: 1, codes },
    cells: [cell(4, 67, field, { as: 'party' })],
  };
}

export const BUYER = partyPlace<HeaderName>('buyer', ['BY']);
export const SUPPLIER = partyPlace<HeaderName>('supplier', ['SU', 'VN', 'SE']);
export const SHIP_TO = partyPlace<HeaderName>('shipTo', ['ST']);

/** DTM: a date by its meaning (374). */
export function datePlace<Field extends string>(
  field: Field,
  codes: readonly string[],
  loop = '',
): Place<Field> {
  return {
    segment: 'DTM',
    loop,
    qualifier: { element: 1, codes },
    cells: [moment(2, field, { time: 3, zone: 4 })],
  };
}

/** G62: a date by its meaning (432). */
export function g62Place<Field extends string>(
  field: Field,
  codes: readonly string[],
  loop = '',
): Place<Field> {
  return { segment: 'G62', loop, qualifier: { element: 1, codes }, cells: [moment(2, field)] };
}

/** REF or N9: a reference by its meaning (128). */
export function referencePlace<Field extends string>(
  segment: 'REF' | 'N9',
  field: Field,
  codes: readonly string[],
  loop = '',
): Place<Field> {
  return { segment, loop, qualifier: { element: 1, codes }, cells: [cell(2, 127, field)] };
}

/** DTM*036: an expiry, which is a day. */
export function expiryPlace<Field extends string>(field: Field, loop: string): Place<Field> {
  return {
    segment: 'DTM',
    loop,
    qualifier: { element: 1, codes: ['036'] },
    cells: [cell(2, 373, field, { as: 'day' })],
  };
}

/** CTT01 counts lines, CTT02 adds up a quantity of each. */
export const CTT = {
  segment: 'CTT',
  loop: '',
  cells: [cell(1, 354, 'lineCount'), cell(2, 347, 'hashTotal')],
} as const satisfies Place<'lineCount' | 'hashTotal'>;

/** A total without a count: W76, W03 and W14 begin with the sum of the lines' quantities, whatever their units. */
export function sumPlace(
  segment: 'W76' | 'W03' | 'W14',
  reference: number,
): Place<'lineCount' | 'hashTotal'> {
  return { segment, loop: '', cells: [cell(1, reference, 'hashTotal')] };
}

export function headerTexts({ documentId, purpose, issuedAt, buyer, supplier, shipTo }: DocumentHeader) {
  return { documentId, purpose, issuedAt, buyer, supplier, shipTo };
}

export function lineTexts({ line, sku, gtin }: DocumentLine) {
  return { line: String(line), sku, gtin };
}

/** A quantity as the texts of its two fields. */
export function measuredTexts<Quantity extends string, Uom extends string>(
  quantity: Quantity,
  uom: Uom,
  measured: Measured | undefined,
): Partial<Record<Quantity | Uom, string>> {
  if (!measured) return {};
  return { [quantity]: writeExact(measured), [uom]: measured.uom } as Record<Quantity | Uom, string>;
}

/** Element 639 where it says for how many units the price is; nothing of it says that a price is for one. */
export const PRICE_BASIS: Readonly<Record<string, string>> = { PE: '1', PD: '12', HP: '100', TP: '1000' };

/** A price and the units it is for; a basis that is none of these is refused, because nobody knows what it is for. */
export function readPrice(read: Read<'price' | 'per'>): Price | undefined {
  const exact = read.optional('price', kinds.quantityOrNone);
  const per = read.optional('per', kinds.oneOf(...Object.values(PRICE_BASIS)));
  return exact && withoutEmpty({ ...exact, per: per === undefined || per === '1' ? undefined : Number(per) });
}

export function priceTexts(price: Price | undefined): { readonly price?: string; readonly per?: string } {
  return price ? { price: writeExact(price), per: String(price.per ?? 1) } : {};
}
