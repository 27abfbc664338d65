import * as z from 'zod/mini';
import { type PromiseLimits, promiseLimits } from '../../domain/promise-settings.ts';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { type TenantScope, tenantScope } from '../../store/ports.ts';
import { CallResult } from '../../work/call-result.ts';
import { openCase } from '../../work/cases.ts';
import { parkedEvent } from '../../work/parked.ts';
import { requireTenant } from '../../work/process-row.ts';
import { backOff } from '../../work/runs.ts';
import type { NextLook, PromiseBody, Round } from './contract.ts';
import { foundKey, ORDER, type PromiseRow, readOrder, requirePromise, roundKey, roundOf } from './facts.ts';
import { planEvents } from './news.ts';
import type { CallAnswers, PromisePlan } from './plan.ts';
import { applyPlan, callId } from './rules/apply-plan.ts';
import { afterQuiet, later } from './rules/contact.ts';

const failure = z.nullable(z.object({ Error: z.string(), Cause: z.optional(z.string()) }));
const Input = z.object({
  job: Job,
  chunk: z.int(),
  planId: z.string(),
  handled: z.array(z.string()),
  results: z.array(z.array(CallResult)),
  failure,
  /** The system a lookup waits for. */
  system: z.nullable(z.string()),
});
type Input = z.infer<typeof Input>;

/** Calls whose refusal takes the whole plan back, or stops it before the customer hears of something that is not so. */
const PROMISE = /^(promise|publish)\//;
const CANCELLATION = /^(reduce|cancel)\//;

/**
 * Ends one run over a chunk. Confirmed: what was answered is remembered and announced. Parked: the plan stays open and the
 * process is woken when the system is back. Undone: promises were taken back, a case is open, the next look decides anew.
 */
export async function endReview(input: Input, deps: Core): Promise<{ chunk: number; outcome: string }> {
  const { job, chunk, planId } = input;
  const tenant = tenantScope(job.tenantId);
  const row = await requirePromise(deps.stores.processes, tenant, job.processId);
  const now = deps.clock();
  const stored =
    row.facts.orderId === undefined
      ? undefined
      : await readOrder(deps.stores.processes, tenant, job.processId);
  const plan = stored?.body.plan?.planId === planId ? stored.body.plan : undefined;
  const results = input.results.flat();
  const outcome = outcomeOf(input, plan, results);
  if (outcome !== 'confirmed' && outcome !== 'parked')
    await reportFailure(tenant, input, results, outcome, deps);
  const { body, round } = await settle(tenant, row, { input, stored, plan, results, outcome, now }, deps);

  const missed = outcome === 'confirmed' ? body?.next?.waitsFor : undefined;
  const isBack = results.some(({ answer, system }) => answer !== undefined && system === missed);
  // A system that answers now is asked again at once for what the review went on without.
  const next = body?.next && isBack ? { ...body.next, at: now } : body?.next;
  const waitsFor = round?.waitsFor ?? (isBack ? undefined : missed);
  if (waitsFor !== undefined)
    await deps.stores.processes.park(tenant, waitsFor, job.processId, [`${chunk}:resume/${waitsFor}`], now);
  const isFound = row.facts.orderId === undefined && outcome === 'confirmed';
  await deps.stores.processes.change(tenant, job.processId, {
    at: now,
    handled: input.handled,
    facts: {
      ...(next ? { next } : {}),
      ...(isFound ? { [foundKey(chunk)]: now } : {}),
      ...(round || roundOf(row, chunk) ? { [roundKey(chunk)]: round ?? null } : {}),
    },
    ...(outcome === 'parked' && waitsFor !== undefined
      ? {
          step: { key: `parked#${planId}#${now}`, name: 'ParkReview', at: now, detail: { planId, waitsFor } },
          events: [parkedEvent(row, planId, waitsFor, input.failure?.Error ?? 'AdapterUnavailable', now)],
        }
      : {}),
  });
  return { chunk, outcome };
}

