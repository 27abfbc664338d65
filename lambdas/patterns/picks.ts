import type { ReportedException } from '../../events/fulfillment.ts';
import { before, DAY, type Detection, type Heard, HOUR, MINUTE, stepOf } from './detection.ts';
import { isAboveSigmas } from './rules/rates.ts';
import { type Crowd, crowdAround } from './rules/windows.ts';

const HOURS_OF_A_DAY = 24;

/**
 * Rule 4.10: failed picks in a zone, or in the bin where the report does not name its zone: so many within the window, or
 * more in an hour than the hours of the days before let expect.
 */
export async function pickFailures(heard: Heard<ReportedException>): Promise<Detection[]> {
  const { event, tenant, limits, stores, momentOf } = heard;
  const { type, pick, line, exceptionId, detectedAt } = event.data;
  if (type !== 'SHORT_PICK' || !pick || !line) return [];
  const at = momentOf(detectedAt);
  const subject =
    pick.zone === undefined
      ? { kind: 'bin', id: `${event.site}/${pick.bin}` }
      : { kind: 'zone', id: `${event.site}/${pick.zone}` };
  const failure = { id: `${line.orderLineId}/${exceptionId}`, at, eventId: event.id };
  const longest = Math.max(limits.pickMinutes.value * MINUTE, HOUR);
  const { occurrences } = await stores.occurrences.remember(
    tenant,
    ['pick-failure', subject.kind, subject.id],
    failure,
    { since: before(at, 2 * longest) },
  );
  const crowd = crowdAround(occurrences, failure.id, {
    minutes: limits.pickMinutes.value,
    least: limits.pickFailures.value,
  });
  // Counted in any case: it is the past of later hours.
  const unusual = await unusualHour(heard, subject, failure, occurrences);
  const found = crowd ?? unusual;
  if (!found) return [];
  return [
    {
      pattern: 'PICK_FAILURES',
      subject,
      window: { from: found.from, to: found.to },
      evidence: found.evidence,
      suggestedAction: 'SPOT_COUNT',
      summary: `${found.evidence.length} picks failed in ${subject.kind} ${subject.id} between ${found.from} and ${found.to}.`,
    },
  ];
}

/** Every hour of the days before counts, also one in which nothing failed; a single failure is no rate. */
async function unusualHour(
  { tenant, limits, stores }: Heard<ReportedException>,
  subject: Detection['subject'],
  failure: { readonly id: string; readonly at: string; readonly eventId: string },
  occurrences: Parameters<typeof crowdAround>[0],
): Promise<Crowd | undefined> {
  const { id, at, eventId } = failure;
  const start = stepOf(at, HOUR);
  const days = limits.pickPastDays.value;
  const { steps } = await stores.tallies.count(
    tenant,
    ['pick-failure', subject.kind, subject.id],
    [{ id, eventId, sequence: 0, of: 1, hits: 1 }],
    // One day more, so that one that comes late finds its days.
    { start, at, since: before(start, (days + 1) * DAY) },
  );
  const crowd = crowdAround(occurrences, id, { minutes: 60, least: limits.pickRateLeast.value });
  if (!crowd) return undefined;
  // Hours that had ended when the hour in question began.
  const end = Date.parse(stepOf(crowd.from, HOUR));
  const past = steps
    .filter((step) => Date.parse(step.start) >= end - days * DAY && Date.parse(step.start) < end)
    .map(({ hits }) => hits);
  return isAboveSigmas(crowd.evidence.length, past, days * HOURS_OF_A_DAY, limits.pickSigmas.value)
    ? crowd
    : undefined;
}
