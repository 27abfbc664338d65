import { type HeaderName, type ItemName, type Read, readMeasured } from '../../document-fields.ts';
import { type Answer, type OrderResponse, withoutEmpty } from '../../documents.ts';
import { kinds } from '../../fields.ts';
import { finding } from '../../findings.ts';
import { ORDRSP } from '../messages/ordrsp.ts';
import { HEADER_RULES, type Rule } from '../rules.ts';
import type { WrittenSegment } from '../tokenizer.ts';
import { writeMoment } from '../values.ts';
import { type LinePlace, LineReader, type Own, type OwnLine } from './line-reader.ts';
import {
  type MessageKind,
  writeBeginning,
  writeItem,
  writeParties,
  writeQuantity,
  writeReference,
} from './shared.ts';

type Line = OrderResponse['lines'][number];
type Header = 'answer' | 'poId' | 'promisedAt';
type LineField = 'answer' | 'poLine' | 'ordered' | 'orderedUom' | 'confirmed' | 'confirmedUom' | 'promisedAt';

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

const header: readonly Rule<HeaderName | Header>[] = [
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

const lines: readonly Rule<ItemName | LineField>[] = [
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

const ANY = ['accepted', 'changed', 'rejected'] as const satisfies readonly Answer[];
/** BGM 1225 that say what the message is, and not how it answers. */
const FUNCTIONS = ['9', '5', '1'] as const;

class OrderResponseReader extends LineReader<OrderResponse, Header, LineField> {
  protected override headerOf(
    read: Read<HeaderName | Header>,
    answered: readonly Line[],
  ): Own<OrderResponse> | undefined {
    const poId = read.required('poId', kinds.id);
    const sent = read.required('answer', kinds.oneOf(...Object.values(ANSWERS), ...FUNCTIONS));
    // A replacement or a cancellation does not say how it answers; its lines do.
    const answer = ANY.find((one) => one === sent) ?? ofLines(answered);
    const promisedAt = read.optional('promisedAt', kinds.moment);
    return poId === undefined
      ? undefined
      : withoutEmpty({ type: 'order-response', poId, answer, promisedAt });
  }

  protected override lineOf(
    read: Read<ItemName | LineField>,
    { ordinal, place, answered }: LinePlace,
  ): OwnLine<OrderResponse> | undefined {
    const answer = read.required('answer', kinds.oneOf(...ANY));
    const poLine = read.optional('poLine', kinds.wholeNumber(1)) ?? answered?.line;
    const ordered = readMeasured(read, 'ordered', 'orderedUom', 0);
    const confirmed = readMeasured(read, 'confirmed', 'confirmedUom', 0) ?? confirmedBy(answer, ordered);
    const promisedAt = read.optional('promisedAt', kinds.moment);
    if (!confirmed) {
      const at = { scope: 'line', line: ordinal, field: 'QTY+113', value: '' } as const;
      const message = `${place}: a line that is not accepted as ordered must say what will be delivered`;
      this.log.report(finding('FIELD_MISSING', 'reject', at, `${message}: send QTY+113`));
    }
    if (!answer || poLine === undefined || !confirmed) return undefined;
    return withoutEmpty({ poLine, answer, ordered, confirmed, promisedAt });
  }
}

function ofLines(lines: readonly Line[]): Answer {
  const answers = new Set(lines.map(({ answer }) => answer));
  return answers.size > 1 ? 'changed' : (lines[0]?.answer ?? 'accepted');
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
  reader: (...args) => new OrderResponseReader({ header, lines }, ...args),
};
