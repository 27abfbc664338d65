import { ReturnReason } from '../../../../events/returns.ts';
import { requireMeasured } from '../../document-fields.ts';
import { type ReturnNotice, withoutEmpty } from '../../documents.ts';
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
  headerTexts,
  lineTexts,
  measuredTexts,
  moment,
  SHIP_TO,
  SUPPLIER,
} from './shared.ts';

type Header = 'poId' | 'reason' | 'disposition';
type Field = 'quantity' | 'uom' | 'reason' | 'disposition';

/** Element 1292: what is to become of the goods, or of the wish to send them back. */
const DISPOSITIONS = [
  'CR',
  'DI',
  'KA',
  'KR',
  'MW',
  'PA',
  'RA',
  'RD',
  'RF',
  'RN',
  'RP',
  'RT',
  'SC',
  'SD',
] as const;

const table: LineTable<Header, Field, never> = {
  setId: '180',
  functionalId: 'AN',
  loops: loop(
    '',
    'BGN',
    'RDR PRF DTM N9 PER SAC G38 PKG TD1 TD5 LM LQ CTT',
    party('party'),
    loop(
      'line',
      'BLI',
      'N9 PID RDR DTM QTY PRF SAC PKG TD1 TD5 MAN LM LQ CRC AMT MSG TXI MEA PER',
      party('line party'),
    ),
  ),
  header: [
    {
      segment: 'BGN',
      loop: '',
      cells: [
        cell(1, 353, 'purpose', { codes: PURPOSES }),
        cell(2, 127, 'documentId'),
        moment(3, 'issuedAt', { time: 4, zone: 5 }),
      ],
    },
    { segment: 'RDR', loop: '', cells: [cell(1, 1292, 'disposition'), cell(2, 1293, 'reason')] },
    { segment: 'PRF', loop: '', cells: [cell(1, 324, 'poId')] },
    BUYER,
    SUPPLIER,
    SHIP_TO,
  ],
  line: 'line',
  lines: [
    {
      segment: 'BLI',
      loop: 'line',
      cells: [cell(3, 380, 'quantity'), cell(4, 355, 'uom')],
      items: [1, 8, 10, 12],
    },
    {
      segment: 'RDR',
      loop: 'line',
      cells: [cell(1, 1292, 'disposition'), cell(2, 1293, 'reason')],
    },
  ],
  totals: { place: CTT },
};

/** Returns: asked for, authorized or announced. What the header says of reason and disposition holds for every line. */
export const return180 = lineSet<ReturnNotice, Header, Field, never>(table, {
  header: (read) => {
    const poId = read.optional('poId', kinds.id);
    read.optional('reason', kinds.oneOf(...ReturnReason.options));
    read.optional('disposition', kinds.oneOf(...DISPOSITIONS));
    return withoutEmpty({ type: 'return-notice', poId });
  },
  line: (read, _, header) => {
    const quantity = requireMeasured(read, 'quantity', 'uom', 1);
    const own = {
      reason: read.optional('reason', kinds.oneOf(...ReturnReason.options)),
      disposition: read.optional('disposition', kinds.oneOf(...DISPOSITIONS)),
    };
    const all = {
      reason: kinds.oneOf(...ReturnReason.options).read(header.get('reason') ?? ''),
      disposition: kinds.oneOf(...DISPOSITIONS).read(header.get('disposition') ?? ''),
    };
    const { reason = all.reason, disposition = all.disposition } = own;
    return quantity && withoutEmpty({ quantity, reason, disposition });
  },
});

/** Every segment between ST and SE. */
export function writeReturnNotice(notice: ReturnNotice): readonly WrittenSegment[] {
  return writeLines(
    table,
    { ...headerTexts(notice), poId: notice.poId },
    notice.lines.map((line) => ({
      fields: {
        ...lineTexts(line),
        ...measuredTexts('quantity', 'uom', line.quantity),
        reason: line.reason,
        disposition: line.disposition,
      },
    })),
  );
}
