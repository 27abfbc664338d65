import type * as z from 'zod/mini';
import type { ReceivingAdviceIssued } from '../../../../events/inbound.ts';
import { sumUnits } from '../../../domain/quantity.ts';
import { absorbAnswers } from './absorb.ts';
import type { ReceivingLine } from './line.ts';
import { standingCounts } from './line-facts.ts';
import { balance } from './movements.ts';
import { openOf } from './orders.ts';

type AdviceLine = z.infer<typeof ReceivingAdviceIssued.data>['lines'][number];

/** What became of units that left again, in the words of the 861. */
const GONE: Readonly<Record<string, AdviceLine['condition']>> = {
  EXCESS_RETURNED: '12',
  EARLY_REFUSED: '12',
  RETURNED: '05',
  LOT_RETURNED: '01',
  SCRAPPED: '01',
};

/**
 * The line of the receiving advice by condition code (X12 861 RCD): 07 good, 14 good without a matching notice, 03
 * accepted above the order, 09 on hold or in inspection, 05 incorrect, 01 damaged or failed, 12 sent back. They add up to
 * what was received; 02 short stands beside them for what was not.
 */
export function adviceLines(line: ReceivingLine): AdviceLine[] {
  const { counts } = absorbAnswers(line);
  const received = sumUnits(standingCounts(counts).flatMap(({ good, damaged }) => [good, damaged]));
  const available = balance(line.movements, 'available');
  const quarantine = balance(line.movements, 'quarantine');
  const open = line.open ?? (line.orderLine ? openOf(line.orderLine) : 0);
  const within = Math.min(available, open);
  const wrong = line.classes.includes('WRONG_ITEM') || line.classes.includes('UNORDERED');
  const quantities: Record<AdviceLine['condition'], number> = {
    '07': line.notice ? within : 0,
    '14': line.notice ? 0 : within,
    '03': available - within,
    '01': balance(line.movements, 'damaged'),
    '09': balance(line.movements, 'hold') + (wrong ? 0 : quarantine),
    '05': wrong ? quarantine : 0,
    '12': 0,
    '02': line.notice && line.accepted ? Math.max(0, line.announced - received) : 0,
  };
  for (const { to, reasonCode, quantity } of line.movements) {
    const condition = to === null ? GONE[reasonCode] : undefined;
    if (condition !== undefined) quantities[condition] += quantity;
  }
  return (['07', '14', '03', '01', '09', '05', '12', '02'] as const)
    .filter((condition) => quantities[condition] > 0)
    .map((condition) => ({
      line: line.line,
      ...(line.poId !== undefined && { poId: line.poId }),
      sku: line.sku,
      received,
      quantity: quantities[condition],
      condition,
    }));
}
