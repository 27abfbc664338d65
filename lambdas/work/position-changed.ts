import type { Envelope } from '../../events/envelope.ts';
import { InventoryPositionChanged } from '../../events/inventory.ts';
import type { Movement, Posting } from '../store/ports.ts';
import { type EventOrigin, makeEvent } from './events.ts';
import { derivedId } from './process-row.ts';

/** Every bucket that movements changed, with the units it gained or, below zero, lost. */
export function changesOf(movements: readonly Movement[]) {
  return movements.flatMap(({ sku, lot, effectKey, quantity, from, to }) => {
    const what = { sku, effectKey, ...(lot !== undefined && { lot }) };
    return [
      ...(from === null ? [] : [{ ...what, bucket: from, delta: -quantity }]),
      ...(to === null ? [] : [{ ...what, bucket: to, delta: quantity }]),
    ];
  });
}

/** What the bus hears of a posted batch. Its id follows from the first effect of the batch. */
export function positionChanged(
  about: EventOrigin,
  { documentId, reasonCode, at }: Pick<Posting, 'documentId' | 'reasonCode' | 'at'>,
  applied: readonly Movement[],
): Envelope {
  return makeEvent(InventoryPositionChanged, {
    about,
    causationId: documentId,
    now: at,
    data: { documentId, reasonCode, changes: changesOf(applied) },
    newId: () => derivedId(about.tenantId, applied[0]?.effectKey ?? documentId, 'position'),
  });
}
