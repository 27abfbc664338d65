import { beforeEach, describe, expect, it } from 'vitest';
import { route as cancelProcess } from '../../lambdas/api/cancel-process.ts';
import { opaqueId } from '../../lambdas/api/opaque-id.ts';
import { route as redriveProcess } from '../../lambdas/api/redrive-process.ts';
import { route as resumeProcess } from '../../lambdas/api/resume-process.ts';
import { route as retryProcess } from '../../lambdas/api/retry-process.ts';
import { processIdOf } from '../../lambdas/work/process-id.ts';
import { acme, auditKinds, MONDAY, processId, site } from '../work/support.ts';
import { type Door, frontDoor, send } from './front-door.ts';

let deps: Door;
const params = { id: opaqueId(processId) };
beforeEach(async () => {
  deps = await frontDoor();
});

const setState = (state: string, facts = {}) =>
  deps.stores.processes.change(acme, processId, { at: MONDAY, state, facts });
const pending = async () => (await deps.stores.processes.get(acme, processId))?.pending;

async function open(process: string, businessKey: string) {
  const id = processIdOf(process, businessKey);
  await deps.stores.processes.open(
    acme,
    {
      processId: id,
      process,
      businessKey,
      site,
      state: 'REQUESTED',
      mode: 'act',
      generation: 1,
      correlationId: 'c-1',
      at: MONDAY,
      dueAt: '2026-03-06T07:00:00.000Z',
      facts: {},
    },
    [],
    { key: 'open', name: 'Open', at: MONDAY },
    [],
  );
  return { id: opaqueId(id) };
}

describe('cancel', () => {
  const reason = 'The supplier called it off.';

  it('ends a receipt of which nothing was counted, and the audit chain says who and why', async () => {
    await setState('AWAITING_RECEIPT');
    expect(await send(deps, cancelProcess, { params, body: { reason } })).toMatchObject({
      status: 202,
      body: { processId, how: 'cancel' },
    });
    expect(await pending()).toEqual(['notice/cancel/sue']);
    expect(await auditKinds(deps.stores)).toMatchObject([
      { kind: 'process-cancel', actor: 'sue', body: { processId, reason } },
    ]);
  });

  it('takes back what was counted only when told to', async () => {
    const refused = await send(deps, cancelProcess, { params, body: { reason } });
    expect(refused).toMatchObject({
      status: 422,
      body: { detail: expect.stringMatching(/goods were counted/) },
    });
    expect(await pending()).toEqual([]);
    const reversed = await send(deps, cancelProcess, { params, body: { reason, reverse: true } });
    expect(reversed).toMatchObject({ status: 202, body: { how: 'reverse' } });
    expect(await pending()).toEqual(['reverse/sue']);
  });

  it('withdraws a transfer by the event everybody else would send', async () => {
    const transfer = { params: await open('transfer', 'TRF-1'), body: { reason } };
    expect(await send(deps, cancelProcess, transfer)).toMatchObject({
      status: 202,
      body: { how: 'withdraw' },
    });
    expect(deps.published).toMatchObject([
      {
        type: 'TransferWithdrawn',
        subject: 'TRF-1',
        data: { transferId: 'TRF-1', requestedBy: 'sue', reason },
      },
    ]);
  });

  it('says of any other process how it ends', async () => {
    const count = await open('cycle-count', 'CNT-1');
    expect(await send(deps, cancelProcess, { params: count, body: { reason } })).toMatchObject({
      status: 422,
      body: { detail: expect.stringMatching(/cycle-count cannot be canceled from outside/) },
    });
  });

  it('leaves alone what has ended, and needs a reason', async () => {
    await deps.stores.processes.change(acme, processId, {
      at: MONDAY,
      state: 'CLOSED',
      closedAt: MONDAY,
      dueAt: null,
    });
    expect(await send(deps, cancelProcess, { params, body: { reason } })).toMatchObject({ status: 409 });
    expect(await send(deps, cancelProcess, { params, body: { reason: ' ' } })).toMatchObject({ status: 400 });
  });
});

describe('retry', () => {
  it('posts again what failed, and says so when nothing did', async () => {
    expect(await send(deps, retryProcess, { params })).toMatchObject({ status: 422 });
    await setState('WAITING_PARTNER', { 'chunk-2': { failed: true } });
    expect(await send(deps, retryProcess, { params })).toMatchObject({
      status: 202,
      body: { chunks: ['2'] },
    });
    expect(await pending()).toEqual(['2:retry/sue']);
  });

  it('is for receiving', async () => {
    const count = await open('cycle-count', 'CNT-1');
    expect(await send(deps, retryProcess, { params: count })).toMatchObject({ status: 422 });
  });
});

describe.each([redriveProcess, resumeProcess])('$operationId', (route) => {
  it('sets a process going again whose execution has died, and nobody’s that runs', async () => {
    const executionArn = 'arn:aws:states:us-east-1:000000000000:execution:machine:receiving-abc';
    await deps.stores.processes.change(acme, processId, { at: MONDAY, executionArn });
    const started: string[] = [];
    const machine = { stateMachineArn: 'machine', input: '{}' };
    const executions = (status: 'RUNNING' | 'FAILED') => ({
      describe: async () => ({ status, ...machine }),
      start: async (_machine: string, name: string) => void started.push(name),
      redrive: async () => false,
    });
    const running = { ...deps, executions: executions('RUNNING') };
    expect(await send(running, route, { params })).toMatchObject({ status: 409 });
    const dead = { ...deps, executions: executions('FAILED') };
    expect(await send(dead, route, { params })).toMatchObject({
      status: 202,
      body: { processId, how: 'resumed' },
    });
    expect(started).toEqual(['receiving-abc-r1']);
  });

  it('is for people of the site', async () => {
    expect(await send(deps, route, { as: 'hana', params })).toMatchObject({ status: 403 });
    expect(await send(deps, route, { as: 'vic', params })).toMatchObject({ status: 403 });
  });
});
