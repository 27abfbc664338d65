import { describe, expect, it } from 'vitest';
import { AdapterRejected, AdapterUnavailable } from '../../../lambdas/shared/errors.ts';
import { tenantScope } from '../../../lambdas/store/ports.ts';
import { signalProcess } from '../../../lambdas/work/signal.ts';
import { Floor, MANAGER, SITE, TENANT } from './floor.ts';

/** The way back: goods found good, systems that refuse, systems that are away. */

/** Refuses the calls of these names for good. */
function refuse(floor: Floor, ...names: readonly string[]): void {
  floor.world.fault = (moment, name) => {
    if (moment === 'before' && names.includes(name)) throw new AdapterRejected(`${name} refuses`);
  };
}

describe('goods that are found good', () => {
  it('before anything was decided are available again, with the inspection in the audit chain', async () => {
    const floor = await Floor.of();
    await floor.report();
    await floor.answer('assess', 'FOUND_GOOD', { form: { inspectionId: 'INS-1' } });
    expect(await floor.row()).toMatchObject({ state: 'CLOSED', outcome: 'found-good' });
    expect(await floor.buckets()).toMatchObject({ available: 100, damaged: 0, free: 100 });
    expect(floor.fake('wms').state()).toMatchObject({
      stock: expect.arrayContaining([expect.objectContaining({ status: 'available', quantity: 100 })]),
    });
    expect(floor.fake('ecommerce').state()).toMatchObject({ listings: [{ published: 100 }, {}] });
    expect(floor.published('DamageClosed')).toMatchObject([{ outcome: 'found-good', inspectionId: 'INS-1' }]);
    const { inventory } = floor.world.stores;
    const bodies: unknown[] = [];
    for (const day of await inventory.auditDays(tenantScope(TENANT), SITE))
      for await (const { body } of inventory.auditChain(tenantScope(TENANT), SITE, day)) bodies.push(body);
    expect(bodies).toContainEqual(
      expect.objectContaining({ details: { inspectionId: 'INS-1', inspectedBy: 'supervisor-atl' } }),
    );
  });

  it('after they were written off and claimed: both are taken back', async () => {
    const floor = await Floor.of();
    await floor.report({ place: 'DOCK', notedOnDelivery: true, shipmentId: 'SHP-7' });
    await floor.answer('assess', 'CARRIER_CLAIM');
    expect(floor.standing('finance', 'writeOffs')).toHaveLength(1);
    await floor.answer('claim', 'FOUND_GOOD', { form: { inspectionId: 'INS-2' } });
    expect(await floor.row()).toMatchObject({ state: 'CLOSED', outcome: 'found-good' });
    expect(floor.standing('finance', 'writeOffs')).toEqual([]);
    expect(floor.standing('tms', 'claims')).toEqual([]);
    expect(await floor.buckets()).toMatchObject({ available: 100, damaged: 0 });
    expect(floor.published('DamageClosed')[0]).not.toHaveProperty('writtenOff');
    expect(await floor.cases()).toEqual([]);
  });

  it('after a supplier was claimed for them: the claim is withdrawn', async () => {
    const floor = await Floor.of();
    await floor.report({ packState: 'INTACT', supplierId: 'SUP-1' });
    await floor.until((await floor.task('assess')).parkAt);
    await floor.until('2026-03-26T15:00:00.000Z');
    await floor.answer('claim', 'FILE');
    expect(floor.standing('supplier-portal', 'claims')).toHaveLength(1);
    await signalProcess(floor.world.hands, tenantScope(TENANT), floor.processId, ['1:retry/supervisor-atl']);
    await floor.world.settle();
    await floor.answer('assess', 'FOUND_GOOD', { form: { inspectionId: 'INS-3' } });
    expect(await floor.row()).toMatchObject({ state: 'CLOSED', outcome: 'found-good' });
    expect(floor.fake('supplier-portal').effects()).toEqual({ fileClaim: 1, withdrawClaim: 1 });
    expect(floor.fake('supplier-portal').state()).toMatchObject({
      claims: [{ withdrawnFor: expect.any(String) }],
    });
    expect(await floor.buckets()).toMatchObject({ available: 100, damaged: 0 });
  });

  it('stay with a person when a write-off cannot be reversed', async () => {
    const floor = await Floor.of();
    await floor.report({ place: 'DOCK', notedOnDelivery: true, shipmentId: 'SHP-7' });
    await floor.answer('assess', 'CARRIER_CLAIM');
    refuse(floor, 'finance.reverseWriteOff');
    await floor.answer('claim', 'FOUND_GOOD', { form: { inspectionId: 'INS-2' } });
    expect(await floor.row()).toMatchObject({ state: 'STUCK', waiting: true });
    expect(await floor.cases()).toEqual(['COMPENSATION_FAILED', 'INTEGRATION_REJECTED']);
    await floor.world.advance(1_440);
    expect(await floor.row()).toMatchObject({ state: 'STUCK' });
    await floor.resolve('COMPENSATION_FAILED');
    await floor.world.advance(1_440);
    expect(await floor.row()).toMatchObject({ state: 'CLOSED', outcome: 'by-hand' });
  });
});

