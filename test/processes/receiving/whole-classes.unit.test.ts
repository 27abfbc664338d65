import { describe, expect, it } from 'vitest';
import { deliveryAt, HARBOR } from './delivery.ts';
import { counted, expectClosed, expectSound, oats, RESOLVED } from './expectations.ts';

/** Every class and option of rule 5.1 once, from the partner’s file to the closed process. */

describe('clean', () => {
  it('is posted without anybody’s help, in at most twelve transitions', async () => {
    const d = await deliveryAt({
      lines: [
        { sku: 'OATS', ordered: 100 },
        { sku: 'NUTS', ordered: 50 },
      ],
    });
    await d.announce();
    expect(await d.row()).toMatchObject({ state: 'AWAITING_RECEIPT' });
    await d.count([
      ['OATS', 100],
      ['NUTS', 50],
    ]);
    await expectClosed(d);
    expect(await d.stock('OATS')).toEqual({ available: 100 });
    expect(d.classes('NUTS')).toEqual(['CLEAN']);
    expect(d.fake('erp').effects()).toEqual({ postGoodsReceipt: 1 });
    expect(d.fake('wms').effects()).toEqual({ changeStockStatus: 1 });
    expect(d.fake('finance').effects()).toEqual({ accrueReceipt: 1 });
    expect(d.fake('supplier-portal').effects()).toEqual({ sendReceivingAdvice: 1 });
    const [execution] = d.world.runs.values();
    expect(execution?.status).toBe('SUCCEEDED');
    // Two maps with one child each make eleven.
    expect(execution?.run.entered).toEqual([
      'OpenReceiving',
      'CheckNotice',
      'JudgeNotice',
      'IsNoticeAccepted',
      'AwaitReceipt',
      'SettleLines',
      'SummarizeReceipt',
      'WhatIsNext',
      'CloseReceiving',
    ]);
    expect(d.world.events.map(({ type }) => type).sort()).toEqual([
      'AsnReceived',
      'AsnValidated',
      'FileReceived',
      'InventoryPositionChanged',
      'ProcessClosed',
      'ProcessStarted',
      'ReceiptPosted',
      'ReceiptReconciled',
      'ReceiptRecorded',
      'ReceivingAdviceIssued',
    ]);
  });
});

describe('over', () => {
  it('is posted within tolerance', async () => {
    const d = await counted(105);
    await expectClosed(d);
    expect(d.classes('OATS')).toEqual(['OVER_IN']);
    expect(await d.stock('OATS')).toEqual({ available: 105 });
    expect(d.fake('erp').effects()).toEqual({ postGoodsReceipt: 1 });
  });

  it.each([
    [
      'ACCEPT_ALL',
      { available: 110 },
      { postGoodsReceipt: 2, changeOrderLine: 1 },
      { sendReceivingAdvice: 1, sendOrderChange: 1 },
    ],
    ['ACCEPT_TO_TOLERANCE', { available: 105 }, { postGoodsReceipt: 2 }, { sendReceivingAdvice: 1 }],
    ['REFUSE_EXCESS', { available: 100 }, { postGoodsReceipt: 1 }, { sendReceivingAdvice: 1 }],
  ])(
    'beyond it posts what was ordered, and the answer %s decides the rest',
    async (option, stock, erp, portal) => {
      const d = await counted(110);
      expect(await d.row()).toMatchObject({ state: 'REVIEW' });
      expect(d.classes('OATS')).toEqual(['OVER_EXCESS']);
      expect(await d.stock('OATS')).toEqual({ available: 100, hold: 10 });
      expect(await d.caseStates()).toEqual(['RECEIPT_DISCREPANCY open']);
      await d.answer('review-over', option);
      await expectClosed(d, RESOLVED);
      expect(await d.stock('OATS')).toEqual(stock);
      expect(d.fake('erp').effects()).toEqual(erp);
      expect(d.fake('supplier-portal').effects()).toEqual(portal);
    },
  );

  it('is counted again by somebody else, and the recount stands', async () => {
    const d = await counted(110);
    await d.answer('review-over', 'RECOUNT');
    await expect(
      d.answer('recount', 'COUNTED', { by: 'dock-1', form: { good: 110, damaged: 0 } }),
    ).rejects.toThrow(/dock-1 counted/);
    await d.answer('recount', 'COUNTED', { by: 'dock-2', form: { good: 103, damaged: 0 } });
    d.recounted.set('OATS', 110);
    await expectClosed(d, RESOLVED);
    expect(await d.stock('OATS')).toEqual({ available: 103 });
  });

  it('leaves a decision when its time runs out while its neighbor is still asked about', async () => {
    const d = await deliveryAt({
      lines: [
        { sku: 'OATS', ordered: 100 },
        { sku: 'SEEDS', ordered: 100 },
      ],
    });
    await d.announce();
    await d.count([
      ['OATS', 110],
      ['SEEDS', 110],
    ]);
    const { parkAt } = await d.task('review-over-1');
    await d.world.advance(60);
    await d.answer('review-over-2', 'RECOUNT');
    await d.world.advance((Date.parse(parkAt) - Date.parse(d.world.clock())) / 60_000);
    const steps = await d.world.stores.processes.steps(d.tenant, d.processId);
    const decided = steps.flatMap(({ decisions = [] }) => decisions).filter(({ line }) => line === 1);
    expect(decided.map(({ result }) => (result as { status: string }).status)).toEqual(['asking', 'parked']);
    const told = d.world.events.filter(({ type }) => type === 'ReceiptReconciled');
    expect(told.at(-1)?.data).toMatchObject({ lines: [{ line: 1, decisionId: decided.at(-1)?.id }] });
  });

  it('is parked with the excess on hold when nobody decides', async () => {
    const d = await counted(110);
    const { reminderAt, escalations, parkAt } = await d.task('review-over');
    const until = (at: string, early = 0) =>
      d.world.advance((Date.parse(at) - Date.parse(d.world.clock())) / 60_000 - early);
    for (const at of [reminderAt, ...escalations.map((one) => one.at)]) await until(at);
    await until(parkAt, 1);
    expect(await d.row()).toMatchObject({ state: 'REVIEW' });
    await until(parkAt);
    expect(await d.row()).toMatchObject({ state: 'PARKED', outcome: 'parked' });
    expect(await d.stock('OATS')).toEqual({ available: 100, hold: 10 });
    expect(await d.caseStates()).toEqual(['DECISION_PARKED open', 'RECEIPT_DISCREPANCY open']);
    const types = d.world.events.map(({ type }) => type);
    expect(types.filter((type) => type === 'TaskReminded')).toHaveLength(1);
    expect(types.filter((type) => type === 'TaskEscalated').length).toBeGreaterThanOrEqual(1);
    expect(types).toContain('TaskExpired');
    await expectSound(d);
  });
});

