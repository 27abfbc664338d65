import { describe, expect, it } from 'vitest';
import { WorkArrived } from '../../lambdas/shared/errors.ts';
import { endProcess, requireNothingNew } from '../../lambdas/work/end-process.ts';
import { acme, askedWorld, MONDAY, processId } from './support.ts';

const ending = { state: 'CLOSED', outcome: 'done', step: 'CloseReceiving' };

describe('unread news', () => {
  it.each([
    ['1:task/review#1', true],
    ['12:count/e', true],
    ['deadline@2026-03-02T07:00:00.000Z', false],
    ['resume/erp', false],
  ])('%s keeps a process from its end: %s', (entry, keeps) => {
    const look = () => requireNothingNew({ processId, pending: [entry] });
    if (keeps) expect(look).toThrow(`${processId} has new work: ${entry}`);
    else expect(look).not.toThrow();
  });

  it('is whatever the caller counts', () => {
    expect(() => requireNothingNew({ processId, pending: ['resume/erp'] }, () => true)).toThrow(WorkArrived);
  });
});

describe('the end of a process', () => {
  it('is the end of its open tasks, and is announced', async () => {
    const deps = await askedWorld();
    const row = await deps.stores.processes.get(acme, processId);
    if (!row) throw new Error('the process is gone');
    await endProcess(deps, acme, row, ending);
    expect(await deps.stores.processes.get(acme, processId)).toMatchObject({
      state: 'CLOSED',
      outcome: 'done',
      closedAt: MONDAY,
    });
    expect((await deps.stores.work.tasksOf(acme, processId)).map(({ state }) => state)).toEqual([
      'CANCELLED',
    ]);
    const [step] = (await deps.stores.processes.steps(acme, processId)).filter(({ key }) => key === 'close');
    expect(step).toMatchObject({ name: 'CloseReceiving', detail: { outcome: 'done' } });
  });

  it('waits for what came after the look', async () => {
    const deps = await askedWorld();
    const row = await deps.stores.processes.get(acme, processId);
    if (!row) throw new Error('the process is gone');
    await deps.stores.processes.signal(acme, processId, ['1:count/e'], MONDAY);
    await expect(endProcess(deps, acme, row, ending)).rejects.toThrow(WorkArrived);
    expect(await deps.stores.processes.get(acme, processId)).not.toHaveProperty('closedAt');
  });
});
