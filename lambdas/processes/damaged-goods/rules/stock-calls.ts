import type { Adjustment } from '../../../../events/damage.ts';
import { bookedLines } from '../../../domain/site-book.ts';
import type { Movement } from '../../../store/ports.ts';
import type { DamageReport } from '../contract.ts';
import type { PlannedCall } from '../plan.ts';

/** What the systems that keep books of the same goods are told of a plan's movements. */

/** The WMS moves what our books move. */
export function statusCalls(
  reference: string,
  movements: readonly Movement[],
  reason: Adjustment['reason'],
): readonly PlannedCall[] {
  const lines = movements.map(({ booked: _, ...line }) => line);
  const call = { id: 'status', system: 'wms', operation: 'changeStockStatus' } as const;
  return callAbout({ ...call, reference, reason, lines, undo: 'revertStockStatus' });
}

/** The ERP books what leaves its book or becomes ours; of goods that only change their status it hears nothing. */
export function bookCalls(
  reference: string,
  movements: readonly Movement[],
  reason: Adjustment['reason'],
): readonly PlannedCall[] {
  const lines = bookedLines(movements);
  const call = { id: 'book', system: 'erp', operation: 'postStockAdjustment' } as const;
  return callAbout({ ...call, reference, reason, lines, undo: 'reverseStockAdjustment' });
}

/** The call that tells a system of lines, and how it is taken back; none where there is nothing to tell. */
function callAbout({
  id,
  system,
  operation,
  reference,
  reason,
  lines,
  undo,
}: Pick<PlannedCall, 'system' | 'operation'> & {
  readonly id: 'status' | 'book';
  readonly reference: string;
  readonly reason: Adjustment['reason'];
  readonly lines: readonly unknown[];
  readonly undo: string;
}): readonly PlannedCall[] {
  if (lines.length === 0) return [];
  const input = { reference, reason: `DAMAGE_${reason}`, lines };
  const makes = { id, undo, names: 'documentId', reason: 'the disposition was refused' };
  return [{ id, system, operation, direction: 'do', input, makes }];
}

/**
 * Goods the dock found damaged were never received (rule 5.1), so no book holds them: it does not lose them when they leave, and
 * gains them when they turn out good. Whatever was on sale, or came back from a customer, is in the book.
 */
export function withBooked(
  move: Omit<Movement, 'effectKey'>,
  { sku, place, bucket }: DamageReport,
): Omit<Movement, 'effectKey'> {
  const isUnbooked = move.sku === sku && place === 'DOCK' && bucket !== 'available';
  return isUnbooked ? { ...move, booked: move.to === 'available' ? move.quantity : 0 } : move;
}
