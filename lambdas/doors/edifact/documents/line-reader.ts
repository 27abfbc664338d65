import {
  type HeaderName,
  type ItemName,
  type Read,
  readDocumentHeader,
  readDocumentLine,
} from '../../document-fields.ts';
import type { DocumentHeader, DocumentLine } from '../../documents.ts';
import { reader } from '../../fields.ts';
import { finding } from '../../findings.ts';
import type { DoorContext } from '../../notice.ts';
import type { Taken } from '../description.ts';
import type { MessageLog } from '../message-log.ts';
import { Fields, type Rule, readItemNumbers } from '../rules.ts';
import type { Segment } from '../tokenizer.ts';
import { type DocumentReader, reportFaults } from './shared.ts';

interface LineDocument extends DocumentHeader {
  readonly lines: readonly DocumentLine[];
}
type LineOf<Document extends LineDocument> = Document['lines'][number];
/** What a kind of document says beyond what all of them do. */
export type Own<Document extends LineDocument> = Omit<Document, keyof LineDocument>;
export type OwnLine<Document extends LineDocument> = Omit<LineOf<Document>, keyof DocumentLine>;

/** Where a line is: its number in the message, and for people. */
export interface LinePlace {
  readonly ordinal: number;
  readonly place: string;
  readonly answered: DocumentLine | undefined;
}

/** Reads a document of a header and lines, each of which begins with a LIN. */
export abstract class LineReader<Document extends LineDocument, Header extends string, Field extends string>
  implements DocumentReader<Document>
{
  protected readonly log: MessageLog;
  protected readonly context: DoorContext;
  readonly #header: Fields<HeaderName | Header>;
  readonly #rules: readonly Rule<ItemName | Field>[];
  readonly #lines: LineOf<Document>[] = [];
  #line: Fields<ItemName | Field> | undefined;

  constructor(
    rules: {
      readonly header: readonly Rule<HeaderName | Header>[];
      readonly lines: readonly Rule<ItemName | Field>[];
    },
    log: MessageLog,
    context: DoorContext,
    begins: Segment,
  ) {
    this.log = log;
    this.context = context;
    this.#rules = rules.lines;
    this.#header = new Fields(rules.header, log, begins);
  }

  /** The rest of the header, or nothing when it lacks something; `lines` are those that were read. */
  protected abstract headerOf(
    read: Read<HeaderName | Header>,
    lines: readonly LineOf<Document>[],
  ): Own<Document> | undefined;

  /** The rest of a line, or nothing when it lacks something. */
  protected abstract lineOf(read: Read<ItemName | Field>, at: LinePlace): OwnLine<Document> | undefined;

  take(segment: Segment, taken: Taken): void {
    if (segment.tag === 'LIN') {
      this.#finish();
      this.#line = new Fields(this.#rules, this.log, segment);
    }
    this.#header.read(segment, taken);
    if (!this.#line) return;
    this.#line.read(segment, taken);
    readItemNumbers(this.#line, segment);
  }

  /** The fields of the line that is open. */
  protected get line(): Fields<ItemName | Field> | undefined {
    return this.#line;
  }

  close(): Document | undefined {
    this.#finish();
    const read = reader(this.#header, 'document', this.context);
    const common = readDocumentHeader(read);
    const own = this.headerOf(read, this.#lines);
    if (reportFaults(this.log, read.faults) || !common || !own) return undefined;
    return { ...own, ...common, lines: this.#lines } as unknown as Document;
  }

  #finish(): void {
    const fields = this.#line;
    this.#line = undefined;
    if (!fields) return;
    const ordinal = this.#lines.length + 1;
    const { place } = fields;
    const read = reader(fields, 'line', this.context, ordinal);
    const item = readDocumentLine(read, ordinal);
    const own = this.lineOf(read, { ordinal, place, answered: item });
    if (reportFaults(this.log, read.faults) || !item || !own) return;
    const before = this.#lines.at(-1)?.line ?? 0;
    if (item.line <= before) {
      const at = { scope: 'line', line: item.line, field: 'LIN', value: String(item.line) } as const;
      const message = `${place}: line numbers must rise; the line before was ${before}`;
      this.log.report(finding('LINE_ORDER', 'reject', at, message));
    }
    this.#lines.push({ ...item, ...own } as unknown as LineOf<Document>);
  }
}
