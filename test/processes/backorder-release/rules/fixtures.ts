import { type ReleaseLimits, releaseDefaults } from '../../../../lambdas/domain/release-settings.ts';
import type { ReleaseSettings } from '../../../../lambdas/domain/tenant.ts';
import type {
  Demand,
  ItemDecision,
  ReleaseCase,
  Ruling,
  Supply,
} from '../../../../lambdas/processes/backorder-release/contract.ts';
import { decideRelease } from '../../../../lambdas/processes/backorder-release/rules/decide.ts';
import type { Reservation, ReservedPart } from '../../../../lambdas/store/ports.ts';

export const TODAY = '2026-03-02';
export const NOW = '2026-03-02T15:00:00.000Z';

/** A line of order `O-<id>`; nothing about it is special. Orders of one line come a minute apart. */
export function demand(id: string, change: Partial<Demand> = {}): Demand {
  return {
    orderId: `O-${id}`,
    orderLineId: `L-${id}`,
    customerId: `C-${id}`,
    sku: 'OATS',
    open: 10,
    allocated: 0,
    released: 0,
    packSize: 1,
    dueAt: '2026-03-03',
    orderedAt: '2026-01-05T10:00:00.000Z',
    serviceTier: 2,
    penalty: { minor: 0, currency: 'USD' },
    segment: 'REDISTRIBUTE',
    shipComplete: false,
    holds: [],
    ...change,
  };
}

export function supply(free: number, change: Partial<Supply> = {}): Supply {
  return { sku: 'OATS', available: free, free, lots: [{ free }], reservations: [], ...change };
}

export function limits(change: Partial<ReleaseSettings> = {}): ReleaseLimits {
  const settings = { ...releaseDefaults, ...change };
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [name, { value, level: 'default' }]),
  ) as unknown as ReleaseLimits;
}

export function releaseCase(
  lines: readonly Demand[],
  supplies: readonly Supply[],
  { ruling, ...change }: Partial<ReleaseCase> & { readonly ruling?: Ruling } = {},
): ReleaseCase {
  return {
    site: 'DC-ATL',
    today: TODAY,
    now: NOW,
    demand: lines,
    supplies,
    others: new Map(),
    renewals: new Map(),
    mayTake: true,
    causes: new Map(),
    rulings: new Map(ruling ? supplies.map(({ sku }) => [sku, ruling]) : []),
    ...change,
  };
}

/** The decision about one item. */
export function decide(
  lines: readonly Demand[],
  free: number | Supply,
  settings: Partial<ReleaseSettings> = {},
  change: Parameters<typeof releaseCase>[2] = {},
): ItemDecision {
  const stock = typeof free === 'number' ? supply(free) : free;
  const [decision] = decideRelease(releaseCase(lines, [stock], change), limits(settings));
  if (!decision) throw new Error('nothing was decided');
  return decision;
}

/** Units by order line, the ones that got any. */
export function granted({ grants }: ItemDecision): Record<string, number> {
  return Object.fromEntries(grants.map(({ orderLineId, quantity }) => [orderLineId, quantity]));
}

/** Why each line that lacks something lacks it. */
export function reasons({ left }: ItemDecision): Record<string, string> {
  return Object.fromEntries(left.map(({ line, reason }) => [line.orderLineId, reason]));
}

export function reservation(
  line: Demand,
  parts: readonly Partial<ReservedPart>[],
  change: Partial<Reservation> = {},
): Reservation {
  const { orderId, orderLineId, sku } = line;
  return {
    site: 'DC-ATL',
    sku,
    orderId,
    orderLineId,
    lapsed: false,
    version: 1,
    ...change,
    parts: parts.map((part, index) => ({
      claim: `P-${index}`,
      quantity: 1,
      lots: [{ quantity: part.quantity ?? 1 }],
      kind: 'firm',
      at: NOW,
      ...part,
    })),
  };
}
