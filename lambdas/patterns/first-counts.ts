import type * as z from 'zod/mini';
import type { FirstCountChecked } from '../../events/count.ts';
import { before, DAY, type Detection, type Heard } from './detection.ts';
import { reachesShare } from './rules/rates.ts';
import { crowdOf } from './rules/windows.ts';

/** How far back a person's last counts may lie. */
const LOOK_BACK_DAYS = 120;

/** Rule 4.10: the share of wrong first counts among the last ones of a person that were checked. */
export async function firstCounts({
  event,
  tenant,
  limits,
  stores,
  momentOf,
}: Heard<z.infer<typeof FirstCountChecked.data>>): Promise<Detection[]> {
  const { countId, countedBy, confirmed } = event.data;
  const at = momentOf(event.time);
  const { occurrences } = await stores.occurrences.remember(
    tenant,
    ['first-count', countedBy],
    { id: countId, at, eventId: event.id, off: !confirmed },
    { since: before(at, LOOK_BACK_DAYS * DAY) },
  );
  const counts = limits.firstCounts.value;
  const last = occurrences.slice(-counts);
  const wrong = last.filter(({ off }) => off === true);
  const share = { of: last.length, hits: wrong.length };
  if (!reachesShare(share, limits.firstCountShare.value, counts)) return [];
  const { from, to } = crowdOf(last);
  return [
    {
      pattern: 'FIRST_COUNT_ERRORS',
      subject: { kind: 'person', id: countedBy },
      window: { from, to },
      evidence: crowdOf(wrong).evidence,
      suggestedAction: 'SPOT_COUNT',
      summary: `${wrong.length} of the last ${last.length} first counts of ${countedBy} that were checked were wrong.`,
    },
  ];
}
