import type { DiscrepancyClass, Finding, NoticeLine } from '../../../../events/inbound.ts';
import type { Bucket } from '../../../../events/inventory.ts';
import type { DefectCounts, InspectionSeverity, SamplingPlan } from '../../../../events/quality.ts';
import type { Item, PurchaseOrder, PurchaseOrderLine } from '../../../adapters/erp/port.ts';
import type { Money, Ratio } from '../../../domain/money.ts';
import type { TaskOption } from '../../../domain/task-option.ts';
import type { LimitAction, ReceivingSettings, Role, TenantDocument } from '../../../domain/tenant.ts';
import type { DecisionRecord } from '../../../store/ports.ts';

/**
 * A line as data. It collects facts (what was announced, what the order says, what was counted, what people answered);
 * `settleLine` looks at the facts and the time and says what follows. Nothing else decides.
 */

/** A limit and where it came from, so that the decision record can say so (rule 4.3). */
export interface Resolved<Value> {
  readonly value: Value;
  readonly level: string;
}

export interface ReceivingLimits {
  readonly overPercent: Resolved<Ratio>;
  readonly overValue: Resolved<Money>;
  readonly shortPercent: Resolved<Ratio>;
  readonly shortValue: Resolved<Money>;
  readonly remainingLifePercent: Resolved<Ratio>;
  readonly earlyDays: Resolved<number>;
  readonly earlyAction: Resolved<LimitAction>;
  readonly lateDays: Resolved<number>;
  readonly checkDigitAction: Resolved<LimitAction>;
  readonly overAnnouncedAction: Resolved<LimitAction>;
}

/** One count of one line. Receipts add up; a recount (`round` >= 2) replaces everything counted before it. */
export interface CountFact {
  readonly id: string;
  readonly round: number;
  readonly by: string;
  /** When it was recorded. */
  readonly at: string;
  /** When the goods reached the dock; a recount does not know. */
  readonly arrivedAt?: string;
  readonly good: number;
  readonly damaged: number;
  readonly lot?: string;
  readonly expiry?: string;
  /** Counts a recount stands for; a later correction of one of them changes nothing any more. */
  readonly replaces?: readonly string[];
}

/** One answer of a person to a task of this line, or the end of its time (`option: 'EXPIRED'`). */
export interface AnswerFact {
  readonly taskId: string;
  readonly step: AskStep;
  readonly round: number;
  readonly option: string;
  readonly by: string;
  readonly at: string;
  readonly comment?: string;
  readonly form?: Readonly<Record<string, unknown>>;
}

export type AskStep =
  | 'review-over'
  | 'review-short'
  | 'review-item'
  | 'review-order'
  | 'recount'
  | 'inspection'
  | 'failed-lot'
  | 'proposal'
  | 'overdue';

/** A movement this line has asked for. `posted` turns true in the transaction that moved the stock. */
export interface LineMovement {
  /** `<processId>#<step>#<line>-<n>`: never reused, so a repeated posting finds its own ledger row. */
  readonly effectKey: string;
  readonly quantity: number;
  readonly from: Bucket | null;
  readonly to: Bucket | null;
  readonly lot?: string;
  readonly reasonCode: string;
  /**
   * Whether the ERP books a goods receipt for it: owned goods only, so never for excess on hold or wrong items. With
   * `to: null` it takes a booked receipt back.
   */
  readonly goodsReceipt: boolean;
  readonly posted: boolean;
}

/** A call that follows a decision: order change (860), claim, return. `id` is its effect key. */
export type FollowUp =
  | {
      readonly kind: 'change-order';
      readonly id: string;
      readonly poId: string;
      readonly poLine: number;
      /** Units the order is raised by; lowered when negative. */
      readonly by: number;
      readonly reason: string;
      readonly done: boolean;
    }
  | {
      readonly kind: 'claim';
      readonly id: string;
      readonly reason: string;
      readonly quantity: number;
      readonly value: Money;
      readonly done: boolean;
    }
  | { readonly kind: 'start-damage'; readonly id: string; readonly quantity: number; readonly done: boolean };

