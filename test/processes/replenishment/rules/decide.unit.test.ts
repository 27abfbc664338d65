import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReplenishmentLimits } from '../../../../lambdas/domain/replenishment-settings.ts';
import { replenishmentDefaults } from '../../../../lambdas/domain/replenishment-settings.ts';
import type { Case } from '../../../../lambdas/processes/replenishment/contract.ts';
import {
  judged,
  nextStepAt,
  stepDue,
} from '../../../../lambdas/processes/replenishment/rules/acknowledgment.ts';
import { amended, approvalOf, decide } from '../../../../lambdas/processes/replenishment/rules/decide.ts';
import { sumsOf } from '../../../../lambdas/processes/replenishment/rules/demand.ts';
import { hasGrown, positionOf } from '../../../../lambdas/processes/replenishment/rules/position.ts';
import { orderQuantity, stockCeiling } from '../../../../lambdas/processes/replenishment/rules/quantity.ts';
import { reorderPoint } from '../../../../lambdas/processes/replenishment/rules/reorder.ts';
import { isWorthALook, watchAfter } from '../../../../lambdas/processes/replenishment/rules/watch.ts';
import { demandOf, OTHER, planningOf, planOf, SITE, STARTS, supplierOf, TODAY } from '../depot.ts';

const limits = Object.fromEntries(
  Object.entries(replenishmentDefaults).map(([name, value]) => [name, { value, level: 'default' }]),
) as unknown as ReplenishmentLimits;
const standing = (usable: number, more: Partial<Case['own']> = {}) => ({
  usable,
  reserved: 0,
  backOrders: 0,
  inTransit: 0,
  ...more,
});
const caseOf = (change: Partial<Case> = {}): Case => ({
  site: SITE,
  now: STARTS,
  today: TODAY,
  planning: planningOf(),
  own: standing(50),
  others: new Map(),
  excluded: [],
  stopped: [],
  ...change,
});
const decided = (change: Partial<Case> = {}) => decide(caseOf(change), limits, 'USD');

describe('the position', () => {
  it('is on hand, confirmed on order and in transit, less what is reserved and waited for', () => {
    const onOrder = [
      { poId: 'P1', poLine: 1, open: 40, confirmed: 30 },
      { poId: 'P2', poLine: 1, open: 20, confirmed: 90 },
    ];
    const own = standing(100, { reserved: 15, backOrders: 7, inTransit: 4 });
    expect(positionOf(own, { onOrder })).toBe(132);
  });

  it.each([
    [49, 'order'],
    [50, 'order'],
    [51, 'enough'],
  ])('of %d where the reorder point is 50: %s', (usable, verdict) => {
    expect(decided({ own: standing(usable) }).verdict).toBe(verdict);
  });

  it('is no business of a site that does not keep the item', () => {
    expect(decided({ planning: planningOf({ plans: [] }) }).verdict).toBe('unplanned');
  });
});

describe('demand that is not known well', () => {
  it.each([
    [7, 'COVER_DAYS', 210],
    [8, 'DEMAND', 50],
  ])('%d observed days are judged by %s', (days, basis, reorderPoint) => {
    const demand = demandOf(Array.from({ length: days }, () => 10));
    const { figures } = decided({ planning: planningOf({ plans: [planOf({ demand })] }) });
    expect(figures).toMatchObject({ basis, reorderPoint, observations: days });
  });

  it.each([
    ['A', 210],
    ['B', 280],
    ['C', 420],
  ] as const)('covers the days of class %s: %d', (abcClass, reorderPoint) => {
    const plans = [planOf({ demand: demandOf([10]) })];
    expect(decided({ planning: planningOf({ abcClass, plans }) }).figures).toMatchObject({
      reorderPoint,
      safetyStock: reorderPoint - 50,
    });
  });
});

