import * as z from 'zod/mini';
import type { HoldRow } from '../../store/hold.ts';

/** Stock a sales channel holds for a cart or an order. */
export const ReservationView = z
  .object({
    id: z.string(),
    orderId: z.string(),
    site: z.string(),
    lines: z.array(z.object({ orderLineId: z.string(), sku: z.string(), quantity: z.int() })),
    state: z.enum(['HELD', 'CONFIRMED', 'CANCELED', 'EXPIRED']),
    heldBy: z.string(),
    heldAt: z.string(),
    /** Unless it is confirmed before. */
    endsAt: z.string(),
    settledBy: z.optional(z.string()),
    settledAt: z.optional(z.string()),
    reason: z.optional(z.string()),
    version: z.int(),
  })
  .register(z.globalRegistry, { id: 'Reservation' });

export function reservationView({ holdId, lines, ...row }: HoldRow): z.infer<typeof ReservationView> {
  return { ...row, id: holdId, lines: lines.map((line) => ({ ...line })) };
}
