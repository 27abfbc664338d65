import type { Resolution } from '../../../events/fulfillment.ts';
import type { Job } from '../../shared/job.ts';
import type { DecidedBy } from './contract.ts';

/** What a look asks the outside to do, as data, step by step. */

/** `stock` is this system's own book of units. */
export type StepTarget = 'oms' | 'wms' | 'tms' | 'crm' | 'finance' | 'stock';

export interface PlannedStep {
  readonly id: string;
  readonly to: StepTarget;
  readonly operation: string;
  readonly site: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** Fields of the input that earlier steps answered: a new line, a shipment. */
  readonly takes?: Readonly<Record<string, { readonly step: string; readonly field: string }>>;
  /** What takes it back (rule 4.7), called with this field of its answer; absent where it has no inverse. */
  readonly inverse?: { readonly operation: string; readonly field: string };
  /** A refusal is a case for somebody and stops nothing: what matters is done without it. */
  readonly mayFail?: true;
}

/** Stored before the first call, so that every try makes the same calls. */
export interface ExceptionPlan {
  /** Part of every idempotency key. */
  readonly planId: string;
  /** Absent where the missing units are only taken off the books. */
  readonly resolution?: Resolution;
  readonly decidedBy: DecidedBy;
  readonly steps: readonly PlannedStep[];
  /** Requests to other processes, announced when the steps are done. */
  readonly asks: readonly PlannedRequest[];
  readonly handled: readonly string[];
  /** A step was refused: what was done before it is taken back, whatever happens on the way. */
  readonly undoing?: { readonly step: string; readonly error: string; readonly answers: StepAnswers };
  /** It could not be taken back: nothing automatic follows (rule 4.7). */
  readonly failed?: 'stuck';
}

export type PlannedRequest =
  | { readonly kind: 'count' }
  | { readonly kind: 'damage' }
  | { readonly kind: 'promise' }
  /** A line waits for supply: backorder release looks for some. */
  | {
      readonly kind: 'backorder';
      readonly orderLineId: string;
      readonly sku: string;
      readonly quantity: number;
    }
  /** A line is cancelled whole. */
  | { readonly kind: 'withdrawn'; readonly orderLineId: string; readonly sku: string };

export type StepAnswers = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** One step as the machine makes it; `line` is its part of the idempotency key. */
export interface StepCall {
  readonly id: string;
  readonly job: Job;
  readonly operation: string;
  readonly step: string;
  readonly line: string;
  readonly direction: 'do' | 'undo';
  readonly input: unknown;
}
