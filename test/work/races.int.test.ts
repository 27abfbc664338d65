import { beforeEach, expect, inject, it } from 'vitest';
import { dynamoStores } from '../../lambdas/store/index.ts';
import { sweepAll } from '../../lambdas/sweeper/sweep-all.ts';
import { answerTask, claimTask } from '../../lambdas/work/answer-task.ts';
import { openTask } from '../../lambdas/work/tasks.ts';
import { createTables, localDynamo } from '../store/tables.ts';
import { acme, auditKinds, calendar, eventTypes, review, taskId, type World, world } from './support.ts';

/** Wednesday, 16:00 in Berlin: the end of the task that is opened on Monday, 08:00. */
const END = '2026-03-04T15:00:00.000Z';

let deps: World;
beforeEach(async () => {
  const client = localDynamo(inject('dynamodbEndpoint'));
  deps = await world({ stores: dynamoStores({ client, tables: await createTables(client) }) });
  await openTask(deps, acme, deps.process, calendar, review);
});
const statuses = (outcomes: readonly PromiseSettledResult<unknown>[]) =>
  outcomes.map(({ status }) => status).sort();
const sweep = () => sweepAll({ ...deps, publish: async () => {} }, () => true);

it('lets one of many claims at once win', async () => {
  const outcomes = await Promise.allSettled(
    ['sue', 'sam', 'ben'].map((by) => claimTask(deps, acme, taskId, by)),
  );
  expect(statuses(outcomes)).toEqual(['fulfilled', 'rejected', 'rejected']);
});

it('lets one of many answers at once stand, audited and announced once', async () => {
  const people = ['sue', 'sam', 'sue', 'sam', 'sue'];
  const outcomes = await Promise.allSettled(
    people.map((by) => answerTask(deps, acme, taskId, { option: 'RECOUNT', by })),
  );
  const row = await deps.stores.work.task(acme, taskId);
  // The winner's own repetitions are accepted, the other's are not.
  const won = people.filter((by) => by === row?.answer?.by).length;
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(won);
  expect(row).toMatchObject({ state: 'ANSWERED', told: true });
  expect(await auditKinds(deps.stores)).toHaveLength(1);
  expect(await eventTypes(deps.stores, taskId)).toEqual(['TaskCreated', 'TaskAnswered']);
});

it('ends a task answered and swept at the same instant in one way', async () => {
  deps.clock.set(END);
  await Promise.allSettled([
    answerTask(deps, acme, taskId, { option: 'RECOUNT', by: 'sue' }),
    sweep(),
    sweep(),
  ]);
  await sweep();
  const row = await deps.stores.work.task(acme, taskId);
  const answered = row?.state === 'ANSWERED';
  expect(row).toMatchObject({ state: answered ? 'ANSWERED' : 'EXPIRED', told: true });
  expect(await eventTypes(deps.stores, taskId)).toEqual([
    'TaskCreated',
    answered ? 'TaskAnswered' : 'TaskExpired',
  ]);
  expect(await auditKinds(deps.stores)).toHaveLength(answered ? 1 : 0);
  expect(await deps.stores.work.dueTasks(END, 10)).toEqual([]);
});
