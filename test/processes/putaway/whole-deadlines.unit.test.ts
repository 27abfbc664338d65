import { describe, expect, it } from 'vitest';
import { PutawayCompleted } from '../../../events/putaway.ts';
import type { Item } from '../../../lambdas/adapters/erp/port.ts';
import type { Bin, StoredItem } from '../../../lambdas/adapters/wms/port.ts';
import { Dock, LPN } from './dock.ts';

interface Class {
  readonly name: string;
  readonly minutes: number;
  readonly item?: Partial<Item>;
  readonly stored?: Partial<StoredItem>;
  readonly bin?: Partial<Bin>;
}
/** The class limits of rule 5.2. */
const classes: readonly Class[] = [
  { name: 'P0', minutes: 480, stored: { waveDueAt: '2026-03-02T16:00:00Z' } },
  { name: 'P1 frozen', minutes: 20, item: { temperature: 'frozen' }, bin: { temperature: 'frozen' } },
  { name: 'P1 chilled', minutes: 30, item: { temperature: 'chilled' }, bin: { temperature: 'chilled' } },
  { name: 'P2', minutes: 60, stored: { serialControlled: true }, bin: { secure: true } },
  { name: 'P3', minutes: 60, stored: { pickFace: { bin: 'P-1', quantity: 1, minimum: 1 } } },
  { name: 'P4', minutes: 120, item: { abcClass: 'A' }, bin: { velocity: 'A' } },
  { name: 'P5', minutes: 240 },
];

async function assigned({ item, stored, bin }: Partial<Class> = {}): Promise<Dock> {
  const dock = await Dock.open();
  dock.item(item, stored);
  dock.bins(bin ?? {}, { bin: 'C-02', distance: 20, ...(bin && { ...bin, bin: 'C-02' }) });
  dock.load();
  await dock.queue();
  return dock;
}

/** Minutes pass as they do: the sweeper looks often enough for every level to be one of its rounds, and at the last minute. */
async function pass(dock: Dock, minutes: number): Promise<void> {
  const round = Math.max(15, Math.ceil(minutes / 8));
  for (let left = minutes; left > 0; left -= round) await dock.world.advance(Math.min(round, left));
}

/** What people see of a late load. */
async function seen(dock: Dock) {
  const late = (await dock.tasks()).filter(({ step }) => step === 'late');
  return [late.length, late[0]?.level ?? 0, (await dock.cases()).length];
}

describe.each(classes)('$name, $minutes minutes', (one) => {
  it.each([
    ['a minute before half of it', -1, 0.5, [0, 0, 0]],
    ['at half of it: the reminder', 0, 0.5, [1, 1, 0]],
    ['a minute before it', -1, 1, [1, 1, 0]],
    ['at it: escalated', 0, 1, [1, 2, 0]],
    ['a minute before twice of it', -1, 2, [1, 2, 0]],
    ['at twice of it: a case', 0, 2, [1, 2, 1]],
  ])('%s', async (_what, offset, times, expected) => {
    const dock = await assigned(one);
    await pass(dock, one.minutes * times + offset);
    expect(await seen(dock)).toEqual(expected);
    expect((await dock.row()).state).toBe('ASSIGNED');
    expect(await dock.problems()).toEqual([]);
  });

  it.each([
    [0, true],
    [1, false],
  ])('%i minutes after its limit it is in time: %s', async (late, inTime) => {
    const dock = await assigned(one);
    await pass(dock, one.minutes + late);
    await dock.scan((await dock.row()).facts.assignment?.bin ?? '');
    expect(dock.published(PutawayCompleted)).toMatchObject([{ inTime, minutes: one.minutes + late }]);
    expect((await dock.row()).state).toBe('CLOSED');
    expect((await dock.tasks()).filter(({ state }) => state === 'OPEN')).toEqual([]);
  });
});

it('runs at night too: frozen goods do not wait for the morning', async () => {
  const dock = await assigned(classes[1]);
  await pass(dock, 13 * 60);
  expect(await dock.cases()).toEqual(['PUTAWAY_OVERDUE']);
});

it('begins anew when the class becomes more urgent', async () => {
  const dock = await assigned();
  await pass(dock, 120);
  expect(await seen(dock)).toEqual([1, 1, 0]);
  dock.item({ abcClass: 'A' });
  await pass(dock, 15);
  // Its limit is over already: the sweeper's next minute escalates.
  await pass(dock, 1);
  const late = (await dock.tasks()).filter(({ step }) => step === 'late');
  expect(late.map(({ state, level }) => [state, level])).toEqual([
    ['CANCELLED', 1],
    ['OPEN', 2],
  ]);
});

it('opens only its case for a load that comes too late for all of it', async () => {
  const dock = await Dock.open();
  dock.item();
  dock.bins({});
  dock.load({ stagedAt: '2026-03-02T07:00:00.000Z' });
  await dock.queue();
  expect(await seen(dock)).toEqual([0, 0, 1]);
  expect(dock.open()).toEqual({ [LPN]: 'C-01' });
});

describe('the reminder is answered', () => {
  async function reminded(): Promise<Dock> {
    const dock = await assigned();
    await pass(dock, 120);
    return dock;
  }

  it('KEEP: nothing changes, and it does not come again', async () => {
    const dock = await reminded();
    await dock.answer('late', 'KEEP');
    await pass(dock, 60);
    expect(dock.open()).toEqual({ [LPN]: 'C-01' });
    expect(await seen(dock)).toEqual([1, 1, 0]);
  });

  it('REASSIGN: another bin, and the first one is free', async () => {
    const dock = await reminded();
    await dock.answer('late', 'REASSIGN');
    expect(dock.open()).toEqual({ [LPN]: 'C-02' });
    expect(await dock.reserved('C-01')).toEqual([]);
    await dock.scan('C-02');
    expect((await dock.row()).outcome).toBe('stored');
  });

  it('HOLD: back to staging until the time of holding is over', async () => {
    const dock = await reminded();
    await expect(dock.answer('late', 'HOLD')).rejects.toThrow(/HOLD/);
    await pass(dock, 120);
    await dock.answer('late', 'HOLD');
    expect(dock.open()).toEqual({});
    expect(await dock.reserved('C-01')).toEqual([]);
    expect((await dock.row()).state).toBe('HELD');
    await pass(dock, 480);
    expect(Object.keys(dock.open())).toEqual([LPN]);
    expect(await dock.problems()).toEqual([]);
  });

  it('by nobody: at twice the limit there is a case, and the load is still expected', async () => {
    const dock = await reminded();
    await pass(dock, 360);
    expect((await dock.task('late')).state).toBe('EXPIRED');
    expect(await dock.cases()).toEqual(['PUTAWAY_OVERDUE']);
    await dock.scan('C-01');
    expect((await dock.row()).outcome).toBe('stored');
  });
});
