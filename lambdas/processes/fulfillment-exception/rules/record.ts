import type { FulfillmentSettings } from '../../../domain/tenant.ts';
import type { DecisionRecord } from '../../../store/ports.ts';
import type { ExceptionCase } from '../contract.ts';

/** The version of the rules of 5.9 as they are written here: raised when a decision would come out otherwise. */
const VERSION = 1;

/** Why something was decided (N1): each limit with the level of the tenant's document it came from. */
export function recordOf(
  given: ExceptionCase,
  rule: string,
  decided: {
    readonly inputs: DecisionRecord['inputs'];
    readonly thresholds: readonly (keyof FulfillmentSettings)[];
    readonly result: unknown;
  },
): DecisionRecord {
  return {
    id: `${given.processId}#${planIdOf(given)}#${rule}`,
    ruleId: `fulfillment-exception.${rule}`,
    ruleVersion: VERSION,
    at: given.now,
    inputs: decided.inputs,
    thresholds: Object.fromEntries(decided.thresholds.map((name) => [name, given.limits[name]])),
    result: decided.result,
  };
}

export function planIdOf({ body }: Pick<ExceptionCase, 'body'>): string {
  return String(body.looks + 1);
}
