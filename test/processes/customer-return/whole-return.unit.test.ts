import { describe, expect, it } from 'vitest';
import { RETURN, Shop } from './shop.ts';

describe('a return that is as the customer says', () => {
  it('is authorized, labeled, received, inspected, restocked, refunded and closed, each once', async () => {
    const shop = await Shop.open();
    await shop.request();
    expect(await shop.row()).toMatchObject({ state: 'LABELED', waiting: true, dueAt: expect.any(String) });
    await shop.receive();
    expect(await shop.row()).toMatchObject({ state: 'RECEIVED' });
    expect(await shop.buckets()).toMatchObject({ hold: 2, available: 0 });
    expect(shop.told()).toEqual({ wms: { hold: 2 }, erp: 2 });
    await shop.inspect();
    expect(await shop.row()).toMatchObject({ state: 'CLOSED', outcome: 'refunded' });
    expect(await shop.buckets()).toMatchObject({ hold: 0, available: 2 });
    expect(shop.told()).toEqual({ wms: { available: 2 }, erp: 2 });
    expect(shop.refunds()).toEqual([10_000]);
    expect(shop.state('tms').returnLabels).toHaveLength(1);
    expect(shop.state('crm').notes).toHaveLength(1);
    expect(shop.state('contact-center').cards).toHaveLength(1);
    for (const type of ['ReturnAuthorized', 'ReturnDisposed', 'ReturnRefunded'])
      expect([type, shop.heard(type).length]).toEqual([type, 1]);
    expect(await shop.cases()).toEqual([]);
    expect(await shop.tasks()).toEqual([]);
    expect(shop.world.dead).toEqual([]);
  });

  it('takes at most 12 transitions', async () => {
    const shop = await Shop.open();
    await shop.request();
    await shop.receive();
    await shop.inspect();
    const [run] = shop.world.runs.values();
    expect(run?.status).toBe('SUCCEEDED');
    expect(run?.run.entered.length).toBeLessThanOrEqual(12);
    expect(RETURN).toBe((await shop.row())?.processId);
  });
});
