import { readMeasured } from '../../document-fields.ts';
import { type OrderChange, type Purpose, withoutEmpty } from '../../documents.ts';
import { kinds } from '../../fields.ts';
import { type LineTable, lineSet } from '../line-set.ts';
import { loop, party } from '../loops.ts';
import type { WrittenSegment } from '../places.ts';
import { writeLines } from '../write-lines.ts';
import { ORDER_HEADER, ORDER_LINE, REQUESTED } from './purchase-order-850.ts';
import {
  BUYER,
  CTT,
  cell,
  datePlace,
  headerTexts,
  lineTexts,
  measuredTexts,
  moment,
  PRICE_BASIS,
  priceTexts,
  readPrice,
  SHIP_TO,
  SUPPLIER,
} from './shared.ts';

type Change = OrderChange['lines'][number]['change'];
type Header = 'poId' | 'change' | 'orderedAt' | 'requestedAt' | 'currency';
type Field = 'change' | 'quantity' | 'uom' | 'open' | 'price' | 'per' | 'requestedAt';

/** Element 353: a change is new to its reader, 01 takes the whole order back, 05 replaces an earlier change. */
const PURPOSES: Readonly<Record<string, Purpose>> = { '04': 'original', '01': 'cancel', '05': 'replace' };

/** Element 670, of the codes of lines those that say what is wanted now. */
const CHANGES: Readonly<Record<string, Change>> = {
  AI: 'added',
  CA: 'changed',
  CT: 'changed',
  MU: 'changed',
  PC: 'changed',
  PQ: 'changed',
  PR: 'changed',
  QD: 'changed',
  QI: 'changed',
  RQ: 'changed',
  RS: 'changed',
  RZ: 'changed',
  DI: 'removed',
  NC: 'unchanged',
};

const table: LineTable<Header, Field, never> = {
  setId: '860',
  functionalId: 'PC',
  loops: loop('', 'BCH', ORDER_HEADER, party('party'), loop('line', 'POC', ORDER_LINE, party('line party'))),
  header: [
    {
      segment: 'BCH',
      loop: '',
      cells: [
        cell(1, 353, 'purpose', { codes: PURPOSES }),
        cell(3, 324, 'poId'),
        cell(5, 327, 'change'),
        moment(6, 'orderedAt'),
        moment(11, 'issuedAt'),
      ],
      fixed: { 2: 'SA' },
    },
    { segment: 'CUR', loop: '', cells: [cell(2, 100, 'currency')], fixed: { 1: 'BY' } },
    datePlace('requestedAt', REQUESTED),
    BUYER,
    SUPPLIER,
    SHIP_TO,
  ],
  line: 'line',
  lines: [
    {
      segment: 'POC',
      loop: 'line',
      cells: [
        cell(1, 350, 'line'),
        cell(2, 670, 'change', { codes: CHANGES }),
        cell(3, 330, 'quantity'),
        cell(4, 671, 'open'),
        cell(5, 355, 'uom'),
        cell(6, 212, 'price'),
        cell(7, 639, 'per', { codes: PRICE_BASIS }),
      ],
      items: [8, 10, 12, 14, 16, 18, 20, 22, 24, 26],
    },
    datePlace('requestedAt', REQUESTED, 'line'),
  ],
  groupDate: true,
  linesOptional: true,
  totals: { place: CTT },
};

/** Changes of purchase orders. Order and number of the change are the document's number. */
export const change860 = lineSet<OrderChange, Header, Field, never>(table, {
  documentId: ({ poId, change }) => (change === undefined ? poId : `${poId}:${change}`),
  header: (read) => {
    const poId = read.required('poId', kinds.id);
    const change = read.optional('change', kinds.id);
    const orderedAt = read.optional('orderedAt', kinds.moment);
    const requestedAt = read.optional('requestedAt', kinds.moment);
    const currency = read.optional('currency', kinds.currency);
    if (poId === undefined) return undefined;
    return withoutEmpty({ type: 'order-change', poId, change, orderedAt, requestedAt, currency });
  },
  line: (read, { fields }) => {
    const change = read.required('change', kinds.oneOf('added', 'changed', 'removed', 'unchanged'));
    const said = fields.get('quantity') !== undefined;
    const quantity = said ? readMeasured(read, 'quantity', 'uom', 0) : undefined;
    const open = fields.get('open') === undefined ? undefined : readMeasured(read, 'open', 'uom', 0);
    const price = readPrice(read);
    const requestedAt = read.optional('requestedAt', kinds.moment);
    if (!change || (said && !quantity)) return undefined;
    return withoutEmpty({ change, quantity, open, price, requestedAt });
  },
});

/** Every segment between ST and SE. Raises without the day of the order, which an 860 must name. */
export function writeOrderChange(order: OrderChange): readonly WrittenSegment[] {
  const { poId, change, orderedAt, requestedAt, currency } = order;
  if (orderedAt === undefined)
    throw new Error(`the change of order ${poId} must say when it was placed (BCH06)`);
  return writeLines(
    table,
    { ...headerTexts(order), poId, change, orderedAt, requestedAt, currency },
    order.lines.map((line) => ({
      fields: {
        ...lineTexts(line),
        change: line.change,
        ...measuredTexts('quantity', 'uom', line.quantity),
        ...measuredTexts('open', 'uom', line.open),
        ...priceTexts(line.price),
        requestedAt: line.requestedAt,
      },
    })),
  );
}
