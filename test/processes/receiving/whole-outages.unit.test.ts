import { describe, expect, it } from 'vitest';
import { CircuitClosed } from '../../../events/integration.ts';
import { AdapterRejected, AdapterUnavailable } from '../../../lambdas/shared/errors.ts';
import { makeEvent } from '../../../lambdas/work/events.ts';
import { Delivery, deliveryAt } from './delivery.ts';
import { problemsOf, stateOf } from './state.ts';

/** Systems that are away, that refuse, and events out of order. */

const LINES = [
  { sku: 'OATS', ordered: 100 },
  { sku: 'NUTS', ordered: 100 },
];
/** Ten too many of one item, accepted, and two too few of the other, claimed: every call of receiving is made. */
async function busyDay(d: Delivery): Promise<Delivery> {
  await d.announce();
  await d.count([
    ['OATS', 110],
    ['NUTS', 98],
  ]);
  for (const task of await d.openTasks())
    if (task.step === 'review-over-1') await d.answer('review-over', 'ACCEPT_ALL');
  return d;
}
const DONE = { OATS: { available: 110 }, NUTS: { available: 98 } };

const CALLS = [
  'erp.lookUpOrders',
  'erp.postGoodsReceipt',
  'wms.changeStockStatus',
  'finance.accrueReceipt',
  'supplier-portal.fileClaim',
  'erp.changeOrderLine',
  'supplier-portal.sendOrderChange',
  'supplier-portal.sendReceivingAdvice',
] as const;

/** What two runs have in common when one of them met an outage: everything but the news of it. */
async function resultOf(d: Delivery) {
  const { events: _, ...rest } = await stateOf(d);
  return rest;
}

/** A delivery whose calls of one operation fail while `fault.on`. */
async function broken(operations: readonly string[], error: () => Error) {
  const fault = { on: true, calls: 0 };
  const d = await deliveryAt({ lines: LINES });
  d.world.fault = (moment, name) => {
    if (moment !== 'before' || !operations.includes(name)) return;
    fault.calls += 1;
    if (fault.on) throw error();
  };
  return { d, fault };
}

describe.each(CALLS)('%s that does not answer', (operation) => {
  const down = () => broken([operation], () => new AdapterUnavailable('down'));
  const finish = async (d: Delivery) => {
    if ((await d.openTasks()).length > 0) await d.answer('review-over', 'ACCEPT_ALL');
    await d.later();
    await d.later();
    expect(await problemsOf(d)).toEqual([]);
    expect(await resultOf(d)).toEqual(await resultOf(await busyDay(await deliveryAt({ lines: LINES }))));
  };

  it('parks the process, which goes on by the clock when the system is back', async () => {
    const { d, fault } = await down();
    await busyDay(d);
    expect(await d.row()).toMatchObject({ state: 'WAITING_PARTNER' });
    expect((await d.row()).dueAt).toBeDefined();
    await d.later();
    expect(await d.row()).toMatchObject({ state: 'WAITING_PARTNER' });
    fault.on = false;
    await d.later();
    await finish(d);
  });

  it('goes on as soon as its circuit closes', async () => {
    const { d, fault } = await down();
    await busyDay(d);
    fault.on = false;
    const calls = fault.calls;
    const adapter = operation.split('.')[0] ?? '';
    // The circuit lets a probe through half a minute after the last failure; somebody else's probe closed it.
    const circuit = await d.world.stores.circuits.read(d.tenant, adapter);
    await d.world.stores.circuits.write(
      d.tenant,
      adapter,
      { state: 'closed', failures: [] },
      circuit.version,
    );
    const about = { ...(await d.row()), businessKey: adapter };
    const data = { adapter, state: 'closed' };
    await d.world.publish([
      makeEvent(CircuitClosed, {
        about,
        data: data as never,
        causationId: 'probe',
        now: d.world.clock(),
        newId: () => 'circuit-1',
      }),
    ]);
    await d.world.settle();
    expect(fault.calls).toBeGreaterThan(calls);
    await finish(d);
  });
});

