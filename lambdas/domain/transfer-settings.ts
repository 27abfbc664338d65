import * as z from 'zod/mini';
import { type Leveled, leveledLimits } from './leveled.ts';
import type { TenantDocument } from './tenant.ts';

const minutes = z.int().check(z.positive());
const days = z.int().check(z.nonnegative());
const amount = z.int().check(z.nonnegative());

/**
 * Rule 5.5. Money is in minor units of the tenant's currency. Minutes of approvals and reviews are business minutes of the
 * site that is asked, all others calendar minutes. A field a document leaves out has the starting value below.
 */
export const TransferSettings = z.object({
  /** Up to this value a transfer may be approved without anybody. */
  automaticValue: amount,
  /** Above this value finance approves too. */
  financeValue: amount,
  /** What is reserved on request is free again after this long. */
  reservationMinutes: minutes,
  approvalMinutes: minutes,
  approvalLevel2Minutes: minutes,
  /** Nobody approved by then: the request is canceled. */
  approvalFinalMinutes: minutes,
  /** An approved transfer that nobody picked is canceled after this long. */
  shipMinutes: minutes,
  /** Business days of the destination that goods are under way, where no later day is asked for. */
  transitBusinessDays: days,
  /** Business days after the due day without a receipt, after which goods count as lost. */
  lostBusinessDays: days,
  /** The share of shipped bulk goods that may be missing, or too much. Others have no tolerance. */
  bulkTolerance: z.object({ numerator: amount, denominator: z.int().check(z.positive()) }),
  /** The source counts for so long before a person is asked again; the carrier searches for so long. */
  recountMinutes: minutes,
  traceMinutes: minutes,
  reviewMinutes: minutes,
  reviewLevel2Minutes: minutes,
  reviewFinalMinutes: minutes,
});
export type TransferSettings = z.infer<typeof TransferSettings>;
export type TransferLimits = {
  readonly [Name in keyof TransferSettings]: Leveled<TransferSettings[Name]>;
};

/** Starting values of rule 5.5. */
export const transferDefaults: TransferSettings = {
  automaticValue: 250_000,
  financeValue: 1_000_000,
  reservationMinutes: 1_440,
  approvalMinutes: 480,
  approvalLevel2Minutes: 480,
  approvalFinalMinutes: 1_440,
  shipMinutes: 2_880,
  transitBusinessDays: 2,
  lostBusinessDays: 3,
  bulkTolerance: { numerator: 5, denominator: 1_000 },
  recountMinutes: 1_440,
  traceMinutes: 2_880,
  reviewMinutes: 480,
  reviewLevel2Minutes: 480,
  reviewFinalMinutes: 1_440,
};

/** Every limit of rule 5.5 at the site that sends, each with its level. */
export function transferLimits(document: TenantDocument, site: string): TransferLimits {
  return leveledLimits(transferDefaults, document.transfer ?? {}, site);
}
