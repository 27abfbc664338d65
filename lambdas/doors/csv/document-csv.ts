import type { Finding } from '../../../events/inbound.ts';
import type { CsvFiles, CsvFormat } from '../../domain/csv-files.ts';
import { assembleFile, refuseFile } from '../assemble.ts';
import { announcementsOf } from '../document-events.ts';
import type { Fault, RawRecord } from '../fields.ts';
import { FindingList, finding } from '../findings.ts';
import { type DoorContext, LIMITS, type ParsedFile, type ReadNotice } from '../notice.ts';
import { type Columns, findColumns, recordOf } from './columns.ts';
import { type CsvKind, KINDS, type LineDocument } from './kinds.ts';
import { faultOfRow, refuseFault } from './row-faults.ts';
import { csvRows, type Row } from './rows.ts';

/**
 * Documents as CSV: one row per line, what is true of the whole document repeated in each of its rows. A document is used
 * whole or not at all; a row nobody can attribute refuses the file.
 */
export function parseCsvDocuments(
  bytes: Buffer,
  { format, columns: map = {} }: CsvFiles,
  context: DoorContext,
): ParsedFile {
  const kind = KINDS[format];
  try {
    return readFile(bytes, format, kind, map, context);
  } catch (error) {
    return refuseFault(error, format);
  }
}

function readFile(
  bytes: Buffer,
  format: CsvFormat,
  kind: CsvKind<LineDocument, string>,
  map: Readonly<Record<string, string>>,
  context: DoorContext,
): ParsedFile {
  const rows = csvRows(bytes);
  const head = rows.next();
  const empty = (message: string) => finding('FILE_EMPTY', 'reject', { field: '(file)', value: '' }, message);
  if (head.done) return refuseFile(format, empty('the file has no rows; the first row names the columns'));
  const fields = [...kind.header, ...kind.lines];
  const { columns, findings } = findColumns(head.value.cells, map, fields, kind.required, context);
  if (findings.some(({ action }) => action === 'reject')) return refuseFile(format, ...findings);

  const byNumber = new Map<string, Row[]>();
  for (const row of rows) {
    const number = recordOf(row, columns).get(kind.number) ?? '';
    const fault = faultOfRow(row, number, kind.number, columns);
    if (fault) return refuseFile(format, ...findings, fault);
    const before = byNumber.get(number);
    if (before) before.push(row);
    else byNumber.set(number, [row]);
    if (byNumber.size > LIMITS.notices) {
      const at = { field: '(file)', value: String(byNumber.size) };
      const message = `a file holds at most ${LIMITS.notices} documents; split it`;
      return refuseFile(format, ...findings, finding('FILE_TOO_LARGE', 'reject', at, message));
    }
  }
  if (byNumber.size === 0)
    return refuseFile(format, ...findings, empty('the file has a header row and nothing below it'));
  const read = [...byNumber].map(([number, own]) =>
    readDocument(number, own, { kind, columns, context, format }),
  );
  return assembleFile(format, read, findings);
}

interface Reading {
  readonly format: CsvFormat;
  readonly kind: CsvKind<LineDocument, string>;
  readonly columns: Columns<string>;
  readonly context: DoorContext;
}

function readDocument(
  number: string,
  rows: readonly Row[],
  { format, kind, columns, context }: Reading,
): ReadNotice {
  const found = new FindingList();
  const [first, ...others] = rows.map((row) => recordOf(row, columns));
  const report = (faults: readonly Fault<string>[]) => found.add(...faults.map((fault) => fault.finding));
  const { header, faults } = first ? kind.readHeader(first, context) : { header: undefined, faults: [] };
  report(faults);
  if (first) found.add(...inconsistencies(kind, first, others));
  if (rows.length > kind.mostLines) {
    const at = { field: '(rows)', value: String(rows.length) };
    const message = `${number} has more than ${kind.mostLines} rows; send several documents`;
    found.add(finding('NOTICE_TOO_LARGE', 'reject', at, message));
  }
  const lines = rows.flatMap((row, index) => {
    const one = kind.readLine(recordOf(row, columns), index + 1, context);
    report(one.faults);
    return one.line ?? [];
  });
  const document = header && ({ ...header, lines } as LineDocument);
  const announced = document && !found.refused ? announcementsOf(document, context) : undefined;
  found.add(...(announced?.findings ?? []));
  const read = { asnId: number, format, findings: found.all(), lineCount: rows.length, notice: undefined };
  if (!document || !announced || found.refused) return read;
  return { ...read, document: { document, test: false, events: announced.events } };
}

/** What is true of a whole document is the same in each of its rows; a field that is not is reported once. */
function inconsistencies(
  { header }: CsvKind<LineDocument, string>,
  first: RawRecord<string>,
  others: readonly RawRecord<string>[],
): readonly Finding[] {
  return header.flatMap((field) => {
    const here = others.find((one) => one.get(field) !== first.get(field));
    if (!here) return [];
    const at = { field: here.name(field), value: here.get(field) ?? '' };
    const message = `${here.place}: ${at.field} is "${at.value}", ${first.place} of the same document says "${first.get(field)}"`;
    return [finding('HEADER_INCONSISTENT', 'reject', at, `${message}; repeat the same value in every row`)];
  });
}
