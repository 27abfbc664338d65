import { expect, it } from 'vitest';
import { PutawayAssigned, PutawayCompleted } from '../../../events/putaway.ts';
import { Dock, LPN } from './dock.ts';

it('brings a license plate into its bin and tells what it took', async () => {
  const dock = await Dock.open();
  dock.item();
  dock.bins({});
  dock.load();
  await dock.queue();
  expect(dock.open()).toEqual({ [LPN]: 'C-01' });
  expect((await dock.row()).state).toBe('ASSIGNED');
  expect(await dock.reserved('C-01')).toEqual([`putaway:DC-ATL/${LPN}`]);
  await dock.world.advance(12);
  await dock.scan('C-01');
  const row = await dock.row();
  expect([row.state, row.outcome]).toEqual(['CLOSED', 'stored']);
  expect(await dock.reserved('C-01')).toEqual([]);
  expect(dock.published(PutawayAssigned)).toMatchObject([
    { bin: 'C-01', rule: 'NEAREST_EMPTY', class: 'P5' },
  ]);
  expect(dock.published(PutawayCompleted)).toMatchObject([{ bin: 'C-01', minutes: 12, inTime: true }]);
  const [run] = [...dock.world.runs.values()];
  expect(run?.run.entered.length).toBeLessThanOrEqual(12);
  expect(run?.status).toBe('SUCCEEDED');
  expect(await dock.tasks()).toEqual([]);
  expect(await dock.problems()).toEqual([]);
});
