import type { Envelope, Mode } from '../../events/envelope.ts';
import { PatternDetected, type SuggestedAction } from '../../events/ops.ts';
import type { Role, TenantDocument } from '../domain/tenant.ts';
import type { Stores, TenantScope } from '../store/ports.ts';
import { openCase } from '../work/cases.ts';
import { makeEvent } from '../work/events.ts';
import type { WorkDependencies } from '../work/origin.ts';
import { derivedId } from '../work/process-row.ts';
import type { Detection } from './detection.ts';

/** Who can do what is suggested; a tenant's document may name another owner of the cases. */
const owners: Readonly<Record<SuggestedAction, Role>> = {
  LABOR_MOVE: 'supervisor',
  DEVICE_CHECK: 'supervisor',
  TEMPORARY_ROUTE: 'integration-admin',
  TIGHTENED_INSPECTION: 'quality',
  SUPPLIER_CALL: 'buyer',
  SPOT_COUNT: 'inventory-manager',
};

/** As much evidence as an event and a case hold: the latest. */
const MOST_EVIDENCE = 100;
const MOST_LINKS = 20;

/**
 * Announces a pattern and opens its case, in one write. The pattern of a subject is announced again only when all that makes
 * it one is newer than the last announcement; the event that told of it, heard again, announces nothing new.
 */
export async function announcePattern(
  deps: WorkDependencies & { readonly stores: Pick<Stores, 'occurrences'> },
  heard: { readonly event: Envelope; readonly tenant: TenantScope; readonly document: TenantDocument },
  mode: Mode,
  detection: Detection,
): Promise<void> {
  const { event, tenant, document } = heard;
  const { pattern, subject, window, suggestedAction } = detection;
  const { remembered } = await deps.stores.occurrences.remember(
    tenant,
    ['announced', pattern, subject.kind, subject.id],
    { id: event.id, at: window.to },
    { since: window.from, most: 1 },
  );
  if (!remembered) return;
  const evidence = detection.evidence.slice(-MOST_EVIDENCE);
  const announcement = makeEvent(PatternDetected, {
    about: {
      tenantId: tenant,
      site: event.site,
      businessKey: subject.id,
      correlationId: event.correlationid,
      mode,
      ...(event.traceparent === undefined ? {} : { traceparent: event.traceparent }),
    },
    // Later patterns of a subject come behind it.
    sequence: Date.parse(window.to),
    causationId: event.id,
    now: deps.clock(),
    newId: () => derivedId(tenant, pattern, subject.kind, subject.id, event.id),
    data: { pattern, subject, window, evidence, suggestedAction },
  });
  await openCase(
    deps,
    tenant,
    {
      class: 'PATTERN_DETECTED',
      site: event.site,
      subject: `${pattern}/${subject.kind}/${subject.id}/${event.id}`,
      summary: `${detection.summary} Suggested: ${suggestedAction}; what is done is your choice.`,
      owner: document.cases?.PATTERN_DETECTED?.owner ?? owners[suggestedAction],
      links: [
        { kind: 'pattern', id: pattern },
        subject,
        ...evidence.slice(-MOST_LINKS).map((id) => ({ kind: 'event', id })),
      ],
    },
    () => [announcement],
  );
}
