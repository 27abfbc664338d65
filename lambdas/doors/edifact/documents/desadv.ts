import { repeatedNotice } from '../../assemble.ts';
import { parseExact } from '../../exact.ts';
import {
  bareSscc,
  type HeaderField,
  keyFinding,
  type LineField,
  readHeader,
  readLine,
  withPacks,
} from '../../fields.ts';
import { finding } from '../../findings.ts';
import type { AnnouncedLine, DoorContext, NoticeHeader, PackContent } from '../../notice.ts';
import { NoticeTally } from '../../tally.ts';
import type { Taken } from '../description.ts';
import type { MessageLog } from '../message-log.ts';
import { PackLevels } from '../pack-levels.ts';
import { Fields, HEADER_RULES, type Rule, readItemNumbers } from '../rules.ts';
import { type Segment, textAt } from '../tokenizer.ts';
import { numberText } from '../values.ts';

type Header = HeaderField | 'poId' | 'packages';

const [, { codes: PURPOSES }] = HEADER_RULES;
const MARKS = ['line', 'line marks', 'line marks: numbers'];
/** Estimated delivery, else arrival, else delivery as promised, else as asked for. */
const DUE = ['17', '132', '69', '2'];

const header: readonly Rule<Header>[] = [
  { field: 'asnId', tag: 'BGM', within: [''], element: 2 },
  { field: 'purpose', tag: 'BGM', within: [''], element: 3, as: 'code', codes: PURPOSES },
  { field: 'sentAt', tag: 'DTM', qualifiers: ['137'], within: [''], element: 1, component: 2, as: 'moment' },
  {
    field: 'shippedAt',
    tag: 'DTM',
    qualifiers: ['11'],
    within: [''],
    element: 1,
    component: 2,
    as: 'moment',
  },
  { field: 'dueAt', tag: 'DTM', qualifiers: DUE, within: [''], element: 1, component: 2, as: 'moment' },
  { field: 'shipTo', tag: 'NAD', qualifiers: ['DP', 'ST', 'UC'], within: ['parties'], element: 2 },
  { field: 'poId', tag: 'RFF', qualifiers: ['ON'], within: ['references'], element: 1, component: 2 },
  {
    field: 'carrierReference',
    tag: 'RFF',
    qualifiers: ['CN', 'BM'],
    within: ['references'],
    element: 1,
    component: 2,
  },
  { field: 'controlLineCount', tag: 'CNT', qualifiers: ['2'], within: [''], element: 1, component: 2 },
  {
    field: 'controlHashTotal',
    tag: 'CNT',
    qualifiers: ['1'],
    within: [''],
    element: 1,
    component: 2,
    as: 'number',
  },
  { field: 'packages', tag: 'CNT', qualifiers: ['11'], within: [''], element: 1, component: 2 },
];

const lines: readonly Rule<LineField>[] = [
  { field: 'line', tag: 'LIN', within: ['line'], element: 1 },
  { field: 'poId', tag: 'RFF', qualifiers: ['ON'], within: ['line references'], element: 1, component: 2 },
  { field: 'poLine', tag: 'RFF', qualifiers: ['ON'], within: ['line references'], element: 1, component: 3 },
  {
    field: 'quantity',
    tag: 'QTY',
    qualifiers: ['12'],
    within: ['line'],
    element: 1,
    component: 2,
    as: 'number',
  },
  { field: 'uom', tag: 'QTY', qualifiers: ['12'], within: ['line'], element: 1, component: 3, as: 'uom' },
  { field: 'lot', tag: 'GIN', qualifiers: ['BX'], within: MARKS, element: 2 },
  { field: 'expiry', tag: 'DTM', qualifiers: ['361'], within: MARKS, element: 1, component: 2, as: 'day' },
  { field: 'hazardClass', tag: 'DGS', within: ['line goods'], element: 2 },
];

/** A pack named below a line: its number and how much of the line it holds. */
interface Part {
  readonly sscc: string;
  readonly quantity: string | undefined;
}

/** Reads one DESADV segment by segment, as the 856 is read: each LIN is one line, its pack the innermost that holds it. */
export class ShipNoticeReader {
  readonly tally = new NoticeTally();
  readonly #log: MessageLog;
  readonly #context: DoorContext;
  readonly #header: Fields<Header>;
  readonly #packs: PackLevels;
  #line:
    | { readonly fields: Fields<LineField>; readonly around: string | undefined; readonly parts: Part[] }
    | undefined;
  #marked: string | undefined;
  #count = 0;

  constructor(log: MessageLog, context: DoorContext, begins: Segment) {
    this.#log = log;
    this.#context = context;
    this.#header = new Fields(header, log, begins);
    this.#packs = new PackLevels(log, context);
  }

  /** Takes the next segment; returns the line that ends before it, if one does. */
  take(segment: Segment, taken: Taken): AnnouncedLine | undefined {
    const { tag } = segment;
    const finished = tag === 'LIN' || tag === 'CPS' || tag === 'CNT' ? this.last() : undefined;
    this.#packs.take(segment, taken);
    if (tag === 'LIN') {
      this.#line = { fields: new Fields(lines, this.#log, segment), around: this.#packs.sscc, parts: [] };
    }
    this.#readHeader(segment, taken);
    this.#readLine(segment, taken);
    return finished;
  }

