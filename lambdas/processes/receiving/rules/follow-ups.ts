import { valueAtCost } from '../../../domain/money.ts';
import type { FollowUp, ReceivingLine } from './line.ts';
import type { LineFacts } from './line-facts.ts';

/** What a line's decisions come to outside the warehouse, as totals. */
export interface Consequences {
  /** Missing units the supplier is charged for. */
  readonly claimed: number;
  /** Units the order is raised by (860). */
  readonly raised: number;
  /** Units the order is lowered by. */
  readonly lowered: number;
  /** Units for the damage process. */
  readonly damaged: number;
}

type NewFollowUp = FollowUp extends infer One
  ? One extends FollowUp
    ? Omit<One, 'id' | 'done'>
    : never
  : never;

/**
 * The calls that are missing so far: totals less what was asked for before. A claim or damage case that turned out too
 * large is not made smaller here; that takes a person.
 */
export function planFollowUps(
  line: ReceivingLine,
  facts: LineFacts,
  consequences: Consequences,
  idOf: (kind: string, number: number) => string,
): FollowUp[] {
  const { followUps, orderLine } = line;
  const claimed = followUps.reduce((sum, done) => sum + (done.kind === 'claim' ? done.quantity : 0), 0);
  const damaged = followUps.reduce(
    (sum, done) => sum + (done.kind === 'start-damage' ? done.quantity : 0),
    0,
  );
  const changed = followUps.reduce((sum, done) => sum + (done.kind === 'change-order' ? done.by : 0), 0);
  const by = consequences.raised - consequences.lowered - changed;

  const missing: NewFollowUp[] = [];
  if (orderLine && by !== 0) {
    missing.push({
      kind: 'change-order',
      poId: orderLine.poId,
      poLine: orderLine.poLine,
      by,
      reason: by > 0 ? 'OVER_ACCEPTED' : 'CLOSED_SHORT',
    });
  }
  if (consequences.claimed > claimed) {
    const quantity = consequences.claimed - claimed;
    missing.push({ kind: 'claim', reason: 'SHORT', quantity, value: valueAtCost(quantity, facts.cost) });
  }
  if (consequences.damaged > damaged)
    missing.push({ kind: 'start-damage', quantity: consequences.damaged - damaged });
  return missing.map(
    (followUp, index) =>
      ({ ...followUp, id: idOf(followUp.kind, followUps.length + index + 1), done: false }) as FollowUp,
  );
}
