import { describe, expect, it } from 'vitest';
import { type Disturb, endsTheSame, type Story } from '../support/faults.ts';
import { ofBetterRight, orderOf, Shop } from './shop.ts';

/** Whatever dies, repeats, overtakes or fails on the way: the end is the one of the undisturbed day. */

async function opened(
  disturb: Disturb | undefined,
  setting: Parameters<typeof Shop.open>[0] = {},
): Promise<Shop> {
  const shop = await Shop.open(setting);
  disturb?.(shop.world);
  return shop;
}

/** What a function that died has left is made up for within an hour, by the sweeper and the hourly look. */
async function later(shop: Shop): Promise<void> {
  for (let quarter = 1; quarter <= 12; quarter++) await shop.world.advance(15);
  await shop.sweep();
}

const stories: readonly Story<Shop>[] = [
  {
    name: 'units for two orders',
    run: async (disturb) => {
      const shop = await opened(disturb);
      shop.orders(orderOf('A'), orderOf('B', { serviceTier: 1 }));
      await shop.gain(15);
      await later(shop);
      return shop;
    },
  },
  {
    name: 'an order that ships complete, whole with the second receipt',
    run: async (disturb) => {
      const shop = await opened(disturb);
      shop.orders(orderOf('A', { shipComplete: true }, [{}, { sku: 'RICE' }]));
      await shop.gain(10);
      await later(shop);
      await shop.gain([{ sku: 'RICE', quantity: 10, lot: 'R1', expiry: '2026-12-01' }]);
      await later(shop);
      return shop;
    },
  },
  {
    name: 'confirmed stock for a line of a better right, and a payment that must be renewed',
    run: async (disturb) => {
      const shop = await opened(disturb);
      shop.orders(...ofBetterRight());
      await shop.gain(20);
      await later(shop);
      return shop;
    },
  },
  {
    name: 'a cancelled line, whose units go to the next',
    run: async (disturb) => {
      const shop = await opened(disturb);
      shop.orders(orderOf('A'), orderOf('B', { serviceTier: 3 }));
      await shop.gain(10);
      await later(shop);
      shop.orders(orderOf('A', { status: 'cancelled' }, [{ cancelled: 10 }]));
      await shop.cancel('A');
      await later(shop);
      return shop;
    },
  },
  {
    name: 'a contested release that nobody decided',
    run: async (disturb) => {
      const shop = await opened(disturb, { release: { contestedOrders: 0 } });
      shop.orders(
        orderOf('W', {}, [{ ordered: 20, segment: 'WIN' }]),
        orderOf('X', {}, [{ allocated: 10, segment: 'LOSE' }]),
      );
      await shop.gain(20);
      await shop.world.advance(360);
      for (let quarter = 1; quarter <= 8; quarter++) await shop.world.advance(15);
      return shop;
    },
  },
];

/** A sweeper that dies between telling a process of its deadline and waking it is the one trace a kill may leave. */
const UNHEARD = 'PROCESS_OVERDUE';

async function stateOf(shop: Shop) {
  const ids = new Set(
    shop.world.events
      .filter(({ type }) => type === 'ProcessStarted')
      .map(({ data }) => (data as { processId: string }).processId),
  );
  const cases: string[] = [];
  for (const processId of ids)
    for (const row of await shop.world.stores.work.casesOf(shop.tenant, processId)) cases.push(row.class);
  const events: Record<string, number> = {};
  for (const { type, data } of shop.world.events)
    if (/^Backorder/.test(type)) {
      const { orderLineId, quantity } = data as { orderLineId: string; quantity: number };
      events[`${type} ${orderLineId} ${quantity}`] = (events[`${type} ${orderLineId} ${quantity}`] ?? 0) + 1;
    }
  return {
    allocated: shop.allocated(),
    picks: shop.picks(),
    oats: await shop.stock(),
    rice: await shop.stock('RICE'),
    effects: [shop.fake('oms').effects(), shop.fake('wms').effects()],
    cases: cases.filter((kind) => kind !== UNHEARD).sort(),
    events,
  };
}
const problemsOf = async (shop: Shop) => {
  const waiting = await shop.world.stores.inventory.unpublished('9999-12-31T00:00:00.000Z', 10);
  return [
    ...(await shop.problems()),
    ...waiting.flatMap(({ events }) => events.map(({ type }) => `unpublished: ${type}`)),
  ];
};
const look = { stateOf, problemsOf };
const ADAPTER = /^(oms|wms)\./;

describe.each(stories)('$name', (story) => {
  endsTheSame(story, look, ADAPTER);

  it('ends the same when events overtake each other', async () => {
    const reversed = await story.run((world) => {
      world.order = (events) => events.toReversed();
    });
    expect(await problemsOf(reversed)).toEqual([]);
    expect(await stateOf(reversed)).toEqual(await stateOf(await story.run()));
  });
});
