import { describe, expect, it } from 'vitest';
import { sweepAll } from '../../lambdas/sweeper/sweep-all.ts';
import { answerTask, delegateTask } from '../../lambdas/work/answer-task.ts';
import { openCase, resolveCase } from '../../lambdas/work/cases.ts';
import { recordExecutionFailure } from '../../lambdas/work/execution-failure.ts';
import { signalProcess } from '../../lambdas/work/signal.ts';
import { advanceTask } from '../../lambdas/work/task-deadlines.ts';
import { openTask } from '../../lambdas/work/tasks.ts';
import {
  acme,
  askedWorld,
  auditKinds,
  Crash,
  calendar,
  dyingAt,
  processId,
  review,
  taskId,
  type World,
  world,
} from './support.ts';

/** Everything an outsider can see, without the versions that count writes. */
async function seen({ stores, completed }: World) {
  const tasks = await stores.work.tasksOf(acme, processId);
  const cases = await stores.work.casesOf(acme, processId);
  const subjects = ['SUP-1/ASN-1', ...tasks.map((task) => task.taskId), ...cases.map((kase) => kase.caseId)];
  const events = (
    await Promise.all(subjects.map((subject) => stores.inventory.eventsOf(acme, subject)))
  ).flat();
  const row = await stores.processes.get(acme, processId);
  return {
    tasks: tasks.map(({ version, ...task }) => task),
    cases: cases.map(({ version, ...kase }) => kase),
    events: events
      .map(({ event }) => ({ type: event.type, data: event.data }))
      .sort((a, b) => a.type.localeCompare(b.type)),
    audit: await auditKinds(stores),
    pending: row?.pending,
    steps: (await stores.processes.steps(acme, processId)).map(({ key }) => key),
    // A token may be completed twice: the second time finds the wait over.
    woken: [...new Set(completed.map(({ taskToken }) => taskToken))],
  };
}

interface Scenario {
  readonly given: () => Promise<World>;
  readonly act: (deps: World) => Promise<unknown>;
  /** What happens next without anybody repeating the act; the act itself unless said. */
  readonly heal?: (deps: World) => Promise<unknown>;
}

const END = '2026-03-04T15:00:00.000Z';
const expiring = async () => {
  const deps = await askedWorld();
  deps.clock.set(END);
  return deps;
};
const answer = (deps: World) => answerTask(deps, acme, taskId, { option: 'RECOUNT', by: 'sue' });
const approvals = { approvers: ['inventory-manager', 'finance'] as const, options: ['RECOUNT'] };
const ended = {
  executionArn: 'arn:aws:states:us-east-1:000000000000:execution:receiving:run-1',
  name: 'run-1',
  status: 'FAILED' as const,
  input: JSON.stringify({ job: { tenantId: 'acme', processId } }),
  error: 'States.Runtime',
  cause: 'broken',
};
const kase = {
  class: 'RECEIPT_DISCREPANCY',
  site: 'BER1',
  processId,
  subject: '1',
  summary: 'Too many',
  links: [],
} as const;

const scenarios: Record<string, Scenario> = {
  'an answer, repeated by the same person': { given: askedWorld, act: answer },
  'a first approval, repeated by the same person': {
    given: () => askedWorld({ ...review, approvals }),
    act: (deps) => answerTask(deps, acme, taskId, { option: 'RECOUNT', by: 'ida' }),
  },
  'a delegation, repeated': {
    given: askedWorld,
    act: (deps) => delegateTask(deps, acme, taskId, { from: 'sue', to: 'ida' }),
  },
  'the end of a task, swept again': { given: expiring, act: (deps) => advanceTask(deps, acme, taskId) },
  'a question, asked again': {
    given: world,
    act: (deps) => openTask(deps, acme, deps.process, calendar, review),
  },
  'a signal, sent again': {
    given: world,
    act: (deps) => signalProcess(deps, acme, processId, ['1:receipt/R-1']),
  },
  'a case, opened again': { given: world, act: (deps) => openCase(deps, acme, kase) },
  'a resolution, given again': {
    given: async () => {
      const deps = await world();
      await openCase(deps, acme, kase);
      return deps;
    },
    act: async (deps) => {
      const [row] = await deps.stores.work.casesOf(acme, processId);
      return resolveCase(deps, acme, row?.caseId ?? '', {
        by: 'dora',
        rootCause: 'OVER_SHIPPED',
        resolution: 'ACCEPTED',
      });
    },
  },
  'a failed execution, delivered again': { given: world, act: (deps) => recordExecutionFailure(deps, ended) },
};

describe.each(Object.entries(scenarios))(
  'a process that dies at any write leaves the same state: %s',
  (_name, { given, act }) => {
    it.each(['before', 'after'] as const)('%s the write', async (when) => {
      const whole = await given();
      await act(whole);
      const wanted = await seen(whole);

      let deaths = 0;
      for (let n = 0; ; n += 1) {
        const deps = await given();
        const mortal = dyingAt(deps, n, when);
        try {
          await act(mortal);
        } catch (error) {
          expect(error).toBeInstanceOf(Crash);
        }
        if (!mortal.died()) break;
        deaths += 1;
        await act(deps);
        expect(await seen(deps)).toEqual(wanted);
      }
      expect(deaths).toBeGreaterThan(0);
    });
  },
);

describe('the sweeper finishes what a person does not repeat', () => {
  it.each(['before', 'after'] as const)(
    'an answer whose writer died %s any write but the first',
    async (when) => {
      const whole = await askedWorld();
      await answer(whole);
      const wanted = await seen(whole);

      let healed = 0;
      for (let n = when === 'before' ? 1 : 0; ; n += 1) {
        const deps = await askedWorld();
        const mortal = dyingAt(deps, n, when);
        await answer(mortal).catch((error) => expect(error).toBeInstanceOf(Crash));
        if (!mortal.died()) break;
        await sweepAll({ ...deps, publish: async () => {} }, () => true);
        expect(await seen(deps)).toEqual(wanted);
        healed += 1;
      }
      expect(healed).toBeGreaterThanOrEqual(3);
    },
  );

  it('and a person who repeats after the sweeper hears the same', async () => {
    const deps = await askedWorld();
    await answer(dyingAt(deps, 0, 'after')).catch(() => {});
    await sweepAll({ ...deps, publish: async () => {} }, () => true);
    expect(await answer(deps)).toMatchObject({ state: 'ANSWERED', told: true });
    expect(await auditKinds(deps.stores)).toHaveLength(1);
  });
});
