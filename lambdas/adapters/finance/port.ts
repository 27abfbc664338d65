import * as z from 'zod/mini';
import { calendarDate, identifier, money } from '../../../events/envelope.ts';
import { lookup, write } from '../contract.ts';

const line = z.object({ effectKey: z.string(), poId: z.optional(identifier), sku: identifier, value: money });

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
};
