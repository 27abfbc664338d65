import { PutawayScanned } from '../../events/putaway.ts';
import { type Act, PILOT } from './act.ts';
import { pilotGoesLive } from './customers.ts';
import type { Floor } from './floor.ts';

/** The acts of the day that happen between the dock and the shelf. */

const PUTAWAY = 'putaway';
/** The pallets of the pilot's first delivery, as its WMS knows them (`files/master-data.json`). */
const OATS = '008712345000004172';
const MUESLI = '008712345000004189';
const POSTED = 'receiving:SUP-ACORN%2FACN-99001#to-available#';
const keyOf = (load: string) => `${PILOT.site}/${load}`;
const ended = (load: string) => ({ ...PILOT, process: PUTAWAY, key: keyOf(load), state: 'CLOSED' });

export const palletsFindTheirBin: Act = {
  title: 'Pallets find their bin, one of them another one',
  expect: 'each pallet of the pilot has a bin of its own; the bin of the muesli turns out to be full',
  shows: [PUTAWAY],
  needs: [pilotGoesLive],
  endings: [ended(OATS), ended(MUESLI), ended(`${POSTED}1-1`), ended(`${POSTED}2-1`)],
  run: async (floor) => {
    for (const lpn of [OATS, MUESLI]) await floor.arrives(PILOT.tenant, PUTAWAY, keyOf(lpn), 'ASSIGNED');
    const { putawayTasks } = await floor.systems.state<{
      putawayTasks: readonly { loadId: string; bin: string }[];
    }>(PILOT.tenant, 'wms');
    const assigned = putawayTasks.find(({ loadId }) => loadId === OATS);
    if (!assigned) throw new Error(`the WMS of ${PILOT.tenant} has no putaway task for ${OATS}`);
    await scan(floor, OATS, assigned.bin);
    await scan(floor, MUESLI, 'B-01-03', 'BIN_FULL');
    for (const lpn of [OATS, MUESLI]) await floor.arrives(PILOT.tenant, PUTAWAY, keyOf(lpn), 'CLOSED');
  },
};

/** The floor brings a pallet into a bin: the WMS books it and says so. */
async function scan(floor: Floor, loadId: string, bin: string, reason?: 'BIN_FULL'): Promise<void> {
  await floor.systems.seed(PILOT.tenant, 'wms', { stored: [{ site: PILOT.site, loadId, bin }] });
  const scannedAt = floor.stage.clock();
  await floor.tell(PutawayScanned, {
    ...PILOT,
    subject: loadId,
    data: { loadId, bin, scannedBy: 'dock-1', scannedAt, ...(reason && { reason }) },
  });
}
