import type { ProcessRow, ProcessStore, TenantScope } from '../../store/ports.ts';
import { requireProcess as requireRow } from '../../work/process-row.ts';
import type { Cause, ChunkSummary, ReleaseFacts, Scope } from './contract.ts';

/** Keys of a release's facts: one place, so that writers and readers cannot drift apart. */
export const PROCESS = 'backorder-release';
export const causeKey = (eventId: string) => `cause#${eventId}`;
export const causeEntry = (eventId: string) => `cause/${eventId}`;
export const gatheredKey = (group: number) => `gathered-${group}`;
export const renewalKey = (orderId: string) => `renewal#${orderId}`;
export const summaryKey = (chunk: number) => `chunk-${chunk}`;
/** Answers of the systems to the lookups of a round, page by page. */
export const lookupKey = (kind: 'demand' | 'orders' | 'stock', round: number, rest: string) =>
  `${lookupPrefix(kind, round)}${rest}`;
export const lookupPrefix = (kind: 'demand' | 'orders' | 'stock', round: number) => `${kind}#${round}#`;

export type ReleaseRow = ProcessRow & { readonly facts: ReleaseFacts };
export const requireRelease = requireRow<ReleaseFacts>;

/** What a plan's reservations are known by: the plan of a process reserves a line once. */
export const claimOf = (processId: string, planId: string) => `${processId}#${planId}`;

export function summariesOf(row: Pick<ProcessRow, 'facts'>): ReadonlyMap<number, ChunkSummary> {
  return new Map(
    Object.entries(row.facts)
      .filter(([key]) => key.startsWith('chunk-'))
      .map(([key, value]) => [Number(key.slice('chunk-'.length)), value as ChunkSummary]),
  );
}

export async function causesOf(
  processes: Pick<ProcessStore, 'facts'>,
  tenant: TenantScope,
  processId: string,
): Promise<readonly Cause[]> {
  const facts = await processes.facts(tenant, processId, 'cause#');
  return facts.map(({ body }) => body as Cause);
}

export async function scopesOf(
  processes: Pick<ProcessStore, 'facts'>,
  tenant: TenantScope,
  processId: string,
): Promise<readonly Scope[]> {
  const facts = await processes.facts(tenant, processId, 'scope#');
  return facts.map(({ body }) => body as Scope);
}

/** The scope of the round a process is in. */
export async function scopeOf(
  processes: Pick<ProcessStore, 'facts'>,
  tenant: TenantScope,
  { processId, facts }: ReleaseRow,
): Promise<Scope> {
  const scopes = await scopesOf(processes, tenant, processId);
  return scopes.find(({ round }) => round === facts.round) ?? { round: facts.round, groups: [], seen: [] };
}