/** refused: a line was not cancelled, and nothing after that was done. */
type Outcome = 'confirmed' | 'parked' | 'undone' | 'refused' | 'stuck' | 'failed';

function outcomeOf(
  { failure, system }: Input,
  plan: PromisePlan | undefined,
  results: readonly CallResult[],
): Outcome {
  if (system !== null) return 'parked';
  if (failure) return failure.Error === 'CompensationFailed' ? 'stuck' : plan ? 'undone' : 'failed';
  const isRefused = (kind: RegExp) =>
    results.some(({ refused, id }) => refused !== undefined && kind.test(id));
  if (isRefused(PROMISE)) return 'undone';
  if (results.some(({ away }) => away !== undefined)) return 'parked';
  if (isRefused(CANCELLATION)) return 'refused';
  // The message of a plan that met quiet hours on its way.
  const { notice } = plan ?? {};
  const isUnsaid =
    notice !== undefined && 'channel' in notice.by && !results.some(({ id }) => id === callId.message);
  return isUnsaid ? 'parked' : 'confirmed';
}

interface Ended {
  readonly input: Input;
  readonly stored: { readonly body: PromiseBody; readonly version: number } | undefined;
  readonly plan: PromisePlan | undefined;
  readonly results: readonly CallResult[];
  readonly outcome: Outcome;
  readonly now: string;
}

async function settle(
  tenant: TenantScope,
  row: PromiseRow,
  { input, stored, plan, results, outcome, now }: Ended,
  deps: Core,
): Promise<{ body?: PromiseBody; round?: Round }> {
  const { chunk, handled, planId } = input;
  const before = roundOf(row, chunk);
  if (outcome === 'parked') {
    const tries = Math.max(1, before?.tries ?? 0);
    const away = results.find((result) => result.away !== undefined)?.system ?? input.system ?? undefined;
    const quiet =
      away === undefined && plan?.notice?.zone
        ? await quietEnd(tenant, row, plan.notice.zone, now, deps)
        : undefined;
    const work = [...(before?.work ?? []), ...handled];
    const until = quiet ?? backOff(now, tries);
    return {
      ...(stored ? { body: stored.body } : {}),
      round: { work: [...new Set(work)], tries, until, ...(away === undefined ? {} : { waitsFor: away }) },
    };
  }
  if (outcome === 'failed')
    return {
      ...(stored ? { body: stored.body } : {}),
      round: { work: [], tries: 1, until: later(now, RETRY_MINUTES) },
    };
  if (!stored || !plan) return stored ? { body: withoutLoop(stored.body, now) } : {};

  const document = await requireTenant(deps.stores, tenant);
  const limits = promiseLimits(document, row.site);
  const answers = answersOf(results);
  // Promises that were taken back were never made, and what passed unkept is told with the next look.
  const done = outcome === 'undone' ? { ...plan, promises: [], breaches: [] } : plan;
  const body: PromiseBody =
    outcome === 'stuck'
      ? { ...stored.body, plan: { ...plan, failed: 'stuck' } }
      : applyPlan(stored.body, done, answers, now, limits);
  const next = soonest(stored.body.next, body, { plan, outcome, now, limits });
  const settled = { ...body, ...(next ? { next } : {}) };
  const step = {
    key: `${outcome}#${planId}`,
    name: 'EndReview',
    at: now,
    detail: detailOf(plan, results, outcome),
  };
  const events = outcome === 'stuck' ? [] : planEvents(row, done, answers, now);
  await deps.stores.processes.writeChunk(tenant, row.processId, ORDER, settled, stored.version, step, events);
  return { body: settled };
}

/** An order whose plan is stuck is looked at by a person: its process looks once a day whether anybody has. */
function withoutLoop(body: PromiseBody, now: string): PromiseBody {
  if (body.plan?.failed !== 'stuck' || !body.next) return body;
  return { ...body, next: { ...body.next, state: 'WAITING_PARTNER', at: later(now, DAY_MINUTES) } };
}
const DAY_MINUTES = 1_440;

