import * as z from 'zod/mini';
import type { OfferAnswer, ReviewReason } from '../../../events/promise.ts';
import { Contact } from '../../adapters/contact-center/port.ts';
import { Customer } from '../../adapters/crm/port.ts';
import { Item, Supply } from '../../adapters/erp/port.ts';
import { Payment } from '../../adapters/finance/port.ts';
import { type DemandLine, Order } from '../../adapters/oms/port.ts';
import { Shipment, Transit } from '../../adapters/tms/port.ts';
import type { Money } from '../../domain/money.ts';
import type { Availability } from '../../domain/promise-atp.ts';
import type { PromiseLimits } from '../../domain/promise-settings.ts';
import type { BusinessCalendar, TenantDocument } from '../../domain/tenant.ts';
import type { DecisionRecord } from '../../store/ports.ts';
import type { PromisePlan } from './plan.ts';

/**
 * Order promise, as data. A review looks at one order: what the systems say of it, what the process remembers, the time.
 * `reviewOrder` in `rules/` says what follows. Nothing else decides.
 */

/** States of the process, rule 5.10. */
export const PromiseState = z.enum([
  'FINDING_ORDERS',
  'REVIEWING',
  'TELLING',
  'AWAITING_ANSWER',
  'REVIEW',
  'WAITING_PARTNER',
  'WATCHING',
  'CLOSED',
]);
export type PromiseState = z.infer<typeof PromiseState>;
/** @public the operators' lists name them */
export const states = PromiseState.options;

/** What the systems answered about the items of an order that one site ships. */
export const SiteAnswers = z.object({
  site: z.string(),
  supply: z.array(Supply),
  leads: z.array(z.pick(Item, { sku: true, supplierLeadDays: true })),
  transits: z.array(Transit),
});
export type SiteAnswers = z.infer<typeof SiteAnswers>;

/** `null` where a system did not answer and the review can go on without it. */
export const OrderAnswers = z.object({
  order: z.optional(Order),
  items: z.array(z.pick(Item, { sku: true, substitutes: true })),
  sites: z.array(SiteAnswers),
  shipments: z.array(Shipment),
  customer: z.nullable(z.optional(Customer)),
  contacts: z.nullable(z.array(Contact)),
  payment: z.nullable(z.optional(Payment)),
});
export type OrderAnswers = z.infer<typeof OrderAnswers>;

/** Stock and demand of the items at one site. */
export interface SiteStock {
  readonly site: string;
  /** The site's calendar: picking, and the date it is there. */
  readonly calendar: BusinessCalendar;
  readonly limits: PromiseLimits;
  /** Promises at this site may be written. */
  readonly acts: boolean;
  readonly onHand: Readonly<Record<string, number>>;
  readonly demand: readonly DemandLine[];
}

/** The event behind a review. */
export interface Cause {
  readonly eventId: string;
  readonly reason: ReviewReason;
}

export interface AnswerFact {
  readonly eventId: string;
  readonly at: string;
  readonly orderLineId: string;
  readonly offerId: string;
  readonly answer: OfferAnswer;
}
export interface BounceFact {
  readonly messageId: string;
  readonly at: string;
}
/** A person's word on a task of this order; EXPIRED is the end of its time. */
export interface TaskFact {
  readonly taskId: string;
  readonly step: AskStep;
  readonly option: string;
  readonly by: string;
}

export type AskStep = 'loyalty' | 'proposal';

/** A consent that must come: without it the line is cancelled at `cancelAt`. */
export interface Duty {
  readonly oldDate: string;
  readonly newDate?: string;
  readonly cancelAt: string;
}

export interface OpenOffer {
  readonly offerId: string;
  readonly newDate?: string;
  readonly expiresAt: string;
}

/** What the process remembers of an order line. */
export interface LineMemory {
  readonly orderLineId: string;
  /** The date the customer was told last; `null` where that was that nobody knows it. */
  readonly told?: string | null;
  /** The latest date that was told early enough to count as kept or broken. */
  readonly toldInTime?: string;
  /** Delays the customer was told of, oldest first. */
  readonly delays: readonly { readonly from: string; readonly to?: string; readonly at: string }[];
  readonly duty?: Duty;
  /** The date whose consent ran out while the goods were being picked; somebody owns a case of it. */
  readonly lapsed?: string;
  readonly offer?: OpenOffer;
  /** The customer agreed to wait until this date, or for as long as it takes. */
  readonly consent?: { readonly until?: string; readonly kind: 'EXPRESS' | 'SILENCE' };
  /** Somebody decided that the line ends. */
  readonly ending?: 'CUSTOMER' | 'NO_CONSENT';
  readonly ended?: { readonly at: string; readonly told: boolean };
  /** Money the customer is owed until finance has refunded it. */
  readonly owed?: { readonly amount: Money; readonly dueAt: string };
  /** It was announced that nobody can name a date. */
  readonly unknown?: boolean;
  readonly breached: { readonly first?: string; readonly latest?: string };
}

