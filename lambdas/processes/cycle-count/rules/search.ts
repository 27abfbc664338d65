import type { CountCause } from '../../../../events/count.ts';
import type { BinBook } from '../../../adapters/wms/port.ts';
import type { CountItem } from '../contract.ts';
import { packsOf } from './variance.ts';

export interface Proposal {
  readonly cause: CountCause;
  readonly why: string;
}

/** Movements looked at before a person is asked. */
const LAST_MOVEMENTS = 5;
const causeOf = {
  RECEIPT: 'RECEIVING_ERROR',
  PUTAWAY: 'UNPOSTED_MOVE',
  PICK: 'PICK_ERROR',
  MOVE: 'UNPOSTED_MOVE',
  ADJUSTMENT: 'SYSTEM_SYNC',
} as const satisfies Record<BinBook['movements'][number]['kind'], CountCause>;

/**
 * Search before adjust (rule 5.3), in its order: tasks begun and not confirmed, the last five movements, neighbor bins, the
 * same item elsewhere, a pack as the unit of the count. The first hit proposes its cause; a person decides.
 */
export function searchCause(
  variance: number,
  scannedAt: string,
  book: BinBook,
  item: Pick<CountItem, 'conversions' | 'scale'>,
): Proposal {
  const units = Math.abs(variance);
  const task = book.pending.find(
    ({ kind, quantity }) => quantity === units && (kind === 'PUTAWAY') === variance > 0,
  );
  if (task)
    return {
      cause: 'UNPOSTED_MOVE',
      why: `a ${task.kind === 'PUTAWAY' ? 'putaway' : 'pick'} of ${units} units is begun and not confirmed`,
    };
  const movement = book.movements
    .filter(({ at }) => Date.parse(at) <= Date.parse(scannedAt))
    .slice(-LAST_MOVEMENTS)
    .findLast(({ quantity }) => quantity === -variance);
  if (movement)
    return {
      cause: causeOf[movement.kind],
      why: `a ${movement.kind.toLowerCase()} of ${movement.quantity} units at ${movement.at} would explain it if it was not made`,
    };
  const missing = variance < 0;
  const neighbor = book.neighbors.find(({ quantity }) => missing && quantity === units);
  if (neighbor)
    return { cause: 'MISPLACED', why: `${units} units nobody expects lie next to it in ${neighbor.bin}` };
  const elsewhere = book.elsewhere.find(({ quantity }) => missing && quantity === units);
  if (elsewhere) return { cause: 'MISPLACED', why: `${units} units nobody expects lie in ${elsewhere.bin}` };
  const pack = packsOf(item).find((size) => units % size === 0);
  if (pack !== undefined)
    return { cause: 'UOM_ERROR', why: `${units} units are ${units / pack} packs of ${pack}` };
  return { cause: 'UNKNOWN', why: 'no task, movement, bin or pack explains it' };
}