describe('short', () => {
  it('is posted within tolerance, with a claim', async () => {
    const d = await counted(98);
    await expectClosed(d);
    expect(d.classes('OATS')).toEqual(['SHORT_IN']);
    expect(d.fake('supplier-portal').effects()).toEqual({ fileClaim: 1, sendReceivingAdvice: 1 });
  });

  it('that the supplier announced is posted without a case', async () => {
    const d = await deliveryAt({ lines: [{ sku: 'OATS', ordered: 100, confirmed: 80 }] });
    await d.announce({ lines: [{ sku: 'OATS', ordered: 100, announced: 100, poLine: 1 }] });
    await d.count([['OATS', 80]]);
    await expectClosed(d);
    expect(d.classes('OATS')).toEqual(['SHORT_ANNOUNCED']);
  });

  it.each([
    ['ACCEPT_KEEP_OPEN', {}],
    ['ACCEPT_CLOSE_SHORT', { changeOrderLine: 1 }],
  ])('beyond it is answered with %s', async (option, change) => {
    const d = await counted(90);
    expect(d.classes('OATS')).toEqual(['SHORT_EXCESS']);
    expect(await d.stock('OATS')).toEqual({ available: 90 });
    await d.answer('review-short', option);
    await expectClosed(d, RESOLVED);
    expect(d.fake('erp').effects()).toEqual({ postGoodsReceipt: 1, ...change });
    expect(d.fake('supplier-portal').effects()).toMatchObject({ fileClaim: 1 });
  });

  it('is counted again, and found to be clean', async () => {
    const d = await counted(90);
    await d.answer('review-short', 'RECOUNT');
    await d.answer('recount', 'COUNTED', { by: 'dock-3', form: { good: 100, damaged: 0 } });
    d.recounted.set('OATS', 100);
    await expectClosed(d, RESOLVED);
    expect(await d.stock('OATS')).toEqual({ available: 100 });
  });

  it('is traced with the carrier, and asked again', async () => {
    const d = await counted(90);
    await d.answer('review-short', 'TRACE_CARRIER');
    expect((await d.task('review-short')).round).toBe(2);
    await d.answer('review-short', 'ACCEPT_KEEP_OPEN');
    await expectClosed(d, ['RECEIPT_DISCREPANCY resolved']);
  });
});

