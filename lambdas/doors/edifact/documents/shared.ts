import type { Finding } from '../../../../events/inbound.ts';
import { gtin14, type KeyKind } from '../../../domain/check-digit.ts';
import { type DocumentHeader, type DocumentLine, type Measured, withoutEmpty } from '../../documents.ts';
import { type Kind, kinds } from '../../fields.ts';
import type { DoorContext } from '../../notice.ts';
import type { MessageDescription, Taken } from '../description.ts';
import type { MessageLog } from '../message-log.ts';
import type { HEADER_RULES } from '../rules.ts';
import type { Segment, WrittenSegment } from '../tokenizer.ts';
import { writeExact, writeMoment, writeUom } from '../values.ts';

/** What reading and writing the documents have in common. */

/** Reads one message, segment by segment; the document is there unless its content refuses it. */
export interface DocumentReader<Document> {
  take(segment: Segment, taken: Taken): void;
  /** After the last segment. */
  close(): Document | undefined;
}

/** A kind of message: its structure, and how a document comes out of it. */
export interface MessageKind<Document> {
  readonly description: MessageDescription;
  readonly reader: (log: MessageLog, context: DoorContext, begins: Segment) => DocumentReader<Document>;
}

export type ItemName = 'line' | 'sku' | 'gtin';
export type HeaderName = (typeof HEADER_RULES)[number]['field'];

/** The part of a record's reader that is needed here, for records that have these fields among others. */
export interface Read<Field extends string> {
  optional<Value>(field: Field, kind: Kind<Value>): Value | undefined;
  required<Value>(field: Field, kind: Kind<Value>): Value | undefined;
  checkKey(field: Field, kind: KeyKind, key: string, scope?: Finding['scope']): boolean;
}

export function readDocumentHeader(read: Read<HeaderName>): DocumentHeader | undefined {
  const documentId = read.required('documentId', kinds.id);
  const purpose = read.optional('purpose', kinds.oneOf('original', 'replace', 'cancel')) ?? 'original';
  const issuedAt = read.required('issuedAt', kinds.moment);
  const party = (field: 'buyer' | 'supplier' | 'shipTo') => {
    const code = read.optional(field, kinds.label64);
    if (code !== undefined && /^\d{13}$/.test(code)) read.checkKey(field, 'gln', code);
    return code;
  };
  const [buyer, supplier, shipTo] = [party('buyer'), party('supplier'), party('shipTo')];
  if (documentId === undefined || issuedAt === undefined) return undefined;
  return withoutEmpty({ documentId, purpose, issuedAt, buyer, supplier, shipTo });
}

/** An item is known by one of its numbers at least. `ordinal` numbers a line that has no number of its own. */
export function readDocumentLine(read: Read<ItemName>, ordinal: number): DocumentLine | undefined {
  const line = read.optional('line', kinds.wholeNumber(1)) ?? ordinal;
  const gtin = read.optional('gtin', kinds.label64);
  const valid = gtin !== undefined && read.checkKey('gtin', 'gtin', gtin);
  const sku = gtin === undefined ? read.required('sku', kinds.id) : read.optional('sku', kinds.id);
  if (sku === undefined && gtin === undefined) return undefined;
  return withoutEmpty({ line, sku, gtin: valid ? gtin14(gtin) : gtin });
}

/** A quantity with its unit; `least` 0 allows none of it. */
export function readMeasured<Quantity extends string, Uom extends string>(
  read: Read<Quantity | Uom>,
  quantity: Quantity,
  uom: Uom,
  least: 0 | 1,
): Measured | undefined {
  const amount = read.optional(quantity, least === 0 ? kinds.quantityOrNone : kinds.quantity);
  const unit = read.optional(uom, kinds.uom);
  return amount && unit !== undefined ? { ...amount, uom: unit } : undefined;
}

/** Keeps what a record's reader found; `true` when one of it refuses. */
export function reportFaults(log: MessageLog, faults: readonly { readonly finding: Finding }[]): boolean {
  log.report(...faults.map((one) => one.finding));
  return faults.some((one) => one.finding.action === 'reject');
}

const FUNCTIONS = { original: '9', replace: '5', cancel: '1' } as const;

/** BGM, the date of issue and whatever dates the document adds to it; parties and references come behind. */
export function writeBeginning(
  name: string | readonly string[],
  { documentId, purpose, issuedAt }: Pick<DocumentHeader, 'documentId' | 'purpose' | 'issuedAt'>,
  functionCode: string = FUNCTIONS[purpose],
): readonly WrittenSegment[] {
  return [['BGM', name, documentId, functionCode], writeMoment('137', issuedAt)];
}

export function writeParties({ buyer, supplier, shipTo }: DocumentHeader): readonly WrittenSegment[] {
  return [writeParty('BY', buyer), writeParty('SU', supplier), writeParty('DP', shipTo)].flat();
}

/** A GLN is GS1's number (agency 9), any other code the buyer's (92). */
export function writeParty(role: string, party: string | undefined): readonly WrittenSegment[] {
  if (party === undefined) return [];
  return [['NAD', role, [party, '', /^\d{13}$/.test(party) ? '9' : '92']]];
}

export function writeItem({ line, sku, gtin }: DocumentLine, action = ''): readonly WrittenSegment[] {
  return [
    ['LIN', String(line), action, gtin === undefined ? '' : [gtin, gtin.length === 12 ? 'UP' : 'SRV']],
    ...(sku === undefined ? [] : [['PIA', gtin === undefined ? '5' : '1', [sku, 'IN', '', '92']] as const]),
  ];
}

export function writeQuantity(qualifier: string, quantity: Measured): WrittenSegment {
  return ['QTY', [qualifier, writeExact(quantity), writeUom(quantity.uom)]];
}

export function writeReference(
  qualifier: string,
  value: string | undefined,
  line?: number,
): readonly WrittenSegment[] {
  if (value === undefined) return [];
  return [['RFF', [qualifier, value, line === undefined ? '' : String(line)]]];
}
