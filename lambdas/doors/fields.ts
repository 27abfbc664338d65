import { identifier } from '../../events/envelope.ts';
import type { Finding, NoticeLine } from '../../events/inbound.ts';
import { faultOfKey, gtin14, type KeyKind } from '../domain/check-digit.ts';
import { parseDay, parseExact, parseMoment, parseTotal } from './exact.ts';
import { finding } from './findings.ts';
import type { AnnouncedLine, DoorContext, NoticeFormat, NoticeHeader, PackContent } from './notice.ts';

/**
 * The one vocabulary of a ship notice. Each format only says where a field stands and what the partner calls it; what a
 * field must look like is said here once, so CSV, JSON and X12 can never disagree about it.
 */

export const HEADER_FIELDS = [
  'asnId',
  'purpose',
  'supplierId',
  'shipTo',
  'shippedAt',
  'dueAt',
  'sentAt',
  'carrierScac',
  'carrierReference',
  'controlLineCount',
  'controlHashTotal',
] as const;
export type HeaderField = (typeof HEADER_FIELDS)[number];

export const LINE_FIELDS = [
  'line',
  'poId',
  'poLine',
  'sku',
  'gtin',
  'quantity',
  'uom',
  'sscc',
  'lot',
  'expiry',
  'hazardClass',
  'temperature',
] as const;
export type LineField = (typeof LINE_FIELDS)[number];

/** Fields as text, wherever they came from. An empty text is a field that was not sent. */
export interface RawRecord<Field extends string> {
  readonly get: (field: Field) => string | undefined;
  /** What the partner calls the field: a column header, a JSON path, an X12 element. */
  readonly name: (field: Field) => string;
  /** Where to look: `row 17`, `segment 14`. */
  readonly place: string;
  /** Which mark its decimals have. @default point */
  readonly decimal?: 'point' | 'comma';
  /** Where one field stands, in formats whose records spread over several places. */
  readonly placeOf?: (field: Field) => string | undefined;
}

export interface Fault<Field extends string> {
  readonly field: Field;
  readonly finding: Finding;
}

export interface Kind<Value> {
  readonly read: (text: string) => Value | undefined;
  /** Completes "… must be". */
  readonly expected: string;
  /** It may have decimals: completes "… must be" where their mark is a comma. */
  readonly withComma?: string;
}

const matching = (pattern: RegExp, expected: string): Kind<string> => ({
  read: (text) => (pattern.test(text) ? text : undefined),
  expected,
});
const oneOf = <Value extends string>(...values: readonly Value[]): Kind<Value> => ({
  read: (text) => values.find((value) => value === text),
  expected: `one of ${values.join(', ')}`,
});
const wholeNumber = (from: number): Kind<number> => ({
  read: (text) => (/^\d{1,9}$/.test(text) && Number(text) >= from ? Number(text) : undefined),
  expected: `a whole number from ${from}`,
});
const id: Kind<string> = {
  read: (text) => (identifier.safeParse(text).success ? text : undefined),
  expected: 'letters, digits and . _ : / - only, starting with a letter or digit, 128 at most',
};
const moment: Kind<string> = {
  read: parseMoment,
  expected: 'a date such as 2026-03-02, or a time with its zone such as 2026-03-02T08:00Z',
};
const day: Kind<string> = { read: parseDay, expected: 'a date that exists, such as 2026-03-02' };
const quantity: Kind<{ value: number; scale: number }> = {
  read: (text) => {
    const exact = parseExact(text);
    return exact && exact.value > 0 ? exact : undefined;
  },
  expected: 'a number above 0 such as 12.5: a point, no separators, 6 decimals at most',
  withComma: 'a number above 0 such as 12,5: a comma, no separators, 6 decimals at most',
};
const quantityOrNone: Kind<{ value: number; scale: number }> = {
  read: parseExact,
  expected: 'a number such as 12.5, 0 included: a point, no separators, 6 decimals at most',
  withComma: 'a number such as 12,5, 0 included: a comma, no separators, 6 decimals at most',
};
const uom: Kind<string> = {
  read: (text) => (/^[A-Za-z0-9]{1,8}$/.test(text) ? text.toUpperCase() : undefined),
  expected: 'a unit of 1 to 8 letters or digits such as EA or CA',
};
const total: Kind<string> = {
  read: (text) => (parseTotal(text) === undefined ? undefined : text),
  expected: 'the sum of all quantities, such as 480 or 12.5',
  withComma: 'the sum of all quantities, such as 480 or 12,5',
};
/** Control characters in an identifier are never meant; everything else a supplier may print on a label. */
const labelOf = (longest: number) =>
  matching(new RegExp(`^\\P{Cc}{1,${longest}}$`, 'u'), `at most ${longest} printable characters`);
