import * as z from 'zod/mini';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { type TenantScope, tenantScope } from '../../store/ports.ts';
import { openCase } from '../../work/cases.ts';
import { parkedEvent } from '../../work/parked.ts';
import { backOff } from '../../work/runs.ts';
import type { ExceptionBody, Round } from './contract.ts';
import { EXCEPTION, type ExceptionRow, readException, requireException } from './facts.ts';
import { planEvents } from './news.ts';
import type { ExceptionPlan } from './plan.ts';
import { applyPlan, type PlanOutcome, STUCK_LOOK_MINUTES } from './rules/apply-plan.ts';
import { later } from './rules/deadline.ts';
import { followingStep } from './rules/follow-plan.ts';
import { StepResult } from './step-result.ts';

const Input = z.object({
  job: Job,
  planId: z.string(),
  handled: z.array(z.string()),
  results: z.array(StepResult),
  failure: z.nullable(z.object({ Error: z.string(), Cause: z.optional(z.string()) })),
  /** The system a lookup waits for. */
  system: z.nullable(z.string()),
});
type Input = z.infer<typeof Input>;

/**
 * Ends one run. Confirmed: what was done is remembered and announced. Parked: the plan stays open and the process is woken
 * when the system is back. Undone: what was done was taken back, and the next look finds another way. Stuck: it could not
 * be taken back, and nothing automatic follows. Failed: a lookup or a function failed for good; tried again later.
 */
export async function endLook(input: Input, deps: Core): Promise<{ outcome: string }> {
  const { job, handled } = input;
  const tenant = tenantScope(job.tenantId);
  const { processes } = deps.stores;
  const row = await requireException(processes, tenant, job.processId);
  const now = deps.clock();
  const stored = await readException(processes, tenant, job.processId);
  const plan = stored?.body.plan?.planId === input.planId ? stored.body.plan : undefined;
  const outcome = outcomeOf(input, plan);
  if (outcome === 'stuck' || outcome === 'failed') await report(tenant, input, outcome, deps);
  const body =
    stored && plan ? await settle(tenant, row, { stored, plan, input, outcome, now }, deps) : stored?.body;
  // A plan that is stuck is looked at by a person: its process looks once a day whether anybody has.
  const next =
    stored?.body.plan?.failed === 'stuck' && body?.next
      ? { ...body.next, at: later(now, STUCK_LOOK_MINUTES) }
      : body?.next;
  const round = roundAfter(row, input, outcome, now);
  if (round?.waitsFor !== undefined)
    await processes.park(
      tenant,
      round.waitsFor,
      job.processId,
      [`${EXCEPTION}:resume/${round.waitsFor}`],
      now,
    );
  await processes.change(tenant, job.processId, {
    at: now,
    handled,
    facts: { ...(next ? { next } : {}), round: round ?? null },
    ...(round?.waitsFor === undefined
      ? {}
      : {
          step: {
            key: `parked#${input.planId}#${now}`,
            name: 'EndLook',
            at: now,
            detail: { planId: input.planId, waitsFor: round.waitsFor },
          },
          events: [
            parkedEvent(
              row,
              input.planId,
              round.waitsFor,
              input.failure?.Error ?? awayOf(input)?.away ?? 'AdapterUnavailable',
              now,
            ),
          ],
        }),
  });
  return { outcome };
}

type Outcome = PlanOutcome | 'parked' | 'failed';

const awayOf = ({ results }: Input) => results.find(({ away }) => away !== undefined);

function outcomeOf(input: Input, plan: ExceptionPlan | undefined): Outcome {
  if (input.system !== null || awayOf(input)) return 'parked';
  if (input.failure) return 'failed';
  if (!plan) return 'confirmed';
  const following = followingStep(plan, input.results);
  if (following.kind !== 'back') return 'confirmed';
  const isStuck = input.results.some(
    ({ direction, refused }) => direction === 'undo' && refused !== undefined,
  );
  return isStuck ? 'stuck' : 'undone';
}

/** A run that waits for a system, or failed, is held; `stock` is ours and nobody announces that it is back. */
function roundAfter({ facts }: ExceptionRow, input: Input, outcome: Outcome, now: string): Round | undefined {
  if (outcome !== 'parked' && outcome !== 'failed') return undefined;
  const tries = Math.max(1, facts.round?.tries ?? 0);
  const work = [...new Set([...(facts.round?.work ?? []), ...input.handled])];
  const waitsFor = outcome === 'parked' ? (input.system ?? awayOf(input)?.system) : undefined;
  const isSystem = waitsFor !== undefined && waitsFor !== 'stock';
  return { work, tries, until: backOff(now, tries), ...(isSystem ? { waitsFor } : {}) };
}

interface Ended {
  readonly stored: { readonly body: ExceptionBody; readonly version: number };
  readonly plan: ExceptionPlan;
  readonly input: Input;
  readonly outcome: Outcome;
  readonly now: string;
}

async function settle(
  tenant: TenantScope,
  row: ExceptionRow,
  { stored, plan, input, outcome, now }: Ended,
  deps: Core,
): Promise<ExceptionBody> {
  if (outcome === 'parked' || outcome === 'failed') return stored.body;
  const { body, answers } = applyPlan(stored.body, plan, input.results, outcome, now);
  const step = {
    key: `${outcome}#${plan.planId}`,
    name: 'EndLook',
    at: now,
    detail: {
      planId: plan.planId,
      outcome,
      ...(plan.resolution === undefined ? {} : { resolution: plan.resolution }),
      ...(plan.undoing ? { refused: plan.undoing.step, error: plan.undoing.error } : {}),
      made: Object.keys(answers),
    },
  };
  const isNews = outcome === 'confirmed' && (body.resolved !== undefined || plan.resolution === undefined);
  const events = isNews ? planEvents(row, stored.body, plan, answers, now) : [];
  await deps.stores.processes.writeChunk(
    tenant,
    row.processId,
    EXCEPTION,
    body,
    stored.version,
    step,
    events,
  );
  return body;
}

async function report(
  tenant: TenantScope,
  { job, planId, failure, results }: Input,
  outcome: 'stuck' | 'failed',
  deps: Core,
): Promise<void> {
  const refused = results.find(
    ({ direction, refused: error }) => direction === 'undo' && error !== undefined,
  );
  const isStuck = outcome === 'stuck';
  await openCase(deps, tenant, {
    class: isStuck ? 'COMPENSATION_FAILED' : 'EXCEPTION_BLOCKED',
    site: job.site,
    processId: job.processId,
    subject: isStuck ? `plan-${planId}` : 'look',
    summary: (isStuck
      ? `Plan ${planId} of ${job.processId} was refused and its step ${refused?.id} could not be taken back (${refused?.refused}): set both systems by hand.`
      : `${job.processId} could not be looked at: ${failure?.Error} ${failure?.Cause ?? ''}`
    ).slice(0, 500),
    links: [],
  });
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => endLook(input, await deps()));
