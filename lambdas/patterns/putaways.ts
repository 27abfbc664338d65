import type * as z from 'zod/mini';
import type { PutawayCompleted, PutawayOverridden } from '../../events/putaway.ts';
import { putawayLimits } from '../domain/putaway-settings.ts';
import { before, type Detection, detectionOver, type Heard, HOUR, MINUTE, stepOf } from './detection.ts';
import { isPercentileAbove, sumOf } from './rules/rates.ts';
import { crowdAround } from './rules/windows.ts';

/** Rule 5.2: so many putaways into other bins than the assigned ones in a zone; evidence are the scans. */
export async function overrides({
  event,
  tenant,
  document,
  stores,
  momentOf,
}: Heard<z.infer<typeof PutawayOverridden.data>>): Promise<Detection[]> {
  const { overrideLimit, overrideWindowMinutes } = putawayLimits(document, event.site);
  const minutes = overrideWindowMinutes.value;
  const at = momentOf(event.data.at ?? event.time);
  const id = `${event.site}/${event.data.zone}`;
  const scan = event.causationid;
  const { occurrences } = await stores.occurrences.remember(
    tenant,
    ['override', id],
    { id: scan, at },
    { since: before(at, 2 * minutes * MINUTE) },
  );
  const crowd = crowdAround(occurrences, scan, { minutes, least: overrideLimit.value });
  if (!crowd) return [];
  return [
    {
      pattern: 'PUTAWAY_OVERRIDES',
      subject: { kind: 'zone', id },
      window: { from: crowd.from, to: crowd.to },
      evidence: crowd.evidence,
      suggestedAction: 'SPOT_COUNT',
      summary: `${crowd.evidence.length} loads went into other bins than the assigned ones of zone ${id} between ${crowd.from} and ${crowd.to}.`,
    },
  ];
}

/** Rule 4.10: the time from the dock to the bin has been above its target for hours, each of the last ones. */
export async function dockToStock({
  event,
  tenant,
  limits,
  stores,
  momentOf,
}: Heard<z.infer<typeof PutawayCompleted.data>>): Promise<Detection[]> {
  const { dockMinutes, dockPercent, dockHours } = limits;
  const at = momentOf(event.time);
  const start = stepOf(at, MINUTE);
  const { steps, recent } = await stores.tallies.count(
    tenant,
    ['dock-to-stock', event.site],
    [
      {
        id: event.id,
        eventId: event.id,
        sequence: 0,
        of: 1,
        hits: event.data.minutes > dockMinutes.value ? 1 : 0,
      },
    ],
    { start, at, since: before(start, 2 * dockHours.value * HOUR) },
  );
  // Hours end with the minute of this load, so that each is a whole one.
  const end = Date.parse(start) + MINUTE;
  const hours = Array.from({ length: dockHours.value }, (_, n) =>
    sumOf(steps, end - (n + 1) * HOUR, end - n * HOUR),
  );
  if (!hours.every((hour) => isPercentileAbove(hour, dockPercent.value))) return [];
  const [of, hits] = (['of', 'hits'] as const).map((field) =>
    hours.reduce((sum, hour) => sum + hour[field], 0),
  );
  return [
    detectionOver({ end, lasts: dockHours.value * HOUR, at }, recent, event, {
      pattern: 'DOCK_TO_STOCK',
      subject: { kind: 'site', id: event.site },
      suggestedAction: 'LABOR_MOVE',
      summary: `${hits} of ${of} loads took more than ${dockMinutes.value} minutes from the dock to their bin in the last ${dockHours.value} hours: the ${dockPercent.value}th percentile was above the target in each.`,
    }),
  ];
}
