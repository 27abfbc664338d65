import type * as z from 'zod/mini';
import type { DiscrepancyClass, ReceiptReconciled } from '../../events/inbound.ts';
import { before, DAY, type Detection, detectionOver, type Heard, stepOf } from './detection.ts';
import { isTimes, reachesShare, sumOf } from './rules/rates.ts';
import { crowdAround } from './rules/windows.ts';

type Reconciled = z.infer<typeof ReceiptReconciled.data>;

/** Classes of lines that came as they were announced and ordered; all others are discrepancies. */
const AS_TOLD: ReadonlySet<DiscrepancyClass> = new Set(['CLEAN', 'SHORT_ANNOUNCED']);

function discrepanciesOf(classes: readonly DiscrepancyClass[]): DiscrepancyClass[] {
  return classes.filter((one) => !AS_TOLD.has(one));
}

/**
 * Rule 4.10: the share of a supplier's lines with a discrepancy, and twice what it was before. A line counts once, on the
 * day its delivery was first compared, with the last verdict on it. Days are those of UTC.
 */
export async function supplierShare({
  event,
  tenant,
  limits,
  stores,
  momentOf,
}: Heard<Reconciled>): Promise<Detection[]> {
  const { supplierId, lines } = event.data;
  const at = momentOf(event.time);
  // The day is remembered with the delivery, so that what is compared again later is not counted on another day.
  const first = await stores.occurrences.remember(
    tenant,
    ['reconciled', supplierId, event.subject],
    { id: 'first', at },
    { since: new Date(0).toISOString() },
  );
  const days = limits.supplierDays.value;
  const pastDays = limits.supplierPastDays.value;
  const start = stepOf(first.occurrences[0]?.at ?? at, DAY);
  const { steps, recent } = await stores.tallies.count(
    tenant,
    ['supplier', supplierId],
    lines.map((line) => ({
      id: `${event.subject}#${line.line}`,
      eventId: event.id,
      sequence: event.sequence,
      of: 1,
      hits: discrepanciesOf(line.class).length > 0 ? 1 : 0,
    })),
    { start, at, since: before(start, (days + pastDays) * DAY) },
  );
  const end = Date.parse(stepOf(at, DAY)) + DAY;
  const now = sumOf(steps, end - days * DAY, end);
  const past = sumOf(steps, end - (days + pastDays) * DAY, end - days * DAY);
  if (
    !reachesShare(now, limits.supplierShare.value, limits.supplierLines.value) ||
    !isTimes(now, past, limits.supplierTimes.value)
  )
    return [];
  return [
    detectionOver({ end, lasts: days * DAY, at }, recent, event, {
      pattern: 'SUPPLIER_DISCREPANCIES',
      subject: { kind: 'supplier', id: supplierId },
      suggestedAction: 'TIGHTENED_INSPECTION',
      summary: `${now.hits} of ${now.of} lines of ${supplierId} had a discrepancy in ${days} days, after ${past.hits} of ${past.of} in the ${pastDays} days before.`,
    }),
  ];
}

/** Rule 4.10: the same discrepancy of the same item of a supplier, once for each delivery. */
export async function repeatedDiscrepancy({
  event,
  tenant,
  limits,
  stores,
  momentOf,
}: Heard<Reconciled>): Promise<Detection[]> {
  const { supplierId, lines } = event.data;
  const at = momentOf(event.time);
  const days = limits.repeatDays.value;
  const pairs = new Map(
    lines.flatMap(({ sku, class: classes }) =>
      discrepanciesOf(classes).map((name) => [`${name} ${sku}`, { sku, name }] as const),
    ),
  );
  const found: Detection[] = [];
  for (const { sku, name } of pairs.values()) {
    const { occurrences } = await stores.occurrences.remember(
      tenant,
      ['discrepancy', supplierId, sku, name],
      { id: event.subject, at, eventId: event.id },
      { since: before(at, 2 * days * DAY) },
    );
    const crowd = crowdAround(occurrences, event.subject, {
      minutes: days * 24 * 60,
      least: limits.repeatDeliveries.value,
    });
    if (crowd)
      found.push({
        pattern: 'REPEATED_DISCREPANCY',
        subject: { kind: 'supplier-item', id: `${supplierId}/${sku}/${name}` },
        window: { from: crowd.from, to: crowd.to },
        evidence: crowd.evidence,
        suggestedAction: 'SUPPLIER_CALL',
        summary: `${crowd.evidence.length} deliveries of ${sku} from ${supplierId} within ${days} days were ${name}.`,
      });
  }
  return found;
}
