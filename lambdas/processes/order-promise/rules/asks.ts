import { approvalTier } from '../../../domain/approval.ts';
import type { Money } from '../../../domain/money.ts';
import { option, reviewTimes } from '../../../domain/task-option.ts';
import type { ReviewCase } from '../contract.ts';
import type { Ask } from '../plan.ts';

/** More credit than the cap: a person of the value's approval tier decides, and silence gives nothing (rule 4.4). */
export function loyaltyAsk(given: ReviewCase, value: Money, context: Ask['context']): Ask {
  const { approvers } = approvalTier(given.approvalTiers, value, given.currency);
  return {
    ...times(given),
    step: 'loyalty',
    round: 1,
    title: `Credit above the cap for the delay of order ${given.body.orderId}`,
    group: approvers[0] ?? 'supervisor',
    options: [
      option('GRANT_ALL', 'Grant the whole credit', 'The customer gets the credit of the table.', {
        needsComment: true,
      }),
      option('GRANT_CAP', 'Grant the cap', 'The customer gets the most that needs no approval.'),
      option('GRANT_NOTHING', 'Grant nothing', 'The customer gets no credit for this order.'),
    ],
    context,
    value,
    ...(approvers.length > 1 ? { approvals: { approvers, options: ['GRANT_ALL'] } } : {}),
  };
}

/** Where the site only advises, one person does what was decided (rule 4.12). */
export function proposalAsk(given: ReviewCase, context: Ask['context']): Ask {
  return {
    ...times(given),
    step: 'proposal',
    round: 1,
    title: `Promise of order ${given.body.orderId}: what to change and whom to tell`,
    group: 'supervisor',
    options: [
      option('DONE', 'Done as proposed', 'The promise was changed and the customer told by hand.'),
      option('DONE_OTHERWISE', 'Done otherwise', 'Something else was done; the comment says what.', {
        needsComment: true,
      }),
    ],
    context,
    value: { minor: 0, currency: given.currency },
  };
}

function times({
  limits,
}: ReviewCase): Pick<Ask, 'dueMinutes' | 'reminderMinutes' | 'escalations' | 'parkMinutes'> {
  return reviewTimes(limits, 'dc-manager', 'finance');
}
