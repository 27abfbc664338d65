import { expect, it } from 'vitest';
import { resumeParked } from '../../lambdas/work/parked.ts';
import { acme, MONDAY, processId, type World, world } from './support.ts';

const id = (n: number) => `receiving:SUP-1/P-${String(n).padStart(3, '0')}`;

async function parkedWorld(count: number): Promise<World> {
  const deps = await world();
  for (let n = 0; n < count; n += 1) {
    const businessKey = id(n).slice('receiving:'.length);
    await deps.stores.processes.open(
      acme,
      { ...deps.process, processId: id(n), businessKey, at: MONDAY },
      [],
      { key: 'open', name: 'Open', at: MONDAY },
      [],
    );
    await deps.stores.processes.wait(acme, id(n), {
      taskToken: `token-${n}`,
      state: 'WAITING_PARTNER',
      dueAt: MONDAY,
      at: MONDAY,
    });
    await deps.stores.processes.park(acme, 'erp', id(n), ['1:resume/erp'], MONDAY);
  }
  return deps;
}

it('wakes every process that waits for the system, and no other', async () => {
  const deps = await parkedWorld(60);
  await deps.stores.processes.park(acme, 'wms', processId, ['1:resume/wms'], MONDAY);
  expect(await resumeParked(deps, acme, 'erp')).toBe(60);
  expect(new Set(deps.completed.map(({ taskToken }) => taskToken)).size).toBe(60);
  expect(deps.completed[0]?.result).toEqual({ output: { pending: ['1:resume/erp'], chunks: [1] } });
  expect(await deps.stores.processes.parked(acme, 'erp', 10)).toEqual([]);
  expect(await deps.stores.processes.parked(acme, 'wms', 10)).toHaveLength(1);
});

it('leaves a process parked that meets the next outage at once', async () => {
  const deps = await parkedWorld(2);
  const again = '2026-03-02T07:00:01.000Z';
  const reparking: World = {
    ...deps,
    completeWait: async (taskToken, result) => {
      if (taskToken === 'token-0')
        await deps.stores.processes.park(acme, 'erp', id(0), ['1:resume/erp'], again);
      return deps.completeWait(taskToken, result);
    },
  };
  expect(await resumeParked(reparking, acme, 'erp')).toBe(2);
  expect(await deps.stores.processes.parked(acme, 'erp', 10)).toEqual([
    { processId: id(0), work: ['1:resume/erp'], at: again },
  ]);
});

it('wakes the others when one cannot be woken, raises it, and finishes when tried again', async () => {
  const deps = await parkedWorld(40);
  let down = true;
  const flaky: World = {
    ...deps,
    completeWait: async (taskToken, result) => {
      if (down && taskToken === 'token-3') throw new Error('service unavailable');
      return deps.completeWait(taskToken, result);
    },
  };
  await expect(resumeParked(flaky, acme, 'erp')).rejects.toThrow(
    `1 processes parked for erp could not be woken: ${id(3)}`,
  );
  expect(deps.completed).toHaveLength(39);
  down = false;
  expect(await resumeParked(flaky, acme, 'erp')).toBe(1);
  expect(await deps.stores.processes.parked(acme, 'erp', 10)).toEqual([]);
});
