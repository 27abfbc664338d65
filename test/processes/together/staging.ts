import { PutawayQueued, PutawayScanned } from '../../../events/putaway.ts';
import { aBin, aLoad } from '../putaway/rules/fixtures.ts';
import { PLACES, type Place } from './retailers.ts';
import type { Warehouses } from './warehouses.ts';

/** One warehouse whose system manages bins: what the dock received stands in staging until it is scanned into one. */

export const MANAGED = PLACES[2] as Place;
/** What a unit of anything weighs, and takes up. */
const UNIT = { grams: 1_000, milliliters: 1_000 };
const BINS = ['B-01', 'B-02', 'B-03'];

/** Three bins of ten units each. */
export const managedBins = {
  bins: BINS.map((bin, index) => ({
    ...aBin({ bin, zone: 'B', velocity: 'B', distance: 10 * (index + 1), mixedItems: true }),
    ...{ site: MANAGED.site, weightLeftGrams: 10 * UNIT.grams, volumeLeftMl: 10 * UNIT.milliliters },
  })),
  staging: [{ site: MANAGED.site, used: 0, capacity: 20 }],
};

interface KeptLoad {
  readonly loadId: string;
  readonly postedAs?: string;
}
interface PutawayTask {
  readonly loadId: string;
  readonly bin: string;
  readonly state: string;
}

/** The first goods of a receipt that have no license plate get one. */
export async function stage(warehouses: Warehouses, sku: string): Promise<void> {
  const { tenantId, site } = MANAGED;
  const known = new Set(warehouses.list<KeptLoad>(tenantId, 'wms', 'loads').map(({ postedAs }) => postedAs));
  const ledger = await warehouses.ledger(MANAGED, sku);
  const received = ledger.find(
    ({ reasonCode, to, effectKey }) =>
      reasonCode === 'RECEIPT' && to === 'available' && !known.has(effectKey),
  );
  if (!received) return;
  const { quantity, effectKey: postedAs } = received;
  const lpn = warehouses.next('LPN');
  const { lot: _, ...load } = aLoad({ loadId: lpn, sku, quantity, stagedAt: warehouses.world.clock() });
  const size = { weightGrams: quantity * UNIT.grams, volumeMl: quantity * UNIT.milliliters };
  warehouses.fake(tenantId, 'wms').seed({ loads: [{ ...load, ...size, site, postedAs }] });
  await warehouses.tell(MANAGED, PutawayQueued, lpn, { lpn, queuedBy: 'wms' });
}

/** The putaway task that waits longest is done, in its bin or in another one. */
export async function putAway(warehouses: Warehouses, elsewhere: boolean): Promise<void> {
  const { tenantId, site } = MANAGED;
  const tasks = warehouses.list<PutawayTask>(tenantId, 'wms', 'putawayTasks');
  const task = tasks.find(({ state }) => state === 'open');
  if (!task) return;
  const { loadId } = task;
  const bin = (elsewhere && BINS.find((other) => other !== task.bin)) || task.bin;
  warehouses.fake(tenantId, 'wms').seed({ stored: [{ site, loadId, bin }] });
  await warehouses.tell(MANAGED, PutawayScanned, loadId, {
    ...{ loadId, bin, scannedBy: 'dock-1', scannedAt: warehouses.world.clock() },
    ...(bin === task.bin ? {} : { reason: 'BIN_FULL' as const }),
  });
}
