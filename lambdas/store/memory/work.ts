import { instant, key, ordinal } from '../keys.ts';
import { type CaseRow, type TaskRow, type TenantScope, tenantScope, type WorkStore } from '../ports.ts';
import {
  atExpected,
  caseDueAt,
  changedCase,
  changedTask,
  isOpenTask,
  newCaseRow,
  newTaskRow,
  taskDueAt,
  taskParts,
} from '../work-row.ts';
import type { MemoryOutbox } from './outbox.ts';
import { copy, pageOf, sortedBy } from './rows.ts';

/** Tasks and cases in memory, with the rules of the DynamoDB form. */
export function memoryWork(outbox: MemoryOutbox): WorkStore {
  const tasks = new Map<string, TaskRow>();
  const cases = new Map<string, CaseRow>();

  const taskKey = (tenant: TenantScope, taskId: string) => {
    const { processId, step, round } = taskParts(taskId);
    return key(tenant, processId, step, ordinal(round));
  };

  return {
    async openTask(tenant, task, events) {
      const row = newTaskRow(tenant, task);
      const id = taskKey(tenant, row.taskId);
      const standing = tasks.get(id);
      if (standing) return { opened: false, row: copy(standing) };
      outbox.add(tenant, events);
      tasks.set(id, copy(row));
      return { opened: true, row: copy(row) };
    },

    async task(tenant, taskId) {
      const row = tasks.get(taskKey(tenant, taskId));
      return row && copy(row);
    },

    async changeTask(tenant, taskId, expectedVersion, change, events) {
      const id = taskKey(tenant, taskId);
      const row = changedTask(atExpected('task', taskId, copied(tasks.get(id)), expectedVersion), change);
      outbox.add(tenant, events);
      tasks.set(id, copy(row));
      return copy(row);
    },

    async tasksOf(tenant, processId) {
      const rows = [...tasks.values()].filter(
        (row) => row.tenantId === tenant && row.processId === processId,
      );
      return sortedBy(rows, ({ step, round }) => key(step, ordinal(round))).map(copy);
    },

    async tasksByGroup(tenant, site, group, page) {
      const rows = [...tasks.values()].filter(
        (row) => row.tenantId === tenant && row.site === site && row.group === group && isOpenTask(row),
      );
      return pageOf(tenant, rows, (row) => key(instant(row.dueAt), row.taskId), page);
    },

    async dueTasks(now, limit) {
      const due = [...tasks.values()].flatMap((row) => {
        const dueAt = taskDueAt(row);
        return dueAt !== undefined && dueAt <= instant(now)
          ? [{ dueAt, tenant: tenantScope(row.tenantId), taskId: row.taskId }]
          : [];
      });
      return sortedBy(due, (row) => `${row.dueAt}\n${taskKey(row.tenant, row.taskId)}`)
        .slice(0, limit)
        .map(({ dueAt, ...row }) => row);
    },

    async openCase(tenant, kase, events) {
      const id = key(tenant, kase.caseId);
      const standing = cases.get(id);
      if (standing) return { opened: false, row: copy(standing) };
      const row = newCaseRow(tenant, kase);
      outbox.add(tenant, events);
      cases.set(id, copy(row));
      return { opened: true, row: copy(row) };
    },

    async case(tenant, caseId) {
      return copied(cases.get(key(tenant, caseId)));
    },

    async changeCase(tenant, caseId, expectedVersion, change, events) {
      const id = key(tenant, caseId);
      const row = changedCase(atExpected('case', caseId, copied(cases.get(id)), expectedVersion), change);
      outbox.add(tenant, events);
      cases.set(id, copy(row));
      return copy(row);
    },

    async casesOf(tenant, processId) {
      const rows = [...cases.values()].filter(
        (row) => row.tenantId === tenant && row.processId === processId,
      );
      return sortedBy(rows, ({ caseId }) => caseId).map(copy);
    },

    async casesByOwner(tenant, site, owner, page) {
      const rows = [...cases.values()].filter(
        (row) => row.tenantId === tenant && row.site === site && row.owner === owner && row.state === 'OPEN',
      );
      return pageOf(tenant, rows, (row) => key(instant(row.slaDueAt), row.caseId), page);
    },

    async dueCases(now, limit) {
      const due = [...cases.values()].flatMap((row) => {
        const dueAt = caseDueAt(row);
        return dueAt !== undefined && dueAt <= instant(now)
          ? [{ dueAt, tenant: tenantScope(row.tenantId), caseId: row.caseId }]
          : [];
      });
      return sortedBy(due, (row) => `${row.dueAt}\n${key('T', row.tenant, 'CASE', row.caseId)}`)
        .slice(0, limit)
        .map(({ dueAt, ...row }) => row);
    },
  };
}

function copied<Row>(row: Row | undefined): Row | undefined {
  return row && copy(row);
}
