import type * as z from 'zod/mini';
import type { Envelope } from '../../../events/envelope.ts';
import { InventoryAvailabilityPublished, InventoryDriftDetected } from '../../../events/inventory.ts';
import { CHANNEL, PROCESS as RECONCILIATION } from '../../processes/position-reconciliation/contract.ts';
import { sellableAt } from './atp.ts';
import type { Tower } from './context.ts';
import type { Place } from './loaders.ts';

/** Comparisons of systems that are looked at: the latest ones that found a difference of the item. */
const RUNS = 2;

type DriftEvent = Envelope<z.infer<typeof InventoryDriftDetected.data>>;

/** The number each channel was told, or was seen to show, whichever was later; a channel nobody compared is left out. */
export async function channelsOf(tower: Tower, place: Place) {
  const numbers = (await runEvents(tower, place)).flatMap(({ event }) => numberIn(event, place.sku));
  const last = numbers.toSorted((a, b) => (a.asOf > b.asOf ? -1 : 1))[0];
  return last ? [{ channel: CHANNEL, ...last, sellable: await sellableAt(tower, place) }] : [];
}

/** The last difference between systems that was found (rule 5.11). */
export async function driftOf(tower: Tower, place: Place) {
  const found = (await runEvents(tower, place)).flatMap(({ event, processId }) =>
    isDrift(event, place.sku) ? [{ ...event.data, foundAt: event.time, processId }] : [],
  );
  return found.toSorted((a, b) => (a.foundAt > b.foundAt ? -1 : 1))[0] ?? null;
}

async function runEvents({ load }: Tower, { site, sku }: Place) {
  const runs = (await load.about.load(sku))
    .filter((row) => row.process === RECONCILIATION && row.site === site)
    .toSorted((a, b) => (a.openedAt > b.openedAt ? -1 : 1))
    .slice(0, RUNS);
  const told = await Promise.all(runs.map((row) => load.events.load(row)));
  return runs.flatMap(({ processId }, index) =>
    (told[index] ?? []).map(({ event }) => ({ event, processId })),
  );
}

function isDrift(event: Envelope, sku: string): event is DriftEvent {
  return event.type === InventoryDriftDetected.type && (event as DriftEvent).data.sku === sku;
}

function numberIn(event: Envelope, sku: string): readonly { published: number; asOf: string }[] {
  if (isDrift(event, sku)) {
    const { published } = event.data;
    return published === undefined ? [] : [{ published, asOf: event.time }];
  }
  if (event.type !== InventoryAvailabilityPublished.type) return [];
  const { lines } = event.data as z.infer<typeof InventoryAvailabilityPublished.data>;
  return lines
    .filter((line) => line.sku === sku)
    .map(({ quantity }) => ({ published: quantity, asOf: event.time }));
}
