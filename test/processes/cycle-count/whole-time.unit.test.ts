import { describe, expect, it } from 'vitest';
import { InventoryPositionChanged } from '../../../events/inventory.ts';
import { scheduleCounts } from '../../../lambdas/processes/cycle-count/schedule-counts.ts';
import { tenantScope } from '../../../lambdas/store/ports.ts';
import { resolveCase } from '../../../lambdas/work/cases.ts';
import { Shelf, TENANT } from './shelf.ts';

/** What happens by itself: nobody counts, nobody answers, a day comes, a place is empty. */

describe('a count nobody makes', () => {
  it('is a case at the end of its time and not before, and goes on waiting', async () => {
    const shelf = await Shelf.of({ abcClass: 'A' });
    await shelf.request();
    expect(await shelf.row()).toMatchObject({ state: 'AWAITING_COUNT', dueAt: '2026-03-02T19:00:00.000Z' });
    await shelf.until('2026-03-02T18:59:00.000Z');
    expect(await shelf.cases()).toEqual([]);
    await shelf.until('2026-03-02T19:00:00.000Z');
    expect(await shelf.cases()).toEqual(['COUNT_OVERDUE']);
    await shelf.count(100);
    expect(await shelf.row()).toMatchObject({ state: 'CLOSED', outcome: 'as-expected' });
  });

  it.each([
    ['A', '2026-03-02T19:00:00.000Z'],
    ['B', '2026-03-02T23:00:00.000Z'],
    ['C', '2026-03-03T23:00:00.000Z'],
  ] as const)('of class %s is due in its business hours', async (abcClass, dueAt) => {
    const shelf = await Shelf.of({ abcClass });
    await shelf.request();
    expect(await shelf.row()).toMatchObject({ dueAt });
  });

  it('parks after 72 business hours, and the floor need not count anymore', async () => {
    const shelf = await Shelf.of({ settings: { finalMinutes: 600 } });
    await shelf.request();
    await shelf.until('2026-03-03T00:59:00.000Z');
    expect(await shelf.row()).toMatchObject({ state: 'AWAITING_COUNT' });
    await shelf.until('2026-03-03T01:00:00.000Z');
    expect(await shelf.row()).toMatchObject({ state: 'PARKED', outcome: 'not-counted' });
    expect(shelf.standing('wms', 'countTasks')).toEqual([]);
  });
});

describe('a question nobody answers', () => {
  const asked = async (abcClass: 'A' | 'B' | 'C') => {
    const shelf = await Shelf.of({ abcClass, cost: 600 });
    await shelf.request();
    await shelf.count(20);
    return { shelf, task: await shelf.openTask('recount') };
  };

  // The site works 16 hours a day, 06:00 to 22:00.
  it.each([
    ['A', '2026-03-02T17:00:00.000Z', '2026-03-02T19:00:00.000Z', '2026-03-02T23:00:00.000Z'],
    ['B', '2026-03-02T19:00:00.000Z', '2026-03-02T23:00:00.000Z', '2026-03-03T15:00:00.000Z'],
    ['C', '2026-03-03T03:00:00.000Z', '2026-03-03T23:00:00.000Z', '2026-03-05T15:00:00.000Z'],
  ] as const)(
    'of class %s reminds at %s, climbs at %s and %s, and parks after 72 business hours',
    async (abcClass, remindedAt, dueAt, level3At) => {
      const { task } = await asked(abcClass);
      expect(task).toMatchObject({
        reminderAt: remindedAt,
        dueAt,
        escalations: [
          { at: dueAt, group: 'inventory-manager', level: 2 },
          { at: level3At, group: 'dc-manager', level: 3 },
        ],
        parkAt: '2026-03-06T23:00:00.000Z',
      });
    },
  );

  it('parks at the end, not before; the book stays and the stock stays frozen', async () => {
    const { shelf, task } = await asked('A');
    for (const moment of [task.reminderAt, ...task.escalations.map(({ at }) => at)])
      await shelf.until(moment);
    await shelf.until('2026-03-06T22:59:00.000Z');
    expect(await shelf.row()).not.toHaveProperty('closedAt');
    await shelf.until(task.parkAt);
    expect(await shelf.row()).toMatchObject({ state: 'PARKED', outcome: 'undecided' });
    expect(await shelf.available()).toBe(100);
    expect(shelf.standing('wms', 'holds')).toHaveLength(1);
    expect(await shelf.cases()).toContain('DECISION_PARKED');
    // Frozen for everybody who asks, until somebody has settled it.
    expect(await shelf.frozen()).toMatchObject([{ expected: 100, counted: 20 }]);
    const { work } = shelf.world.stores;
    const settled = { by: 'inventory-manager-atl', rootCause: 'seen', resolution: 'settled' };
    for (const { caseId } of await work.casesOf(tenantScope(TENANT), (await shelf.row())?.processId ?? ''))
      await resolveCase(shelf.world.hands, tenantScope(TENANT), caseId, settled);
    expect(await shelf.frozen()).toEqual([]);
  });
});

describe('the plan of a site', () => {
  it.each([
    ['A', '2026-04-01'],
    ['B', '2026-05-31'],
    ['C', '2026-08-29'],
  ] as const)('has class %s counted again on its day and not before', async (abcClass, day) => {
    const shelf = await Shelf.of({ abcClass });
    await shelf.request();
    await shelf.count(100);
    await shelf.until(`${day}T03:59:00.000Z`);
    await scheduleCounts(shelf.world.hands);
    await shelf.world.settle();
    expect(shelf.published('CountRequested')).toHaveLength(1);
    await shelf.until(`${day}T05:00:00.000Z`);
    for (let look = 0; look < 2; look++) {
      await scheduleCounts(shelf.world.hands);
      await shelf.world.settle();
    }
    expect(shelf.published('CountRequested').slice(1)).toMatchObject([
      { sku: 'OATS', bin: 'A-04-12', trigger: 'SCHEDULE' },
    ]);
  });
});

describe('a place that runs empty', () => {
  it.each([
    [97, 'none'],
    [98, 'LOW_STOCK'],
    [100, 'ZERO_STOCK'],
  ])('after %i of 100 units left asks for %s', async (units, trigger) => {
    const shelf = await Shelf.of();
    await shelf.move(-units, 'SHIPMENT');
    const changes = [{ sku: 'OATS', bucket: 'available' as const, delta: -units, effectKey: 'e' }];
    const event = shelf.event(
      InventoryPositionChanged,
      { documentId: 'doc', reasonCode: 'SHIPMENT', changes },
      'doc',
    );
    await shelf.tellBus(event);
    expect(shelf.published('CountRequested').map((data) => (data as { trigger: string }).trigger)).toEqual(
      trigger === 'none' ? [] : [trigger],
    );
  });

  it('by a count asks for no other', async () => {
    const shelf = await Shelf.of({ book: 4, abcClass: 'C', settings: { percent: wide, value: wide } });
    await shelf.request();
    await shelf.count(0);
    expect(await shelf.row()).toMatchObject({ outcome: 'in-tolerance' });
    expect(shelf.published('CountRequested')).toHaveLength(1);
  });
});

const both = { plus: 1_000_000, minus: 1_000_000 };
const wide = { A: both, B: both, C: both };
