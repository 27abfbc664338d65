import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AdapterRejected, AdapterUnavailable, Conflict } from '../../../lambdas/shared/errors.ts';
import { tenantScope } from '../../../lambdas/store/ports.ts';
import { releaseRoom } from '../backorder-release/functions.ts';
import { endsTheSame } from '../support/faults.ts';
import { Killed } from '../support/world.ts';
import { returnRoom } from './functions.ts';
import { Shop, TENANT } from './shop.ts';

/** Each part of a return stands for itself, and ends the same whatever happens on the way. */

/** Damage moves stock; goods for the supplier wait for it where they are. */
interface Kind {
  readonly terms: { readonly supplierReturn?: undefined };
  readonly inspection: { readonly grade: 'D'; readonly damaged: boolean };
  readonly whole: Readonly<Record<'stock' | 'warehouse' | 'refund' | 'note' | 'card' | 'supplier', number>>;
}
const damage: Kind = {
  terms: { supplierReturn: undefined },
  inspection: { grade: 'D', damaged: true },
  whole: { stock: 2, warehouse: 2, refund: 1, note: 1, card: 1, supplier: 0 },
};
const toSupplier: Kind = {
  terms: {},
  inspection: { grade: 'D', damaged: false },
  whole: { stock: 0, warehouse: 0, refund: 1, note: 1, card: 1, supplier: 1 },
};
const WRITES: readonly [call: string, part: keyof Kind['whole'], kind: Kind][] = [
  ['wms.changeStockStatus', 'warehouse', damage],
  ['finance.refundCustomer', 'refund', damage],
  ['crm.addNote', 'note', damage],
  ['contact-center.showCard', 'card', damage],
  ['supplier-portal.requestReturn', 'supplier', toSupplier],
];

async function upToInspection({ terms }: Kind) {
  const shop = await Shop.open({ terms });
  await shop.request();
  await shop.receive();
  return shop;
}
async function doneOf(shop: Shop) {
  return {
    stock: (await shop.buckets()).damaged,
    warehouse: Number(shop.told().wms.damaged ?? 0),
    refund: shop.refunds().length,
    note: shop.state('crm').notes?.length,
    card: shop.state('contact-center').cards?.length,
    supplier: shop.state('supplier-portal').returns?.length,
  };
}

describe('one that does not answer holds up none of the others', () => {
  it.each(WRITES)('%s', async (call, part, kind) => {
    const shop = await upToInspection(kind);
    shop.world.fault = (moment, name) => {
      if (moment === 'before' && name === call) throw new AdapterUnavailable('away');
    };
    await shop.inspect(kind.inspection);
    expect(await doneOf(shop)).toEqual({ ...kind.whole, [part]: 0 });
    expect(await shop.row()).toMatchObject({ state: 'WAITING_PARTNER', waiting: true });
    shop.world.fault = () => {};
    await shop.world.advance(180);
    expect(await doneOf(shop)).toEqual(kind.whole);
    expect(await shop.row()).toMatchObject({ state: 'CLOSED', outcome: 'refunded' });
  });
});

describe('one that refuses becomes its own case and undoes none of the others', () => {
  it.each(WRITES)('%s', async (call, part, kind) => {
    const shop = await upToInspection(kind);
    if (part === 'refund') refuseMoney(shop);
    else
      shop.world.fault = (moment, name) => {
        if (moment === 'before' && name === call) throw new AdapterRejected('refused for good');
      };
    await shop.inspect(kind.inspection);
    expect(await doneOf(shop)).toEqual({ ...kind.whole, [part]: 0 });
    const cases = await shop.world.stores.work.casesOf(tenantScope(TENANT), 'customer-return:RMA-1');
    expect(cases.map((row) => row.class)).toEqual(['INTEGRATION_REJECTED']);
  });

  it('stock that cannot be moved', async () => {
    const shop = await upToInspection(damage);
    shop.world.fault = (moment, name) => {
      if (moment === 'before' && name === 'inventory.post') throw new Conflict('not there', {});
    };
    await shop.inspect(damage.inspection);
    expect(await doneOf(shop)).toEqual({ ...damage.whole, stock: 0 });
    expect(await shop.cases()).toEqual(['POSTING_FAILED']);
    expect(await shop.row()).toMatchObject({ state: 'CLOSED', outcome: 'refunded' });
  });
});

