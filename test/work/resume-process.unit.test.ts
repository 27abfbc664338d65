import { beforeEach, describe, expect, it } from 'vitest';
import { Conflict, ContractViolation } from '../../lambdas/shared/errors.ts';
import type { ProcessRow } from '../../lambdas/store/ports.ts';
import type { Execution } from '../../lambdas/work/executions.ts';
import { resumeProcess } from '../../lambdas/work/resume-process.ts';
import { acme, auditKinds, MONDAY, processId, type World, world } from './support.ts';

const ARN = 'arn:aws:states:us-east-1:000000000000:execution:tallyflow-local-receiving:receiving-abc';
const MACHINE = 'arn:aws:states:us-east-1:000000000000:stateMachine:tallyflow-local-receiving';
const INPUT = '{"job":{"processId":"receiving:SUP-1/ASN-1"}}';

let deps: World;
let executions: Map<string, Execution>;
let started: { name: string; input: string }[];
let canRedrive: boolean;
beforeEach(async () => {
  deps = await world();
  await deps.stores.processes.change(acme, processId, { at: MONDAY, executionArn: ARN });
  executions = new Map([[ARN, { status: 'FAILED', stateMachineArn: MACHINE, input: INPUT }]]);
  started = [];
  canRedrive = false;
});

const row = async () => (await deps.stores.processes.get(acme, processId)) as ProcessRow;
const set = async (how: 'redrive' | 'resume', from?: ProcessRow) =>
  resumeProcess(
    {
      ...deps,
      executions: {
        describe: async (arn) => executions.get(arn),
        redrive: async () => canRedrive,
        start: async (machine, name, input) => {
          const arn = `${machine.replace(':stateMachine:', ':execution:')}:${name}`;
          if (executions.has(arn)) return;
          executions.set(arn, { status: 'RUNNING', stateMachineArn: machine, input });
          started.push({ name, input });
        },
      },
    },
    acme,
    from ?? (await row()),
    { how, by: 'sue' },
  );

describe('redrive', () => {
  it('goes on from the failed state where the platform can, and the row keeps its execution', async () => {
    canRedrive = true;
    expect(await set('redrive')).toBe('redriven');
    expect((await row()).executionArn).toBe(ARN);
    expect(started).toEqual([]);
    expect(await auditKinds(deps.stores)).toMatchObject([{ kind: 'process-redrive', actor: 'sue' }]);
  });

  it('begins a new execution where the platform cannot', async () => {
    expect(await set('redrive')).toBe('resumed');
    expect(started).toEqual([{ name: 'receiving-abc-r1', input: INPUT }]);
  });
});

describe('resume', () => {
  it('hands the row to the new execution before it begins, which gets the first one’s input', async () => {
    expect(await set('resume')).toBe('resumed');
    expect((await row()).executionArn).toBe(`${ARN}-r1`);
    expect(started).toEqual([{ name: 'receiving-abc-r1', input: INPUT }]);
    const steps = await deps.stores.processes.steps(acme, processId);
    expect(steps.map(({ name }) => name)).toContain('ResumeProcess');
  });

  it('names the next execution after the one that died', async () => {
    await set('resume');
    executions.set(`${ARN}-r1`, { status: 'ABORTED', stateMachineArn: MACHINE, input: INPUT });
    await set('resume');
    expect(started.map(({ name }) => name)).toEqual(['receiving-abc-r1', 'receiving-abc-r2']);
  });

  it('finishes what somebody began who died before the execution was started', async () => {
    await set('resume');
    executions.delete(`${ARN}-r1`);
    started = [];
    expect(await set('resume')).toBe('resumed');
    expect(started).toEqual([{ name: 'receiving-abc-r1', input: INPUT }]);
  });

  it.each(['RUNNING', 'SUCCEEDED', 'PENDING_REDRIVE'] as const)(
    'leaves one that is %s alone',
    async (status) => {
      executions.set(ARN, { status, stateMachineArn: MACHINE, input: INPUT });
      await expect(set('resume')).rejects.toBeInstanceOf(Conflict);
      expect(started).toEqual([]);
    },
  );

  it('leaves a process that has ended alone', async () => {
    await deps.stores.processes.change(acme, processId, {
      at: MONDAY,
      state: 'CLOSED',
      closedAt: MONDAY,
      dueAt: null,
    });
    await expect(set('resume')).rejects.toThrow(/ended as CLOSED/);
  });

  it('says so when nothing is kept of the execution', async () => {
    executions.clear();
    await expect(set('resume')).rejects.toBeInstanceOf(ContractViolation);
  });
});
