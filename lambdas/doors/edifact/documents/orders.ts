import { type HeaderName, type ItemName, type Read, requireMeasured } from '../../document-fields.ts';
import { type Price, type PurchaseOrder, withoutEmpty } from '../../documents.ts';
import { writeExact } from '../../exact.ts';
import { kinds } from '../../fields.ts';
import { ORDERS } from '../messages/orders.ts';
import { HEADER_RULES, type Rule } from '../rules.ts';
import type { WrittenSegment } from '../tokenizer.ts';
import { writeMoment } from '../values.ts';
import { LineReader, type Own, type OwnLine } from './line-reader.ts';
import { type MessageKind, writeBeginning, writeItem, writeParties, writeQuantity } from './shared.ts';

type Header = 'requestedAt' | 'currency';
type LineField = 'quantity' | 'uom' | 'price' | 'per' | 'requestedAt';

const header: readonly Rule<HeaderName | Header>[] = [
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

const lines: readonly Rule<ItemName | LineField>[] = [
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

class PurchaseOrderReader extends LineReader<PurchaseOrder, Header, LineField> {
  protected override headerOf(read: Read<HeaderName | Header>): Own<PurchaseOrder> {
    const requestedAt = read.optional('requestedAt', kinds.moment);
    const currency = read.optional('currency', kinds.currency);
    return withoutEmpty({ type: 'purchase-order', requestedAt, currency });
  }

  protected override lineOf(read: Read<ItemName | LineField>): OwnLine<PurchaseOrder> | undefined {
    const quantity = requireMeasured(read, 'quantity', 'uom', 1);
    const exact = read.optional('price', kinds.quantityOrNone);
    const per = read.optional('per', kinds.wholeNumber(1));
    const requestedAt = read.optional('requestedAt', kinds.moment);
    const price: Price | undefined = exact && withoutEmpty({ ...exact, per: per === 1 ? undefined : per });
    return quantity && withoutEmpty({ quantity, price, requestedAt });
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
  reader: (...args) => new PurchaseOrderReader({ header, lines }, ...args),
};
