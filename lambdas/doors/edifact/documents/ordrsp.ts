import type { Answer, OrderResponse } from '../../documents.ts';
import { kinds, reader } from '../../fields.ts';
import { finding } from '../../findings.ts';
import type { DoorContext } from '../../notice.ts';
import type { Taken } from '../description.ts';
import type { MessageLog } from '../message-log.ts';
import { ORDRSP } from '../messages/ordrsp.ts';
import { Fields, HEADER_RULES, type Rule, readItemNumbers } from '../rules.ts';
import type { Segment, WrittenSegment } from '../tokenizer.ts';
import { writeMoment } from '../values.ts';
import {
  type DocumentReader,
  type HeaderName,
  lineOrder,
  type MessageKind,
  readDocumentHeader,
  readDocumentLine,
  readMeasured,
  reportFaults,
  writeBeginning,
  writeItem,
  writeParties,
  writeQuantity,
  writeReference,
} from './shared.ts';

type Line = OrderResponse['lines'][number];
type Header = HeaderName | 'answer' | 'poId' | 'promisedAt';
type LineField =
  | 'line'
  | 'sku'
  | 'gtin'
  | 'answer'
  | 'poLine'
  | 'ordered'
  | 'orderedUom'
  | 'confirmed'
  | 'confirmedUom'
  | 'promisedAt';

/** Delivery as promised, else as estimated, else as confirmed to the wish. */
const PROMISED = ['69', '67', '17', '2'];
/** What will be delivered: to be delivered, else despatched, else (what was ordered, confirmed as it is). */
const CONFIRMED = ['113', '12'];
/** BGM 1225 of a response says how it answers; it is an original all the same. */
const ANSWERS = { '29': 'accepted', '4': 'changed', '27': 'rejected' } as const;
/** LIN 1229. */
const LINE_ANSWERS = {
  '5': 'accepted',
  '3': 'changed',
  '6': 'changed',
  '7': 'rejected',
  '2': 'rejected',
} as const;

const header: readonly Rule<Header>[] = [
  ...HEADER_RULES.map((rule) =>
    rule.field === 'purpose'
      ? { ...rule, codes: { ...rule.codes, '29': 'original', '4': 'original', '27': 'original' } }
      : rule,
  ),
  { field: 'answer', tag: 'BGM', within: [''], element: 3, as: 'code', codes: ANSWERS },
  { field: 'poId', tag: 'RFF', qualifiers: ['ON'], within: ['references'], element: 1, component: 2 },
  {
    field: 'promisedAt',
    tag: 'DTM',
    qualifiers: PROMISED,
    within: [''],
    element: 1,
    component: 2,
    as: 'moment',
  },
];

const lines: readonly Rule<LineField>[] = [
  { field: 'line', tag: 'LIN', within: ['line'], element: 1 },
  { field: 'answer', tag: 'LIN', within: ['line'], element: 2, as: 'code', codes: LINE_ANSWERS },
  { field: 'poLine', tag: 'RFF', qualifiers: ['ON'], within: ['line references'], element: 1, component: 3 },
  {
    field: 'ordered',
    tag: 'QTY',
    qualifiers: ['21'],
    within: ['line'],
    element: 1,
    component: 2,
    as: 'number',
  },
  {
    field: 'orderedUom',
    tag: 'QTY',
    qualifiers: ['21'],
    within: ['line'],
    element: 1,
    component: 3,
    as: 'uom',
  },
  {
    field: 'confirmed',
    tag: 'QTY',
    qualifiers: CONFIRMED,
    within: ['line'],
    element: 1,
    component: 2,
    as: 'number',
  },
  {
    field: 'confirmedUom',
    tag: 'QTY',
    qualifiers: CONFIRMED,
    within: ['line'],
    element: 1,
    component: 3,
    as: 'uom',
  },
  {
    field: 'promisedAt',
    tag: 'DTM',
    qualifiers: PROMISED,
    within: ['line'],
    element: 1,
    component: 2,
    as: 'moment',
  },
];

const ANY_ANSWER = kinds.oneOf('accepted', 'changed', 'rejected');

class OrderResponseReader implements DocumentReader<OrderResponse> {
  readonly #log: MessageLog;
  readonly #context: DoorContext;
  readonly #header: Fields<Header>;
  readonly #lines: Line[] = [];
  #line: Fields<LineField> | undefined;

  constructor(log: MessageLog, context: DoorContext, begins: Segment) {
    this.#log = log;
    this.#context = context;
    this.#header = new Fields(header, log, begins);
  }

