import { describe, expect, it } from 'vitest';
import { Shelf } from './shelf.ts';

/** Counts from their request to their end, with everybody who has a word in them. */

async function counted(quantity: number, setting: Parameters<typeof Shelf.of>[0] = {}): Promise<Shelf> {
  const shelf = await Shelf.of(setting);
  await shelf.request();
  await shelf.count(quantity);
  return shelf;
}
/** 20 units of 100 are missing, worth 100.00, beyond every tolerance; supervisors approve above. */
const missing = (cost = 600, setting: Parameters<typeof Shelf.of>[0] = {}) =>
  counted(80, { cost, ...setting });
async function approvalAsked(cost = 600, setting: Parameters<typeof Shelf.of>[0] = {}): Promise<Shelf> {
  const shelf = await missing(cost, setting);
  await shelf.answer('recount', 'COUNTED', 'dock-2', { quantity: 80 });
  return shelf;
}

describe('a count that fits the book', () => {
  it('ends with nothing moved, in at most twelve transitions', async () => {
    const shelf = await counted(100);
    expect(await shelf.row()).toMatchObject({ state: 'CLOSED', outcome: 'as-expected' });
    expect(await shelf.available()).toBe(100);
    const [run] = [...shelf.world.runs.values()];
    expect(run?.run.entered.length).toBeLessThanOrEqual(12);
    expect(shelf.standing('wms', 'countTasks')).toHaveLength(1);
  });

  it('nets what moved between the scan and the look', async () => {
    const shelf = await Shelf.of({
      book: 90,
      places: { movements: [{ at: '2026-03-02T15:20:00Z', quantity: -10, kind: 'PICK', by: 'dock-3' }] },
    });
    await shelf.request();
    await shelf.world.advance(30);
    await shelf.count(100, 'dock-1', '2026-03-02T15:19:00Z');
    expect(await shelf.row()).toMatchObject({ outcome: 'as-expected' });
  });

  it('may come before its request', async () => {
    const shelf = await Shelf.of();
    await shelf.count(100);
    await shelf.request();
    expect(await shelf.row()).toMatchObject({ state: 'CLOSED', outcome: 'as-expected' });
  });
});

describe('a small difference', () => {
  it('is adjusted everywhere without anybody, with its reason', async () => {
    const shelf = await counted(96, { abcClass: 'C' });
    expect(await shelf.row()).toMatchObject({ state: 'CLOSED', outcome: 'in-tolerance' });
    expect(await shelf.available()).toBe(96);
    expect(shelf.shown()).toBe(96);
    for (const [system, list] of [
      ['erp', 'adjustments'],
      ['wms', 'adjustments'],
      ['finance', 'variances'],
    ] as const)
      expect(shelf.standing(system, list), system).toMatchObject([{ reason: 'COUNT_IN_TOLERANCE' }]);
    expect(shelf.published('CountAdjusted')).toMatchObject([
      { adjustment: -4, value: { minor: -2_000 }, adjustmentReason: 'AH', approvedBy: [] },
    ]);
    expect(await shelf.tasks()).toEqual([]);
    expect(shelf.published('StockFrozen')).toEqual([]);
  });

  it('upwards is a gain others can use', async () => {
    const shelf = await counted(104, { abcClass: 'C' });
    expect(await shelf.available()).toBe(104);
    expect(shelf.published('CountAdjusted')).toMatchObject([{ adjustment: 4, adjustmentReason: '56' }]);
    expect(shelf.published('InventoryPositionChanged')).toMatchObject([
      { reasonCode: 'COUNT_IN_TOLERANCE', changes: [{ sku: 'OATS', bucket: 'available', delta: 4 }] },
    ]);
  });

  it('is published to no channel that does not list the item', async () => {
    const shelf = await counted(96, { abcClass: 'C', listed: false });
    expect(await shelf.row()).toMatchObject({ outcome: 'in-tolerance' });
    expect(await shelf.cases()).toEqual([]);
    expect(shelf.shown()).toBeUndefined();
  });
});

