import type { AdapterRejected } from '../shared/errors.ts';
import { type DocumentStore, tenantScope } from '../store/ports.ts';
import { openCase, recurring } from '../work/cases.ts';
import type { WorkDependencies } from '../work/origin.ts';
import { callFailed, type MadeCall } from './integration-events.ts';

/**
 * Opens the INTEGRATION_REJECTED case of rule 4.6 and keeps request and answer beside it, both without secrets. A step
 * that is refused again while its case is open adds nothing; after the case was resolved it opens the next one.
 */
export async function openRejectionCase(
  deps: WorkDependencies & { readonly documents: Pick<DocumentStore, 'put'> },
  call: MadeCall,
  kind: 'lookup' | 'write',
  rejected: AdapterRejected,
): Promise<void> {
  const { system, request, key } = call;
  const { message, exchange } = rejected;
  const tenant = tenantScope(request.job.tenantId);
  const at = deps.clock();
  const about = {
    class: 'INTEGRATION_REJECTED',
    site: request.job.site,
    processId: request.job.processId,
  } as const;

  const { subject, standing } = await recurring(deps, tenant, { ...about, subject: key });
  if (standing) return;
  const documentKey = `tenants/${request.job.tenantId}/rejected-calls/${system}/${subject.replace(':', '-')}.json`;
  // The document first: a case must never point at something that is not there.
  if (exchange) {
    const { operation, job } = request;
    const document = { system, operation, processId: job.processId, at, reason: message, ...exchange };
    await deps.documents.put(documentKey, JSON.stringify(document, null, 2), 'application/json');
  }
  await openCase(
    deps,
    tenant,
    {
      ...about,
      subject,
      summary: message,
      links: [
        { kind: 'call', id: key },
        ...(exchange ? [{ kind: 'request-and-answer', id: documentKey }] : []),
      ],
      // A refused posting holds goods or money up; a refused lookup leaves everything as it is.
      ...(kind === 'lookup' ? { severity: 'S3' as const } : {}),
    },
    ({ caseId }) => [
      callFailed(call, caseId, String(exchange?.answer.status ?? 'refused'), message, {
        now: at,
        newId: deps.newId,
      }),
    ],
  );
}
