import type { ReportedException } from '../../events/fulfillment.ts';
import { fulfillmentLimits } from '../domain/fulfillment-settings.ts';
import type { Occurrence } from '../store/ports.ts';
import { before, type Detection, type Heard, MINUTE } from './detection.ts';
import { crowdAround } from './rules/windows.ts';

/** Rule 5.9: a label that failed so many scans names its device. */
export async function labelScans({
  event,
  document,
  momentOf,
}: Heard<ReportedException>): Promise<Detection[]> {
  const { type, scan, detectedAt } = event.data;
  if (type !== 'SCAN_FAIL' || !scan) return [];
  if (scan.failures < fulfillmentLimits(document, event.site).patternScans.value) return [];
  return [
    {
      pattern: 'SCAN_FAILURES',
      subject: { kind: 'device', id: scan.deviceId },
      window: { from: momentOf(scan.firstFailedAt), to: momentOf(detectedAt) },
      evidence: [event.id],
      suggestedAction: 'DEVICE_CHECK',
      summary: `A label failed its scan no. ${scan.failures} at device ${scan.deviceId}.`,
    },
  ];
}

/** Rule 4.10: failed scans of a device within the window, over all labels. */
export async function deviceScans({
  event,
  tenant,
  limits,
  stores,
  momentOf,
}: Heard<ReportedException>): Promise<Detection[]> {
  const { type, scan, shipment } = event.data;
  if (type !== 'SCAN_FAIL' || !scan) return [];
  const minutes = limits.scanMinutes.value;
  const least = limits.scanFailures.value;
  const label = shipment?.labelId ?? shipment?.shipmentId ?? event.data.exceptionId;
  let crowd: ReturnType<typeof crowdAround>;
  for (const failure of failuresOf(label, event, least, momentOf)) {
    const { occurrences } = await stores.occurrences.remember(
      tenant,
      ['scan-failure', scan.deviceId],
      failure,
      {
        since: before(failure.at, 2 * minutes * MINUTE),
      },
    );
    crowd = crowdAround(occurrences, failure.id, { minutes, least }) ?? crowd;
  }
  if (!crowd) return [];
  return [
    {
      pattern: 'DEVICE_SCAN_FAILURES',
      subject: { kind: 'device', id: scan.deviceId },
      window: { from: crowd.from, to: crowd.to },
      evidence: [...new Set(crowd.evidence)],
      suggestedAction: 'DEVICE_CHECK',
      summary: `${crowd.evidence.length} scans failed at device ${scan.deviceId} between ${crowd.from} and ${crowd.to}.`,
    },
  ];
}

/**
 * A report says how often its label has failed so far: each of these scans counts once, whichever report told of it. Of
 * those between the first and the last nobody said when they were; more than `most` make no difference.
 */
function failuresOf(
  label: string,
  { id: eventId, data: { scan, detectedAt } }: Heard<ReportedException>['event'],
  most: number,
  momentOf: (told: string) => string,
): Occurrence[] {
  const failures = scan?.failures ?? 0;
  const last = momentOf(detectedAt);
  const from = Math.max(1, failures - most + 1);
  return Array.from({ length: failures - from + 1 }, (_, index) => {
    const nth = from + index;
    const at = nth === 1 && failures > 1 ? momentOf(scan?.firstFailedAt ?? detectedAt) : last;
    return { id: `${label}#${nth}`, at, eventId };
  });
}