describe('a large difference', () => {
  it('freezes the place, shows fewer, and has somebody else count blind', async () => {
    const shelf = await missing(600, { reserved: 30 });
    expect(await shelf.row()).toMatchObject({ state: 'RECOUNT' });
    expect(shelf.standing('wms', 'holds')).toMatchObject([{ sku: 'OATS', bin: 'A-04-12' }]);
    const [hold] = shelf.standing<{ id: string }>('wms', 'holds');
    expect(await shelf.frozen()).toEqual([{ holdId: hold?.id, expected: 100, counted: 80 }]);
    // The smaller of 100 and 80, less the 30 that are reserved.
    expect(shelf.shown()).toBe(50);
    expect(await shelf.available()).toBe(100);
    const task = await shelf.openTask('recount');
    expect(JSON.stringify([task.title, task.context, task.value])).not.toMatch(/80|100|20/);
    await expect(shelf.answer('recount', 'COUNTED', 'dock-1', { quantity: 80 })).rejects.toThrow(/dock-1/);
    expect(shelf.published('CountVarianceFound')).toMatchObject([
      { round: 1, expected: 100, counted: 80, variance: -20, value: { minor: -12_000 } },
    ]);
    expect(shelf.published('RecountRequested')).toMatchObject([{ round: 2 }]);
  });

  it('is never counted again by who moved goods there last', async () => {
    const shelf = await missing(600, {
      places: { movements: [{ at: '2026-03-02T14:00:00Z', quantity: 5, kind: 'PUTAWAY', by: 'dock-3' }] },
    });
    await expect(shelf.answer('recount', 'COUNTED', 'dock-3', { quantity: 80 })).rejects.toThrow(/dock-3/);
    await shelf.answer('recount', 'COUNTED', 'dock-2', { quantity: 80 });
    expect(await shelf.row()).toMatchObject({ state: 'REVIEW' });
  });

  it('that the recount does not find was an error of the first count', async () => {
    const shelf = await missing();
    await shelf.answer('recount', 'COUNTED', 'dock-2', { quantity: 100 });
    expect(await shelf.row()).toMatchObject({ state: 'CLOSED', outcome: 'first-count-error' });
    expect(await shelf.available()).toBe(100);
    expect(shelf.shown()).toBe(100);
    expect(shelf.standing('wms', 'holds')).toEqual([]);
    expect(shelf.published('StockUnfrozen')).toHaveLength(1);
    expect(await shelf.frozen()).toEqual([]);
    expect(shelf.published('CountAdjusted')).toEqual([]);
    expect(shelf.published('FirstCountChecked')).toMatchObject([{ countedBy: 'dock-1', confirmed: false }]);
  });

  it('that the recount finds too goes to the people of its value', async () => {
    const shelf = await approvalAsked();
    expect(shelf.published('FirstCountChecked')).toMatchObject([{ countedBy: 'dock-1', confirmed: true }]);
    expect(await shelf.openTask('approval')).toMatchObject({ group: 'supervisor' });
    await shelf.answer('approval', 'APPROVE', 'supervisor-atl', { cause: 'THEFT' });
    expect(await shelf.row()).toMatchObject({ state: 'CLOSED', outcome: 'adjusted' });
    expect(await shelf.available()).toBe(80);
    expect(shelf.shown()).toBe(80);
    expect(shelf.standing('wms', 'holds')).toEqual([]);
    expect(shelf.published('CountAdjusted')).toMatchObject([
      { adjustment: -20, cause: 'THEFT', approvedBy: ['supervisor-atl'] },
    ]);
  });

  it.each([
    [499, []],
    [500, []],
    [501, ['supervisor']],
    [4_999, ['supervisor']],
    [5_000, ['supervisor']],
    [5_001, ['inventory-manager']],
    [49_999, ['inventory-manager']],
    [50_000, ['inventory-manager']],
    [50_001, ['inventory-manager', 'finance']],
  ])('of 20 units at %i cents is approved by %j', async (cost, approvers) => {
    const shelf = await approvalAsked(cost);
    const task = (await shelf.tasks()).find(({ step }) => step === 'approval');
    expect(task?.context ?? { approvals: { approvers: [] } }).toMatchObject({ approvals: { approvers } });
    expect(await shelf.row()).toMatchObject(
      approvers.length === 0 ? { state: 'CLOSED', outcome: 'adjusted' } : { state: 'REVIEW' },
    );
  });

  it('takes two different people in the last tier', async () => {
    const shelf = await approvalAsked(50_001);
    await shelf.answer('approval', 'APPROVE', 'inventory-manager-atl', { cause: 'THEFT' });
    expect(await shelf.row()).toMatchObject({ state: 'REVIEW' });
    expect(await shelf.available()).toBe(100);
    await shelf.answer('approval', 'APPROVE', 'finance-1', { cause: 'THEFT' });
    expect(await shelf.row()).toMatchObject({ state: 'CLOSED', outcome: 'adjusted' });
    expect(shelf.published('CountAdjusted')).toMatchObject([
      { approvedBy: ['inventory-manager-atl', 'finance-1'] },
    ]);
  });

  it('is never approved by who asked for the count or made one', async () => {
    const shelf = await Shelf.of({ cost: 600 });
    await shelf.request('MANUAL', 'supervisor-atl');
    await shelf.count(80);
    await shelf.answer('recount', 'COUNTED', 'dock-2', { quantity: 80 });
    expect((await shelf.openTask('approval')).excluded).toEqual(['dock-1', 'dock-2', 'supervisor-atl']);
    await expect(shelf.answer('approval', 'APPROVE', 'supervisor-atl', { cause: 'THEFT' })).rejects.toThrow(
      /supervisor-atl/,
    );
  });

  it('that differs a second time is counted by a supervisor, whose count is decided on', async () => {
    const shelf = await missing(6_000);
    await shelf.answer('recount', 'COUNTED', 'dock-2', { quantity: 85 });
    expect(await shelf.row()).toMatchObject({ state: 'RECOUNT' });
    expect(await shelf.openTask('third-count')).toMatchObject({ group: 'supervisor' });
    // Two counts that agree with nobody say nothing of each other.
    expect(shelf.published('FirstCountChecked')).toEqual([]);
    await shelf.answer('third-count', 'COUNTED', 'supervisor-atl', { quantity: 75 });
    expect(shelf.published('FirstCountChecked')).toMatchObject([{ countedBy: 'dock-1', confirmed: false }]);
    expect((await shelf.openTask('approval')).options.map(({ code }) => code)).not.toContain('RECOUNT');
    await shelf.answer('approval', 'APPROVE', 'inventory-manager-atl', { cause: 'PICK_ERROR' });
    expect(await shelf.available()).toBe(75);
    expect(shelf.published('RecountRequested')).toMatchObject([{ round: 2 }, { round: 3 }]);
  });
});

