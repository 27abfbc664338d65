import type { CsvFormat } from '../../domain/csv-files.ts';
import type { BusinessDocument, DocumentLine } from '../documents.ts';
import type { Fault, RawRecord } from '../fields.ts';
import type { DoorContext } from '../notice.ts';
import { counts } from './documents/counts.ts';
import { receipts } from './documents/receipts.ts';
import { returns } from './documents/returns.ts';
import { stock } from './documents/stock.ts';

export type LineDocument = Extract<BusinessDocument, { readonly lines: readonly DocumentLine[] }>;

/** One kind of document as CSV: which columns there are, and what a row says. */
export interface CsvKind<Document extends LineDocument, Field extends string> {
  /** The number of the document: rows that share it belong together. */
  readonly number: Field;
  /** The same in every row of a document. */
  readonly header: readonly Field[];
  readonly lines: readonly Field[];
  readonly required: readonly Field[];
  readonly mostLines: number;
  readonly readHeader: (
    raw: RawRecord<Field>,
    context: DoorContext,
  ) => { readonly header: Omit<Document, 'lines'> | undefined; readonly faults: readonly Fault<string>[] };
  readonly readLine: (
    raw: RawRecord<Field>,
    ordinal: number,
    context: DoorContext,
  ) => { readonly line: Document['lines'][number] | undefined; readonly faults: readonly Fault<string>[] };
}

/** Each reads its own columns; which, only `columns.ts` has to know. */
export const KINDS = {
  'csv-receipts': receipts,
  'csv-counts': counts,
  'csv-returns': returns,
  'csv-stock': stock,
} as unknown as Readonly<Record<CsvFormat, CsvKind<LineDocument, string>>>;

/** The columns a kind of file may have, by canonical name. */
export function csvFieldsOf(format: CsvFormat): readonly string[] {
  return [...KINDS[format].header, ...KINDS[format].lines];
}
