import type { Envelope } from '../../events/envelope.ts';
import type { TenantDocument } from '../domain/tenant.ts';
import type { Job } from '../shared/job.ts';
import type { NewProcess } from '../store/ports.ts';
import { processNameOf } from './process-id.ts';
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

/** The row of the process a job is for, as an execution opens it: its names and its level are those of the job. */
export function processFor(
  { processId, site, mode, correlationId, traceparent }: Job,
  executionArn: string,
  {
    generation = 1,
    facts,
    ...begins
  }: Pick<NewProcess, 'state' | 'at' | 'dueAt'> & { readonly generation?: number; readonly facts: object },
): NewProcess & { readonly executionArn: string } {
  const process = processNameOf(processId);
  return {
    ...begins,
    processId,
    process,
    businessKey: processId.slice(`${process}:`.length),
    site,
    mode,
    generation,
    correlationId,
    ...(traceparent === undefined ? {} : { traceparent }),
    executionArn,
    facts: { ...facts },
  };
}