describe('a definitive refusal', () => {
  const refusing = (...operations: string[]) => broken(operations, () => new AdapterRejected('not so'));

  it.each([
    ['erp.postGoodsReceipt', {}, {}, {}],
    ['wms.changeStockStatus', { postGoodsReceipt: 1, reverseGoodsReceipt: 1 }, {}, {}],
    [
      'finance.accrueReceipt',
      { postGoodsReceipt: 1, reverseGoodsReceipt: 1 },
      { changeStockStatus: 1, revertStockStatus: 1 },
      {},
    ],
  ])('of %s takes back what was posted, and a retry makes it again', async (operation, erp, wms, finance) => {
    const { d, fault } = await refusing(operation);
    await busyDay(d);
    const expectTakenBack = async () => {
      expect(await d.row()).toMatchObject({ state: 'WAITING_PARTNER' });
      expect([await d.stock('OATS'), await d.stock('NUTS')]).toEqual([{}, {}]);
      expect([d.fake('erp').effects(), d.fake('wms').effects(), d.fake('finance').effects()]).toEqual([
        erp,
        wms,
        finance,
      ]);
      expect(await d.caseStates()).toEqual([
        'INTEGRATION_REJECTED open',
        'POSTING_FAILED open',
        'RECEIPT_DISCREPANCY open',
      ]);
    };
    await expectTakenBack();
    // Neither time nor another truck makes a refused plan again.
    await d.later();
    await d.count([['NUTS', 1]], { receiptId: 'R-2' });
    await expectTakenBack();
    fault.on = false;
    await d.signal('1:retry/supervisor-atl');
    await d.later();
    expect(await d.row()).toMatchObject({ state: 'CLOSED' });
    expect([await d.stock('OATS'), await d.stock('NUTS')]).toEqual([{ available: 110 }, { available: 99 }]);
    expect(await problemsOf(d)).toEqual([]);
  });

  it.each(['supplier-portal.fileClaim', 'supplier-portal.sendReceivingAdvice'])(
    'of %s is a case and holds nothing up',
    async (operation) => {
      const { d } = await refusing(operation);
      await busyDay(d);
      expect(await d.row()).toMatchObject({ state: 'CLOSED' });
      expect([await d.stock('OATS'), await d.stock('NUTS')]).toEqual([DONE.OATS, DONE.NUTS]);
      expect(await d.caseStates()).toEqual(['INTEGRATION_REJECTED open', 'RECEIPT_DISCREPANCY resolved']);
    },
  );

  it.each(['erp.changeOrderLine', 'supplier-portal.sendOrderChange'])(
    'of %s posts nothing of its plan',
    async (operation) => {
      const { d, fault } = await refusing(operation);
      await busyDay(d);
      expect(await d.stock('OATS')).toEqual({ available: 100, hold: 10 });
      expect(await d.caseStates()).toContain('POSTING_FAILED open');
      fault.on = false;
      await d.signal('1:retry/supervisor-atl');
      expect(await d.row()).toMatchObject({ state: 'CLOSED' });
      expect(await d.stock('OATS')).toEqual(DONE.OATS);
      expect(d.fake('erp').effects()).toMatchObject({ changeOrderLine: 1 });
    },
  );

  it.each([
    ['wms.changeStockStatus', 'erp.reverseGoodsReceipt'],
    ['finance.accrueReceipt', 'wms.revertStockStatus'],
  ])('of %s whose inverse %s is refused too stops everything automatic', async (operation, inverse) => {
    const { d, fault } = await refusing(operation, inverse);
    await busyDay(d);
    const effects = () =>
      ['erp', 'wms', 'finance', 'supplier-portal'].map((name) => d.fake(name as 'erp').effects());
    const stopped = effects();
    const [failed] = (await d.cases()).filter((kase) => kase.class === 'COMPENSATION_FAILED');
    expect(failed).toMatchObject({ severity: 'S1', state: 'OPEN' });
    fault.on = false;
    await d.later();
    await d.signal('1:retry/supervisor-atl');
    await d.count([['NUTS', 2]], { receiptId: 'R-2' });
    await d.later();
    expect(effects()).toEqual(stopped);
    expect((await d.row()).closedAt).toBeUndefined();
    expect((await d.row()).dueAt).toBeDefined();
  });
});

