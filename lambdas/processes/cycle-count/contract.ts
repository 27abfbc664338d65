import * as z from 'zod/mini';
import type { CountCause, CountTrigger } from '../../../events/count.ts';
import { Item } from '../../adapters/erp/port.ts';
import { BinBook } from '../../adapters/wms/port.ts';
import type { CountLimits } from '../../domain/count-settings.ts';
import type { Money } from '../../domain/money.ts';
import type { TenantDocument } from '../../domain/tenant.ts';
import type { DecisionRecord } from '../../store/ports.ts';
import type { Freeze } from '../../work/frozen-stock.ts';

/**
 * Cycle count, as data. A decision looks at one place: what was counted, what the WMS says moved, what people answered, the
 * time. `decideCount` in `rules/` says what follows. Nothing else decides.
 */

/** States of the process, rule 5.3. @public the operators\' lists name them */
export const states = [
  'OPENED',
  'AWAITING_COUNT',
  'RECOUNT',
  'REVIEW',
  'INVESTIGATING',
  'WAITING_PARTNER',
  'CLOSED',
  'PARKED',
] as const;

export const CountItem = z.pick(Item, {
  sku: true,
  abcClass: true,
  scale: true,
  conversions: true,
  unitCost: true,
  serialControlled: true,
});
export type CountItem = z.infer<typeof CountItem>;
export { BinBook };

/** One count: what was found, and what was expected at the time of its scan. */
export interface Counted {
  readonly round: number;
  readonly quantity: number;
  readonly countedBy: string;
  readonly countedAt: string;
  readonly expected: number;
  readonly variance: number;
}
export interface SubmittedCount {
  readonly eventId: string;
  readonly quantity: number;
  readonly countedBy: string;
  readonly countedAt: string;
}

/** A person's word; EXPIRED is the end of the time, `cause` and the found part come from the form. */
export interface Answer {
  readonly taskId: string;
  readonly step: AskStep;
  readonly option: string;
  readonly by: readonly string[];
  readonly at: string;
  readonly form: Readonly<Record<string, unknown>>;
}
export type AskStep = 'recount' | 'third-count' | 'approval';

export type CountPhase = 'COUNTING' | 'RECOUNTING' | 'APPROVING' | 'INVESTIGATING' | 'SETTLED';
export type CountOutcome =
  | 'as-expected'
  | 'first-count-error'
  | 'in-tolerance'
  | 'adjusted'
  | 'rejected'
  | 'not-counted'
  | 'undecided'
  | 'stuck'
  | 'unknown-item'
  | 'shadow'
  | 'advise';

/** What is carried out: a freeze, or the end of the count. Calls that are absent are not made. */
export interface CountPlan {
  readonly planId: string;
  readonly kind: 'freeze' | 'settle' | 'lapse';
  readonly adjustment?: Adjustment;
}
export interface Adjustment {
  /** Units the book of the place goes up or down; 0 when all that was missing lies in another bin. */
  readonly quantity: number;
  /** So many of the units up waited on hold, because a pick did not find them: they are no new units. */
  readonly located?: number;
  /** At cost, without located units. */
  readonly value: Money;
  readonly cause: CountCause;
  readonly reasonCode: 'COUNT_IN_TOLERANCE' | 'COUNT_ADJUSTMENT';
  readonly approvedBy: readonly string[];
  readonly found?: { readonly bin: string; readonly quantity: number };
}

/** The document of a count: chunk 1 of its process. */
export interface CountBody {
  readonly countId: string;
  readonly sku: string;
  readonly bin?: string;
  readonly lot?: string;
  readonly trigger: CountTrigger;
  readonly requestedBy: string;
  readonly item?: CountItem;
  readonly countTaskId?: string;
  readonly phase: CountPhase;
  readonly counts: readonly Counted[];
  /** What the search before the adjustment found, with where it looked. */
  readonly proposal?: { readonly cause: CountCause; readonly why: string };
  readonly lastMover?: string;
  /** How often each question was asked. */
  readonly asked: Readonly<Partial<Record<AskStep, number>>>;
  readonly heard: readonly string[];
  readonly investigateUntil?: string;
  readonly investigated: boolean;
  readonly hold?: { readonly holdId: string };
  readonly plan?: CountPlan;
  /** Plans that were refused and taken back. */
  readonly failures: number;
  readonly outcome?: CountOutcome;
}

export interface CountCase {
  readonly now: string;
  readonly processId: string;
  readonly mode: 'act' | 'advise' | 'shadow';
  readonly currency: string;
  readonly approvalTiers: TenantDocument['approvalTiers'];
  readonly limits: CountLimits;
  readonly body: CountBody;
  readonly item: CountItem;
  readonly book: BinBook;
  readonly submitted: readonly SubmittedCount[];
  readonly answers: readonly Answer[];
}

export interface CountDecision {
  readonly body: CountBody;
  readonly decisions: readonly DecisionRecord[];
}

/** `facts` of the process row: only what decides about the next move. */
export interface CountFacts {
  readonly run?: Run | null;
  readonly slaAt?: string;
  readonly finalAt?: string;
  /** What it has frozen, for whoever must leave it alone. */
  readonly frozen?: Freeze | null;
}

/** A lookup or a plan that has begun and was not ended, or waits for a system. */
export interface Run {
  readonly tries: number;
  readonly until: string;
  /** What arrived for it. */
  readonly work: readonly string[];
  readonly waitsFor?: string;
}