describe('the starting values', () => {
  const figuresOf = (quantities: readonly number[], more: Parameters<typeof planningOf>[0] = {}) =>
    decided({ planning: planningOf({ plans: [planOf({ demand: demandOf(quantities) })], ...more }) }).figures;
  // Mean 10,000, deviation exactly 2,000: safety stock is z x 2,000 x sqrt(5), rounded up.
  const varied = [8, 12, 9, 11, 10, 10, 7, 13].map((thousands) => thousands * 1_000);

  it.each([
    ['A', 9_186],
    ['B', 7_357],
    ['C', 5_734],
  ] as const)('class %s keeps %d units for 98, 95 and 90 %% of service', (abcClass, safetyStock) => {
    expect(figuresOf(varied, { abcClass })).toMatchObject({ safetyStock });
  });

  it.each([
    [83, 83],
    [84, 84],
    [85, 84],
  ])('%d days of demand are looked at as far as 84 go: %d', (days, observations) => {
    expect(figuresOf(Array.from({ length: days }, () => 10))).toMatchObject({ observations });
  });

  it('a day counts as far as three deviations above the mean: 109 of 110 after ten days of 10', () => {
    const quiet = Array.from({ length: 10 }, () => 10);
    const capped = reorderPoint(sumsOf([...quiet, 109]), { days: 5, deviationTenths: 0 }, 2_054);
    expect(figuresOf([...quiet, 110])).toMatchObject({ reorderPoint: Number(capped) });
  });

  it('a dated item is ordered for 80 % of the days it can be sold', () => {
    const dated = (sellableDays: number) =>
      decided({ planning: planningOf({ plans: [planOf({ sellableDays })] }) }).sources[0]?.quantity;
    // Ten units a day, 50 of them in the position.
    expect([dated(50), dated(51), dated(52)]).toEqual([350, 350, 360]);
  });
});

describe('the quantity', () => {
  it.each([
    ['is what is missing, in whole packs', 41, { minimumOrder: 0, packSize: 12 }, 48, false],
    ['is the minimum order, when less is missing', 41, { minimumOrder: 60, packSize: 12 }, 60, false],
    ['is the minimum order itself', 60, { minimumOrder: 60, packSize: 12 }, 60, false],
    ['is more than the minimum order', 61, { minimumOrder: 60, packSize: 12 }, 72, false],
    [
      'stays under the ceiling, in whole packs',
      41,
      { minimumOrder: 0, packSize: 12, ceiling: 57 },
      36,
      false,
    ],
    ['reaches the ceiling', 41, { minimumOrder: 0, packSize: 12, ceiling: 58 }, 48, false],
    ['is less than sold, where no more fits', 41, { minimumOrder: 48, packSize: 12, ceiling: 57 }, 36, true],
    ['is nothing, where no pack fits', 41, { minimumOrder: 0, packSize: 12, ceiling: 21 }, 0, false],
    ['is nothing, where nothing is missing', 0, { minimumOrder: 60, packSize: 12 }, 0, false],
  ])('%s', (_what, missing, terms, quantity, belowMinimum) => {
    expect(orderQuantity(missing, 10, terms)).toEqual({ quantity, belowMinimum });
  });

  it('is a multiple of the pack, never negative, never over the ceiling, and grows with what is missing', () => {
    const terms = fc.record({
      minimumOrder: fc.nat(500),
      packSize: fc.integer({ min: 1, max: 60 }),
      ceiling: fc.nat(2_000),
    });
    fc.assert(
      fc.property(
        fc.integer({ min: -100, max: 1_000 }),
        fc.integer({ min: -500, max: 500 }),
        terms,
        (missing, position, of) => {
          const { quantity } = orderQuantity(missing, position, of);
          expect(quantity >= 0 && quantity % of.packSize === 0).toBe(true);
          if (quantity > 0) expect(position + quantity).toBeLessThanOrEqual(of.ceiling);
          expect(orderQuantity(missing + 1, position, of).quantity).toBeGreaterThanOrEqual(quantity);
        },
      ),
    );
  });

  it.each([
    ['the maximum stock', { maximumStock: 300 }, 300],
    ['80 % of what is sold while it can be', { sellableDays: 50 }, 400],
    ['the lesser of both', { maximumStock: 500, sellableDays: 50 }, 400],
    ['nothing, where there is neither', {}, undefined],
  ])('has a ceiling: %s', (_what, plan, ceiling) => {
    const demand = { days: 8, sum: 80n, squares: 800n };
    expect(stockCeiling(demand, plan, 80)).toBe(ceiling);
  });

  it('is the target less the position: reorder point and the economic quantity, or the demand until the next look', () => {
    expect(decided().figures).toMatchObject({ target: 905, economicQuantity: 855 });
    const dear = planningOf({ unitCost: { minor: 250_000_000, per: 1, currency: 'USD' } });
    expect(decided({ planning: dear }).figures).toMatchObject({ target: 120, economicQuantity: 1 });
  });
});

