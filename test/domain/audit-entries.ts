import {
  type AuditDraft,
  type AuditEntry,
  entryHash,
  nextEntry,
  openingOf,
  utcDay,
} from '../../lambdas/domain/audit-chain.ts';

export type Step = readonly [lane: number, draft: AuditDraft];

export function draft(at: string, body: AuditEntry['body'] = {}): AuditDraft {
  return { tenantId: 'acme', site: 'dc1', at, kind: 'approval', actor: 'u-1', body };
}

/** The entries of a chain in the order in which it is walked: by day its opening, then lane by lane. */
export function chainOf(steps: readonly Step[]): AuditEntry[] {
  const days: { opening: AuditEntry; lanes: Map<number, AuditEntry[]> }[] = [];
  for (const [lane, one] of steps) {
    const latest = days.at(-1);
    if (latest === undefined || latest.opening.day < utcDay(one.at)) {
      const ends = [...(latest?.lanes.values() ?? [])].flatMap((entries) => entries.slice(-1));
      days.push({
        opening: openingOf(latest && { opening: latest.opening, ends }, one, 0),
        lanes: new Map(),
      });
    }
    const { opening, lanes } = days.at(-1) as (typeof days)[number];
    const entries = lanes.get(lane) ?? [];
    lanes.set(lane, [...entries, nextEntry(entries.at(-1) ?? opening, lane, one, 0)]);
  }
  return days.flatMap(({ opening, lanes }) => [
    opening,
    ...[...lanes].sort(([one], [other]) => one - other).flatMap(([, entries]) => entries),
  ]);
}

/** An entry changed by somebody who also makes its hash anew. */
export function forged(entry: AuditEntry, change: Partial<AuditEntry>): AuditEntry {
  const content = { ...entry, ...change };
  return { ...content, hash: entryHash(content) };
}
