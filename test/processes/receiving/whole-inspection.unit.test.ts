import { describe, expect, it } from 'vitest';
import type { SamplingPlan } from '../../../events/quality.ts';
import { deliveryAt } from './delivery.ts';
import { counted, expectClosed, expectSound, oats, RESOLVED } from './expectations.ts';

/** Lots that are inspected, what becomes of those that fail, and how strictly the next one is inspected. */

describe('inspection', () => {
  const inspected = async (setting: Partial<Parameters<typeof deliveryAt>[0]> = {}) => {
    const d = await counted(100, {
      lines: [{ sku: 'OATS', ordered: 100, item: { inspection: 'ALWAYS' } }],
      ...setting,
    });
    expect(await d.stock('OATS')).toEqual({ quarantine: 100 });
    return d;
  };
  const FAILED = { critical: 1, major: 0, minor: 0 };

  it('releases a lot that passes', async () => {
    const d = await inspected();
    expect(d.published('InspectionRequested')).toHaveLength(1);
    await d.answer('inspection', 'INSPECTED', { form: { critical: 0, major: 0, minor: 0 } });
    await expectClosed(d);
    expect(await d.stock('OATS')).toEqual({ available: 100 });
    expect(d.published('InspectionCompleted')).toHaveLength(1);
  });

  it('is asked for with the first receipts of an item', async () => {
    const d = await inspected({ lines: oats(100), known: false });
    await d.answer('inspection', 'INSPECTED', { form: { critical: 0, major: 0, minor: 0 } });
    await expectClosed(d);
  });

  it.each([
    ['a moment inside', '2026-01-31T11:30:00.001Z', 2, { quarantine: 100 }],
    ['at the end', '2026-01-31T11:30:00.000Z', 2, { quarantine: 100 }],
    ['a moment outside', '2026-01-31T11:29:59.999Z', 2, { available: 100 }],
    ['inside, and fewer', '2026-03-01T11:30:00.000Z', 1, { available: 100 }],
  ])('is asked for with 2 %% of defects in 30 days: %s', async (_case, at, defectUnits, stock) => {
    const d = await deliveryAt({ lines: oats(100) });
    const lot = { accepted: true, at, lotKey: 'lot-1', defectUnits, inspectedUnits: 100 };
    await d.knows('OATS', { severity: 'normal', receipts: 10, outcomes: [lot] });
    await d.announce();
    await d.count([['OATS', 100]]);
    expect(await d.stock('OATS')).toEqual(stock);
  });

  it.each([
    ['RETURN_LOT', {}, undefined],
    ['SORT_100', { available: 60, damaged: 40 }, { good: 60, bad: 40 }],
    ['ACCEPT_CONCESSION', { available: 100 }, undefined],
    ['SCRAP', {}, undefined],
  ])('of a lot that fails is answered with %s', async (option, stock, form) => {
    const d = await inspected({
      document: (document) => ({
        ...document,
        members: [...document.members, { userId: 'quality-2', roles: ['quality'], sites: ['DC-ATL'] }],
      }),
    });
    await d.answer('inspection', 'INSPECTED', { form: FAILED });
    expect(await d.stock('OATS')).toEqual({ quarantine: 100 });
    await d.answer('failed-lot', option, { comment: 'As agreed with the buyer.', ...(form && { form }) });
    await expectClosed(d, RESOLVED);
    expect(await d.stock('OATS')).toEqual(stock);
  });

  it('stops a supplier after five rejected lots while tightened', async () => {
    const d = await deliveryAt({ lines: oats(100) });
    const outcomes = [1, 2, 3, 4].map((lot) => ({
      accepted: false,
      severity: 'tightened' as const,
      at: '2026-02-20T10:00:00.000Z',
      lotKey: `lot-${lot}`,
      defectUnits: 5,
      inspectedUnits: 20,
    }));
    await d.knows('OATS', { severity: 'tightened', receipts: 20, outcomes });
    await d.announce();
    await d.count([['OATS', 100]]);
    await d.answer('inspection', 'INSPECTED', { form: FAILED });
    expect(await d.caseStates()).toContain('SUPPLIER_STOPPED open');
    expect(d.published('SupplierInspectionStateChanged')).toHaveLength(1);
    expect((await d.world.stores.quality.history(d.tenant, 'SUP-ACORN', 'OATS')).severity).toBe('stopped');
    await expectSound(d);
  });

  describe('of a supplier whose lots were good for long', () => {
    const goodLots = (severity: 'normal' | 'reduced', count: number) =>
      Array.from({ length: count }, (_, lot) => ({
        accepted: true,
        severity,
        at: '2026-02-20T10:00:00.000Z',
        lotKey: `lot-${lot}`,
        defectUnits: 0,
        inspectedUnits: 20,
      }));
    /** One more lot that is inspected, of a supplier that the tenant calls steady or not. */
    async function nextLot(severity: 'normal' | 'reduced', steady: boolean, defects: object) {
      const steadySuppliers = steady ? ['SUP-ACORN'] : [];
      const d = await deliveryAt({
        lines: [{ sku: 'OATS', ordered: 100, item: { inspection: 'ALWAYS' } }],
        document: (document) => {
          const inspection = { ...document.receiving.inspection, steadySuppliers };
          return { ...document, receiving: { ...document.receiving, inspection } };
        },
      });
      await d.knows('OATS', { severity, receipts: 20, outcomes: goodLots(severity, 9) });
      await d.announce();
      await d.count([['OATS', 100]]);
      const requests = d.published('InspectionRequested').map(({ data }) => data as { plan: SamplingPlan });
      await d.answer('inspection', 'INSPECTED', { form: { critical: 0, major: 0, minor: 0, ...defects } });
      const history = await d.world.stores.quality.history(d.tenant, 'SUP-ACORN', 'OATS');
      const [switched] = d.published('SupplierInspectionStateChanged').map(({ data }) => data);
      const [plan] = requests.map((request) => request.plan);
      return {
        inspected: plan?.severity,
        sample: plan?.classes[0]?.sample,
        next: history.severity,
        switched,
      };
    }

    it('becomes reduced with the tenth in a row when supply is steady', async () => {
      const { inspected, sample, next, switched } = await nextLot('normal', true, {});
      expect([inspected, sample, next]).toEqual(['normal', 20, 'reduced']);
      expect(switched).toMatchObject({ from: 'normal', to: 'reduced' });
    });

    it('stays normal when nobody said that supply is steady', async () => {
      expect(await nextLot('normal', false, {})).toMatchObject({ next: 'normal', switched: undefined });
    });

    it('draws less while it is reduced, until a lot is rejected', async () => {
      expect(await nextLot('reduced', true, {})).toMatchObject({
        inspected: 'reduced',
        sample: 13,
        next: 'reduced',
      });
      expect(await nextLot('reduced', true, { major: 3 })).toMatchObject({
        inspected: 'reduced',
        next: 'normal',
        switched: { from: 'reduced', to: 'normal' },
      });
    });

    it('draws as normal at once when supply is not steady any more', async () => {
      expect(await nextLot('reduced', false, {})).toMatchObject({
        inspected: 'normal',
        sample: 20,
        next: 'normal',
        switched: { from: 'reduced', to: 'normal' },
      });
    });
  });

  it('treats a lot of a stopped supplier as failed', async () => {
    const d = await deliveryAt({ lines: oats(100) });
    await d.knows('OATS', { severity: 'stopped', receipts: 20, outcomes: [] });
    await d.announce();
    await d.count([['OATS', 100]]);
    expect(await d.stock('OATS')).toEqual({ quarantine: 100 });
    await d.answer('failed-lot', 'RETURN_LOT');
    await expectClosed(d, RESOLVED);
    expect(await d.stock('OATS')).toEqual({});
  });
});
