import type { AskReason, SourceKind } from '../../../events/replenishment.ts';
import type { ItemPlan, Planning, SupplierTerms } from '../../adapters/erp/port.ts';
import type { Role } from '../../domain/tenant.ts';

/**
 * Replenishment, as data. What is known about an item is turned into one proposal by `decide` in `rules/`; nothing else
 * decides. Quantities are base units of the item.
 */

/** States of the process, rule 5.4. @public the operators\' lists name them */
export const states = [
  'OPENED',
  'REVIEW',
  'POSTPONED',
  'ORDERING',
  'AWAITING_ACKNOWLEDGMENT',
  'AWAITING_TRANSFER',
  'WAITING_PARTNER',
  'CLOSED',
  'PARKED',
] as const;
export type ReplenishmentState = (typeof states)[number];

export type { ItemPlan, Planning, SupplierTerms };

/** Cleaned demand of an item: `sum` over `days` observed days, and the sum of the squares. */
export interface Demand {
  readonly days: number;
  readonly sum: bigint;
  readonly squares: bigint;
}

/** What stands at a site, for one item. */
export interface Standing {
  /** On hand that may be sold, and the part of it that is reserved. */
  readonly usable: number;
  readonly reserved: number;
  /** Units of open order lines nobody has allocated or reserved. */
  readonly backOrders: number;
  /** On its way here from other sites: transfers that were shipped and are in no place yet. */
  readonly inTransit: number;
}

/** One way to get the goods. */
export interface Source {
  readonly kind: SourceKind;
  readonly id: string;
  /** Days until the goods are there. */
  readonly days: number;
  readonly quantity: number;
  readonly value: { readonly minor: number; readonly currency: string };
  readonly unitCost: SupplierTerms['unitCost'];
  readonly packSize: number;
  readonly minimumOrder: number;
  readonly stopped: boolean;
}

/** Numbers a decision stands on. */
export interface Figures {
  readonly position: number;
  readonly safetyStock: number;
  readonly reorderPoint: number;
  readonly economicQuantity: number;
  readonly target: number;
  /** Reorder point less position: what is missing. */
  readonly gap: number;
  readonly basis: 'DEMAND' | 'COVER_DAYS';
  readonly observations: number;
}

/** What ended last for the same item, so that the next request knows whether to be silent. */
export interface Last {
  readonly endedAt: string;
  readonly gap: number;
}

export interface Case {
  readonly site: string;
  readonly now: string;
  readonly today: string;
  readonly planning: Planning;
  readonly own: Standing;
  /** Sites somebody waits at are not among them: they give nothing away. */
  readonly others: ReadonlyMap<string, Standing>;
  /** Sources that refused, or were given up. */
  readonly excluded: readonly string[];
  /** Suppliers quality has stopped. */
  readonly stopped: readonly string[];
  readonly last?: Last;
}

export type Verdict = 'unplanned' | 'enough' | 'silent' | 'blocked' | 'order';

export interface Proposal {
  readonly verdict: Verdict;
  readonly figures?: Figures;
  /** All ways in their order; the first is proposed. */
  readonly sources: readonly Source[];
  readonly reasons: readonly AskReason[];
  /** Who must approve, each another person; nobody, and the order goes by itself. */
  readonly approvers: readonly Role[];
}

export type Phase =
  | 'look'
  | 'ask'
  | 'postponed'
  | 'order'
  | 'acknowledge'
  | 'transfer'
  | 'cancel'
  | 'done'
  | 'parked';

/** What is about to be ordered: kept before the first call, so that a repeated call asks for the same. */
export interface Ordering {
  readonly source: Source;
  readonly expectedOn: string;
}

/** An order or a transfer that was made. */
export interface Made extends Ordering {
  readonly documentId: string;
  readonly poLine: number;
  /** Whether the supplier was told: what it never heard of needs no message that it is off. */
  readonly sent: boolean;
  /** When the supplier is reminded, the answer is late, a person is asked. Of a transfer only `lateAt` counts. */
  readonly reminderAt: string;
  readonly lateAt: string;
  readonly askAt: string;
  readonly reminded?: boolean;
  readonly late?: boolean;
  /** Units of a transfer its own process approved: it is watched until it ends. */
  readonly approved?: number;
}

export type AskStep = 'approval' | 'proposal' | 'acknowledgment';

/** `facts` of a row. Pages of demand are facts of their own. */
export interface ReplenishmentFacts {
  readonly sku: string;
  /** The event, or hour, that started it. */
  readonly cause: string;
  readonly phase: Phase;
  readonly last?: Last | null;
  /** Rounds of looking and deciding; each asks for the pages of demand anew. */
  readonly round: number;
  readonly pages: number;
  /** Questions asked so far: each has a number of its own. */
  readonly asks: number;
  readonly asked?: { readonly step: AskStep; readonly round: number } | null;
  /** Orders tried so far: each has keys of its own. */
  readonly attempt: number;
  readonly proposal?: Proposal | null;
  /** Free units when it was decided: what they are compared with afterwards. */
  readonly free?: number;
  readonly excluded: readonly string[];
  readonly ordering?: Ordering | null;
  readonly made?: Made | null;
  /** What follows a cancellation: another source, the end, or a person's word. */
  readonly afterwards?: 'alternate' | 'end' | 'refused' | null;
  /** The end of a rest, or when a parked call is tried again. */
  readonly until?: string | null;
  readonly waitsFor?: string | null;
  readonly tries: number;
  readonly triggered?: boolean;
  readonly outcome?: string;
}

/** What is kept of an item between its requests, so that the next look knows whether there is anything to see. */
export interface Watch {
  readonly sku: string;
  /** The last request's number. */
  readonly generation: number;
  /** Free units at or below which it is looked at again. */
  readonly below?: number;
  readonly lookAt: string;
  readonly last?: Last;
}
