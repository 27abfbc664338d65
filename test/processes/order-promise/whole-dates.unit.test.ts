import { describe, expect, it } from 'vitest';
import { BackorderReleased, BackorderWithdrawn } from '../../../events/backorder.ts';
import { ReceiptReconciled, ReceiptReversed } from '../../../events/inbound.ts';
import { InventoryPositionChanged } from '../../../events/inventory.ts';
import { PromiseReviewRequested } from '../../../events/promise.ts';
import { tenantScope } from '../../../lambdas/store/ports.ts';
import { Shop, SITE, TENANT } from './shop.ts';

/** Where the date of an order comes from, who moves it, and which events start the look. */

const PO = { sku: 'OATS', quantity: 10, dueAt: '2026-03-09', confirmed: true };

describe('a date', () => {
  it.each([
    ['of stock on hand', { onHand: { OATS: 10 } }, '2026-03-04', 'HIGH'],
    ['of confirmed supply', { supply: [PO] }, '2026-03-11', 'MEDIUM'],
    ['of unconfirmed supply', { supply: [{ ...PO, confirmed: false }] }, '2026-03-11', 'LOW'],
    ["of the supplier's lead", { leadDays: 14 }, '2026-03-18', 'LOW'],
    ['of supply that is overdue', { supply: [{ ...PO, dueAt: '2026-02-27' }] }, '2026-03-09', 'LOW'],
  ])('%s moves to the OMS and the shop', async (_case, setting, expected, confidence) => {
    const shop = await Shop.of({ ...setting, lines: [{ sku: 'OATS', promisedAt: '2026-03-17' }] });
    await shop.review();
    expect(shop.problems()).toEqual([]);
    expect(shop.line()?.promisedAt).toBe(expected);
    expect(shop.standing('ecommerce', 'promises')).toMatchObject([{ promisedAt: expected }]);
    expect(shop.published('PromiseChanged')).toMatchObject([
      { from: '2026-03-17', to: expected, confidence, firstPromisedAt: '2026-03-17' },
    ]);
  });

  it('is never before the date the customer wants', async () => {
    const lines = [{ sku: 'OATS', promisedAt: '2026-03-12', dueAt: '2026-03-12' }];
    const shop = await Shop.of({ onHand: { OATS: 10 }, lines });
    await shop.review();
    expect(shop.line()?.promisedAt).toBe('2026-03-12');
    expect(shop.published('PromiseChanged')).toEqual([]);
  });

  it('leaves stock to who is ahead, and takes none from who is not', async () => {
    const shop = await Shop.of({ onHand: { OATS: 15 }, supply: [PO] });
    // Same tier; promised before and after SO-1.
    shop.seedOrder('SO-0', [{ sku: 'OATS', promisedAt: '2026-03-04', ordered: 5 }]);
    shop.seedOrder('SO-2', [{ sku: 'OATS', promisedAt: '2026-03-06', ordered: 10 }]);
    await shop.review();
    expect(shop.line()?.promisedAt).toBe('2026-03-04');
    shop.seedOrder('SO-0', [{ sku: 'OATS', promisedAt: '2026-03-04', ordered: 6 }]);
    await shop.review();
    expect(shop.line()?.promisedAt).toBe('2026-03-11');
  });

  it('of one line is that of all where the order ships complete', async () => {
    const shop = await Shop.of({
      onHand: { OATS: 10 },
      supply: [{ ...PO, sku: 'NUTS' }],
      lines: [
        { sku: 'OATS', promisedAt: '2026-03-04' },
        { sku: 'NUTS', promisedAt: '2026-03-04' },
      ],
      order: { shipComplete: true },
    });
    await shop.review();
    expect([shop.line(1)?.promisedAt, shop.line(2)?.promisedAt]).toEqual(['2026-03-11', '2026-03-11']);
  });

  it('is made where there was none, and nobody is told', async () => {
    const shop = await Shop.of({ onHand: { OATS: 10 }, lines: [{ sku: 'OATS' }] });
    await shop.review();
    expect(shop.published('PromiseMade')).toMatchObject([{ promisedAt: '2026-03-04', confidence: 'HIGH' }]);
    expect(shop.messages()).toEqual([]);
  });

  it('of an order no carrier goes to stays, with a case', async () => {
    const shop = await Shop.of({ onHand: { OATS: 10 }, lanes: false });
    await shop.review();
    expect(shop.line()?.promisedAt).toBe('2026-03-05');
    expect(await shop.cases()).toEqual(['PROMISE_BLOCKED']);
  });

  it('of an order nobody knows is none', async () => {
    const shop = await Shop.of();
    await shop.review(['SO-9']);
    expect(shop.problems()).toEqual([]);
    expect(shop.published('ProcessClosed')).toMatchObject([{ outcome: 'unknown-order' }]);
  });

  it('says why, with every limit and where it came from', async () => {
    const shop = await Shop.of({
      supply: [PO],
      settings: { pickLeadMinutes: 120, sites: { [SITE]: { laterDays: 2 } } },
    });
    await shop.review();
    const [date] = await shop.decisions('promise-date');
    expect(date).toMatchObject({
      line: 1,
      thresholds: {
        pickLeadMinutes: { value: 120, level: 'tenant' },
        overdueSupplyDays: { value: 3, level: 'default' },
      },
      result: { date: '2026-03-11', on: '2026-03-09', confidence: 'MEDIUM', basis: 'SUPPLY' },
    });
    const [rule] = await shop.decisions('delay-rule');
    expect(rule?.thresholds.laterDays).toEqual({ value: 2, level: 'site' });
  });
});