describe('events out of order', () => {
  it('end the same whichever receipt comes first', async () => {
    const run = async (order: readonly number[]) => {
      const d = await deliveryAt({ lines: LINES });
      await d.announce();
      const receipts = [
        d.receipt([['OATS', 60]], { final: false }),
        d.receipt(
          [
            ['OATS', 40],
            ['NUTS', 30],
          ],
          { final: false, by: 'dock-2' },
        ),
        d.receipt([['NUTS', 70]], { final: true }),
      ];
      d.world.order = (events) =>
        events.length === 3 ? order.flatMap((index) => events[index] ?? []) : events;
      await d.world.publish(receipts);
      await d.world.settle();
      expect(await problemsOf(d)).toEqual([]);
      return {
        state: (await d.row()).state,
        oats: await d.stock('OATS'),
        nuts: await d.stock('NUTS'),
        cases: await d.caseStates(),
      };
    };
    const inOrder = await run([0, 1, 2]);
    expect(inOrder).toEqual({
      state: 'CLOSED',
      oats: { available: 100 },
      nuts: { available: 100 },
      cases: [],
    });
    for (const order of [
      [0, 2, 1],
      [1, 0, 2],
      [1, 2, 0],
      [2, 0, 1],
      [2, 1, 0],
    ])
      expect([order, await run(order)]).toEqual([order, inOrder]);
  });

  it.each(['cancel', 'replace'] as const)(
    'do not %s what is being received at the same moment',
    async (purpose) => {
      const d = await deliveryAt({ lines: LINES });
      await d.announce();
      await d.world.advance(1);
      await d.world.publish([d.receipt([['OATS', 100]], { final: false })]);
      await d.announce({ purpose, file: 'late.json' });
      await d.count([['NUTS', 100]]);
      await d.later();
      expect(await d.row()).toMatchObject({ state: 'CLOSED', outcome: 'posted' });
      expect([await d.stock('OATS'), await d.stock('NUTS')]).toEqual([
        { available: 100 },
        { available: 100 },
      ]);
      expect(await d.caseStates()).toEqual(['NOTICE_TOO_LATE open']);
      expect(await problemsOf(d)).toEqual([]);
    },
  );

  it('correct a receipt while its question is open, and its case ends with the answer', async () => {
    const d = await deliveryAt({ lines: LINES.slice(0, 1) });
    await d.announce();
    await d.count([['OATS', 110]], { receiptId: 'R-1' });
    await d.world.advance(1);
    await d.count([['OATS', 112]], { receiptId: 'R-1', sequence: 2 });
    expect((await d.task('review-over')).round).toBe(2);
    await d.answer('review-over', 'REFUSE_EXCESS');
    expect(await d.row()).toMatchObject({ state: 'CLOSED' });
    expect(await d.stock('OATS')).toEqual({ available: 100 });
    expect(await d.caseStates()).toEqual(['RECEIPT_DISCREPANCY resolved']);
  });

  it('correct a receipt so that nothing is left to decide, and its case ends by itself', async () => {
    const d = await deliveryAt({ lines: LINES.slice(0, 1) });
    await d.announce();
    await d.count([['OATS', 110]], { receiptId: 'R-1' });
    await d.world.advance(1);
    await d.count([['OATS', 100]], { receiptId: 'R-1', sequence: 2 });
    expect(await d.row()).toMatchObject({ state: 'CLOSED' });
    expect(await d.openTasks()).toEqual([]);
    expect(await d.stock('OATS')).toEqual({ available: 100 });
    expect(await d.caseStates()).toEqual(['RECEIPT_DISCREPANCY resolved']);
  });
});

