import type { SkipReason } from '../../../events/backorder.ts';
import { type DemandLine, Segment } from '../../adapters/oms/port.ts';
import type { ReleasePolicy } from '../../domain/tenant.ts';
import type { LotUnits, Reservation } from '../../store/ports.ts';

/**
 * Backorder release, as data. A gain of stock is decided item by item over everybody who waits for it; `decideRelease` in
 * `rules/` takes what is known and says who gets what and why. Nothing else decides.
 */

/** States of the process, rule 5.8. */
export type ReleaseState =
  | 'OPENED'
  | 'RELEASING'
  | 'REVIEW'
  | 'WAITING_PARTNER'
  | 'HOLDING'
  | 'CLOSED'
  | 'PARKED';

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
  /** What a person wants first, and who wants it; absent for a release by the rules. */
  readonly rerank?: { readonly orderLineIds: readonly string[]; readonly by: string };
  /** What was said about a contested order; `expired` is the end of the time. */
  readonly ruling?: Ruling;
}

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
  readonly outcome?: 'reserved' | 'lost';
}

/**
 * The document kept per chunk of a plan. It is stored before the first call, so a crash, a retry or a system that is back
 * makes the same calls with the same keys again.
 */
export interface ReleaseChunk {
  readonly planId: string;
  readonly lines: readonly PlannedLine[];
  /** When a reservation that is not confirmed ends. */
  readonly endsAt: string;
  readonly status: ChunkStatus;
}

/**
 * planned: to be carried out · confirmed: allocated, released and sent to the warehouse · undone: taken back ·
 * lapsed: the OMS did not confirm in time · stuck: could not be taken back, nothing automatic follows (rule 4.7).
 */
export type ChunkStatus = 'planned' | 'confirmed' | 'undone' | 'lapsed' | 'stuck';

export interface ReleaseDocuments {
  readonly allocationId?: string | null;
  readonly releaseId?: string | null;
  readonly pickTaskId?: string | null;
}

/** Where a chunk stands, kept on the process row. */
export interface ChunkSummary {
  readonly status: ChunkStatus;
  readonly endsAt: string;
  /** A call waits for this system. */
  readonly waitsFor?: string;
  /** Not run again before, see `tries`. */
  readonly until?: string;
  readonly tries: number;
  /** Some of its units are held tentatively. */
  readonly holds?: boolean;
  /** Lines another release was faster to. */
  readonly lost: readonly string[];
}

/** What started or woke a release, as a fact keyed by its event. */
export type Cause =
  | { readonly kind: 'gain' | 'sweep'; readonly skus: readonly string[]; readonly eventId: string }
  | {
      readonly kind: 'rerank';
      readonly skus: readonly string[];
      readonly eventId: string;
      readonly orderLineIds: readonly string[];
      readonly by: string;
    }
  | {
      readonly kind: 'withdrawal';
      readonly skus: readonly string[];
      readonly eventId: string;
      readonly orderLineIds: readonly string[];
      readonly reason: string;
    };