describe('goods that arrive', () => {
  const WHOLE = { buckets: 2, wms: 2, erp: 2 };
  const inBooks = async (shop: Shop) => {
    const { wms, erp } = shop.told();
    return { buckets: (await shop.buckets()).hold, wms: Number(wms.hold ?? 0), erp };
  };
  const BOOKS = [
    ['wms.changeStockStatus', 'wms'],
    ['erp.postStockAdjustment', 'erp'],
  ] as const;

  it.each(BOOKS)('wait for %s alone, and are told to it once it is back', async (call, system) => {
    const shop = await Shop.open();
    await shop.request();
    shop.world.fault = (moment, name) => {
      if (moment === 'before' && name === call) throw new AdapterUnavailable('away');
    };
    await shop.receive();
    expect(await inBooks(shop)).toEqual({ ...WHOLE, [system]: 0 });
    expect(await shop.row()).toMatchObject({ state: 'WAITING_PARTNER', waiting: true });
    shop.world.fault = () => {};
    await shop.world.advance(180);
    expect(await inBooks(shop)).toEqual(WHOLE);
    expect(await shop.row()).toMatchObject({ state: 'RECEIVED' });
    expect(await shop.cases()).toEqual([]);
  });

  it.each(BOOKS)(
    'are a case of their own where %s refuses them, and the money is paid',
    async (call, system) => {
      const shop = await Shop.open();
      await shop.request();
      shop.world.fault = (moment, name) => {
        if (moment === 'before' && name === call) throw new AdapterRejected('refused for good');
      };
      await shop.receive();
      expect(await inBooks(shop)).toEqual({ ...WHOLE, [system]: 0 });
      expect(await shop.cases()).toEqual(['INTEGRATION_REJECTED']);
      shop.world.fault = () => {};
      await shop.inspect();
      expect(shop.refunds()).toEqual([10_000]);
      expect(await shop.row()).toMatchObject({ state: 'CLOSED', outcome: 'refunded' });
    },
  );
});

describe('a label', () => {
  it.each([
    ['refused', AdapterRejected, 'LABELED', ['INTEGRATION_REJECTED']],
    ['not answered', AdapterUnavailable, 'WAITING_PARTNER', []],
  ] as const)('that is %s keeps no goods away', async (_how, Raised, state, cases) => {
    const shop = await Shop.open();
    shop.world.fault = (moment, name) => {
      if (moment === 'before' && name === 'tms.createReturnLabel') throw new Raised('no label');
    };
    await shop.request();
    expect([(await shop.row())?.state, await shop.cases()]).toEqual([state, cases]);
    shop.world.fault = () => {};
    await shop.world.advance(15);
    await shop.receive();
    await shop.inspect();
    expect(await shop.row()).toMatchObject({ state: 'CLOSED', outcome: 'refunded' });
  });
});

describe('lookups', () => {
  it.each([
    'oms.lookUpOrders',
    'oms.lookUpSales',
    'erp.lookUpReturnTerms',
    'crm.lookUpCustomers',
    'crm.lookUpReturnHistory',
  ])('nothing is decided without %s, and everything once it answers', async (call) => {
    const shop = await Shop.open();
    shop.world.fault = (moment, name) => {
      if (moment === 'before' && name === call) throw new AdapterUnavailable('away');
    };
    await shop.request();
    expect(await shop.row()).toMatchObject({ state: 'WAITING_PARTNER' });
    expect(shop.heard('ReturnAuthorized')).toEqual([]);
    shop.world.fault = () => {};
    await shop.world.advance(180);
    expect(await shop.row()).toMatchObject({ state: 'LABELED' });
  });

  it('what comes while a system is away waits with the return, and is looked at when that is back', async () => {
    const shop = await Shop.open();
    const away = (...calls: readonly string[]) => {
      shop.world.fault = (moment, name) => {
        if (moment === 'before' && calls.includes(name)) throw new AdapterUnavailable('away');
      };
    };
    away('oms.lookUpOrders');
    await shop.request();
    await shop.receive();
    expect(await shop.row()).toMatchObject({ state: 'WAITING_PARTNER', pending: [] });
    away('finance.refundCustomer');
    await shop.world.advance(180);
    expect(await shop.row()).toMatchObject({ state: 'RECEIVED', pending: [] });
    await shop.inspect();
    await shop.receive({ receivedAt: shop.world.clock() });
    expect(await shop.row()).toMatchObject({ state: 'WAITING_PARTNER', pending: [] });
    away();
    await shop.world.advance(180);
    expect(await shop.row()).toMatchObject({ state: 'CLOSED', outcome: 'refunded' });
    expect(shop.refunds()).toEqual([10_000]);
  });

  it('an item without return terms is a case, and goes on once it has them', async () => {
    const shop = await Shop.open({ terms: { sku: 'OTHER' } });
    await shop.request();
    expect(await shop.cases()).toEqual(['CHECK_FAILED']);
    shop.fake('erp').seed({ returnTerms: [{ ...(shop.state('erp').returnTerms?.[0] ?? {}), sku: 'OATS' }] });
    await shop.world.advance(241);
    expect(await shop.row()).toMatchObject({ state: 'LABELED' });
  });
});

