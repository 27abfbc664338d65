import type { DynamoContext, Item, Key } from './dynamo-context.ts';
import { outboxWrites } from './dynamo-outbox.ts';
import { collect, get, getAll, query, queryPage, queryShards } from './dynamo-read.ts';
import { atVersion, type Write, write } from './dynamo-write.ts';
import { components, instant, key, keyPrefix, ordinal, shardKey, shardKeys } from './keys.ts';
import { type Packed, pack, unpack } from './packed.ts';
import { type CaseRow, type TaskRow, type TenantScope, tenantScope, type WorkStore } from './ports.ts';
import { workByDue, workByQueue } from './schema.ts';
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
} from './work-row.ts';

const table = 'work';
const TASKS_DUE = 'DUE-TASK';
const CASES_DUE = 'DUE-CASE';

/**
 * Tasks and cases on DynamoDB: the row as one packed document with its version, and index keys only while somebody has
 * to act on it. The tasks of a process share a partition, so a process sees all of them in one consistent read.
 */
export function dynamoWork(context: DynamoContext): WorkStore {
  const readTask = async (tenant: TenantScope, taskId: string) =>
    rowOf<TaskRow>(await get(context, table, taskKey(tenant, taskId)));
  const readCase = async (tenant: TenantScope, caseId: string) =>
    rowOf<CaseRow>(await get(context, table, caseKey(tenant, caseId)));

  /** A page of what one group has to do; rows that left the queue since the index was written are dropped. */
  const queued = async <Row>(tenant: TenantScope, pk: string, page: { limit: number; cursor?: string }) => {
    const { rows, ...next } = await queryPage(
      context,
      { table, index: workByQueue, pk },
      keyPrefix(['T', tenant], ''),
      page,
    );
    const items = await getAll(context, table, rows);
    return {
      rows: items.filter((item) => item.queuePk === pk).flatMap((item) => rowOf<Row>(item) ?? []),
      ...next,
    };
  };

  return {
    async openTask(tenant, task, events) {
      const row = newTaskRow(tenant, task);
      const outcome = await write(context, `opening task ${row.taskId}`, [
        taskWrite(tenant, row, 0),
        ...outboxWrites(context, tenant, events),
      ]);
      if (outcome.kind === 'written') return { opened: true, row };
      return { opened: false, row: (await readTask(tenant, row.taskId)) ?? row };
    },

    task: readTask,

    async changeTask(tenant, taskId, expectedVersion, change, events) {
      const row = changedTask(
        atExpected('task', taskId, await readTask(tenant, taskId), expectedVersion),
        change,
      );
      const outcome = await write(context, `changing task ${taskId}`, [
        taskWrite(tenant, row, expectedVersion),
        ...outboxWrites(context, tenant, events),
      ]);
      return outcome.kind === 'written'
        ? row
        : atExpected('task', taskId, await readTask(tenant, taskId), expectedVersion);
    },

    async tasksOf(tenant, processId) {
      const items = await collect(query(context, { table, pk: taskPartition(tenant, processId) }));
      return items.flatMap((item) => rowOf<TaskRow>(item) ?? []);
    },

    tasksByGroup: (tenant, site, group, page) =>
      queued<TaskRow>(tenant, queue(tenant, 'TASKS', site, group), page),

    async dueTasks(now, limit) {
      const items = await queryShards(context, table, workByDue, shardKeys(TASKS_DUE), limit, instant(now));
      return items.map(({ pk, sk }) => {
        const [, tenant = '', , processId = ''] = components(pk);
        const [step = '', round = ''] = components(sk);
        return { tenant: tenantScope(tenant), taskId: `${processId}#${step}#${Number(round)}` };
      });
    },

    async openCase(tenant, kase, events) {
      const row = newCaseRow(tenant, kase);
      const outcome = await write(context, `opening case ${row.caseId}`, [
        ...caseWrites(tenant, row, 0),
        ...outboxWrites(context, tenant, events),
      ]);
      if (outcome.kind === 'written') return { opened: true, row };
      return { opened: false, row: (await readCase(tenant, row.caseId)) ?? row };
    },

    case: readCase,

    async changeCase(tenant, caseId, expectedVersion, change, events) {
      const row = changedCase(
        atExpected('case', caseId, await readCase(tenant, caseId), expectedVersion),
        change,
      );
      const outcome = await write(context, `changing case ${caseId}`, [
        ...caseWrites(tenant, row, expectedVersion),
        ...outboxWrites(context, tenant, events),
      ]);
      return outcome.kind === 'written'
        ? row
        : atExpected('case', caseId, await readCase(tenant, caseId), expectedVersion);
    },

    async casesOf(tenant, processId) {
      const pointers = await collect(query(context, { table, pk: casesPartition(tenant, processId) }));
      const items = await getAll(
        context,
        table,
        pointers.map(({ sk }) => caseKey(tenant, sk)),
      );
      return items.flatMap((item) => rowOf<CaseRow>(item) ?? []);
    },

    casesByOwner: (tenant, site, owner, page) =>
      queued<CaseRow>(tenant, queue(tenant, 'CASES', site, owner), page),

    async dueCases(now, limit) {
      const items = await queryShards(context, table, workByDue, shardKeys(CASES_DUE), limit, instant(now));
      return items.map(({ pk }) => {
        const [, tenant = '', , caseId = ''] = components(pk);
        return { tenant: tenantScope(tenant), caseId };
      });
    },
  };
}

