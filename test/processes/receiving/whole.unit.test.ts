import { describe, expect, it } from 'vitest';
import { deliveryAt } from './delivery.ts';

describe('a clean delivery', () => {
  it('is posted without anybody’s help, in at most twelve transitions', async () => {
    const d = await deliveryAt({ lines: [{ sku: 'OATS', ordered: 100 }, { sku: 'NUTS', ordered: 50 }] });
    await d.announce();
    console.log(d.world.raised, d.world.dead);
    expect(await d.row()).toMatchObject({ state: 'AWAITING_RECEIPT' });
    await d.count([['OATS', 100], ['NUTS', 50]]);
    expect(await d.row()).toMatchObject({ state: 'CLOSED', outcome: 'posted' });
    expect(await d.stock('OATS')).toEqual({ available: 100 });
    const [execution] = d.world.runs.values();
    expect(execution?.status).toBe('SUCCEEDED');
    expect(execution?.run.entered).toEqual([
      'OpenReceiving', 'CheckNotice', 'JudgeNotice', 'IsNoticeAccepted', 'AwaitReceipt', 'SettleLines',
      'SummarizeReceipt', 'WhatIsNext', 'CloseReceiving',
    ]);
    expect(d.world.dead).toEqual([]);
    console.log(d.fake('erp').effects(), d.fake('wms').effects(), d.fake('finance').effects(), d.fake('supplier-portal').effects(), d.world.events.map(e=>e.type));
  });
});
