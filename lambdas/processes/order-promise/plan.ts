import type { OfferAnswer } from '../../../events/promise.ts';
import type { Money } from '../../domain/money.ts';
import type { Job } from '../../shared/job.ts';
import type { TaskSpec } from '../../work/tasks.ts';
import type { AskStep, Channel, Duty, LoyaltyAmount, NoticeKind, OpenOffer } from './contract.ts';

/** What a review asks the outside to do, as data, and what the systems said to it. */

/** A line's new date in the systems. */
export interface PlannedPromise {
  readonly orderLineId: string;
  readonly sku: string;
  readonly site: string;
  readonly from?: string;
  readonly to?: string;
  readonly firstPromisedAt: string;
  readonly confidence?: 'HIGH' | 'MEDIUM' | 'LOW';
  readonly reason: string;
  /** Of a first date: what later ones are compared with, the date itself or the law's earlier one. */
  readonly told?: string;
}

export interface PlannedOffer extends Omit<OpenOffer, 'offerId'> {
  readonly orderLineId: string;
  readonly kinds: readonly OfferAnswer[];
  readonly partialQuantity?: number;
  readonly substituteSku?: string;
}

export interface PlannedEnding {
  readonly orderLineId: string;
  readonly sku: string;
  readonly site: string;
  readonly quantity: number;
  /** Units to be taken away from the line before they can be cancelled. */
  readonly allocated: number;
  readonly reason: 'CUSTOMER' | 'NO_CONSENT';
  readonly refund?: Money;
  readonly refundDueAt?: string;
}

export interface NoticeLine {
  readonly orderLineId: string;
  readonly kind: NoticeKind;
  /** The date it replaces; absent where there was none. */
  readonly from?: string;
  /** Absent where nobody can name a date, or the line is cancelled. */
  readonly date?: string;
  /** The end of that date in the customer's zone. */
  readonly fallsDueAt?: string;
  /** Set where the customer must agree to the delay. */
  readonly duty?: Duty;
}

export interface PlannedNotice {
  readonly kind: NoticeKind;
  readonly lines: readonly NoticeLine[];
  /** Where it goes: a message by a channel, or an agent who calls, with the reason. */
  readonly by: { readonly channel: Channel } | { readonly agent: AgentReason };
  /** The customer's zone: a message that waited for a system keeps out of its quiet hours. */
  readonly zone?: string;
  readonly answerBy?: string;
}

export type AgentReason = 'OPEN_COMPLAINT' | 'NO_CHANNEL' | 'BOUNCED' | 'UNKNOWN_CUSTOMER';

/** What a review asks the outside to do: stored before the first call, so that every try makes the same calls. */
export interface PromisePlan {
  /** `<generation>-<review>`: part of every idempotency key. */
  readonly planId: string;
  readonly customerId: string;
  readonly promises: readonly PlannedPromise[];
  readonly card?: string;
  readonly removesCard?: string;
  readonly endings: readonly PlannedEnding[];
  /** Refunds finance refused before. */
  readonly refunds: readonly { readonly orderLineId: string; readonly amount: Money }[];
  readonly expires: readonly { readonly orderLineId: string; readonly offerId: string }[];
  readonly offers: readonly PlannedOffer[];
  readonly notice?: PlannedNotice;
  readonly agentDueAt: string;
  readonly liftsSuppression?: string;
  readonly grant?: LoyaltyAmount;
  /** What an answer asks of whoever looks after the customer. */
  readonly errands: readonly { readonly orderLineId: string; readonly subject: string }[];
  readonly breaches: readonly {
    readonly orderLineId: string;
    readonly sku: string;
    readonly promise: 'FIRST' | 'LATEST';
    readonly promisedAt: string;
  }[];
  readonly asks: readonly Ask[];
  readonly handled: readonly string[];
  /** Events behind the review. */
  readonly causes: readonly string[];
  /** It could not be taken back: nothing automatic follows (rule 4.7). */
  readonly failed?: 'stuck';
}

/** What the systems answered to the calls of a plan, by the call's id; a call that is not there did not happen. */
export type CallAnswers = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** One call of a plan as the machine makes it. `line` is its part of the idempotency key. */
export interface PlannedCall {
  readonly id: string;
  readonly job: Job;
  readonly operation: string;
  readonly step: string;
  readonly line: string;
  readonly input: unknown;
}

/** A person to ask; asking the same step and round again is the same task. */
export type Ask = Omit<TaskSpec, 'step' | 'excluded' | 'wakes'> & { readonly step: AskStep };
