import type { Envelope } from '../../../events/envelope.ts';
import type { Core, machines } from '../../shared/runtime.ts';
import { tenantScope } from '../../store/ports.ts';
import { jobFor } from '../../work/job-for.ts';
import { processIdOf } from '../../work/process-id.ts';
import { signalProcess } from '../../work/signal.ts';
import type { Cause } from './contract.ts';
import { causeEntry, causeKey, PROCESS, scopesOf } from './facts.ts';

export type BeginDependencies = Core & ReturnType<typeof machines>;

/** Where and for which document a release runs: the business key is `<site>/<document>`. */
export interface Release extends Pick<Envelope, 'tenantid' | 'site' | 'correlationid' | 'traceparent'> {
  readonly document: string;
}

/**
 * Makes a cause the business of the one release of its document and site: the one that runs is woken, otherwise one is
 * started. What comes after a release has ended starts the next of the same key, `<site>/<document>~2`; what an ended
 * one has seen was delivered again and starts nothing. No identifier holds a `~`.
 */
export async function beginRelease(release: Release, cause: Cause, deps: BeginDependencies): Promise<void> {
  const tenant = tenantScope(release.tenantid);
  const { processes } = deps.stores;
  const businessKey = `${release.site}/${release.document}`;
  for (let generation = 1; ; generation++) {
    const own = generation === 1 ? businessKey : `${businessKey}~${generation}`;
    const processId = processIdOf(PROCESS, own);
    const isOver = async () => (await processes.get(tenant, processId))?.closedAt !== undefined;
    const isSeen = async () =>
      (await scopesOf(processes, tenant, processId)).some(({ seen }) => seen.includes(cause.eventId));
    if (await isOver()) {
      if (await isSeen()) return;
      continue;
    }
    await processes.putFact(tenant, processId, { key: causeKey(cause.eventId), sequence: 1, body: cause });
    await signalProcess(deps, tenant, processId, [causeEntry(cause.eventId)]);
    // It may have ended between the look and the wake, and then nobody heard.
    if ((await isOver()) && !(await isSeen())) continue;
    const job = jobFor(release, PROCESS, processId, await deps.stores.tenants.current(tenant));
    await deps.startProcess({ tenantId: tenant, process: PROCESS, businessKey, generation, input: { job } });
    return;
  }
}

/** The release an event of a document belongs to. */
export function releaseOf({ tenantid, site, subject, correlationid, traceparent }: Envelope): Release {
  return { tenantid, site, document: subject, correlationid, ...(traceparent && { traceparent }) };
}
