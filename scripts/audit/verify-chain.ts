import { type AuditEntry, canonical, type DayRoot } from '../../lambdas/domain/audit-chain.ts';
import {
  type AuditPlace,
  ChainCheck,
  dayMisfit,
  type Misfit,
  placeOf,
  type StartsAfter,
  unreadable,
} from '../../lambdas/domain/audit-verify.ts';
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
  /** The last day that was walked, as it stands. */
  readonly last: DayRoot | undefined;
  /** Anchors that agree; `undefined` when they could not be read. */
  readonly anchors: number | undefined;
  readonly finding?: Finding;
}

export interface ChainSource {
  readonly inventory: Pick<InventoryStore, 'auditDays' | 'auditChain' | 'auditRoot'>;
  /** Absent when the anchor bucket cannot be read. */
  readonly anchors?: AnchorBucket;
}

/**
 * Verifies the chain of one tenant and site against itself and its anchors, or one day of it and how the days beside it
 * are joined to it. Every entry that fits is handed to `onEntry` as its canonical line.
 */
export async function verifyStoredChain(
  { inventory, anchors }: ChainSource,
  tenant: TenantScope,
  site: string,
  onlyDay: string | undefined,
  onEntry: (line: string) => Promise<void>,
): Promise<ChainReport> {
  const anchored = anchors ? await anchoredDays(anchors, tenant, site) : [];
  const all = [...new Set([...(await inventory.auditDays(tenant, site)), ...anchored])].sort();
  const days = all.filter((day) => onlyDay === undefined || day === onlyDay);
  const before = all.filter((day) => day < (days[0] ?? '')).at(-1);
  const check = new ChainCheck(await startAfter(inventory, tenant, site, before));
  let agreeing = 0;
  const report = (misfit?: { at: AuditPlace; reason: string }): ChainReport => ({
    entries: check.result.entries,
    days: days.length,
    last: check.day,
    anchors: anchors && agreeing,
    ...(misfit && { finding: { place: `${tenant} ${site} ${placeOf(misfit.at)}`, reason: misfit.reason } }),
  });

  for (const day of days) {
    const hashes = await walkDay(check, inventory, tenant, site, day, onEntry);
    if (!(hashes instanceof Map)) return report(hashes);
    const stands = check.day?.day === day ? check.day : undefined;
    const hashAt = (lane: number, sequence: number) => hashes.get(lane)?.[sequence - 1];
    for (const root of anchors ? await anchoredRoots(anchors, tenant, site, day) : []) {
      const misfit = dayMisfit(root, stands, 'when it was anchored', hashAt);
      if (misfit) return report(misfit);
      agreeing++;
    }
  }
  const whole = report();
  const after = all.find((day) => day > (days.at(-1) ?? day));
  if (after === undefined) return whole;
  for await (const opening of inventory.auditChain(tenant, site, after)) {
    const misfit = check.add(opening);
    return misfit ? report(misfit) : whole;
  }
  return whole;
}

/** The day a walk starts after, by the ends of its lanes; nothing is known of one that is missing. */
async function startAfter(
  inventory: ChainSource['inventory'],
  tenant: TenantScope,
  site: string,
  before: string | undefined,
): Promise<StartsAfter> {
  if (before === undefined) return 'beginning';
  return (await inventory.auditRoot(tenant, site, before)) ?? 'anything';
}

/** The hashes of a day whose entries all fit, by lane, or the first that does not. */
async function walkDay(
  check: ChainCheck,
  inventory: ChainSource['inventory'],
  tenant: TenantScope,
  site: string,
  day: string,
  onEntry: (line: string) => Promise<void>,
): Promise<Map<number, string[]> | Misfit> {
  const hashes = new Map<number, string[]>();
  try {
    for await (const entry of inventory.auditChain(tenant, site, day)) {
      const misfit = strangerMisfit(check, entry, tenant, site, day) ?? check.add(entry);
      if (misfit) return misfit;
      const { lane, hash } = entry;
      hashes.set(lane, hashes.get(lane) ?? []);
      hashes.get(lane)?.push(hash);
      await onEntry(canonical(entry));
    }
  } catch (error) {
    return unreadable(check, error);
  }
  return hashes;
}

function strangerMisfit(
  check: ChainCheck,
  entry: AuditEntry,
  tenant: TenantScope,
  site: string,
  day: string,
): Misfit | undefined {
  if (entry.tenantId === tenant && entry.site === site && entry.day === day) return undefined;
  const { lane, sequence } = entry;
  const reason = `it is stored here, but says it belongs to ${entry.tenantId} ${entry.site} ${entry.day}`;
  return check.misfit(reason, { day, lane, sequence });
}
