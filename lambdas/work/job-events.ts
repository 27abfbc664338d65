import { JobFinished, JobRequested } from '../../events/ops.ts';
import type { JobRow } from '../store/job.ts';
import type { TenantScope } from '../store/ports.ts';
import { makeEvent } from './events.ts';
import { ofTenant, type TenantTeller, tellOnce } from './tell-once.ts';

/** Who asked for what, and why: the audit chain keeps it, and the bus brings it to whoever carries it out. */
export async function tellJobRequested(deps: TenantTeller, tenant: TenantScope, row: JobRow): Promise<void> {
  const data = { ...factsOf(row), reason: row.reason };
  const body = { ...data, items: row.items, ...(row.body ? { body: row.body } : {}) };
  const event = makeEvent(JobRequested, { ...aboutOf(deps, tenant, row), data });
  await tellOnce(deps, tenant, event, { kind: KIND, actor: row.owner.subject, body });
}

export async function tellJobFinished(
  deps: TenantTeller,
  tenant: TenantScope,
  row: JobRow,
  counted: { readonly done: number; readonly refused: number },
): Promise<void> {
  const data = { ...factsOf(row), ...counted };
  const event = makeEvent(JobFinished, { ...aboutOf(deps, tenant, row), data });
  await tellOnce(deps, tenant, event, { kind: KIND, actor: row.owner.subject, body: data });
}

const KIND = 'bulk-job';

const factsOf = ({ jobId, operation, owner, items }: JobRow) => ({
  ...{ jobId, operation },
  requestedBy: owner.subject,
  items: items.length,
});

const aboutOf = (deps: TenantTeller, tenant: TenantScope, { jobId, version }: JobRow) =>
  ofTenant(deps, tenant, { key: `job#${jobId}`, subject: jobId, sequence: version });
