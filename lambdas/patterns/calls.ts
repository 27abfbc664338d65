import type * as z from 'zod/mini';
import type { CallsCounted } from '../../events/integration.ts';
import { before, type Detection, detectionOver, type Heard, MINUTE, stepOf } from './detection.ts';
import { reachesShare, sumOf } from './rules/rates.ts';

/** Rule 4.10: the share of calls a system did not answer. */
export async function callErrors({
  event,
  tenant,
  limits,
  stores,
  momentOf,
}: Heard<z.infer<typeof CallsCounted.data>>): Promise<Detection[]> {
  const { adapter, to, calls, failed } = event.data;
  const at = momentOf(to);
  const minutes = limits.callMinutes.value;
  const lasts = minutes * MINUTE;
  const start = stepOf(at, MINUTE);
  const { steps, recent } = await stores.tallies.count(
    tenant,
    ['calls', adapter],
    [{ id: event.id, eventId: event.id, sequence: 0, of: calls, hits: failed }],
    { start, at, since: before(start, 2 * lasts) },
  );
  const end = Date.parse(start) + MINUTE;
  const sum = sumOf(steps, end - lasts, end);
  if (!reachesShare(sum, limits.callShare.value, limits.calls.value)) return [];
  return [
    detectionOver({ end, lasts, at }, recent, event, {
      pattern: 'CALL_ERRORS',
      subject: { kind: 'adapter', id: adapter },
      suggestedAction: 'TEMPORARY_ROUTE',
      summary: `${sum.hits} of ${sum.of} calls of ${adapter} were not answered in ${minutes} minutes.`,
    }),
  ];
}
