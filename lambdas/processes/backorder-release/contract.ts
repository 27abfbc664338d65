import type { SkipReason } from '../../../events/backorder.ts';
import { type DemandLine, Segment } from '../../adapters/oms/port.ts';
import type { ReleasePolicy } from '../../domain/tenant.ts';
import type { LotUnits, Reservation } from '../../store/ports.ts';

/**
 * Backorder release, as data. A gain of stock is decided item by item over everybody who waits for it; `decideRelease` in
 * `rules/` takes what is known and says who gets what and why. Nothing else decides.
 */

/** States of the process, rule 5.8. @public the operators\' lists name them */
export const states = [
  'OPENED',
  'RELEASING',
  'REVIEW',
  'WAITING_PARTNER',
  'HOLDING',
  'CLOSED',
  'PARKED',
] as const;
export type ReleaseState = (typeof states)[number];

/** In the order they are served. */
export const SEGMENTS: readonly Segment[] = Segment.options;
export type { Segment };

/** An open order line as the OMS tells it. Quantities are base units, dates calendar dates of the site. */
export type Demand = DemandLine;

/** Units of one lot nobody has reserved; `lot` absent for goods without one, `expiry` where it is known. */
export interface FreeLot {
  readonly lot?: string;
  readonly expiry?: string;
  readonly free: number;
}

/** What stands at the site for one item. */
export interface Supply {
  readonly sku: string;
  /** Units on hand that may be sold. */
  readonly available: number;
  /** Of these, units nobody has reserved: below zero after a loss. */
  readonly free: number;
  readonly lots: readonly FreeLot[];
  readonly reservations: readonly Reservation[];
}

/** A line of a ship-complete order for an item this decision is not about. */
export interface OtherLine {
  readonly orderLineId: string;
  readonly sku: string;
  /** Units it still misses, tentatively held ones not counted as missing. */
  readonly missing: number;
  /** Units the OMS has allocated and not released. */
  readonly already: number;
  readonly reservation?: Reservation;
}

/** What the systems and the process know when it decides. */
export interface ReleaseCase {
  readonly site: string;
  /** The site's calendar date. */
  readonly today: string;
  readonly now: string;
  readonly demand: readonly Demand[];
  readonly supplies: readonly Supply[];
  readonly others: ReadonlyMap<string, readonly OtherLine[]>;
  /** Orders whose payment was renewed or declined after the OMS was asked. */
  readonly renewals: ReadonlyMap<string, 'renewed' | 'declined'>;
  /** False once taking was refused too often: then nobody's confirmed stock is touched. */
  readonly mayTake: boolean;
  /** The event that brought each item, for who wants to know why. */
  readonly causes: ReadonlyMap<string, string>;
  /** What a person wants first of an item, and who wants it; absent for a release by the rules. */
  readonly rerank?: Rerank;
  /** What was said about contested items. */
  readonly rulings: ReadonlyMap<string, Ruling>;
}

export interface Rerank {
  readonly sku: string;
  readonly orderLineIds: readonly string[];
  readonly by: string;
}

/** `expired` is the end of the time somebody had. */
export type Ruling =
  | { readonly kind: 'approved' }
  | { readonly kind: 'edited'; readonly first: readonly string[] }
  | { readonly kind: 'fifo' }
  | { readonly kind: 'expired' };

/** Units for one order line. `firm` is allocated at once, `tentative` only held for an order that must ship whole. */
export interface Grant {
  readonly orderId: string;
  readonly orderLineId: string;
  readonly sku: string;
  /** Units to reserve, with those of the holds it replaces; 0 when all of the line was allocated before. */
  readonly quantity: number;
  /** Units the OMS had allocated by itself: they go to the warehouse with the line, and need no reservation. */
  readonly already: number;
  readonly lots: readonly LotUnits[];
  readonly kind: 'firm' | 'tentative';
  readonly rank: number;
  readonly shipComplete: boolean;
  /** The customer was given a date. */
  readonly promised: boolean;
  /** Claims of the tentative holds that become firm with it. */
  readonly replaces: readonly string[];
  /** A hold added to another ends with that one. */
  readonly endsAt?: string;
}

/** Units of an order line the OMS has confirmed and the warehouse does not have yet, taken for another line. */
export interface Taking {
  readonly orderId: string;
  readonly orderLineId: string;
  readonly sku: string;
  readonly quantity: number;
  /** The order line they are taken for. */
  readonly for: string;
  readonly promised: boolean;
}

/** NO_SUPPLY waits in the queue, everything else is passed over. */
export type LeftReason = SkipReason | 'NO_SUPPLY';

