import type { BookedLeg } from '../../adapters/erp/port.ts';
import type { Post, SystemCall, TransferBody } from './contract.ts';
import { effectAt } from './post.ts';

/** What the systems are told of a leg once our books have it: the same units, under the effects of our ledger. */

export const LEG_BOOKED = 'postTransferLeg';

const legs: Readonly<Record<Post['leg'], BookedLeg>> = {
  SHIPPED: 'ISSUE',
  RECEIVED: 'RECEIPT',
  RETURNED: 'RETURN',
  LOST: 'LOSS',
  FOUND: 'FOUND',
  CORRECTED: 'CORRECTION',
};

/**
 * The ERP books every leg. A WMS knows what its own floor scanned out and in; units that came beyond what was scanned out are
 * still in the book of the one they left. Nothing is called where the ERP has no order of the transfer.
 */
export function callsOfLeg(
  processId: string,
  { documents, request }: TransferBody,
  post: Post,
): SystemCall[] {
  if (documents.erp === undefined) return [];
  const moved = post.units.map((units) => {
    const { line, sku, lot, quantity } = units;
    const fromEffect = effectAt(processId, post, units, 'from');
    const toEffect = effectAt(processId, post, units, 'to');
    return {
      ...{ line, sku, quantity },
      ...(lot === '' ? {} : { lot }),
      ...(fromEffect === undefined ? {} : { fromEffect }),
      ...(toEffect === undefined ? {} : { toEffect }),
    };
  });
  const call = { kind: 'call', direction: 'do', site: request.from } as const;
  const booking: SystemCall = {
    ...call,
    id: `${post.id}-book`,
    system: 'erp',
    operation: LEG_BOOKED,
    input: { documentId: documents.erp, leg: legs[post.leg], lines: moved },
  };
  if (post.leg !== 'CORRECTED') return [booking];
  const lines = moved.map(({ fromEffect = '', sku, quantity }) => ({
    ...{ effectKey: fromEffect, sku },
    quantity: -quantity,
  }));
  const lowering: SystemCall = {
    ...call,
    id: `${post.id}-lower`,
    system: 'wms',
    operation: 'adjustStock',
    input: { reference: request.transferId, reason: 'TRANSFER_CORRECTION', lines },
  };
  return [booking, lowering];
}
