import { describe, expect, it } from 'vitest';
import { BackorderReleased, BackorderWithdrawn } from '../../../events/backorder.ts';
import { CircuitClosed } from '../../../events/integration.ts';
import { AdapterRejected, AdapterUnavailable } from '../../../lambdas/shared/errors.ts';
import { ofBetterRight, orderOf, Shop } from './shop.ts';

describe('a system that is away', () => {
  it.each([
    'oms.lookUpDemand',
    'oms.allocate',
    'oms.release',
    'wms.createPickTask',
    'oms.renewAuthorization',
    'oms.reduceAllocation',
  ])('%s parks the release, and its recovery heals it', async (operation) => {
    const shop = await Shop.open();
    shop.orders(...ofBetterRight());
    let isOut = true;
    shop.world.fault = (moment, name) => {
      if (isOut && moment === 'before' && name === operation) throw new AdapterUnavailable('away');
    };
    const document = await shop.gain(20);
    expect(await shop.row(document)).toMatchObject({ state: 'WAITING_PARTNER' });
    // Gains of the same document wake it meanwhile, and it goes on waiting.
    await shop.gain([{ sku: 'RICE', quantity: 1 }], { document });
    isOut = false;
    await shop.world.advance(120);
    expect(shop.allocated()).toEqual({ 'L-W': 20 });
    expect(shop.picks()).toEqual({ 'L-W': 20 });
    expect(await shop.row(document)).toMatchObject({ state: 'CLOSED', outcome: 'released' });
    expect(await shop.problems()).toEqual([]);
  });

  it('wakes the release when its circuit closes', async () => {
    const shop = await Shop.open();
    shop.orders(orderOf('A'));
    let isOut = true;
    shop.world.fault = (moment, name) => {
      if (isOut && moment === 'before' && name === 'oms.allocate') throw new AdapterUnavailable('away');
    };
    await shop.gain(10);
    isOut = false;
    await shop.world.advance(1);
    await shop.world.publish([shop.event(CircuitClosed, 'oms', { adapter: 'oms' } as never)]);
    await shop.world.settle();
    expect(shop.allocated()).toEqual({ 'L-A': 10 });
  });
});

describe('a system that refuses', () => {
  const refuse = (shop: Shop, operation: string, isBad: (input: string) => boolean) => {
    const fake = shop.fake(operation.split('.')[0] as 'oms' | 'wms') as {
      run: (...args: unknown[]) => unknown;
    };
    const plain = fake.run;
    fake.run = (name, input, ...rest) => {
      if (name === operation.split('.')[1] && isBad(JSON.stringify(input)))
        throw new AdapterRejected(`${operation} refused`);
      return plain(name, input, ...rest);
    };
  };

  it.each(['oms.allocate', 'oms.release', 'wms.createPickTask'])(
    '%s of one bad order leaves that one alone, and releases the others',
    async (operation) => {
      const shop = await Shop.open();
      const ids = Array.from({ length: 30 }, (_, n) => String(n).padStart(2, '0'));
      shop.orders(...ids.map((id) => orderOf(id)));
      refuse(shop, operation, (input) => input.includes('L-17'));
      const document = await shop.gain(300);
      expect(Object.keys(shop.picks())).toHaveLength(29);
      expect(shop.picks()).not.toHaveProperty('L-17');
      expect(shop.allocated()).not.toHaveProperty('L-17');
      expect(await shop.stock()).toMatchObject({ free: 10, reserved: 290 });
      expect(await shop.cases(document)).toContain('RELEASE_REFUSED');
      expect(shop.published(BackorderReleased)).toHaveLength(29);
      expect(await shop.problems()).toEqual([]);
    },
  );

  it.each([
    ['oms.allocate', {}],
    ['oms.release', { allocate: 3, deallocate: 3 }],
    ['wms.createPickTask', { allocate: 3, release: 3, retract: 3, deallocate: 3 }],
  ])(
    '%s of the only order takes back what was made before it, once in each of three tries',
    async (operation, effects) => {
      const shop = await Shop.open();
      shop.orders(orderOf('A'));
      refuse(shop, operation, () => true);
      const document = await shop.gain(10);
      expect(shop.fake('oms').effects()).toEqual(effects);
      expect(shop.fake('wms').effects()).toEqual({});
      expect(await shop.stock()).toMatchObject({ free: 10, reserved: 0 });
      expect(await shop.cases(document)).toContain('RELEASE_REFUSED');
    },
  );

  it('an inverse stops everything automatic about that plan, and somebody owns it', async () => {
    const shop = await Shop.open();
    shop.orders(orderOf('A'));
    refuse(shop, 'wms.createPickTask', () => true);
    refuse(shop, 'oms.retract', () => true);
    const document = await shop.gain(10);
    expect(await shop.row(document)).toMatchObject({ state: 'PARKED', outcome: 'stuck' });
    expect(await shop.cases(document)).toContain('COMPENSATION_FAILED');
    expect(await shop.stock()).toMatchObject({ reserved: 10 });
  });

  it('a lookup leaves its items to the hourly look', async () => {
    const shop = await Shop.open();
    shop.orders(orderOf('A'));
    let isBad = true;
    refuse(shop, 'oms.lookUpDemand', () => isBad);
    const document = await shop.gain(10);
    expect(await shop.row(document)).toMatchObject({ state: 'CLOSED', outcome: 'nothing-released' });
    isBad = false;
    await shop.sweep();
    expect(shop.allocated()).toEqual({ 'L-A': 10 });
  });

  it('a taking because the warehouse has the units: the release decides again without them', async () => {
    const shop = await Shop.open();
    shop.orders(
      orderOf('W', {}, [{ ordered: 20, segment: 'WIN' }]),
      orderOf('X', {}, [{ allocated: 10, segment: 'LOSE' }]),
      orderOf('B', {}, [{ ordered: 10 }]),
    );
    refuse(shop, 'oms.reduceAllocation', () => true);
    await shop.gain(20);
    expect(shop.allocated()).toEqual({ 'L-X': 10, 'L-B': 10 });
    expect(shop.published(BackorderWithdrawn)).toEqual([]);
    expect(await shop.problems()).toEqual([]);
  });
});

