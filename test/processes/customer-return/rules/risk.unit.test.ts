import { describe, expect, it } from 'vitest';
import type { RiskPart } from '../../../../lambdas/processes/customer-return/contract.ts';
import { judge } from '../../../../lambdas/processes/customer-return/rules/judge.ts';
import { type RiskFacts, riskOf } from '../../../../lambdas/processes/customer-return/rules/risk.ts';
import { inspectionOf, limitsOf, orderOf, parcelOf, requestOf, saleOf, termsOf } from './fixtures.ts';

const limits = limitsOf();
const plain: RiskFacts = {
  request: requestOf(),
  known: { order: orderOf(), sale: saleOf({ serials: ['S-1', 'S-2'] }), terms: termsOf() },
  parcels: [],
  today: '2026-03-03',
};
const pointsOf = (name: RiskPart['name'], facts: Partial<RiskFacts>) =>
  riskOf({ ...plain, ...facts }, limits).parts.find((part) => part.name === name)?.points;
const withHistory = (orders: number, returns: readonly { orderId: string; on: string; minor: number }[]) => ({
  known: {
    ...plain.known,
    history: {
      customerId: 'C-1',
      orders,
      returns: returns.map(({ minor, ...one }) => ({ ...one, value: { minor, currency: 'USD' } })),
    },
  },
});

it('is nothing for a return without anything odd', () => {
  expect(riskOf(plain, limits).score).toBe(0);
});

describe('the serial', () => {
  it.each([
    ['one that was sold', 'S-2', 0],
    ['none that was sold', 'S-3', 40],
    ['none named', undefined, 0],
  ])('%s', (_what, serial, points) => {
    expect(pointsOf('serial', { inspection: inspectionOf(serial === undefined ? {} : { serial }) })).toBe(
      points,
    );
  });

  it('says nothing where the item has none', () => {
    const known = { ...plain.known, sale: saleOf() };
    expect(pointsOf('serial', { known, inspection: inspectionOf({ serial: 'S-3' }) })).toBe(0);
  });
});

describe('the weight of two units of 1,000 g', () => {
  it.each([
    [2_199, 0],
    [2_200, 0],
    [2_201, 30],
    [1_801, 0],
    [1_800, 0],
    [1_799, 30],
  ])('%i g', (weightGrams, points) => {
    expect(pointsOf('weight', { parcels: [parcelOf({ weightGrams })] })).toBe(points);
  });

  it('says nothing for a parcel nobody weighed', () => {
    expect(pointsOf('weight', { parcels: [parcelOf()] })).toBe(0);
  });
});

describe('the return rate', () => {
  const returned = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ orderId: `O-${index}`, on: '2025-06-01', minor: 100 }));
  it.each([
    ['39 of 100 orders', 100, 39, 0],
    ['40 of 100 orders', 100, 40, 0],
    ['41 of 100 orders', 100, 41, 20],
    ['3 of 4 orders: too few to tell', 4, 3, 0],
    ['3 of 5 orders', 5, 3, 20],
    ['3 of 6 orders', 6, 3, 20],
  ])('%s', (_what, orders, count, points) => {
    expect(pointsOf('rate', withHistory(orders, returned(count)))).toBe(points);
  });

  it('counts an order once, however often something of it came back', () => {
    const twice = [...returned(2), ...returned(2)];
    expect(pointsOf('rate', withHistory(5, twice))).toBe(0);
  });
});

describe('large returns in 90 days', () => {
  const large = (count: number, on: string, minor = 20_001) =>
    Array.from({ length: count }, () => ({ orderId: 'O-1', on, minor }));
  it.each([
    ['three', large(3, '2026-02-01'), 0],
    ['four', large(4, '2026-02-01'), 15],
    ['four, one at 200.00', [...large(3, '2026-02-01'), ...large(1, '2026-02-01', 20_000)], 0],
    ['four, one on the 90th day', [...large(3, '2026-02-01'), ...large(1, '2025-12-03')], 15],
    ['four, one on the 91st day', [...large(3, '2026-02-01'), ...large(1, '2025-12-02')], 0],
  ])('%s', (_what, returns, points) => {
    expect(pointsOf('frequent', withHistory(100, returns))).toBe(points);
  });
});

it.each([
  ['where the order went', { country: 'US', postalCode: '30303' }, 0],
  ['another postal code', { country: 'US', postalCode: '30304' }, 10],
  ['another country', { country: 'CA', postalCode: '30303' }, 10],
])('sent from %s', (_what, from, points) => {
  expect(pointsOf('address', { request: requestOf({ from }) })).toBe(points);
});

it('adds its five parts up', () => {
  const history = withHistory(5, [
    ...Array.from({ length: 4 }, (_, index) => ({ orderId: `O-${index}`, on: '2026-02-01', minor: 30_000 })),
  ]);
  const worst = {
    ...plain,
    ...history,
    request: requestOf({ from: { country: 'CA', postalCode: 'X' } }),
    inspection: inspectionOf({ serial: 'S-9' }),
    parcels: [parcelOf({ weightGrams: 100 })],
  };
  expect(riskOf(worst, limits)).toMatchObject({ score: 115, parts: { length: 5 } });
});

describe('who decides on the money', () => {
  const asked = (score: number, change = {}, more = {}) =>
    judge(
      {
        inspection: inspectionOf(change),
        terms: termsOf(more),
        quantity: 2,
        risk: { score, parts: [] },
        otherSerial: false,
        today: '2026-03-03',
      },
      limits,
    );

  it.each([
    [49, undefined],
    [50, 'review'],
    [51, 'review'],
    [79, 'review'],
    [80, 'fraud'],
    [81, 'fraud'],
  ])('a score of %i', (score, asks) => {
    expect(asked(score).asks).toBe(asks);
    expect(asked(score).disposition).toBe('RESTOCK');
  });

  it('an empty or wrong pack', () => {
    expect(asked(0, { grade: 'X' })).toMatchObject({ disposition: 'HOLD', asks: 'review' });
  });

  it.each([
    ['a recalled lot', { lot: 'L1' }, { recalledLots: ['L1'] }, 'RECALL', 'QUARANTINE', undefined],
    ['opened hygiene goods', { opened: true }, { hygiene: true }, 'HYGIENE', 'DISPOSE', 'review'],
    ['a lot past its day', { expiresOn: '2026-03-02' }, {}, 'EXPIRED', 'DISPOSE', undefined],
    ['a counterfeit', { counterfeit: true }, {}, 'COUNTERFEIT', 'HOLD', 'fraud'],
  ])('a guard comes before money: %s', (_what, change, more, guard, disposition, asks) => {
    const verdict = asked(0, change, more);
    expect(verdict).toMatchObject({ guard, disposition });
    expect(verdict.asks).toBe(asks);
  });

  it('a lot on its last day and after it', () => {
    expect(asked(0, { expiresOn: '2026-03-03' }).guard).toBeUndefined();
    expect(asked(0, { expiresOn: '2026-03-04' }).guard).toBeUndefined();
  });

  it('a recall counts before anything else', () => {
    expect(
      asked(100, { lot: 'L1', counterfeit: true, opened: true }, { recalledLots: ['L1'], hygiene: true }),
    ).toMatchObject({
      guard: 'RECALL',
      disposition: 'QUARANTINE',
      asks: 'fraud',
    });
  });
});