it('a denied return tells its customer and ends', async () => {
  const shop = await Shop.open({ sale: { finalSale: true } });
  await shop.request();
  expect(await shop.row()).toMatchObject({ state: 'CLOSED', outcome: 'denied' });
  expect(shop.heard('ReturnDenied')).toEqual([
    expect.objectContaining({ code: 'IO', cause: 'FINAL_SALE', by: 'rule' }),
  ]);
  expect(shop.state('crm').notes).toHaveLength(1);
  expect(shop.refunds()).toEqual([]);
});

it('a look that dies again and again is a case, and goes on when it can', async () => {
  const shop = await Shop.open();
  shop.world.fault = (_moment, name) => {
    if (name === 'processes.writeChunk' && shop.world.calls.includes('DecideReturn'))
      throw new Error('broken');
  };
  await shop.request();
  await shop.world.advance(15);
  await shop.world.advance(60);
  expect(await shop.cases()).toContain('CHUNK_STUCK');
  shop.world.fault = () => {};
  await shop.world.advance(180);
  expect(await shop.row()).toMatchObject({ state: 'LABELED' });
});

it('restocked goods start a backorder release', async () => {
  const shop = await Shop.open({ rooms: [returnRoom, releaseRoom] });
  await shop.request();
  await shop.receive();
  await shop.inspect();
  expect(shop.heard('ProcessStarted')).toEqual([
    expect.objectContaining({ process: 'customer-return' }),
    expect.objectContaining({ process: 'backorder-release' }),
  ]);
});

/** What a day left: never its times, and never the numbers systems gave. */
async function stateOf(shop: Shop) {
  const { known: _, refund, ...body } = await shop.body();
  return {
    row: [(await shop.row())?.state, (await shop.row())?.outcome],
    state: body.state,
    buckets: await shop.buckets(),
    told: shop.told(),
    done: await doneOf(shop),
    refund: refund?.amount,
    heard: ['ReturnAuthorized', 'ReturnDisposed', 'ReturnRefunded', 'DamageReported'].map(
      (type) => shop.heard(type).length,
    ),
    labels: shop.state('tms').returnLabels?.length,
  };
}
async function problemsOf(shop: Shop): Promise<readonly string[]> {
  return shop.world.dead.map(({ what, error }) => `${what}: ${error}`);
}

describe('faults', () => {
  endsTheSame(
    {
      name: 'a return that is damaged',
      run: async (disturb = () => {}) => {
        const shop = await Shop.open({ terms: damage.terms });
        disturb(shop.world);
        await shop.request();
        await shop.receive();
        await shop.inspect(damage.inspection);
        // What a fault held up is tried again by the clock.
        await shop.world.advance(15);
        await shop.world.advance(180);
        return shop;
      },
    },
    { stateOf, problemsOf },
    /^(oms|erp|wms|crm|tms|finance|contact-center|supplier-portal)\./,
  );
});

const event = fc.constantFrom('request', 'scan', 'receive', 'inspect');
it('property: whatever order news comes in, and however often, a return ends the same and its units are conserved', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray(['request', 'scan', 'receive', 'inspect'] as const, { minLength: 4 }),
      fc.array(event, { maxLength: 3 }),
      fc.integer({ min: 1, max: 3 }),
      fc.option(fc.integer({ min: 0, max: 120 }), { nil: undefined }),
      async (order, again, copies, killed) => {
        const shop = await Shop.open({ order: { serviceTier: 1 } });
        shop.world.copies = copies;
        let passed = 0;
        shop.world.fault = () => {
          if (killed !== undefined && passed++ === killed) throw new Killed(`point ${killed}`);
        };
        let units = 0;
        for (const name of [...order, ...again]) {
          if (name === 'receive') {
            // A parcel is one event: one that is told again after the end is another parcel, and a case.
            if (units > 0) continue;
            units = 2;
            await shop.receive();
          } else if (name === 'request') await shop.request();
          else if (name === 'scan') await shop.scan();
          else await shop.inspect();
        }
        await shop.world.advance(15);
        await shop.world.advance(180);
        expect(await shop.row()).toMatchObject({ state: 'CLOSED', outcome: 'refunded' });
        const { available, hold, quarantine, damaged } = await shop.buckets();
        expect([available, available + hold + quarantine + damaged]).toEqual([2, units]);
        expect(shop.told()).toEqual({ wms: { available: 2 }, erp: units });
        expect(shop.refunds()).toEqual([10_000]);
        expect(await problemsOf(shop)).toEqual([]);
      },
    ),
    { numRuns: 40 },
  );
}, 120_000);

/** The customer paid nothing, so finance has nothing to give back. */
function refuseMoney(shop: Shop): void {
  const none = { minor: 0, currency: 'USD' };
  shop.fake('finance').seed({
    payments: [{ orderId: 'O-1', state: 'captured', method: 'card', paid: none, refunded: none }],
  });
}
