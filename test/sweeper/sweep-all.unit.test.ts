import { beforeEach, describe, expect, it } from 'vitest';
import type { Envelope } from '../../events/envelope.ts';
import { outboxItemKey, rowKeyOf } from '../../lambdas/store/outbox-row.ts';
import { type SweepDependencies, sweepAll } from '../../lambdas/sweeper/sweep-all.ts';
import { openCase } from '../../lambdas/work/cases.ts';
import { signalProcess } from '../../lambdas/work/signal.ts';
import { openTask } from '../../lambdas/work/tasks.ts';
import { awaitSignal } from '../../lambdas/work/wait.ts';
import {
  acme,
  afterMinutes,
  calendar,
  eventTypes,
  processId,
  review,
  site,
  taskId,
  type World,
  world,
} from '../work/support.ts';

const DUE = '2026-03-06T07:00:00.000Z';
const END = '2026-03-04T15:00:00.000Z';

let deps: World;
let published: Envelope[];
beforeEach(async () => {
  deps = await world();
  published = [];
});
const sweep = (change: Partial<SweepDependencies> = {}) =>
  sweepAll({ ...deps, publish: async (events) => void published.push(...events), ...change }, () => true);
const row = async () => {
  const found = await deps.stores.processes.get(acme, processId);
  if (!found) throw new Error('the process is missing');
  return found;
};
const minutesLater = (time: string, minutes: number) =>
  new Date(Date.parse(time) + minutes * 60_000).toISOString();

describe('a process whose deadline has come', () => {
  it('is left alone a moment before', async () => {
    deps.clock.set('2026-03-06T06:59:59.999Z');
    expect((await sweep()).processes).toEqual({ done: 0, failures: [], complete: true });
    expect(deps.completed).toEqual([]);
  });

  it('is told which deadline it was, once, and keeps the deadline it sets itself', async () => {
    deps.clock.set(DUE);
    await sweep();
    await sweep();
    expect(deps.completed).toEqual([
      { taskToken: 'wait-1', result: { output: { pending: [`deadline@${DUE}`], chunks: [] } } },
    ]);
    expect((await deps.stores.processes.steps(acme, processId)).map(({ name }) => name)).toContain(
      'DeadlinePassed',
    );

    await deps.stores.processes.change(acme, processId, { at: deps.clock(), handled: [`deadline@${DUE}`] });
    const next = minutesLater(DUE, 240);
    await awaitSignal(deps, acme, { processId, taskToken: 'wait-2', state: 'AWAITING_RECEIPT', dueAt: next });
    deps.clock.set(minutesLater(DUE, 239));
    await sweep();
    expect(deps.completed).toHaveLength(1);
    deps.clock.set(next);
    await sweep();
    expect(deps.completed[1]).toEqual({
      taskToken: 'wait-2',
      result: { output: { pending: [`deadline@${next}`], chunks: [] } },
    });
    expect(await deps.stores.work.casesOf(acme, processId)).toEqual([]);
  });

  it('is told again when the sweep before died between its words, and gets no case for that', async () => {
    deps.clock.set(DUE);
    const died = async () => {
      throw new Error('killed');
    };
    expect((await sweep({ completeWait: died })).processes.failures).toHaveLength(1);
    deps.clock.set(minutesLater(DUE, 15));
    await sweep();
    expect(deps.completed).toHaveLength(1);
    expect(await deps.stores.work.casesOf(acme, processId)).toEqual([]);
  });

  it('gets a case when it does not react, is told again every hour, and does not stand in the way of others', async () => {
    deps.clock.set(DUE);
    await sweep();
    deps.clock.set(minutesLater(DUE, 14));
    await sweep();
    expect(await deps.stores.work.casesOf(acme, processId)).toEqual([]);
    const told: string[] = [];
    const gone = async (taskToken: string) => {
      told.push(taskToken);
      return false;
    };
    deps.clock.set(minutesLater(DUE, 15));
    await sweep({ completeWait: gone });
    await sweep({ completeWait: gone });
    expect(await deps.stores.work.casesOf(acme, processId)).toEqual([
      expect.objectContaining({
        class: 'PROCESS_OVERDUE',
        severity: 'S2',
        summary: expect.stringContaining(`deadline of ${DUE}`),
      }),
    ]);
    expect(told).toHaveLength(1);
    expect((await row()).dueAt).toBe(minutesLater(DUE, 75));
    deps.clock.set(minutesLater(DUE, 75));
    await sweep({ completeWait: gone });
    expect(told).toHaveLength(2);
    expect(await deps.stores.work.casesOf(acme, processId)).toHaveLength(1);
    expect((await row()).pending).toEqual([`deadline@${DUE}`]);
  });

  it('has its case settled once it has reacted, and no case at all when it reacts just then', async () => {
    const gone = async () => false;
    const states = async () => (await deps.stores.work.casesOf(acme, processId)).map(({ state }) => state);
    const react = () =>
      deps.stores.processes.change(acme, processId, {
        at: deps.clock(),
        handled: [`deadline@${DUE}`],
        dueAt: minutesLater(DUE, 600),
      });
    deps.clock.set(DUE);
    await sweep({ completeWait: gone });
    deps.clock.set(minutesLater(DUE, 15));
    const reactsJustThen = async () => {
      await react();
      return false;
    };
    await sweep({ completeWait: reactsJustThen });
    expect(await states()).toEqual([]);
    deps.clock.set(minutesLater(DUE, 600));
    await sweep({ completeWait: gone });
    deps.clock.set(minutesLater(DUE, 615));
    await sweep({ completeWait: gone });
    expect(await states()).toEqual(['OPEN']);
    const next = minutesLater(DUE, 700);
    const handled = [`deadline@${minutesLater(DUE, 600)}`];
    await deps.stores.processes.change(acme, processId, { at: deps.clock(), handled, dueAt: next });
    deps.clock.set(next);
    await sweep();
    expect(await deps.stores.work.casesOf(acme, processId)).toMatchObject([
      { class: 'PROCESS_OVERDUE', state: 'RESOLVED', resolvedBy: 'kernel' },
    ]);
  });

  it('hears it at its next wait when it is busy', async () => {
    deps = await world({ waiting: false });
    deps.clock.set(DUE);
    await sweep();
    expect(deps.completed).toEqual([]);
    await awaitSignal(deps, acme, {
      processId,
      taskToken: 'wait-2',
      state: 'REVIEW',
      dueAt: minutesLater(DUE, 60),
    });
    expect(deps.completed).toHaveLength(1);
  });

  it('that ended is not touched', async () => {
    await deps.stores.processes.change(acme, processId, {
      at: deps.clock(),
      state: 'CLOSED',
      closedAt: deps.clock(),
      dueAt: null,
    });
    deps.clock.set(DUE);
    expect((await sweep()).processes).toMatchObject({ done: 0, failures: [] });
    expect(deps.completed).toEqual([]);
  });

  it('that ends between the look and the write is not touched either', async () => {
    deps.clock.set(DUE);
    const { processes } = deps.stores;
    const closing = {
      ...deps.stores,
      processes: {
        ...processes,
        change: async (...args: Parameters<typeof processes.change>) => {
          await processes.change(acme, processId, { at: DUE, state: 'CLOSED', closedAt: DUE, dueAt: null });
          return processes.change(...args);
        },
      },
    };
    expect((await sweep({ stores: closing })).processes.failures).toEqual([]);
    expect(deps.completed).toEqual([]);
  });
});

