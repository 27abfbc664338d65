import type { ReceiptLine } from '../../events/inbound.ts';
import type { Floor } from './floor.ts';

/** Who and what the acts of the day are about. */

/** One thing that happens during the day. `expect` is said before, so that a person watching knows what to look for. */
export interface Act {
  readonly title: string;
  readonly expect: string;
  /** The processes a person can watch in it. */
  readonly shows: readonly string[];
  /** Acts that must have happened before. */
  readonly needs?: readonly Act[];
  /** Processes it starts, and how each must have ended when the day is over. */
  readonly endings: readonly ActEnding[];
  run(floor: Floor): Promise<void>;
}

export interface ActEnding {
  readonly tenant: string;
  readonly site: string;
  readonly process: string;
  readonly key: string;
  readonly state: string;
}

export const NORTHWIND = { tenant: 'northwind-grocery', site: 'DC-ATL' } as const;
export const STORE = { tenant: 'northwind-grocery', site: 'ST-BNA' } as const;
export const HARBOR = { tenant: 'harbor-home', site: 'DC-SEA' } as const;
export const PILOT = { tenant: 'pilot-outlet', site: 'OUT-MEM' } as const;
export const ACORN = 'SUP-ACORN';
export const BRIGHT = 'SUP-BRIGHT';

export const good = (sku: string, quantity: number, more: Partial<ReceiptLine> = {}): ReceiptLine => ({
  sku,
  quantity,
  condition: 'good',
  ...more,
});