function taskWrite(tenant: TenantScope, row: TaskRow, expectedVersion: number): Write {
  const dueAt = taskDueAt(row);
  const put = {
    ...taskKey(tenant, row.taskId),
    version: row.version,
    row: pack(row),
    ...(isOpenTask(row)
      ? queuePlace(queue(tenant, 'TASKS', row.site, row.group), row.dueAt, row.taskId)
      : {}),
    ...(dueAt === undefined ? {} : { duePk: shardKey(TASKS_DUE, tenant, row.taskId), dueSk: dueAt }),
  };
  return { table, put, ...atVersion(expectedVersion) };
}

/** The case, and the pointer its process finds it by. */
function caseWrites(tenant: TenantScope, row: CaseRow, expectedVersion: number): Write[] {
  const dueAt = caseDueAt(row);
  const put = {
    ...caseKey(tenant, row.caseId),
    version: row.version,
    row: pack(row),
    ...(row.state === 'OPEN'
      ? queuePlace(queue(tenant, 'CASES', row.site, row.owner), row.slaDueAt, row.caseId)
      : {}),
    ...(dueAt === undefined ? {} : { duePk: shardKey(CASES_DUE, tenant, row.caseId), dueSk: dueAt }),
  };
  const found =
    row.processId === undefined || expectedVersion > 0
      ? []
      : [{ pk: casesPartition(tenant, row.processId), sk: row.caseId }];
  return [
    { table, put, ...atVersion(expectedVersion) },
    ...found.map((pointer): Write => ({ table, put: pointer })),
  ];
}

function rowOf<Row>(item: Item | undefined): Row | undefined {
  return item && unpack<Row>(item.row as Packed);
}

function queue(tenant: TenantScope, kind: 'TASKS' | 'CASES', site: string, role: string): string {
  return key('T', tenant, kind, site, role);
}

function queuePlace(queuePk: string, dueAt: string, id: string): Item {
  return { queuePk, queueSk: key(instant(dueAt), id) };
}

function taskPartition(tenant: TenantScope, processId: string): string {
  return key('T', tenant, 'TASK', processId);
}

function taskKey(tenant: TenantScope, taskId: string): Key {
  const { processId, step, round } = taskParts(taskId);
  return { pk: taskPartition(tenant, processId), sk: key(step, ordinal(round)) };
}

function caseKey(tenant: TenantScope, caseId: string): Key {
  return { pk: key('T', tenant, 'CASE', caseId), sk: 'META' };
}

function casesPartition(tenant: TenantScope, processId: string): string {
  return key('T', tenant, 'CASES-OF', processId);
}
