import { beforeEach, describe, expect, it } from 'vitest';
import { AdapterRejected, AdapterUnavailable, CompensationFailed } from '../../lambdas/shared/errors.ts';
import { runInReverse } from '../../lambdas/work/compensation.ts';
import { acme, Crash, dyingAt, processId, type World, world } from './support.ts';

let deps: World;
let undone: string[];
beforeEach(async () => {
  deps = await world();
  undone = [];
});
const step = (name: string, fails?: () => Error | undefined) => ({
  name,
  undo: async () => {
    const error = fails?.();
    if (error) throw error;
    undone.push(name);
  },
});
const undo = (steps: ReturnType<typeof step>[], lastTry = false, world: World = deps) =>
  runInReverse(world, acme, deps.process, steps, lastTry);

describe('taking posted steps back', () => {
  it('starts with the last one and writes each to the timeline', async () => {
    await undo([step('post-stock'), step('goods-receipt'), step('claim')]);
    expect(undone).toEqual(['claim', 'goods-receipt', 'post-stock']);
    const keys = (await deps.stores.processes.steps(acme, processId)).map(({ key }) => key);
    expect(keys).toEqual(expect.arrayContaining(['undo/claim', 'undo/goods-receipt', 'undo/post-stock']));
  });

  it('leaves out what was taken back before', async () => {
    await undo([step('post-stock'), step('claim')]);
    await undo([step('post-stock'), step('claim')]);
    expect(undone).toEqual(['claim', 'post-stock']);
  });

  it('goes on after a crash where it was; only the step at hand may be repeated', async () => {
    await expect(
      undo([step('post-stock'), step('claim')], false, dyingAt(deps, 0, 'before')),
    ).rejects.toThrow(Crash);
    await undo([step('post-stock'), step('claim')]);
    expect(undone).toEqual(['claim', 'claim', 'post-stock']);
  });

  it('lets the caller try again while a system is away, without a case', async () => {
    let away = true;
    const steps = [
      step('post-stock'),
      step('goods-receipt', () => (away ? new AdapterUnavailable('erp is away') : undefined)),
      step('claim'),
    ];
    await expect(undo(steps)).rejects.toThrow(AdapterUnavailable);
    expect(await deps.stores.work.casesOf(acme, processId)).toEqual([]);
    away = false;
    await undo(steps);
    expect(undone).toEqual(['claim', 'goods-receipt', 'post-stock']);
  });

  it.each([
    ['a refusal', new AdapterRejected('period is closed'), false],
    ['an outage that outlasts the last try', new AdapterUnavailable('erp is away'), true],
  ])('ends in a severity 1 case and touches nothing more: %s', async (_case, error, lastTry) => {
    const steps = [step('post-stock'), step('goods-receipt', () => error), step('claim')];
    await expect(undo(steps, lastTry)).rejects.toThrow(CompensationFailed);
    await expect(undo(steps, lastTry)).rejects.toThrow(
      /goods-receipt of process .* could not be taken back, case case-.* is open/,
    );
    expect(undone).toEqual(['claim']);
    expect(await deps.stores.work.casesOf(acme, processId)).toEqual([
      expect.objectContaining({
        class: 'COMPENSATION_FAILED',
        severity: 'S1',
        summary: expect.stringContaining(error.message),
      }),
    ]);
  });
});