/** A cancellation or promise that was refused is tried again after this long. */
const RETRY_MINUTES = 60;

/** A message that did not arrive, or a plan that was taken back, is looked at before anything else would be. */
function soonest(
  next: NextLook | undefined,
  { bounce, lines }: PromiseBody,
  {
    plan,
    outcome,
    now,
    limits,
  }: Pick<Ended, 'outcome' | 'now'> & { plan: PromisePlan; limits: PromiseLimits },
): NextLook | undefined {
  const retry = outcome === 'undone' || outcome === 'refused' ? [later(now, RETRY_MINUTES)] : [];
  const bounced =
    bounce && plan.notice
      ? [later(bounce.last, limits.bounceMinutes.value), later(bounce.since, limits.bounceTaskMinutes.value)]
      : [];
  // Money that is owed keeps the process open, whatever else is over.
  const due = lines.flatMap(({ owed }) => (owed && owed.dueAt > now ? [owed.dueAt] : []));
  const isOwed = lines.some(({ owed }) => owed);
  const owing = isOwed ? [...due, later(now, limits.recheckMinutes.value)] : [];
  if (!next || retry.length + bounced.length + owing.length === 0) return next;
  const [at] = [...retry, ...bounced, ...owing, ...(next.at === undefined ? [] : [next.at])].sort();
  return {
    ...next,
    state: retry.length === 0 && !isOwed ? 'TELLING' : 'WAITING_PARTNER',
    ...(at === undefined ? {} : { at }),
  };
}

async function quietEnd(
  tenant: TenantScope,
  row: PromiseRow,
  zone: string,
  now: string,
  deps: Core,
): Promise<string> {
  const { quietFrom, quietUntil } = promiseLimits(await requireTenant(deps.stores, tenant), row.site);
  return afterQuiet(now, zone, quietFrom.value, quietUntil.value);
}

/** A message the CRM refused for a channel is one that did not arrive by it. */
function answersOf(results: readonly CallResult[]): CallAnswers {
  return Object.fromEntries(
    results.flatMap(({ id, answer, refused }) => {
      if (answer) return [[id, answer]];
      return refused !== undefined && id === callId.message ? [[id, { accepted: false }]] : [];
    }),
  );
}

async function reportFailure(
  tenant: TenantScope,
  { job, planId, failure }: Input,
  results: readonly CallResult[],
  outcome: Exclude<Outcome, 'confirmed' | 'parked'>,
  deps: Core,
): Promise<void> {
  const decisive = outcome === 'refused' ? CANCELLATION : PROMISE;
  const refused = results.filter((result) => result.refused !== undefined && decisive.test(result.id));
  const isCancellation = outcome === 'refused';
  const names = refused.map(({ id, refused: error }) => `${id} (${error})`).join(', ');
  await openCase(deps, tenant, {
    class:
      outcome === 'stuck' ? 'COMPENSATION_FAILED' : isCancellation ? 'CANCELLATION_FAILED' : 'POSTING_FAILED',
    site: job.site,
    processId: job.processId,
    subject: isCancellation ? 'cancellation' : 'promise',
    summary:
      `Plan ${planId} met ${names || failure?.Error || 'an unknown error'}${outcome === 'stuck' ? ' and could not be taken back' : '; it is decided anew'}. ${failure?.Cause ?? ''}`.slice(
        0,
        500,
      ),
    links: [],
  });
}

function detailOf(plan: PromisePlan, results: readonly CallResult[], outcome: Outcome) {
  return {
    planId: plan.planId,
    outcome,
    answered: results.filter(({ answer }) => answer).map(({ id }) => id),
    refused: results.filter(({ refused }) => refused !== undefined).map(({ id }) => id),
    ...(plan.notice ? { notice: plan.notice.kind, by: plan.notice.by } : {}),
  };
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => endReview(input, await deps()));
