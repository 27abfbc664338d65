import type { Role } from '../domain/tenant.ts';
import type { CaseSeverity } from '../store/ports.ts';

/** Who owns a case of a class, how bad it is, and who hears of it when its time has passed. */
export interface CaseClassDefaults {
  readonly severity: CaseSeverity;
  readonly owner: Role;
  readonly escalateTo: Role;
}

/** Starting values; a tenant's document replaces any of them by class (`cases`). */
export const caseClasses = {
  /** A posted effect could not be taken back (rule 4.7). */
  COMPENSATION_FAILED: { severity: 'S1', owner: 'inventory-manager', escalateTo: 'dc-manager' },
  /** A state machine failed, timed out or was aborted; the process can be resumed. */
  EXECUTION_FAILED: { severity: 'S2', owner: 'integration-admin', escalateTo: 'tenant-admin' },
  /** A deadline passed and the process did not react to it. */
  PROCESS_OVERDUE: { severity: 'S2', owner: 'integration-admin', escalateTo: 'tenant-admin' },
  /** A system refused a call for good (rule 4.6). */
  INTEGRATION_REJECTED: { severity: 'S2', owner: 'integration-admin', escalateTo: 'tenant-admin' },
  /** A posting was refused and taken back; `<chunk>:retry` makes it again. */
  POSTING_FAILED: { severity: 'S2', owner: 'inventory-manager', escalateTo: 'dc-manager' },
  /** Lines could not be checked: a lookup was refused or is not configured, or something of the notice is missing. */
  CHECK_FAILED: { severity: 'S2', owner: 'integration-admin', escalateTo: 'tenant-admin' },
  /** The run of a part of a process died again and again. */
  CHUNK_STUCK: { severity: 'S2', owner: 'integration-admin', escalateTo: 'tenant-admin' },
  /** Five rejected lots while tightened stop receiving from a supplier (rule 5.1). */
  SUPPLIER_STOPPED: { severity: 'S2', owner: 'quality', escalateTo: 'purchasing' },
  /** Nobody decided in time; what is disputed is held safe (rule 4.5). */
  DECISION_PARKED: { severity: 'S2', owner: 'dc-manager', escalateTo: 'purchasing' },
  /** The OMS would not cancel a line that its customer, or the law, wants cancelled (rule 5.10). */
  CANCELLATION_FAILED: { severity: 'S1', owner: 'dc-manager', escalateTo: 'finance' },
  /** Goods are picked for a customer whose time to agree to their delay is over: they leave, or are taken back (rule 5.10). */
  CONSENT_LAPSED: { severity: 'S1', owner: 'dc-manager', escalateTo: 'finance' },
  /** A customer has not got money back within the legal days (rule 5.10). */
  REFUND_OVERDUE: { severity: 'S1', owner: 'finance', escalateTo: 'dc-manager' },
  /** No date can be computed for an order line: no carrier goes there. */
  PROMISE_BLOCKED: { severity: 'S3', owner: 'supervisor', escalateTo: 'dc-manager' },
  /** Counted goods differ from what was ordered or announced. */
  RECEIPT_DISCREPANCY: { severity: 'S3', owner: 'supervisor', escalateTo: 'dc-manager' },
  /** Stock that should be taken back is not where it was posted. */
  REVERSAL_BLOCKED: { severity: 'S2', owner: 'inventory-manager', escalateTo: 'dc-manager' },
  /** Goods of a transfer that left one site were not received at the other in time (rule 5.5). */
  LOST_IN_TRANSIT: { severity: 'S2', owner: 'inventory-manager', escalateTo: 'dc-manager' },
  /** Goods of a transfer are picked and did not leave. */
  TRANSFER_NOT_SHIPPED: { severity: 'S3', owner: 'supervisor', escalateTo: 'dc-manager' },
  /** A warehouse scanned goods our books do not have where the scan says they are. */
  TRANSFER_BLOCKED: { severity: 'S2', owner: 'inventory-manager', escalateTo: 'dc-manager' },
  /** Goods of a transfer were scanned after it had ended. */
  LATE_TRANSFER_SCAN: { severity: 'S3', owner: 'supervisor', escalateTo: 'dc-manager' },
  /** Goods were counted for a receipt that had ended. */
  LATE_RECEIPT: { severity: 'S3', owner: 'supervisor', escalateTo: 'dc-manager' },
  /** More units of an item are reserved than are there, after a loss (rule 5.8). */
  OVERSOLD: { severity: 'S1', owner: 'inventory-manager', escalateTo: 'dc-manager' },
  /** A system refused to release order lines, also one by one; what was done is taken back and they wait. */
  RELEASE_REFUSED: { severity: 'S2', owner: 'supervisor', escalateTo: 'inventory-manager' },
  /** The OMS did not confirm reserved units in time; they are free again, and it may know of an allocation. */
  RESERVATION_UNCONFIRMED: { severity: 'S2', owner: 'integration-admin', escalateTo: 'tenant-admin' },
  /** An order line was cancelled when its goods were picked already. */
  CANCELLED_AFTER_PICK: { severity: 'S3', owner: 'supervisor', escalateTo: 'dc-manager' },
  /** A place was not counted in the time of its item's class (rule 5.3). */
  COUNT_OVERDUE: { severity: 'S3', owner: 'supervisor', escalateTo: 'inventory-manager' },
  /** Systems refused every way out of a fulfillment exception (rule 5.9); the order stays where it is. */
  EXCEPTION_BLOCKED: { severity: 'S2', owner: 'supervisor', escalateTo: 'dc-manager' },
  /** More units left in a parcel than our books have; they are not posted. */
  SHIPMENT_UNEXPLAINED: { severity: 'S2', owner: 'inventory-manager', escalateTo: 'dc-manager' },
  /** Goods stand in staging for twice the time their class allows (rule 5.2). */
  PUTAWAY_OVERDUE: { severity: 'S2', owner: 'supervisor', escalateTo: 'dc-manager' },
  /** Goods were posted and the warehouse system knows no load of them. */
  LOAD_MISSING: { severity: 'S3', owner: 'supervisor', escalateTo: 'inventory-manager' },
  /** Damaged goods could still be sold when their time to be quarantined was over (rule 5.7). */
  QUARANTINE_LATE: { severity: 'S1', owner: 'supervisor', escalateTo: 'dc-manager' },
  /** Goods that are damaged are not where the books have them: nothing was moved (rule 5.7). */
  DAMAGE_NOT_FOUND: { severity: 'S2', owner: 'inventory-manager', escalateTo: 'dc-manager' },
  /** The time to tell a carrier of damage, or to claim it, has passed unused (rule 5.7). */
  CLAIM_WINDOW_MISSED: { severity: 'S3', owner: 'dc-manager', escalateTo: 'finance' },
  /** Returned goods were not inspected in time (rule 5.6). */
  RETURN_INSPECTION_OVERDUE: { severity: 'S2', owner: 'supervisor', escalateTo: 'dc-manager' },
  /** A return was handed to its carrier, or refunded, and never came. */
  RETURN_NOT_RECEIVED: { severity: 'S2', owner: 'loss-prevention', escalateTo: 'dc-manager' },
  /** The refund of a risky return is held until loss prevention has decided. */
  RETURN_REFUND_HELD: { severity: 'S2', owner: 'loss-prevention', escalateTo: 'dc-manager' },
  /** Goods came for a return that had ended, or had gone its way. */
  LATE_RETURN: { severity: 'S3', owner: 'supervisor', escalateTo: 'dc-manager' },
  /** Announced goods have not arrived. */
  RECEIPT_OVERDUE: { severity: 'S3', owner: 'buyer', escalateTo: 'purchasing' },
  /** A replacement or cancellation came while its shipment was being received (check V3). */
  NOTICE_TOO_LATE: { severity: 'S3', owner: 'buyer', escalateTo: 'purchasing' },
  /** An item is short and nothing can be ordered: no source, or no room for a pack (rule 5.4). */
  REPLENISHMENT_BLOCKED: { severity: 'S3', owner: 'buyer', escalateTo: 'purchasing' },
  /** Systems do not agree about an item and nothing explains it; a count was asked for (rule 5.11). */
  DRIFT_UNEXPLAINED: { severity: 'S3', owner: 'inventory-manager', escalateTo: 'dc-manager' },
  /** An effect of ours has no document in the ERP, or the ERP has one of no effect of ours (rule 5.11). */
  POSTING_DRIFT: { severity: 'S2', owner: 'inventory-manager', escalateTo: 'finance' },
  /** A channel does not show what it should, and was told as often as it may be by itself (rule 5.11). */
  CHANNEL_DRIFT: { severity: 'S2', owner: 'integration-admin', escalateTo: 'dc-manager' },
  /** A comparison of a site's systems ended before it was through. */
  RECONCILIATION_UNFINISHED: { severity: 'S3', owner: 'integration-admin', escalateTo: 'tenant-admin' },
  /** The same happened too often within a time (rule 4.10); the suggested action names the owner unless a document does. */
  PATTERN_DETECTED: { severity: 'S3', owner: 'supervisor', escalateTo: 'dc-manager' },
  /** A quantity does not convert exactly into the item's base unit (rule 4.2). */
  QUANTITY_NOT_EXACT: { severity: 'S3', owner: 'buyer', escalateTo: 'purchasing' },
} as const satisfies Readonly<Record<string, CaseClassDefaults>>;
export type CaseClass = keyof typeof caseClasses;

/**
 * Time a case may stay open before it escalates, in minutes. S1 loses money or customers now, so its clock never stops;
 * the others run in the site's business calendar.
 */
export const caseSla: Readonly<
  Record<CaseSeverity, { readonly minutes: number; readonly clock: 'calendar' | 'business' }>
> = {
  S1: { minutes: 60, clock: 'calendar' },
  S2: { minutes: 240, clock: 'business' },
  S3: { minutes: 480, clock: 'business' },
  S4: { minutes: 2_400, clock: 'business' },
};
