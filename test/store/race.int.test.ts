import { beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { Conflict, WriteConflict } from '../../lambdas/shared/errors.ts';
import { dynamoStores } from '../../lambdas/store/index.ts';
import type { Stores, TenantScope } from '../../lambdas/store/ports.ts';
import { tenantDocument } from '../support/tenant.ts';
import {
  EVENING,
  MORNING,
  movement,
  NOON,
  newProcess,
  newTask,
  posting,
  someTenant,
  step,
} from './samples.ts';
import { createTables, localDynamo } from './tables.ts';

const ID = newProcess().processId;
const close = { at: EVENING, state: 'CLOSED', outcome: 'posted', closedAt: EVENING };

/** Two functions on the same tables; `meanwhile` runs the other one between the first one's read and its next write. */
let ours: Stores;
let theirs: Stores;
let between: (() => Promise<unknown>) | undefined;
beforeAll(async () => {
  const client = localDynamo(inject('dynamodbEndpoint'));
  const other = localDynamo(inject('dynamodbEndpoint'));
  const tables = await createTables(client);
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const isWrite = /^(Put|Update|Delete|TransactWrite)/.test(context.commandName ?? '');
      const run = isWrite ? between : undefined;
      if (run) between = undefined;
      await run?.();
      return next(args);
    },
    { step: 'initialize', name: 'between' },
  );
  ours = dynamoStores({ client, tables });
  theirs = dynamoStores({ client: other, tables });
});

function meanwhile(run: () => Promise<unknown>): void {
  between = run;
}

let tenant: TenantScope;
beforeEach(async () => {
  tenant = someTenant();
  await ours.processes.open(tenant, newProcess(), [], step('open'), []);
});

describe('what another function writes between a read and a write', () => {
  it('is not closed over when it is work', async () => {
    meanwhile(() => theirs.processes.signal(tenant, ID, ['1:a'], NOON));
    await expect(ours.processes.change(tenant, ID, close)).rejects.toThrow(WriteConflict);
    expect(await ours.processes.get(tenant, ID)).toMatchObject({ state: 'ASN_RECEIVED', pending: ['1:a'] });

    meanwhile(() => theirs.processes.signal(tenant, ID, ['1:b'], NOON));
    await expect(ours.processes.change(tenant, ID, { ...close, handled: ['1:a'] })).rejects.toThrow(/1:b/);
    expect((await ours.processes.get(tenant, ID))?.pending).toEqual(['1:a', '1:b']);
  });

  it('stands when it closed the process', async () => {
    meanwhile(() => theirs.processes.change(tenant, ID, close));
    await expect(ours.processes.change(tenant, ID, { at: NOON, state: 'RECEIVING' })).rejects.toThrow(
      Conflict,
    );
    expect((await ours.processes.get(tenant, ID))?.state).toBe('CLOSED');
    const other = newProcess({ processId: 'p:2' });
    await ours.processes.open(tenant, other, [], step('open'), []);
    meanwhile(() => theirs.processes.change(tenant, 'p:2', close));
    await expect(
      ours.processes.wait(tenant, 'p:2', { taskToken: 't', state: 'W', dueAt: NOON, at: MORNING }),
    ).rejects.toThrow(Conflict);
  });

  it('is the opening that stands when it opened the process first', async () => {
    const process = newProcess({ processId: 'p:3' });
    meanwhile(() => theirs.processes.open(tenant, { ...process, state: 'THEIRS' }, [], step('open'), []));
    const { opened, row } = await ours.processes.open(tenant, process, [], step('open'), []);
    expect({ opened, state: row.state }).toEqual({ opened: false, state: 'THEIRS' });
  });

  it('is the answer that stands when it answered the task first', async () => {
    const { taskId } = newTask();
    await ours.work.openTask(tenant, newTask(), []);
    const answer = (by: string) => ({
      state: 'ANSWERED' as const,
      answer: { option: 'RECOUNT', by, at: NOON },
    });
    meanwhile(() => theirs.work.changeTask(tenant, taskId, 1, answer('u-2'), []));
    const late = await ours.work
      .changeTask(tenant, taskId, 1, answer('u-3'), [])
      .catch((error: unknown) => error);
    expect(late).toBeInstanceOf(Conflict);
    expect(late).toMatchObject({ standing: { answer: { by: 'u-2' }, version: 2 } });
  });

  it('is followed by our audit entry, and our movement they posted is repeated', async () => {
    const mine = movement('mine');
    meanwhile(() => theirs.inventory.post(tenant, posting([movement('theirs'), mine]), () => []));
    expect(await ours.inventory.post(tenant, posting([mine, movement('more')]), () => [])).toEqual({
      applied: [movement('more')],
      repeated: [mine],
    });
    expect((await ours.inventory.position(tenant, 'dc1', 'SKU-1')).buckets.available).toBe(30);
  });

  it('can empty a bucket: the conflict names what is left', async () => {
    await ours.inventory.post(tenant, posting([movement('in')]), () => []);
    const out = (effectKey: string, quantity: number) =>
      movement(effectKey, { quantity, from: 'available', to: null });
    meanwhile(() => theirs.inventory.post(tenant, posting([out('theirs', 7)]), () => []));
    await expect(ours.inventory.post(tenant, posting([out('ours', 4)]), () => [])).rejects.toMatchObject({
      standing: { bucket: 'available', have: 3, need: 4 },
    });
  });

  it('is the tenant document that stands', async () => {
    meanwhile(() => theirs.tenants.apply(tenant, tenantDocument(tenant, { name: 'theirs' }), NOON));
    await expect(ours.tenants.apply(tenant, tenantDocument(tenant, { name: 'ours' }), NOON)).rejects.toThrow(
      Conflict,
    );
    expect((await ours.tenants.current(tenant))?.name).toBe('theirs');
  });
});
