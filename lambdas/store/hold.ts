import type { Envelope } from '../../events/envelope.ts';
import { Conflict, ContractViolation } from '../shared/errors.ts';
import type { Page, ReservationKey, ReservedPart, TenantScope } from './ports.ts';

/** Units of an item held for a line of an order, or of a cart that may become one. */
export interface HoldLine {
  readonly sku: string;
  readonly orderLineId: string;
  readonly quantity: number;
}

/** A reservation a sales channel made for itself: all of its lines at one site, or none. */
export interface HoldRow {
  readonly holdId: string;
  /** The order, or the cart, as the channel calls it. */
  readonly orderId: string;
  readonly site: string;
  readonly lines: readonly HoldLine[];
  readonly state: 'HELD' | 'CONFIRMED' | 'CANCELED' | 'EXPIRED';
  readonly heldBy: string;
  readonly heldAt: string;
  /** Unless it is confirmed before. */
  readonly endsAt: string;
  readonly settledBy?: string;
  readonly settledAt?: string;
  readonly reason?: string;
  readonly version: number;
}
export interface SettledHold {
  readonly state: 'CONFIRMED' | 'CANCELED' | 'EXPIRED';
  readonly settledBy: string;
  readonly settledAt: string;
  readonly reason?: string;
}
export type Held =
  | { readonly kind: 'held' | 'repeated'; readonly row: HoldRow }
  /** Nothing is held: of these items there are fewer free units. */
  | { readonly kind: 'short'; readonly skus: readonly string[] };

export interface HoldStore {
  /** ONE transaction: every line is reserved, or nothing happens. The same id again answers the one that stands. */
  hold(
    tenant: TenantScope,
    hold: Omit<HoldRow, 'state' | 'version'>,
    events: readonly Envelope[],
  ): Promise<Held>;
  held(tenant: TenantScope, holdId: string): Promise<HoldRow | undefined>;
  /** Those of a site, the latest first. */
  holds(tenant: TenantScope, site: string, page: { limit: number; cursor?: string }): Promise<Page<HoldRow>>;
  /**
   * ONE transaction: a hold is confirmed and lasts, or ends and its units are free again. One that is not held anymore
   * raises Conflict with the row that stands.
   */
  settle(
    tenant: TenantScope,
    holdId: string,
    settled: SettledHold,
    events: readonly Envelope[],
  ): Promise<HoldRow>;
  /** Holds whose end has come, soonest first. */
  due(now: string, limit: number): Promise<readonly { tenant: TenantScope; holdId: string }[]>;
}

/** A transaction takes 100 items: two a line, and what the hold and its events need. */
export const MOST_HOLD_LINES = 40;

/** Throws ContractViolation for more lines than one transaction takes, and for an item or a line named twice. */
export function newHold(hold: Omit<HoldRow, 'state' | 'version'>): HoldRow {
  const { holdId, lines } = hold;
  if (lines.length === 0 || lines.length > MOST_HOLD_LINES)
    throw new ContractViolation(
      `reservation ${holdId} has ${lines.length} lines: use 1 to ${MOST_HOLD_LINES}`,
    );
  for (const name of ['sku', 'orderLineId'] as const) {
    const twice = lines.find(
      (line, index) => lines.findIndex((other) => other[name] === line[name]) !== index,
    );
    if (twice)
      throw new ContractViolation(`reservation ${holdId} names ${name} ${twice[name]} twice: name it once`);
  }
  return { ...hold, state: 'HELD', version: 1 };
}

export function settledHold(holdId: string, standing: HoldRow | undefined, settled: SettledHold): HoldRow {
  if (standing?.state === 'HELD') return { ...standing, ...settled, version: standing.version + 1 };
  throw new Conflict(
    standing
      ? `reservation ${holdId} is ${standing.state} since ${standing.settledAt}`
      : `there is no reservation ${holdId}`,
    standing,
  );
}

/** Which part of its lines' reservations a hold is. */
export function claimOfHold(holdId: string): string {
  return `hold/${holdId}`;
}

/** The reservation each line has part in, and that part. */
export function partsOfHold(
  hold: HoldRow,
): readonly { readonly place: ReservationKey & { readonly orderId: string }; readonly part: ReservedPart }[] {
  const { holdId, site, orderId, heldAt: at, endsAt } = hold;
  return hold.lines.map(({ sku, orderLineId, quantity }) => ({
    place: { site, sku, orderId, orderLineId },
    part: { claim: claimOfHold(holdId), quantity, lots: [], kind: 'firm', at, endsAt },
  }));
}
