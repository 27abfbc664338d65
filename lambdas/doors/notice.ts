import type * as z from 'zod/mini';
import type { AsnReceived, Finding, NoticeLine } from '../../events/inbound.ts';
import type { CsvFormat } from '../domain/csv-files.ts';
import type { Partner, Site, TenantDocument } from '../domain/tenant.ts';
import type { Announcement } from './document-events.ts';
import type { BusinessDocument } from './documents.ts';
import type { EdifactReport } from './edifact/report.ts';
import type { InterchangeReport } from './x12/report-997.ts';

/** What every file format is read into. No parser throws on any input: what it cannot accept becomes a finding. */

export type NoticeFormat = 'csv' | 'json' | 'x12-856' | 'edifact-desadv';

/** What a partner may be registered for. */
export type PartnerFormat = Partner['formats'][number];

/** What a file is by its name or its beginning. */
export type ContentFormat = Exclude<FileFormat, CsvFormat>;

/** What a file is: notices or other documents as CSV, a format of its own, or X12 or EDIFACT, which may hold several. */
export type FileFormat = 'csv' | CsvFormat | 'json' | 'x12' | 'edifact';

/**
 * accepted: everything was read · accepted-with-errors: something was refused or warned about, and at least one notice
 * was read whole · rejected: nothing of it is used.
 */
export type Verdict = 'accepted' | 'accepted-with-errors' | 'rejected';

/** Who sends and to whom. It comes from the place the file was put in, never from the file. */
export interface DoorContext {
  readonly partner: Partner;
  readonly environment: TenantDocument['environment'];
  readonly sites: readonly Pick<Site, 'site' | 'gln'>[];
  /** When the file arrived, UTC; stands in for `sentAt` where a format carries none. */
  readonly receivedAt: string;
  /** Where the file lies in the documents bucket; absent in a dry run. */
  readonly key?: string;
}

/** How much of a line is in one pack; exact as in `NoticeLine.quantity`. */
export interface PackContent {
  readonly sscc: string;
  readonly value: number;
  readonly scale: number;
}

/** One announced line with the packs it is in; no packs means loose goods. */
export interface AnnouncedLine {
  readonly line: NoticeLine;
  readonly packs: readonly PackContent[];
}

type AsnData = z.infer<typeof AsnReceived.data>;

/** What a notice says about itself before its lines are read. */
export interface NoticeHeader {
  readonly site: string;
  readonly data: Omit<AsnData, 'document' | 'findings' | 'poIds'>;
}

/** A ship notice to be written: what its header says, and its lines with their packs. */
export interface WrittenNotice {
  readonly data: Pick<
    NoticeHeader['data'],
    'asnId' | 'supplierId' | 'purpose' | 'shippedAt' | 'dueAt' | 'sentAt' | 'carrier'
  > & { readonly shipTo: string };
  readonly lines: readonly AnnouncedLine[];
}

/** A notice that was read whole and may be used. */
export interface ParsedNotice<Lines = Iterable<AnnouncedLine>> {
  readonly site: string;
  readonly data: Omit<AsnData, 'document'>;
  /** The partner marked it as a test; only a test tenant accepts that (V2). */
  readonly test: boolean;
  readonly lineCount: number;
  /** Reads the lines again from the file, one at a time: a notice of any size is never held as objects. */
  readonly lines: () => Lines;
}

/** Lines as they come out of memory, or of a file that is read again. */
export type LineSource = Iterable<AnnouncedLine> | AsyncIterable<AnnouncedLine>;

/** A document other than a notice that was read whole and may be used, and the events it is announced by. */
export interface ParsedDocument {
  readonly document: BusinessDocument;
  readonly test: boolean;
  readonly events: readonly Announcement[];
}

/** One notice or other document of a file in its report, whether it was used or not. */
export interface NoticeReport {
  /** Absent when the file does not even say which notice it is. */
  readonly asnId?: string;
  /** Which kind of message it came as, where a file may hold several. */
  readonly format?: PartnerFormat;
  readonly verdict: Verdict;
  readonly lineCount: number;
  readonly findings: readonly Finding[];
}

export interface FileReport {
  readonly format: FileFormat | 'unknown';
  readonly verdict: Verdict;
  readonly notices: readonly NoticeReport[];
  /** What concerns the file as a whole. */
  readonly findings: readonly Finding[];
  /** X12 only: the 997 as data. */
  readonly interchanges?: readonly InterchangeReport[];
  /** EDIFACT only: CONTRL and APERAK as data. */
  readonly edifact?: readonly EdifactReport[];
}

export interface ParsedFile<Lines = Iterable<AnnouncedLine>> {
  readonly verdict: Verdict;
  /** Only notices without a single refusal. */
  readonly notices: readonly ParsedNotice<Lines>[];
  /** Only documents without a single refusal. */
  readonly documents: readonly ParsedDocument[];
  /** Of the file and of all its notices. */
  readonly findings: readonly Finding[];
  readonly report: FileReport;
}

/** Limits that keep one notice one event (EventBridge takes 256 KB) and one file one invocation. */
export const LIMITS = {
  fileBytes: 32 * 1024 * 1024,
  /** CSV is never held as a whole. */
  csvBytes: 64 * 1024 * 1024,
  notices: 1_000,
  lines: 20_000,
  csvLines: 100_000,
  orders: 500,
  findings: 100,
} as const;

/** A notice as its parser left it: usable unless one of its findings refuses. */
export interface ReadNotice<Lines = Iterable<AnnouncedLine>> {
  readonly asnId: string | undefined;
  readonly findings: readonly Finding[];
  readonly lineCount: number;
  readonly notice: ParsedNotice<Lines> | undefined;
  /** In place of a notice, what another kind of message is read into. */
  readonly document?: ParsedDocument;
  readonly format?: PartnerFormat;
}