  take(segment: Segment, taken: Taken): void {
    if (segment.tag === 'LIN') {
      this.#finish();
      this.#line = new Fields(lines, this.#log, segment);
    }
    this.#header.read(segment, taken);
    this.#line?.read(segment, taken);
    if (this.#line) readItemNumbers(this.#line, segment);
  }

  close(): OrderResponse | undefined {
    this.#finish();
    const read = reader(this.#header, 'document', this.#context);
    const common = readDocumentHeader(read);
    const poId = read.required('poId', kinds.id);
    // A replacement or a cancellation does not say how it answers; its lines do.
    const answers = Object.values<string>(ANSWERS).includes(this.#header.get('answer') ?? '');
    const answer = answers ? read.required('answer', ANY_ANSWER) : this.#ofLines();
    const promisedAt = read.optional('promisedAt', kinds.moment);
    if (reportFaults(this.#log, read.faults) || !common || poId === undefined || !answer) return undefined;
    return {
      type: 'order-response',
      ...common,
      poId,
      answer,
      ...(promisedAt !== undefined && { promisedAt }),
      lines: this.#lines,
    };
  }

  #ofLines(): Answer {
    const answers = new Set(this.#lines.map(({ answer }) => answer));
    return answers.size > 1 ? 'changed' : (this.#lines[0]?.answer ?? 'accepted');
  }

  #finish(): void {
    const fields = this.#line;
    this.#line = undefined;
    if (!fields) return;
    const ordinal = this.#lines.length + 1;
    const read = reader(fields, 'line', this.#context, ordinal);
    const item = readDocumentLine(read, ordinal);
    const answer = read.required('answer', ANY_ANSWER);
    const poLine = read.optional('poLine', kinds.wholeNumber(1)) ?? item?.line;
    const ordered = readMeasured(read, 'ordered', 'orderedUom', 0);
    const confirmed = readMeasured(read, 'confirmed', 'confirmedUom', 0) ?? confirmedBy(answer, ordered);
    const promisedAt = read.optional('promisedAt', kinds.moment);
    const refused = reportFaults(this.#log, read.faults);
    if (!refused && !confirmed) {
      const at = { scope: 'line', line: ordinal, field: 'QTY+113', value: '' } as const;
      const message = `${fields.place}: a line that is not accepted as ordered must say what will be delivered`;
      this.#log.report(finding('FIELD_MISSING', 'reject', at, `${message}: send QTY+113`));
    }
    if (refused || !item || !answer || poLine === undefined || !confirmed) return;
    lineOrder(this.#log, this.#lines.at(-1)?.line ?? 0, item.line, fields.place);
    this.#lines.push({
      ...item,
      poLine,
      answer,
      ...(ordered && { ordered }),
      confirmed,
      ...(promisedAt !== undefined && { promisedAt }),
    });
  }
}

/** An accepted line comes as it was ordered, a rejected one not at all. */
function confirmedBy(answer: Answer | undefined, ordered: Line['ordered']): Line['ordered'] {
  if (answer === 'accepted') return ordered;
  return answer === 'rejected' ? { value: 0, scale: 0, uom: ordered?.uom ?? 'EA' } : undefined;
}

/** Every segment between UNH and UNT. */
export function writeOrderResponse(response: OrderResponse): readonly WrittenSegment[] {
  const { purpose, answer } = response;
  const answered = { accepted: '29', changed: '4', rejected: '27' } as const;
  return [
    ...writeBeginning('231', response, purpose === 'original' ? answered[answer] : undefined),
    ...(response.promisedAt === undefined ? [] : [writeMoment('69', response.promisedAt)]),
    ...writeReference('ON', response.poId),
    ...writeParties(response),
    ...response.lines.flatMap((line): WrittenSegment[] => [
      ...writeItem(line, { accepted: '5', changed: '3', rejected: '7' }[line.answer]),
      ...(line.ordered === undefined ? [] : [writeQuantity('21', line.ordered)]),
      writeQuantity('113', line.confirmed),
      ...(line.promisedAt === undefined ? [] : [writeMoment('69', line.promisedAt)]),
      ...writeReference('ON', response.poId, line.poLine),
    ]),
    ['UNS', 'S'],
    ['CNT', ['2', String(response.lines.length)]],
  ];
}

/** Responses to purchase orders. */
export const ordrsp: MessageKind<OrderResponse> = {
  description: ORDRSP,
  reader: (...args) => new OrderResponseReader(...args),
};