/** A message to the customer; `previous` is what was remembered of its lines before: a bounce takes the telling back. */
export interface SentMessage {
  readonly messageId: string;
  readonly channel: Channel;
  readonly kind: NoticeKind;
  readonly at: string;
  readonly bounced: boolean;
  readonly previous: readonly LineMemory[];
}
export type Channel = 'email' | 'sms' | 'push' | 'phone';
export type NoticeKind = 'DELAYED' | 'EARLIER' | 'CORRECTED' | 'CANCELLED';

/** The document of an order: chunk 1 of its process, carried over to the next generation. */
export interface PromiseBody {
  readonly orderId: string;
  readonly lines: readonly LineMemory[];
  readonly messages: readonly SentMessage[];
  /** Since when messages bounce, and which channels did; until one arrives or an agent takes over. */
  readonly bounce?: { readonly since: string; readonly last: string; readonly channels: readonly Channel[] };
  readonly card?: { readonly cardId: string; readonly text: string };
  readonly suppressionId?: string;
  /** One loyalty action an order. */
  readonly loyalty?: {
    readonly state: 'ASKED' | 'APPROVED' | 'GRANTED' | 'REFUSED';
    readonly amount: LoyaltyAmount;
  };
  /** Answers, bounces and task answers that have had their effect. */
  readonly heard: readonly string[];
  /** What the last review decided: the same decision again is no news. */
  readonly digest: string;
  readonly reviews: number;
  /** What the process was woken for and has looked at, so that an event delivered again starts nothing. */
  readonly reviewed: readonly string[];
  readonly next?: NextLook;
  readonly plan?: PromisePlan;
}

export type LoyaltyAmount =
  | { readonly kind: 'credit'; readonly value: Money }
  | { readonly kind: 'points'; readonly points: number };

/** Everything a review knows. */
export interface ReviewCase {
  readonly now: string;
  readonly processId: string;
  readonly generation: number;
  readonly mode: 'act' | 'advise' | 'shadow';
  readonly currency: string;
  readonly approvalTiers: TenantDocument['approvalTiers'];
  /** Of the process's own site: contact, offers, loyalty. */
  readonly limits: PromiseLimits;
  readonly body: PromiseBody;
  readonly answers: OrderAnswers;
  readonly stock: readonly SiteStock[];
  readonly causes: readonly Cause[];
  readonly heard: {
    readonly answers: readonly AnswerFact[];
    readonly bounces: readonly BounceFact[];
    readonly tasks: readonly TaskFact[];
  };
}

export interface Review {
  readonly body: PromiseBody;
  /** Absent where nothing is to be done outside. */
  readonly plan?: PromisePlan;
  readonly decisions: readonly DecisionRecord[];
  readonly next: NextLook;
}

/** When the order is looked at again, and what for; `undefined` ends the process. */
export interface NextLook {
  readonly state: PromiseState;
  readonly at?: string;
  /** A system the review went on without. */
  readonly waitsFor?: 'crm' | 'contact-center' | 'finance';
  readonly outcome: PromiseOutcome;
}
export type PromiseOutcome =
  | 'kept'
  | 'moved'
  | 'told'
  | 'cancelled'
  | 'delivered'
  | 'breached'
  | 'unknown-order'
  | 'shadow'
  | 'advise';

/** A line as the review sees it: what is open of it, and when it arrives. */
export interface LineView {
  readonly index: number;
  readonly orderLineId: string;
  readonly sku: string;
  readonly site: string;
  /** Units neither shipped nor cancelled. */
  readonly live: number;
  readonly allocated: number;
  /** Units the warehouse picks already. */
  readonly released: number;
  readonly shipped: number;
  /** Units that could ship today. */
  readonly now: number;
  readonly promisedAt?: string;
  readonly firstPromisedAt?: string;
  readonly availability?: Availability;
  /** When it arrives; absent where nobody can name it. */
  readonly date?: string;
  /** The date a delay is measured from: told last, or the law's where nothing was promised. */
  readonly base?: string;
  /** The carriers of the TMS do not go there: the promise stays as it is. */
  readonly noLane: boolean;
  readonly delivered: boolean;
  readonly unitPrice: { readonly minor: number; readonly per: number; readonly currency: string };
  readonly memory: LineMemory;
  readonly acts: boolean;
}

/**
 * `facts` of a process row. An order is one chunk; a supply change has one for every few items. A round is there as
 * `round-<n>` while a run has begun, or waits for a system, and `found-<n>` once the orders of a chunk of items are known.
 */
export interface PromiseFacts {
  readonly orderId?: string;
  readonly reason?: ReviewReason;
  readonly chunks: number;
  readonly next?: NextLook;
}

/** The items of one chunk of a supply change. */
export interface SupplyChunk {
  readonly skus: readonly string[];
}

/** One run over a chunk that has begun and was not ended: what it was to do, and how often it was tried. */
export interface Round {
  readonly work: readonly string[];
  readonly tries: number;
  readonly until: string;
  readonly waitsFor?: string;
}
