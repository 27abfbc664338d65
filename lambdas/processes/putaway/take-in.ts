import type { PutawayLimits } from '../../domain/putaway-settings.ts';
import type { Core } from '../../shared/runtime.ts';
import type { TaskRow, TenantScope } from '../../store/ports.ts';
import { openCase } from '../../work/cases.ts';
import { cancelTask } from '../../work/task-deadlines.ts';
import { taskIdOf } from '../../work/tasks.ts';
import type { Ask, PutawayFacts } from './contract.ts';
import { eventIdsOf, freshScan, LOOKS, later, NEWS, type PutawayRow, requirePutaway } from './facts.ts';

type Facts = Partial<PutawayFacts>;

/**
 * Takes in what arrived since the last move: news, scans, answers. Everything is known by its fact or its task, so taking it
 * in twice is taking it in once; pending work only wakes. Returns the row as it is then.
 */
export async function takeIn(
  tenant: TenantScope,
  row: PutawayRow,
  limits: PutawayLimits,
  deps: Core,
): Promise<PutawayRow> {
  const heard = row.facts.ending ? {} : await heardFacts(tenant, row, limits, deps);
  const known = eventIdsOf(row.pending.filter((entry) => NEWS.test(entry)));
  const seen = [...new Set([...row.facts.seen, ...known, ...(heard.seen ?? [])])];
  const isNew = seen.length > row.facts.seen.length;
  if (row.pending.length === 0 && !isNew && Object.keys(heard).length === 0) return row;
  await deps.stores.processes.change(tenant, row.processId, {
    at: deps.clock(),
    facts: { ...heard, seen },
    handled: row.pending,
  });
  return requirePutaway(deps.stores.processes, tenant, row.processId);
}

