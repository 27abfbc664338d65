import * as z from 'zod/mini';
import {
  calendarDate,
  identifier,
  money,
  nonNegativeUnits,
  positiveUnits,
} from '../../../events/envelope.ts';
import { ReceivingAdviceIssued } from '../../../events/inbound.ts';
import { ReturnReason } from '../../../events/returns.ts';
import { lookup, write } from '../contract.ts';
import { unitMoney } from '../shapes.ts';

export const supplierPortal = {
  lookUpConfirmations: lookup(
    z.object({ poIds: z.array(identifier) }),
    z.object({
      confirmations: z.array(z.object({ poId: identifier, poLine: z.int(), confirmed: nonNegativeUnits })),
    }),
  ),
  /** The 861/RECADV-shaped advice. A sent advice is never recalled: a replacement names the one it replaces. */
  sendReceivingAdvice: write(ReceivingAdviceIssued.data, z.object({ messageId: z.string() }), null),
  /**
   * Tells the supplier about an 860 order change. `changeId` is the ERP's number of the change, by which two messages about
   * one line are told apart and ordered.
   */
  sendOrderChange: write(
    z.object({
      poId: identifier,
      poLine: z.int(),
      ordered: nonNegativeUnits,
      changeId: z.string(),
      reason: z.string(),
    }),
    z.object({ messageId: z.string() }),
    null,
  ),
  /**
   * The 180-shaped request to send goods back to their supplier; `reason` is its RDR02 code. A sent request is never recalled:
   * the supplier answers it.
   */
  requestReturn: write(
    z.object({
      reference: z.string(),
      supplierId: identifier,
      sku: identifier,
      quantity: positiveUnits,
      lot: z.optional(z.string()),
      reason: ReturnReason,
      credit: money,
    }),
    z.object({ returnId: z.string() }),
    null,
  ),
  fileClaim: write(
    z.object({
      reference: z.string(),
      supplierId: identifier,
      reason: z.string(),
      lines: z.array(
        z.object({
          effectKey: z.string(),
          poId: z.optional(identifier),
          sku: identifier,
          quantity: nonNegativeUnits,
          value: money,
        }),
      ),
    }),
    z.object({ claimId: z.string() }),
    'withdrawClaim',
  ),
  withdrawClaim: write(
    z.object({ claimId: z.string(), reason: z.string() }),
    z.object({ claimId: z.string() }),
    null,
  ),
  /** The 850. A sent order is never recalled: an order change to nothing takes it back. */
  sendOrder: write(
    z.object({
      poId: identifier,
      poLine: z.int(),
      supplierId: identifier,
      shipToSite: identifier,
      sku: identifier,
      ordered: positiveUnits,
      unitCost: unitMoney,
      expectedOn: calendarDate,
    }),
    z.object({ messageId: z.string() }),
    null,
  ),
  /** Asks the supplier for its acknowledgment (855) of an order. */
  sendReminder: write(
    z.object({ poId: identifier, supplierId: identifier, reason: z.string() }),
    z.object({ messageId: z.string() }),
    null,
  ),
};
