import type { Adjustment } from '../../../../events/damage.ts';
import { unitsBooked } from '../../../domain/site-book.ts';
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
  if (movements.length === 0) return [];
  return [
    {
      id: 'status',
      system: 'wms',
      operation: 'changeStockStatus',
      direction: 'do',
      input: {
        reference,
        reason: `DAMAGE_${reason}`,
        lines: movements.map(({ booked: _, ...line }) => line),
      },
      makes: {
        id: 'status',
        undo: 'revertStockStatus',
        names: 'documentId',
        reason: 'the disposition was refused',
      },
    },
  ];
}

/** The ERP books what leaves its book or becomes ours; of goods that only change their status it hears nothing. */
export function bookCalls(
  reference: string,
  movements: readonly Movement[],
  reason: Adjustment['reason'],
): readonly PlannedCall[] {
  const lines = movements.flatMap((movement) => {
    const { effectKey, sku, lot } = movement;
    const quantity = unitsBooked(movement);
    return quantity === 0 ? [] : [{ effectKey, sku, ...(lot === undefined ? {} : { lot }), quantity }];
  });
  if (lines.length === 0) return [];
  return [
    {
      id: 'book',
      system: 'erp',
      operation: 'postStockAdjustment',
      direction: 'do',
      input: { reference, reason: `DAMAGE_${reason}`, lines },
      makes: {
        id: 'book',
        undo: 'reverseStockAdjustment',
        names: 'documentId',
        reason: 'the disposition was refused',
      },
    },
  ];
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
