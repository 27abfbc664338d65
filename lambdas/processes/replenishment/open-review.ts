import * as z from 'zod/mini';
import type { AskReason } from '../../../events/replenishment.ts';
import { type ReplenishmentLimits, replenishmentLimits } from '../../domain/replenishment-settings.ts';
import { formOf, option, reviewTimes, type TaskOption } from '../../domain/task-option.ts';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { tenantScope } from '../../store/ports.ts';
import { calendarOf, requireTenant } from '../../work/process-row.ts';
import { openTask, type TaskSpec } from '../../work/tasks.ts';
import type { AskStep, Proposal, Source } from './contract.ts';
import { type ReplenishmentRow, requireReplenishment } from './facts.ts';

const Input = z.object({ job: Job });

/** Asks a person about a proposed order, or about one nobody has acknowledged. Asking again changes nothing. */
export async function openReview({ job }: z.infer<typeof Input>, deps: Core): Promise<{ opened: boolean }> {
  const tenant = tenantScope(job.tenantId);
  const row = await requireReplenishment(deps.stores.processes, tenant, job.processId);
  const { phase, asked, asks, proposal, made } = row.facts;
  if (asked || !proposal || (phase !== 'ask' && phase !== 'acknowledge')) return { opened: false };
  const document = await requireTenant(deps.stores, tenant);
  const limits = replenishmentLimits(document, job.site);
  const step: AskStep =
    phase === 'acknowledge' ? 'acknowledgment' : row.mode === 'advise' ? 'proposal' : 'approval';
  const round = asks + 1;
  const question = step === 'acknowledgment' ? aboutSilence(row) : aboutOrder(row, proposal, step);
  const source = made?.source ?? proposal.sources[0];
  const { opened } = await openTask(deps, tenant, row, calendarOf(document, job.site), {
    ...question,
    step,
    round,
    excluded: [],
    value: source?.value ?? { minor: 0, currency: document.currency },
    ...deadlines(limits),
    wakes: `task/${step}#${round}`,
  });
  await deps.stores.processes.change(tenant, job.processId, {
    at: deps.clock(),
    facts: { asked: { step, round }, asks: round },
  });
  return { opened };
}

type Question = Pick<TaskSpec, 'title' | 'group' | 'options' | 'context' | 'approvals'>;

/** Two roles mean two people (rule 4.4); the options that order something need both. */
function aboutOrder(row: ReplenishmentRow, proposal: Proposal, step: AskStep): Question {
  const { sku } = row.facts;
  const { sources, reasons, approvers, figures } = proposal;
  const [first] = sources;
  const group = approvers[0] ?? 'buyer';
  const context = { sku, reasons, figures, sources };
  const title = `Order ${first?.quantity ?? 0} of ${sku} from ${first?.id ?? 'nobody'} for ${row.site}: ${reasons.map(said).join(', ') || 'proposed'}`;
  if (step === 'proposal') return { title, group, options: PROPOSAL, context };
  return {
    title,
    group,
    options: orderOptions(sources),
    context,
    ...(approvers.length > 1
      ? { approvals: { approvers, options: ['APPROVE', 'CHANGE_QTY', 'CHANGE_SOURCE'] } }
      : {}),
  };
}

function aboutSilence({ facts: { sku, made, proposal } }: ReplenishmentRow): Question {
  const others = (proposal?.sources ?? []).filter(({ id }) => id !== made?.source.id);
  return {
    title: `${made?.source.id ?? ''} has not acknowledged order ${made?.documentId ?? ''} of ${sku}`,
    group: 'buyer',
    options: silenceOptions(others.length > 0),
    context: { sku, order: made, others },
  };
}

const SAID: Readonly<Record<AskReason, string>> = {
  VALUE: 'its value',
  DEMAND_UNUSUAL: 'unusual demand last week',
  SUPPLIER_STOPPED: 'the supplier is stopped',
  END_OF_LIFE: 'the item is at the end of its life',
  BELOW_MINIMUM: 'less than the supplier sells fits',
  ORDER_REFUSED: 'the order was refused',
  ADVISED: 'proposed',
};
const said = (reason: AskReason) => SAID[reason];

/** Reminder at half of the time, levels 2 and 3, then the safe end: nothing is ordered (rule 4.5). */
function deadlines(limits: ReplenishmentLimits) {
  return reviewTimes(limits, 'purchasing', 'dc-manager');
}

const form = (name: string, field: Readonly<Record<string, unknown>>) => ({
  needsComment: true,
  formSchema: formOf({ [name]: field }),
});

/** A quantity is one of whole packs: the form names none that the source does not sell. */
function orderOptions(sources: readonly Source[]): readonly TaskOption[] {
  const [first, ...others] = sources;
  const packs = first ? packsAround(first) : [];
  return [
    option('APPROVE', 'Approve', 'The goods are ordered as proposed.'),
    option(
      'CHANGE_QTY',
      'Order another quantity',
      'That quantity is ordered; a higher value may need another approval.',
      form('quantity', { type: 'integer', title: 'Units, in whole packs', enum: packs }),
    ),
    ...(others.length === 0
      ? []
      : [
          option(
            'CHANGE_SOURCE',
            'Order elsewhere',
            'The goods come from that source, in the quantity it was sized for.',
            form('source', { type: 'string', title: 'Source', enum: others.map(({ id }) => id) }),
          ),
        ]),
    option('POSTPONE', 'Later', 'Nothing is ordered now; everything is looked at again after the rest.'),
    option('REJECT', 'Do not order', 'Nothing is ordered; the item is silent for a while.', {
      needsComment: true,
    }),
  ];
}

/** Whole packs from the least the source sells to twice what is proposed, at most a hundred choices. */
function packsAround({ quantity, packSize, minimumOrder }: Source): readonly number[] {
  const least = Math.max(1, Math.ceil(Math.min(minimumOrder, quantity) / packSize));
  const most = Math.max(least, Math.ceil((2 * quantity) / packSize));
  const stride = Math.max(1, Math.ceil((most - least + 1) / 100));
  const packs = Array.from(
    { length: Math.floor((most - least) / stride) + 1 },
    (_, index) => least + index * stride,
  );
  return packs.map((count) => count * packSize);
}

function silenceOptions(hasAlternate: boolean): readonly TaskOption[] {
  return [
    ...(hasAlternate
      ? [option('ALTERNATE', 'Order elsewhere', 'The order is cancelled; the next source is asked.')]
      : []),
    option('WAIT', 'Wait', 'The supplier has more time; you are asked again after it.'),
    option('CANCEL', 'Cancel the order', 'The order is cancelled and nothing is ordered instead.', {
      needsComment: true,
    }),
  ];
}

const PROPOSAL: readonly TaskOption[] = [
  option('ORDERED', 'Ordered by hand', 'The goods were ordered in the ERP; this proposal is closed.'),
  option('DISMISS', 'Not ordered', 'Nothing is ordered; the item is proposed again after a while.', {
    needsComment: true,
  }),
];

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => openReview(input, await deps()));
