import * as z from 'zod/mini';
import { Account } from '../../../events/inventory.ts';
import type { LedgerEntry, Position } from '../../store/ports.ts';

const buckets = z.record(Account, z.int());

/** What a site has of an item, in whole base units. */
export const PositionView = z
  .object({
    site: z.string(),
    sku: z.string(),
    /** Units by the account they stand in. */
    buckets,
    /** Available units nobody has reserved. Below zero after a loss of reserved goods. */
    free: z.int(),
    version: z.int(),
  })
  .register(z.globalRegistry, { id: 'Position' });

export function positionView(position: Position): z.infer<typeof PositionView> {
  return { ...position, buckets: { ...position.buckets } };
}

/** One movement, with the audit entry that proves it. */
export const MovementView = z
  .object({
    effectKey: z.string(),
    sku: z.string(),
    lot: z.optional(z.string()),
    quantity: z.int(),
    /** `null` where goods enter or leave what this system counts. */
    from: z.nullable(Account),
    to: z.nullable(Account),
    documentId: z.string(),
    reasonCode: z.string(),
    at: z.string(),
    auditDay: z.string(),
    auditLane: z.int(),
    auditSequence: z.int(),
  })
  .register(z.globalRegistry, { id: 'Movement' });

export function movementView(entry: LedgerEntry): z.infer<typeof MovementView> {
  return entry;
}