describe('a system that refuses', () => {
  it.each(['wms.changeStockStatus', 'finance.writeOffStock', 'supplier-portal.fileClaim'])(
    '%s: the disposition is taken back in reverse and asked again',
    async (name) => {
      const floor = await Floor.of();
      await floor.report({ packState: 'INTACT', supplierId: 'SUP-1' });
      refuse(floor, name);
      await floor.answer('assess', 'RTV');
      floor.world.fault = () => {};
      expect(await floor.row()).toMatchObject({ state: 'REVIEW' });
      expect(await floor.buckets()).toMatchObject({ available: 88, damaged: 12 });
      expect(floor.fake('wms').state()).toMatchObject({
        stock: expect.arrayContaining([expect.objectContaining({ status: 'damaged', quantity: 12 })]),
      });
      expect(floor.standing('finance', 'writeOffs')).toEqual([]);
      expect(floor.standing('supplier-portal', 'claims')).toEqual([]);
      expect(await floor.cases()).toEqual(['INTEGRATION_REJECTED', 'POSTING_FAILED']);
      expect(floor.published('ClaimFiled')).toEqual([]);
      await floor.answer('assess', 'RTV');
      expect(await floor.row()).toMatchObject({ state: 'WATCHING' });
      expect(await floor.buckets()).toMatchObject({ damaged: 0 });
      expect(floor.standing('finance', 'writeOffs')).toHaveLength(1);
    },
  );

  it('that also refuses to take back stops the damage', async () => {
    const floor = await Floor.of();
    await floor.report({ packState: 'INTACT', supplierId: 'SUP-1' });
    refuse(floor, 'supplier-portal.fileClaim', 'finance.reverseWriteOff');
    await floor.answer('assess', 'RTV');
    expect(await floor.row()).toMatchObject({ state: 'STUCK' });
    expect(await floor.cases()).toEqual(expect.arrayContaining(['COMPENSATION_FAILED', 'POSTING_FAILED']));
    expect(await floor.problems()).toEqual([]);
  });

  it.each(['wms.changeStockStatus', 'ecommerce.publishAvailability'])(
    '%s at the quarantine: the goods stay blocked here, and somebody hears of it',
    async (name) => {
      const floor = await Floor.of();
      refuse(floor, name);
      await floor.report();
      expect(await floor.buckets()).toMatchObject({ available: 88, damaged: 12 });
      expect(await floor.row()).toMatchObject({ state: 'REVIEW' });
      expect(await floor.cases()).toEqual(['INTEGRATION_REJECTED']);
    },
  );

  it('a draft: the claim is a person’s all the same', async () => {
    const floor = await Floor.of();
    await floor.report({ place: 'DOCK', notedOnDelivery: true, shipmentId: 'SHP-9' });
    await floor.answer('assess', 'DISPOSE');
    await floor.until('2026-10-08T15:00:00.000Z');
    expect(await floor.openSteps()).toEqual(['claim']);
    expect(floor.standing('tms', 'claims')).toEqual([]);
  });

  it('a claim a person files: it is asked again', async () => {
    const floor = await Floor.of();
    await floor.report({ packState: 'INTACT', supplierId: 'SUP-1' });
    await floor.answer('assess', 'DISPOSE');
    await floor.until('2026-03-26T15:00:00.000Z');
    refuse(floor, 'supplier-portal.fileClaim');
    await floor.answer('claim', 'FILE');
    floor.world.fault = () => {};
    expect(floor.published('ClaimFiled')).toEqual([]);
    await floor.answer('claim', 'FILE');
    expect(floor.published('ClaimFiled')).toHaveLength(1);
  });
});

describe('a system that is away', () => {
  it.each(['erp', 'wms', 'ecommerce'])('%s while the damage is new: it waits and goes on', async (system) => {
    const floor = await Floor.of();
    floor.world.fault = (moment, name) => {
      if (moment === 'before' && name.startsWith(`${system}.`)) throw new AdapterUnavailable('away');
    };
    await floor.report();
    expect(await floor.buckets()).toMatchObject({ available: 88, damaged: 12 });
    expect(await floor.row()).toMatchObject({ state: 'WAITING_PARTNER', waiting: true });
    floor.world.fault = () => {};
    await floor.world.advance(30);
    expect(await floor.row()).toMatchObject({ state: 'REVIEW' });
    expect(await floor.problems()).toEqual([]);
  });

  it('finance while goods are disposed of: nothing is done twice', async () => {
    const floor = await Floor.of({ unitCost: 10_000 });
    await floor.report();
    floor.world.fault = (moment, name) => {
      if (moment === 'after' && name === 'finance.writeOffStock') throw new AdapterUnavailable('answer lost');
    };
    await floor.answer('assess', 'DISPOSE', { by: MANAGER });
    expect(await floor.row()).toMatchObject({ state: 'WAITING_PARTNER' });
    floor.world.fault = () => {};
    await floor.world.advance(30);
    expect(await floor.row()).toMatchObject({ state: 'CLOSED', outcome: 'disposed' });
    expect(floor.fake('finance').effects()).toEqual({ writeOffStock: 1 });
    expect(floor.fake('wms').effects()).toEqual({ changeStockStatus: 2 });
  });
});

it('finds that goods left `damaged` before they could be disposed of, and asks', async () => {
  const floor = await Floor.of();
  await floor.report();
  await floor.world.stores.inventory.post(
    tenantScope(TENANT),
    {
      site: SITE,
      documentId: 'gone',
      processId: 'test:gone',
      reasonCode: 'TEST',
      actor: 'test',
      at: floor.world.clock(),
      movements: [{ effectKey: 'gone', sku: 'OATS', quantity: 1, from: 'damaged', to: null }],
    },
    () => [],
  );
  await floor.answer('assess', 'DISPOSE');
  expect(await floor.row()).toMatchObject({ state: 'STOCK_MISSING' });
  expect(await floor.cases()).toEqual(['DAMAGE_NOT_FOUND']);
  expect(floor.fake('finance').effects()).toEqual({});
  await floor.put('damaged', 1);
  floor.fake('wms').seed({ stock: [{ site: SITE, sku: 'OATS', status: 'damaged', quantity: 12 }] });
  await floor.answer('stock', 'RETRY', { by: MANAGER });
  expect(await floor.row()).toMatchObject({ state: 'CLOSED', outcome: 'disposed' });
});
