import { describe, expect, it } from 'vitest';
import { ReplenishmentOrdered, ReplenishmentTriggered } from '../../../events/replenishment.ts';
import { AdapterRejected, AdapterUnavailable } from '../../../lambdas/shared/errors.ts';
import { endsTheSame, type Look, type Story } from '../support/faults.ts';
import type { World } from '../support/world.ts';
import { Depot, OTHER, planOf } from './depot.ts';

const away = () => new AdapterUnavailable('503');
const refused = () => new AdapterRejected('422 no');

/** A system that answers calls of an operation with an error while `isDown()`. */
function failing(world: World, operation: string, error: () => Error, isDown = () => true): void {
  world.fault = (moment, name) => {
    if (moment === 'before' && name === operation && isDown()) throw error();
  };
}

const calls = [
  'erp.lookUpPlanning',
  'oms.lookUpDemand',
  'erp.createPurchaseOrder',
  'supplier-portal.sendOrder',
];

describe('a system that is away', () => {
  it.each(calls)('parks the call %s, which is made once when it is back', async (operation) => {
    const depot = await Depot.open();
    let isDown = true;
    failing(depot.world, operation, away, () => isDown);
    await depot.pick(10);
    expect(await depot.row()).toMatchObject({ state: 'WAITING_PARTNER' });
    expect(await depot.problems()).toEqual([]);
    isDown = false;
    await depot.world.advance(180);
    expect(depot.orders()).toMatchObject([{ status: 'open', ordered: 860 }]);
    expect(depot.told().orders).toHaveLength(1);
    expect(await depot.row()).toMatchObject({ state: 'AWAITING_ACKNOWLEDGMENT' });
    expect(await depot.problems()).toEqual([]);
  });

  it.each(['erp.cancelPurchaseOrder', 'supplier-portal.sendOrderChange'])(
    'parks the cancellation, too: %s',
    async (operation) => {
      const depot = await Depot.open();
      await depot.pick(10);
      await depot.world.advance(72 * 60);
      let isDown = true;
      failing(depot.world, operation, away, () => isDown);
      await depot.answer('CANCEL');
      expect(await depot.row()).toMatchObject({ state: 'WAITING_PARTNER' });
      isDown = false;
      await depot.world.advance(180);
      expect(await depot.row()).toMatchObject({ state: 'CLOSED', outcome: 'cancelled' });
      expect(depot.told().orderChanges).toHaveLength(1);
    },
  );

  it('keeps a reminder from being sent, and nothing else', async () => {
    const depot = await Depot.open();
    await depot.pick(10);
    failing(depot.world, 'supplier-portal.sendReminder', away);
    await depot.world.advance(13 * 60);
    expect(depot.told().reminders).toEqual([]);
    expect(await depot.row()).toMatchObject({ state: 'AWAITING_ACKNOWLEDGMENT' });
    await depot.acknowledge();
    expect(await depot.row()).toMatchObject({ outcome: 'ordered' });
  });
});

describe('a system that refuses', () => {
  it.each(calls.slice(0, 2))(
    'the lookup %s ends the request; the item is looked at again after a day',
    async (operation) => {
      const depot = await Depot.open();
      failing(depot.world, operation, refused);
      await depot.pick(10);
      expect(await depot.row()).toMatchObject({ state: 'CLOSED', outcome: 'lookup-refused' });
      depot.world.fault = () => {};
      await depot.world.advance(1_440);
      await depot.sweep();
      expect(await depot.row(2)).toMatchObject({ state: 'AWAITING_ACKNOWLEDGMENT' });
    },
  );

  it('the order has a person asked, who may order elsewhere', async () => {
    const depot = await Depot.open();
    failing(depot.world, 'erp.createPurchaseOrder', refused);
    await depot.pick(10);
    expect((await depot.openTask()).context).toMatchObject({ reasons: ['ORDER_REFUSED'] });
    depot.world.fault = () => {};
    await depot.answer('CHANGE_SOURCE', { source: 'SUP-2' });
    expect(depot.orders()).toMatchObject([{ supplierId: 'SUP-2' }]);
  });

  it('the 850 has the order taken back before a person is asked; who never heard of it is not told', async () => {
    const depot = await Depot.open();
    failing(depot.world, 'supplier-portal.sendOrder', refused);
    await depot.pick(10);
    expect(depot.orders()).toMatchObject([{ status: 'cancelled' }]);
    expect(depot.told().orderChanges).toEqual([]);
    expect(depot.published(ReplenishmentOrdered)).toEqual([]);
    depot.world.fault = () => {};
    await depot.answer('APPROVE');
    expect(depot.orders().map(({ status }) => status)).toEqual(['cancelled', 'open']);
  });

  it('the cancellation stops everything automatic and is a case', async () => {
    const depot = await Depot.open();
    await depot.pick(10);
    await depot.world.advance(72 * 60);
    failing(depot.world, 'erp.cancelPurchaseOrder', refused);
    await depot.answer('ALTERNATE');
    expect(await depot.row()).toMatchObject({ state: 'PARKED', outcome: 'stuck' });
    expect(await depot.cases()).toContain('COMPENSATION_FAILED');
    expect(depot.orders()).toHaveLength(1);
  });
});