// Made once: a notice may have a hundred thousand lines, and a pattern costs more to make than to try.
const [label32, label64, label128] = [labelOf(32), labelOf(64), labelOf(128)];
const storage = oneOf('ambient', 'chilled', 'frozen');
const scac = matching(/^[A-Z]{2,4}$/, 'a carrier code (SCAC) of 2 to 4 capital letters');

/** Kinds of values other documents than notices are made of, too. */
const currency = matching(/^[A-Z]{3}$/, 'a currency of three capital letters such as EUR');
export const kinds = {
  id,
  moment,
  day,
  quantity,
  quantityOrNone,
  uom,
  label64,
  currency,
  wholeNumber,
  oneOf,
} as const;

const exchanged = (mark: string) => (mark === ',' ? '.' : ',');

/** Reads the fields of one record and keeps what is wrong with them. */
export function reader<Field extends string>(
  raw: RawRecord<Field>,
  scope: Finding['scope'],
  context: DoorContext,
  line?: number,
) {
  const faults: Fault<Field>[] = [];
  const fault = (field: Field, code: string, action: Finding['action'], message: string) => {
    const at = {
      scope,
      field: raw.name(field),
      value: raw.get(field) ?? '',
      ...(line === undefined ? {} : { line }),
    };
    const place = raw.placeOf?.(field) ?? raw.place;
    faults.push({ field, finding: finding(code, action, at, `${place}: ${message}`) });
  };
  const optional = <Value>(field: Field, kind: Kind<Value>): Value | undefined => {
    const text = raw.get(field);
    if (text === undefined || text === '') return undefined;
    const comma = raw.decimal === 'comma' ? kind.withComma : undefined;
    // Either mark is only ever one of the two: a point is no decimal where a comma is, and no separator either.
    const value = kind.read(comma === undefined ? text : text.replace(/[.,]/g, exchanged));
    if (value === undefined) {
      fault(field, 'FIELD_INVALID', 'reject', `${raw.name(field)} must be ${comma ?? kind.expected}`);
    }
    return value;
  };
  const required = <Value>(field: Field, kind: Kind<Value>): Value | undefined => {
    if ((raw.get(field) ?? '') === '') {
      const expected = (raw.decimal === 'comma' ? kind.withComma : undefined) ?? kind.expected;
      fault(field, 'FIELD_MISSING', 'reject', `${raw.name(field)} is missing: send ${expected}`);
    }
    return optional(field, kind);
  };
  const checkKey = (field: Field, kind: KeyKind, key: string, where = scope): boolean => {
    const at = { scope: where, field: raw.name(field), value: key, ...(line === undefined ? {} : { line }) };
    const wrong = keyFinding(kind, at, raw.placeOf?.(field) ?? raw.place, context);
    if (wrong) faults.push({ field, finding: wrong });
    return wrong === undefined;
  };
  return { faults, fault, optional, required, checkKey };
}

