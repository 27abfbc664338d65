import { CountRequested, CountSubmitted } from '../../events/count.ts';
import { ReconciliationRequested } from '../../events/inventory.ts';
import { tenantScope } from '../../lambdas/store/ports.ts';
import { type Act, NORTHWIND } from './act.ts';
import { cleanDelivery, overAtTwoRetailers } from './dock.ts';

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

const RECONCILIATION = 'position-reconciliation';
const COMPARED = 'REC-20260302-0001';
const OVERSOLD = 'ACN-YOGURT-500';
const NEVER_CAME = 'BRT-TOWEL-2';

export const systemsDiffer: Act = {
  title: 'The shop and the ERP say something else than the shelf',
  expect:
    'the shop shows yogurt that is promised to others: it is told again and follows; 24 towels the ERP booked and nobody received are a case; no stock is touched',
  shows: [RECONCILIATION],
  needs: [cleanDelivery],
  endings: [{ ...NORTHWIND, process: RECONCILIATION, key: `${NORTHWIND.site}/${COMPARED}`, state: 'CLOSED' }],
  run: async (floor) => {
    const { tenant, site } = NORTHWIND;
    const key = `${site}/${COMPARED}`;
    await floor.arrives(tenant, 'backorder-release', 'DC-ATL/SUP-ACORN/ACN-70001', 'CLOSED');
    const positions = () =>
      Promise.all(
        [OVERSOLD, NEVER_CAME].map((sku) =>
          floor.stage.stores.inventory.position(tenantScope(tenant), site, sku),
        ),
      );
    const before = await positions();
    await floor.systems.seed(tenant, 'ecommerce', {
      listings: [{ site, sku: OVERSOLD, listed: true, published: 360, cartHolds: 0 }],
    });
    await floor.systems.seed(tenant, 'erp', {
      booked: [{ site, sku: NEVER_CAME, quantity: 24, documentId: 'GR-77001', effectKey: 'typed-by-hand' }],
    });
    await floor.tell(ReconciliationRequested, {
      ...NORTHWIND,
      subject: COMPARED,
      data: {
        reconciliationId: COMPARED,
        skus: [OVERSOLD, NEVER_CAME],
        requestedBy: 'inventory-manager-atl',
      },
    });
    await floor.arrives(tenant, RECONCILIATION, key, 'RECHECKING');
    await floor.advance(10);
    const { outcome } = await floor.arrives(tenant, RECONCILIATION, key, 'CLOSED');
    if (outcome !== 'drift')
      throw new Error(`the comparison ended as ${outcome}, not with the drift of the ERP`);
    const { listings } = await floor.systems.state<{
      listings: readonly { site: string; sku: string; published: number }[];
    }>(tenant, 'ecommerce');
    const shown = listings.find((listing) => listing.site === site && listing.sku === OVERSOLD)?.published;
    const after = await positions();
    if (shown !== after[0]?.free)
      throw new Error(`the shop shows ${shown} of ${OVERSOLD}, and ${after[0]?.free} may be sold`);
    if (JSON.stringify(after) !== JSON.stringify(before)) throw new Error('a comparison has moved stock');
  },
};
