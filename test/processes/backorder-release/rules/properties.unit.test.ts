import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Demand, SEGMENTS } from '../../../../lambdas/processes/backorder-release/contract.ts';
import { decideRelease } from '../../../../lambdas/processes/backorder-release/rules/decide.ts';
import { fairShare } from '../../../../lambdas/processes/backorder-release/rules/fair-share.ts';
import { byRank, bySegment, byTime } from '../../../../lambdas/processes/backorder-release/rules/rank.ts';
import { demand, limits, releaseCase, supply, TODAY } from './fixtures.ts';

const date = fc.constantFrom('2026-03-01', TODAY, '2026-03-04', undefined);
const line = fc.record({
  order: fc.integer({ min: 1, max: 6 }),
  open: fc.integer({ min: 0, max: 40 }),
  allocated: fc.integer({ min: 0, max: 12 }),
  packSize: fc.constantFrom(1, 1, 4, 6),
  serviceTier: fc.integer({ min: 1, max: 4 }),
  penalty: fc.integer({ min: 0, max: 2 }),
  promisedAt: date,
  segment: fc.constantFrom(...SEGMENTS),
  shipComplete: fc.boolean(),
  day: fc.integer({ min: 1, max: 28 }),
  minimumLifeDays: fc.constantFrom(undefined, 5, 30),
  sku: fc.constantFrom('OATS', 'RICE'),
  held: fc.boolean(),
});
const lines = fc.array(line, { maxLength: 12 }).map((all): Demand[] =>
  all.map(({ order, penalty, day, promisedAt, minimumLifeDays, held, ...rest }, index) =>
    demand(`${order}-${index}`, {
      ...rest,
      orderId: `O-${order}`,
      penalty: { minor: penalty, currency: 'USD' },
      orderedAt: `2026-02-${String(day).padStart(2, '0')}T10:00:00.000Z`,
      ...(promisedAt !== undefined && { promisedAt }),
      ...(minimumLifeDays !== undefined && { minimumLifeDays }),
      ...(held && { holds: [{ kind: 'fraud', reason: 'check' }] }),
    }),
  ),
);
const free = fc.integer({ min: -5, max: 120 });
const settings = fc.record({
  policy: fc.constantFrom('FIFO', 'PRIORITY', 'FAIR_SHARE'),
  reserveCoverDays: fc.constantFrom(0, 3),
  contestedOrders: fc.constantFrom(0, 5),
});
const rulings = fc.constantFrom(
  undefined,
  { kind: 'approved' },
  { kind: 'edited', first: ['L-1-0', 'L-2-1'] },
  { kind: 'fifo' },
  { kind: 'expired' },
) as fc.Arbitrary<NonNullable<Parameters<typeof releaseCase>[2]>['ruling']>;
const lots = (units: number) => [
  { lot: 'SOON', expiry: '2026-03-08', free: Math.max(0, Math.floor(units / 3)) },
  { lot: 'LATE', expiry: '2026-06-01', free: Math.max(0, units - Math.floor(units / 3)) },
];

const cases = fc
  .record({ demand: lines, oats: free, rice: free, settings, ruling: rulings })
  .map(({ demand: all, oats, rice, settings: chosen, ruling }) => ({
    given: releaseCase(
      all,
      [
        supply(oats, { available: Math.max(0, oats), lots: lots(oats) }),
        supply(rice, { sku: 'RICE', available: Math.max(0, rice), lots: [{ free: Math.max(0, rice) }] }),
      ],
      ruling && { ruling },
    ),
    limits: limits(chosen),
  }));

const approved = new Map(['OATS', 'RICE'].map((sku) => [sku, { kind: 'approved' as const }]));
const sum = (units: readonly number[]) => units.reduce((total, each) => total + each, 0);

it('never gives more than there is, nor than a line lacks, nor a lot twice', () => {
  fc.assert(
    fc.property(cases, ({ given, limits: chosen }) => {
      for (const decision of decideRelease(given, chosen)) {
        const stock = given.supplies.find(({ sku }) => sku === decision.sku);
        const own = given.demand.filter(({ sku }) => sku === decision.sku);
        const taken = sum(decision.takings.map(({ quantity }) => quantity));
        const sold = sum(own.map(({ allocated }) => allocated));
        const given_ = sum(decision.grants.map(({ quantity }) => quantity));
        expect(given_).toBeLessThanOrEqual(Math.max(0, (stock?.free ?? 0) - sold + taken));
        for (const grant of decision.grants) {
          const line = own.find(({ orderLineId }) => orderLineId === grant.orderLineId);
          const back = sum(
            decision.takings
              .filter(({ orderLineId }) => orderLineId === grant.orderLineId)
              .map(({ quantity }) => quantity),
          );
          expect(grant.quantity).toBeLessThanOrEqual((line?.open ?? 0) + back);
          expect(grant.quantity % (line?.packSize ?? 1)).toBe(0);
          expect(sum(grant.lots.map(({ quantity }) => quantity))).toBe(grant.quantity);
          expect(line?.holds).toEqual([]);
        }
        for (const lot of stock?.lots ?? []) {
          const used = decision.grants.flatMap((grant) =>
            grant.lots.filter((units) => units.lot === lot.lot),
          );
          expect(sum(used.map(({ quantity }) => quantity))).toBeLessThanOrEqual(lot.free);
        }
      }
    }),
  );
});

