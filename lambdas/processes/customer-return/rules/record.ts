import type { ReturnSettings } from '../../../domain/return-settings.ts';
import type { DecisionRecord } from '../../../store/ports.ts';
import type { ReturnCase } from '../contract.ts';

/** The version of the rules of 5.6 as they are written here: raised when a decision would come out otherwise. */
const VERSION = 1;

/** Why something was decided (N1): each limit with the level of the tenant's document it came from. */
export function recordOf(
  { processId, body, now, limits }: ReturnCase,
  rule: string,
  decided: {
    readonly inputs: DecisionRecord['inputs'];
    readonly thresholds: readonly (keyof ReturnSettings)[];
    readonly result: unknown;
  },
): DecisionRecord {
  return {
    id: `${processId}#${body.looks + 1}#${rule}`,
    ruleId: `customer-return.${rule}`,
    ruleVersion: VERSION,
    at: now,
    inputs: decided.inputs,
    thresholds: Object.fromEntries(decided.thresholds.map((name) => [name, limits[name]])),
    result: decided.result,
  };
}

export const RISK_THRESHOLDS = [
  'serialPoints',
  'weightPoints',
  'weightPercent',
  'ratePoints',
  'ratePercent',
  'rateOrders',
  'frequentPoints',
  'frequentReturns',
  'frequentValue',
  'frequentDays',
  'addressPoints',
  'reviewRisk',
  'holdRisk',
] as const;
