import * as z from 'zod/mini';
import { type ReleaseLimits, releaseLimits } from '../../domain/release-settings.ts';
import { formOf, option, reviewTimes, type TaskOption } from '../../domain/task-option.ts';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { type DecisionRecord, tenantScope } from '../../store/ports.ts';
import { calendarOf, requireTenant } from '../../work/process-row.ts';
import { openTask } from '../../work/tasks.ts';
import type { Review } from './contract.ts';
import { causesOf, requireRelease } from './facts.ts';

const Input = z.object({ job: Job });

/** Asks a person about a contested release, or to carry out a proposed one. Asking again changes nothing. */
export async function openReview({ job }: z.infer<typeof Input>, deps: Core): Promise<{ opened: boolean }> {
  const tenant = tenantScope(job.tenantId);
  const row = await requireRelease(deps.stores.processes, tenant, job.processId);
  const { review } = row.facts;
  if (!review || review.asked) return { opened: false };
  const document = await requireTenant(deps.stores, tenant);
  const limits = releaseLimits(document, job.site);
  const rerank = (await causesOf(deps.stores.processes, tenant, job.processId)).find(
    (cause) => cause.kind === 'rerank',
  );
  const steps = await deps.stores.processes.steps(tenant, job.processId);
  const decisions = steps
    .filter(({ detail }) => detail?.round === review.round)
    .flatMap((step) => step.decisions ?? [])
    .filter(({ inputs }) => review.skus.includes(String(inputs.sku)));
  const { opened } = await openTask(deps, tenant, row, calendarOf(document, job.site), {
    step: review.step,
    round: review.round,
    title: titleOf(review, rerank?.by),
    group: 'supervisor',
    excluded: rerank ? [rerank.by] : [],
    options: review.step === 'contested' ? CONTESTED : PROPOSAL,
    context: { skus: review.skus, proposal: decisions.map(shown) },
    value: { minor: 0, currency: document.currency },
    ...deadlines(limits),
    wakes: `task/${review.step}#${review.round}`,
  });
  await deps.stores.processes.change(tenant, job.processId, {
    at: deps.clock(),
    facts: { review: { ...review, asked: true } },
  });
  return { opened };
}

function titleOf({ step, skus }: Review, by: string | undefined): string {
  const items = skus.length === 1 ? skus[0] : `${skus.length} items`;
  if (step === 'proposal') return `Release ${items} as proposed`;
  return by
    ? `${by} wants another order of the lines of ${items}`
    : `Releasing ${items} would take confirmed stock from more orders than the limit`;
}

/** SLA 2 h, reminder at half of it, level 2 and 3, then the safe end (rules 4.5 and 5.8). */
function deadlines(limits: ReleaseLimits) {
  return reviewTimes(limits, 'inventory-manager', 'dc-manager');
}

/** Who would get what and lose what: the preview in the words of the decision record. */
function shown({ inputs, result }: DecisionRecord) {
  const { granted, taken } = result as { granted: unknown[]; taken: unknown[] };
  return { sku: inputs.sku, free: inputs.free, granted: granted.slice(0, 50), taken: taken.slice(0, 50) };
}

const CONTESTED: readonly TaskOption[] = [
  option('APPROVE', 'Approve', 'Stock is taken and released as proposed.'),
  option(
    'EDIT',
    'Serve others first',
    'The lines named are served first, in their order; only they may take.',
    {
      needsComment: true,
      formSchema: formOf({
        first: {
          type: 'string',
          title: 'Order lines to serve first, separated by commas',
          pattern: '^[A-Za-z0-9][A-Za-z0-9._:/-]*( *, *[A-Za-z0-9][A-Za-z0-9._:/-]*)*$',
          maxLength: 4000,
        },
      }),
    },
  ),
  option('FIFO_INSTEAD', 'First come, first served', 'Free stock goes by order time; nobody loses anything.'),
];

const PROPOSAL: readonly TaskOption[] = [
  option('RELEASED', 'Released by hand', 'The lines were released in the OMS; this proposal is closed.'),
  option('DISMISS', 'Not released', 'The lines go on waiting; the next look proposes again.', {
    needsComment: true,
  }),
];

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => openReview(input, await deps()));