async function heardFacts(
  tenant: TenantScope,
  row: PutawayRow,
  limits: PutawayLimits,
  deps: Core,
): Promise<Facts> {
  const { facts, pending } = row;
  const has = (kind: RegExp) => pending.some((entry) => kind.test(entry));
  const isNews = eventIdsOf(pending.filter((entry) => LOOKS.test(entry))).some(
    (id) => !facts.seen.includes(id),
  );
  const news: Facts = {
    ...(has(/^resume\//) && { waitsFor: null, until: null }),
    ...(has(/^withdrawn\//) && { withdrawn: true }),
    ...(isNews && lookAgain(facts)),
    ...(has(/^queued\//) && facts.ruling?.kind === 'hold' && { ruling: null }),
  };
  const scanned = await scanFacts(tenant, row, deps);
  if (scanned) return { ...news, ...scanned };
  const answered = await answerFacts(tenant, row, limits, deps);
  return { ...news, ...answered };
}

/** A look that is wanted already need not be wanted twice. */
export function lookAgain({ look, looked }: PutawayFacts): Facts {
  return { look: looked < look ? look : look + 1 };
}

/** A scan is taken in once the load is known and no call is open: then it is clear which bin was meant. */
async function scanFacts(tenant: TenantScope, row: PutawayRow, deps: Core): Promise<Facts | undefined> {
  const { facts } = row;
  if (!facts.load || facts.plan || facts.accepted) return undefined;
  const scan = await freshScan(deps.stores.processes, tenant, row);
  if (!scan) return undefined;
  if (facts.ask?.step === 'override') await withdrawQuestion(tenant, row, facts.ask, deps);
  const seen = [scan.eventId];
  const ask = facts.ask?.step === 'override' ? { ask: null } : {};
  if (facts.assignment?.bin === scan.bin)
    return { ...ask, seen, scan: null, accepted: { ...scan, why: 'ASSIGNED' } };
  return { ...ask, seen, scan, ...lookAgain(facts) };
}

/** Ends a question nobody needs to answer anymore. */
export async function withdrawQuestion(
  tenant: TenantScope,
  { processId }: PutawayRow,
  { step, round, asked }: Ask,
  deps: Core,
): Promise<void> {
  if (asked) await cancelTask(deps, tenant, taskIdOf(processId, step, round));
}

async function answerFacts(
  tenant: TenantScope,
  row: PutawayRow,
  limits: PutawayLimits,
  deps: Core,
): Promise<Facts> {
  const { ask, late, plan, assignment } = row.facts;
  if (ask?.step === 'no-bin' && (plan || assignment)) {
    await withdrawQuestion(tenant, row, ask, deps);
    return { ask: null };
  }
  const about = await endedTask(tenant, row, ask, deps);
  if (ask && about) return answerOf(tenant, row, ask, about, limits, deps);
  const reminded = late?.done || plan ? undefined : await endedTask(tenant, row, late, deps);
  return late && reminded
    ? { late: { ...late, done: true }, ...lateAnswer(row, reminded, limits, deps) }
    : {};
}

async function endedTask(
  tenant: TenantScope,
  { processId }: PutawayRow,
  ask: Ask | null | undefined,
  deps: Core,
): Promise<TaskRow | undefined> {
  if (!ask?.asked) return undefined;
  const task = await deps.stores.work.task(tenant, taskIdOf(processId, ask.step, ask.round));
  return task?.state === 'ANSWERED' || task?.state === 'EXPIRED' ? task : undefined;
}

async function answerOf(
  tenant: TenantScope,
  row: PutawayRow,
  { step }: Ask,
  task: TaskRow,
  limits: PutawayLimits,
  deps: Core,
): Promise<Facts> {
  const { facts } = row;
  if (!task.answer && step !== 'proposal') await reportUndecided(tenant, row, task, deps);
  const option = task.answer?.option;
  switch (step) {
    case 'no-bin':
      return { ask: null, refused: [], ruling: rulingOf(task, limits, deps), ...lookAgain(facts) };
    case 'override': {
      if (!facts.scan || !option)
        return { ask: null, scan: null, ending: { state: 'PARKED', outcome: 'undecided' } };
      if (option === 'MOVE_BACK') return { ask: null, scan: null, movingBack: true };
      return { ask: null, scan: null, accepted: { ...facts.scan, why: task.answer?.comment ?? option } };
    }
    default:
      return { ask: null, ending: { state: 'CLOSED', outcome: row.mode } };
  }
}

function rulingOf({ answer }: TaskRow, limits: PutawayLimits, deps: Core): PutawayFacts['ruling'] {
  const now = deps.clock();
  switch (answer?.option) {
    case 'OVERFLOW':
      return { kind: 'bin', bin: String(answer.form?.bin) };
    case 'CROSS_DOCK':
      return { kind: 'cross-dock' };
    case 'CONSOLIDATE':
      return { kind: 'consolidate', until: later(now, limits.consolidateMinutes.value) };
    default:
      return { kind: 'hold', until: later(now, limits.holdMinutes.value) };
  }
}

/** The answer to the reminder, or its end: then twice the limit is over, which is a case of its own. */
function lateAnswer({ facts }: PutawayRow, { answer }: TaskRow, limits: PutawayLimits, deps: Core): Facts {
  const option = answer?.option;
  if (option !== 'REASSIGN' && option !== 'HOLD') return {};
  const { assignment, plans } = facts;
  const wanted: Facts =
    option === 'HOLD'
      ? { ruling: { kind: 'hold', until: later(deps.clock(), limits.holdMinutes.value) } }
      : { refused: [...facts.refused, ...(assignment ? [assignment.bin] : [])] };
  if (!assignment) return { ...wanted, ...lookAgain(facts) };
  return {
    ...wanted,
    plans: plans + 1,
    plan: {
      planId: String(plans + 1),
      kind: 'cancel',
      putawayTaskId: assignment.putawayTaskId,
      bin: assignment.bin,
      reason: `${option} by ${answer?.by}`,
    },
  };
}

async function reportUndecided(
  tenant: TenantScope,
  row: PutawayRow,
  { taskId, step, title }: TaskRow,
  deps: Core,
): Promise<void> {
  await openCase(deps, tenant, {
    class: 'DECISION_PARKED',
    site: row.site,
    processId: row.processId,
    subject: taskId.slice(row.processId.length + 1),
    summary: `Nobody decided in time: ${title}. ${
      step === 'override' ? 'The goods are not booked into any bin' : 'The goods stay in staging'
    }.`.slice(0, 500),
    links: [{ kind: 'task', id: taskId }],
  });
}
