import { type ReturnLimits, returnLimits } from '../../domain/return-settings.ts';
import { formOf, option, reviewTimes, type TaskOption } from '../../domain/task-option.ts';
import type { Role, TenantDocument } from '../../domain/tenant.ts';
import type { Core } from '../../shared/runtime.ts';
import type { TenantScope } from '../../store/ports.ts';
import { openCase } from '../../work/cases.ts';
import { calendarOf } from '../../work/process-row.ts';
import { openTask } from '../../work/tasks.ts';
import type { AskStep, ReturnBody } from './contract.ts';
import type { ReturnRow } from './facts.ts';
import { paidFor } from './rules/eligibility.ts';

/** Opens the cases and the question a return has; asking or reporting again changes nothing. */
export async function openWork(
  deps: Core,
  tenant: TenantScope,
  row: ReturnRow,
  document: TenantDocument,
  body: ReturnBody,
): Promise<void> {
  const { site, processId } = row;
  const { rmaId, orderId, sku } = body.request;
  for (const report of body.reports)
    await openCase(deps, tenant, {
      ...report,
      site,
      processId,
      links: [
        { kind: 'rma', id: rmaId },
        { kind: 'order', id: orderId },
        { kind: 'sku', id: sku },
      ],
    });
  if (!body.ask) return;
  const { step, round } = body.ask;
  const limits = returnLimits(document, site);
  const value = paidFor(body.request.quantity, body.known ?? {}, body.request.orderLineId);
  await openTask(deps, tenant, row, calendarOf(document, site), {
    step,
    round,
    title: `${titles[step]} ${rmaId}`,
    group: groups[step],
    excluded: body.inspection ? [body.inspection.inspectedBy] : [],
    options: optionsOf(step, body),
    context: { rmaId, orderId, sku, risk: body.risk, inspection: body.inspection, verdict: body.verdict },
    value: value ?? { minor: 0, currency: document.currency },
    ...timesOf(step, limits),
    wakes: `1:task/${step}#${round}`,
  });
}

const titles: Readonly<Record<AskStep, string>> = {
  review: 'Decide on the refund of return',
  fraud: 'Loss prevention: decide on the held refund of return',
  manager: 'Nobody decided in time: decide on the refund of return',
  proposal: 'Carry out what is proposed for return',
};
const groups: Readonly<Record<AskStep, Role>> = {
  review: 'supervisor',
  fraud: 'loss-prevention',
  manager: 'inventory-manager',
  proposal: 'supervisor',
};

/** Review 48 h, then a manager's queue; every deadline is the tenant's (rule 5.6). */
function timesOf(step: AskStep, limits: ReturnLimits) {
  if (step === 'manager') {
    const dueMinutes = limits.managerMinutes.value;
    return {
      dueMinutes,
      reminderMinutes: Math.floor(dueMinutes / 2),
      escalations: [{ minutes: dueMinutes, group: 'dc-manager' as const }],
      parkMinutes: limits.managerFinalMinutes.value,
    };
  }
  return reviewTimes(limits, 'inventory-manager', 'dc-manager');
}

const form = (properties: Readonly<Record<string, object>>) => ({ formSchema: formOf(properties) });

/** A guard decides where goods go, so only goods without one may be sent another way. */
function optionsOf(step: AskStep, { verdict }: ReturnBody): readonly TaskOption[] {
  if (step === 'proposal')
    return [
      option(
        'DONE',
        'Done by hand',
        'Goods and money were moved as proposed, or otherwise; this return is closed.',
      ),
      option('DISMISS', 'Not done', 'The proposal is not carried out.', { needsComment: true }),
    ];
  const ways =
    verdict && verdict.guard === undefined ? verdict.ways.map(({ disposition }) => disposition) : [];
  return [
    option('ACCEPT', 'Accept', 'The whole refund is paid and the goods go where it is proposed.'),
    ...(ways.length > 1
      ? [
          option(
            'CHANGE_DISPOSITION',
            'Send elsewhere',
            'The whole refund is paid and the goods go the way that is named.',
            {
              needsComment: true,
              ...form({ disposition: { type: 'string', title: 'Where the goods go', enum: ways } }),
            },
          ),
        ]
      : []),
    option('PARTIAL_REFUND', 'Refund a part', 'The percentage of what was paid is refunded.', {
      ...form({
        percent: { type: 'integer', title: 'Percent of what was paid', minimum: 1, maximum: 99 },
        reason: { type: 'string', title: 'Why', minLength: 1, maxLength: 400 },
      }),
    }),
    option('DENY', 'Deny', 'No money is paid; the goods stay in hold for their customer.', {
      needsComment: true,
      ...form({ code: { type: 'string', title: 'RDR03 code', enum: ['RT', 'EW', 'NR', 'IN'] } }),
    }),
    ...(step === 'manager'
      ? []
      : [
          option(
            'REQUEST_PHOTOS',
            'Ask for photos',
            'The customer is asked; the question comes again with them.',
          ),
        ]),
  ];
}
