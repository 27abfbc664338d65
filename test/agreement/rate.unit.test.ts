import { describe, expect, it } from 'vitest';
import { Order } from '../../lambdas/adapters/oms/port.ts';
import { compareRelease } from '../../lambdas/agreement/compare.ts';
import { agreementOf, type Comparison, judge } from '../../lambdas/agreement/rate.ts';
import { seededLine, seededOrder } from '../adapters/oms/orders.ts';

const comparison = (changes: Partial<Comparison> = {}): Comparison => ({
  process: 'receiving',
  site: 'DC-ATL',
  subject: 'PO-1#1',
  processId: 'receiving:S/1',
  decidedAt: '2026-03-02T08:00:00.000Z',
  ...changes,
});
const NEXT_DAY = '2026-03-03T08:00:00.001Z';

describe('one decision', () => {
  it.each<[string, Partial<Comparison>, string, string]>([
    ['people did the same at once', { decided: 10, done: 10 }, '2026-03-02T08:00:00.000Z', 'agreed'],
    ['people did something else', { decided: 10, done: 8 }, NEXT_DAY, 'differs'],
    ['people may still do the same', { decided: 10, done: 0 }, '2026-03-02T08:00:00.000Z', 'not-done-yet'],
    ['no system shows what they did', { decided: 10 }, NEXT_DAY, 'not-done-yet'],
    ['the rules left it to people', { done: 10 }, NEXT_DAY, 'left-to-people'],
    ['nothing was to be done and nothing was', { decided: 0, done: 0 }, NEXT_DAY, 'agreed'],
  ])('%s', (_, changes, settledBefore, verdict) => {
    expect(judge(comparison(changes), settledBefore).verdict).toBe(verdict);
  });
});

it('shows n with every rate, and no rate of n = 0', () => {
  const asked = [
    { process: 'receiving', site: 'DC-ATL' },
    { process: 'putaway', site: 'DC-ATL' },
  ];
  const known = [
    ...[10, 10, 9].map((done, n) => comparison({ subject: `PO-${n}`, decided: 10, done })),
    comparison({ subject: 'PO-4', done: 3 }),
    comparison({ process: 'putaway', subject: 'LPN-1', decided: 'B-01' }),
  ];
  const [receiving, putaway] = agreementOf(asked, known, NEXT_DAY);
  expect(receiving).toMatchObject({ decided: 4, compared: 3, agreed: 2, leftToPeople: 1, perMille: 666 });
  expect(receiving?.differences.map(({ subject }) => subject)).toEqual(['PO-2']);
  expect(putaway).toMatchObject({ decided: 1, compared: 0, agreed: 0, notDoneYet: 1 });
  expect(putaway).not.toHaveProperty('perMille');
});

describe('a release', () => {
  const row = { process: 'backorder-release', processId: 'backorder-release:1', site: 'DC-ATL' };
  const decision = (at: string, granted: number, left: number, contested = false) => ({
    row,
    facts: undefined,
    record: {
      ...{ id: at, ruleId: '5.8', ruleVersion: 1, at, inputs: {}, thresholds: {} },
      result: {
        contested,
        granted: granted > 0 ? [{ orderId: 'SO-1', orderLineId: 'SO-1-1', quantity: granted }] : [],
        left: left > 0 ? [{ orderId: 'SO-1', orderLineId: 'SO-1-1', units: left }] : [],
      },
    },
  });
  const order = (line: object) => [
    Order.parse(
      seededOrder('SO-1', [
        seededLine('SO-1-1', 10, { cancelled: 0, allocated: 0, released: 0, shipped: 0, ...line }),
      ]),
    ),
  ];

  it('agrees when the line got the units it was to get since', () => {
    const [found] = compareRelease([decision('2026-03-02', 6, 4)], order({ allocated: 6 }));
    expect(found).toMatchObject({ subject: 'SO-1-1', decided: 6, done: 6 });
  });

  it('is judged by the latest decision about the line, in whatever order they are read', () => {
    const both = [decision('2026-03-03', 2, 2), decision('2026-03-02', 6, 4)];
    const [found] = compareRelease(both, order({ allocated: 6, released: 6 }));
    expect(found).toMatchObject({ decidedAt: '2026-03-03', decided: 2, done: 0 });
  });

  it('says nothing about what people decide or a customer cancels', () => {
    expect(compareRelease([decision('2026-03-02', 6, 4, true)], order({}))[0]).not.toHaveProperty('decided');
    expect(compareRelease([decision('2026-03-02', 6, 4)], order({ cancelled: 2 }))[0]).not.toHaveProperty(
      'done',
    );
  });
});