export interface Left {
  readonly line: Demand;
  readonly units: number;
  readonly rank: number;
  readonly reason: LeftReason;
}

/** Everything that follows for one item. */
export interface ItemDecision {
  readonly sku: string;
  readonly policy: ReleasePolicy;
  /** Units the decision is about, and those of them only the best tiers get. */
  readonly free: number;
  readonly kept: number;
  readonly grants: readonly Grant[];
  readonly takings: readonly Taking[];
  /** The takings need a person's word: nothing of this item goes before. */
  readonly contested: boolean;
  /** Lines that get nothing, or not all of it. */
  readonly left: readonly Left[];
  /** Orders whose payment must be renewed before this decision counts. */
  readonly renew: readonly { readonly orderId: string; readonly authorizationId: string }[];
}

/** A line of a plan of at most 100 lines; `outcome` is what its reservation came to. */
export interface PlannedLine extends Grant {
  readonly policy: ReleasePolicy;
  readonly supplyEventId: string;
  readonly endsAt: string;
  readonly outcome?: 'reserved' | 'lost';
}

/**
 * planned: to be carried out · confirmed: allocated, released and sent to the warehouse · undone: taken back ·
 * lapsed: the OMS did not confirm in time · stuck: could not be taken back, nothing automatic follows (rule 4.7).
 */
export type ChunkStatus = 'planned' | 'confirmed' | 'undone' | 'lapsed' | 'stuck';

/**
 * The document kept per chunk of a plan. It is stored before the first call, so a crash, a retry or a system that is back
 * makes the same calls with the same keys again.
 */
export interface ReleaseChunk {
  readonly planId: string;
  readonly lines: readonly PlannedLine[];
  readonly status: ChunkStatus;
}

/** Where a chunk stands, kept on the process row. */
export interface ChunkSummary {
  readonly status: ChunkStatus;
  readonly skus: readonly string[];
  /** When its reservations end unless the OMS confirms them. */
  readonly endsAt: string;
  /** When the first of its tentative holds ends. */
  readonly holdsUntil?: string;
  /** A call waits for this system, and not longer than until then. */
  readonly waitsFor?: string;
  readonly until?: string;
  readonly tries: number;
  /** How often plans had been made smaller when this one was made. */
  readonly level: number;
  /** Its items are to be decided again: it was taken back, or another release was faster. */
  readonly again?: readonly string[];
}

/** What started or woke a release, as a fact keyed by its event. */
export type Cause = { readonly eventId: string; readonly skus: readonly string[] } & (
  | { readonly kind: 'gain' | 'sweep' }
  | { readonly kind: 'rerank'; readonly orderLineIds: readonly string[]; readonly by: string }
  | { readonly kind: 'withdrawal'; readonly orderLineId: string }
);

/** Items of one round of decisions, in groups whose demand is looked up together, and the causes it answers. */
export interface Scope {
  readonly round: number;
  readonly groups: readonly (readonly string[])[];
  readonly seen: readonly string[];
}

/** `facts` of a release's row. Chunk summaries are there too, as `chunk-<n>`, and `gathered-<group>`. */
export interface ReleaseFacts {
  /** What brought the supply, as its business key; the same key with the site is the process's own. */
  readonly document: string;
  /** Items are looked up and decided once a round. */
  readonly round: number;
  readonly groups: number;
  /** The last round that was decided; its chunks are numbered up to `chunks`. */
  readonly decided: number;
  readonly chunks: number;
  /** Payments to renew before the round can be decided. */
  readonly renew?: readonly ItemDecision['renew'][number][] | null;
  /** A system a lookup, a renewal or a taking waits for. */
  readonly waitsFor?: string | null;
  readonly takings?: readonly Taking[] | null;
  readonly takingsRefused: number;
  /** Items to look at again in another round. */
  readonly again?: readonly string[] | null;
  readonly withdraw?: readonly Withdrawal[] | null;
  /** Contested items and what a person is asked about them. */
  readonly review?: Review | null;
  readonly rulings?: Readonly<Record<string, Ruling>>;
  /** The last move and how often it was repeated, so that a step that always dies is not repeated forever. */
  readonly lastMove?: { readonly key: string; readonly repeats: number } | null;
}

export interface Review {
  readonly step: 'contested' | 'proposal';
  readonly round: number;
  readonly skus: readonly string[];
  readonly asked: boolean;
}

/** A reserved part of an order line that was cancelled. */
export interface Withdrawal {
  readonly orderId: string;
  readonly orderLineId: string;
  readonly sku: string;
  readonly claim: string;
  readonly pickTaskId?: string;
}
