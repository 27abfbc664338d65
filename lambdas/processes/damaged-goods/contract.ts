import * as z from 'zod/mini';
import {
  type Adjustment,
  type DamageDisposition,
  type DamageParty,
  DamagePlace,
  PackState,
} from '../../../events/damage.ts';
import { identifier, positiveUnits, timestamp } from '../../../events/envelope.ts';
import { Bucket } from '../../../events/inventory.ts';
import type { Item } from '../../adapters/erp/port.ts';
import type { DamageLimits } from '../../domain/damage-settings.ts';
import type { Money } from '../../domain/money.ts';
import type { BusinessCalendar, TenantDocument } from '../../domain/tenant.ts';
import type { DecisionRecord } from '../../store/ports.ts';
import type { Ask, DamagePlan } from './plan.ts';

/**
 * Damaged goods, as data. One process is one damage: what was reported, what people said, what stands in the systems. `look`
 * in `rules/` says what follows; it is asked again until it has nothing more to do now.
 */
export const PROCESS = 'damaged-goods';

/** States people see, rule 5.7. */
export const DamageState = z.enum([
  'QUARANTINING',
  'STOCK_MISSING',
  'AWAITING_EVIDENCE',
  'REVIEW',
  'REWORK',
  'WAITING_PARTNER',
  'WATCHING',
  'PARKED',
  'STUCK',
  'CLOSED',
]);
export type DamageState = z.infer<typeof DamageState>;
/** @public the operators' lists name them */
export const states = DamageState.options;

/** A damage as it was reported, with what evidence added since. */
export const DamageReport = z.object({
  damageId: z.string().check(z.minLength(1), z.maxLength(400)),
  sku: identifier,
  lot: z.optional(z.string()),
  quantity: positiveUnits,
  /** Where our books have the goods; absent for goods outside the building. */
  bucket: z.optional(Bucket),
  place: DamagePlace,
  packState: PackState,
  notedOnDelivery: z.boolean(),
  /** Absent for damage the dock counted: its receipt names nobody. */
  foundBy: z.optional(z.string()),
  foundAt: timestamp,
  evidence: z.array(z.string()),
  supplierId: z.optional(identifier),
  shipmentId: z.optional(identifier),
  orderId: z.optional(identifier),
});
export type DamageReport = z.infer<typeof DamageReport>;

/** What a damage is worth, who answers for it, and until when. */
export interface Assessment {
  readonly party: DamageParty;
  readonly value: Money;
  readonly missing: readonly EvidenceKind[];
  /** Until when the carrier must be told of damage nobody noted on delivery. */
  readonly noticeUntil?: string;
  readonly claimUntil?: string;
  /** From when a claim is drafted. */
  readonly draftAt?: string;
}
export type EvidenceKind = 'photo' | 'finder' | 'packState';

export type AskStep = 'stock' | 'evidence' | 'assess' | 'notice' | 'rework' | 'claim' | 'proposal';

/** What somebody decided about the goods; `by` are the people, the one who decided last at the end. */
export interface Decided {
  readonly option: DamageDisposition;
  readonly by: string;
  readonly form: Readonly<Record<string, unknown>>;
}

/** DRAFTED waits for a person to file it, TO_FILE was told to file, FILED waits for the party, the others are over. */
export interface Claim {
  readonly state: 'DRAFTED' | 'TO_FILE' | 'FILED' | 'SETTLED' | 'REFUSED' | 'WITHDRAWN' | 'LAPSED';
  readonly claimId?: string;
  readonly filedBy?: string;
  readonly paid?: Money;
}

/** A write that stands in a system, with what takes it back. */
export interface Effect {
  readonly id: EffectId;
  readonly system: SystemOfCalls;
  readonly undo: { readonly operation: string; readonly input: Readonly<Record<string, unknown>> };
}
export type EffectId = 'write-off' | 'claim';
export type SystemOfCalls = 'wms' | 'erp' | 'ecommerce' | 'finance' | 'tms' | 'supplier-portal';