describe('an order line that is cancelled', () => {
  it.each([
    ['with a promise, of which its customer hears', { promisedAt: '2026-03-04' }, true],
    ['without one', {}, false],
  ])('%s gives its units to the next while it is not picked', async (_case, promise, promiseSent) => {
    const shop = await Shop.open();
    shop.orders(orderOf('A', {}, [promise]), orderOf('B', { serviceTier: 4 }));
    await shop.gain(10);
    shop.orders(orderOf('A', { status: 'cancelled' }, [{ cancelled: 10 }]));
    await shop.cancel('A');
    expect(shop.picks()).toEqual({ 'L-B': 10 });
    expect(shop.published(BackorderWithdrawn)).toMatchObject([
      { orderLineId: 'L-A', quantity: 10, reason: 'CANCELLED', promiseSent },
    ]);
    expect(await shop.problems()).toEqual([]);
  });

  it('keeps them once it is picked: they come back as a return', async () => {
    const shop = await Shop.open();
    shop.orders(orderOf('A'), orderOf('B', { serviceTier: 4 }));
    await shop.gain(10);
    const { pickTasks } = shop.fake('wms').state() as { pickTasks: { pickTaskId: string }[] };
    shop.fake('wms').seed({ picked: pickTasks.map(({ pickTaskId }) => pickTaskId) });
    await shop.cancel('A');
    expect(await shop.stock()).toMatchObject({ free: 0, reserved: 10 });
    expect(await shop.cases('withdrawn/L-A')).toContain('CANCELLED_AFTER_PICK');
  });

  it('with nothing reserved changes nothing', async () => {
    const shop = await Shop.open();
    await shop.cancel('A');
    expect(await shop.row('withdrawn/L-A')).toMatchObject({ state: 'CLOSED' });
    expect(await shop.problems()).toEqual([]);
  });
});

describe('the hourly look', () => {
  it('starts nothing where nobody waits or nothing is free', async () => {
    const shop = await Shop.open();
    await shop.sweep();
    shop.orders(orderOf('A', {}, [{ ordered: 20 }]));
    await shop.gain(10);
    await shop.sweep();
    expect(shop.world.runs.size).toBe(1);
  });

  it('is one release an hour and site, however often the clock rings', async () => {
    const shop = await Shop.open();
    shop.orders(orderOf('A', { holds: [{ kind: 'payment', reason: 'check' }] }));
    await shop.gain(10);
    await shop.sweep();
    await shop.sweep();
    expect(shop.world.runs.size).toBe(2);
    await shop.world.advance(60);
    await shop.sweep();
    expect(shop.world.runs.size).toBe(3);
  });

  it('leaves items alone somebody is being asked about', async () => {
    const shop = await Shop.open({ release: { contestedOrders: 0 } });
    shop.orders(
      orderOf('W', {}, [{ ordered: 20, segment: 'WIN' }]),
      orderOf('X', {}, [{ allocated: 10, segment: 'LOSE' }]),
    );
    await shop.gain(20);
    await shop.sweep();
    expect(shop.world.runs.size).toBe(1);
  });
});

describe('releases beside each other', () => {
  it('share the units of an item without selling one twice', async () => {
    const shop = await Shop.open();
    shop.orders(...Array.from({ length: 8 }, (_, n) => orderOf(`A${n}`)));
    for (let n = 0; n < 5; n++) await shop.gain(7, { settle: false });
    await shop.world.settle();
    await shop.sweep();
    expect(await shop.stock()).toEqual({ available: 35, free: 0, reserved: 35, held: 0 });
    expect(Object.values(shop.allocated()).reduce((sum, units) => sum + units, 0)).toBe(35);
    expect(await shop.problems()).toEqual([]);
  });

  it('a gain of a document whose release has ended is its successor', async () => {
    const shop = await Shop.open();
    shop.orders(orderOf('A'), orderOf('B', { serviceTier: 3 }));
    await shop.gain(10, { document: 'TR-7' });
    await shop.gain(10, { document: 'TR-7' });
    expect(shop.picks()).toEqual({ 'L-A': 10, 'L-B': 10 });
    expect(await shop.row('TR-7')).toMatchObject({ state: 'CLOSED', generation: 1 });
    expect(await shop.row('TR-7~2')).toMatchObject({ state: 'CLOSED', generation: 2, outcome: 'released' });
    expect(shop.world.runs.size).toBe(2);
    expect(await shop.problems()).toEqual([]);
  });
});

describe('a loss of units that are sold', () => {
  it('is an oversell somebody hears of, and a loss of free ones is not', async () => {
    const shop = await Shop.open();
    shop.orders(orderOf('A'));
    await shop.gain(15);
    await shop.lose(5);
    const cases = () =>
      shop.world.stores.work.casesByOwner(shop.tenant, 'DC-ATL', 'inventory-manager', { limit: 10 });
    expect((await cases()).rows).toEqual([]);
    await shop.lose(3);
    expect((await cases()).rows).toMatchObject([{ class: 'OVERSOLD', severity: 'S1' }]);
    expect(await shop.stock()).toMatchObject({ available: 7, free: -3 });
  });
});
