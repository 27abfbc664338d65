import * as z from 'zod/mini';
import { CountVarianceFound, FirstCountChecked, RecountRequested } from '../../../events/count.ts';
import type { Envelope } from '../../../events/envelope.ts';
import { countLimits } from '../../domain/count-settings.ts';
import { valueInQuestion } from '../../domain/money.ts';
import { NotFound } from '../../shared/errors.ts';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { type TaskRow, tenantScope } from '../../store/ports.ts';
import { openCase } from '../../work/cases.ts';
import { makeEvent } from '../../work/events.ts';
import { calendarOf, derivedId, requireTenant } from '../../work/process-row.ts';
import { openTask } from '../../work/tasks.ts';
import { answersOf } from '../../work/tell-process.ts';
import {
  type Answer,
  type AskStep,
  BinBook,
  type CountBody,
  type CountItem,
  type SubmittedCount,
} from './contract.ts';
import { COUNT, type CountRow, placeOf, readCount, requireCountRow, step, submittedKey } from './facts.ts';
import { questionOf } from './rules/asks.ts';
import { askOf, decideCount as decide, isFirstConfirmed, lastOf } from './rules/decide.ts';
import { type NextMove, summarizeCount } from './summarize-count.ts';

const Input = z.object({ job: Job, book: BinBook });

/**
 * The one decision of a count: facts in; what follows stored, announced and asked. A question is asked again with the same
 * id, so a try that died in between leaves none out. Answers with the next move.
 */
export async function decideCount({ job, book }: z.infer<typeof Input>, deps: Core): Promise<NextMove> {
  const tenant = tenantScope(job.tenantId);
  const { processes } = deps.stores;
  const row = await requireCountRow(processes, tenant, job.processId);
  const stored = await readCount(processes, tenant, job.processId);
  const { item } = stored.body;
  if (!item) throw new NotFound(`${job.processId} has no item yet; BeginCount keeps it`);
  const document = await requireTenant(deps.stores, tenant);
  const limits = countLimits(document, job.site);
  const submitted = await processes.facts(tenant, job.processId, submittedKey(''));
  const tasks = await deps.stores.work.tasksOf(tenant, job.processId);
  const now = deps.clock();
  const { body, decisions } = decide({
    now,
    processId: job.processId,
    mode: row.mode,
    currency: document.currency,
    approvalTiers: document.approvalTiers,
    limits,
    body: stored.body,
    item,
    book,
    submitted: submitted.map((fact) => fact.body as SubmittedCount),
    answers: tasks.flatMap(answerOf),
  });
  if (body.heard.length !== stored.body.heard.length || body.phase !== stored.body.phase) {
    const key = `decide#${body.heard.length}#${body.phase}`;
    await processes.writeChunk(
      tenant,
      job.processId,
      COUNT,
      body,
      stored.version,
      { ...step(key, 'DecideCount', now, { phase: body.phase, outcome: body.outcome }), decisions },
      newsOf(row, stored.body, body, item, now),
    );
  }
  const ask = askOf(body);
  if (ask)
    await openTask(deps, tenant, row, calendarOf(document, row.site), {
      ...questionOf(ask, body, item, limits, document),
      wakes: `${COUNT}:task/${ask.step}#${ask.round}`,
    });
  if (body.outcome === 'undecided') await park(row, body, deps);
  // What was seen has had its effect; what came since is still pending and is looked at next.
  await processes.change(tenant, row, { at: now, handled: [...row.pending], facts: { run: null } });
  return summarizeCount({ job }, deps);
}

/** A task that is answered, or whose time is over. */
function answerOf(task: TaskRow): Answer[] {
  const { taskId } = task;
  const asked = task.step as AskStep;
  if (task.state === 'EXPIRED')
    return [{ taskId, step: asked, option: 'EXPIRED', by: [], at: task.parkAt, form: {} }];
  if (!task.answer) return [];
  const { option, at, form = {} } = task.answer;
  const by = answersOf(task).map((given) => given.by);
  return [{ taskId, step: asked, option, by, at, form }];
}

/** What the bus hears: the first variance beyond tolerance, what later counts say of the first, every count to be made again. */
function newsOf(
  row: CountRow,
  before: CountBody,
  after: CountBody,
  item: CountItem,
  now: string,
): Envelope[] {
  const place = placeOf(after);
  const events: Envelope[] = [];
  const about = { about: row, causationId: 'DecideCount', now };
  if (after.proposal && !before.proposal) {
    const { round, expected, quantity, variance } = lastOf(after);
    events.push(
      makeEvent(CountVarianceFound, {
        ...about,
        data: {
          ...place,
          round,
          expected,
          counted: quantity,
          variance,
          value: valueInQuestion(variance, item.unitCost),
          cause: after.proposal.cause,
        },
        newId: () => derivedId(row.tenantId, row.processId, 'variance'),
      }),
    );
  }
  const confirmed = isFirstConfirmed(after);
  const [first] = after.counts;
  if (first && confirmed !== undefined && isFirstConfirmed(before) === undefined)
    events.push(
      makeEvent(FirstCountChecked, {
        ...about,
        data: { ...place, countedBy: first.countedBy, confirmed },
        newId: () => derivedId(row.tenantId, row.processId, 'first-count'),
      }),
    );
  const ask = askOf(after);
  if (after.phase === 'RECOUNTING' && ask)
    events.push(
      makeEvent(RecountRequested, {
        ...about,
        data: { ...place, round: after.counts.length + 1 },
        newId: () => derivedId(row.tenantId, row.processId, 'recount', after.counts.length),
      }),
    );
  return events;
}

/** Rule 5.3: nobody decided in time; the stock stays frozen, and somebody owns that. */
async function park(row: CountRow, body: CountBody, deps: Core): Promise<void> {
  await openCase(deps, tenantScope(row.tenantId), {
    class: 'DECISION_PARKED',
    site: row.site,
    processId: row.processId,
    subject: 'count',
    summary: `Nobody settled the count of ${body.sku}${body.bin === undefined ? '' : ` in ${body.bin}`} in time: ${body.counts.length} counts differ from the book, which stays as it is, and the stock stays frozen.`,
    links: [{ kind: 'sku', id: body.sku }],
  });
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => decideCount(input, await deps()));
