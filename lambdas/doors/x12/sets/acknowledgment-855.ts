import { type Read, readMeasured } from '../../document-fields.ts';
import { type Answer, type Measured, type OrderResponse, withoutEmpty } from '../../documents.ts';
import { inMillionths, parseExact, writeExact, writeMillionths } from '../../exact.ts';
import { kinds, reader } from '../../fields.ts';
import { finding } from '../../findings.ts';
import { PURPOSES } from '../elements.ts';
import { type LineAt, type LineTable, lineSet } from '../line-set.ts';
import { loop, party } from '../loops.ts';
import type { WrittenSegment } from '../places.ts';
import { writeLines } from '../write-lines.ts';
import { ORDER_HEADER, ORDER_LINE } from './purchase-order-850.ts';
import {
  BUYER,
  CTT,
  cell,
  datePlace,
  headerTexts,
  lineTexts,
  measuredTexts,
  moment,
  SHIP_TO,
  SUPPLIER,
} from './shared.ts';

type Line = OrderResponse['lines'][number];
type Header = 'answer' | 'poId' | 'orderedAt' | 'promisedAt';
type Field = 'ordered' | 'orderedUom' | 'promisedAt';
type Part = 'answer' | 'quantity' | 'uom' | 'dated' | 'promisedAt';

/** Delivery as promised, else as now scheduled, else as estimated. A date of shipping promises no delivery. */
const PROMISED = ['069', '067', '017'];

/** Element 587: what the answer to the whole order is. */
const ANSWERS: Readonly<Record<string, Answer>> = {
  AD: 'accepted',
  AK: 'accepted',
  AT: 'accepted',
  AC: 'changed',
  AE: 'changed',
  RJ: 'rejected',
  RD: 'rejected',
  RF: 'rejected',
};

/**
 * Element 668: what becomes of a line. Goods on hold, with a price or a date to follow, or replaced by others are no
 * answer that stock can be planned with, and are refused. What is backordered is not delivered now.
 */
const LINE_ANSWERS: Readonly<Record<string, Answer>> = {
  IA: 'accepted',
  AA: 'accepted',
  AC: 'accepted',
  AR: 'accepted',
  IC: 'changed',
  IQ: 'changed',
  IP: 'changed',
  DR: 'changed',
  BP: 'changed',
  IR: 'rejected',
  ID: 'rejected',
  IB: 'rejected',
  ...Object.fromEntries(['R1', 'R2', 'R3', 'R4', 'R5', 'R6', 'R7', 'R8'].map((code) => [code, 'rejected'])),
};

const table: LineTable<Header, Field, Part> = {
  setId: '855',
  functionalId: 'PR',
  loops: loop(
    '',
    'BAK',
    ORDER_HEADER,
    party('party'),
    loop('line', 'PO1', ORDER_LINE, loop('answer', 'ACK', 'DTM'), party('line party')),
  ),
  header: [
    {
      segment: 'BAK',
      loop: '',
      cells: [
        cell(1, 353, 'purpose', { codes: PURPOSES }),
        cell(2, 587, 'answer', { codes: ANSWERS }),
        cell(3, 324, 'poId'),
        moment(4, 'orderedAt'),
        cell(8, 127, 'documentId'),
        moment(9, 'issuedAt'),
      ],
    },
    datePlace('promisedAt', PROMISED),
    BUYER,
    SUPPLIER,
    SHIP_TO,
  ],
  line: 'line',
  lines: [
    {
      segment: 'PO1',
      loop: 'line',
      cells: [cell(1, 350, 'line'), cell(2, 330, 'ordered'), cell(3, 355, 'orderedUom')],
      items: [6, 8, 10, 12, 14, 16, 18, 20, 22, 24],
    },
    datePlace('promisedAt', PROMISED, 'line'),
  ],
  parts: {
    loop: 'answer',
    places: [
      {
        segment: 'ACK',
        loop: 'answer',
        cells: [
          cell(1, 668, 'answer', { codes: LINE_ANSWERS }),
          cell(2, 380, 'quantity'),
          cell(3, 355, 'uom'),
          cell(4, 374, 'dated'),
          moment(5, 'promisedAt'),
        ],
      },
    ],
  },
  groupDate: true,
  linesOptional: true,
  totals: { place: CTT, hashes: 'ordered' },
};

interface LineAnswer {
  readonly answer: Answer;
  readonly confirmed: Measured;
  /** What the answer is to, where it says so. */
  readonly of: Measured | undefined;
  readonly promisedAt: string | undefined;
}

/** One ACK: of an accepted line what was ordered comes, of a rejected one nothing, of a changed one what it says. */
function readAnswer(read: Read<Part>, ordered: Measured | undefined): LineAnswer | undefined {
  const answer = read.required('answer', kinds.oneOf('accepted', 'changed', 'rejected'));
  const said = readMeasured(read, 'quantity', 'uom', 0);
  const dated = read.optional('dated', kinds.label64);
  const at = read.optional('promisedAt', kinds.moment);
  const none: Measured = { value: 0, scale: 0, uom: said?.uom ?? ordered?.uom ?? 'EA' };
  const confirmed = answer === 'rejected' ? none : (said ?? (answer === 'accepted' ? ordered : undefined));
  if (answer && !confirmed) read.required('quantity', kinds.quantityOrNone);
  if (!answer || !confirmed) return undefined;
  return { answer, confirmed, of: said, promisedAt: PROMISED.includes(dated ?? '') ? at : undefined };
}

