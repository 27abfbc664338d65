import { describe, expect, it } from 'vitest';
import { Delivery, deliveryAt } from './delivery.ts';
import { problemsOf } from './state.ts';

/** Events out of order, receipts taken back, and a notice of a thousand lines. */

const LINES = [
  { sku: 'OATS', ordered: 100 },
  { sku: 'NUTS', ordered: 100 },
];

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

  it.each([
    [
      'before the unloading is finished',
      [
        ['SEEDS', 5],
        ['OATS', 60],
      ],
      [
        ['OATS', 40],
        ['NUTS', 100],
      ],
    ],
    [
      'in the last receipt',
      [['OATS', 60]],
      [
        ['SEEDS', 5],
        ['OATS', 40],
        ['NUTS', 100],
      ],
    ],
  ] as const)('ask about goods nobody announced that were counted %s', async (_when, first, last) => {
    const d = await deliveryAt({ lines: LINES, items: [{ sku: 'SEEDS' }] });
    await d.announce();
    await d.count([...first], { final: false });
    await d.count([...last]);
    await d.answer('review-item', 'RETURN');
    expect(await d.row()).toMatchObject({ state: 'CLOSED' });
    expect(await d.stock('SEEDS')).toEqual({});
    expect(await problemsOf(d)).toEqual([]);
  });

  it('ask about goods nobody announced that were counted after the last receipt', async () => {
    const d = await deliveryAt({ lines: [{ sku: 'OATS', ordered: 100 }], items: [{ sku: 'SEEDS' }] });
    await d.announce();
    // Short, so that the process still waits for a person when the late receipt comes.
    await d.count([['OATS', 60]]);
    await d.count([['SEEDS', 5]], { final: false });
    await d.answer('review-item', 'RETURN');
    await d.answer('review-short', 'ACCEPT_KEEP_OPEN');
    expect(await d.row()).toMatchObject({ state: 'CLOSED' });
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
    const d = await deliveryAt({ lines: LINES });
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
