import { requireMeasured } from '../../document-fields.ts';
import { type ReceivingAdvice, withoutEmpty } from '../../documents.ts';
import { inMillionths } from '../../exact.ts';
import { bareSscc, kinds, reader } from '../../fields.ts';
import { type LineTable, lineSet } from '../line-set.ts';
import { loop, party } from '../loops.ts';
import type { WrittenSegment } from '../places.ts';
import { writeLines } from '../write-lines.ts';
import { goodAndDamaged, receivedOf } from './receiving-861.ts';
import {
  cell,
  g62Place,
  headerTexts,
  lineTexts,
  measuredTexts,
  moment,
  referencePlace,
  SHIP_TO,
  SUPPLIER,
  sumPlace,
} from './shared.ts';
import { DEPOSITOR, packPlace, reportingCell, WAREHOUSE_HEADER, WAREHOUSE_LINE } from './warehouse.ts';

type Header = 'receivedAt' | 'asnId' | 'poId' | 'orderId';
type Field = 'poId' | 'received' | 'uom' | 'sscc' | 'lot' | 'expiry';
type Part = 'quantity' | 'uom' | 'condition';

/**
 * Element 412 in W13, as in an 861: damaged goods are part of what arrived, too few or too many are in it already. Any
 * other condition is refused.
 */
const CONDITIONS: Readonly<Record<string, string>> = {
  '01': 'damaged',
  '02': 'counted',
  '03': 'counted',
  '07': 'counted',
};

const table: LineTable<Header, Field, Part> = {
  setId: '944',
  functionalId: 'RE',
  loops: loop(
    '',
    'W17',
    `${WAREHOUSE_HEADER} W14`,
    party('party'),
    loop(
      'line',
      'W07',
      WAREHOUSE_LINE.replace(' W13', ''),
      loop('exception', 'W13', 'N9 PER NTE'),
      party('line party'),
    ),
  ),
  header: [
    {
      segment: 'W17',
      loop: '',
      cells: [
        reportingCell('purpose'),
        moment(2, 'receivedAt', { time: 7 }),
        cell(3, 394, 'documentId'),
        cell(4, 285, 'orderId'),
        cell(5, 145, 'asnId'),
      ],
    },
    DEPOSITOR,
    SUPPLIER,
    // Where goods arrive is the warehouse that writes.
    { ...SHIP_TO, qualifier: { element: 1, codes: ['WH', 'ST'] } },
    referencePlace('N9', 'poId', ['PO']),
  ],
  groupDate: true,
  line: 'line',
  lines: [
    {
      segment: 'W07',
      loop: 'line',
      cells: [cell(1, 413, 'received'), cell(2, 355, 'uom'), cell(8, 451, 'lot')],
      items: [4, 6, 10],
    },
    referencePlace('N9', 'poId', ['PO'], 'line'),
    g62Place('expiry', ['36'], 'line'),
    packPlace('sscc', 'line'),
  ],
  parts: {
    loop: 'exception',
    places: [
      {
        segment: 'W13',
        loop: 'exception',
        cells: [
          cell(1, 380, 'quantity'),
          cell(2, 355, 'uom'),
          cell(3, 412, 'condition', { codes: CONDITIONS }),
        ],
      },
    ],
  },
  totals: { place: sumPlace('W14', 413), hashes: 'received' },
};

/** Receipts of a warehouse. Without a purchase order they are for the order that was announced to it. */
export const receipt944 = lineSet<ReceivingAdvice, Header, Field, Part>(table, {
  header: (read) => {
    const receivedAt = read.required('receivedAt', kinds.moment);
    const asnId = read.optional('asnId', kinds.id);
    const [poId, orderId] = [read.optional('poId', kinds.id), read.optional('orderId', kinds.id)];
    if (receivedAt === undefined) return undefined;
    return withoutEmpty({ type: 'receiving-advice', receivedAt, asnId, poId: poId ?? orderId });
  },
  line: (read, at) => {
    const received = requireMeasured(read, 'received', 'uom', 0);
    const poId = read.optional('poId', kinds.id);
    const named = read.optional('sscc', kinds.label64);
    const sscc = named === undefined ? undefined : bareSscc(named);
    if (sscc !== undefined) read.checkKey('sscc', 'sscc', sscc, 'pack');
    const lot = read.optional('lot', kinds.label64);
    const expiry = read.optional('expiry', kinds.moment)?.slice(0, 10);
    let [damage, refused] = [0n, false];
    for (const part of at.parts) {
      const exception = reader(part, 'line', at.context, at.ordinal);
      const quantity = requireMeasured(exception, 'quantity', 'uom', 1);
      const condition = exception.required('condition', kinds.oneOf('damaged', 'counted'));
      const uom = exception.required('uom', kinds.oneOf(received?.uom ?? ''));
      refused = part.report(exception.faults) || refused;
      if (quantity && uom !== undefined && condition === 'damaged') damage += inMillionths(quantity);
    }
    if (!received || refused) return undefined;
    return goodAndDamaged(received, damage, at, { poId, sscc, lot, expiry });
  },
});

/** Every segment between ST and SE. Lines of a 944 have no number and name no line of an order. */
export function writeWarehouseReceipt(advice: ReceivingAdvice): readonly WrittenSegment[] {
  const { receivedAt, asnId, poId } = advice;
  return writeLines(
    table,
    { ...headerTexts(advice), receivedAt, asnId, poId },
    advice.lines.map((line) => ({
      fields: {
        ...lineTexts(line),
        ...measuredTexts('received', 'uom', receivedOf(line)),
        poId: line.poId,
        sscc: line.sscc,
        lot: line.lot,
        expiry: line.expiry,
      },
      parts: line.damaged
        ? [{ ...measuredTexts('quantity', 'uom', line.damaged), condition: 'damaged' }]
        : [],
    })),
  );
}
