import { CountRequested, CountSubmitted } from '../../events/count.ts';
import { tenantScope } from '../../lambdas/store/ports.ts';
import { type Act, NORTHWIND } from './act.ts';
import { overAtTwoRetailers } from './dock.ts';

/** The acts of the day between the shelves. */

const COUNT = { countId: 'CNT-70001', sku: 'BRT-FOIL-30M' };
const MISSING = 48;

export const shelfDiffers: Act = {
  title: 'A shelf holds less than the book',
  expect:
    '48 rolls are missing: the shop shows fewer, somebody else counts blind, a supervisor approves, all books follow',
  shows: ['cycle-count'],
  needs: [overAtTwoRetailers],
  endings: [{ ...NORTHWIND, process: 'cycle-count', key: COUNT.countId, state: 'CLOSED' }],
  run: async (floor) => {
    const about = { ...NORTHWIND, subject: COUNT.countId };
    const booked = async () => {
      const { inventory } = floor.stage.stores;
      const { buckets } = await inventory.position(tenantScope(NORTHWIND.tenant), NORTHWIND.site, COUNT.sku);
      return buckets.available;
    };
    const found = (await booked()) - MISSING;
    await floor.tell(CountRequested, { ...about, data: { ...COUNT, trigger: 'MANUAL', requestedBy: 'wms' } });
    await floor.arrives(NORTHWIND.tenant, 'cycle-count', COUNT.countId, 'AWAITING_COUNT');
    await floor.tell(CountSubmitted, {
      ...about,
      data: { ...COUNT, quantity: found, countedBy: 'dock-1', countedAt: floor.stage.clock() },
    });
    const recount = await floor.asked(NORTHWIND.tenant, 'cycle-count', COUNT.countId, 'recount');
    await floor.answer(recount, 'COUNTED', 'dock-2', { form: { quantity: found } });
    const approval = await floor.asked(NORTHWIND.tenant, 'cycle-count', COUNT.countId, 'approval');
    await floor.answer(approval, 'APPROVE', 'supervisor-atl', { form: { cause: 'DAMAGE' } });
    await floor.arrives(NORTHWIND.tenant, 'cycle-count', COUNT.countId, 'CLOSED');
    await floor.until('the book following the shelf', async () => (await booked()) === found);
  },
};
