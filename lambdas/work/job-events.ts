import type { Envelope } from '../../events/envelope.ts';
import { JobFinished, JobRequested } from '../../events/ops.ts';
import { ALL_SITES } from '../doors/announce.ts';
import type { JobRow } from '../store/job.ts';
import type { Stores, TenantScope } from '../store/ports.ts';
import { makeEvent } from './events.ts';

export interface JobTeller {
  readonly stores: Pick<Stores, 'inventory'>;
  readonly clock: () => string;
  readonly newId: () => string;
}

/** Who asked for what, and why: the audit chain keeps it, and the bus brings it to whoever carries it out. */
export async function tellJobRequested(deps: JobTeller, tenant: TenantScope, row: JobRow): Promise<void> {
  const data = { ...factsOf(row), reason: row.reason };
  const body = { ...data, items: row.items, ...(row.body ? { body: row.body } : {}) };
  await tell(deps, tenant, row, makeEvent(JobRequested, { ...aboutOf(deps, tenant, row), data }), body);
}

export async function tellJobFinished(
  deps: JobTeller,
  tenant: TenantScope,
  row: JobRow,
  counted: { readonly done: number; readonly refused: number },
): Promise<void> {
  const data = { ...factsOf(row), ...counted };
  await tell(deps, tenant, row, makeEvent(JobFinished, { ...aboutOf(deps, tenant, row), data }), data);
}

const factsOf = ({ jobId, operation, owner, items }: JobRow) => ({
  ...{ jobId, operation },
  requestedBy: owner.subject,
  items: items.length,
});

function aboutOf({ clock, newId }: JobTeller, tenant: TenantScope, { jobId, version }: JobRow) {
  const key = `job#${jobId}`;
  return {
    about: { tenantId: tenant, site: ALL_SITES, businessKey: jobId, correlationId: key, mode: 'act' },
    causationId: key,
    sequence: version,
    now: clock(),
    newId,
  } as const;
}

/** One entry and one event for each step, however often it is repeated. */
async function tell(
  { stores }: JobTeller,
  tenant: TenantScope,
  { owner }: JobRow,
  event: Envelope,
  body: Readonly<Record<string, unknown>>,
): Promise<void> {
  const about = event.causationid;
  const entry = { about, site: ALL_SITES, at: event.time, kind: 'bulk-job', actor: owner.subject, body };
  await stores.inventory.audit(tenant, { ...entry, key: `${about}#${event.type}` }, [event]);
}
