import { requireMeasured } from '../../document-fields.ts';
import { type Purpose, type ShipOrder, withoutEmpty } from '../../documents.ts';
import { kinds } from '../../fields.ts';
import { type LineTable, lineSet } from '../line-set.ts';
import { loop, party } from '../loops.ts';
import type { WrittenSegment } from '../places.ts';
import { writeLines } from '../write-lines.ts';
import { cell, g62Place, headerTexts, lineTexts, measuredTexts, SHIP_TO, sumPlace } from './shared.ts';
import { DEPOSITOR, LX, WAREHOUSE, WAREHOUSE_HEADER, WAREHOUSE_LINE } from './warehouse.ts';

type Header = 'poId' | 'warehouse' | 'shipAt' | 'deliverAt';
type Field = 'quantity' | 'uom' | 'lot';

/** Element 473: a change says the whole order again. */
const STATUS: Readonly<Record<string, Purpose>> = { N: 'original', R: 'replace', F: 'cancel' };

const table: LineTable<Header, Field, never> = {
  setId: '940',
  functionalId: 'OW',
  loops: loop(
    '',
    'W05',
    `${WAREHOUSE_HEADER} W76`,
    party('party'),
    loop('pack', 'LX', 'MAN SDQ G62 N9 PAL', loop('line', 'W01', WAREHOUSE_LINE, party('line party'))),
  ),
  header: [
    {
      segment: 'W05',
      loop: '',
      cells: [cell(1, 473, 'purpose', { codes: STATUS }), cell(2, 285, 'documentId'), cell(3, 324, 'poId')],
    },
    DEPOSITOR,
    WAREHOUSE,
    SHIP_TO,
    g62Place('shipAt', ['10', '37']),
    g62Place('deliverAt', ['02', '53']),
  ],
  groupDate: true,
  line: 'line',
  around: 'pack',
  lines: [
    LX,
    {
      segment: 'W01',
      loop: 'line',
      cells: [cell(1, 330, 'quantity'), cell(2, 355, 'uom'), cell(13, 451, 'lot')],
      items: [4, 6, 15],
    },
  ],
  totals: { place: sumPlace('W76', 330), hashes: 'quantity' },
};

/** Orders to a warehouse to ship. Their date is the group's, the set has none. */
export const shipOrder940 = lineSet<ShipOrder, Header, Field, never>(table, {
  header: (read) => {
    const poId = read.optional('poId', kinds.id);
    const warehouse = read.optional('warehouse', kinds.label64);
    if (warehouse !== undefined && /^\d{13}$/.test(warehouse)) read.checkKey('warehouse', 'gln', warehouse);
    const shipAt = read.optional('shipAt', kinds.moment);
    const deliverAt = read.optional('deliverAt', kinds.moment);
    return withoutEmpty({ type: 'ship-order', poId, warehouse, shipAt, deliverAt });
  },
  line: (read) => {
    const quantity = requireMeasured(read, 'quantity', 'uom', 1);
    const lot = read.optional('lot', kinds.label64);
    return quantity && withoutEmpty({ quantity, lot });
  },
});

/** Every segment between ST and SE. */
export function writeShipOrder(order: ShipOrder): readonly WrittenSegment[] {
  const { poId, warehouse, shipAt, deliverAt } = order;
  return writeLines(
    table,
    { ...headerTexts(order), poId, warehouse, shipAt, deliverAt },
    order.lines.map((line) => ({
      fields: { ...lineTexts(line), ...measuredTexts('quantity', 'uom', line.quantity), lot: line.lot },
    })),
  );
}