/** Several ACK of one line share it out: what comes of it comes by the last of their dates. */
function together(answers: readonly LineAnswer[], ordered: Measured | undefined, at: LineAt<Field, Part>) {
  const [first] = answers;
  const fault = faultOf(answers, ordered);
  if (fault !== undefined) {
    const place = { scope: 'line', line: at.ordinal, field: 'ACK02', value: '' } as const;
    const found = finding('FIELD_INVALID', 'reject', place, `segment ${at.begins.position}: ${fault}`);
    at.log.reportLoop(found, 'ACK', at.log.positionInSet(at.begins));
  }
  if (!first || fault !== undefined) return undefined;
  const total = answers.reduce((sum, { confirmed }) => sum + inMillionths(confirmed), 0n);
  const kindsOf = new Set(answers.map(({ answer }) => answer));
  const promised = answers.flatMap(({ promisedAt }) => promisedAt ?? []).toSorted();
  return {
    answer: kindsOf.size > 1 ? ('changed' as const) : first.answer,
    confirmed: { ...(parseExact(writeMillionths(total)) ?? first.confirmed), uom: first.confirmed.uom },
    promisedAt: promised.at(-1),
  };
}

/** Answers count in one unit, and to all that was ordered unless one of them changes how much that is. */
function faultOf(answers: readonly LineAnswer[], ordered: Measured | undefined): string | undefined {
  if (new Set(answers.map(({ confirmed }) => confirmed.uom)).size > 1) {
    return 'the answers to one line must count in one unit';
  }
  const said = answers.flatMap(({ of }) => of ?? []);
  if (!ordered || said.length < answers.length || answers.some(({ answer }) => answer === 'changed'))
    return undefined;
  const sum = said.reduce((total, one) => total + inMillionths(one), 0n);
  if (said.some(({ uom }) => uom !== ordered.uom) || sum === inMillionths(ordered)) return undefined;
  return `${writeExact(ordered)} were ordered, the answers are to ${writeMillionths(sum)}; say what becomes of the rest`;
}

/** Answers to purchase orders. The order's number is the document's where the supplier gives it none. */
export const acknowledgment855 = lineSet<OrderResponse, Header, Field, Part>(table, {
  documentId: ({ poId }) => poId,
  header: (read) => {
    const poId = read.required('poId', kinds.id);
    const answer = read.required('answer', kinds.oneOf('accepted', 'changed', 'rejected'));
    const orderedAt = read.optional('orderedAt', kinds.moment);
    const promisedAt = read.optional('promisedAt', kinds.moment);
    if (poId === undefined || !answer) return undefined;
    return withoutEmpty({ type: 'order-response', poId, answer, orderedAt, promisedAt });
  },
  line: (read, at, header) => {
    const ordered = readMeasured(read, 'ordered', 'orderedUom', 0);
    const promisedAt = read.optional('promisedAt', kinds.moment);
    const answers = at.parts.map((part) => {
      const parts = reader(part, 'line', at.context, at.ordinal);
      const answer = readAnswer(parts, ordered);
      return part.report(parts.faults) ? undefined : answer;
    });
    const poLine = at.item?.line;
    // Without an ACK the answer to the whole order is the line's, as far as it needs no detail.
    const whole: Answer = kinds.oneOf('accepted', 'rejected').read(header.get('answer') ?? '') ?? 'changed';
    const implied = answers.length === 0 && ordered !== undefined && whole !== 'changed';
    const all: readonly LineAnswer[] = implied
      ? [
          {
            answer: whole,
            confirmed: whole === 'rejected' ? { ...ordered, value: 0, scale: 0 } : ordered,
            of: undefined,
            promisedAt: undefined,
          },
        ]
      : answers.flatMap((one) => one ?? []);
    if (answers.length === 0 && !implied) {
      const place = { scope: 'line', line: at.ordinal, field: 'ACK', value: '' } as const;
      const message = `segment ${at.begins.position}: the line is not answered; send an ACK`;
      at.log.reportMissing(
        finding('FIELD_MISSING', 'reject', place, message),
        'ACK',
        at.log.positionInSet(at.begins),
      );
    }
    if (all.length < answers.length) return undefined;
    const own = together(all, ordered, at);
    if (!own || poLine === undefined) return undefined;
    return withoutEmpty({ poLine, ordered, ...own, promisedAt: own.promisedAt ?? promisedAt });
  },
});

/** Every segment between ST and SE. Raises without the day of the order, which an 855 must name. */
export function writeOrderResponse(response: OrderResponse): readonly WrittenSegment[] {
  const { poId, answer, orderedAt, promisedAt } = response;
  if (orderedAt === undefined)
    throw new Error(`the answer to order ${poId} must say when it was placed (BAK04)`);
  return writeLines(
    table,
    { ...headerTexts(response), poId, answer, orderedAt, promisedAt },
    response.lines.map((line: Line) => ({
      fields: {
        ...lineTexts({ ...line, line: line.poLine }),
        ...measuredTexts('ordered', 'orderedUom', line.ordered),
      },
      parts: [
        {
          answer: line.answer,
          // Of a rejected line nothing comes, however much of it is rejected.
          ...(line.answer === 'rejected' ? {} : measuredTexts('quantity', 'uom', line.confirmed)),
          ...(line.promisedAt === undefined ? {} : { dated: PROMISED[0], promisedAt: line.promisedAt }),
        },
      ],
    })),
  );
}
