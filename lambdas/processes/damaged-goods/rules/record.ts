import type { DamageLimits } from '../../../domain/damage-settings.ts';
import type { DecisionRecord } from '../../../store/ports.ts';
import type { LookCase } from '../contract.ts';

/** The version of the rules of 5.7 as they are written here: raised when a decision would come out otherwise. */
const VERSION = 1;

/** Why something was decided (N1): each limit with the level of the tenant's document it came from. */
export function recordOf(
  { processId, body, now, limits }: LookCase,
  rule: string,
  decided: {
    readonly inputs: DecisionRecord['inputs'];
    readonly thresholds: readonly (keyof DamageLimits)[];
    readonly result: unknown;
  },
): DecisionRecord {
  const { inputs, thresholds, result } = decided;
  return {
    id: `${processId}#${body.looks + 1}#${rule}`,
    ruleId: `damaged-goods.${rule}`,
    ruleVersion: VERSION,
    at: now,
    inputs,
    thresholds: Object.fromEntries(thresholds.map((name) => [name, limits[name]])),
    result,
  };
}
