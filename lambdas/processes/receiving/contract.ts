import * as z from 'zod/mini';
import type { AsnReceived, ReceiptLine } from '../../../events/inbound.ts';
import type { DefectCounts, SamplingPlan } from '../../../events/quality.ts';
import type { Ask, FollowUp, LineMovement, LineStatus, ReceivingLine } from './rules/line.ts';

/** Receiving, as data: the process, its chunks and what they ask the outside to do. A line itself is in `rules/line.ts`. */

/** States of the process, rule 5.1, as far as a process rests in them; its timeline tells the rest. @public the operators' lists name them */
export const states = [
  'AWAITING_NOTICE',
  'ASN_RECEIVED',
  'ASN_REJECTED',
  'AWAITING_RECEIPT',
  'RECEIVING',
  'REVIEW',
  'WAITING_PARTNER',
  'CLOSED',
  'CANCELLED',
  'COMPENSATED',
  'PARKED',
] as const;
export type ReceivingState = (typeof states)[number];

/**
 * What a chunk asked the outside to do and has not confirmed yet. It is stored before the first call, so a crash, a retry
 * or a system that is back makes the same calls with the same keys again.
 */
export interface ChunkPlan {
  /** `<chunk>-<n>`; a plan that was undone is made again under the next number, with new effect keys. */
  readonly planId: string;
  readonly movements: readonly LineMovement[];
  readonly followUps: readonly FollowUp[];
  readonly asks: readonly { readonly line: number; readonly ask: Ask }[];
  /** Questions (`<step>#<round>`) that need no answer anymore. */
  readonly withdrawn: readonly { readonly line: number; readonly ask: string }[];
  readonly inspected: readonly {
    readonly line: number;
    readonly sku: string;
    readonly plan: SamplingPlan;
    readonly verdict: 'pass' | 'fail';
    readonly defects: DefectCounts;
  }[];
  /** The receiving advice that is due, instead of the one before it; `says` is a digest of its lines. */
  readonly advice?: { readonly adviceId: string; readonly replaces?: string; readonly says: string };
  /** Entries of the process's pending work this plan answers. */
  readonly handled: readonly string[];
  /**
   * undone: its effects were taken back, and `retry` makes it again. stuck: an effect could not be taken back, so nothing
   * automatic follows (rule 4.7).
   */
  readonly failed?: 'undone' | 'stuck';
}

/** An 860 the ERP made; `id` is the follow-up that asked for it. */
export const OrderChangeMade = z.object({
  id: z.string(),
  poId: z.string(),
  poLine: z.int(),
  changeId: z.string(),
});

/** Documents the systems returned for a confirmed plan: what a reversal refers to. */
export interface PlanDocuments {
  readonly orderChanges?: readonly z.infer<typeof OrderChangeMade>[];
  readonly goodsReceiptId?: string | null;
  readonly receiptCorrectionId?: string | null;
  readonly stockDocumentId?: string | null;
  readonly wmsDocumentId?: string | null;
  readonly accrualId?: string | null;
  readonly claimId?: string | null;
  readonly adviceId?: string | null;
}

/** The document kept per chunk of at most 100 lines. Chunk 0 holds lines nobody announced. */
export interface ChunkBody {
  readonly chunk: number;
  readonly lines: readonly ReceivingLine[];
  /** Receipts already merged into the lines, with their sequence: `<receiptId>@<sequence>`. */
  readonly merged: readonly string[];
  readonly final: boolean;
  readonly plans: number;
  readonly plan?: ChunkPlan;
  readonly confirmed: readonly { readonly planId: string; readonly documents: PlanDocuments }[];
  /** The receiving advices so far: how many were made, what the last one says, and which one the supplier has. */
  readonly advice?: { readonly made: number; readonly says: string; readonly sent?: string };
  readonly reversed: boolean;
}

/**
 * Where a chunk stands, kept on the process row so that nobody reads a hundred chunks to see one process. A hundred of them
 * are on one row, and every write of it is paid by its size: what is zero or false is left out.
 */
export interface ChunkSummary extends Partial<Record<LineStatus, number>> {
  readonly final?: boolean;
  readonly counted?: boolean;
  /** A call waits for this system. */
  readonly waitsFor?: string;
  readonly failed?: boolean;
  readonly reversed?: boolean;
}

/** Receipt lines of one chunk from one `ReceiptRecorded`, as a fact of the process. */
export interface ReceiptFact {
  readonly receiptId: string;
  readonly countedBy: string;
  readonly arrivedAt: string;
  readonly recordedAt: string;
  readonly final: boolean;
  readonly lines: readonly { readonly line?: number; readonly receipt: ReceiptLine }[];
}

/** `facts` of a receiving process row. Chunk summaries are there too, as `chunk-<n>`. */
export interface ReceivingFacts {
  readonly supplierId: string;
  readonly asnId?: string;
  readonly noticeKey?: string;
  readonly noticeDueAt: string;
  readonly withoutNotice: boolean;
  /** How many chunks the notice has, numbered from 1. Their documents are in the notice itself. */
  readonly chunkCount: number;
  readonly indexKey?: string;
  readonly revision: number;
  readonly overdueAsked?: boolean;
  readonly overdueAnswer?: 'close' | 'keep';
  readonly verdict?: 'accepted' | 'rejected' | 'unchecked';
}

/** The header of a notice, as `AsnReceived` carries it. */
export type NoticeHeader = z.infer<typeof AsnReceived.data>;

/** A receipt line after it found its line (`line`) or none (`line: undefined`: unannounced goods). */
export interface MatchedReceiptLine {
  readonly receipt: ReceiptLine;
  readonly line?: number;
  readonly chunk: number;
}