describe('the source', () => {
  const lanes = [{ from: OTHER, days: 2 }];
  const plans = [planOf(), planOf({ site: OTHER })];
  const ids = (change: Partial<Case>) => decided(change).sources.map(({ id }) => id);
  const near = (usable: number, change: Parameters<typeof planningOf>[0] = {}) =>
    ids({ planning: planningOf({ lanes, plans, ...change }), others: new Map([[OTHER, standing(usable)]]) });

  it.each([
    // 860 are needed, and the other site has a reorder point of 50 too.
    [909, ['SUP-1', 'SUP-2']],
    [910, [OTHER, 'SUP-1', 'SUP-2']],
    [911, [OTHER, 'SUP-1', 'SUP-2']],
  ])('with %d units elsewhere: %j', (usable, sources) => {
    expect(near(usable)).toEqual(sources);
  });

  it.each([
    [4, true],
    [5, false],
    [6, false],
  ])('a lane of %d days before a supplier of five: %s', (days, isFirst) => {
    expect(near(2_000, { lanes: [{ from: OTHER, days }] })[0] === OTHER).toBe(isFirst);
  });

  it('is the nearest site, then the one with most to spare', () => {
    const sites = ['S-A', 'S-B', 'S-C'];
    const planning = planningOf({
      lanes: [
        { from: 'S-A', days: 2 },
        { from: 'S-B', days: 2 },
        { from: 'S-C', days: 3 },
      ],
      plans: [planOf(), ...sites.map((site) => planOf({ site }))],
    });
    const others = new Map([
      ['S-A', standing(1_000)],
      ['S-B', standing(2_000)],
      ['S-C', standing(9_000)],
    ]);
    expect(ids({ planning, others })).toEqual(['S-B', 'S-A', 'S-C', 'SUP-1', 'SUP-2']);
  });

  it('is none that was given up, and a stopped one last', () => {
    expect(ids({ excluded: ['SUP-1'] })).toEqual(['SUP-2']);
    expect(ids({ stopped: ['SUP-1'] })).toEqual(['SUP-2', 'SUP-1']);
    expect(ids({ excluded: ['SUP-1', 'SUP-2'] })).toEqual([]);
  });

  it('blocks the request where there is none', () => {
    expect(decided({ planning: planningOf({ suppliers: [] }), own: standing(0) }).verdict).toBe('blocked');
  });
});

describe('the approval', () => {
  it.each([
    [499_999, []],
    [500_000, []],
    [500_001, ['buyer']],
    [5_000_000, ['buyer']],
    [5_000_001, ['purchasing', 'finance']],
  ])('of an order worth %d cents: %j', (minor, approvers) => {
    const order = { kind: 'SUPPLIER' as const, value: { minor, currency: 'USD' } };
    expect(approvalOf(order, [], limits, 'USD')).toEqual({
      approvers,
      reasons: approvers.length > 0 ? ['VALUE'] : [],
    });
  });

  it('of a transfer is its own process’s', () => {
    const transfer = { kind: 'SITE' as const, value: { minor: 9_000_000, currency: 'USD' } };
    expect(approvalOf(transfer, [], limits, 'USD').approvers).toEqual([]);
  });

  const unusual = [...Array.from({ length: 77 }, () => 10), 200, 10, 10, 10, 10, 10, 10];
  it.each([
    ['DEMAND_UNUSUAL', { planning: planningOf({ plans: [planOf({ demand: demandOf(unusual) })] }) }],
    ['SUPPLIER_STOPPED', { stopped: ['SUP-1'] }],
    ['SUPPLIER_STOPPED', { planning: planningOf({ suppliers: [supplierOf('SUP-1', { stopped: true })] }) }],
    ['END_OF_LIFE', { planning: planningOf({ plans: [planOf({ endOfLife: true })] }) }],
    [
      'BELOW_MINIMUM',
      {
        planning: planningOf({
          plans: [planOf({ maximumStock: 100 })],
          suppliers: [supplierOf('SUP-1', { minimumOrder: 200 })],
        }),
      },
    ],
  ] as const)('is a person’s for %s, whatever the value', (reason, change) => {
    expect(decided(change)).toMatchObject({ reasons: [reason], approvers: ['buyer'] });
  });

  it('is asked again where a change is worth more, and keeps the reasons of the item', () => {
    const proposal = decided({ planning: planningOf({ plans: [planOf({ endOfLife: true })] }) });
    expect(amended(proposal, { quantity: 20_010 }, limits, 'USD')).toMatchObject({
      reasons: ['VALUE', 'END_OF_LIFE'],
      approvers: ['purchasing', 'finance'],
      sources: [{ quantity: 20_010, value: { minor: 5_002_500 } }, { id: 'SUP-2' }],
    });
    expect(amended(proposal, { source: 'SUP-2' }, limits, 'USD').sources.map(({ id }) => id)).toEqual([
      'SUP-2',
      'SUP-1',
    ]);
    expect(amended(proposal, { refused: true }, limits, 'USD').reasons).toEqual([
      'END_OF_LIFE',
      'ORDER_REFUSED',
    ]);
  });
});

