import {
  type HeaderName,
  type ItemName,
  type Read,
  readDocumentHeader,
  readDocumentLine,
} from '../document-fields.ts';
import type { DocumentHeader, DocumentLine, Purpose } from '../documents.ts';
import { reader } from '../fields.ts';
import { finding } from '../findings.ts';
import type { DoorContext } from '../notice.ts';
import type { Sourced } from './elements.ts';
import { HashTotal } from './hash-total.ts';
import type { Loop, Taken } from './loops.ts';
import { type Place, SetRecord } from './places.ts';
import type { SetLog } from './set-log.ts';
import type { Segment } from './tokenizer.ts';

/** Transaction sets of a header, lines and totals: how they are read into a document and written from one. */

/** Reads one set, segment by segment; the document is there unless its content refuses it. */
export interface SetReader<Document> {
  take(segment: Segment, taken: Taken): void;
  /** After the last segment. */
  close(): Document | undefined;
}

/** A kind of set. */
export interface SetKind<Document> {
  /** ST01, and GS01 of the group it comes in. */
  readonly setId: string;
  readonly functionalId: string;
  readonly loops: Loop;
  readonly reader: (log: SetLog, context: DoorContext, begins: SetStart) => SetReader<Document>;
}

/** The ST, and what stands in for a date the set has no element for: the group's own. */
export interface SetStart {
  readonly segment: Segment;
  readonly groupAt: string;
}

interface LineDocument extends DocumentHeader {
  readonly lines: readonly DocumentLine[];
}
type LineOf<Document extends LineDocument> = Document['lines'][number];
/** What a kind of document says beyond what all of them do. */
export type Own<Document extends LineDocument> = Omit<Document, keyof LineDocument>;
export type OwnLine<Document extends LineDocument> = Omit<LineOf<Document>, keyof DocumentLine>;
/** The partner's own totals: the number of lines, and the sum of what `hashes` names in each or `hashesParts` in their parts. */
type Total = 'lineCount' | 'hashTotal';

export interface LineTable<Header extends string, Field extends string, Part extends string> {
  readonly setId: string;
  readonly functionalId: string;
  readonly loops: Loop;
  readonly header: readonly Place<HeaderName | Header>[];
  /** Places of the line's loop, and of the loop around it. */
  readonly lines: readonly Place<ItemName | Field>[];
  /** The loop each line is, and a loop around it that says something for its lines. */
  readonly line: string;
  readonly around?: string;
  /** What there may be several of in a line, each a loop of its own. */
  readonly parts?: { readonly loop: string; readonly places: readonly Place<Part>[] };
  /** Whether the group's date is the document's where the set says none. */
  readonly groupDate?: true;
  /** Whether the header alone may say something. */
  readonly linesOptional?: true;
  readonly totals?: { readonly place: Place<Total>; readonly hashes?: Field; readonly hashesParts?: Part };
}

/** Where a line is: its number in the set and what it is made of. */
export interface LineAt<Field extends string, Part extends string> {
  readonly ordinal: number;
  readonly item: DocumentLine | undefined;
  readonly fields: SetRecord<ItemName | Field>;
  readonly parts: readonly SetRecord<Part>[];
  readonly log: SetLog;
  readonly context: DoorContext;
  readonly begins: Segment;
}

export interface LineMeaning<
  Document extends LineDocument,
  Header extends string,
  Field extends string,
  Part extends string,
> {
  /** The rest of the header, or nothing when it lacks something. */
  readonly header: (read: Read<HeaderName | Header>) => Own<Document> | undefined;
  /** The rest of a line, or nothing when it lacks something. */
  readonly line: (
    read: Read<ItemName | Field>,
    at: LineAt<Field, Part>,
    header: SetRecord<HeaderName | Header>,
  ) => OwnLine<Document> | undefined;
  /** The document's number where the set has none of its own. */
  readonly documentId?: (own: Own<Document>) => string | undefined;
}

/** A kind of set by its table and by what its fields mean. */
export function lineSet<
  Document extends LineDocument,
  Header extends string,
  Field extends string,
  Part extends string,
>(
  table: LineTable<Header, Field, Part>,
  meaning: LineMeaning<Document, Header, Field, Part>,
): SetKind<Document> {
  const { setId, functionalId, loops } = table;
  return {
    setId,
    functionalId,
    loops,
    reader: (log, context, begins) => new LineSetReader(table, meaning, log, context, begins),
  };
}

interface ReadLine<Line> {
  readonly line: Line;
  readonly begins: Segment;
  /** What its number is called. */
  readonly name: string;
}

class LineSetReader<
  Document extends LineDocument,
  Header extends string,
  Field extends string,
  Part extends string,
