import { type HeaderName, readMeasured, requireMeasured } from '../../document-fields.ts';
import { type ShipAdvice, withoutEmpty } from '../../documents.ts';
import { inMillionths } from '../../exact.ts';
import { bareSscc, kinds } from '../../fields.ts';
import { type LineMeaning, type LineTable, lineSet } from '../line-set.ts';
import { loop, party } from '../loops.ts';
import type { Place, WrittenSegment } from '../places.ts';
import { writeLines } from '../write-lines.ts';
import {
  cell,
  g62Place,
  headerTexts,
  lineTexts,
  measuredTexts,
  partyPlace,
  referencePlace,
  sumPlace,
} from './shared.ts';
import {
  CARRIER,
  DEPOSITOR,
  LX,
  PO_REFERENCE,
  packPlace,
  reportingCell,
  W06,
  WAREHOUSE_HEADER,
  WAREHOUSE_LINE,
} from './warehouse.ts';

type Header = 'orderId' | 'poId' | 'shippedAt' | 'deliverAt' | 'shipFrom' | 'carrier';
/** Element 368: a line is complete, or in part and nothing will follow. It is written and says nothing the quantities do not. */
const COMPLETE = 'CL';
const PARTIAL = 'CP';

type Field = 'status' | 'shipped' | 'ordered' | 'uom' | 'sscc' | 'lot';

const headerOf = (
  shipFrom: readonly string[],
  shipTo: readonly string[],
): readonly Place<HeaderName | Header>[] => [
  { ...W06, cells: [reportingCell('purpose'), ...W06.cells] },
  DEPOSITOR,
  partyPlace('shipFrom', shipFrom),
  partyPlace('shipTo', shipTo),
  PO_REFERENCE,
  g62Place('shippedAt', ['11']),
  g62Place('deliverAt', ['17']),
  CARRIER,
];
const set = (functionalId: string, setId: string, lineLoop: Parameters<typeof loop>[3]) => ({
  setId,
  functionalId,
  loops: loop('', 'W06', `${WAREHOUSE_HEADER} W03`, party('party'), ...(lineLoop ? [lineLoop] : [])),
  groupDate: true as const,
  line: 'line',
  totals: { place: sumPlace('W03', 382), hashes: 'shipped' as const },
});

/** What a warehouse shipped for an order. */
const order945: LineTable<Header, Field, never> = {
  ...set(
    'SW',
    '945',
    loop('pack', 'LX', 'MAN PAL N9', loop('line', 'W12', WAREHOUSE_LINE, party('line party'))),
  ),
  header: headerOf(['SF', 'WH'], ['ST']),
  around: 'pack',
  lines: [
    LX,
    packPlace('sscc', 'pack'),
    {
      segment: 'W12',
      loop: 'line',
      cells: [
        cell(1, 368, 'status'),
        cell(2, 330, 'ordered'),
        cell(3, 382, 'shipped'),
        cell(5, 355, 'uom'),
        cell(9, 451, 'lot'),
      ],
      items: [7, 17],
    },
    packPlace('sscc', 'line'),
  ],
};

/** What was shipped to a warehouse, which is then whom WH names. Its lines have no numbers. */
const transfer943: LineTable<Header, Field, never> = {
  ...set('AR', '943', loop('line', 'W04', WAREHOUSE_LINE, party('line party'))),
  header: headerOf(['SF'], ['ST', 'WH']),
  lines: [
    {
      segment: 'W04',
      loop: 'line',
      cells: [cell(1, 382, 'shipped'), cell(2, 355, 'uom')],
      items: [4, 6, 14],
    },
    referencePlace('N9', 'lot', ['LT'], 'line'),
    packPlace('sscc', 'line'),
  ],
};

function meaning(of: ShipAdvice['of']): LineMeaning<ShipAdvice, Header, Field, never> {
  return {
    documentId: ({ orderId }) => orderId,
    header: (read) => {
      const shippedAt = read.required('shippedAt', kinds.moment);
      const orderId = read.optional('orderId', kinds.id);
      const poId = read.optional('poId', kinds.id);
      const deliverAt = read.optional('deliverAt', kinds.moment);
      const shipFrom = read.optional('shipFrom', kinds.label64);
      if (shipFrom !== undefined && /^\d{13}$/.test(shipFrom)) read.checkKey('shipFrom', 'gln', shipFrom);
      const carrier = read.optional('carrier', kinds.label64);
      if (shippedAt === undefined) return undefined;
      return withoutEmpty({
        type: 'ship-advice',
        of,
        orderId,
        poId,
        shippedAt,
        deliverAt,
        shipFrom,
        carrier,
      });
    },
    line: (read, { fields }) => {
      const shipped = requireMeasured(read, 'shipped', 'uom', 0);
      const ordered =
        fields.get('ordered') === undefined ? undefined : readMeasured(read, 'ordered', 'uom', 0);
      const named = read.optional('sscc', kinds.label64);
      const sscc = named === undefined ? undefined : bareSscc(named);
      if (sscc !== undefined) read.checkKey('sscc', 'sscc', sscc, 'pack');
      const lot = read.optional('lot', kinds.label64);
      return shipped && withoutEmpty({ shipped, ordered, sscc, lot });
    },
  };
}

/** Shipments to a warehouse (943) and from one (945). */
export const shipAdvice943 = lineSet<ShipAdvice, Header, Field, never>(transfer943, meaning('transfer'));
export const shipAdvice945 = lineSet<ShipAdvice, Header, Field, never>(order945, meaning('order'));

/** Every segment between ST and SE: a 943 of a transfer, a 945 of an order. Dates are days. */
export function writeShipAdvice(advice: ShipAdvice): readonly WrittenSegment[] {
  const { of, orderId, poId, shippedAt, deliverAt, shipFrom, carrier } = advice;
  return writeLines(
    of === 'transfer' ? transfer943 : order945,
    { ...headerTexts(advice), orderId, poId, shippedAt, deliverAt, shipFrom, carrier },
    advice.lines.map((line) => ({
      fields: {
        ...lineTexts(line),
        status: line.ordered && inMillionths(line.shipped) < inMillionths(line.ordered) ? PARTIAL : COMPLETE,
        ...measuredTexts('ordered', 'uom', line.ordered),
        ...measuredTexts('shipped', 'uom', line.shipped),
        sscc: line.sscc,
        lot: line.lot,
      },
    })),
  );
}
