import type { Finding } from '../../../events/inbound.ts';
import { assembleFile, refuseFile } from '../assemble.ts';
import { HEADER_FIELDS, type HeaderField, readHeader, readLine } from '../fields.ts';
import { FindingList, finding } from '../findings.ts';
import {
  type AnnouncedLine,
  type DoorContext,
  LIMITS,
  type NoticeHeader,
  type ParsedFile,
  type ReadNotice,
} from '../notice.ts';
import { NoticeTally } from '../tally.ts';
import { type Columns, findColumns, recordOf } from './columns.ts';
import { csvFault, csvRows, type Row } from './rows.ts';

/**
 * Ship notices as CSV: one row per line, the header of the notice repeated in each of its rows, all rows of a notice
 * together, any number of notices per file. A row that cannot be told apart (cells missing or too many, no notice
 * number, broken quotes) refuses the whole file, since nobody can say whose it is.
 */
export function parseCsv(bytes: Buffer, context: DoorContext): ParsedFile {
  try {
    return readFile(bytes, context);
  } catch (error) {
    const message = `${csvFault(error)}; correct the quotes and send the whole file again`;
    return refuseFile('csv', finding('ROW_MALFORMED', 'reject', { field: '(row)', value: '' }, message));
  }
}

function readFile(bytes: Buffer, context: DoorContext): ParsedFile {
  const rows = csvRows(bytes);
  const head = rows.next();
  if (head.done) {
    const message = 'the file has no rows; the first row names the columns';
    return refuseFile('csv', finding('FILE_EMPTY', 'reject', { field: '(file)', value: '' }, message));
  }
  const { columns, findings } = findColumns(head.value.cells, context.partner.csvColumns ?? {});
  if (findings.some(({ action }) => action === 'reject')) return refuseFile('csv', ...findings);

  const drafts = new Map<string, CsvNotice>();
  let current: CsvNotice | undefined;
  for (const row of rows) {
    const asnId = recordOf(row, columns).get('asnId') ?? '';
    const fault = faultOfRow(row, asnId, columns);
    if (fault) return refuseFile('csv', ...findings, fault);
    if (current?.asnId !== asnId) {
      current = drafts.get(asnId);
      current?.refuseSecondBlock(row);
      if (!current) {
        current = new CsvNotice(asnId, row, columns, context);
        drafts.set(asnId, current);
      }
    }
    current.add(row);
    if (drafts.size > LIMITS.notices) {
      const message = `a file holds at most ${LIMITS.notices} notices; split it`;
      const tooMany = finding(
        'FILE_TOO_LARGE',
        'reject',
        { field: '(file)', value: String(drafts.size) },
        message,
      );
      return refuseFile('csv', ...findings, tooMany);
    }
  }
  if (drafts.size === 0) {
    const message = 'the file has a header row and nothing below it';
    return refuseFile(
      'csv',
      ...findings,
      finding('FILE_EMPTY', 'reject', { field: '(file)', value: '' }, message),
    );
  }
  return assembleFile(
    'csv',
    [...drafts.values()].map((draft) => draft.close(bytes)),
    findings,
  );
}

function faultOfRow(row: Row, asnId: string, columns: Columns): Finding | undefined {
  if (row.cells.length !== columns.count) {
    const message = `row ${row.number}: has ${row.cells.length} cells, the header row has ${columns.count}`;
    const at = { field: '(row)', value: row.cells.join(',') };
    return finding(
      'ROW_MALFORMED',
      'reject',
      at,
      `${message}; quote cells that contain a comma, and send the file whole`,
    );
  }
  if (asnId !== '') return undefined;
  const name = columns.headerOf('asnId');
  const message = `row ${row.number}: ${name} is empty, so nobody can say which notice the row belongs to`;
  return finding('FIELD_MISSING', 'reject', { field: name, value: '' }, message);
}

/** One notice while its rows pass. */
class CsvNotice {
  readonly asnId: string;
  readonly #first: Row;
  readonly #columns: Columns;
  readonly #context: DoorContext;
  readonly #header: NoticeHeader | undefined;
  readonly #findings = new FindingList();
  readonly #tally = new NoticeTally();
  readonly #inconsistent = new Set<HeaderField>();
  #together = true;
  #end: number;

  constructor(asnId: string, first: Row, columns: Columns, context: DoorContext) {
    this.asnId = asnId;
    this.#first = first;
    this.#columns = columns;
    this.#context = context;
    this.#end = first.end;
    const { header, faults } = readHeader(recordOf(first, columns), context, { format: 'csv' });
    this.#header = header;
    this.#findings.add(...faults.map((fault) => fault.finding));
  }

  refuseSecondBlock(row: Row): void {
    if (!this.#together) return;
    this.#together = false;
    const at = { field: this.#columns.headerOf('asnId'), value: this.asnId };
    const message = `row ${row.number}: notice ${this.asnId} goes on after rows of another notice; sort the file by ${at.field}`;
    this.#findings.add(finding('ROWS_NOT_TOGETHER', 'reject', at, message));
  }

  add(row: Row): void {
    const record = recordOf(row, this.#columns);
    this.#compareHeader(row);
    const { announced, faults } = readLine(record, this.#tally.lineCount + 1, this.#context);
    this.#findings.add(...faults.map((fault) => fault.finding));
    if (announced) this.#findings.add(...this.#tally.add(announced, record.place));
    else this.#tally.addUnreadable();
    if (this.#together) this.#end = row.end;
  }

  /** Every row repeats the header; a field that changes on the way is reported once. */
  #compareHeader(row: Row): void {
    const [first, here] = [recordOf(this.#first, this.#columns), recordOf(row, this.#columns)];
    for (const field of HEADER_FIELDS) {
      if (this.#inconsistent.has(field) || first.get(field) === here.get(field)) continue;
      this.#inconsistent.add(field);
      const at = { field: here.name(field), value: here.get(field) ?? '' };
      const message = `${here.place}: ${at.field} is "${at.value}", ${first.place} of the same notice says "${first.get(field)}"`;
      this.#findings.add(
        finding('HEADER_INCONSISTENT', 'reject', at, `${message}; repeat the same value in every row`),
      );
    }
  }

  close(bytes: Buffer): ReadNotice {
    const header = this.#header;
    const { lineCount, hashTotal } = header?.data.control ?? {};
    const name = this.#columns.headerOf;
    const totals = {
      ...(lineCount !== undefined && { lineCount: { stated: lineCount, name: name('controlLineCount') } }),
      ...(hashTotal !== undefined && { hashTotal: { stated: hashTotal, name: name('controlHashTotal') } }),
    };
    this.#findings.add(...this.#tally.close(totals, header?.data.purpose ?? 'original'));
    const findings = this.#findings.all();
    const tally = this.#tally;
    const usable = header && !this.#findings.refused;
    return {
      asnId: this.asnId,
      findings,
      lineCount: tally.lineCount,
      notice: usable
        ? {
            site: header.site,
            data: { ...header.data, poIds: [...tally.poIds], findings: [...findings] },
            test: false,
            lineCount: tally.lineCount,
            lines: () => this.#lines(bytes.subarray(0, this.#end)),
          }
        : undefined,
    };
  }

  /** The first reading found no fault in these rows, so each of them is a line. */
  *#lines(bytes: Buffer): Generator<AnnouncedLine> {
    let ordinal = 0;
    for (const row of csvRows(bytes, this.#first.start)) {
      const { announced } = readLine(recordOf(row, this.#columns), ++ordinal, this.#context);
      if (announced) yield announced;
    }
  }
}