> implements SetReader<Document>
{
  readonly #table: LineTable<Header, Field, Part>;
  readonly #meaning: LineMeaning<Document, Header, Field, Part>;
  readonly #log: SetLog;
  readonly #context: DoorContext;
  readonly #header: SetRecord<HeaderName | Header>;
  readonly #totals: SetRecord<Total>;
  readonly #start: SetStart;
  readonly #lines: ReadLine<LineOf<Document>>[] = [];
  #around: SetRecord<ItemName | Field> | undefined;
  #line:
    | {
        readonly begins: Segment;
        readonly fields: SetRecord<ItemName | Field>;
        readonly parts: SetRecord<Part>[];
      }
    | undefined;
  #count = 0;
  /** Lines in the loop around the open one; with several in one of them, that loop's number is not a line's. */
  #inAround = 0;
  #ownNumbers = true;
  readonly #hash = new HashTotal();

  constructor(
    table: LineTable<Header, Field, Part>,
    meaning: LineMeaning<Document, Header, Field, Part>,
    log: SetLog,
    context: DoorContext,
    start: SetStart,
  ) {
    this.#table = table;
    this.#meaning = meaning;
    this.#log = log;
    this.#context = context;
    this.#start = start;
    this.#header = new SetRecord(table.header, log, start.segment);
    this.#totals = new SetRecord(table.totals ? [table.totals.place] : [], log, start.segment);
  }

  take(segment: Segment, taken: Taken): void {
    const { line, around, lines, parts } = this.#table;
    if (taken.begins && taken.loop === around) {
      this.#finish();
      this.#around = new SetRecord(lines, this.#log, segment);
      this.#inAround = 0;
    }
    if (taken.begins && taken.loop === line) {
      this.#finish();
      this.#line = {
        begins: segment,
        fields: new SetRecord(lines, this.#log, segment, this.#around),
        parts: [],
      };
      this.#ownNumbers &&= this.#inAround === 0;
      this.#inAround += around === undefined ? 0 : 1;
    }
    this.#header.read(segment, taken);
    this.#totals.read(segment, taken);
    if (taken.loop === around) this.#around?.read(segment, taken);
    else this.#line?.fields.read(segment, taken);
    if (parts && taken.loop === parts.loop) {
      if (taken.begins) this.#line?.parts.push(new SetRecord(parts.places, this.#log, segment));
      this.#line?.parts.at(-1)?.read(segment, taken);
    }
  }

  close(): Document | undefined {
    this.#finish();
    const read = reader(this.#header, 'document', this.#context);
    const own = this.#meaning.header(read);
    const numbered = own && this.#meaning.documentId?.(own);
    const standIns = { documentId: numbered, issuedAt: this.#table.groupDate && this.#start.groupAt };
    const common = readDocumentHeader({
      ...read,
      required: (field, kind) => {
        const standIn = field === 'documentId' || field === 'issuedAt' ? standIns[field] : undefined;
        const given = this.#header.get(field) ?? '';
        return (
          (given === '' && standIn !== undefined ? kind.read(standIn) : undefined) ??
          read.required(field, kind)
        );
      },
    });
    const lines = this.#numbered();
    this.#checkTotals();
    const purpose: Purpose = common?.purpose ?? 'original';
    if (this.#count === 0 && purpose !== 'cancel' && !this.#table.linesOptional) {
      const message = 'the set has no line; send at least one, or cancel the document';
      this.#log.reportLoop(
        finding('NOTICE_EMPTY', 'reject', { field: 'lines', value: '0' }, message),
        this.#table.loops.begins,
        2,
      );
    }
    if (this.#header.report(read.faults) || !common || !own) return undefined;
    return { ...own, ...common, lines } as unknown as Document;
  }

  #finish(): void {
    const open = this.#line;
    this.#line = undefined;
    if (!open) return;
    const { fields, parts, begins } = open;
    this.#count++;
    const { hashes, hashesParts } = this.#table.totals ?? {};
    if (hashes) this.#hash.add(fields.get(hashes));
    if (hashesParts) for (const part of parts) this.#hash.add(part.get(hashesParts));
    const read = reader(fields, 'line', this.#context, this.#count);
    const item = readDocumentLine(read, this.#count);
    const at = { ordinal: this.#count, item, fields, parts, begins, log: this.#log, context: this.#context };
    const own = this.#meaning.line(read, at, this.#header);
    const refused = fields.report(read.faults);
    if (refused || !item || !own) return;
    const line = { ...item, ...own } as unknown as LineOf<Document>;
    this.#lines.push({ line, begins, name: fields.name('line') });
  }

  /** The lines with their numbers, which rise: those they have, or else their order. */
  #numbered(): readonly LineOf<Document>[] {
    if (!this.#ownNumbers) return this.#lines.map(({ line }, index) => ({ ...line, line: index + 1 }));
    for (const [index, { line, begins, name }] of this.#lines.entries()) {
      const before = this.#lines[index - 1]?.line.line ?? 0;
      if (line.line > before) continue;
      const at = { scope: 'line', line: line.line, field: name, value: String(line.line) } as const;
      const message = `segment ${begins.position}: line numbers must rise; the line before was ${before}`;
      const found = finding('LINE_ORDER', 'reject', at, message);
      this.#log.reportLoop(found, begins.id, this.#log.positionInSet(begins));
    }
    return this.#lines.map(({ line }) => line);
  }

  /** V10: what the partner counted and added up, when it says so. */
  #checkTotals(): void {
    const { hashes, hashesParts } = this.#table.totals ?? {};
    const [count, hash] = [this.#totals.source('lineCount'), this.#totals.source('hashTotal')];
    if (count && (!/^\d{1,6}$/.test(count.text) || Number(count.text) !== this.#count)) {
      this.#reportTotal('lineCount', count, `the set has ${this.#count} lines`);
    }
    if (hash && (hashes ?? hashesParts) && !this.#hash.is(hash.text)) {
      this.#reportTotal('hashTotal', hash, `the quantities add up to ${this.#hash.text}`);
    }
  }

  #reportTotal(total: Total, from: Sourced, what: string): void {
    const field = this.#totals.name(total);
    const message = `${this.#totals.placeOf(total)}: ${field} says ${from.text}, ${what}; something is missing or repeated`;
    this.#log.report(finding('V10', 'reject', { field, value: from.text }, message), from);
  }
}
