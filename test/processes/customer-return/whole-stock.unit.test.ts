import { describe, expect, it } from 'vitest';
import type { Disposition, Grade } from '../../../events/returns.ts';
import type { Inspection } from '../../../lambdas/processes/customer-return/contract.ts';
import { tenantScope } from '../../../lambdas/store/ports.ts';
import { Shop, SITE, TENANT } from './shop.ts';

/** Where goods go: every way, every guard, and what the bus hears of it. */

async function disposed(inspection: Partial<Inspection>, terms = {}, sale = {}) {
  const shop = await Shop.open({ terms, sale });
  await shop.request();
  await shop.receive();
  await shop.inspect(inspection);
  return shop;
}

describe('a way that recovers most', () => {
  it.each<[Disposition, Grade, object, string]>([
    ['RESTOCK', 'A', {}, 'available'],
    ['OUTLET', 'B', { outletPrice: 90_000 }, 'hold'],
    ['REFURBISH', 'C', { refurbishedPrice: 90_000 }, 'hold'],
    ['LIQUIDATE', 'C', { liquidationPrice: 90_000 }, 'hold'],
    ['RTV', 'D', {}, 'hold'],
    ['SALVAGE', 'D', { salvagePrice: 90_000 }, 'hold'],
    ['DONATE', 'E', { supplierReturn: undefined }, 'hold'],
    ['DISPOSE', 'E', { supplierReturn: undefined, donationSafe: false }, 'damaged'],
  ])('%s of grade %s', async (disposition, grade, terms, bucket) => {
    const shop = await disposed({ grade }, terms);
    const empty = { available: 0, hold: 0, quarantine: 0, damaged: 0, inTransit: 0 };
    expect(await shop.buckets()).toEqual({ ...empty, [bucket]: 2 });
    expect(shop.told()).toEqual({ wms: { [bucket]: 2 }, erp: 2 });
    expect(shop.heard('ReturnDisposed')).toEqual([
      expect.objectContaining({ disposition, grade, quantity: 2 }),
    ]);
    expect(shop.refunds()).toEqual([10_000]);
    expect(shop.state('supplier-portal').returns).toHaveLength(disposition === 'RTV' ? 1 : 0);
  });

  it('is written down with every value it was chosen among', async () => {
    const shop = await disposed({ grade: 'C' });
    const steps = await shop.world.stores.processes.steps(tenantScope(TENANT), 'customer-return:RMA-1');
    const record = steps
      .flatMap(({ decisions = [] }) => decisions)
      .find(({ ruleId }) => ruleId.endsWith('.disposition'));
    expect(record?.inputs.ways).toEqual([
      { disposition: 'REFURBISH', recovery: 3_800, touches: 3 },
      { disposition: 'OUTLET', recovery: 3_300, touches: 2 },
      { disposition: 'LIQUIDATE', recovery: 800, touches: 2 },
      { disposition: 'RTV', recovery: 4_400, touches: 2 },
    ]);
    expect(record?.thresholds).toMatchObject({ refurbishPercent: { value: 70, level: 'default' } });
    expect(shop.heard('ReturnDisposed')).toEqual([
      expect.objectContaining({ recovery: { REFURBISH: 3_800, OUTLET: 3_300, LIQUIDATE: 800, RTV: 4_400 } }),
    ]);
  });
});

describe('guards before money', () => {
  it.each([
    [
      'a recalled lot is quarantined and refunded',
      { lot: 'L1' },
      { recalledLots: ['L1'] },
      'quarantine',
      [10_000],
      [],
    ],
    [
      'a lot past its day is disposed of and refunded',
      { expiresOn: '2026-03-01' },
      {},
      'damaged',
      [10_000],
      [],
    ],
    ['opened hygiene goods wait for a person', { opened: true }, { hygiene: true }, 'hold', [], ['review']],
    ['a counterfeit waits for loss prevention', { counterfeit: true }, {}, 'hold', [], ['fraud']],
    ['another serial waits for loss prevention', { serial: 'S-9' }, {}, 'hold', [], ['fraud']],
    ['an empty pack waits for a person', { grade: 'X' as const }, {}, 'hold', [], ['review']],
  ])('%s', async (_what, inspection, terms, bucket, refunds, steps) => {
    const shop = await disposed(inspection, terms, { serials: ['S-1'] });
    expect(await shop.buckets()).toMatchObject({ [bucket]: 2 });
    expect(shop.told()).toEqual({ wms: { [bucket]: 2 }, erp: 2 });
    expect(shop.refunds()).toEqual(refunds);
    expect((await shop.tasks()).map(({ step }) => step)).toEqual(steps);
  });
});

describe('damage', () => {
  const ours = { supplierReturn: undefined };

  it.each<[Grade, boolean, number]>([
    ['C', true, 0],
    ['D', true, 1],
    ['E', true, 1],
    ['D', false, 0],
  ])('of grade %s, damage the reason: %s', async (grade, damaged, reports) => {
    const shop = await disposed({ grade, damaged, packState: 'CRUSHED', evidence: ['photo-1'] }, ours);
    expect(shop.heard('DamageReported')).toHaveLength(reports);
    expect(await shop.buckets()).toMatchObject({ damaged: reports * 2 });
  });

  it('is reported once its units are in damaged', async () => {
    const shop = await disposed({ grade: 'E', damaged: true, packState: 'WET' }, ours);
    expect(shop.heard('DamageReported')).toEqual([
      expect.objectContaining({
        damageId: 'DMG-RMA-1',
        quantity: 2,
        bucket: 'damaged',
        place: 'RETURN',
        packState: 'WET',
        orderId: 'O-1',
        supplierId: 'SUP-ACORN',
      }),
    ]);
  });
});

