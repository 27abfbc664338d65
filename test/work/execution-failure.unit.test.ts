import { beforeEach, describe, expect, it } from 'vitest';
import { NotFound } from '../../lambdas/shared/errors.ts';
import { ExecutionEnded, recordExecutionFailure } from '../../lambdas/work/execution-failure.ts';
import { acme, eventTypes, processId, type World, world } from './support.ts';

const ended = {
  executionArn: 'arn:aws:states:us-east-1:000000000000:execution:receiving:run-1',
  name: 'run-1',
  status: 'TIMED_OUT' as const,
  input: JSON.stringify({ job: { tenantId: 'acme', processId, site: 'BER1' } }),
  error: null,
  cause: null,
};

let deps: World;
beforeEach(async () => {
  deps = await world();
});

describe('an execution that ended badly', () => {
  it('opens a case with an owner, says so, and leaves the process resumable', async () => {
    await recordExecutionFailure(deps, {
      ...ended,
      status: 'FAILED',
      error: 'States.Runtime',
      cause: 'connection was closed',
    });
    const [kase] = await deps.stores.work.casesOf(acme, processId);
    expect(kase).toMatchObject({
      class: 'EXECUTION_FAILED',
      severity: 'S2',
      owner: 'integration-admin',
      site: 'BER1',
      summary:
        'The execution of receiving ended FAILED in state REVIEW: States.Runtime: connection was closed',
      links: [
        { kind: 'process', id: processId },
        { kind: 'execution', id: ended.executionArn },
      ],
    });
    expect(await eventTypes(deps.stores, kase?.caseId ?? '')).toEqual(['CaseOpened']);
    expect(await eventTypes(deps.stores, 'SUP-1/ASN-1')).toEqual(['ProcessFailed']);
    const row = await deps.stores.processes.get(acme, processId);
    expect(row).toMatchObject({ state: 'REVIEW', waiting: true });
    expect(row?.closedAt).toBeUndefined();
    const { rows } = await deps.stores.processes.search(
      acme,
      { kind: 'error-code', value: 'States.Runtime' },
      { limit: 10 },
    );
    expect(rows.map((found) => found.processId)).toEqual([processId]);
  });

  it('is recorded once, however often it is delivered; another execution is another case', async () => {
    deps.clock.advance(1_000);
    await recordExecutionFailure(deps, ended);
    await recordExecutionFailure(deps, ended);
    expect(await deps.stores.work.casesOf(acme, processId)).toHaveLength(1);
    expect((await deps.stores.processes.steps(acme, processId)).map(({ key }) => key)).toEqual([
      'open',
      'execution-failed/run-1',
    ]);
    await recordExecutionFailure(deps, { ...ended, name: 'run-2' });
    expect(await deps.stores.work.casesOf(acme, processId)).toHaveLength(2);
  });

  it.each([
    ['no input', null],
    ['other input', '{"hello":"world"}'],
    ['input that is no JSON', 'hello'],
    ['a process nobody opened', JSON.stringify({ job: { tenantId: 'acme', processId: 'receiving:never' } })],
  ])('is never dropped: one with %s is raised', async (_case, input) => {
    await expect(recordExecutionFailure(deps, { ...ended, input })).rejects.toThrow(NotFound);
    await expect(recordExecutionFailure(deps, { ...ended, input })).rejects.toThrow(
      /run-1 ended TIMED_OUT, and its input names no process/,
    );
    expect(await deps.stores.work.casesOf(acme, processId)).toEqual([]);
  });

  it('of a process that ended before still gets its case', async () => {
    await deps.stores.processes.change(acme, processId, {
      at: deps.clock(),
      state: 'CLOSED',
      closedAt: deps.clock(),
      dueAt: null,
    });
    await recordExecutionFailure(deps, ended);
    expect(await deps.stores.work.casesOf(acme, processId)).toHaveLength(1);
    expect((await deps.stores.processes.get(acme, processId))?.state).toBe('CLOSED');
  });

  it('keeps a long cause short', async () => {
    await recordExecutionFailure(deps, { ...ended, error: 'Error', cause: 'x'.repeat(30_000) });
    const [kase] = await deps.stores.work.casesOf(acme, processId);
    expect(kase?.summary.length).toBeLessThan(600);
  });
});

it('reads the status event as Step Functions sends it', () => {
  const event = {
    source: 'aws.states',
    'detail-type': 'Step Functions Execution Status Change',
    detail: { ...ended, stateMachineArn: 'arn', startDate: 1, stopDate: 2, output: null },
  };
  expect(ExecutionEnded.parse(event).detail).toEqual(ended);
  expect(ExecutionEnded.safeParse({ detail: { ...ended, status: 'SUCCEEDED' } }).success).toBe(false);
});
