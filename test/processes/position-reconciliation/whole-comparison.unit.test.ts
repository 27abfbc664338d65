import { describe, expect, it } from 'vitest';
import { CountRequested } from '../../../events/count.ts';
import { InventoryAvailabilityPublished, InventoryDriftDetected } from '../../../events/inventory.ts';
import { resolveCase } from '../../../lambdas/work/cases.ts';
import { Site } from './site.ts';

describe('a comparison', () => {
  it('of systems that agree ends at once, in at most twelve transitions', async () => {
    const site = await Site.open();
    await site.hold('OATS', 100);
    await site.hold('RICE', 5, { shop: null });
    const id = await site.ask();
    expect(site.problems()).toEqual([]);
    expect(await site.row(id)).toMatchObject({ state: 'CLOSED', outcome: 'agreed' });
    const [{ run } = { run: { entered: [] } }] = [...site.world.runs.values()] as never as [
      { run: { entered: string[] } },
    ];
    expect(run.entered).toEqual([
      'OpenRun',
      'ListItems',
      'SummarizeRun',
      'WhatIsNext',
      'CompareChunks',
      'SummarizeRun',
      'WhatIsNext',
      'CloseRun',
    ]);
    expect(site.published(InventoryDriftDetected)).toEqual([]);
    expect(await site.cases()).toEqual([]);
    expect(site.fake('ecommerce').effects()).toEqual({});
  });

  it('of a site where nothing ever moved has nothing to look at', async () => {
    const site = await Site.open();
    expect(await site.row(await site.ask())).toMatchObject({ state: 'CLOSED', outcome: 'agreed' });
  });

  it('of SKUs that were asked for looks at no others, each once', async () => {
    const site = await Site.open();
    await site.hold('OATS', 100, { shop: 90 });
    await site.hold('RICE', 100, { shop: 90 });
    await site.ask(['OATS', 'OATS']);
    expect([site.shown('OATS'), site.shown('RICE')]).toEqual([100, 90]);
  });

  it('asked for three times is one', async () => {
    const site = await Site.open();
    site.world.copies = 3;
    await site.hold('OATS', 100, { shop: 90 });
    await site.ask();
    expect(site.world.runs.size).toBe(1);
    expect(site.fake('ecommerce').effects()).toEqual({ publishAvailability: 1 });
    expect(site.problems()).toEqual([]);
  });

  it('of many SKUs takes fifty at a time, whatever their number', async () => {
    const site = await Site.open();
    const skus = Array.from({ length: 120 }, (_, n) => `SKU-${String(n).padStart(3, '0')}`);
    for (const sku of skus) await site.hold(sku, 10, { shop: sku === 'SKU-077' ? 4 : 10 });
    for (const wanted of [undefined, skus]) {
      site.world.calls.length = 0;
      const id = await site.ask(wanted);
      expect(await site.row(id)).toMatchObject({ facts: { chunks: 3, cursor: null } });
      expect(site.world.calls.filter((name) => name === 'DecideChunk')).toHaveLength(3);
      expect(site.shown('SKU-077')).toBe(10);
      site.show('SKU-077', 4);
      await site.world.advance(10);
    }
    expect(site.problems()).toEqual([]);
  }, 60_000);
});

