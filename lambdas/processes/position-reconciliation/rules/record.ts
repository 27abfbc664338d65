import type { ReconciliationLimits } from '../../../domain/reconciliation-settings.ts';
import type { DecisionRecord } from '../../../store/ports.ts';
import type { Drift, ItemCase } from '../contract.ts';

/** Bumped when the same facts would be decided in another way. */
const RULE_VERSION = 2;

/** Why a difference is what it is: what every system said, every limit with its level, and the class with its evidence. */
export function recordOf(
  drift: Drift,
  id: string,
  { now, position, unbooked, frozen, moved, answers, open }: ItemCase,
  { unitsLimit, shareLimit, inFlightMinutes, lookbackDays }: ReconciliationLimits,
): DecisionRecord {
  const { documents, ...told } = answers;
  return {
    id,
    ruleId: '5.11',
    ruleVersion: RULE_VERSION,
    at: now,
    inputs: {
      sku: drift.sku,
      ...position,
      unbooked,
      frozen,
      ...told,
      moved,
      open: open.map(({ processId }) => processId),
      documents: documents?.length ?? 0,
    },
    thresholds: { unitsLimit, shareLimit, inFlightMinutes, lookbackDays },
    result: { class: drift.class, evidence: drift.evidence },
  };
}
