import {
  type AuditEntry,
  ChainCheck,
  canonical,
  dayRoot,
  GENESIS,
} from '../../lambdas/domain/audit-chain.ts';
import { type AnchorBucket, anchoredDays, anchoredRoots } from '../../lambdas/store/audit-anchor.ts';
import type { InventoryStore, TenantScope } from '../../lambdas/store/ports.ts';

/** Where a chain first disagrees, in words a person can look it up by. */
export interface Finding {
  readonly place: string;
  readonly reason: string;
}

export interface ChainReport {
  readonly entries: number;
  readonly days: number;
  readonly headHash: string;
  /** Anchors that agree; `undefined` when they could not be read. */
  readonly anchors: number | undefined;
  readonly finding?: Finding;
}

export interface ChainSource {
  readonly inventory: Pick<InventoryStore, 'auditDays' | 'auditChain'>;
  /** Absent when the anchor bucket cannot be read. */
  readonly anchors?: AnchorBucket;
}

/**
 * Verifies the chain of one tenant and site, or one day of it, against itself and against its anchors. Every entry that
 * fits is handed to `onEntry` as its canonical line.
 */
export async function verifyStoredChain(
  { inventory, anchors }: ChainSource,
  tenant: TenantScope,
  site: string,
  onlyDay: string | undefined,
  onEntry: (line: string) => Promise<void>,
): Promise<ChainReport> {
  const all = await inventory.auditDays(tenant, site);
  const anchored = anchors ? await anchoredDays(anchors, tenant, site) : [];
  const days = [...new Set([...all, ...anchored])]
    .sort()
    .filter((day) => onlyDay === undefined || day === onlyDay);
  const check = new ChainCheck(await hashBefore(inventory, tenant, site, days[0], all));
  let agreeing = 0;
  const report = (finding?: Finding): ChainReport => ({
    ...check.result,
    days: days.length,
    anchors: anchors && agreeing,
    ...(finding ? { finding } : {}),
  });

  for (const day of days) {
    const walked = await walkDay(check, inventory, tenant, site, day, onEntry);
    if (!Array.isArray(walked)) return report(walked);
    for (const anchor of anchors ? await anchoredRoots(anchors, tenant, site, day) : []) {
      if (walked.length < anchor.count) {
        return report({
          place: placeOf(tenant, site, day, walked.length + 1),
          reason: `it is missing: the day was anchored with ${anchor.count} entries and has ${walked.length}`,
        });
      }
      if (canonical(dayRoot(walked.slice(0, anchor.count))) !== canonical(anchor)) {
        return report({
          place: `${tenant} ${site} ${day} entries 1 to ${anchor.count}`,
          reason: `they do not have the anchored root ${anchor.root}: the day was rewritten after it was anchored`,
        });
      }
      agreeing++;
    }
  }
  return report();
}

/** The hashes of a day whose entries all fit, or the first that does not. */
async function walkDay(
  check: ChainCheck,
  inventory: ChainSource['inventory'],
  tenant: TenantScope,
  site: string,
  day: string,
  onEntry: (line: string) => Promise<void>,
): Promise<string[] | Finding> {
  const hashes: string[] = [];
  const finding = (reason: string): Finding => ({
    place: placeOf(tenant, site, day, hashes.length + 1),
    reason,
  });
  try {
    for await (const entry of inventory.auditChain(tenant, site, day)) {
      const reason = check.add(entry)?.reason ?? strangerReason(entry, tenant, site, day);
      if (reason !== undefined) return finding(reason);
      hashes.push(entry.hash);
      await onEntry(canonical(entry));
    }
  } catch (error) {
    return finding(`it cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  return hashes;
}

/** The hash the first entry must carry: the last one of the day before. */
async function hashBefore(
  inventory: ChainSource['inventory'],
  tenant: TenantScope,
  site: string,
  first: string | undefined,
  all: readonly string[],
): Promise<string> {
  const before = all.filter((day) => first !== undefined && day < first).at(-1);
  let hash = GENESIS;
  if (before === undefined) return hash;
  for await (const entry of inventory.auditChain(tenant, site, before)) hash = entry.hash;
  return hash;
}

function strangerReason(
  entry: AuditEntry,
  tenant: TenantScope,
  site: string,
  day: string,
): string | undefined {
  if (entry.tenantId === tenant && entry.site === site && entry.day === day) return undefined;
  return `it is stored here, but says it belongs to ${entry.tenantId} ${entry.site} ${entry.day}`;
}

function placeOf(tenant: string, site: string, day: string, sequence: number): string {
  return `${tenant} ${site} ${day} entry ${sequence}`;
}
