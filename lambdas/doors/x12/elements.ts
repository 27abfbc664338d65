import type { Finding } from '../../../events/inbound.ts';
import type { Purpose } from '../documents.ts';
import type { HeaderField, LineField } from '../fields.ts';
import { finding } from '../findings.ts';
import { type Delimiters, partsOf, type Segment } from './tokenizer.ts';

/** Where the fields of a notice stand in an 856, and their texts with the place they came from. */

export type Field = HeaderField | LineField;

/** A field's text and the element it was read from. */
export interface Sourced {
  readonly text: string;
  readonly segment: string;
  /** From 1 at the ST of the set, as AK3 counts. */
  readonly position: number;
  readonly element: number;
  /** X12 data element number. */
  readonly reference: number;
}

interface Place {
  /** What partners call it. */
  readonly name: string;
  readonly segment: string;
  readonly element: number;
  readonly reference: number;
}

const place = (name: string, segment: string, element: number, reference: number): Place => ({
  name,
  segment,
  element,
  reference,
});

export const PLACES: Readonly<Record<Field, Place>> = {
  asnId: place('BSN02', 'BSN', 2, 396),
  purpose: place('BSN01', 'BSN', 1, 353),
  sentAt: place('BSN03', 'BSN', 3, 373),
  supplierId: place('N1*SU', 'N1', 4, 67),
  shipTo: place('N1*ST', 'N1', 4, 67),
  shippedAt: place('DTM*011', 'DTM', 2, 373),
  dueAt: place('DTM*017', 'DTM', 2, 373),
  carrierScac: place('TD503', 'TD5', 3, 67),
  carrierReference: place('REF*CN', 'REF', 2, 127),
  controlLineCount: place('CTT01', 'CTT', 1, 354),
  controlHashTotal: place('CTT02', 'CTT', 2, 347),
  line: place('LIN01', 'LIN', 1, 350),
  poLine: place('LIN01', 'LIN', 1, 350),
  poId: place('PRF01', 'PRF', 1, 324),
  sku: place('LIN*SK', 'LIN', 3, 234),
  gtin: place('LIN*UK', 'LIN', 3, 234),
  lot: place('LIN*LT', 'LIN', 3, 234),
  quantity: place('SN102', 'SN1', 2, 382),
  uom: place('SN103', 'SN1', 3, 355),
  sscc: place('MAN*GM', 'MAN', 2, 87),
  expiry: place('DTM*036', 'DTM', 2, 373),
  hazardClass: place('TD403', 'TD4', 3, 208),
  temperature: place('PID05', 'PID', 5, 352),
};

/** Keeps a field of a notice; the same field said twice with different texts refuses it. */
export function putField<F extends Field>(
  fields: Map<F, Sourced>,
  field: F,
  from: Sourced,
  log: { report(found: Finding, from: Sourced): void },
): void {
  const before = fields.get(field);
  if (before && before.text !== from.text) {
    const at = { field: PLACES[field].name, value: from.text };
    const message = `${at.field} says "${from.text}" after it said "${before.text}"; send it once`;
    log.report(finding('FIELD_INVALID', 'reject', at, message), from);
  }
  fields.set(field, from);
}

/** An element of a segment as a field's text, and whether it holds separators a simple element may not hold. */
export function sourced(
  segment: Segment,
  setStart: number,
  element: number,
  reference: number,
  delimiters: Delimiters,
) {
  const text = (segment.elements[element - 1] ?? '').trim();
  const parts = partsOf(text, delimiters);
  const from: Sourced = {
    text,
    segment: segment.id,
    position: segment.position - setStart + 1,
    element,
    reference,
  };
  return { from, simple: parts.length === 1 && parts[0]?.length === 1 };
}

/** X12 time codes with a fixed distance from UTC; a code that depends on the season is no answer. */
const ZONES: Readonly<Record<string, string>> = {
  '': 'Z',
  UT: 'Z',
  GM: 'Z',
  ES: '-05:00',
  ED: '-04:00',
  CS: '-06:00',
  CD: '-05:00',
  MS: '-07:00',
  MD: '-06:00',
  PS: '-08:00',
  PD: '-07:00',
};

/** Element 353: original, replace, cancellation. */
export const PURPOSES: Readonly<Record<string, Purpose>> = {
  '00': 'original',
  '05': 'replace',
  '01': 'cancel',
};

/** CCYYMMDD and HHMM[SS] as ISO 8601; a time without a code is UTC. What is no date stays as it was sent. */
export function isoMoment(date: string, time: string, code: string): string {
  const zone = ZONES[code];
  const sent = [date, time, code].filter((part) => part !== '').join(' ');
  if (!/^\d{8}$/.test(date) || !/^(\d{4}(\d{2}(\d{1,2})?)?)?$/.test(time) || zone === undefined) return sent;
  const day = isoDay(date);
  return time === ''
    ? day
    : `${day}T${time.slice(0, 2)}:${time.slice(2, 4)}:${time.slice(4, 6) || '00'}${zone}`;
}

export function isoDay(date: string): string {
  return /^\d{8}$/.test(date) ? `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}` : date;
}

/** Segments an 856 may hold; those not read here are the partner's business. */
export const KNOWN_SEGMENTS: ReadonlySet<string> = new Set(
  (
    'ST BSN DTM HL LIN SN1 SLN PRF PO4 PID MEA PWK PKG TD1 TD5 TD3 TD4 TSD REF PER LH1 LH2 LH3 LFH LEP LHT LHR ' +
    'CLD MAN DTP FOB PAL N1 N2 N3 N4 NM1 SDQ ETD CUR SAC ITA GF YNQ AMT EFI R4 LM LQ V1 TXI CTT SE'
  ).split(' '),
);