describe('the silence after a request', () => {
  const endedAt = '2026-03-02T12:00:00.000Z';
  const at = (minutes: number) => new Date(Date.parse(endedAt) + minutes * 60_000).toISOString();

  it.each([
    [1_439, 'silent'],
    [1_440, 'silent'],
    [1_441, 'order'],
  ])('after %d minutes: %s', (minutes, verdict) => {
    expect(decided({ last: { endedAt, gap: 0 }, own: standing(50), now: at(minutes) }).verdict).toBe(verdict);
  });

  it.each([
    [24, 'silent'],
    [25, 'order'],
    [26, 'order'],
  ])('ends for a gap that grew from 20 to %d: %s', (gap, verdict) => {
    expect(decided({ last: { endedAt, gap: 20 }, own: standing(50 - gap), now: at(1) }).verdict).toBe(
      verdict,
    );
    expect(hasGrown(gap, 20, 25)).toBe(verdict === 'order');
  });

  it('is looked at again when it can have ended, and not before', () => {
    fc.assert(
      fc.property(fc.nat(500), fc.nat(500), (gap, free) => {
        const { below = 0, lookAt } = watchAfter(
          { sku: 'OATS', generation: 1, verdict: 'order', free, gap, now: endedAt },
          limits,
        );
        expect(lookAt).toBe(at(1_441));
        expect(hasGrown(gap + free - below, gap, 25)).toBe(true);
        expect(hasGrown(gap + free - below - 1, gap, 25)).toBe(false);
      }),
    );
  });

  it('an item with enough is looked at again at its reorder point, or after a day', () => {
    const watch = watchAfter(
      { sku: 'OATS', generation: 1, verdict: 'enough', free: 60, gap: -10, now: endedAt },
      limits,
    );
    expect([49, 50, 51].map((free) => isWorthALook(watch, free, at(1)))).toEqual([true, true, false]);
    expect([1_439, 1_440].map((minutes) => isWorthALook(watch, 999, at(minutes)))).toEqual([false, true]);
  });
});

describe('the acknowledgment', () => {
  const source = {
    ...decided().sources[0],
    kind: 'SUPPLIER',
    id: 'SUP-1',
    quantity: 100,
  } as never as Parameters<typeof judged>[0]['source'];
  const made = {
    source,
    expectedOn: '2026-03-07',
    documentId: 'PO-1',
    poLine: 1,
    sent: true,
    reminderAt: '2026-03-03T10:00:00.000Z',
    lateAt: '2026-03-04T10:00:00.000Z',
    askAt: '2026-03-06T10:00:00.000Z',
  };

  it.each([
    [99, '2026-03-06', true, false],
    [100, '2026-03-07', false, false],
    [101, '2026-03-08', false, true],
  ])('of %d units for %s of 100 for the 7th', (quantity, promisedOn, short, late) => {
    expect(judged(made, { quantity, promisedOn })).toEqual({ short, late });
  });

  it.each([
    ['2026-03-03T09:59:59.999Z', {}, 'wait'],
    ['2026-03-03T10:00:00.000Z', {}, 'remind'],
    ['2026-03-03T10:00:00.001Z', {}, 'remind'],
    ['2026-03-04T09:59:59.999Z', { reminded: true }, 'wait'],
    ['2026-03-04T10:00:00.000Z', { reminded: true }, 'late'],
    ['2026-03-04T10:00:00.001Z', {}, 'late'],
    ['2026-03-06T09:59:59.999Z', { reminded: true, late: true }, 'wait'],
    ['2026-03-06T10:00:00.000Z', { reminded: true, late: true }, 'ask'],
    ['2026-03-06T10:00:00.001Z', { late: true }, 'ask'],
  ])('at %s with %j: %s', (now, done, step) => {
    expect(stepDue({ ...made, ...done }, now, false)).toBe(step);
  });

  it('is asked for once, and of a transfer only lateness counts', () => {
    expect(stepDue({ ...made, late: true }, '2026-04-01T00:00:00.000Z', true)).toBe('wait');
    expect(nextStepAt({ ...made, late: true }, true)).toBeUndefined();
    expect(nextStepAt(made, false)).toBe(made.reminderAt);
    expect(nextStepAt({ ...made, reminded: true }, false)).toBe(made.lateAt);
    expect(nextStepAt({ ...made, late: true }, false)).toBe(made.askAt);
    const transfer = { ...made, source: { ...source, kind: 'SITE' as const } };
    expect(stepDue(transfer, made.reminderAt, false)).toBe('wait');
    expect(nextStepAt({ ...transfer, late: true }, false)).toBeUndefined();
  });
});
