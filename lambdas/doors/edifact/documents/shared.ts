import type { Finding } from '../../../../events/inbound.ts';
import type { DocumentHeader, DocumentLine, Measured } from '../../documents.ts';
import { writeExact } from '../../exact.ts';
import type { DoorContext } from '../../notice.ts';
import type { MessageDescription, Taken } from '../description.ts';
import type { MessageLog } from '../message-log.ts';
import type { Segment, WrittenSegment } from '../tokenizer.ts';
import { writeMoment, writeUom } from '../values.ts';

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
