import type { BackorderStore, Stores, TenantScope } from '../../store/ports.ts';
import type { Cause, ReleaseFacts, Scope, Withdrawal } from './contract.ts';
import { causesOf, gatheredKey, type ReleaseRow, scopesOf, summariesOf, summaryKey } from './facts.ts';

/** Items whose demand is looked up together: their lines come in pages, so this only bounds one question. */
const GROUP = 25;

/**
 * The next round: items of causes nobody has looked at, and those that are to be looked at again. Items a person is being
 * asked about are left out; they come back with the answer. The scope is kept under its round before the row names it,
 * so a function that died in between finds the same one. `undefined` when there is nothing to look at.
 */
export async function nextRound(
  { processes, backorders }: Pick<Stores, 'processes' | 'backorders'>,
  tenant: TenantScope,
  row: Pick<ReleaseRow, 'processId' | 'site' | 'facts'>,
): Promise<(Partial<ReleaseFacts> & Readonly<Record<string, unknown>>) | undefined> {
  const { processId, facts } = row;
  const causes = await causesOf(processes, tenant, processId);
  const scopes = await scopesOf(processes, tenant, processId);
  const seen = new Set(scopes.filter((scope) => scope.round <= facts.round).flatMap((scope) => scope.seen));
  const fresh = causes.filter(({ eventId }) => !seen.has(eventId));
  // Each plan keeps its own word, because many of them end at once.
  const chunks = [...summariesOf(row)].filter(([, { again }]) => again !== undefined);
  const retried = chunks.flatMap(([, { again }]) => again ?? []);
  const asked = facts.review?.skus ?? [];
  const wanted = [...new Set([...fresh.flatMap(({ skus }) => skus), ...(facts.again ?? []), ...retried])];
  const skus = wanted.filter((sku) => !asked.includes(sku)).sort();
  if (fresh.length === 0 && skus.length === 0) return undefined;
  const round = facts.round + 1;
  const body: Scope = {
    round,
    seen: fresh.map(({ eventId }) => eventId),
    groups: Array.from({ length: Math.ceil(skus.length / GROUP) }, (_, group) =>
      skus.slice(group * GROUP, (group + 1) * GROUP),
    ),
  };
  await processes.putFact(tenant, processId, { key: `scope#${round}`, sequence: 1, body });
  const kept = (await scopesOf(processes, tenant, processId)).find((scope) => scope.round === round) ?? body;
  const ofRound = fresh.filter(({ eventId }) => kept.seen.includes(eventId));
  const withdrawals = await withdrawalsOf(ofRound, tenant, row.site, backorders);
  return {
    round,
    groups: kept.groups.length,
    again: null,
    ...Object.fromEntries(chunks.map(([chunk, { again: _, ...rest }]) => [summaryKey(chunk), rest])),
    ...(withdrawals.length > 0 && { withdraw: [...(facts.withdraw ?? []), ...withdrawals] }),
    ...Object.fromEntries(kept.groups.map((_, index) => [gatheredKey(index + 1), null])),
  };
}

/** Reserved parts of order lines that were cancelled. */
async function withdrawalsOf(
  causes: readonly Cause[],
  tenant: TenantScope,
  site: string,
  backorders: Pick<BackorderStore, 'reservation'>,
): Promise<readonly Withdrawal[]> {
  const found: Withdrawal[] = [];
  for (const cause of causes) {
    if (cause.kind !== 'withdrawal') continue;
    const { orderLineId } = cause;
    for (const sku of cause.skus) {
      const reservation = await backorders.reservation(tenant, { site, sku, orderLineId });
      for (const { claim, documents } of reservation?.parts ?? []) {
        const orderId = reservation?.orderId ?? '';
        found.push({
          orderId,
          orderLineId,
          sku,
          claim,
          ...(documents && { pickTaskId: documents.pickTaskId }),
        });
      }
    }
  }
  return found;
}
