import type { ReleaseLimits } from '../../../domain/release-settings.ts';
import type { ReleaseCase, Supply, Taking } from '../contract.ts';
import type { RuledItem } from './decide.ts';
import { unitsOf } from './distribute.ts';
import type { ItemCase } from './item.ts';
import { withTakings } from './takings.ts';

/**
 * Orders a person must be asked about before stock changes hands: all of them when somebody wants another order of the
 * lines, otherwise only when they are more than the limit. Empty: nothing to ask, or it was answered.
 */
export function contestedBy(
  sku: string,
  takings: readonly Taking[],
  { rulings, rerank }: ReleaseCase,
  { contestedOrders }: ReleaseLimits,
): readonly string[] {
  if (rulings.has(sku)) return [];
  const losing = [...new Set(takings.map(({ orderId }) => orderId))];
  if (rerank?.sku === sku) return losing.length > 0 ? losing : [...rerank.orderLineIds];
  return losing.length > contestedOrders.value ? losing : [];
}

/**
 * One item as it is decided under what was said about it. Without a word, and with APPROVE, it is the proposal itself;
 * EDIT puts other lines first and lets nobody else take; FIFO_INSTEAD takes from nobody. When nobody spoke in time the
 * lines the proposal was contested for wait, and so do the free units it had for them: the rest goes first come.
 */
export function ruledItem(
  supply: Supply,
  given: ReleaseCase,
  limits: ReleaseLimits,
  excluded: ItemCase['excluded'],
): RuledItem {
  const policy = limits.policy.value;
  const proposal: ItemCase = {
    supply,
    lines: given.demand.filter(({ sku }) => sku === supply.sku),
    excluded,
    policy,
    first: given.rerank?.sku === supply.sku ? given.rerank.orderLineIds : [],
    takers: policy === 'PRIORITY' ? 'segments' : 'named',
    heldBack: 0,
  };
  const ruling = given.rulings.get(supply.sku);
  switch (ruling?.kind) {
    case undefined:
    case 'approved':
      return withTakings(proposal, given, limits);
    case 'edited':
      return withTakings({ ...proposal, first: ruling.first, takers: 'named' }, given, limits);
    case 'fifo':
      return withTakings({ ...proposal, first: [], policy: 'FIFO', takers: 'nobody' }, given, limits);
    case 'expired':
      return withTakings(uncontested(proposal, given, limits), given, limits);
  }
}

function uncontested(proposal: ItemCase, given: ReleaseCase, limits: ReleaseLimits): ItemCase {
  const { shares, takings } = withTakings(proposal, given, limits);
  const disputed = new Set([...takings.map((taking) => taking.for), ...proposal.first]);
  const taken = takings.reduce((sum, { quantity }) => sum + quantity, 0);
  const wanted = [...disputed].reduce((sum, id) => sum + unitsOf(shares.given.get(id)), 0);
  return {
    ...proposal,
    first: [],
    policy: 'FIFO',
    takers: 'nobody',
    excluded: new Map([
      ...proposal.excluded,
      ...[...disputed].map((id) => [id, 'CONTESTED' as const] as const),
    ]),
    heldBack: Math.max(0, wanted - taken),
  };
}
