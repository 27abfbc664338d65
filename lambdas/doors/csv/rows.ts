import type { InfoRecord } from 'csv-parse/sync';
import { type CsvError, parse } from 'csv-parse/sync';

export interface Row {
  readonly cells: readonly string[];
  /** Line of the file the row ends on, from 1: what an editor shows. */
  readonly number: number;
  /** Bytes before the row and up to its end. */
  readonly start: number;
  readonly end: number;
}

/** Records parsed at once: enough to be fast, few enough that a file of any length needs the same memory. */
export const WINDOW = 500;

/** A record longer than this is a quote that was never closed. */
const LONGEST_RECORD = 65_536;

/**
 * The rows of a CSV file (RFC 4180: comma, double quotes, any line end, byte order mark allowed), read ahead by one
 * window. Blank rows are left out, as spreadsheets add them. Raises CsvError where the quoting breaks.
 */
export function* csvRows(bytes: Buffer, from = 0, lineBefore = 0): Generator<Row> {
  let offset = from;
  let line = lineBefore;
  for (;;) {
    const window = parseWindow(bytes.subarray(offset), offset === 0);
    let consumed = 0;
    for (const { record, info } of window) {
      yield { cells: record, number: line + info.lines, start: offset + consumed, end: offset + info.bytes };
      consumed = info.bytes;
    }
    const last = window.at(-1);
    if (last === undefined) return;
    offset += last.info.bytes;
    line += last.info.lines;
  }
}

interface Parsed {
  readonly record: string[];
  readonly info: InfoRecord;
}

function parseWindow(bytes: Buffer, first: boolean): readonly Parsed[] {
  const options = {
    to: WINDOW,
    info: true,
    bom: first,
    // Named, because a parser that finds out by itself finds another one where a file mixes them and is read from the middle.
    record_delimiter: ['\r\n', '\n', '\r'],
    trim: true,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_empty_values: true,
    max_record_size: LONGEST_RECORD,
  };
  return parse(bytes, options) as unknown as Parsed[];
}

/** Why the quoting of a file breaks, for the partner; anything else is our own fault and goes on up. */
export function csvFault(error: unknown): string {
  const { code, message } = error as CsvError;
  if (typeof code !== 'string' || !/^(CSV_|INVALID_OPENING_QUOTE)/.test(code)) throw error;
  return message;
}