/** A person to ask. The kernel turns it into a task; asking the same `step` and `round` again is the same task. */
export interface Ask {
  readonly step: AskStep;
  readonly round: number;
  readonly title: string;
  readonly group: Role;
  readonly excluded: readonly string[];
  readonly options: readonly TaskOption[];
  readonly context: Readonly<Record<string, unknown>>;
  readonly value: Money;
  /** Business minutes of the site's calendar from now. */
  readonly dueMinutes: number;
  readonly reminderMinutes: number;
  readonly escalations: readonly { readonly minutes: number; readonly group: Role }[];
  readonly parkMinutes: number;
  /** Options that need every one of these roles, all different people (rule 4.4). */
  readonly approvals?: { readonly approvers: readonly Role[]; readonly options: readonly string[] };
}

/** Everything known about one line. */
export interface ReceivingLine {
  readonly line: number;
  /** Absent for goods nobody announced. */
  readonly notice?: NoticeLine;
  readonly sku: string;
  readonly poId?: string;
  /** Base units announced; 0 when not announced. */
  readonly announced: number;
  readonly order?: PurchaseOrder;
  /** The order line the goods fill. Its SKU differs from the line's when the goods are a listed substitute for it. */
  readonly orderLine?: PurchaseOrderLine;
  /** This line's share of what the order line has open, when several lines of a notice fill it; absent: all of it. */
  readonly open?: number;
  /** Order lines goods without a notice may belong to, when more than one may; a person chooses. */
  readonly candidates?: readonly PurchaseOrderLine[];
  readonly item?: Item;
  readonly limits?: ReceivingLimits;
  readonly findings: readonly Finding[];
  /** False when a check refused the line: it is not expected, and goods that arrive for it go to quarantine. */
  readonly accepted: boolean;
  readonly counts: readonly CountFact[];
  readonly answers: readonly AnswerFact[];
  readonly movements: readonly LineMovement[];
  readonly followUps: readonly FollowUp[];
  /** Steps and rounds already asked, `<step>#<round>`. */
  readonly asked: readonly string[];
  /** Units each of those questions was about, by the same key: an answer covers no more than it was asked about. */
  readonly askedFor?: Readonly<Record<string, number>>;
  readonly inspection?: {
    readonly plan: SamplingPlan;
    readonly reasons: readonly string[];
    readonly defects?: DefectCounts;
    readonly verdict?: 'pass' | 'fail';
  };
  readonly classes: readonly DiscrepancyClass[];
  readonly status: LineStatus;
}

/**
 * expected: nothing counted yet · asking: a person or an inspector must speak · settled: no more to do ·
 * parked: time ran out, the disputed part stays on hold and a case is open · refused: rejected and nothing arrived.
 */
export type LineStatus = 'expected' | 'asking' | 'settled' | 'parked' | 'refused';

/** What the process knows besides the line, when it settles one. */
export interface SettleContext {
  readonly processId: string;
  readonly site: string;
  /** IANA zone of the site: promises are kept or missed on its calendar days. */
  readonly zone: string;
  readonly supplierId: string;
  readonly now: string;
  /** When the goods reached the dock. */
  readonly arrivedAt: string;
  /** The unloading is finished: what was not counted is missing. */
  readonly final: boolean;
  /** Goods came without a notice. */
  readonly withoutNotice: boolean;
  readonly mode: 'act' | 'advise' | 'shadow';
  readonly currency: string;
  readonly settings: ReceivingSettings;
  readonly approvalTiers: TenantDocument['approvalTiers'];
  readonly history: {
    readonly severity: InspectionSeverity;
    readonly receipts: number;
    readonly defectUnits: number;
    readonly inspectedUnits: number;
  };
}

/** What follows for one line. `line` is the line with its new facts; the lists hold only what is new. */
export interface Settlement {
  readonly line: ReceivingLine;
  readonly movements: readonly LineMovement[];
  readonly followUps: readonly FollowUp[];
  readonly asks: readonly Ask[];
  /** Open questions, `<step>#<round>`, that later facts made pointless: their tasks are to be cancelled. */
  readonly withdrawn: readonly string[];
  /** A verdict reached now, for the switching rules. */
  readonly inspected?: { readonly verdict: 'pass' | 'fail'; readonly defects: DefectCounts };
  readonly decision: DecisionRecord;
}
