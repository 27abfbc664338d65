import { describe, expect, it } from 'vitest';
import { BackorderQueued, BackorderReleased, BackorderSkipped } from '../../../events/backorder.ts';
import { orderOf, Shop } from './shop.ts';

describe('stock that arrives', () => {
  it('is reserved, allocated, released and sent to be picked, in one release', async () => {
    const shop = await Shop.open();
    shop.orders(orderOf('A'), orderOf('B', { serviceTier: 1 }));
    const document = await shop.gain(15);
    expect(await shop.problems()).toEqual([]);
    expect(await shop.row(document)).toMatchObject({ state: 'CLOSED', outcome: 'released' });
    expect(shop.allocated()).toEqual({ 'L-B': 10, 'L-A': 5 });
    expect(shop.picks()).toEqual({ 'L-B': 10, 'L-A': 5 });
    expect(await shop.stock()).toEqual({ available: 15, free: 0, reserved: 15, held: 0 });
    expect(shop.published(BackorderReleased)).toMatchObject([
      {
        orderId: 'O-B',
        orderLineId: 'L-B',
        sku: 'OATS',
        site: 'DC-ATL',
        quantity: 10,
        policy: 'PRIORITY',
        rank: 1,
      },
      { orderLineId: 'L-A', quantity: 5, rank: 2, supplyEventId: `posting-${document}-1` },
    ]);
    expect(shop.published(BackorderQueued)).toMatchObject([{ orderLineId: 'L-A', quantity: 5 }]);
  });

  it('needs at most twelve transitions', async () => {
    const shop = await Shop.open();
    shop.orders(orderOf('A'));
    await shop.gain(10);
    const [{ run } = { run: { entered: [] } }] = [...shop.world.runs.values()] as never as [
      { run: { entered: string[] } },
    ];
    expect(run.entered).toEqual([
      'OpenRelease',
      'GatherDemand',
      'DecideRelease',
      'SummarizeRelease',
      'WhatIsNext',
      'ReleaseLines',
      'SummarizeRelease',
      'WhatIsNext',
      'CloseRelease',
    ]);
  });

  it('nobody waits for ends quietly', async () => {
    const shop = await Shop.open();
    const document = await shop.gain(10);
    expect(await shop.row(document)).toMatchObject({ state: 'CLOSED', outcome: 'nothing-released' });
    expect(await shop.problems()).toEqual([]);
  });

  it('delivered three times, and told by two events, is one release', async () => {
    const shop = await Shop.open();
    shop.world.copies = 3;
    shop.orders(orderOf('A'), orderOf('B'));
    await shop.gain(6, { document: 'TR-9', settle: false });
    await shop.gain(7, { document: 'TR-9' });
    expect(shop.world.runs.size).toBe(1);
    expect(shop.allocated()).toEqual({ 'L-A': 10, 'L-B': 3 });
    expect(await shop.problems()).toEqual([]);
  });
});

describe('the policies of a tenant', () => {
  const lines = [
    orderOf('late', { placedAt: '2026-02-03T10:00:00Z', serviceTier: 1 }, [{ ordered: 80 }]),
    orderOf('early', { placedAt: '2026-02-01T10:00:00Z', serviceTier: 3 }, [{ ordered: 50 }]),
    orderOf('small', { placedAt: '2026-02-02T10:00:00Z', serviceTier: 4 }, [{ ordered: 20 }]),
  ];
  it.each([
    ['FIFO', { 'L-early': 50, 'L-small': 20, 'L-late': 30 }],
    ['PRIORITY', { 'L-late': 80, 'L-early': 20 }],
    ['FAIR_SHARE', { 'L-late': 54, 'L-early': 33, 'L-small': 13 }],
  ] as const)('%s', async (policy, expected) => {
    const shop = await Shop.open({ release: { policy } });
    shop.orders(...lines);
    await shop.gain(100);
    expect(shop.allocated()).toEqual(expected);
    expect(shop.picks()).toEqual(expected);
    expect(await shop.problems()).toEqual([]);
  });
});

describe('a line that may not go', () => {
  it('is passed over with its reason, told once, and served when the hold is lifted', async () => {
    const shop = await Shop.open();
    const held = orderOf('A', { holds: [{ kind: 'fraud', reason: 'check' }] });
    shop.orders(held);
    await shop.gain(10);
    await shop.gain(1);
    expect(shop.published(BackorderSkipped)).toMatchObject([
      { orderLineId: 'L-A', reason: 'FRAUD_HOLD', quantity: 10 },
    ]);
    shop.orders({ ...held, holds: [] });
    await shop.sweep();
    expect(shop.allocated()).toEqual({ 'L-A': 10 });
    expect(await shop.problems()).toEqual([]);
  });

  const paid = (expiresAt: string) =>
    orderOf('A', {
      payment: { authorizationId: 'AU-1', expiresAt, amount: { minor: 100, currency: 'USD' } },
    });

  it('has its expired payment renewed first', async () => {
    const shop = await Shop.open();
    shop.orders(paid('2026-03-02T14:59:00Z'), orderOf('B'));
    await shop.gain(10);
    expect(shop.fake('oms').effects()).toMatchObject({ renewAuthorization: 1, allocate: 1 });
    expect(shop.allocated()).toEqual({ 'L-A': 10 });
  });

  it('loses its turn when the payment is declined: the next gets the units', async () => {
    const shop = await Shop.open();
    shop.orders(paid('2026-03-02T14:59:00Z'), orderOf('B'));
    shop.fake('oms').seed({ renewals: [{ orderId: 'O-A', result: 'declined', reason: 'card' }] });
    await shop.gain(10);
    expect(shop.allocated()).toEqual({ 'L-B': 10 });
    expect(shop.published(BackorderSkipped)).toMatchObject([
      { orderLineId: 'L-A', reason: 'PAYMENT_DECLINED' },
    ]);
    expect(await shop.problems()).toEqual([]);
  });
});

