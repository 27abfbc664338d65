import type { Price, PurchaseOrder } from '../../documents.ts';
import { kinds, reader } from '../../fields.ts';
import type { DoorContext } from '../../notice.ts';
import type { Taken } from '../description.ts';
import type { MessageLog } from '../message-log.ts';
import { ORDERS } from '../messages/orders.ts';
import { Fields, HEADER_RULES, type Rule, readItemNumbers } from '../rules.ts';
import type { Segment, WrittenSegment } from '../tokenizer.ts';
import { writeExact, writeMoment } from '../values.ts';
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
} from './shared.ts';

type Line = PurchaseOrder['lines'][number];
type Header = HeaderName | 'requestedAt' | 'currency';
type LineField = 'line' | 'sku' | 'gtin' | 'quantity' | 'uom' | 'price' | 'per' | 'requestedAt';

const header: readonly Rule<Header>[] = [
  ...HEADER_RULES,
  {
    field: 'requestedAt',
    tag: 'DTM',
    qualifiers: ['2', '64'],
    within: [''],
    element: 1,
    component: 2,
    as: 'moment',
  },
  { field: 'currency', tag: 'CUX', qualifiers: ['2'], within: ['currencies'], element: 1, component: 2 },
];

const lines: readonly Rule<LineField>[] = [
  { field: 'line', tag: 'LIN', within: ['line'], element: 1 },
  {
    field: 'quantity',
    tag: 'QTY',
    qualifiers: ['21'],
    within: ['line'],
    element: 1,
    component: 2,
    as: 'number',
  },
  { field: 'uom', tag: 'QTY', qualifiers: ['21'], within: ['line'], element: 1, component: 3, as: 'uom' },
  {
    field: 'price',
    tag: 'PRI',
    qualifiers: ['AAA'],
    within: ['prices'],
    element: 1,
    component: 2,
    as: 'number',
  },
  { field: 'per', tag: 'PRI', qualifiers: ['AAA'], within: ['prices'], element: 1, component: 5 },
  {
    field: 'requestedAt',
    tag: 'DTM',
    qualifiers: ['2', '64'],
    within: ['line'],
    element: 1,
    component: 2,
    as: 'moment',
  },
];

class PurchaseOrderReader implements DocumentReader<PurchaseOrder> {
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

  close(): PurchaseOrder | undefined {
    this.#finish();
    const read = reader(this.#header, 'document', this.#context);
    const common = readDocumentHeader(read);
    const requestedAt = read.optional('requestedAt', kinds.moment);
    const currency = read.optional('currency', kinds.currency);
    if (reportFaults(this.#log, read.faults) || !common) return undefined;
    return {
      type: 'purchase-order',
      ...common,
      ...(requestedAt !== undefined && { requestedAt }),
      ...(currency !== undefined && { currency }),
      lines: this.#lines,
    };
  }

  #finish(): void {
    const fields = this.#line;
    this.#line = undefined;
    if (!fields) return;
    const ordinal = this.#lines.length + 1;
    const read = reader(fields, 'line', this.#context, ordinal);
    const item = readDocumentLine(read, ordinal);
    const quantity = readMeasured(read, 'quantity', 'uom', 1);
    const exact = read.optional('price', kinds.quantityOrNone);
    const per = read.optional('per', kinds.wholeNumber(1));
    const requestedAt = read.optional('requestedAt', kinds.moment);
    if (reportFaults(this.#log, read.faults) || !item || !quantity) return;
    lineOrder(this.#log, this.#lines.at(-1)?.line ?? 0, item.line, fields.place);
    const price: Price | undefined = exact && { ...exact, ...(per !== undefined && per !== 1 && { per }) };
    this.#lines.push({
      ...item,
      quantity,
      ...(price && { price }),
      ...(requestedAt !== undefined && { requestedAt }),
    });
  }
}

/** Every segment between UNH and UNT. */
export function writePurchaseOrder(order: PurchaseOrder): readonly WrittenSegment[] {
  return [
    ...writeBeginning('220', order),
    ...(order.requestedAt === undefined ? [] : [writeMoment('2', order.requestedAt)]),
    ...writeParties(order),
    ...(order.currency === undefined ? [] : [['CUX', ['2', order.currency, '9']] as const]),
    ...order.lines.flatMap((line): WrittenSegment[] => [
      ...writeItem(line),
      writeQuantity('21', line.quantity),
      ...(line.requestedAt === undefined ? [] : [writeMoment('2', line.requestedAt)]),
      ...(line.price === undefined ? [] : [writePrice(line.price)]),
    ]),
    ['UNS', 'S'],
    ['CNT', ['2', String(order.lines.length)]],
  ];
}

function writePrice({ per, ...price }: Price): WrittenSegment {
  return ['PRI', ['AAA', writeExact(price), '', '', per === undefined ? '' : String(per)]];
}

/** Purchase orders. */
export const orders: MessageKind<PurchaseOrder> = {
  description: ORDERS,
  reader: (...args) => new PurchaseOrderReader(...args),
};
