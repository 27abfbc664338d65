import { expect, it } from 'vitest';
import { CountSubmitted } from '../../../events/count.ts';
import { tenantScope } from '../../../lambdas/store/ports.ts';
import { answerTask } from '../../../lambdas/work/answer-task.ts';
import { countRoom, item } from '../cycle-count/shelf.ts';
import { Floor, SITE, TENANT } from './floor.ts';

/** A short pick has its bin counted; the picker missed three of ten, with both rooms in one world. */

/** The floor counts the bin, and so does somebody else where the first count differs from the book. */
async function counted(quantity: number): Promise<Floor> {
  const floor = await Floor.of({ rooms: [countRoom] });
  floor.fake('erp').seed({ items: [item('A', 100)] });
  await floor.report();
  const [request] = floor.published('CountRequested') as { countId: string }[];
  const countId = request?.countId ?? '';
  const count = { countId, sku: 'OATS', quantity, countedBy: 'dock-1', countedAt: floor.world.clock() };
  await floor.tell(CountSubmitted, count, countId);
  const tenant = tenantScope(TENANT);
  for (const { taskId } of await floor.world.stores.work.tasksOf(tenant, `cycle-count:${countId}`))
    await answerTask(floor.world.hands, tenant, taskId, {
      option: 'COUNTED',
      by: 'dock-2',
      form: { quantity },
    });
  await floor.world.settle();
  expect(await floor.problems()).toEqual([]);
  return floor;
}

/** What the warehouse's own system holds. */
function held(floor: Floor) {
  const rows = floor.list<{ site: string; sku: string; status: string; quantity: number }>('wms', 'stock');
  const own = rows.filter(({ site, sku }) => site === SITE && sku === 'OATS');
  return Object.fromEntries(own.map(({ status, quantity }) => [status, quantity]));
}
const booked = (floor: Floor) =>
  floor.list<{ quantity: number }>('erp', 'postings').map(({ quantity }) => quantity);

it('brings units back from hold that lay in the bin all the time, and nothing else', async () => {
  const floor = await counted(10);
  expect(await floor.stock()).toMatchObject({ available: 10, hold: 0 });
  expect(held(floor)).toEqual({ available: 10, hold: 0 });
  expect(floor.published('CountAdjusted')).toMatchObject([
    { adjustment: 0, located: 3, value: { minor: 0 }, adjustmentReason: '51' },
  ]);
  expect(booked(floor)).toEqual([]);
});

it('counts as new only what is more than was missing', async () => {
  const floor = await counted(12);
  expect(await floor.stock()).toMatchObject({ available: 12, hold: 0 });
  expect(held(floor)).toEqual({ available: 12, hold: 0 });
  expect(floor.published('CountAdjusted')).toMatchObject([
    { adjustment: 2, located: 3, value: { minor: 200 }, adjustmentReason: '56' },
  ]);
  expect(booked(floor)).toEqual([2]);
});

it('leaves what is really missing on hold, for somebody to decide about', async () => {
  const floor = await counted(7);
  expect(await floor.stock()).toMatchObject({ available: 7, hold: 3 });
  expect(held(floor)).toEqual({ available: 7, hold: 3 });
  expect(floor.published('CountAdjusted')).toEqual([]);
});
