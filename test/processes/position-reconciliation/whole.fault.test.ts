import { describe, expect, it } from 'vitest';
import { CountRequested } from '../../../events/count.ts';
import { InventoryAvailabilityPublished, InventoryDriftDetected } from '../../../events/inventory.ts';
import { AdapterRejected, AdapterUnavailable } from '../../../lambdas/shared/errors.ts';
import { type Disturb, endsTheSame, type Story } from '../support/faults.ts';
import { tenantDocument } from '../support/tenants.ts';
import { Site, TENANT } from './site.ts';

/** Whatever dies, repeats, overtakes or fails on the way: the end is the one of the undisturbed night. */

async function opened(disturb: Disturb | undefined): Promise<Site> {
  const site = await Site.open();
  await site.hold('OATS', 100, { shop: 12 });
  await site.hold('RICE', 100, { wms: 60 });
  await site.hold('CORN', 100);
  await site.post('CORN', 40, 'second');
  site.stock('CORN', 140);
  await site.hold('BEANS', 50, { erp: 70 });
  disturb?.(site.world);
  return site;
}

async function later(site: Site): Promise<void> {
  for (let quarter = 1; quarter <= 16; quarter++) await site.world.advance(15);
}

const stories: readonly Story<Site>[] = [
  {
    name: 'a comparison somebody asked for, with a difference of each kind',
    run: async (disturb) => {
      const site = await opened(disturb);
      await site.ask();
      await later(site);
      return site;
    },
  },
  {
    name: 'a night',
    run: async (disturb) => {
      const site = await opened(disturb);
      await site.world.advance(60);
      await site.sweep();
      await later(site);
      return site;
    },
  },
];

/** A sweeper that dies between telling a process of its deadline and waking it is the one trace a kill may leave. */
const UNHEARD = 'PROCESS_OVERDUE';

async function stateOf(site: Site) {
  return {
    positions: (await site.positions()).map(({ sku, buckets, free }) => ({ sku, buckets, free })),
    shown: ['OATS', 'RICE', 'CORN', 'BEANS'].map((sku) => site.shown(sku)),
    cases: (await site.caseClasses()).filter((kind) => kind !== UNHEARD),
    drifts: site
      .published(InventoryDriftDetected)
      .map(({ sku, class: kind, evidence }) => `${sku} ${kind} ${evidence.join()}`)
      .sort(),
    counts: site
      .published(CountRequested)
      .map(({ sku }) => sku)
      .sort(),
    told: site.published(InventoryAvailabilityPublished).map(({ lines }) => lines),
    effects: site.fake('ecommerce').effects(),
  };
}
const problemsOf = async (site: Site) => site.problems();

describe.each(stories)('$name', (story) => {
  endsTheSame(story, { stateOf, problemsOf }, /^(wms|erp|ecommerce)\./);
});

describe('a system that is away', () => {
  const away = async (name: RegExp) => {
    const site = await opened(undefined);
    site.world.fault = (moment, call) => {
      if (moment === 'before' && name.test(call)) throw new AdapterUnavailable(`${call} is away`);
    };
    return { site, id: await site.ask() };
  };

  it.each([
    'wms.lookUpStock',
    'erp.lookUpBook',
    'erp.lookUpOrders',
    'ecommerce.lookUpListings',
    'erp.lookUpPostings',
    'ecommerce.publishAvailability',
  ])('at %s parks the run, and everything is asked again when it is back', async (call) => {
    const { site, id } = await away(new RegExp(call));
    expect(await site.row(id)).toMatchObject({
      state: 'WAITING_PARTNER',
      dueAt: '2026-03-02T08:00:00.000Z',
    });
    site.world.fault = () => {};
    await site.world.advance(119);
    expect(await site.row(id)).toMatchObject({ state: 'WAITING_PARTNER' });
    await site.world.advance(1);
    await later(site);
    expect(await site.row(id)).toMatchObject({ state: 'CLOSED', outcome: 'drift' });
    expect(site.shown('OATS')).toBe(100);
    expect(site.fake('ecommerce').effects()).toEqual({ publishAvailability: 1 });
    expect(site.problems()).toEqual([]);
  });

  it.each([
    [1_199, 'WAITING_PARTNER', []],
    [1_200, 'PARKED', ['RECONCILIATION_UNFINISHED']],
    [1_201, 'PARKED', ['RECONCILIATION_UNFINISHED']],
  ])('for %i minutes: the run is %s', async (minutes, state, cases) => {
    const { site, id } = await away(/^wms\./);
    for (let passed = 0; passed < Math.floor(minutes / 60); passed++) await site.world.advance(60);
    await site.world.advance(minutes % 60);
    expect(await site.row(id)).toMatchObject({ state });
    expect((await site.caseClasses()).filter((kind) => kind !== 'PROCESS_OVERDUE')).toEqual(cases);
  });
});