describe('an item that is not on the order', () => {
  const strange = async (substitutes: readonly string[]) => {
    const d = await deliveryAt({
      lines: [
        { sku: 'OATS', ordered: 100 },
        { sku: 'NUTS', ordered: 50, instead: 'SEEDS', item: { substitutes: [...substitutes] } },
      ],
      items: [{ sku: 'SEEDS' }],
    });
    await d.announce();
    await d.count([
      ['OATS', 100],
      ['SEEDS', 50],
    ]);
    return d;
  };

  it.each([
    ['ACCEPT_SUBSTITUTE', { available: 50 }],
    ['RETURN', {}],
  ])('is quarantined; as a listed substitute it is answered with %s', async (option, stock) => {
    const d = await strange(['SEEDS']);
    expect(await d.stock('SEEDS')).toEqual({ quarantine: 50 });
    expect(d.classes('SEEDS')).toEqual(['WRONG_ITEM']);
    await d.answer('review-item', option);
    await expectClosed(d, RESOLVED);
    expect(await d.stock('SEEDS')).toEqual(stock);
    expect(await d.stock('OATS')).toEqual({ available: 100 });
  });

  it('stays in quarantine with its case when it is held', async () => {
    const d = await strange([]);
    expect((await d.task('review-item')).options.map(({ code }) => code)).toEqual(['RETURN', 'HOLD']);
    await d.answer('review-item', 'HOLD');
    expect(await d.row()).toMatchObject({ state: 'PARKED' });
    expect(await d.stock('SEEDS')).toEqual({ quarantine: 50 });
    expect(await d.caseStates()).toContain('RECEIPT_DISCREPANCY open');
    await expectSound(d);
  });

  it('nobody announced is looked up, quarantined and sent back', async () => {
    const d = await deliveryAt({ lines: oats(100), items: [{ sku: 'SEEDS' }] });
    await d.announce();
    await d.count([
      ['OATS', 100],
      ['SEEDS', 5],
    ]);
    expect(d.classes('SEEDS')).toEqual(['UNORDERED']);
    await d.answer('review-item', 'RETURN');
    await expectClosed(d, RESOLVED);
    expect(await d.stock('SEEDS')).toEqual({});
  });
});

describe('goods in a bad state', () => {
  it('that are damaged are blocked, and the good ones posted', async () => {
    const d = await deliveryAt({ lines: oats(100) });
    await d.announce();
    await d.count([['OATS', 90], { sku: 'OATS', quantity: 10, condition: 'damaged' }]);
    await expectClosed(d);
    expect(d.classes('OATS')).toEqual(['DAMAGED']);
    expect(await d.stock('OATS')).toEqual({ available: 90, damaged: 10 });
  });

  it('whose lot expires too soon are quarantined and inspected', async () => {
    const item = { lotControlled: true, expiryControlled: true, shelfLifeDays: 100 };
    const d = await deliveryAt({
      lines: [{ sku: 'OATS', ordered: 100, item, lot: 'L1', expiry: '2026-06-30' }],
    });
    await d.announce();
    await d.count([{ sku: 'OATS', quantity: 100, condition: 'good', lot: 'L1', expiry: '2026-03-20' }]);
    expect(d.classes('OATS')).toEqual(['LOT_EXPIRY']);
    expect(await d.stock('OATS')).toEqual({ quarantine: 100 });
    await d.answer('inspection', 'INSPECTED', { form: { critical: 0, major: 0, minor: 0 } });
    await expectClosed(d);
    expect(await d.stock('OATS')).toEqual({ available: 100 });
  });
});

describe('time', () => {
  it.each([
    ['EARLY', '2026-03-09T14:00:00Z'],
    ['LATE', '2026-02-20T14:00:00Z'],
  ])('%s goods are posted with a warning', async (name, promisedAt) => {
    const d = await counted(100, { lines: [{ sku: 'OATS', ordered: 100, promisedAt }] });
    await expectClosed(d);
    expect(d.classes('OATS')).toEqual([name]);
  });

  it('early goods are refused where the profile says so', async () => {
    const d = await counted(100, {
      lines: [{ sku: 'OATS', ordered: 100, promisedAt: '2026-03-09T14:00:00Z' }],
      document: (document) => ({
        ...document,
        receiving: {
          ...document.receiving,
          default: { ...document.receiving.default, earlyAction: 'REJECT' },
        },
      }),
    });
    await expectClosed(d);
    expect(await d.stock('OATS')).toEqual({});
    expect(d.fake('erp').effects()).toEqual({});
  });
});

describe('blind receiving', () => {
  it('counts a variance again by another person before anybody reviews it', async () => {
    const d = await counted(110, { tenantId: HARBOR });
    const recount = await d.task('recount');
    expect(JSON.stringify(recount)).not.toMatch(/\b100\b/);
    await expect(d.answer('review-over', 'REFUSE_EXCESS')).rejects.toThrow(/no open task/);
    await expect(
      d.answer('recount', 'COUNTED', { by: 'dock-1', form: { good: 110, damaged: 0 } }),
    ).rejects.toThrow(/may not answer/);
    await d.answer('recount', 'COUNTED', { by: 'dock-2', form: { good: 110, damaged: 0 } });
    await d.answer('review-over', 'REFUSE_EXCESS');
    await expectClosed(d, RESOLVED);
    expect(await d.stock('OATS')).toEqual({ available: 100 });
  });
});