/** The document of a damage: chunk 1 of its process. */
export interface DamageBody {
  readonly report: DamageReport;
  /** Looks that led to something, numbering plans. */
  readonly looks: number;
  readonly quarantinedAt?: string;
  /** Goods are not where the books have them: nothing moves until somebody has looked. */
  readonly stockMissing?: boolean;
  readonly item?: { readonly unitCost: Item['unitCost']; readonly hazardClass?: string };
  readonly assessment?: Assessment;
  /** Somebody said that the missing evidence cannot be had. */
  readonly evidenceClosed?: boolean;
  readonly decided?: Decided;
  /** What was decided has been carried out. */
  readonly carriedOut?: boolean;
  /** The goods are not in the building anymore, or never were in our books. */
  readonly isGone: boolean;
  readonly claim?: Claim;
  readonly writtenOff?: Money;
  /** Writes that stand, in the order they were made. */
  readonly effects: readonly Effect[];
  readonly adjustments: readonly Adjustment[];
  /** How often each question was asked. */
  readonly rounds: Readonly<Partial<Record<AskStep, number>>>;
  readonly heard: readonly string[];
  /** Nobody decided in time, rule 4.5: the goods stay where they are. */
  readonly parked?: boolean;
  /** Something could not be taken back: nothing automatic follows (rule 4.7). */
  readonly stuck?: boolean;
  readonly outcome?: DamageOutcome;
  readonly plan?: DamagePlan;
}

export type DamageOutcome =
  | 'found-good'
  | 'reworked'
  | 'downgraded'
  | 'returned'
  | 'donated'
  | 'disposed'
  | 'claimed'
  | 'not-found'
  | 'parked'
  | 'by-hand'
  | 'shadow'
  | 'advise';

/** A person's word on a task of this damage; EXPIRED is the end of its time. */
export interface TaskFact {
  readonly taskId: string;
  readonly step: AskStep;
  readonly option: string;
  readonly by: string;
  readonly form: Readonly<Record<string, unknown>>;
}

export interface LookCase {
  readonly now: string;
  readonly processId: string;
  readonly mode: 'act' | 'advise' | 'shadow';
  readonly currency: string;
  readonly calendar: BusinessCalendar;
  readonly approvalTiers: TenantDocument['approvalTiers'];
  readonly limits: DamageLimits;
  readonly body: DamageBody;
  /** What the ERP said of the item, once it was asked. */
  readonly item?: DamageBody['item'];
  readonly answers: readonly TaskFact[];
  /** The case of what was parked or could not be taken back is resolved: a person has settled it. */
  readonly settledByHand: boolean;
  /** Somebody asked for what was parked to be decided again. */
  readonly reopened: boolean;
}

/** What the next look is for; without `at` there is none, and the process ends. */
export interface NextLook {
  readonly state: DamageState;
  readonly at?: string;
}

export interface Look {
  readonly body: DamageBody;
  /** `undefined` while the item has to be looked up, or a plan has to be carried out first. */
  readonly next?: NextLook;
  readonly needsItem?: boolean;
  readonly asks: readonly Ask[];
  readonly decisions: readonly DecisionRecord[];
  readonly cases: readonly DamageCase[];
  /** It was assessed, or a claim was filed on paper: the bus hears of it. */
  readonly announces: readonly ('assessed' | 'claim-filed')[];
}

export interface DamageCase {
  readonly class: 'DAMAGE_NOT_FOUND' | 'CLAIM_WINDOW_MISSED' | 'DECISION_PARKED';
  readonly subject: string;
  readonly summary: string;
}

/** `facts` of a process row. */
export interface DamageFacts {
  readonly next?: NextLook | null;
  /** A run that has begun and was not ended, or waits for a system. */
  readonly round?: Round | null;
  /** When somebody asked for what was parked to be decided again. */
  readonly reopened?: string | null;
  /** Parked damage can be tried again by an operator: `npm run ops -- retry`. */
  readonly 'chunk-1'?: { readonly failed?: string };
  readonly outcome?: DamageOutcome;
}
export interface Round {
  readonly tries: number;
  readonly until: string;
  readonly waitsFor?: string;
}