it('damaged goods a supplier takes back are its own: in hold for it, and nobody else follows them up', async () => {
  const shop = await disposed({ grade: 'D', damaged: true, packState: 'CRUSHED' });
  expect(shop.state('supplier-portal').returns).toHaveLength(1);
  expect(await shop.buckets()).toMatchObject({ hold: 2, damaged: 0 });
  expect(shop.heard('DamageReported')).toEqual([]);
});

it('restocked goods are a gain of available stock, in the ledger and the audit chain', async () => {
  const shop = await disposed({ grade: 'A' });
  expect(shop.heard('InventoryPositionChanged')).toEqual([
    expect.objectContaining({
      reasonCode: 'RETURN',
      changes: [expect.objectContaining({ bucket: 'hold', delta: 2 })],
    }),
    expect.objectContaining({
      reasonCode: 'RETURN_RESTOCK',
      changes: [
        expect.objectContaining({ bucket: 'hold', delta: -2 }),
        expect.objectContaining({ bucket: 'available', delta: 2 }),
      ],
    }),
  ]);
  const { rows } = await shop.world.stores.inventory.ledger(tenantScope(TENANT), SITE, 'OATS', { limit: 10 });
  expect(rows.map(({ from, to, quantity }) => [from, to, quantity]).sort()).toEqual([
    [null, 'hold', 2],
    ['hold', 'available', 2],
  ]);
});

it('two parcels of a return are both taken', async () => {
  const shop = await Shop.open();
  await shop.request();
  await shop.receive({ quantity: 1, lot: 'L1' });
  await shop.receive({ quantity: 1, lot: 'L2' });
  await shop.inspect();
  expect(await shop.buckets()).toMatchObject({ available: 2, hold: 0 });
  expect(shop.told().erp).toBe(2);
  const { stock = [] } = shop.state('wms');
  expect(stock.filter(({ quantity }) => quantity !== 0)).toEqual([
    expect.objectContaining({ lot: 'L1', status: 'available', quantity: 1 }),
    expect.objectContaining({ lot: 'L2', status: 'available', quantity: 1 }),
  ]);
});

it('the ERP books goods by the effects of the ledger, and hears nothing of how they move within the site', async () => {
  const shop = await disposed({ grade: 'A' });
  const { rows } = await shop.world.stores.inventory.ledger(tenantScope(TENANT), SITE, 'OATS', { limit: 10 });
  const entered = rows.filter(({ from }) => from === null).map(({ effectKey }) => effectKey);
  expect(shop.state('erp').postings?.map(({ effectKey }) => effectKey)).toEqual(entered);
  expect(shop.fake('erp').effects()).toEqual({ postStockAdjustment: 1 });
  expect(shop.fake('wms').effects()).toEqual({ changeStockStatus: 2 });
});

it('a parcel that comes when the others have gone their way waits in hold, with a case of its own', async () => {
  const shop = await Shop.open({ unpaid: true });
  await shop.request();
  await shop.receive({ quantity: 1 });
  await shop.inspect();
  expect(await shop.row()).toMatchObject({ state: 'DISPOSED' });
  shop.world.copies = 2;
  await shop.receive({ quantity: 1 });
  expect(await shop.buckets()).toMatchObject({ available: 1, hold: 1 });
  expect(shop.told()).toEqual({ wms: { available: 1, hold: 1 }, erp: 2 });
  expect(await shop.cases()).toEqual(['INTEGRATION_REJECTED', 'LATE_RETURN']);
  const { refund } = await shop.body();
  expect(refund?.amount.minor).toBe(5_000);
  await shop.until(refund?.dueAt ?? '');
  expect(await shop.row()).toMatchObject({ state: 'CLOSED', outcome: 'refund-overdue' });
  expect(await shop.buckets()).toMatchObject({ available: 1, hold: 1 });
});

describe('below cut-over level ACT', () => {
  it.each(['shadow', 'advise'] as const)('%s decides and writes nothing', async (level) => {
    const shop = await Shop.open({ level });
    await shop.request();
    await shop.receive();
    await shop.inspect();
    expect(await shop.buckets()).toMatchObject({ available: 0, hold: 0 });
    for (const system of ['wms', 'erp', 'tms', 'finance', 'crm', 'contact-center', 'supplier-portal'])
      expect([system, shop.fake(system).effects()]).toEqual([system, {}]);
    expect((await shop.body()).verdict?.disposition).toBe('RESTOCK');
    if (level === 'advise') await shop.answer('DONE');
    expect(await shop.row()).toMatchObject({ state: 'CLOSED', outcome: level });
  });

  it('advise ends with what a person did not do, too: DISMISS', async () => {
    const shop = await Shop.open({ level: 'advise' });
    await shop.request();
    await shop.receive();
    await shop.inspect();
    await shop.answer('DISMISS');
    expect(await shop.row()).toMatchObject({ state: 'CLOSED', outcome: 'advise' });
    expect(shop.refunds()).toEqual([]);
  });
});