describe('lots', () => {
  it('go out first expired, first out, within the life a customer asks for', async () => {
    const shop = await Shop.open();
    shop.orders(
      orderOf('A', { serviceTier: 1 }, [{ minimumLifeDays: 30 }]),
      orderOf('B', {}, [{ ordered: 15 }]),
    );
    await shop.gain([
      { sku: 'OATS', quantity: 10, lot: 'SOON', expiry: '2026-03-20' },
      { sku: 'OATS', quantity: 12, lot: 'LATE', expiry: '2026-09-01' },
    ]);
    const { pickTasks } = shop.fake('wms').state() as { pickTasks: { lines: unknown[] }[] };
    expect(pickTasks.flatMap(({ lines }) => lines)).toEqual([
      { orderLineId: 'L-A', sku: 'OATS', quantity: 10, lot: 'LATE' },
      { orderLineId: 'L-B', sku: 'OATS', quantity: 10, lot: 'SOON' },
      { orderLineId: 'L-B', sku: 'OATS', quantity: 2, lot: 'LATE' },
    ]);
    expect(await shop.problems()).toEqual([]);
  });
});

describe('a thousand lines', () => {
  it('for one receipt are released in one process, a hundred at a time', async () => {
    const shop = await Shop.open({ release: { policy: 'FIFO' } });
    const orders = Array.from({ length: 1_000 }, (_, n) =>
      orderOf(String(n).padStart(4, '0'), {}, [{ ordered: 2 }]),
    );
    shop.orders(...orders);
    const document = await shop.gain(1_999);
    expect(shop.world.runs.size).toBe(1);
    expect(await shop.problems()).toEqual([]);
    expect(shop.fake('oms').effects()).toMatchObject({ allocate: 10, release: 10 });
    expect(Object.keys(shop.allocated())).toHaveLength(1_000);
    expect(shop.published(BackorderReleased)).toHaveLength(1_000);
    expect(await shop.stock()).toEqual({ available: 1_999, free: 0, reserved: 1_999, held: 0 });
    expect(await shop.row(document)).toMatchObject({ state: 'CLOSED', outcome: 'released' });
    const [{ run } = { run: { entered: [] } }] = [...shop.world.runs.values()];
    expect(run.entered).toHaveLength(9);
  });
});

describe('cut-over levels', () => {
  it('shadow decides and writes nothing', async () => {
    const shop = await Shop.open({ level: 'shadow' });
    shop.orders(orderOf('A'));
    const document = await shop.gain(10);
    expect(await shop.row(document)).toMatchObject({ state: 'CLOSED', outcome: 'shadow' });
    expect(shop.fake('oms').effects()).toEqual({});
    expect(await shop.stock()).toMatchObject({ free: 10, reserved: 0 });
    expect(shop.published(BackorderReleased)).toEqual([]);
    const steps = await shop.world.stores.processes.steps(shop.tenant, shop.processId(document));
    const decisions = steps.flatMap((step) => step.decisions ?? []);
    expect(decisions).toMatchObject([
      {
        ruleId: '5.8',
        result: { granted: [{ orderLineId: 'L-A', quantity: 10 }] },
        thresholds: { policy: { level: 'default' } },
      },
    ]);
  });

  it.each(['RELEASED', 'DISMISS'])('advise proposes it to a person, who answers %s', async (option) => {
    const shop = await Shop.open({ level: 'advise' });
    shop.orders(orderOf('A'));
    const document = await shop.gain(10);
    expect(await shop.row(document)).toMatchObject({ state: 'REVIEW' });
    expect(await shop.tasks(document)).toMatchObject([
      {
        step: 'proposal',
        context: { proposal: [{ sku: 'OATS', granted: [{ orderLineId: 'L-A', quantity: 10 }] }] },
      },
    ]);
    await shop.answer(document, option, { comment: 'as agreed with sales' });
    expect(await shop.row(document)).toMatchObject({ state: 'CLOSED', outcome: 'advise' });
    expect(shop.fake('oms').effects()).toEqual({});
  });

  it('advise proposes anew at the next look what was dismissed', async () => {
    const shop = await Shop.open({ level: 'advise' });
    shop.orders(orderOf('A'));
    const first = await shop.gain(10);
    await shop.answer(first, 'DISMISS', { comment: 'not today' });
    const second = await shop.gain(1);
    expect(await shop.tasks(second)).toMatchObject([{ step: 'proposal', state: 'OPEN' }]);
  });
});
