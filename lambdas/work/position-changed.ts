import type { Envelope } from '../../events/envelope.ts';
import { InventoryPositionChanged } from '../../events/inventory.ts';
import type { Movement, Posting } from '../store/ports.ts';
import { type EventOrigin, makeEvent } from './events.ts';
import { derivedId } from './process-row.ts';

/** What the bus hears of a posted batch: every bucket that changed. Its id follows from the first effect of the batch. */
export function positionChanged(
  about: EventOrigin,
  { documentId, reasonCode, at }: Pick<Posting, 'documentId' | 'reasonCode' | 'at'>,
  applied: readonly Movement[],
): Envelope {
  const changes = applied.flatMap(({ sku, lot, effectKey, quantity, from, to }) => {
    const what = { sku, effectKey, ...(lot !== undefined && { lot }) };
    return [
      ...(from === null ? [] : [{ ...what, bucket: from, delta: -quantity }]),
      ...(to === null ? [] : [{ ...what, bucket: to, delta: quantity }]),
    ];
  });
  return makeEvent(InventoryPositionChanged, {
    about,
    causationId: documentId,
    now: at,
    data: { documentId, reasonCode, changes },
    newId: () => derivedId(about.tenantId, applied[0]?.effectKey ?? documentId, 'position'),
  });
}
