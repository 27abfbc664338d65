import * as z from 'zod/mini';
import type { ReportedException, Resolution } from '../../../events/fulfillment.ts';
import type { Payment } from '../../adapters/finance/port.ts';
import type { Order, Sourcing } from '../../adapters/oms/port.ts';
import type { Transit } from '../../adapters/tms/port.ts';
import type { PickPlace } from '../../adapters/wms/port.ts';
import type { FulfillmentLimits } from '../../domain/fulfillment-settings.ts';
import type { BusinessCalendar } from '../../domain/tenant.ts';
import type { DecisionRecord, ReservedPart } from '../../store/ports.ts';
import type { TaskSpec } from '../../work/tasks.ts';
import type { ExceptionPlan } from './plan.ts';

/**
 * A fulfillment exception, as data. A look brings together what was reported, what the systems say now, what a person said
 * and the time; `handleException` in `rules/` says what follows. Nothing else decides.
 */

/** States of the process, rule 5.9. */
export const ExceptionState = z.enum(['HANDLING', 'REVIEW', 'WAITING_PARTNER', 'BLOCKED', 'CLOSED']);
export type ExceptionState = z.infer<typeof ExceptionState>;
/** @public the operators' lists name them */
export const states = ExceptionState.options;

/** Who is asked about what; where the site only advises, `proposal`. */
export type AskStep = 'ladder' | 'label-check' | 'address' | 'payment' | 'weight' | 'proposal';

/** A person to ask; asking the same step and round again is the same task. */
export type Ask = Omit<TaskSpec, 'step' | 'excluded' | 'wakes'> & { readonly step: AskStep };

/** A person's word on a task of this exception; EXPIRED is the end of its time. */
export interface TaskWord {
  readonly step: AskStep;
  readonly round: number;
  readonly option: string;
}

/** Units of order lines that cannot leave as planned. */
export interface AffectedLine {
  readonly orderLineId: string;
  readonly sku: string;
  /** Units that are missing, damaged or sold twice; of an exception of the whole order all it has at the site. */
  readonly short: number;
  /** Units of the line the warehouse has: `short` and what was found. */
  readonly allocated: number;
  /** What our books hold of these, as the OMS confirmed it; what is missing and off the books is in none. */
  readonly parts: readonly ReservedPart[];
  readonly unitPrice: { readonly minor: number; readonly per: number; readonly currency: string };
  readonly unitMargin: { readonly minor: number; readonly per: number; readonly currency: string };
  readonly promisedAt?: string;
  readonly minimumLifeDays?: number;
}

export type DecidedBy = 'RULE' | 'PERSON' | 'CLOCK';

/** The document of an exception: chunk 1 of its process. */
export interface ExceptionBody {
  readonly exception: ReportedException;
  /** The event that reported it. */
  readonly eventId: string;
  /** The last moment a person may decide: their time is over, or the carrier's cut-off leaves no more. */
  readonly decideBy?: string;
  /** Decisions so far; part of every plan's id. */
  readonly looks: number;
  /** The missing units are off the books: the bin is set, their reservation ended, they are on hold. */
  readonly taken: boolean;
  /** The task that stands, or was answered last. */
  readonly ask?: {
    readonly step: AskStep;
    readonly round: number;
    readonly options: readonly string[];
    /** What was chosen is being done, or was refused: it is not chosen again by the same answer. */
    readonly used?: boolean;
  };
  /** What a system refused to do: it is not tried again by itself. */
  readonly refused: readonly Resolution[];
  /** The payment provider declined another authorization. */
  readonly declined?: boolean;
  readonly resolved?: { readonly resolution: Resolution; readonly decidedBy: DecidedBy };
  readonly next?: NextLook;
  readonly plan?: ExceptionPlan;
}

/** What the systems answered to the lookups of a look. */
export interface ExceptionAnswers {
  readonly order?: Order | undefined;
  readonly transits: readonly Transit[];
  readonly places: readonly PickPlace[];
  readonly sourcing?: Sourcing | undefined;
  /** What our books hold for the order's lines at this site, by line. */
  readonly reserved: ReadonlyMap<string, readonly ReservedPart[]>;
  /** What was paid for the order; `undefined` where finance did not answer. */
  readonly payments?: readonly Payment[] | undefined;
}

/** Everything a look knows. */
export interface ExceptionCase {
  readonly now: string;
  readonly processId: string;
  readonly site: string;
  readonly mode: 'act' | 'advise' | 'shadow';
  readonly currency: string;
  readonly calendar: BusinessCalendar;
  readonly limits: FulfillmentLimits;
  /** Sites where this process acts: only they may ship instead of this one. */
  readonly actingSites: readonly string[];
  readonly body: ExceptionBody;
  readonly answers: ExceptionAnswers;
  readonly word?: TaskWord | undefined;
}

export interface Handling {
  readonly body: ExceptionBody;
  readonly decisions: readonly DecisionRecord[];
  /** The person to ask; asking again changes nothing. */
  readonly ask?: Ask;
  /** Nothing is left that could be done: somebody must own it. */
  readonly blocked?: string;
}

/** When the exception is looked at again; without `at` the process is over. */
export interface NextLook {
  readonly state: ExceptionState;
  readonly at?: string;
  readonly outcome: Outcome;
}
export type Outcome = Lowercase<Resolution> | 'open' | 'obsolete' | 'shadow' | 'advise';

/** `facts` of a process row. */
export interface ExceptionFacts {
  readonly orderId: string;
  readonly next?: NextLook;
  /** A run that has begun and was not ended, or waits for a system. */
  readonly round?: Round | null;
}

export interface Round {
  readonly work: readonly string[];
  readonly tries: number;
  readonly until: string;
  readonly waitsFor?: string;
}
