import type { OverrideReason, PutawayClass } from '../../../events/putaway.ts';
import type { Item } from '../../adapters/erp/port.ts';
import type { DemandLine } from '../../adapters/oms/port.ts';
import type { Bin, Load, StoredItem } from '../../adapters/wms/port.ts';
import type { Leveled } from '../../domain/leveled.ts';

/** What the systems know of a load when it is looked at. */
export interface Observed {
  readonly load: Load;
  readonly item: Pick<Item, 'abcClass' | 'temperature' | 'hazardClass' | 'unitCost'>;
  readonly stored: StoredItem;
  readonly staging: { readonly used: number; readonly capacity: number };
  readonly bins: readonly Bin[];
  readonly demand: readonly Pick<DemandLine, 'open' | 'holds'>[];
}

/** How urgent a load is: the class first, the score within it, then the older dock time, then the load's id. */
export interface Rank {
  readonly class: PutawayClass;
  /** Thousandths of a point. */
  readonly score: number;
  /** Texts in this order are loads in the order they are put away. */
  readonly key: string;
  /** The limit counts from the dock: reminder at half of it, escalation at it, a case at twice of it. */
  readonly halfAt: string;
  readonly dueAt: string;
  readonly twiceAt: string;
  /** The limit that counts, with its level. */
  readonly limit: Leveled<number>;
}

/** Why goods may not go into a bin, in the order it is looked at (rule 5.2). */
export type BinFault =
  | 'TEMPERATURE'
  | 'HAZARD'
  | 'BLOCKED'
  | 'SECURE'
  | 'WEIGHT'
  | 'VOLUME'
  | 'HEIGHT'
  | 'LOT_MIX'
  | 'ITEM_MIX';

export type BinRule = 'FIXED_BIN' | 'SAME_LOT' | 'NEAREST_EMPTY' | 'OVERFLOW' | 'PERSON';
export interface Choice {
  readonly bin: string;
  readonly zone: string;
  readonly rule: BinRule;
}

/** One call of the floor's system; it is stored before it is made, so every try makes the same one. */
export type Plan =
  | ({
      readonly planId: string;
      readonly kind: 'create';
      readonly rank: string;
      /** When the bin, reserved for it, is free again. */
      readonly until: string;
    } & Choice)
  | { readonly planId: string; readonly kind: 'rank'; readonly putawayTaskId: string; readonly rank: string }
  | {
      readonly planId: string;
      readonly kind: 'cancel';
      readonly putawayTaskId: string;
      readonly bin: string;
      readonly reason: string;
    };

export interface Assignment extends Choice {
  readonly putawayTaskId: string;
  /** The rank the floor knows. */
  readonly rank: string;
  /** When the bin is free again. */
  readonly until: string;
}

export type AskStep = 'no-bin' | 'override' | 'late' | 'proposal';
export interface Ask {
  readonly step: AskStep;
  readonly round: number;
  readonly asked: boolean;
}

/** A scan as the floor sent it. */
export interface Scan {
  readonly eventId: string;
  readonly bin: string;
  readonly reason?: OverrideReason;
  readonly by: string;
  readonly at: string;
}

/** What a person wants instead of the rules' choice, until when. */
export type Ruling =
  | { readonly kind: 'bin'; readonly bin: string }
  | { readonly kind: 'cross-dock' }
  | { readonly kind: 'consolidate' | 'hold'; readonly until: string };

/** What is known of the load since it was last looked at. */
export interface KnownLoad {
  readonly sku: string;
  readonly lot?: string;
  readonly quantity: number;
  readonly fromBin: string;
  readonly stagedAt: string;
}

/** `facts` of a putaway's row. What each system answered is a fact of its own, `look`. */
export interface PutawayFacts {
  readonly loadId: string;
  /** Looks are numbered; `looked` was answered, `decided` was decided. */
  readonly look: number;
  readonly looked: number;
  readonly decided: number;
  /** The next look by the clock. */
  readonly nextLookAt?: string | null;
  /** Looks begun that nobody has ended. */
  readonly runs: number;
  /** A system that a look or a call waits for, when it is tried again, and how often it was. */
  readonly waitsFor?: string | null;
  readonly until?: string | null;
  readonly tries: number;
  readonly load?: KnownLoad;
  readonly rank?: Rank;
  readonly plans: number;
  readonly plan?: Plan | null;
  readonly assignment?: Assignment | null;
  /** Bins the floor's system refused for this load. */
  readonly refused: readonly string[];
  readonly ask?: Ask | null;
  readonly asks: number;
  /** The reminder that half of its limit is over, with the limit it was about; `done` when its answer took effect. */
  readonly late?: (Ask & { readonly dueAt: string; readonly done?: boolean }) | null;
  readonly ruling?: Ruling | null;
  /** A scan into another bin that is being judged. */
  readonly scan?: Scan | null;
  /** The scan that counts, and why it may. */
  readonly accepted?: (Scan & { readonly why: string }) | null;
  /** Events that have been looked at. */
  readonly seen: readonly string[];
  /** Twice the limit is over and somebody has a case. */
  readonly overdue?: boolean;
  /** The floor's task could not be taken back: only a scan goes on from here (rule 4.7). */
  readonly stuck?: boolean;
  /** The receipt was taken back, or the load is nowhere anymore. */
  readonly withdrawn?: boolean;
  /** The last look found the load out of staging; a second one in a row is believed. */
  readonly gone?: boolean;
  /** Somebody brings it from a wrong bin to the assigned one: only the next scan tells where it is. */
  readonly movingBack?: boolean;
  /** How it ends; set by the step that makes it so. */
  readonly ending?: { readonly state: 'CLOSED' | 'PARKED'; readonly outcome: string } | null;
}

/** States of the process, rule 5.2. @public the operators\' lists name them */
export const states = [
  'OPENED',
  'WAITING_LOAD',
  'ASSIGNED',
  'REVIEW',
  'CONSOLIDATING',
  'HELD',
  'WAITING_PARTNER',
  'CLOSED',
  'PARKED',
] as const;
export type PutawayState = (typeof states)[number];
