import { describe, expect, it } from 'vitest';
import { AdapterRejected, AdapterUnavailable } from '../../../lambdas/shared/errors.ts';
import { seededLine } from '../../adapters/oms/orders.ts';
import { Floor, type Setting, SITE, usd } from './floor.ts';

/** What is cancelled is given back, as far as it was paid, once (rule 5.9, step 7). */

const nobodySupplies: Setting = { order: { splitAllowed: false }, sourcing: { backorderable: false } };
const cancelled = async (setting: Setting = {}) => {
  const floor = await Floor.of({ ...nobodySupplies, ...setting });
  await floor.report();
  return floor;
};

describe('three units at 4.50 that are cancelled', () => {
  it.each([
    ['more was paid', 1_351, [['SO-1-1', 1_350]]],
    ['just that was paid', 1_350, [['SO-1-1', 1_350]]],
    ['less was paid', 1_349, [['SO-1-1', 1_349]]],
    ['nothing was paid yet', 0, []],
    ['finance knows of no payment', null, []],
  ])('when %s', async (_what, paid, refunds) => {
    const floor = await cancelled({ paid });
    expect(await floor.outcome()).toBe('cancel_line');
    expect(floor.refunds()).toEqual(refunds);
    expect([await floor.cases(), await floor.problems()]).toEqual([[], []]);
  });

  it('are refunded of what was not given back before', async () => {
    const floor = await Floor.of(nobodySupplies);
    floor.fake('finance').seed({
      payments: [
        { orderId: 'SO-1', state: 'captured', method: 'card', paid: usd(4_500), refunded: usd(4_000) },
      ],
    });
    await floor.report();
    expect(floor.refunds()).toEqual([['SO-1-1', 500]]);
  });
});

it('of all lines of an order goes back line by line, never more than was paid', async () => {
  const more = seededLine('SO-1-2', 4, { sku: 'RICE', site: SITE, allocated: 4, released: 4 });
  const floor = await Floor.of({
    order: { holds: [{ kind: 'address', reason: 'unknown street' }] },
    lines: [more],
    paid: 4_600,
  });
  await floor.report({ type: 'ADDRESS_INVALID' });
  await floor.answer('CANCEL_LINE');
  expect(floor.refunds()).toEqual([
    ['SO-1-1', 4_500],
    ['SO-1-2', 100],
  ]);
});

describe('finance', () => {
  it('that is away holds up no decision; the money follows when it is back, once', async () => {
    const floor = await Floor.of(nobodySupplies);
    floor.world.fault = (moment, name) => {
      if (moment === 'before' && name.startsWith('finance.')) throw new AdapterUnavailable('away');
    };
    await floor.report();
    expect(floor.line()).toMatchObject({ allocated: 7, cancelled: 3 });
    expect(floor.list('crm', 'tasks')).toHaveLength(1);
    expect([floor.refunds(), (await floor.row())?.state]).toEqual([[], 'WAITING_PARTNER']);
    floor.world.fault = () => {};
    await floor.until('2026-03-02T15:20:00.000Z');
    expect(floor.refunds()).toEqual([['SO-1-1', 1_350]]);
    expect([await floor.outcome(), await floor.problems()]).toEqual(['cancel_line', []]);
  });

  it('that answered late is asked again with the same key: the money goes back once', async () => {
    const floor = await Floor.of(nobodySupplies);
    let times = 0;
    floor.world.fault = (moment, name) => {
      if (moment === 'after' && name === 'finance.refundCustomer' && times++ < 5)
        throw new AdapterUnavailable('no answer');
    };
    await floor.report();
    await floor.until('2026-03-02T17:00:00.000Z');
    expect(times).toBe(6);
    expect([floor.refunds(), await floor.outcome()]).toEqual([[['SO-1-1', 1_350]], 'cancel_line']);
  });

  it('that refuses is a case; what is cancelled stays cancelled', async () => {
    const floor = await Floor.of(nobodySupplies);
    floor.world.fault = (moment, name) => {
      if (moment === 'before' && name === 'finance.refundCustomer')
        throw new AdapterRejected('period closed');
    };
    await floor.report();
    expect(await floor.cases()).toEqual(['INTEGRATION_REJECTED']);
    expect([await floor.outcome(), floor.line()]).toMatchObject(['cancel_line', { cancelled: 3 }]);
  });
});
