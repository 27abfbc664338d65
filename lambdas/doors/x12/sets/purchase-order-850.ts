import { requireMeasured } from '../../document-fields.ts';
import { type PurchaseOrder, withoutEmpty } from '../../documents.ts';
import { kinds } from '../../fields.ts';
import { PURPOSES } from '../elements.ts';
import { type LineTable, lineSet } from '../line-set.ts';
import { loop, party } from '../loops.ts';
import type { WrittenSegment } from '../places.ts';
import { writeLines } from '../write-lines.ts';
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

type Header = 'requestedAt' | 'currency';
type Field = 'quantity' | 'uom' | 'price' | 'per' | 'requestedAt';

/** When the goods are wanted: the day, else not before it. */
export const REQUESTED = ['002', '064'];

/** What an order and its changes may hold beside their lines. */
export const ORDER_HEADER =
  'CUR REF PER TAX FOB CTP PAM CSH SAC ITD DIS INC DTM LDT LIN SI PID MEA PWK PKG TD1 TD5 TD3 TD4 MAN PCT CTB TXI AMT N9 ' +
  'MSG MTX EFI LM LQ SPI ADV G53 LT CTT';
/** What a line of them may hold. */
export const ORDER_LINE =
  'LIN SI CUR CN1 PO3 CTP PAM MEA PID PWK PO4 REF PER SAC IT8 CSH ITD DIS INC TAX FOB SDQ DTM LDT TC2 TD1 TD5 TD3 TD4 ' +
  'MAN MSG MTX SPI TXI CTB AMT QTY SCH SCN PKG N9 LM LQ SLN SR LS LE PCT G53 PYD EFI LDT';

const table: LineTable<Header, Field, never> = {
  setId: '850',
  functionalId: 'PO',
  loops: loop('', 'BEG', ORDER_HEADER, party('party'), loop('line', 'PO1', ORDER_LINE, party('line party'))),
  header: [
    {
      segment: 'BEG',
      loop: '',
      cells: [
        cell(1, 353, 'purpose', { codes: PURPOSES }),
        cell(3, 324, 'documentId'),
        moment(5, 'issuedAt'),
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
      segment: 'PO1',
      loop: 'line',
      cells: [
        cell(1, 350, 'line'),
        cell(2, 330, 'quantity'),
        cell(3, 355, 'uom'),
        cell(4, 212, 'price'),
        cell(5, 639, 'per', { codes: PRICE_BASIS }),
      ],
      items: [6, 8, 10, 12, 14, 16, 18, 20, 22, 24],
    },
    datePlace('requestedAt', REQUESTED, 'line'),
  ],
  totals: { place: CTT, hashes: 'quantity' },
};

/** Purchase orders. */
export const purchaseOrder850 = lineSet<PurchaseOrder, Header, Field, never>(table, {
  header: (read) => {
    const requestedAt = read.optional('requestedAt', kinds.moment);
    const currency = read.optional('currency', kinds.currency);
    return withoutEmpty({ type: 'purchase-order', requestedAt, currency });
  },
  line: (read) => {
    const quantity = requireMeasured(read, 'quantity', 'uom', 1);
    const price = readPrice(read);
    const requestedAt = read.optional('requestedAt', kinds.moment);
    return quantity && withoutEmpty({ quantity, price, requestedAt });
  },
});

/** Every segment between ST and SE. An 850 says of its date the day only. */
export function writePurchaseOrder(order: PurchaseOrder): readonly WrittenSegment[] {
  const { requestedAt, currency } = order;
  return writeLines(
    table,
    { ...headerTexts(order), requestedAt, currency },
    order.lines.map((line) => ({
      fields: {
        ...lineTexts(line),
        ...measuredTexts('quantity', 'uom', line.quantity),
        ...priceTexts(line.price),
        requestedAt: line.requestedAt,
      },
    })),
  );
}