describe('a look begins', () => {
  const late = () => Shop.of({ supply: [PO], settings: { fulfillmentReasons: ['PICK'] } });

  it.each([
    ['with a loss of stock', 'SCRAP', 'available' as const, -3, 1],
    ['not with a pick', 'PICK', 'available' as const, -3, 0],
    ['not with a gain', 'RECEIPT', 'available' as const, 3, 0],
    ['not with a loss of what nobody could sell', 'SCRAP', 'damaged' as const, -3, 0],
  ])('%s', async (_case, reasonCode, bucket, delta, expected) => {
    const shop = await late();
    await shop.tellBus(
      shop.event(InventoryPositionChanged, {
        documentId: 'd',
        reasonCode,
        changes: [{ sku: 'OATS', bucket, delta, effectKey: 'e' }],
      }),
    );
    expect(shop.problems()).toEqual([]);
    expect(shop.published('PromiseChanged')).toHaveLength(expected);
  });

  const line = {
    line: 1,
    sku: 'OATS',
    ordered: 10,
    confirmed: 10,
    announced: 10,
    damaged: 0,
    decisionId: 'x',
  };
  it.each([
    ['with a short receipt', 'SHORT_IN' as const, 1],
    ['not with a clean one', 'CLEAN' as const, 0],
  ])('%s', async (_case, name, expected) => {
    const shop = await late();
    const value = { minor: 0, currency: 'USD' };
    await shop.tellBus(
      shop.event(ReceiptReconciled, { supplierId: 'S', lines: [{ ...line, good: 8, class: [name], value }] }),
    );
    expect(shop.published('PromiseChanged')).toHaveLength(expected);
  });

  it('with a receipt that is taken back', async () => {
    const shop = await late();
    const lines = [
      {
        line: 1,
        sku: 'OATS',
        quantity: -8,
        bucket: 'available',
        effectKey: 'e',
        value: { minor: 0, currency: 'USD' },
      },
    ];
    await shop.tellBus(
      shop.event(ReceiptReversed, { supplierId: 'S', documentId: 'd', lines, reason: 'WRONG' }),
    );
    expect(shop.published('PromiseChanged')).toHaveLength(1);
  });

  it('with stock that is released to the order: the date comes nearer', async () => {
    const shop = await Shop.of({ supply: [PO] });
    await shop.review();
    expect(shop.line()?.promisedAt).toBe('2026-03-11');
    await shop.move('OATS', 10, 'RECEIPT');
    shop.seedOrder('SO-1', [{ sku: 'OATS', promisedAt: '2026-03-05', allocated: 10 }]);
    await shop.tellBus(
      shop.event(BackorderReleased, {
        orderId: 'SO-1',
        orderLineId: 'SO-1-1',
        sku: 'OATS',
        site: SITE,
        quantity: 10,
        policy: 'FIFO',
        rank: 0,
        supplyEventId: 'x',
        allocationId: 'a',
        pickTaskId: 'p',
      }),
    );
    expect(shop.line()?.promisedAt).toBe('2026-03-04');
    expect(shop.published('PromiseChanged')).toMatchObject([{}, { from: '2026-03-11', to: '2026-03-04' }]);
  });

  it('with stock that is taken from the order again: the date moves, and who was told hears of it', async () => {
    const lines = [{ sku: 'OATS', promisedAt: '2026-03-04', allocated: 10 }];
    const shop = await Shop.of({ supply: [PO], onHand: { OATS: 10 }, lines });
    await shop.review();
    shop.seedOrder('SO-1', [{ sku: 'OATS', promisedAt: '2026-03-04' }]);
    await shop.move('OATS', -10, 'LOST');
    await shop.tellBus(
      shop.event(BackorderWithdrawn, {
        orderId: 'SO-1',
        orderLineId: 'SO-1-1',
        sku: 'OATS',
        site: SITE,
        quantity: 10,
        reason: 'TAKEN',
        promiseSent: true,
      }),
    );
    expect(shop.line()?.promisedAt).toBe('2026-03-11');
    expect(shop.messages()).toHaveLength(1);
  });

  it('for every order of an item, found in pages and named by the hundred', async () => {
    const shop = await Shop.of({ findsOnly: true });
    const orders = Array.from({ length: 230 }, (_, index) => `SO-${String(index + 100)}`);
    for (const orderId of orders) shop.seedOrder(orderId, [{ sku: 'OATS', ordered: 1 }]);
    await shop.tellBus(
      shop.event(PromiseReviewRequested, { orderIds: [], skus: ['OATS'], reason: 'SUPPLY_LATE' }),
    );
    expect(shop.problems()).toEqual([]);
    const requested = shop.published('PromiseReviewRequested') as { orderIds: string[] }[];
    expect(requested.map(({ orderIds }) => orderIds.length).sort((a, b) => b - a)).toEqual([100, 100, 31, 0]);
    expect(new Set(requested.flatMap(({ orderIds }) => orderIds))).toEqual(new Set(['SO-1', ...orders]));
    const row = await shop.world.stores.processes.get(
      tenantScope(TENANT),
      'order-promise:supply/event-000001',
    );
    expect(row).toMatchObject({ state: 'CLOSED', outcome: 'requested' });
  });

  it('for each order the bus names, one process each', async () => {
    const shop = await Shop.of({ supply: [PO] });
    const orders = Array.from({ length: 12 }, (_, index) => `SO-${String(index + 100)}`);
    for (const orderId of orders)
      shop.seedOrder(orderId, [{ sku: 'OATS', ordered: 1, promisedAt: '2026-03-11' }]);
    await shop.tellBus(
      shop.event(PromiseReviewRequested, { orderIds: [], skus: ['OATS'], reason: 'SUPPLY_LATE' }),
    );
    expect(shop.problems()).toEqual([]);
    // One finds the orders.
    expect(shop.world.runs.size).toBe(14);
  });

  it('once for an event that comes twice, and again for the next one', async () => {
    const shop = await Shop.of({ onHand: { OATS: 10 }, level: 'shadow' });
    const first = shop.event(PromiseReviewRequested, { orderIds: ['SO-1'], skus: [], reason: 'REQUESTED' });
    await shop.tellBus(first, first);
    await shop.tellBus(first);
    expect(shop.world.runs.size).toBe(1);
    await shop.review();
    expect(shop.world.runs.size).toBe(2);
    expect(await shop.row(2)).toMatchObject({ state: 'CLOSED', processId: 'order-promise:SO-1~2' });
  });
});

