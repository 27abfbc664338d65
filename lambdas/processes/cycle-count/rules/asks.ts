import { CountCause } from '../../../../events/count.ts';
import { approvalTier } from '../../../domain/approval.ts';
import type { CountLimits } from '../../../domain/count-settings.ts';
import { valueInQuestion } from '../../../domain/money.ts';
import { formOf, option, type TaskOption } from '../../../domain/task-option.ts';
import type { Role, TenantDocument } from '../../../domain/tenant.ts';
import type { TaskSpec } from '../../../work/tasks.ts';
import type { AskStep, CountBody, CountItem } from '../contract.ts';
import { lastOf, MOST_COUNTS } from './decide.ts';

type Question = Omit<TaskSpec, 'wakes'>;

/**
 * The task of a question (rules 4.4, 4.5 and 5.3). A recount is blind: neither its text nor its value tells what was found
 * or expected. Nobody counts or approves twice: who counted, who moved goods there last and who asked are excluded.
 */
export function questionOf(
  { step, round }: { readonly step: AskStep; readonly round: number },
  body: CountBody,
  item: CountItem,
  limits: CountLimits,
  document: Pick<TenantDocument, 'approvalTiers' | 'currency'>,
): Question {
  const place = body.bin === undefined ? body.sku : `${body.sku} in ${body.bin}`;
  const { variance, expected, quantity } = lastOf(body);
  const counters = body.counts.map(({ countedBy }) => countedBy);
  const common = { step, round, ...deadlines(limits, item.abcClass) };
  const nothing = { minor: 0, currency: document.currency };
  if (step !== 'approval') {
    return {
      ...common,
      title: `Count ${place} again`,
      group: step === 'recount' ? 'operator' : 'supervisor',
      excluded: people([...counters, body.lastMover]),
      options: [COUNTED],
      context: { sku: body.sku, bin: body.bin, lot: body.lot },
      value: nothing,
    };
  }
  const value = valueInQuestion(variance, item.unitCost);
  const { approvers } = approvalTier(document.approvalTiers, value, document.currency);
  return {
    ...common,
    title: `${variance > 0 ? 'More' : 'Less'} than the book: ${Math.abs(variance)} units of ${place}`,
    group: approvers[0] ?? 'supervisor',
    excluded: people([...counters, body.requestedBy]),
    options: approvalOptions(body),
    context: {
      sku: body.sku,
      bin: body.bin,
      lot: body.lot,
      expected,
      counted: quantity,
      proposal: body.proposal,
    },
    value,
    approvals: { approvers, options: ['APPROVE', 'SPLIT'] },
  };
}

function people(names: readonly (string | undefined)[]): string[] {
  return [...new Set(names.filter((name) => name !== undefined))];
}

/** SLA by class, reminder at half of it, level 2 then, level 3 after twice as long, and the safe end. */
function deadlines(limits: CountLimits, abcClass: CountItem['abcClass']) {
  const sla = limits.slaMinutes.value[abcClass];
  const last = Math.max(limits.finalMinutes.value, sla);
  return {
    dueMinutes: sla,
    reminderMinutes: Math.floor(sla / 2),
    escalations: [
      { minutes: sla, group: 'inventory-manager' as Role },
      { minutes: Math.min(2 * sla, last), group: 'dc-manager' as Role },
    ],
    parkMinutes: last,
  };
}

function approvalOptions(body: CountBody): readonly TaskOption[] {
  const missing = -lastOf(body).variance;
  return [
    option('APPROVE', 'Adjust the book', 'The book follows the last count.', {
      formSchema: formOf({ cause: { type: 'string', title: 'Cause', enum: CountCause.options } }),
    }),
    ...(missing > 0
      ? [
          option(
            'SPLIT',
            'Part was found elsewhere',
            'What was found moves in the WMS; only the rest is adjusted.',
            {
              formSchema: formOf({
                bin: {
                  type: 'string',
                  title: 'Bin it was found in',
                  pattern: '^[A-Za-z0-9][A-Za-z0-9._:/-]*$',
                  maxLength: 128,
                },
                quantity: { type: 'integer', title: 'Units found there', minimum: 1, maximum: missing },
              }),
            },
          ),
        ]
      : []),
    ...(body.counts.length < MOST_COUNTS
      ? [option('RECOUNT', 'Count once more', 'A supervisor counts; nothing moves before.')]
      : []),
    ...(body.investigated
      ? []
      : [option('INVESTIGATE', 'Investigate', 'Asked again when the time is over; the stock stays frozen.')]),
    option('REJECT', 'Keep the book', 'Nothing is adjusted; the stock is free again.', {
      needsComment: true,
    }),
  ];
}

const COUNTED: TaskOption = option('COUNTED', 'Counted', 'What you found there.', {
  formSchema: formOf({ quantity: { type: 'integer', title: 'Units', minimum: 0 } }),
});
