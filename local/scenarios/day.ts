import { tenantScope } from '../../lambdas/store/ports.ts';
import { processIdOf } from '../../lambdas/work/process-id.ts';
import type { Act } from './act.ts';
import { customerCancels, goodsReachThoseWhoWait, pilotGoesLive, promisesMove } from './customers.ts';
import { damageInTheAisle } from './damage.ts';
import {
  brokenFiles,
  cleanDelivery,
  damagedDelivery,
  erpOutage,
  goodsWithoutNotice,
  overAtTwoRetailers,
  undecidedShortage,
  unorderedItem,
} from './dock.ts';
import { honeyRunsOut } from './orders.ts';
import { labelFails } from './packing.ts';
import { vasesComeBack } from './returns.ts';
import { shelfDiffers, systemsDiffer } from './shelves.ts';
import { storeRunsShort } from './transfers.ts';
import type { Ending } from './verdict.ts';
import { palletsFindTheirBin } from './warehouse.ts';

/** The morning the files were written for. */
export const DAY_STARTS = '2026-03-02T11:30:00Z';

/** A day at two warehouses: real files from partners, counts from the dock, people who answer and people who do not. */
export const day: readonly Act[] = [
  cleanDelivery,
  overAtTwoRetailers,
  damagedDelivery,
  unorderedItem,
  goodsWithoutNotice,
  brokenFiles,
  erpOutage,
  goodsReachThoseWhoWait,
  vasesComeBack,
  shelfDiffers,
  systemsDiffer,
  honeyRunsOut,
  labelFails,
  storeRunsShort,
  pilotGoesLive,
  palletsFindTheirBin,
  damageInTheAisle,
  undecidedShortage,
  promisesMove,
  customerCancels,
];

/** The acts of the day that show a process, with those they need before them. */
export function actsOf(process: string): readonly Act[] {
  const wanted = new Set<Act>();
  const want = (act: Act) => {
    for (const needed of act.needs ?? []) want(needed);
    wanted.add(act);
  };
  for (const act of day) if (act.shows.includes(process)) want(act);
  return day.filter((act) => wanted.has(act));
}

/** The endings of acts as the stores name them. */
export function endingsOf(acts: readonly Act[]): readonly Ending[] {
  return acts
    .flatMap(({ endings }) => endings)
    .map(({ tenant, site, process, key, state }) => ({
      tenant: tenantScope(tenant),
      site,
      state,
      processId: processIdOf(process, key),
    }));
}