it.each([
  [80, true],
  [75, false],
])('a third count of %i tells whether the first of 80 was right: %s, once', async (quantity, confirmed) => {
  const shelf = await missing(6_000);
  await shelf.answer('recount', 'COUNTED', 'dock-2', { quantity: 85 });
  await shelf.answer('third-count', 'COUNTED', 'supervisor-atl', { quantity });
  expect(shelf.published('FirstCountChecked')).toMatchObject([{ countedBy: 'dock-1', confirmed }]);
});

describe('each answer of an approval', () => {
  it('RECOUNT has a supervisor count once more, and is not offered again', async () => {
    const shelf = await approvalAsked(6_000);
    await shelf.answer('approval', 'RECOUNT', 'inventory-manager-atl');
    await shelf.answer('third-count', 'COUNTED', 'supervisor-atl', { quantity: 80 });
    expect(shelf.published('FirstCountChecked')).toHaveLength(1);
    const task = await shelf.openTask('approval');
    expect(task.round).toBe(2);
    expect(task.options.map(({ code }) => code)).toEqual(['APPROVE', 'SPLIT', 'INVESTIGATE', 'REJECT']);
  });

  it('INVESTIGATE asks again after a day, once', async () => {
    const shelf = await approvalAsked();
    await shelf.answer('approval', 'INVESTIGATE', 'supervisor-atl');
    expect(await shelf.row()).toMatchObject({ state: 'INVESTIGATING', dueAt: '2026-03-03T15:00:00.000Z' });
    await shelf.world.advance(1_439);
    expect(await shelf.row()).toMatchObject({ state: 'INVESTIGATING' });
    await shelf.world.advance(1);
    expect(await shelf.row()).toMatchObject({ state: 'REVIEW' });
    expect((await shelf.openTask('approval')).options.map(({ code }) => code)).not.toContain('INVESTIGATE');
    expect(shelf.standing('wms', 'holds')).toHaveLength(1);
  });

  it('REJECT says why, keeps the book and frees the stock', async () => {
    const shelf = await approvalAsked();
    await expect(shelf.answer('approval', 'REJECT', 'supervisor-atl', undefined, ' ')).rejects.toThrow(
      'needs a comment',
    );
    await shelf.answer('approval', 'REJECT', 'supervisor-atl');
    expect(await shelf.row()).toMatchObject({ state: 'CLOSED', outcome: 'rejected' });
    expect(await shelf.available()).toBe(100);
    expect(shelf.shown()).toBe(100);
    expect(shelf.standing('wms', 'holds')).toEqual([]);
  });

  it('SPLIT adjusts only what was not found elsewhere', async () => {
    const shelf = await approvalAsked();
    await shelf.answer('approval', 'SPLIT', 'supervisor-atl', { bin: 'A-04-13', quantity: 15 });
    expect(await shelf.available()).toBe(95);
    expect(shelf.standing('wms', 'adjustments')).toMatchObject([
      {
        lines: [
          { bin: 'A-04-12', quantity: -20 },
          { bin: 'A-04-13', quantity: 15 },
        ],
      },
    ]);
    expect(shelf.published('CountAdjusted')).toMatchObject([
      { adjustment: -5, cause: 'MISPLACED', foundElsewhere: { bin: 'A-04-13', quantity: 15 } },
    ]);
  });

  it('SPLIT of all of it moves units in the WMS and nothing else', async () => {
    const shelf = await approvalAsked();
    await shelf.answer('approval', 'SPLIT', 'supervisor-atl', { bin: 'A-04-13', quantity: 20 });
    expect(await shelf.available()).toBe(100);
    expect(shelf.standing('erp', 'adjustments')).toEqual([]);
    expect(shelf.standing('finance', 'variances')).toEqual([]);
    expect(shelf.published('CountAdjusted')).toMatchObject([{ adjustment: 0, adjustmentReason: '51' }]);
  });

  it.each([
    'UNPOSTED_MOVE',
    'UOM_ERROR',
    'MISPLACED',
    'RECEIVING_ERROR',
    'PICK_ERROR',
    'DAMAGE',
    'THEFT',
    'LABEL',
    'SYSTEM_SYNC',
    'UNKNOWN',
  ])('APPROVE names the cause %s', async (cause) => {
    const shelf = await approvalAsked();
    await shelf.answer('approval', 'APPROVE', 'supervisor-atl', { cause });
    expect(shelf.published('CountAdjusted')).toMatchObject([{ cause }]);
  });

  it('APPROVE by a cause nobody knows is refused', async () => {
    const shelf = await approvalAsked();
    await expect(shelf.answer('approval', 'APPROVE', 'supervisor-atl', { cause: 'GHOSTS' })).rejects.toThrow(
      'GHOSTS',
    );
  });

  it('SPLIT is no answer where more was found than there should be', async () => {
    const shelf = await counted(120, { cost: 600 });
    await shelf.answer('recount', 'COUNTED', 'dock-2', { quantity: 120 });
    expect((await shelf.openTask('approval')).options.map(({ code }) => code)).toEqual([
      'APPROVE',
      'RECOUNT',
      'INVESTIGATE',
      'REJECT',
    ]);
  });

  it('SPLIT of more than is missing is refused with the limit', async () => {
    const shelf = await approvalAsked();
    await expect(
      shelf.answer('approval', 'SPLIT', 'supervisor-atl', { bin: 'A-04-13', quantity: 21 }),
    ).rejects.toThrow('quantity = 21: give at most 20');
  });
});

describe('before a site acts', () => {
  it.each(['shadow', 'advise'] as const)('%s decides and writes nothing', async (level) => {
    const shelf = await missing(600, { level });
    expect(await shelf.row()).toMatchObject({ state: 'CLOSED', outcome: level });
    expect(await shelf.available()).toBe(100);
    expect(await shelf.decisions('variance')).toMatchObject([{ result: 'recount' }]);
    for (const system of ['wms', 'erp', 'finance', 'ecommerce'] as const)
      expect(
        Object.values(shelf.fake(system).effects()).reduce((sum, made) => sum + made, 0),
        system,
      ).toBe(0);
  });
});
