import { requireMeasured } from '../../document-fields.ts';
import { type InventoryAdvice, type StockStatus, withoutEmpty } from '../../documents.ts';
import { kinds, reader } from '../../fields.ts';
import { finding } from '../../findings.ts';
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
  expiryPlace,
  headerTexts,
  lineTexts,
  measuredTexts,
  moment,
  partyPlace,
  referencePlace,
  SHIP_TO,
  SUPPLIER,
} from './shared.ts';

type Stock = InventoryAdvice['lines'][number]['stock'][number];
type Header = 'stockAt' | 'warehouse';
type Part = 'status' | 'quantity' | 'uom' | 'lot' | 'expiry';

/**
 * Element 673. On hand is what 17 says; 33, available for sale, is what a supplier without 17 says of it. Other quantities
 * are refused, because nobody can tell what stock they are.
 */
const STATUSES: Readonly<Record<string, StockStatus>> = {
  '17': 'on-hand',
  '33': 'on-hand',
  '63': 'on-order',
  BQ: 'back-ordered',
};

const table: LineTable<Header, never, Part> = {
  setId: '846',
  functionalId: 'IB',
  loops: loop(
    '',
    'BIA',
    'CUR DTM REF PER MEA LM LQ CTT',
    party('party'),
    loop(
      'line',
      'LIN',
      'PID MEA PKG DTM CTP CUR SAC REF PER SDQ MAN UIT CS DTP TAX LM LQ SLN PO4 LS LE CRC',
      loop('quantity', 'QTY', 'UIT MEA LDT DTM REF LOC MAN SCH LM LQ LS LE'),
      party('line party'),
    ),
  ),
  header: [
    {
      segment: 'BIA',
      loop: '',
      cells: [
        cell(1, 353, 'purpose', { codes: PURPOSES }),
        cell(3, 127, 'documentId'),
        moment(4, 'issuedAt', { time: 5 }),
      ],
      fixed: { 2: 'DD' },
    },
    datePlace('stockAt', ['007']),
    BUYER,
    SUPPLIER,
    SHIP_TO,
    partyPlace('warehouse', ['WH']),
  ],
  line: 'line',
  lines: [
    {
      segment: 'LIN',
      loop: 'line',
      cells: [cell(1, 350, 'line')],
      items: [2, 4, 6, 8, 10, 12, 14, 16, 18, 20],
    },
  ],
  parts: {
    loop: 'quantity',
    places: [
      {
        segment: 'QTY',
        loop: 'quantity',
        cells: [cell(1, 673, 'status', { codes: STATUSES }), cell(2, 380, 'quantity'), cell(3, 355, 'uom')],
      },
      referencePlace('REF', 'lot', ['LT'], 'quantity'),
      expiryPlace('expiry', 'quantity'),
    ],
  },
  totals: { place: CTT, hashesParts: 'quantity' },
};

/** Inventory advices. */
export const inventory846 = lineSet<InventoryAdvice, Header, never, Part>(table, {
  header: (read) => {
    const stockAt = read.optional('stockAt', kinds.moment);
    const warehouse = read.optional('warehouse', kinds.label64);
    if (warehouse !== undefined && /^\d{13}$/.test(warehouse)) read.checkKey('warehouse', 'gln', warehouse);
    return withoutEmpty({ type: 'inventory-advice', stockAt, warehouse });
  },
  line: (_, { parts, context, ordinal, log, begins }) => {
    const stock = parts.map((part): Stock | undefined => {
      const read = reader(part, 'line', context, ordinal);
      const status = read.required('status', kinds.oneOf(...new Set(Object.values(STATUSES))));
      const quantity = requireMeasured(read, 'quantity', 'uom', 0);
      const lot = read.optional('lot', kinds.label64);
      const expiry = read.optional('expiry', kinds.day);
      if (part.report(read.faults) || !status || !quantity) return undefined;
      return withoutEmpty({ status, quantity, lot, expiry });
    });
    if (stock.length === 0) {
      const at = { scope: 'line', line: ordinal, field: 'QTY', value: '' } as const;
      const message = `segment ${begins.position}: the line reports no quantity`;
      log.reportMissing(finding('FIELD_MISSING', 'reject', at, message), 'QTY', log.positionInSet(begins));
      return undefined;
    }
    return { stock: stock.flatMap((one) => one ?? []) };
  },
});

/** Every segment between ST and SE. Raises for a status or a place no code of an 846 is known for. */
export function writeInventoryAdvice(advice: InventoryAdvice): readonly WrittenSegment[] {
  const { stockAt, warehouse } = advice;
  return writeLines(
    table,
    { ...headerTexts(advice), stockAt, warehouse },
    advice.lines.map((line) => ({
      fields: lineTexts(line),
      parts: line.stock.map(({ status, quantity, lot, expiry, place }) => {
        if (place !== undefined)
          throw new Error(`an 846 does not say where in the warehouse stock lies (${place})`);
        return { status, ...measuredTexts('quantity', 'uom', quantity), lot, expiry };
      }),
    })),
  );
}