it('an item nothing can bring is a case of its buyer', async () => {
  const depot = await Depot.open({ planning: { plans: [planOf({ maximumStock: 55 })] } });
  await depot.pick(10);
  expect(await depot.row()).toMatchObject({ state: 'CLOSED', outcome: 'blocked' });
  expect(await depot.cases()).toEqual(['REPLENISHMENT_BLOCKED']);
});

it('an item nobody plans is left alone', async () => {
  const depot = await Depot.open({ planning: { sku: 'RYE' } });
  await depot.pick(10);
  expect(await depot.row()).toMatchObject({ state: 'CLOSED', outcome: 'unplanned' });
  expect(await depot.cases()).toEqual([]);
});

/** Whatever was called or written in between: what systems, people and the bus hold in the end. */
const look: Look<Depot> = {
  problemsOf: (depot) => depot.problems(),
  stateOf: async (depot) => {
    const { state, outcome, facts } = await depot.row();
    const { orders, reminders, orderChanges } = depot.told();
    return {
      requests: await depot.requests(),
      row: { state, outcome, phase: facts.phase, excluded: facts.excluded, attempt: facts.attempt },
      orders: depot.orders().map(({ supplierId, status, ordered }) => ({ supplierId, status, ordered })),
      told: [orders.length, reminders.length, orderChanges.map(({ ordered }) => ordered)],
      tasks: (await depot.tasks()).map(({ step, state: of, answer }) => [step, of, answer?.option]),
      triggered: depot.published(ReplenishmentTriggered).length,
      ordered: depot.published(ReplenishmentOrdered).length,
      stock: (await depot.world.stores.inventory.position(depot.tenant, 'DC-ATL', 'OATS')).free,
    };
  },
};

async function began(
  disturb: ((world: World) => void) | undefined,
  setting: Parameters<typeof Depot.open>[0] = {},
) {
  const depot = await Depot.open(setting);
  disturb?.(depot.world);
  await depot.pick(10);
  return depot;
}

const stories: readonly Story<Depot>[] = [
  {
    name: 'ordered and acknowledged',
    run: async (disturb) => {
      const depot = await began(disturb);
      await depot.acknowledge();
      return depot;
    },
  },
  {
    name: 'not acknowledged, then ordered elsewhere',
    run: async (disturb) => {
      const depot = await began(disturb);
      await depot.world.advance(12 * 60);
      await depot.world.advance(2 * 60);
      await depot.world.advance(58 * 60);
      await depot.world.advance(2 * 60);
      await depot.answer('ALTERNATE');
      await depot.acknowledge({ quantity: 700 });
      return depot;
    },
  },
  {
    name: 'a transfer that is refused, then an order',
    run: async (disturb) => {
      const planning = { lanes: [{ from: OTHER, days: 2 }], plans: [planOf(), planOf({ site: OTHER })] };
      const depot = await began(disturb, { planning, elsewhere: 2_000 });
      await depot.rejectTransfer();
      await depot.acknowledge();
      return depot;
    },
  },
];

for (const story of stories)
  describe(story.name, () => endsTheSame(story, look, /^(erp|oms|supplier-portal)\./));