describe('tasks and cases', () => {
  it('are reminded, escalated and ended at their times, whatever else is due', async () => {
    await openTask(deps, acme, deps.process, calendar, review);
    for (const time of [afterMinutes(120), afterMinutes(240), afterMinutes(480), END]) {
      deps.clock.set(time);
      await sweep();
    }
    expect(await eventTypes(deps.stores, taskId)).toEqual([
      'TaskCreated',
      'TaskReminded',
      'TaskEscalated',
      'TaskEscalated',
      'TaskExpired',
    ]);
    expect(deps.completed).toEqual([
      { taskToken: 'wait-1', result: { output: { pending: [review.wakes], chunks: [1] } } },
    ]);
  });

  it('that expire do so before their process hears of its own deadline', async () => {
    await openTask(deps, acme, deps.process, calendar, review);
    deps.clock.set(DUE);
    await sweep();
    expect(deps.completed[0]?.result).toEqual({ output: { pending: [review.wakes], chunks: [1] } });
    expect((await deps.stores.work.task(acme, taskId))?.state).toBe('EXPIRED');
  });

  it('past their time have their next owner', async () => {
    const { row: kase } = await openCase(deps, acme, {
      class: 'RECEIPT_DISCREPANCY',
      site,
      processId,
      subject: '1',
      summary: 'Too many',
      links: [],
    });
    deps.clock.set('2026-03-02T15:00:00.000Z');
    expect((await sweep()).cases.done).toBe(1);
    expect((await sweep()).cases.done).toBe(0);
    expect(await eventTypes(deps.stores, kase.caseId)).toEqual(['CaseOpened', 'CaseEscalated']);
  });
});

describe('events the publisher could not publish', () => {
  /** Opens a task and hands what it announced to the sweeper. */
  const missed = async () => {
    const { row } = await openTask(deps, acme, deps.process, calendar, review);
    for (const { event } of await deps.stores.inventory.eventsOf(acme, row.taskId))
      await deps.stores.inventory.markMissed(acme, rowKeyOf(outboxItemKey(acme, [event])), deps.clock());
  };

  it('are published once', async () => {
    await openTask(deps, acme, deps.process, calendar, review);
    await sweep();
    expect(published).toEqual([]);
    await missed();
    await sweep();
    await sweep();
    expect(published.map(({ type }) => type)).toEqual(['TaskCreated']);
  });

  it('that the bus refuses are reported and do not stop anything else', async () => {
    await missed();
    deps.clock.set(DUE);
    const outcome = await sweep({ publish: () => Promise.reject(new Error('the bus is away')) });
    expect(outcome.outbox).toMatchObject({ done: 0, failures: [{ error: new Error('the bus is away') }] });
    expect(outcome.tasks.done).toBe(1);
    expect(outcome.processes.done).toBe(1);
  });
});

it('leaves the rest to the next minute when time is over', async () => {
  await openTask(deps, acme, deps.process, calendar, review);
  deps.clock.set(DUE);
  const nothing = await sweepAll({ ...deps, publish: async () => {} }, () => false);
  expect(Object.values(nothing).map(({ done }) => done)).toEqual([0, 0, 0, 0, 0]);
  expect(nothing.tasks.complete).toBe(false);
  await signalProcess(deps, acme, processId, ['1:receipt/R-1']);
  expect((await sweep()).tasks.done).toBe(1);
});
