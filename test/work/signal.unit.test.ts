import { expect, it } from 'vitest';
import { ContractViolation } from '../../lambdas/shared/errors.ts';
import { signalProcess } from '../../lambdas/work/signal.ts';
import { awaitSignal } from '../../lambdas/work/wait.ts';
import { acme, Crash, dyingAt, processId, world } from './support.ts';

const wait = { processId, taskToken: 'wait-2', state: 'REVIEW', dueAt: '2026-03-06T07:00:00.000Z' };

it('wakes a waiting process with its pending work and the chunks it is about', async () => {
  const deps = await world();
  const woken = await signalProcess(deps, acme, processId, [
    '10:receipt/R-1',
    '2:receipt/R-1',
    'deadline@2026-03-02',
  ]);
  expect(woken).toEqual({ woken: true });
  expect(deps.completed).toEqual([
    {
      taskToken: 'wait-1',
      result: {
        output: { pending: ['10:receipt/R-1', '2:receipt/R-1', 'deadline@2026-03-02'], chunks: [2, 10] },
      },
    },
  ]);
});

it('keeps work for a busy process until its next wait, which it ends at once', async () => {
  const deps = await world({ waiting: false });
  expect(await signalProcess(deps, acme, processId, ['1:receipt/R-1'])).toEqual({ woken: false });
  expect(deps.completed).toEqual([]);
  await awaitSignal(deps, acme, wait);
  expect(deps.completed).toEqual([
    { taskToken: 'wait-2', result: { output: { pending: ['1:receipt/R-1'], chunks: [1] } } },
  ]);
});

it('keeps work that comes before its process exists', async () => {
  const deps = await world({ waiting: false });
  const early = 'receiving:SUP-1/ASN-2';
  expect(await signalProcess(deps, acme, early, ['1:receipt/R-9'])).toEqual({ woken: false });
  const { row } = await deps.stores.processes.open(
    acme,
    { ...deps.process, processId: early, businessKey: 'SUP-1/ASN-2', at: deps.clock() },
    [],
    { key: 'open', name: 'OpenReceiving', at: deps.clock() },
    [],
  );
  expect(row.pending).toEqual(['1:receipt/R-9']);
});

it('waits in peace while nothing is pending, and shows the state and deadline it waits with', async () => {
  const deps = await world({ waiting: false });
  await awaitSignal(deps, acme, wait);
  expect(deps.completed).toEqual([]);
  expect(await deps.stores.processes.get(acme, processId)).toMatchObject({
    state: 'REVIEW',
    dueAt: wait.dueAt,
    waiting: true,
  });
});

it('waits with the deadline of its row when none is passed', async () => {
  const deps = await world({ waiting: false });
  const { dueAt: _, ...undated } = wait;
  await awaitSignal(deps, acme, undated);
  expect((await deps.stores.processes.get(acme, processId))?.dueAt).toBe(deps.process.dueAt);
  await expect(awaitSignal(deps, acme, { ...undated, processId: 'receiving:unknown' })).rejects.toThrow(
    ContractViolation,
  );
});

it('takes a lost race for what it is: the work is there at the next wait', async () => {
  const deps = await world();
  const late = { ...deps, completeWait: async () => false };
  expect(await signalProcess(late, acme, processId, ['1:receipt/R-1'])).toEqual({ woken: false });
  await awaitSignal(deps, acme, wait);
  expect(deps.completed).toEqual([
    { taskToken: 'wait-2', result: { output: { pending: ['1:receipt/R-1'], chunks: [1] } } },
  ]);
});

it('wakes after all when whoever signaled first died before it could', async () => {
  const deps = await world();
  await expect(signalProcess(dyingAt(deps, 1, 'before'), acme, processId, ['1:receipt/R-1'])).rejects.toThrow(
    Crash,
  );
  expect(deps.completed).toEqual([]);
  await signalProcess(deps, acme, processId, ['1:receipt/R-1']);
  expect(deps.completed).toEqual([
    { taskToken: 'wait-1', result: { output: { pending: ['1:receipt/R-1'], chunks: [1] } } },
  ]);
});

it('hands over much work in portions that stay far below the output limit', async () => {
  const deps = await world();
  await signalProcess(
    deps,
    acme,
    processId,
    Array.from({ length: 1_200 }, (_, n) => `${n}:receipt/R-${n}`),
  );
  const [{ result } = { result: undefined }] = deps.completed;
  const { output } = result as { output: { pending: string[]; chunks: number[] } };
  expect(output.pending).toHaveLength(500);
  expect(output.chunks).toHaveLength(500);
  expect((await deps.stores.processes.get(acme, processId))?.pending).toHaveLength(1_200);
});
