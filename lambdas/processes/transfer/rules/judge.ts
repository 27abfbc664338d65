import type { DecisionRecord } from '../../../store/ports.ts';
import type { Approver, Given, TransferBody } from '../contract.ts';
import { valueAt } from './lines.ts';
import { record } from './record.ts';

export type Judgment =
  | { readonly kind: 'impossible' | 'no-stock' | 'automatic' }
  | { readonly kind: 'ask'; readonly approvers: readonly Approver[] };

/** Why a transfer is one no rule allows, if it is. */
export function impossibleBecause({ request, lines }: TransferBody, sites: readonly string[]): string[] {
  const { from, to } = request;
  const numbers = lines.map(({ line }) => line);
  return [
    ...(from === to ? ['SAME_SITE'] : []),
    ...([from, to].every((site) => sites.includes(site)) ? [] : ['UNKNOWN_SITE']),
    ...(new Set(numbers).size === numbers.length ? [] : ['REPEATED_LINE']),
    ...(lines.every(({ terms }) => terms) ? [] : ['UNKNOWN_ITEM']),
  ];
}

/**
 * Rule 5.5: automatic when the value is within the limit, the source stays at or above its reorder point, neither site has
 * the item frozen and nobody's reserved units are needed. Reserved units are never taken, whoever has them: who asks for
 * more than is free needs people, and gets at most what is free. Otherwise both sites approve, and finance above its limit.
 */
export function judge(body: TransferBody, given: Given): { judgment: Judgment; decisions: DecisionRecord[] } {
  const { lines } = body;
  const { limits, now } = given;
  const value = valueAt(lines, ({ asked }) => asked);
  const checks = {
    value: value <= limits.automaticValue.value,
    reorderPoint: skusOf(body).every(({ free, asked, reorderPoint }) => free - asked >= reorderPoint),
    notFrozen: lines.every(({ frozenAt = [] }) => frozenAt.length === 0),
    nobodyElses: lines.every(({ asked, reserved }) => reserved >= asked),
  };
  const isFree = lines.some(({ reserved }) => reserved > 0);
  const automatic = Object.values(checks).every(Boolean);
  const judgment: Judgment = !isFree
    ? { kind: 'no-stock' }
    : automatic
      ? { kind: 'automatic' }
      : { kind: 'ask', approvers: approversOf(value > limits.financeValue.value) };
  const decision = record(body, 'approval', now, {
    inputs: {
      value,
      items: skusOf(body),
      reserved: lines.map(({ line, reserved, frozenAt }) => ({ line, reserved, frozenAt })),
    },
    thresholds: { automaticValue: limits.automaticValue, financeValue: limits.financeValue },
    result: { ...checks, ...judgment },
  });
  return { judgment, decisions: [decision] };
}

function approversOf(withFinance: boolean): Approver[] {
  return [
    { step: 'approve-source', role: 'inventory-manager', at: 'from' },
    { step: 'approve-destination', role: 'inventory-manager', at: 'to' },
    ...(withFinance ? [{ step: 'approve-finance', role: 'finance', at: 'from' } as const] : []),
  ];
}

/** Several lines may be of one item, which has one reorder point; its first line saw all that was free. */
function skusOf({ lines }: TransferBody) {
  return [...Map.groupBy(lines, ({ sku }) => sku)].map(([sku, same]) => ({
    sku,
    free: Math.max(...same.map(({ free }) => free)),
    asked: same.reduce((sum, { asked }) => sum + asked, 0),
    reorderPoint: same[0]?.terms?.reorderPoint ?? 0,
  }));
}