describe('the cut-over level', () => {
  it('shadow decides everything and writes nothing', async () => {
    const shop = await Shop.of({ supply: [PO], level: 'shadow', paid: 0 });
    await shop.review();
    expect(shop.problems()).toEqual([]);
    expect(await shop.row()).toMatchObject({ state: 'CLOSED', outcome: 'shadow' });
    for (const system of ['oms', 'ecommerce', 'crm', 'contact-center', 'finance'] as const)
      expect([system, shop.fake(system).effects()]).toEqual([system, {}]);
    const [proposal] = await shop.decisions('proposal');
    expect(proposal?.result).toMatchObject({
      promises: [{ to: '2026-03-11' }],
      notice: { kind: 'DELAYED', by: { channel: 'email' } },
    });
    expect(shop.published('PromiseChanged')).toEqual([]);
  });

  it.each(['DONE', 'DONE_OTHERWISE'])('advise asks one person to do it, who answers %s', async (option) => {
    const shop = await Shop.of({ supply: [PO], level: 'advise' });
    await shop.review();
    expect(await shop.row()).toMatchObject({ state: 'REVIEW' });
    expect(shop.fake('oms').effects()).toEqual({});
    await shop.decide('proposal', option, 'supervisor-atl');
    expect(shop.problems()).toEqual([]);
    expect(await shop.row()).toMatchObject({ state: 'CLOSED', outcome: 'advise' });
    expect(shop.fake('oms').effects()).toEqual({});
  });
});

describe('the watch over a promise', () => {
  it('ends with the delivery', async () => {
    const shop = await Shop.of({ onHand: { OATS: 10 } });
    await shop.review();
    shop.ship();
    shop.fake('tms').seed({
      shipments: [{ shipmentId: 'SHP-1', orderId: 'SO-1', status: 'delivered', eta: '2026-03-04' }],
    });
    await shop.until('2026-03-06T05:00:00.000Z');
    expect(shop.problems()).toEqual([]);
    expect(await shop.row()).toMatchObject({ state: 'CLOSED', outcome: 'delivered' });
    expect(shop.published('PromiseBreached')).toEqual([]);
  });

  it.each([
    ['not a minute before the day is over', '2026-03-06T04:59:00.000Z', []],
    [
      'when the day is over where the customer is',
      '2026-03-06T05:00:00.000Z',
      [
        { promise: 'FIRST', promisedAt: '2026-03-05' },
        { promise: 'LATEST', promisedAt: '2026-03-05' },
      ],
    ],
  ])('tells of a broken promise %s', async (_case, moment, expected) => {
    const shop = await Shop.of({
      onHand: { OATS: 10 },
      lines: [{ sku: 'OATS', promisedAt: '2026-03-05', dueAt: '2026-03-05' }],
    });
    await shop.review();
    await shop.until(moment);
    const broken = shop.published('PromiseBreached') as { promise: string }[];
    expect(broken.sort((a, b) => (a.promise < b.promise ? -1 : 1))).toMatchObject(expected);
  });
});
