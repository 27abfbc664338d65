import { describe, expect, it } from 'vitest';
import { CountRequested } from '../../../events/count.ts';
import { tenantScope } from '../../../lambdas/store/ports.ts';
import { type Disturb, endsTheSame, type Story } from '../support/faults.ts';
import { type Setting, Shelf, STARTS, TENANT } from './shelf.ts';

/** Whatever dies, repeats or is refused on the way. */

const opened = async (disturb: Disturb | undefined, setting: Setting) => {
  const shelf = await Shelf.of(setting);
  disturb?.(shelf.world);
  return shelf;
};
/** What a function that died has left is made up for by the sweeper. */
const later = async (shelf: Shelf) => {
  for (let quarter = 1; quarter <= 5; quarter++) await shelf.world.advance(15);
};

const stories: readonly Story<Shelf>[] = [
  {
    name: 'a difference within tolerance',
    run: async (disturb) => {
      const shelf = await opened(disturb, { abcClass: 'C' });
      await shelf.request();
      await later(shelf);
      await shelf.count(96, 'dock-1', '2026-03-02T15:00:00.000Z');
      await later(shelf);
      return shelf;
    },
  },
  {
    name: 'a loss that is counted twice and approved',
    run: async (disturb) => {
      const shelf = await opened(disturb, { cost: 600 });
      await shelf.request();
      await later(shelf);
      await shelf.count(80, 'dock-1', '2026-03-02T15:00:00.000Z');
      await later(shelf);
      await shelf.answer('recount', 'COUNTED', 'dock-2', { quantity: 80 });
      await later(shelf);
      await shelf.answer('approval', 'SPLIT', 'supervisor-atl', { bin: 'A-04-13', quantity: 5 });
      await later(shelf);
      return shelf;
    },
  },
];

describe.each(stories)('$name', (story) => {
  endsTheSame(
    story,
    { stateOf: (shelf) => shelf.state(), problemsOf: (shelf) => shelf.problems() },
    /^(erp|wms|finance|ecommerce)\./,
  );
});

describe('what arrives while a plan is carried out', () => {
  it('is looked at after it', async () => {
    const shelf = await Shelf.of({ cost: 600 });
    await shelf.request();
    let told = false;
    shelf.world.fault = (moment, name) => {
      if (told || moment !== 'after' || name !== 'processes.writeChunk') return;
      told = true;
      void shelf.world.stores.processes.signal(
        tenantScope(TENANT),
        'cycle-count:CNT-1',
        ['1:task/x'],
        STARTS,
      );
    };
    await shelf.count(80);
    expect(shelf.world.calls.filter((name) => name === 'ConfirmPlan')).toHaveLength(1);
    expect(shelf.world.calls.filter((name) => name === 'DecideCount')).toHaveLength(2);
  });
});

