import type { PromiseLimits } from '../../../domain/promise-settings.ts';
import type { PromiseSettings } from '../../../domain/tenant.ts';
import type { DecisionRecord } from '../../../store/ports.ts';
import type { ReviewCase } from '../contract.ts';

/** The version of the rules of 5.10 as they are written here: raised when a decision would come out otherwise. */
const VERSION = 1;

/** Why something was decided (N1): each limit with the level of the tenant's document it came from. */
export function recordOf(
  given: ReviewCase,
  rule: string,
  decided: {
    readonly line?: number;
    readonly inputs: DecisionRecord['inputs'];
    readonly limits: PromiseLimits;
    readonly thresholds: readonly (keyof PromiseSettings)[];
    readonly result: unknown;
  },
): DecisionRecord {
  const { line, inputs, limits, thresholds, result } = decided;
  return {
    id: `${given.processId}#${planIdOf(given)}#${rule}${line === undefined ? '' : `#${line}`}`,
    ruleId: `order-promise.${rule}`,
    ruleVersion: VERSION,
    at: given.now,
    ...(line === undefined ? {} : { line }),
    inputs,
    thresholds: Object.fromEntries(thresholds.map((name) => [name, limits[name]])),
    result,
  };
}

export function planIdOf({ generation, body }: ReviewCase): string {
  return `${generation}-${body.reviews + 1}`;
}