it('takes only what is confirmed, from others, and nothing without a right to it', () => {
  fc.assert(
    fc.property(cases, ({ given, limits: chosen }) => {
      for (const { takings } of decideRelease(given, chosen)) {
        if (['fifo', 'expired'].includes(given.rulings.get('OATS')?.kind ?? '')) expect(takings).toEqual([]);
        const byLine = Map.groupBy(takings, ({ orderLineId }) => orderLineId);
        for (const [orderLineId, own] of byLine) {
          const line = given.demand.find((one) => one.orderLineId === orderLineId);
          expect(sum(own.map(({ quantity }) => quantity))).toBeLessThanOrEqual(line?.allocated ?? 0);
          expect(['WIN', 'GAIN', 'IMPROVE']).not.toContain(line?.segment);
        }
      }
    }),
  );
});

it('decides the same of the same, in whatever order it is told', () => {
  fc.assert(
    fc.property(cases, fc.infiniteStream(fc.nat()), ({ given, limits: chosen }, numbers) => {
      const shuffled = given.demand
        .map((one) => ({ one, at: numbers.next().value as number }))
        .sort((a, b) => a.at - b.at)
        .map(({ one }) => one);
      const plain = (of: typeof given) =>
        decideRelease(of, chosen).map(({ grants, takings, left, contested }) => ({
          contested,
          takings,
          grants,
          left: left.map(({ line, units, rank, reason }) => [line.orderLineId, units, rank, reason]),
        }));
      expect(plain({ ...given, demand: shuffled })).toEqual(plain(given));
    }),
  );
});

it('comes to what it showed once the units it takes are taken', () => {
  fc.assert(
    fc.property(cases, ({ given, limits: chosen }) => {
      const shown = decideRelease({ ...given, rulings: approved }, chosen);
      const takings = shown.flatMap((decision) => decision.takings);
      const taken = given.demand.map((line) => {
        const units = sum(
          takings
            .filter(({ orderLineId }) => orderLineId === line.orderLineId)
            .map(({ quantity }) => quantity),
        );
        return { ...line, open: line.open + units, allocated: line.allocated - units };
      });
      const done = decideRelease({ ...given, demand: taken, rulings: approved }, chosen);
      expect(done.map(({ grants }) => grants)).toEqual(shown.map(({ grants }) => grants));
      expect(done.flatMap((decision) => decision.takings)).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

it('ranks totally: no two lines tie, and the order does not depend on how they came', () => {
  fc.assert(
    fc.property(lines, (all) => {
      for (const compare of [byRank(TODAY), bySegment(TODAY), byTime]) {
        const sorted = [...all].sort(compare);
        expect([...all].reverse().sort(compare)).toEqual(sorted);
        for (const [index, one] of sorted.entries())
          for (const other of sorted.slice(index + 1)) {
            expect(compare(one, other)).toBeLessThan(0);
            expect(compare(other, one)).toBeGreaterThan(0);
          }
      }
    }),
  );
});

it('shares the whole supply: what is left fits no pack anybody lacks', () => {
  const claim = fc.record({
    demand: fc.integer({ min: 0, max: 500 }),
    packSize: fc.constantFrom(1, 1, 6, 12),
  });
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2_000 }), fc.array(claim, { maxLength: 20 }), (units, claims) => {
      const shares = fairShare(units, claims);
      const left = units - sum(shares);
      expect(left).toBeGreaterThanOrEqual(0);
      for (const [place, { demand: wants, packSize }] of claims.entries()) {
        const share = shares[place] ?? 0;
        expect(share % packSize).toBe(0);
        expect(share).toBeLessThanOrEqual(wants);
        expect(left < packSize || share + packSize > wants).toBe(true);
      }
      if (claims.every(({ packSize }) => packSize === 1))
        expect(sum(shares)).toBe(Math.min(units, sum(claims.map((one) => one.demand))));
    }),
  );
});

it('keeps every share within a pack of its exact part while packs are alike', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 500 }),
      fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 12 }),
      (units, demands) => {
        const total = sum(demands);
        fc.pre(units <= total);
        const shares = fairShare(
          units,
          demands.map((each) => ({ demand: each, packSize: 1 })),
        );
        for (const [place, wants] of demands.entries())
          expect(Math.abs((shares[place] ?? 0) * total - units * wants)).toBeLessThan(total);
      },
    ),
  );
});
