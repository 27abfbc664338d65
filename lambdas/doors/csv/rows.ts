import { pipeline, Readable } from 'node:stream';
import { parse as parser } from 'csv-parse';
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

/** Bytes the parser is given at once: their rows, and no more, are in memory. */
const PIECE = 16_384;

/**
 * The same rows of a file that is read as it comes, from its beginning or, with `from`, from a row on. Raises CsvError where
 * the quoting breaks, and whatever the pieces raise.
 */
export async function* csvRowStream(pieces: AsyncIterable<Uint8Array>, from = 0): AsyncGenerator<Row> {
  const parsed = parser(optionsOf(from === 0));
  // What fails, the source or the parser, fails the loop below: a pipeline hands it on.
  pipeline(Readable.from(cut(pieces), { objectMode: true, highWaterMark: 1 }), parsed, () => undefined);
  let start = from;
  for await (const { record, info } of parsed as AsyncIterable<Parsed>) {
    const end = from + info.bytes;
    yield { cells: record, number: info.lines, start, end };
    start = end;
  }
}

async function* cut(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces)
    for (let start = 0; start < piece.length; start += PIECE) yield piece.subarray(start, start + PIECE);
}

function parseWindow(bytes: Buffer, first: boolean): readonly Parsed[] {
  return parse(bytes, { ...optionsOf(first), to: WINDOW }) as unknown as Parsed[];
}

function optionsOf(first: boolean) {
  return {
    info: true as const,
    bom: first,
    // Named, because a parser that finds out by itself finds another one where a file mixes them and is read from the middle.
    record_delimiter: ['\r\n', '\n', '\r'],
    trim: true,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_empty_values: true,
    max_record_size: LONGEST_RECORD,
  };
}

/** Why the quoting of a file breaks, for the partner; anything else is our own fault and goes on up. */
export function csvFault(error: unknown): string {
  const { code, message } = error as CsvError;
  if (typeof code !== 'string' || !/^(CSV_|INVALID_OPENING_QUOTE)/.test(code)) throw error;
  return message;
}