describe('a system that refuses', () => {
  const refusing = (operation: string) => {
    const refusal = Object.assign(new Error('closed for the month'), { name: 'AdapterRejected' });
    return (shelf: Shelf) => {
      shelf.world.fault = (moment, name) => {
        if (moment === 'before' && name === operation) throw refusal;
      };
    };
  };

  it.each([
    ['erp.postStockAdjustment', {}, {}],
    ['wms.adjustStock', { postStockAdjustment: 1, reverseStockAdjustment: 1 }, {}],
    [
      'finance.postStockVariance',
      { postStockAdjustment: 1, reverseStockAdjustment: 1 },
      { adjustStock: 1, revertAdjustment: 1 },
    ],
  ])('%s leads back to where everything was, once, and a person goes on', async (operation, erp, wms) => {
    const shelf = await Shelf.of({ abcClass: 'C' });
    await shelf.request();
    refusing(operation)(shelf);
    await shelf.count(96);
    expect(await shelf.available()).toBe(100);
    expect(shelf.standing('erp', 'adjustments')).toEqual([]);
    expect(shelf.standing('wms', 'adjustments')).toEqual([]);
    expect(shelf.fake('erp').effects()).toEqual(erp);
    expect(shelf.fake('wms').effects()).toEqual({ createCountTask: 1, ...wms });
    expect(shelf.world.calls.filter((name) => name === 'UndoAdjustment')).toHaveLength(1);
    expect(await shelf.cases()).toContain('POSTING_FAILED');
    expect(await shelf.row()).not.toHaveProperty('closedAt');
    shelf.world.fault = () => {};
    await shelf.world.advance(24 * 60);
    expect(await shelf.row()).toMatchObject({ state: 'CLOSED', outcome: 'in-tolerance' });
    expect(await shelf.available()).toBe(96);
    expect(shelf.standing('finance', 'variances')).toHaveLength(1);
  });

  it('three times ends the count for a person to go on', async () => {
    const shelf = await Shelf.of({ abcClass: 'C' });
    await shelf.request();
    refusing('erp.postStockAdjustment')(shelf);
    await shelf.count(96);
    for (let day = 0; day < 3; day++) await shelf.world.advance(24 * 60);
    expect(await shelf.row()).toMatchObject({ state: 'PARKED', outcome: 'stuck' });
    expect(await shelf.available()).toBe(100);
  });

  it('to take its adjustment back too is a case of its own, and nothing more happens by itself', async () => {
    const shelf = await Shelf.of({ abcClass: 'C' });
    await shelf.request();
    shelf.world.fault = (moment, name) => {
      if (moment === 'before' && /finance.postStockVariance|wms.revertAdjustment/.test(name))
        throw Object.assign(new Error('no'), { name: 'AdapterRejected' });
    };
    await shelf.count(96);
    expect(await shelf.cases()).toContain('COMPENSATION_FAILED');
    expect(await shelf.row()).toMatchObject({ state: 'PARKED', outcome: 'stuck' });
  });

  it('to freeze, unfreeze or publish changes nothing about the count', async () => {
    const shelf = await Shelf.of({ cost: 600 });
    await shelf.request();
    shelf.world.fault = (moment, name) => {
      if (moment === 'before' && /freezeStock|publishAvailability/.test(name))
        throw Object.assign(new Error('no'), { name: 'AdapterRejected' });
    };
    await shelf.count(80);
    await shelf.answer('recount', 'COUNTED', 'dock-2', { quantity: 80 });
    await shelf.answer('approval', 'APPROVE', 'supervisor-atl', { cause: 'THEFT' });
    expect(await shelf.row()).toMatchObject({ state: 'CLOSED', outcome: 'adjusted' });
    expect(await shelf.available()).toBe(80);
  });
});

describe('a lookup that is refused', () => {
  it('is a case, and goes on when it answers', async () => {
    const shelf = await Shelf.of();
    shelf.world.fault = (moment, name) => {
      if (moment === 'before' && name === 'erp.lookUpOrders')
        throw Object.assign(new Error('no'), { name: 'AdapterRejected' });
    };
    await shelf.request();
    expect(await shelf.cases()).toEqual(['CHECK_FAILED']);
    expect(await shelf.row()).toMatchObject({ waiting: true, state: 'WAITING_PARTNER' });
    shelf.world.fault = () => {};
    await shelf.count(100);
    await later(shelf);
    expect(await shelf.row()).toMatchObject({ state: 'CLOSED', outcome: 'as-expected' });
  });

  it('about an item nobody knows ends the count', async () => {
    const shelf = await Shelf.of();
    shelf.fake('erp').seed({ items: [] });
    await shelf.tellBus(
      shelf.event(CountRequested, {
        countId: 'CNT-1',
        sku: 'NUTS',
        bin: 'A-04-12',
        trigger: 'MANUAL',
        requestedBy: 'supervisor-atl',
      }),
    );
    expect(await shelf.row()).toMatchObject({ state: 'PARKED', outcome: 'unknown-item' });
  });
});
