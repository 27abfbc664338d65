import * as z from 'zod/mini';
import type {
  CustomerAction,
  DenialCode,
  Disposition,
  Grade,
  ReturnInspected,
  ReturnReceived,
  ReturnRequested,
} from '../../../events/returns.ts';
import { Customer, ReturnHistory } from '../../adapters/crm/port.ts';
import { ReturnTerms } from '../../adapters/erp/port.ts';
import { Order, Sale } from '../../adapters/oms/port.ts';
import type { Money } from '../../domain/money.ts';
import type { ReturnLimits } from '../../domain/return-settings.ts';
import type { BusinessCalendar } from '../../domain/tenant.ts';
import type { DecisionRecord, Movement } from '../../store/ports.ts';

/**
 * A customer's return, as data. A look knows what the systems say, what was heard, what the process remembers and the time;
 * `reviewReturn` in `rules/` says what follows. Nothing else decides.
 */

/** States of the process, rule 5.6. @public the operators\' lists name them */
export const states = [
  'REQUESTED',
  'AUTHORIZED',
  'DENIED',
  'LABELED',
  'RECEIVED',
  'INSPECTED',
  'DISPOSED',
  'REFUNDED',
  'EXPIRED',
  'WAITING_PARTNER',
  'CLOSED',
] as const;
export type ReturnState = (typeof states)[number];

export type ReturnRequest = z.infer<typeof ReturnRequested.data>;
export type Inspection = z.infer<typeof ReturnInspected.data>;
export type Parcel = z.infer<typeof ReturnReceived.data> & { readonly eventId: string };

/** What the systems know of a return; a field is absent where its system knows nothing of it. */
export const Known = z.object({
  order: z.optional(Order),
  sale: z.optional(Sale),
  terms: z.optional(ReturnTerms),
  customer: z.optional(Customer),
  history: z.optional(ReturnHistory),
});
export type Known = z.infer<typeof Known>;

/** What the systems are asked, the same for every look of a return. */
export interface Ask {
  readonly orderId: string;
  readonly customerId: string;
  readonly sku: string;
  /** Returns and orders count from this day on. */
  readonly from: string;
}

export interface RiskPart {
  readonly name: 'serial' | 'weight' | 'rate' | 'frequent' | 'address';
  readonly points: number;
}
export interface Risk {
  readonly score: number;
  readonly parts: readonly RiskPart[];
}

/** A way returned goods can go; `touches` is how often somebody handles them on it. */
export interface Way {
  readonly disposition: Disposition;
  readonly recovery: number;
  readonly touches: number;
}

/** What follows from an inspection, before anybody is asked. */
export interface Verdict {
  readonly guard?: 'RECALL' | 'EXPIRED' | 'HYGIENE' | 'SERIAL' | 'COUNTERFEIT';
  readonly disposition: Disposition;
  readonly ways: readonly Way[];
  /** Who decides on the money; nobody where it is refunded at once. */
  readonly asks?: AskStep;
}
/** `manager` decides what nobody decided in time, `proposal` is what a person carries out at cut-over level ADVISE. */
export type AskStep = 'review' | 'fraud' | 'manager' | 'proposal';

export interface Asked {
  readonly step: AskStep;
  readonly round: number;
}

/** A person's word; `EXPIRED` is the end of a task's time. */
export interface Word {
  readonly step: AskStep;
  readonly round: number;
  readonly option: string;
  readonly by: string;
  readonly form: Readonly<Record<string, unknown>>;
}

/** One thing to do outside, or in our own stock. Each is done on its own: one that is refused leaves the others. */
export interface Part {
  readonly id:
    | 'label'
    | 'void'
    | 'stock'
    | 'warehouse'
    | 'book'
    | 'refund'
    | 'note'
    | 'card'
    | 'replacement'
    | 'photos'
    | 'supplier';
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly status: 'open' | 'done' | 'refused';
  readonly answer?: Readonly<Record<string, unknown>>;
}

