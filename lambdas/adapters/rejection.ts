import type { AdapterRejected } from '../shared/errors.ts';
import { type DocumentStore, tenantScope } from '../store/ports.ts';
import { caseIdOf, openCase } from '../work/cases.ts';
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

  let round = 1;
  for (; ; round += 1) {
    const standing = await deps.stores.work.case(
      tenant,
      caseIdOf(tenant, { ...about, subject: `${key}:${round}` }),
    );
    if (standing?.state === 'OPEN') return;
    if (!standing) break;
  }
  const documentKey = `tenants/${request.job.tenantId}/rejected-calls/${system}/${key}-${round}.json`;
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
      subject: `${key}:${round}`,
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
