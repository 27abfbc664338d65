import type { Envelope } from '../../events/envelope.ts';
import type { TenantDocument } from '../domain/tenant.ts';
import type { Job } from '../shared/job.ts';
import { cutoverLevel } from './process-row.ts';

/** What the state machine of a process is started with, for an event of a site: its level is the site's of now. */
export function jobFor(
  event: Pick<Envelope, 'tenantid' | 'site' | 'correlationid' | 'traceparent'>,
  process: string,
  processId: string,
  document: TenantDocument | undefined,
): Job {
  return {
    tenantId: event.tenantid,
    site: event.site,
    processId,
    correlationId: event.correlationid,
    mode: cutoverLevel(document, process, event.site),
    ...(event.traceparent === undefined ? {} : { traceparent: event.traceparent }),
  };
}