describe('a channel that lags', () => {
  it('is told what nobody has reserved, and looked at again ten minutes later', async () => {
    const site = await Site.open();
    await site.hold('OATS', 100, { shop: 12 });
    const order = { site: 'DC-ATL', sku: 'OATS', orderId: 'O-1', orderLineId: 'L-1' };
    const part = { claim: 'c', quantity: 30, lots: [{ quantity: 30 }], kind: 'firm' as const };
    await site.world.stores.backorders.reserve(site.tenant, order, { ...part, at: site.world.clock() });
    const id = await site.ask();
    expect(site.shown()).toBe(70);
    expect(site.published(InventoryDriftDetected)).toMatchObject([
      { sku: 'OATS', class: 'PUBLISH_LAG', position: 100, published: 12, sellable: 70 },
    ]);
    expect(site.published(InventoryAvailabilityPublished)).toMatchObject([
      {
        channel: 'ecommerce',
        reasonCode: 'PUBLISH_LAG',
        lines: [{ sku: 'OATS', quantity: 70, previous: 12 }],
      },
    ]);
    expect(await site.row(id)).toMatchObject({ state: 'RECHECKING', dueAt: '2026-03-02T06:10:00.000Z' });
    await site.world.advance(9);
    expect(await site.row(id)).toMatchObject({ state: 'RECHECKING' });
    await site.world.advance(1);
    expect(await site.row(id)).toMatchObject({ state: 'CLOSED', outcome: 'healed' });
    expect(await site.cases()).toEqual([]);
    expect(site.problems()).toEqual([]);
  });

  it('and does not follow is told once more, and is then a case', async () => {
    const site = await Site.open();
    await site.hold('OATS', 100, { shop: 12 });
    const id = await site.ask();
    for (const expected of ['RECHECKING', 'RECHECKING', 'CLOSED']) {
      expect((await site.row(id)).state).toBe(expected);
      forget(site);
      await site.world.advance(10);
    }
    expect(await site.row(id)).toMatchObject({ state: 'CLOSED', outcome: 'drift' });
    expect(site.fake('ecommerce').effects()).toEqual({ publishAvailability: 2 });
    expect(await site.caseClasses()).toEqual(['CHANNEL_DRIFT']);
    expect(site.published(CountRequested)).toEqual([]);
  });

  it.each([
    [1_429, 'CLOSED', 2],
    [1_430, 'CLOSED', 2],
    [1_431, 'RECHECKING', 3],
  ])('is not told a third time in 24 h across runs: %i min later it is %s', async (minutes, state, told) => {
    const site = await Site.open();
    await site.hold('OATS', 100, { shop: 12 });
    await site.ask();
    // The second of its times is ten minutes after the first, and stays within the window longer.
    forget(site);
    await site.world.advance(10);
    await site.world.advance(minutes);
    forget(site);
    const id = await site.ask(['OATS']);
    expect(await site.row(id)).toMatchObject({ state });
    expect(site.fake('ecommerce').effects()).toEqual({ publishAvailability: told });
  });

  it('is told as often as the tenant says', async () => {
    const site = await Site.open({ settings: { healings: 0 } });
    await site.hold('OATS', 100, { shop: 12 });
    expect(await site.row(await site.ask())).toMatchObject({ state: 'CLOSED', outcome: 'drift' });
    expect(site.shown()).toBe(12);
    expect(await site.caseClasses()).toEqual(['CHANNEL_DRIFT']);
  });
});