describe('a system that refuses', () => {
  const refusing = async (name: RegExp) => {
    const site = await opened(undefined);
    site.world.fault = (moment, call) => {
      if (moment === 'before' && name.test(call))
        throw new AdapterRejected(`${call} refused`, {
          request: { method: 'POST', url: 'https://systems.example', headers: {}, body: '' },
          answer: { status: 422, headers: {}, body: 'no' },
        } as never);
    };
    return { site, id: await site.ask() };
  };

  it('to answer leaves its items uncompared, and has a case', async () => {
    const { site, id } = await refusing(/lookUpBook/);
    expect(await site.row(id)).toMatchObject({ state: 'CLOSED', outcome: 'partial' });
    expect(await site.caseClasses()).toEqual(['INTEGRATION_REJECTED']);
    expect(site.published(InventoryDriftDetected)).toEqual([]);
  });

  it('a publication has a case, and the run ends', async () => {
    const { site, id } = await refusing(/publishAvailability/);
    expect(await site.row(id)).toMatchObject({ state: 'CLOSED', outcome: 'drift' });
    expect(await site.caseClasses()).toContain('INTEGRATION_REJECTED');
    expect(site.shown('OATS')).toBe(12);
  });
});

describe('a run that dies again and again', () => {
  it('is held longer each time, and a case after the third', async () => {
    const site = await opened(undefined);
    site.world.fault = (moment, name) => {
      if (moment === 'before' && name === 'processes.writeChunk' && site.world.calls.includes('KeepLookup'))
        throw new Error('a bug');
    };
    const id = await site.ask();
    expect(await site.row(id)).toMatchObject({ state: 'COMPARING', dueAt: '2026-03-02T06:10:00.000Z' });
    expect(await site.caseClasses()).toEqual([]);
    await site.world.advance(10);
    await site.world.advance(20);
    expect(await site.caseClasses()).toEqual(['CHUNK_STUCK']);
    site.world.fault = () => {};
    await site.world.advance(120);
    await later(site);
    expect(await site.row(id)).toMatchObject({ state: 'CLOSED', outcome: 'drift' });
  });
});

describe('the nightly comparison', () => {
  it.each([
    [59, 0],
    [60, 1],
    [61, 1],
  ])(
    'begins at two at night on the clock of the site: %i minutes after one, %i runs',
    async (minutes, runs) => {
      const site = await opened(undefined);
      await site.world.advance(minutes);
      await site.sweep();
      expect(site.world.runs.size).toBe(runs);
    },
  );

  it('is one a calendar date, however often the clock ticks', async () => {
    const site = await opened(undefined);
    for (let hour = 1; hour <= 24; hour++) {
      await site.world.advance(60);
      await site.sweep();
    }
    expect(await site.row('nightly-2026-03-02')).toMatchObject({ state: 'CLOSED' });
    expect(site.world.runs.size).toBe(1);
    await site.world.advance(60);
    await site.sweep();
    expect(site.world.runs.size).toBe(2);
    expect(site.published(CountRequested).map(({ sku }) => sku)).toEqual(['BEANS', 'RICE']);
  });

  it('begins at the time the site says, and where nothing ever moved not at all', async () => {
    const site = await Site.open({ settings: { sites: { 'DC-ATL': { nightlyAt: '04:00' } } } });
    await site.hold('OATS', 10);
    await site.world.advance(179);
    await site.sweep();
    expect(site.world.runs.size).toBe(0);
    await site.world.advance(1);
    await site.sweep();
    expect(site.world.runs.size).toBe(1);
    const bare = await Site.open({ tenants: [tenantDocument(TENANT)] });
    await bare.world.advance(600);
    await bare.sweep();
    expect(bare.world.runs.size).toBe(0);
  });
});