  /** The line that is still open when the message ends. */
  last(): AnnouncedLine | undefined {
    const line = this.#line;
    this.#line = undefined;
    if (!line) return undefined;
    const { fields, parts, around } = line;
    const ordinal = ++this.#count;
    const record = {
      place: fields.place,
      placeOf: fields.placeOf,
      name: (field: LineField) => fields.name(field),
      // An order named for the whole notice is that of every line that names none.
      get: (field: LineField) =>
        fields.get(field) ?? (field === 'poId' ? this.#header.get('poId') : undefined),
    };
    const { announced, faults } = readLine(record, ordinal, this.#context);
    this.#log.report(...faults.map((one) => one.finding));
    if (!announced) {
      this.tally.addUnreadable();
      return undefined;
    }
    const { value, scale } = announced.line.quantity;
    const packs =
      parts.length > 0
        ? this.#contents(announced, parts, fields.place)
        : around === undefined
          ? []
          : [{ sscc: around, value, scale }];
    const whole = withPacks(announced, packs);
    this.#log.report(...this.tally.add(whole, fields.place));
    return whole;
  }

  /** After the last line: the header, unless something refused the notice. `seen` holds the notices read before in the file. */
  close(
    controlNumber: string,
    seen: Set<string>,
  ): { readonly header: NoticeHeader | undefined; readonly asnId: string | undefined } {
    const fields = this.#header;
    const [count, hash] = [fields.get('controlLineCount'), fields.get('controlHashTotal')];
    const control = {
      ...(count !== undefined && { lineCount: { stated: Number(count), name: 'CNT+2' } }),
      ...(hash !== undefined && { hashTotal: { stated: hash, name: 'CNT+1' } }),
    };
    const cancels = fields.get('purpose') === 'cancel';
    this.#log.report(...this.tally.close(control, cancels ? 'cancel' : 'original'));
    const packages = fields.get('packages');
    if (packages !== undefined && this.#packs.packages > 0 && Number(packages) !== this.#packs.packages) {
      const message = `CNT+11 says ${packages} packs, the notice names ${this.#packs.packages}`;
      this.#log.report(finding('V10', 'warn', { scope: 'pack', field: 'CNT+11', value: packages }, message));
    }
    const record = {
      place: `message ${controlNumber}`,
      placeOf: fields.placeOf,
      name: (field: HeaderField) => fields.name(field),
      get: (field: HeaderField) => fields.get(field),
    };
    const { header: read, faults } = readHeader(record, this.#context, {
      format: 'edifact-desadv',
      controlNumber,
    });
    this.#log.report(...faults.map((one) => one.finding));
    const asnId = fields.get('asnId');
    if (asnId !== undefined && seen.has(asnId)) this.#log.report(repeatedNotice(asnId, fields.name('asnId')));
    if (asnId !== undefined) seen.add(asnId);
    return { header: this.#log.findings.refused ? undefined : read, asnId };
  }

  #readHeader(segment: Segment, taken: Taken): void {
    this.#header.read(segment, taken);
    // A supplier's GLN is theirs to choose; only our own number for them can differ from the registered one.
    if (segment.tag === 'NAD' && textAt(segment, 1) === 'SU' && textAt(segment, 2, 3) === '92') {
      this.#header.put('supplierId', textAt(segment, 2), segment);
    }
    // A carrier is known by its SCAC (agency 182, or no agency and the look of one); the first collects.
    const carrier = textAt(segment, 5);
    if (segment.tag === 'TDT' && taken.groups.at(-1) === 'transport' && /^[A-Z]{2,4}$/.test(carrier)) {
      if (this.#header.get('carrierScac') === undefined) this.#header.put('carrierScac', carrier, segment);
    }
  }

  #readLine(segment: Segment, taken: Taken): void {
    const line = this.#line;
    if (!line) return;
    const { tag, elements } = segment;
    line.fields.read(segment, taken);
    readItemNumbers(line.fields, segment);
    if (tag === 'IMD') {
      const words = elements.flat().map((one) => one.trim().toLowerCase());
      const storage = words.find((one) => /^(ambient|chilled|frozen)$/.test(one));
      if (storage) line.fields.put('temperature', storage, segment);
    }
    if (tag === 'GIR') {
      for (const [value = '', kind] of elements.slice(1))
        if (kind === 'BX') line.fields.put('lot', value, segment);
    }
    if (!taken.groups.includes('line marks')) return;
    if (tag === 'PCI') this.#marked = undefined;
    if (tag === 'QTY' && textAt(segment, 1) === '12') {
      this.#marked = numberText(textAt(segment, 1, 2), segment.characters);
    }
    if (tag === 'GIN' && textAt(segment, 1) === 'BJ') {
      for (const [value = ''] of elements.slice(1)) this.#part(line.parts, bareSscc(value.trim()), segment);
    }
  }

  #part(parts: Part[], sscc: string, { position }: Segment): void {
    const at = { scope: 'pack', field: 'GIN+BJ', value: sscc } as const;
    const wrong = keyFinding('sscc', at, `segment ${position}`, this.#context);
    if (wrong) this.#log.report(wrong);
    parts.push({ sscc, quantity: this.#marked });
    // A quantity says what one pack holds; the next pack needs its own.
    this.#marked = undefined;
  }

  /** Packs below a line say how much of it they hold; a single one may hold everything. */
  #contents({ line }: AnnouncedLine, parts: readonly Part[], place: string): readonly PackContent[] {
    return parts.flatMap(({ sscc, quantity }) => {
      const { value, scale } = line.quantity;
      if (quantity === undefined && parts.length === 1) return { sscc, value, scale };
      const exact = parseExact(quantity ?? '');
      if (exact && exact.value > 0) return { sscc, ...exact };
      const at = { scope: 'pack', line: line.line, field: 'QTY+12', value: quantity ?? '' } as const;
      const message = `${place}: pack ${sscc} of line ${line.line} must say how much it holds (PCI, QTY+12), a number above 0`;
      this.#log.report(finding('V10', 'reject', at, message));
      return [];
    });
  }
}
