import { type HeaderName, type ItemName, type Read, requireMeasured } from '../../document-fields.ts';
import { type InventoryAdvice, type StockStatus, withoutEmpty } from '../../documents.ts';
import { kinds, reader } from '../../fields.ts';
import { finding } from '../../findings.ts';
import type { Taken } from '../description.ts';
import { INVRPT } from '../messages/invrpt.ts';
import { Fields, HEADER_RULES, type Rule } from '../rules.ts';
import type { Segment, WrittenSegment } from '../tokenizer.ts';
import { writeMoment } from '../values.ts';
import { type LinePlace, LineReader, type Own, type OwnLine } from './line-reader.ts';
import {
  type MessageKind,
  reportFaults,
  writeBeginning,
  writeItem,
  writeParties,
  writeParty,
  writeQuantity,
} from './shared.ts';

type Stock = InventoryAdvice['lines'][number]['stock'][number];
type Header = 'stockAt' | 'warehouse';
type StockField = 'status' | 'quantity' | 'uom' | 'lot' | 'expiry' | 'place';

/** QTY 6063; of several codes of one status the first is written. */
const STATUSES: readonly (readonly [string, StockStatus])[] = [
  ['145', 'on-hand'],
  ['17', 'on-hand'],
  ['21', 'on-order'],
  ['48', 'received'],
  ['12', 'shipped'],
  ['83', 'back-ordered'],
  ['124', 'damaged'],
  ['61', 'returned'],
];
const CODES = Object.fromEntries(STATUSES);
const STOCK = ['stock', 'movement'];

const header: readonly Rule<HeaderName | Header>[] = [
  ...HEADER_RULES,
  {
    field: 'stockAt',
    tag: 'DTM',
    qualifiers: ['366', '179'],
    within: [''],
    element: 1,
    component: 2,
    as: 'moment',
  },
  { field: 'warehouse', tag: 'NAD', qualifiers: ['WH', 'GY'], within: ['parties'], element: 2 },
];

const lines: readonly Rule<ItemName>[] = [{ field: 'line', tag: 'LIN', within: ['line'], element: 1 }];

const stock: readonly Rule<StockField>[] = [
  { field: 'status', tag: 'QTY', within: STOCK, element: 1, as: 'code', codes: CODES },
  { field: 'quantity', tag: 'QTY', within: STOCK, element: 1, component: 2, as: 'number' },
  { field: 'uom', tag: 'QTY', within: STOCK, element: 1, component: 3, as: 'uom' },
  { field: 'lot', tag: 'GIN', qualifiers: ['BX'], within: STOCK, element: 2 },
  { field: 'expiry', tag: 'DTM', qualifiers: ['361'], within: STOCK, element: 1, component: 2, as: 'day' },
  { field: 'place', tag: 'LOC', within: STOCK, element: 2 },
];

class InventoryAdviceReader extends LineReader<InventoryAdvice, Header, never> {
  #stock: Fields<StockField>[] = [];

  override take(segment: Segment, taken: Taken): void {
    super.take(segment, taken);
    // A QTY is a quantity of its own, wherever the directory puts what is said of it.
    if (segment.tag === 'QTY' && STOCK.includes(taken.groups.at(-1) ?? '')) {
      this.#stock.push(new Fields(stock, this.log, segment));
    }
    this.#stock.at(-1)?.read(segment, taken);
  }

  protected override headerOf(read: Read<HeaderName | Header>): Own<InventoryAdvice> {
    const stockAt = read.optional('stockAt', kinds.moment);
    const warehouse = read.optional('warehouse', kinds.label64);
    if (warehouse !== undefined && /^\d{13}$/.test(warehouse)) read.checkKey('warehouse', 'gln', warehouse);
    return withoutEmpty({ type: 'inventory-advice', stockAt, warehouse });
  }

  protected override lineOf(
    _: Read<ItemName>,
    { ordinal, place }: LinePlace,
  ): OwnLine<InventoryAdvice> | undefined {
    const reported = this.#stock;
    this.#stock = [];
    if (reported.length > 0) return { stock: reported.flatMap((one) => this.#stockOf(one, ordinal) ?? []) };
    const at = { scope: 'line', line: ordinal, field: 'QTY', value: '' } as const;
    this.log.report(finding('FIELD_MISSING', 'reject', at, `${place}: the line reports no quantity`));
    return undefined;
  }

  #stockOf(fields: Fields<StockField>, line: number): Stock | undefined {
    const read = reader(fields, 'line', this.context, line);
    const status = read.required('status', kinds.oneOf(...STATUSES.map(([, known]) => known)));
    const quantity = requireMeasured(read, 'quantity', 'uom', 0);
    const lot = read.optional('lot', kinds.label64);
    const expiry = read.optional('expiry', kinds.day);
    const place = read.optional('place', kinds.label64);
    if (reportFaults(this.log, read.faults) || !status || !quantity) return undefined;
    return withoutEmpty({ status, quantity, lot, expiry, place });
  }
}

/** Every segment between UNH and UNT. */
export function writeInventoryAdvice(advice: InventoryAdvice): readonly WrittenSegment[] {
  return [
    ...writeBeginning('35', advice),
    ...(advice.stockAt === undefined ? [] : [writeMoment('366', advice.stockAt)]),
    ...writeParties(advice),
    ...writeParty('WH', advice.warehouse),
    ...advice.lines.flatMap((line): WrittenSegment[] => [
      ...writeItem(line),
      ...line.stock.flatMap(({ status, quantity, lot, expiry, place }): WrittenSegment[] => [
        writeQuantity(STATUSES.find(([, known]) => known === status)?.[0] ?? '', quantity),
        ...(lot === undefined ? [] : [['GIN', 'BX', lot] as const]),
        ...(place === undefined ? [] : [['LOC', '18', place] as const]),
        ...(expiry === undefined ? [] : [writeMoment('361', expiry)]),
      ]),
    ]),
  ];
}

/** Inventory reports. */
export const invrpt: MessageKind<InventoryAdvice> = {
  description: INVRPT,
  reader: (...args) => new InventoryAdviceReader({ header, lines }, ...args),
};
