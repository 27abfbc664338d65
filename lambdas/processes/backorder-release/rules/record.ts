import type { ReleaseLimits } from '../../../domain/release-settings.ts';
import type { DecisionRecord } from '../../../store/ports.ts';
import type { ItemDecision, ReleaseCase } from '../contract.ts';

/** Bumped when the same facts would be decided in another way. */
const RULE_VERSION = 1;

/** Why an item's units went where they went: what was known, every limit with its level, and who got what. */
export function recordOf(
  decision: ItemDecision,
  id: string,
  { now, today, rulings, rerank, demand, supplies }: ReleaseCase,
  limits: ReleaseLimits,
): DecisionRecord {
  const { sku, policy, free, kept, grants, takings, contested, left, renew } = decision;
  const supply = supplies.find((one) => one.sku === sku);
  const ruling = rulings.get(sku);
  const lines = demand.filter((line) => line.sku === sku);
  return {
    id,
    ruleId: '5.8',
    ruleVersion: RULE_VERSION,
    at: now,
    inputs: {
      sku,
      today,
      available: supply?.available ?? 0,
      free,
      kept,
      lines: lines.length,
      units: lines.reduce((sum, line) => sum + line.open, 0),
      ...(ruling && { ruling: ruling.kind }),
      ...(rerank?.sku === sku && { rerankBy: rerank.by }),
    },
    thresholds: { ...limits },
    result: {
      policy,
      contested,
      granted: grants.map(({ orderId, orderLineId, quantity, kind, rank }) => ({
        orderId,
        orderLineId,
        quantity,
        kind,
        rank,
      })),
      taken: takings.map(({ orderLineId, quantity, for: gets }) => ({ orderLineId, quantity, for: gets })),
      left: left.map(({ line, units, rank, reason }) => ({
        orderId: line.orderId,
        orderLineId: line.orderLineId,
        units,
        rank,
        reason,
      })),
      renew: renew.map(({ orderId }) => orderId),
    },
  };
}
