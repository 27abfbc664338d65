import * as z from 'zod/mini';
import { type PutawayLimits, putawayLimits } from '../../domain/putaway-settings.ts';
import { formOf, option, reviewTimes, type TaskOption } from '../../domain/task-option.ts';
import type { BusinessCalendar } from '../../domain/tenant.ts';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { type DecisionRecord, tenantScope } from '../../store/ports.ts';
import { calendarOf, requireTenant } from '../../work/process-row.ts';
import { openTask, type TaskSpec } from '../../work/tasks.ts';
import type { Ask } from './contract.ts';
import { type PutawayRow, requirePutaway, taskEntry } from './facts.ts';
import { type NextMove, nextMove } from './next-move.ts';

const Input = z.object({ job: Job });

/** Goods on the dock do not keep office hours: the limit of a class runs day and night. */
const ALWAYS: BusinessCalendar = {
  zone: 'UTC',
  shifts: [{ weekdays: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' }],
  holidays: [],
};

/** Asks what is to be asked. Asking again changes nothing. */
export async function openQuestion({ job }: z.infer<typeof Input>, deps: Core): Promise<NextMove> {
  const tenant = tenantScope(job.tenantId);
  const row = await requirePutaway(deps.stores.processes, tenant, job.processId);
  const document = await requireTenant(deps.stores, tenant);
  const limits = putawayLimits(document, job.site);
  const { ask, late } = row.facts;
  const open = async (given: Ask, calendar: BusinessCalendar, spec: Part) =>
    openTask(deps, tenant, row, calendar, {
      step: given.step,
      round: given.round,
      excluded: given.step === 'override' && row.facts.scan ? [row.facts.scan.by] : [],
      value: { minor: 0, currency: document.currency },
      wakes: taskEntry(given.step, given.round),
      ...spec,
    });
  if (ask && !ask.asked) {
    const steps = await deps.stores.processes.steps(tenant, job.processId);
    const decision = steps.flatMap(({ decisions }) => decisions ?? []).at(-1);
    await open(ask, calendarOf(document, job.site), { ...review(limits), ...question(ask, row, decision) });
  }
  if (late && !late.asked) await open(late, ALWAYS, reminder(row, deps.clock()));
  await deps.stores.processes.change(tenant, job.processId, {
    at: deps.clock(),
    facts: {
      ...(ask && { ask: { ...ask, asked: true } }),
      ...(late && { late: { ...late, asked: true } }),
    },
  });
  return nextMove(job, deps);
}

type Part = Omit<TaskSpec, 'step' | 'round' | 'excluded' | 'value' | 'wakes'>;

/** Reminder at half the time, level 2 and 3, then the safe end (rule 4.5). */
function review(limits: PutawayLimits) {
  return { group: 'supervisor' as const, ...reviewTimes(limits, 'inventory-manager', 'dc-manager') };
}

function question({ step }: Ask, { facts }: PutawayRow, decision: DecisionRecord | undefined) {
  const { loadId, load, scan, assignment, refused } = facts;
  const context = { loadId, ...load, refused, decision: decision?.result };
  switch (step) {
    case 'no-bin':
      return { title: `No bin fits ${loadId}`, options: NO_BIN, context };
    case 'override':
      return {
        title: `${loadId} was brought to ${scan?.bin} instead of ${assignment?.bin ?? 'staging'}`,
        options: OVERRIDE,
        context: { ...context, scan },
      };
    default:
      return { title: `Put ${loadId} away as proposed`, options: PROPOSAL, context };
  }
}

/** Opened at half the limit, it is the reminder; it escalates at the limit and ends at twice of it. */
function reminder({ facts }: PutawayRow, now: string): Part {
  const { loadId, load, rank, assignment } = facts;
  const left = (to: string | undefined) =>
    Math.max(0, Math.ceil((Date.parse(to ?? now) - Date.parse(now)) / 60_000));
  const dueMinutes = left(rank?.dueAt);
  return {
    title: `${loadId} is to be put away by ${rank?.dueAt}`,
    group: 'operator',
    options: LATE,
    context: { loadId, ...load, class: rank?.class, bin: assignment?.bin },
    dueMinutes,
    reminderMinutes: dueMinutes,
    escalations: [{ minutes: dueMinutes, group: 'supervisor' }],
    parkMinutes: left(rank?.twiceAt),
  };
}

const NO_BIN: readonly TaskOption[] = [
  option('OVERFLOW', 'Another bin', 'The load goes to the bin that is named, unless that is unsafe.', {
    formSchema: formOf({
      bin: { type: 'string', title: 'Bin', pattern: '^[A-Za-z0-9][A-Za-z0-9._:/-]*$', maxLength: 128 },
    }),
  }),
  option('CONSOLIDATE', 'Make room', 'Bins are emptied into each other; the load takes the first that fits.'),
  option('CROSS_DOCK', 'To the outbound lane', 'The load goes to the nearest cross-dock lane.'),
  option('HOLD', 'Leave in staging', 'The load stays where it is and is looked at again later.'),
];

const OVERRIDE: readonly TaskOption[] = [
  option('ACCEPT', 'It may stay', 'The load is booked into the bin it was brought to.', {
    needsComment: true,
  }),
  option('MOVE_BACK', 'Bring it to its bin', 'The next scan tells where it is.'),
];

const LATE: readonly TaskOption[] = [
  option('KEEP', 'On its way', 'Nothing changes.'),
  option('REASSIGN', 'Another bin', 'The bin is given back and another one is looked for.'),
  option('HOLD', 'Leave in staging', 'The task is taken back; the load is looked at again later.', {
    roles: ['supervisor', 'inventory-manager', 'dc-manager'],
  }),
];

const PROPOSAL: readonly TaskOption[] = [
  option('DONE', 'Put away by hand', 'The load was put away in the WMS; this proposal is closed.'),
  option('DISMISS', 'Not put away', 'The proposal is closed.', { needsComment: true }),
];

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => openQuestion(input, await deps()));
