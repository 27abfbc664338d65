import type { DecisionRecord } from '../../../store/ports.ts';
import type { TransferBody } from '../contract.ts';

const VERSION = 1;

/** The record of one decision of a transfer (N1); `name` is the rule, the body's moves make its id. */
export function record(
  body: TransferBody,
  name: string,
  at: string,
  {
    inputs,
    thresholds = {},
    result,
  }: Pick<DecisionRecord, 'inputs' | 'result'> & Partial<Pick<DecisionRecord, 'thresholds'>>,
): DecisionRecord {
  const { transferId } = body.request;
  return {
    id: `${transferId}#${name}#${body.moves}`,
    ruleId: `transfer.${name}`,
    ruleVersion: VERSION,
    at,
    inputs,
    thresholds,
    result,
  };
}