/** The header of a notice, or what keeps it from being one. Tenant and supplier are the registered ones. */
export function readHeader(
  raw: RawRecord<HeaderField>,
  context: DoorContext,
  origin: { readonly format: NoticeFormat; readonly controlNumber?: string },
): { readonly header: NoticeHeader | undefined; readonly faults: readonly Fault<HeaderField>[] } {
  const { faults, fault, optional, required, checkKey } = reader(raw, 'document', context);
  const { partner } = context;
  const asnId = required('asnId', id);
  const purpose = optional('purpose', oneOf('original', 'replace', 'cancel')) ?? 'original';
  const shipTo = required('shipTo', label128);
  if (shipTo && /^\d+$/.test(shipTo)) checkKey('shipTo', 'gln', shipTo);
  const site = context.sites.find((known) => known.gln === shipTo || known.site === shipTo);
  if (shipTo && !site) {
    const known = context.sites.map((one) => `${one.site} (${one.gln})`).join(', ');
    fault(
      'shipTo',
      'SHIP_TO_UNKNOWN',
      'reject',
      `${raw.name('shipTo')} names no site of ours; we have ${known}`,
    );
  }
  const supplierId = optional('supplierId', id);
  if (supplierId && supplierId !== partner.supplierId) {
    const message = `${raw.name('supplierId')} is another supplier; this place takes files of ${partner.supplierId} only`;
    fault('supplierId', 'SUPPLIER_MISMATCH', 'reject', message);
  }
  const shippedAt = required('shippedAt', moment);
  const dueAt = required('dueAt', moment);
  const sentAt = optional('sentAt', moment) ?? context.receivedAt;
  const carrierCode = optional('carrierScac', scac);
  const carrierReference = optional('carrierReference', label64);
  const lineCount = optional('controlLineCount', wholeNumber(0));
  const hashTotal = optional('controlHashTotal', total);
  if (!asnId || !site || !shippedAt || !dueAt || faults.some((one) => one.finding.action === 'reject')) {
    return { header: undefined, faults };
  }
  return {
    faults,
    header: {
      site: site.site,
      data: {
        asnId,
        supplierId: partner.supplierId,
        purpose,
        shipToGln: site.gln,
        shippedAt,
        dueAt,
        sentAt,
        ...(carrierCode && {
          carrier: { scac: carrierCode, ...(carrierReference && { reference: carrierReference }) },
        }),
        ...((lineCount !== undefined || hashTotal !== undefined) && {
          control: {
            ...(lineCount !== undefined && { lineCount }),
            ...(hashTotal !== undefined && { hashTotal }),
          },
        }),
        origin: { partnerId: partner.partnerId, ...origin, ...(context.key && { key: context.key }) },
      },
    },
  };
}

/** One line, numbered `ordinal` unless the partner numbers it; its pack holds all of it when it names one. */
export function readLine(
  raw: RawRecord<LineField>,
  ordinal: number,
  context: DoorContext,
): { readonly announced: AnnouncedLine | undefined; readonly faults: readonly Fault<LineField>[] } {
  const { faults, optional, required, checkKey } = reader(raw, 'line', context, ordinal);
  const line = optional('line', wholeNumber(1)) ?? ordinal;
  const poId = required('poId', id);
  const poLine = optional('poLine', wholeNumber(1));
  const sku = required('sku', id);
  const gtin = optional('gtin', label32);
  const validGtin = gtin !== undefined && checkKey('gtin', 'gtin', gtin);
  const amount = required('quantity', quantity);
  const unit = required('uom', uom);
  const sscc = bareSscc(optional('sscc', label32) ?? '');
  if (sscc) checkKey('sscc', 'sscc', sscc, 'pack');
  const lot = optional('lot', label64);
  const expiry = optional('expiry', day);
  const hazardClass = optional('hazardClass', label32);
  const temperature = optional('temperature', storage);
  if (!poId || !sku || !amount || !unit || faults.some((one) => one.finding.action === 'reject')) {
    return { announced: undefined, faults };
  }
  const notice: NoticeLine = {
    line,
    poId,
    ...(poLine && { poLine }),
    sku,
    ...(gtin && { gtin: validGtin ? gtin14(gtin) : gtin }),
    quantity: { ...amount, uom: unit },
    ...(sscc && { sscc }),
    ...(lot && { lot }),
    ...(expiry && { expiry }),
    ...(hazardClass && { hazardClass }),
    ...(temperature && { temperature }),
  };
  return { announced: { line: notice, packs: sscc ? [{ sscc, ...amount }] : [] }, faults };
}

/** Puts a line into packs that hold parts of it; a line whole in one pack carries its number. */
export function withPacks({ line }: AnnouncedLine, packs: readonly PackContent[]): AnnouncedLine {
  const { sscc: _, ...loose } = line;
  const only = packs.length === 1 ? packs[0]?.sscc : undefined;
  return { line: { ...loose, ...(only && { sscc: only }) }, packs };
}

/** V8: a wrong check digit warns, and refuses where the partner is held to it. */
export function keyFinding(
  kind: KeyKind,
  at: {
    readonly scope: Finding['scope'];
    readonly line?: number;
    readonly field: string;
    readonly value: string;
  },
  place: string,
  { partner }: Pick<DoorContext, 'partner'>,
): Finding | undefined {
  const wrong = faultOfKey(kind, at.value);
  const action = partner.strictCheckDigits ? 'reject' : 'warn';
  return wrong ? finding('V8', action, at, `${place}: ${at.field} is not a valid key: ${wrong}`) : undefined;
}

/** A scanned SSCC carries its application identifier: `(00)…` or a leading `00` before the 18 digits. */
export function bareSscc(scanned: string): string {
  return scanned.replace(/^\(00\)/, '').replace(/^00(?=\d{18}$)/, '');
}