export interface ReturnPlan {
  readonly planId: string;
  readonly handled: readonly string[];
  readonly parts: readonly Part[];
  readonly movements: readonly Movement[];
  readonly reasonCode: 'RETURN' | 'RETURN_RESTOCK' | 'RETURN_DISPOSAL';
  /** Goods whose damage somebody else follows up. */
  readonly damaged?: boolean;
  /** What is announced once the parts it speaks of are done with. */
  readonly announces: readonly Announcement[];
  /** Where the return stands when no part is open. */
  readonly leadsTo: { readonly state: ReturnState; readonly next: NextLook };
}
export type Announcement = 'authorized' | 'denied' | 'disposed' | 'expired';
export type RefundOn = 'SCAN' | 'INSPECTION' | 'NO_RETURN';

/** The money: what is owed, until when, and what became of it. */
export interface Refund {
  readonly amount: Money;
  readonly dueAt: string;
  readonly on: RefundOn;
  readonly refundId?: string;
  /** Times finance refused it: it is tried again when somebody says so, and once more when it is due. */
  readonly refusals: number;
}

/** A case the return needs; opened again it is the same. */
export interface Report {
  readonly class:
    | 'RETURN_INSPECTION_OVERDUE'
    | 'RETURN_NOT_RECEIVED'
    | 'LATE_RETURN'
    | 'RETURN_REFUND_HELD'
    | 'REFUND_OVERDUE'
    | 'DECISION_PARKED'
    | 'CHECK_FAILED'
    | 'POSTING_FAILED';
  readonly subject: string;
  readonly summary: string;
}

export interface ReturnBody {
  readonly request: ReturnRequest;
  readonly state: ReturnState;
  readonly looks: number;
  readonly known?: Known;
  readonly risk?: Risk;
  readonly action?: CustomerAction;
  readonly authorizedAt?: string;
  readonly expiresAt?: string;
  readonly labelId?: string;
  /** The money goes back when the carrier scans the parcel. */
  readonly scanRefund?: boolean;
  readonly denial?: { readonly code: DenialCode; readonly cause: string; readonly by: string };
  readonly receivedAt?: string;
  /** Parcels that are in the books, by their event. */
  readonly parcels: readonly { readonly eventId: string; readonly quantity: number; readonly lot?: string }[];
  readonly inspection?: Inspection;
  readonly verdict?: Verdict;
  readonly ask?: Asked;
  /** Questions asked so far: each has a round of its own. */
  readonly rounds: number;
  readonly photosUntil?: string;
  readonly disposed?: { readonly disposition: Disposition; readonly grade: Grade };
  readonly refund?: Refund;
  readonly reports: readonly Report[];
  readonly plan?: ReturnPlan;
  readonly next: NextLook;
}

/** When the return is looked at again; `outcome` ends the process. */
export interface NextLook {
  readonly at: string;
  readonly outcome?: Outcome;
}
export type Outcome =
  | 'denied'
  | 'refunded'
  | 'kept'
  | 'replaced'
  | 'refused'
  | 'expired'
  | 'parked'
  | 'refund-overdue'
  | 'shadow'
  | 'advise';

/** Everything a look knows. */
export interface ReturnCase {
  readonly now: string;
  readonly processId: string;
  readonly site: string;
  readonly mode: 'act' | 'advise' | 'shadow';
  readonly currency: string;
  readonly calendar: BusinessCalendar;
  readonly limits: ReturnLimits;
  readonly body: ReturnBody;
  /** Absent where a system did not answer this time. */
  readonly answers?: Known;
  readonly scanned: boolean;
  /** Somebody, or a system that is back, asks for another try. */
  readonly retry: boolean;
  readonly parcels: readonly Parcel[];
  readonly inspection?: Inspection;
  readonly words: readonly Word[];
}

export interface Look {
  readonly body: ReturnBody;
  readonly decisions: readonly DecisionRecord[];
  /** The look needs an answer of a system that did not come. */
  readonly waits?: boolean;
}

/** `facts` of a process row. */
export interface ReturnFacts {
  readonly rmaId: string;
  readonly orderId: string;
  /** A scan is news only to a return that refunds on it. */
  readonly scanRefund?: boolean;
  readonly next?: NextLook;
  readonly state?: ReturnState;
  /** Looks that died in a row, and since when a system is waited for. */
  readonly tries?: number;
  readonly waitsFor?: string | null;
  /** Pending work laid aside while the return is held: pending work would end every wait at once. */
  readonly aside?: readonly string[] | null;
}
