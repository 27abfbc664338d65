import fc from 'fast-check';
import { newCase, newTask } from '../samples.ts';
import { at, type Call, id, limit, maybe, onlyOf, pages, role, site } from './call.ts';

const round = fc.integer({ min: 1, max: 2 });
export const workCalls: fc.Arbitrary<Call>[] = [
  fc.tuple(id, round, site, role, at).map(
    ([processId, number, where, group, dueAt]): Call =>
      ({ work: tasks }, tenant) =>
        tasks.openTask(tenant, newTask({ processId, round: number, site: where, group, dueAt }), []),
  ),
  fc
    .record({
      processId: id,
      number: round,
      version: fc.integer({ min: 1, max: 3 }),
      change: fc.record(
        {
          state: fc.constantFrom('CLAIMED' as const, 'OPEN' as const, 'ANSWERED' as const),
          assignee: fc.option(fc.constant('u-1')),
          level: fc.integer({ min: 1, max: 3 }),
          told: fc.boolean(),
          reminded: fc.boolean(),
          group: role,
        },
        { requiredKeys: [] },
      ),
    })
    .map(
      ({ processId, number, version, change }): Call =>
        ({ work: tasks }, tenant) =>
          tasks.changeTask(tenant, newTask({ processId, round: number }).taskId, version, change, []),
    ),
  id.map(
    (processId): Call =>
      ({ work: tasks }, tenant) =>
        Promise.all([
          tasks.tasksOf(tenant, processId),
          tasks.casesOf(tenant, processId),
          tasks.task(tenant, newTask({ processId }).taskId),
        ]),
  ),
  fc.tuple(site, role, limit).map(
    ([where, group, size]): Call =>
      ({ work: tasks }, tenant) =>
        pages((cursor) => tasks.tasksByGroup(tenant, where, group, { limit: size, cursor })),
  ),
  at.map(
    (now): Call =>
      async ({ work: tasks }, tenant) => [
        onlyOf(tenant, await tasks.dueTasks(now, 100_000)),
        onlyOf(tenant, await tasks.dueCases(now, 100_000)),
      ],
  ),
  fc.tuple(id, maybe(id), site, role, at).map(
    ([caseId, processId, where, owner, slaDueAt]): Call =>
      ({ work: tasks }, tenant) =>
        tasks.openCase(tenant, newCase({ caseId, processId, site: where, owner, slaDueAt }), []),
  ),
  fc
    .record({
      caseId: id,
      version: fc.integer({ min: 1, max: 3 }),
      change: fc.record(
        { escalated: fc.boolean(), owner: role, state: fc.constant('RESOLVED' as const), slaDueAt: at },
        { requiredKeys: [] },
      ),
    })
    .map(
      ({ caseId, version, change }): Call =>
        ({ work: tasks }, tenant) =>
          tasks.changeCase(tenant, caseId, version, change, []),
    ),
  fc.tuple(site, role, limit).map(
    ([where, owner, size]): Call =>
      ({ work: tasks }, tenant) =>
        pages((cursor) => tasks.casesByOwner(tenant, where, owner, { limit: size, cursor })),
  ),
];
