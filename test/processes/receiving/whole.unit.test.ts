import { describe, expect, it } from 'vitest';
import { tenantScope } from '../../../lambdas/store/ports.ts';
import { DAY_STARTS } from '../../../local/scenarios/day.ts';
import { receivingWorld } from './world.ts';

const NORTHWIND = { tenant: 'northwind-grocery', site: 'DC-ATL' };
const tenant = tenantScope(NORTHWIND.tenant);

describe('a clean delivery', () => {
  it('is posted without anybody’s help, in at most twelve transitions', async () => {
    const world = await receivingWorld(DAY_STARTS);
    const { floor } = world;
    await floor.drop(NORTHWIND.tenant, 'acorn-edi', 'clean.edi');
    await world.settle();
    expect(await floor.process(NORTHWIND.tenant, 'SUP-ACORN', 'ACN-70001')).toMatchObject({ state: 'AWAITING_RECEIPT' });
    await floor.count({
      ...NORTHWIND, supplierId: 'SUP-ACORN', asnId: 'ACN-70001', receiptId: 'R-1', by: 'dock-1',
      lines: [
        { sku: 'ACN-OATS-1KG', quantity: 480, condition: 'good' }, { sku: 'ACN-MUESLI-750', quantity: 240, condition: 'good' },
        { sku: 'ACN-YOGURT-500', quantity: 360, condition: 'good', lot: 'Y2603A', expiry: '2026-04-10' },
      ],
    });
    await world.settle();
    const row = await floor.process(NORTHWIND.tenant, 'SUP-ACORN', 'ACN-70001');
    expect(row).toMatchObject({ state: 'CLOSED', outcome: 'posted' });
    expect((await world.stores.inventory.position(tenant, 'DC-ATL', 'ACN-OATS-1KG')).buckets.available).toBe(480);
    const [run] = [...world.runs.values()];
    expect(run?.entered).toEqual(['OpenReceiving', 'CheckNotice', 'JudgeNotice', 'IsNoticeAccepted', 'AwaitReceipt', 'SettleLines', 'SummarizeReceipt', 'WhatIsNext', 'CloseReceiving']);
  });
});
