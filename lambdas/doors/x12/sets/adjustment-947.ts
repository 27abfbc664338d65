import { type AdjustmentAdvice, withoutEmpty } from '../../documents.ts';
import { parseExact, writeExact } from '../../exact.ts';
import { type Kind, kinds } from '../../fields.ts';
import { PURPOSES } from '../elements.ts';
import { type LineTable, lineSet } from '../line-set.ts';
import { loop, party } from '../loops.ts';
import type { WrittenSegment } from '../places.ts';
import { writeLines } from '../write-lines.ts';
import { cell, headerTexts, lineTexts, moment } from './shared.ts';
import { DEPOSITOR, WAREHOUSE, WAREHOUSE_HEADER, WAREHOUSE_LINE } from './warehouse.ts';

type Header = 'warehouse';
type Field = 'reason' | 'change' | 'uom' | 'lot';

const table: LineTable<Header, Field, never> = {
  setId: '947',
  functionalId: 'AW',
  loops: loop(
    '',
    'W15',
    WAREHOUSE_HEADER,
    party('party'),
    loop('line', 'W19', WAREHOUSE_LINE, party('line party')),
  ),
  header: [
    {
      segment: 'W15',
      loop: '',
      cells: [moment(1, 'issuedAt'), cell(2, 31, 'documentId'), cell(4, 353, 'purpose', { codes: PURPOSES })],
    },
    DEPOSITOR,
    WAREHOUSE,
  ],
  line: 'line',
  lines: [
    {
      segment: 'W19',
      loop: 'line',
      cells: [cell(1, 181, 'reason'), cell(2, 477, 'change'), cell(3, 355, 'uom'), cell(9, 451, 'lot')],
      items: [5, 7, 17],
    },
  ],
};

/** Units credited or, negative, debited. */
const change: Kind<{ readonly value: number; readonly scale: number }> = {
  read: (text) => {
    const exact = parseExact(text.replace(/^-/, ''));
    if (!exact || exact.value === 0) return undefined;
    return text.startsWith('-') ? { ...exact, value: -exact.value } : exact;
  },
  expected:
    'a number other than 0 such as 12.5, or -3 of what is gone: a point, no separators, 6 decimals at most',
};
const reason: Kind<string> = {
  read: (text) => (/^[A-Z0-9]{2}$/.test(text) ? text : undefined),
  expected: 'a reason of element 181, two capital letters or digits',
};

/** Changes a warehouse made to its book, each with its reason. A 947 has no totals: its SE01 alone says that it is whole. */
export const adjustment947 = lineSet<AdjustmentAdvice, Header, Field, never>(table, {
  header: (read) => {
    const warehouse = read.optional('warehouse', kinds.label64);
    if (warehouse !== undefined && /^\d{13}$/.test(warehouse)) read.checkKey('warehouse', 'gln', warehouse);
    return withoutEmpty({ type: 'adjustment-advice', warehouse });
  },
  line: (read) => {
    const why = read.required('reason', reason);
    const exact = read.required('change', change);
    const uom = read.required('uom', kinds.uom);
    const lot = read.optional('lot', kinds.label64);
    if (why === undefined || !exact || uom === undefined) return undefined;
    return withoutEmpty({ reason: why, change: { ...exact, uom }, lot });
  },
});

/** Every segment between ST and SE. */
export function writeAdjustmentAdvice(advice: AdjustmentAdvice): readonly WrittenSegment[] {
  return writeLines(
    table,
    { ...headerTexts(advice), warehouse: advice.warehouse },
    advice.lines.map((line) => ({
      fields: {
        ...lineTexts(line),
        reason: line.reason,
        change: writeExact(line.change),
        uom: line.change.uom,
        lot: line.lot,
      },
    })),
  );
}