describe('stock that differs', () => {
  it('is counted and somebody is told, once while the case stands', async () => {
    const site = await Site.open();
    await site.hold('OATS', 100, { wms: 90 });
    const id = await site.ask();
    expect(await site.row(id)).toMatchObject({ state: 'CLOSED', outcome: 'drift' });
    expect(site.published(CountRequested)).toMatchObject([
      { sku: 'OATS', trigger: 'DRIFT', requestedBy: 'position-reconciliation' },
    ]);
    await site.ask();
    expect(site.published(CountRequested)).toHaveLength(1);
    const [standing, ...others] = await site.cases();
    expect([standing?.class, others]).toEqual(['DRIFT_UNEXPLAINED', []]);
    expect(standing?.summary).toContain('our events say 100, the WMS 90, the ERP 100');

    const members = (await site.world.stores.tenants.current(site.tenant))?.members ?? [];
    const manager = members.find(({ roles }) => roles.includes('inventory-manager'));
    await resolveCase(site.world.hands, site.tenant, standing?.caseId ?? '', {
      by: manager?.userId ?? '',
      rootCause: 'MISPLACED',
      resolution: 'FOUND',
    });
    await site.ask();
    expect(site.published(CountRequested)).toHaveLength(2);
  });

  it('is not mended: positions, WMS and ERP stay as they are, whatever is found', async () => {
    const site = await Site.open();
    await site.hold('OATS', 100, { wms: 90, shop: 1 });
    await site.hold('RICE', 100, { erp: 60 });
    await site.hold('CORN', 100, { shop: 7 });
    const before = [await site.positions(), site.fake('wms').state(), site.fake('erp').state()];
    await site.ask();
    await site.world.advance(10);
    expect([await site.positions(), site.fake('wms').state(), site.fake('erp').state()]).toEqual(before);
    expect([site.shown('OATS'), site.shown('RICE'), site.shown('CORN')]).toEqual([1, 100, 100]);
  });

  it('by an effect the ERP has no document for is a case that names it', async () => {
    const site = await Site.open();
    await site.hold('OATS', 100);
    await site.post('OATS', 40, 'second');
    site.stock('OATS', 140);
    await site.ask();
    expect(site.published(InventoryDriftDetected)).toMatchObject([
      { class: 'MISSING_POSTING', position: 140, physical: 140, book: 100, evidence: ['second'] },
    ]);
    const [opened] = await site.cases();
    expect(opened).toMatchObject({ class: 'POSTING_DRIFT' });
    expect(opened?.summary).toContain('no document for second');
    expect(site.published(CountRequested)).toEqual([]);
  });

  it('by a document of no effect of ours is a case that names it', async () => {
    const site = await Site.open();
    await site.hold('OATS', 100);
    site.bookUnits('OATS', 25, 'by-hand');
    await site.ask();
    expect(site.published(InventoryDriftDetected)).toMatchObject([
      { class: 'EXTRA_POSTING', book: 125, evidence: ['GR-by-hand'] },
    ]);
    expect(await site.caseClasses()).toEqual(['POSTING_DRIFT']);
  });

  it.each([
    ['one day inside', 29, 'MISSING_POSTING'],
    ['at the end', 30, 'MISSING_POSTING'],
    ['one day outside', 31, 'UNEXPLAINED'],
  ])('is looked into as far back as 30 days: %s', async (_case, days, expected) => {
    const site = await Site.open();
    await site.hold('OATS', 100, { erp: 0, shop: null });
    for (let day = 1; day <= days; day++) await site.world.advance(1_440);
    await site.ask();
    expect(site.published(InventoryDriftDetected)).toMatchObject([{ class: expected }]);
  });

  it('and is in flight is listed and left alone', async () => {
    const site = await Site.open();
    await site.hold('OATS', 100, { wms: 60 });
    await site.openProcess('receiving', 'OATS');
    const id = await site.ask();
    expect(await site.row(id)).toMatchObject({ state: 'CLOSED', outcome: 'agreed' });
    expect(site.published(InventoryDriftDetected)).toEqual([]);
    expect(await site.cases()).toEqual([]);
    const steps = await site.world.stores.processes.steps(site.tenant, site.processId(id));
    const decided = steps.find(({ name }) => name === 'DecideChunk');
    expect(decided?.detail).toMatchObject({ drifts: [{ sku: 'OATS', class: 'IN_FLIGHT' }] });
    expect(decided?.decisions?.[0]?.result).toEqual({ class: 'IN_FLIGHT', evidence: ['receiving:OATS'] });
  });

  it('because it moved while the systems were asked is in flight', async () => {
    const site = await Site.open();
    await site.hold('OATS', 100);
    const moves: Promise<void>[] = [];
    site.world.fault = (moment, name) => {
      if (moment === 'after' && name === 'erp.lookUpBook' && moves.length === 0)
        moves.push(site.post('OATS', 500, 'meanwhile'));
    };
    const id = await site.ask();
    expect(moves).toHaveLength(1);
    expect(await site.row(id)).toMatchObject({ outcome: 'agreed' });
    expect(site.published(InventoryDriftDetected)).toEqual([]);
  });
});

describe('the level of a site', () => {
  it('shadow decides and does nothing else', async () => {
    const site = await Site.open({ level: 'shadow' });
    await site.hold('OATS', 100, { shop: 12 });
    await site.hold('RICE', 100, { wms: 12 });
    const id = await site.ask();
    expect(await site.row(id)).toMatchObject({ state: 'CLOSED', outcome: 'drift' });
    expect(site.published(InventoryDriftDetected)).toHaveLength(2);
    expect(await site.cases()).toEqual([]);
    expect(site.published(CountRequested)).toEqual([]);
    expect(site.shown()).toBe(12);
  });

  it('advise leaves what is to be done to a person', async () => {
    const site = await Site.open({ level: 'advise' });
    await site.hold('OATS', 100, { shop: 12 });
    await site.hold('RICE', 100, { wms: 12 });
    await site.ask();
    expect(await site.caseClasses()).toEqual(['CHANNEL_DRIFT', 'DRIFT_UNEXPLAINED']);
    expect(site.published(CountRequested)).toEqual([]);
    expect(site.shown()).toBe(12);
    expect((await site.cases()).find((row) => row.class === 'CHANNEL_DRIFT')?.summary).toContain(
      'Publish it',
    );
  });
});

/** The shop shows its old number again. */
function forget(site: Site): void {
  const { publications } = site.fake('ecommerce').state() as {
    publications: { id: string; lines: unknown[] }[];
  };
  for (const publication of publications) publication.lines.length = 0;
}
