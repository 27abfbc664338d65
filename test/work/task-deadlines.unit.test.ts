import { beforeEach, describe, expect, it } from 'vitest';
import type { Stores } from '../../lambdas/store/ports.ts';
import { answerTask, claimTask } from '../../lambdas/work/answer-task.ts';
import { advanceTask, momentOf } from '../../lambdas/work/task-deadlines.ts';
import { acme, afterMinutes, askedWorld, eventTypes, review, taskId, type World } from './support.ts';

let deps: World;
beforeEach(async () => {
  deps = await askedWorld();
});
const at = (minutes: number) => {
  deps.clock.set(afterMinutes(minutes));
  return advanceTask(deps, acme, taskId);
};
/** Wednesday, 16:00 in Berlin: 24 business hours after Monday, 08:00. */
const PARK = '2026-03-04T15:00:00.000Z';
const due = async () => (await deps.stores.work.dueTasks(deps.clock(), 10)).map((row) => row.taskId);

describe('the times of a task, each at its very minute and once', () => {
  it.each([
    ['nothing a moment before the reminder', 119.999, {}, ['TaskCreated']],
    [
      'the reminder at half the time',
      120,
      { reminded: true, level: 1, group: 'supervisor' },
      ['TaskCreated', 'TaskReminded'],
    ],
    [
      'level 2 when the time is over',
      240,
      { level: 2, group: 'dc-manager', state: 'OPEN' },
      ['TaskCreated', 'TaskEscalated'],
    ],
    [
      'level 3 at twice the time',
      480,
      { level: 3, group: 'purchasing', state: 'OPEN' },
      ['TaskCreated', 'TaskEscalated'],
    ],
  ])('%s', async (_case, minutes, row, events) => {
    await at(minutes);
    expect(await at(minutes)).toMatchObject(row);
    expect(await eventTypes(deps.stores, taskId)).toEqual(events);
  });

  it('the end: it expires, and the process is told to take its safe end', async () => {
    deps.clock.set('2026-03-04T14:59:59.999Z');
    expect(await advanceTask(deps, acme, taskId)).toMatchObject({ state: 'OPEN', level: 3 });
    deps.clock.set(PARK);
    expect(await advanceTask(deps, acme, taskId)).toMatchObject({ state: 'EXPIRED', told: true });
    await advanceTask(deps, acme, taskId);
    expect(deps.completed).toEqual([
      { taskToken: 'wait-1', result: { output: { pending: [review.wakes], chunks: [1] } } },
    ]);
    expect(await eventTypes(deps.stores, taskId)).toEqual(['TaskCreated', 'TaskEscalated', 'TaskExpired']);
    expect(await due()).toEqual([]);
  });

  it('all of them, one after another', async () => {
    for (const minutes of [120, 240, 480]) await at(minutes);
    deps.clock.set(PARK);
    await advanceTask(deps, acme, taskId);
    expect(await eventTypes(deps.stores, taskId)).toEqual([
      'TaskCreated',
      'TaskReminded',
      'TaskEscalated',
      'TaskEscalated',
      'TaskExpired',
    ]);
  });

  it('none after an answer', async () => {
    await answerTask(deps, acme, taskId, { option: 'RECOUNT', by: 'sue' });
    deps.clock.set(PARK);
    expect(await advanceTask(deps, acme, taskId)).toMatchObject({ state: 'ANSWERED' });
    expect(await due()).toEqual([]);
  });

  it('show a task as due exactly while there is something to do', async () => {
    deps.clock.set(afterMinutes(119));
    expect(await due()).toEqual([]);
    deps.clock.set(afterMinutes(120));
    expect(await due()).toEqual([taskId]);
    await advanceTask(deps, acme, taskId);
    expect(await due()).toEqual([]);
  });

  it('run on for a claimed task', async () => {
    await claimTask(deps, acme, taskId, 'sue');
    expect(await at(120)).toMatchObject({ state: 'CLAIMED', assignee: 'sue', reminded: true });
    deps.clock.set(PARK);
    expect(await advanceTask(deps, acme, taskId)).toMatchObject({ state: 'EXPIRED' });
  });

  it('never answer for anybody', async () => {
    deps.clock.set(PARK);
    expect(await advanceTask(deps, acme, taskId)).not.toHaveProperty('answer');
  });
});

describe('an answer and the end at the same instant', () => {
  /** Stores whose next change of a task waits until the other one is through. */
  const inTurn = (first: 'answer' | 'end') => {
    let release = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const slow = (stores: Stores): Stores => ({
      ...stores,
      work: {
        ...stores.work,
        changeTask: async (...args) => gate.then(() => stores.work.changeTask(...args)),
      },
    });
    const open = (stores: Stores): Stores => ({
      ...stores,
      work: {
        ...stores.work,
        changeTask: async (...args) => {
          try {
            return await stores.work.changeTask(...args);
          } finally {
            release();
          }
        },
      },
    });
    return first === 'answer' ? { answer: open, end: slow } : { answer: slow, end: open };
  };

  it.each(['answer', 'end'] as const)('end as whichever is written first: %s', async (first) => {
    deps.clock.set(PARK);
    const { answer, end } = inTurn(first);
    const [answered, ended] = await Promise.allSettled([
      answerTask({ ...deps, stores: answer(deps.stores) }, acme, taskId, { option: 'RECOUNT', by: 'sue' }),
      advanceTask({ ...deps, stores: end(deps.stores) }, acme, taskId),
    ]);
    const row = await deps.stores.work.task(acme, taskId);
    expect(ended.status).toBe('fulfilled');
    if (first === 'answer') {
      expect(answered.status).toBe('fulfilled');
      expect(row).toMatchObject({ state: 'ANSWERED', told: true });
    } else {
      expect(answered).toMatchObject({
        status: 'rejected',
        reason: { name: 'Conflict', standing: { state: 'EXPIRED' } },
      });
      expect(row).toMatchObject({ state: 'EXPIRED', told: true });
      expect(row).not.toHaveProperty('answer');
    }
    expect(await eventTypes(deps.stores, taskId)).toEqual([
      'TaskCreated',
      first === 'answer' ? 'TaskAnswered' : 'TaskExpired',
    ]);
  });

  it('is decided by the write, not by the clock: a late answer counts while nothing has ended', async () => {
    deps.clock.set('2026-03-05T15:00:00.000Z');
    expect(await answerTask(deps, acme, taskId, { option: 'RECOUNT', by: 'sue' })).toMatchObject({
      state: 'ANSWERED',
    });
  });
});

it('names the moment of a row without any store', async () => {
  const task = await deps.stores.work.task(acme, taskId);
  if (!task) throw new Error('the task is missing');
  expect(momentOf(task, afterMinutes(0))).toBeUndefined();
  expect(momentOf(task, afterMinutes(120))).toEqual({ kind: 'remind' });
  expect(momentOf({ ...task, reminded: true }, afterMinutes(239))).toBeUndefined();
  expect(momentOf(task, afterMinutes(480))).toEqual({ kind: 'escalate', to: task.escalations[1] });
  expect(momentOf(task, PARK)).toEqual({ kind: 'expire' });
  expect(momentOf({ ...task, state: 'CANCELLED' }, PARK)).toBeUndefined();
});
