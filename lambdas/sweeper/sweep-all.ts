import { publishRows } from '../outbox/publish-rows.ts';
import type { Publish } from '../shared/publish.ts';
import type { TenantScope } from '../store/ports.ts';
import { escalateCase } from '../work/cases.ts';
import { expireHold, type HoldDependencies } from '../work/holds.ts';
import type { TaskDependencies } from '../work/task-change.ts';
import { advanceTask } from '../work/task-deadlines.ts';
import { wakeDueProcess } from './due-process.ts';
import { type Swept, sweepRows } from './sweep-rows.ts';

export type SweepDependencies = TaskDependencies & HoldDependencies & { readonly publish: Publish };

export type Sweep = Readonly<Record<'outbox' | 'tasks' | 'processes' | 'cases' | 'reservations', Swept>>;

/**
 * Makes up for whatever time and crashes have left: events the publisher could not publish, tasks whose reminder,
 * escalation or end has come or whose process was not told, processes whose deadline has come, cases past their time, reservations nobody confirmed.
 * Tasks go before processes, so a process that wakes finds its expired tasks expired.
 */
export async function sweepAll(deps: SweepDependencies, hasTime: () => boolean): Promise<Sweep> {
  const { stores, clock } = deps;
  const id = (tenant: TenantScope, name: string) => `${tenant} ${name}`;

  const publish = publishRows(deps.publish);
  const outbox = await sweepRows(
    {
      due: (limit) => stores.inventory.unpublished(clock(), limit),
      nameOf: (row) => id(row.tenant, row.key),
      handle: async (row) => {
        await publish(row);
        await stores.inventory.markPublished(row.tenant, row.key);
      },
    },
    hasTime,
  );
  const tasks = await sweepRows(
    {
      due: (limit) => stores.work.dueTasks(clock(), limit),
      nameOf: (row) => id(row.tenant, row.taskId),
      handle: async (row) => void (await advanceTask(deps, row.tenant, row.taskId)),
    },
    hasTime,
  );
  const processes = await sweepRows(
    {
      due: (limit) => stores.processes.due(clock(), limit),
      nameOf: (row) => id(row.tenant, row.processId),
      handle: (row) => wakeDueProcess(deps, row.tenant, row.processId),
    },
    hasTime,
  );
  const cases = await sweepRows(
    {
      due: (limit) => stores.work.dueCases(clock(), limit),
      nameOf: (row) => id(row.tenant, row.caseId),
      handle: async (row) => void (await escalateCase(deps, row.tenant, row.caseId)),
    },
    hasTime,
  );
  const reservations = await sweepRows(
    {
      due: (limit) => stores.holds.due(clock(), limit),
      nameOf: (row) => id(row.tenant, row.holdId),
      handle: (row) => expireHold(deps, row.tenant, row.holdId),
    },
    hasTime,
  );
  return { outbox, tasks, processes, cases, reservations };
}
