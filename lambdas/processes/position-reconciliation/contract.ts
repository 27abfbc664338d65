import type { DriftClass } from '../../../events/inventory.ts';
import type { DoubtfulStock } from '../../domain/availability.ts';

/**
 * Position reconciliation, as data. The systems are asked about a chunk of SKUs, `rules/` says of each whether they agree
 * and what a difference comes from, and nothing is ever mended but what a channel shows.
 */

/** The room's name, and the first part of every process id. */
export const PROCESS = 'position-reconciliation';
/** The channel there is; its system is the shop platform. */
export const CHANNEL = 'ecommerce';

/** States of the process, rule 5.11. @public the operators\' lists name them */
export const states = ['OPENED', 'COMPARING', 'RECHECKING', 'WAITING_PARTNER', 'CLOSED', 'PARKED'] as const;
export type ReconciliationState = (typeof states)[number];

export type AbcClass = 'A' | 'B' | 'C';

/** What the systems said about a SKU; absent where a system does not know it, which counts as none. */
export interface Answers {
  /** Units of all statuses the WMS holds, and those of them in `available`. */
  readonly physical?: number;
  readonly onSale?: number;
  /** Units the ERP has booked. */
  readonly book?: number;
  readonly abcClass?: AbcClass;
  /** Quantities are integers of 10^-scale of the item's base unit. */
  readonly scale?: number;
  /** Units a channel shows; absent where it does not list the SKU. */
  readonly published?: number;
  readonly documents?: readonly Document[];
}

/** A line of an ERP document: units it booked for an effect, below zero where it took them back. */
export interface Document {
  readonly documentId: string;
  readonly effectKey: string;
  readonly units: number;
}

/** One effect of our ledger: how many units more or fewer the ERP is to book by it, 0 for a change of status. */
export interface Effect {
  readonly effectKey: string;
  readonly units: number;
}

/** An open process that may be about a SKU. */
export interface OpenProcess {
  readonly processId: string;
  readonly process: string;
  readonly updatedAt: string;
}

/** All that is known of one SKU when it is judged. */
export interface ItemCase {
  readonly sku: string;
  readonly now: string;
  /** The sum of our events: units of all statuses, those on sale, and those of them nobody has reserved. */
  readonly position: { readonly total: number; readonly available: number; readonly free: number };
  /** Of these, units nobody has accepted yet: they lie here, and the ERP is not told of them (rule 5.1). */
  readonly unbooked: number;
  /** Places a count has frozen: a channel shows no more than was found there (rule 5.3). */
  readonly frozen: readonly DoubtfulStock[];
  /** It moved while the systems were asked, so their answers are of different moments. */
  readonly moved: boolean;
  readonly answers: Answers;
  readonly open: readonly OpenProcess[];
  readonly effects: readonly Effect[];
}

/** A difference beyond its limit, and what it comes from. */
export interface Drift {
  readonly sku: string;
  readonly class: DriftClass;
  readonly position: number;
  readonly physical: number;
  readonly book: number;
  /** Units of the position that are meant to be in no book; absent where there are none. */
  readonly unbooked?: number;
  readonly published?: number;
  readonly sellable?: number;
  readonly evidence: readonly string[];
  /** Why its channel was not told again, where it was not. */
  readonly unhealed?: 'limit' | 'level' | 'refused';
}

/**
 * listed: to be looked at · gathering: the systems are being asked · decided: the differences are known · planned: what to
 * tell the channel is stored · published: the channel was told, to be looked at again · done: nothing is left ·
 * refused: a system would not answer
 */
export type ChunkStatus = 'listed' | 'gathering' | 'decided' | 'planned' | 'published' | 'done' | 'refused';

export interface PublishedLine {
  readonly sku: string;
  readonly quantity: number;
  readonly previous: number;
}

/** What came of a chunk so far, over all of its rounds. */
export interface Tally {
  readonly compared: number;
  readonly drifts: Readonly<Partial<Record<DriftClass, number>>>;
  /** SKUs whose channel agreed after it was told. */
  readonly healed: number;
}

/**
 * Where a chunk stands. It is kept with the chunk and as a fact beside the row, because a large site has more chunks than a
 * row can hold.
 */
export interface ChunkMark {
  readonly status: ChunkStatus;
  readonly tally: Tally;
  /** When its channel is to be looked at again. */
  readonly recheckAt?: string | undefined;
  /** The system it waits for, and until when it does at most. */
  readonly waitsFor?: string | undefined;
  readonly retryAt?: string | undefined;
}

/** The document kept per chunk: what a run over it knows, so that one that died is gone on with. */
export interface ChunkBody extends ChunkMark {
  readonly skus: readonly string[];
  /** Looks at these SKUs; after the first only at those a channel was told about. */
  readonly round: number;
  /** Tries of this round: one that could not get through asks everything again. */
  readonly attempt: number;
  readonly answers: Readonly<Record<string, Answers>>;
  /** Versions of the positions before the systems were asked. */
  readonly versions: Readonly<Record<string, number>>;
  readonly drifts: readonly Drift[];
  readonly plan: readonly PublishedLine[];
}

/** `facts` of the process row. */
export interface ReconciliationFacts {
  readonly reconciliationId: string;
  /** All of the site, not SKUs that were asked for. */
  readonly isWhole: boolean;
  /** Chunks listed so far, and where listing goes on; `null` once every SKU is in a chunk. */
  readonly chunks: number;
  readonly cursor: string | null;
  /** When the run ends with what it has. */
  readonly endsAt: string;
  /** The last run over chunks, how often it was repeated without anything to show for it, and when it may be again. */
  readonly lastRun?: { readonly key: string; readonly repeats: number; readonly until: string };
}
