import * as z from 'zod/mini';
import { calendarDate, identifier, money, positiveUnits } from '../../../events/envelope.ts';
import { lookup, write } from '../contract.ts';

const line = z.object({ effectKey: z.string(), poId: z.optional(identifier), sku: identifier, value: money });

/**
 * What the books know of an order's payment. `paid` was taken from the customer, `refunded` given back. The method
 * decides how long a refund may take: `account` means that the seller itself is the creditor.
 */
export const Payment = z.object({
  orderId: identifier,
  state: z.enum(['authorized', 'captured', 'refunded', 'invoiced']),
  method: z.enum(['cash', 'card', 'account']),
  paid: money,
  refunded: money,
});
export type Payment = z.infer<typeof Payment>;

export const finance = {
  isPeriodOpen: lookup(z.object({ date: calendarDate }), z.object({ open: z.boolean() })),
  accrueReceipt: write(
    z.object({ reference: z.string(), supplierId: identifier, lines: z.array(line) }),
    z.object({ accrualId: z.string() }),
    'reverseAccrual',
  ),
  reverseAccrual: write(
    z.object({ accrualId: z.string(), reason: z.string() }),
    z.object({ accrualId: z.string() }),
    null,
  ),
  debitSupplier: write(
    z.object({ reference: z.string(), supplierId: identifier, reason: z.string(), lines: z.array(line) }),
    z.object({ debitId: z.string() }),
    'creditSupplier',
  ),
  creditSupplier: write(
    z.object({ debitId: z.string(), reason: z.string() }),
    z.object({ creditId: z.string() }),
    null,
  ),
  /** Books what a count found more or less, at cost and by its reason. */
  postStockVariance: write(
    z.object({
      reference: z.string(),
      reason: z.string(),
      lines: z
        .array(z.object({ effectKey: z.string(), sku: identifier, value: money }))
        .check(z.minLength(1)),
    }),
    z.object({ varianceId: z.string() }),
    'reverseStockVariance',
  ),
  reverseStockVariance: write(
    z.object({ varianceId: z.string(), reason: z.string() }),
    z.object({ varianceId: z.string() }),
    null,
  ),
  /** Takes the value of goods that are lost or unsaleable out of the books. `account` names why. */
  writeOffStock: write(
    z.object({
      reference: z.string(),
      account: z.string(),
      sku: identifier,
      quantity: positiveUnits,
      amount: money,
    }),
    z.object({ writeOffId: z.string() }),
    'reverseWriteOff',
  ),
  reverseWriteOff: write(
    z.object({ writeOffId: z.string(), reason: z.string() }),
    z.object({ writeOffId: z.string() }),
    null,
  ),
  lookUpPayments: lookup(
    z.object({ orderIds: z.array(identifier) }),
    z.object({ payments: z.array(Payment) }),
  ),
  /** Gives money back on the way it was paid. No inverse: money given to a customer is never taken back automatically (rule 4.7). */
  refundCustomer: write(
    z.object({
      orderId: identifier,
      orderLineId: z.optional(identifier),
      amount: money,
      reason: z.string(),
    }),
    z.object({ refundId: identifier }),
    null,
  ),
};
