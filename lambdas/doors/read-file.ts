import { isUtf8 } from 'node:buffer';
import { csvFilesNamed } from '../domain/csv-files.ts';
import type { ByteRange } from '../store/ports.ts';
import { refuseFile } from './assemble.ts';
import { parseCsvDocuments } from './csv/document-csv.ts';
import { parseCsv, parseCsvStream } from './csv/notice-csv.ts';
import { parseEdifact } from './edifact/parse-edifact.ts';
import { renderReport } from './file-report.ts';
import { finding } from './findings.ts';
import { parseJson } from './json/notice-json.ts';
import {
  type ContentFormat,
  type DoorContext,
  type FileFormat,
  type FileReport,
  LIMITS,
  type LineSource,
  type ParsedFile,
} from './notice.ts';
import { X12_SETS } from './x12/kinds.ts';
import { parseX12 } from './x12/parse-x12.ts';

export interface PartnerFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Reads a partner's file whatever its format, as far as the partner may send it. Never throws on any input. */
export function readPartnerFile({ name, bytes }: PartnerFile, context: DoorContext): ParsedFile {
  if (bytes.length === 0) return refuse('FILE_EMPTY', name, `${name} is empty; send it again`);
  if (bytes.length > LIMITS.fileBytes) {
    return refuse(
      'FILE_TOO_LARGE',
      String(bytes.length),
      `${name} has ${bytes.length} bytes, at most ${LIMITS.fileBytes} are read; split it`,
    );
  }
  const format = detectFormat(name, bytes);
  // EDIFACT says itself which character set it is in.
  if (format !== 'edifact' && !isUtf8(bytes)) return refuseEncoding(name);
  const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (!format) {
    return refuse('FILE_FORMAT', name, `nobody can tell what ${name} is; name it .csv, .json or .edi`);
  }
  if (format === 'csv') return readCsv(name, content, context);
  const unregistered = refuseUnregistered(name, format, context);
  if (unregistered) return unregistered;
  switch (format) {
    case 'json':
      return parseJson(content.toString('utf8'), context);
    case 'edifact':
      return parseEdifact(bytes, context);
    case 'x12':
      return parseX12(content.toString('utf8'), context);
  }
}

/** The name says what a CSV file holds, as the partner's document declares it; without a word of it, notices. */
function readCsv(name: string, content: Buffer, context: DoorContext): ParsedFile {
  const [declared, ...others] = csvFilesNamed(name, context.partner.csvFiles);
  if (declared && others.length > 0) {
    const formats = [declared, ...others].map((one) => `${one.names} (${one.format})`).join(', ');
    return refuse('FILE_FORMAT', name, `${name} is declared more than once: ${formats}; tell them apart`);
  }
  const unregistered = refuseUnregistered(name, declared?.format ?? 'csv', context);
  if (unregistered) return unregistered;
  return declared ? parseCsvDocuments(content, declared, context) : parseCsv(content, context);
}

/** Whether a CSV file holds notices, which may be of any length. */
export function holdsNotices(name: string, { partner }: DoorContext): boolean {
  return csvFilesNamed(name, partner.csvFiles).length === 0;
}

/** A file that is read as it comes, as often as needed; with a range, that part of it. */
export interface StreamedFile {
  readonly name: string;
  readonly utf8: boolean;
  readonly open: (range?: ByteRange) => AsyncIterable<Uint8Array>;
}

/** Reads a partner's CSV file of any length. Raises only what its pieces raise. */
export async function readStreamedCsv(
  { name, utf8, open }: StreamedFile,
  context: DoorContext,
): Promise<ParsedFile<LineSource>> {
  if (!utf8) return refuseEncoding(name);
  return refuseUnregistered(name, 'csv', context) ?? parseCsvStream(open, context);
}

function refuse(code: string, value: string, message: string): ParsedFile<never> {
  return refuseFile('unknown', finding(code, 'reject', { field: '(file)', value }, message));
}

function refuseEncoding(name: string): ParsedFile<never> {
  return refuse('FILE_ENCODING', name, `${name} is not UTF-8 text; send it as UTF-8 (ASCII is fine)`);
}

/** Formats whose files hold several kinds of messages, each registered by itself. */
const SEVERAL: readonly FileFormat[] = ['x12', 'edifact'];

function refuseUnregistered(
  name: string,
  format: FileFormat,
  { partner: { partnerId, formats } }: DoorContext,
): ParsedFile<never> | undefined {
  const isKnown = (known: string) =>
    known === format || (SEVERAL.includes(format) && known.startsWith(`${format}-`));
  if (formats.some(isKnown)) return undefined;
  const message = `${name} is ${format}; ${partnerId} is registered for ${formats.join(', ')}`;
  return refuse('FILE_FORMAT', format, message);
}

/** What would happen to a file, without anything happening: the report as data and for people. */
export function dryRun(
  file: PartnerFile,
  context: DoorContext,
): { readonly report: FileReport; readonly text: string } {
  const { report } = readPartnerFile(file, context);
  return { report, text: renderReport(file.name, report) };
}

const EXTENSIONS: Readonly<Record<string, ContentFormat>> = {
  csv: 'csv',
  json: 'json',
  edifact: 'edifact',
  x12: 'x12',
  ...Object.fromEntries(X12_SETS.map((setId) => [setId, 'x12' as const])),
};

/** Bytes that tell a format. */
export const HEAD_BYTES = 256;

/** What a file is called decides; where the name says nothing (`.edi` is either EDI), how it begins does. */
export function detectFormat(name: string, bytes: Uint8Array): ContentFormat | undefined {
  const ending = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  const named = EXTENSIONS[ending];
  if (named) return named;
  const start = Buffer.from(bytes.subarray(0, HEAD_BYTES)).toString('utf8');
  const text = start.replace(/^\uFEFF/, '').trimStart();
  if (/^UN[AB]/.test(text)) return 'edifact';
  if (text.startsWith('ISA') || ending === 'edi') return 'x12';
  if (/^[[{]/.test(text)) return 'json';
  return /^[^\n]*,[^\n]*\n/.test(text) ? 'csv' : undefined;
}