describe('a reversal', () => {
  const received = async () => {
    const d = await deliveryAt({ lines: LINES });
    await d.announce();
    await d.count([
      ['OATS', 110],
      ['NUTS', 98],
    ]);
    return d;
  };

  it('puts the stock on hold and takes back receipt, accrual and claim', async () => {
    const d = await received();
    await d.reverse();
    await d.reverse('dc-manager-atl');
    expect(await d.row()).toMatchObject({ state: 'COMPENSATED', outcome: 'reversed' });
    expect([await d.stock('OATS'), await d.stock('NUTS')]).toEqual([{ hold: 110 }, { hold: 98 }]);
    expect(d.fake('erp').effects()).toEqual({ postGoodsReceipt: 1, reverseGoodsReceipt: 1 });
    expect(d.fake('finance').effects()).toEqual({ accrueReceipt: 1, reverseAccrual: 1 });
    expect(d.fake('supplier-portal').effects()).toMatchObject({ fileClaim: 1, withdrawClaim: 1 });
    expect(d.published('ReceiptReversed')).toHaveLength(1);
    expect(await d.openTasks()).toEqual([]);
    expect(await problemsOf(d)).toEqual([]);
  });

  it('replaces the advice that was sent', async () => {
    const { d, fault } = await broken(
      ['supplier-portal.sendOrderChange'],
      () => new AdapterUnavailable('down'),
    );
    fault.on = false;
    // Two chunks: the first one is done and has its advice, the second one waits for an answer.
    const lines = Array.from({ length: 101 }, (_, index) => ({ sku: `SKU-${index + 1}`, ordered: 10 }));
    const two = await Delivery.of(d.world, {
      asnId: 'ASN-2',
      lines: lines.map((line) => ({ ...line, poId: 'PO-2' })),
    });
    await two.announce({ file: 'two.json' });
    await two.count(
      lines.slice(0, 60).map(({ sku }) => [sku, 10] as const),
      { receiptId: 'A-1', final: false },
    );
    await two.count([...lines.slice(60, 100).map(({ sku }) => [sku, 10] as const), ['SKU-101', 20]], {
      receiptId: 'A-2',
    });
    expect(await two.row()).toMatchObject({ state: 'REVIEW' });
    await two.reverse();
    expect(await two.row()).toMatchObject({ state: 'COMPENSATED' });
    const { advices } = two.fake('supplier-portal').state() as {
      advices: { replaces?: string; lines: { condition: string }[] }[];
    };
    expect(advices.map(({ replaces }) => replaces !== undefined)).toEqual([false, true]);
    expect(new Set(advices[1]?.lines.map(({ condition }) => condition))).toEqual(new Set(['09']));
  });

  it('takes nothing back once somebody has taken stock, and is a case', async () => {
    const d = await received();
    await d.world.stores.inventory.post(
      d.tenant,
      {
        site: d.site,
        documentId: 'pick-1',
        processId: 'picking:1',
        reasonCode: 'PICK',
        actor: 'picker',
        at: d.world.clock(),
        movements: [{ effectKey: 'picking:1#pick#1', sku: 'OATS', quantity: 1, from: 'available', to: null }],
      },
      () => [],
    );
    await d.reverse();
    expect(await d.caseStates()).toContain('REVERSAL_BLOCKED open');
    expect(await d.stock('OATS')).toEqual({ available: 99, hold: 10 });
    expect(await d.stock('NUTS')).toEqual({ available: 98 });
    expect(d.fake('erp').effects()).toEqual({ postGoodsReceipt: 1 });
    expect((await d.row()).closedAt).toBeUndefined();
    expect((await d.row()).dueAt).toBeDefined();
  });
});

describe('a large notice', () => {
  it('of 1,000 lines in ten chunks, counted in ten receipts, is closed', async () => {
    const d = await deliveryAt({
      lines: Array.from({ length: 1_000 }, (_, index) => ({ sku: `SKU-${index + 1}`, ordered: 10 })),
      known: false,
      document: (document) => ({
        ...document,
        receiving: {
          ...document.receiving,
          inspection: { ...document.receiving.inspection, firstReceipts: 0 },
        },
      }),
    });
    await d.announce();
    for (let part = 0; part < 10; part++)
      await d.count(
        d.lines.slice(part * 100, part * 100 + 100).map(({ sku, ordered }) => [sku, ordered] as const),
        { final: part === 9 },
      );
    expect(await d.row()).toMatchObject({ state: 'CLOSED', outcome: 'posted' });
    expect(await d.stock('SKU-1000')).toEqual({ available: 10 });
    expect(await problemsOf(d)).toEqual([]);
    expect(await d.caseStates()).toEqual([]);
  }, 60_000);
});
