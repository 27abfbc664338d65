import type { ByteRange } from '../../store/ports.ts';
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
import {
  type Columns,
  findColumns,
  NOTICE_FIELDS,
  NOTICE_REQUIRED,
  type NoticeField,
  recordOf,
} from './columns.ts';
import { faultOfRow, refuseFault } from './row-faults.ts';
import { csvRowStream, csvRows, type Row } from './rows.ts';

/** Letters of supplier and notice number, as they stand in keys, that leave room for a thousand keys in 256 KB. */
const LONG_NOTICE_ID = 96;

/** Reads rows of a file again: those between two bytes of it. */
type Rows<Lines> = (range: ByteRange, lineOf: (row: Row) => AnnouncedLine | undefined) => Lines;

/**
 * Ship notices as CSV: one row per line, the header of the notice repeated in each of its rows, all rows of a notice
 * together, any number of notices per file. A row that cannot be told apart (cells missing or too many, no notice
 * number, broken quotes) refuses the whole file, since nobody can say whose it is.
 */
export function parseCsv(bytes: Buffer, context: DoorContext): ParsedFile {
  const reading = new CsvReading<Iterable<AnnouncedLine>>(context, function* ({ start, end }, lineOf) {
    for (const row of csvRows(bytes.subarray(0, end), start)) {
      const line = lineOf(row);
      if (line) yield line;
    }
  });
  try {
    for (const row of csvRows(bytes)) {
      const refused = reading.take(row);
      if (refused) return refused;
    }
    return reading.close();
  } catch (error) {
    return refuseFault(error, 'csv');
  }
}

/**
 * The same for a file of any length: it is read once for the verdict, and the rows of each usable notice once more for its
 * lines, so that nothing is used before the whole was found right and no more than some rows are ever in memory.
 *
 * @param open the file, or a range of it, piece by piece
 */
export async function parseCsvStream(
  open: (range?: ByteRange) => AsyncIterable<Uint8Array>,
  context: DoorContext,
): Promise<ParsedFile<AsyncIterable<AnnouncedLine>>> {
  const reading = new CsvReading<AsyncIterable<AnnouncedLine>>(context, async function* (range, lineOf) {
    for await (const row of csvRowStream(open(range), range.start)) {
      const line = lineOf(row);
      if (line) yield line;
    }
  });
  try {
    for await (const row of csvRowStream(open())) {
      const refused = reading.take(row);
      if (refused) return refused;
    }
    return reading.close();
  } catch (error) {
    return refuseFault(error, 'csv');
  }
}

/** One file while its rows pass. */
class CsvReading<Lines> {
  readonly #context: DoorContext;
  readonly #rows: Rows<Lines>;
  readonly #notices = new Map<string, CsvNotice<Lines>>();
  #head: ReturnType<typeof findColumns<NoticeField>> | undefined;
  #current: CsvNotice<Lines> | undefined;

  constructor(context: DoorContext, rows: Rows<Lines>) {
    this.#context = context;
    this.#rows = rows;
  }

  /** Takes the next row; returns the verdict on the file when it refuses all of it. */
  take(row: Row): ParsedFile<never> | undefined {
    if (!this.#head) {
      this.#head = findColumns(
        row.cells,
        this.#context.partner.csvColumns ?? {},
        NOTICE_FIELDS,
        NOTICE_REQUIRED,
        this.#context,
      );
      const { findings } = this.#head;
      return findings.some(({ action }) => action === 'reject') ? refuseFile('csv', ...findings) : undefined;
    }
    const { columns, findings } = this.#head;
    const asnId = recordOf(row, columns).get('asnId') ?? '';
    const fault = faultOfRow(row, asnId, 'asnId', columns);
    if (fault) return refuseFile('csv', ...findings, fault);
    this.#noticeOf(asnId, row, columns).add(row);
    if (this.#notices.size <= LIMITS.notices) return undefined;
    const message = `a file holds at most ${LIMITS.notices} notices; split it`;
    const at = { field: '(file)', value: String(this.#notices.size) };
    return refuseFile('csv', ...findings, finding('FILE_TOO_LARGE', 'reject', at, message));
  }

  close(): ParsedFile<Lines> {
    const empty = (message: string) =>
      finding('FILE_EMPTY', 'reject', { field: '(file)', value: '' }, message);
    if (!this.#head) return refuseFile('csv', empty('the file has no rows; the first row names the columns'));
    const { findings } = this.#head;
    if (this.#notices.size === 0)
      return refuseFile('csv', ...findings, empty('the file has a header row and nothing below it'));
    return assembleFile(
      'csv',
      [...this.#notices.values()].map((notice) => notice.close(this.#rows)),
      findings,
    );
  }

  #noticeOf(asnId: string, row: Row, columns: Columns<NoticeField>): CsvNotice<Lines> {
    if (this.#current?.asnId === asnId) return this.#current;
    const before = this.#notices.get(asnId);
    before?.refuseSecondBlock(row);
    this.#current = before ?? new CsvNotice<Lines>(asnId, row, columns, this.#context);
    this.#notices.set(asnId, this.#current);
    return this.#current;
  }
}

/** One notice while its rows pass. */
class CsvNotice<Lines> {
  readonly asnId: string;
  readonly #first: Row;
  readonly #columns: Columns<NoticeField>;
  readonly #context: DoorContext;
  readonly #header: NoticeHeader | undefined;
  readonly #findings = new FindingList();
  readonly #tally = new NoticeTally(LIMITS.csvLines);
  readonly #inconsistent = new Set<HeaderField>();
  #together = true;
  #end: number;

  constructor(asnId: string, first: Row, columns: Columns<NoticeField>, context: DoorContext) {
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

  close(rows: Rows<Lines>): ReadNotice<Lines> {
    const header = this.#header;
    const { lineCount, hashTotal } = header?.data.control ?? {};
    const name = this.#columns.headerOf;
    const totals = {
      ...(lineCount !== undefined && { lineCount: { stated: lineCount, name: name('controlLineCount') } }),
      ...(hashTotal !== undefined && { hashTotal: { stated: hashTotal, name: name('controlHashTotal') } }),
    };
    this.#findings.add(...this.#tally.close(totals, header?.data.purpose ?? 'original'));
    if (this.#tally.lineCount > LIMITS.lines) this.#requireShortKeys();
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
            lines: () => this.#lines(rows),
          }
        : undefined,
    };
  }

  /** A process carries the keys of all chunks, in at most 256 KB. */
  #requireShortKeys(): void {
    const { supplierId } = this.#context.partner;
    const letters = encodeURIComponent(supplierId).length + encodeURIComponent(this.asnId).length;
    if (letters <= LONG_NOTICE_ID) return;
    const message = `a notice of more than ${LIMITS.lines} lines needs a short number: with the supplier's at most ${LONG_NOTICE_ID} letters, colons and slashes counting three; split the shipment or shorten it`;
    const at = { field: this.#columns.headerOf('asnId'), value: this.asnId };
    this.#findings.add(finding('NOTICE_TOO_LARGE', 'reject', at, message));
  }

  /** The first reading found no fault in these rows, so each of them is a line. */
  #lines(rows: Rows<Lines>): Lines {
    let ordinal = 0;
    const range = { start: this.#first.start, end: this.#end };
    return rows(range, (row) => readLine(recordOf(row, this.#columns), ++ordinal, this.#context).announced);
  }
}
