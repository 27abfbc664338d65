import { DamageReported } from '../../events/damage.ts';
import { tenantScope } from '../../lambdas/store/ports.ts';
import { processIdOf } from '../../lambdas/work/process-id.ts';
import { ACORN, type Act, NORTHWIND } from './act.ts';
import { cleanDelivery } from './dock.ts';

/** The act of the day about goods that broke in the warehouse. */

const DAMAGE = 'DMG-20260302-0001';

export const damageInTheAisle: Act = {
  title: 'Goods that break in the aisle',
  expect:
    'twelve units are out of reach at once and the shop sells fewer; whoever found them may not decide, a supervisor disposes of them, and their value is written off',
  shows: ['damaged-goods'],
  needs: [cleanDelivery],
  endings: [{ ...NORTHWIND, process: 'damaged-goods', key: DAMAGE, state: 'CLOSED' }],
  run: async (floor) => {
    const { tenant, site } = NORTHWIND;
    await floor.tell(DamageReported, {
      tenant,
      site,
      subject: DAMAGE,
      data: {
        damageId: DAMAGE,
        sku: 'ACN-YOGURT-500',
        lot: 'Y2603A',
        quantity: 12,
        bucket: 'available',
        bin: 'C-02-03',
        place: 'STORAGE',
        packState: 'CRUSHED',
        notedOnDelivery: false,
        foundBy: 'dock-1',
        foundAt: floor.stage.clock(),
        evidence: ['photo-20260302-0007'],
        supplierId: ACORN,
      },
    });
    await floor.arrives(tenant, 'damaged-goods', DAMAGE, 'REVIEW');
    const processId = processIdOf('damaged-goods', DAMAGE);
    const task = await floor.until('the question what becomes of the damaged goods', async () => {
      const tasks = await floor.stage.stores.work.tasksOf(tenantScope(tenant), processId);
      return tasks.find(({ step, state }) => step === 'assess' && state === 'OPEN');
    });
    await floor.answer(task, 'DISPOSE', 'supervisor-atl');
    await floor.arrives(tenant, 'damaged-goods', DAMAGE, 'CLOSED');
  },
};
