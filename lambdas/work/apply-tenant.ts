import { createHash } from 'node:crypto';
import { TenantApplied } from '../../events/ops.ts';
import { canonical } from '../domain/audit-chain.ts';
import type { TenantDocument } from '../domain/tenant.ts';
import { type Change, diffDocuments } from '../domain/tenant-diff.ts';
import { ALL_SITES } from '../doors/announce.ts';
import { NotFound } from '../shared/errors.ts';
import type { Stores, TenantScope } from '../store/ports.ts';
import { makeEvent } from './events.ts';
import { ofTenant } from './tell-once.ts';

export interface ApplyDependencies {
  readonly stores: Pick<Stores, 'tenants' | 'inventory'>;
  readonly clock: () => string;
  readonly newId: () => string;
}
export interface AppliedDocument {
  readonly applied: boolean;
  readonly version: number;
  readonly changes: readonly Change[];
}
/** Who applies a document, and why. */
export interface Applying {
  readonly by: string;
  readonly reason: string;
}

/** Fields an event names; an audit entry carries the digest of the whole document beside as many changes. */
const SHOWN = 100;

/**
 * Brings a document into force as the next version, whatever version it says: the same content again is none. Each version
 * has one audit entry and one TenantApplied; whoever died in between leaves them to the same call made again. Raises
 * Conflict when somebody else was first.
 */
export async function applyTenant(
  deps: ApplyDependencies,
  tenant: TenantScope,
  document: TenantDocument,
  applying: Applying,
): Promise<AppliedDocument> {
  const { tenants } = deps.stores;
  const standing = await tenants.current(tenant);
  const changes = diffDocuments(standing, document);
  if (standing && changes.length === 0) {
    const before = await tenants.version(tenant, standing.version - 1);
    await recordVersion(deps, tenant, standing, diffDocuments(before, standing), applying);
    return { applied: false, version: standing.version, changes };
  }
  const next = { ...document, version: (standing?.version ?? 0) + 1 };
  const { applied } = await tenants.apply(tenant, next, deps.clock());
  await recordVersion(deps, tenant, next, changes, applying);
  return { applied, version: next.version, changes };
}

/** Puts back what an earlier version said, as a new version. Raises NotFound for a version there never was. */
export async function rollBackTenant(
  deps: ApplyDependencies,
  tenant: TenantScope,
  to: number,
  applying: Applying,
): Promise<AppliedDocument> {
  const earlier = await deps.stores.tenants.version(tenant, to);
  if (!earlier)
    throw new NotFound(
      `tenant ${tenant} has no version ${to}; list them with: npm run tenant -- history ${tenant}`,
    );
  return applyTenant(deps, tenant, earlier, applying);
}

/** One audit entry and one TenantApplied for a version, however often it is told. */
export async function recordVersion(
  deps: ApplyDependencies,
  tenant: TenantScope,
  document: TenantDocument,
  changes: readonly Change[],
  { by, reason }: Applying,
): Promise<void> {
  const { version } = document;
  const fields = changes.slice(0, SHOWN).map(({ field }) => field);
  const key = `tenant-change#${version}`;
  const event = makeEvent(TenantApplied, {
    ...ofTenant(deps, tenant, { key, subject: tenant, sequence: version }),
    data: { version, appliedBy: by, reason, fields, changes: changes.length },
  });
  const digest = createHash('sha256').update(canonical(document)).digest('hex');
  const entry = { version, reason, digest, changes: changes.length, fields };
  await deps.stores.inventory.audit(
    tenant,
    { key, about: key, site: ALL_SITES, at: event.time, kind: 'tenant-change', actor: by, body: entry },
    [event],
  );
}
