import { beforeEach, describe, expect, it } from 'vitest';
import { Forbidden } from '../../lambdas/shared/errors.ts';
import { delegateTask } from '../../lambdas/work/answer-task.ts';
import { advanceTask } from '../../lambdas/work/task-deadlines.ts';
import {
  acme,
  afterMinutes,
  askedAnew,
  auditKinds,
  eventTypes,
  processId,
  review,
  taskId,
} from './support.ts';

const asked = askedAnew();
const { answer, claim } = asked;
const delegate = (from: string, to: string) => delegateTask(asked.deps, acme, taskId, { from, to });

describe('a delegation', () => {
  it('lets somebody answer in the name of who delegated, and keeps both names', async () => {
    await delegate('sue', 'ida');
    expect(await answer('RECOUNT', 'ida')).toMatchObject({ answer: { by: 'ida', onBehalfOf: 'sue' } });
    expect(await auditKinds(asked.deps.stores)).toEqual([
      { kind: 'task-delegated', actor: 'sue', body: { taskId, processId, to: 'ida', onBehalfOf: 'sue' } },
      expect.objectContaining({
        kind: 'task-answered',
        actor: 'ida',
        body: expect.objectContaining({ onBehalfOf: 'sue' }),
      }),
    ]);
  });

  it('handed on keeps the name it started with, and its rights', async () => {
    await delegate('ben', 'ida');
    await delegate('ida', 'fay');
    await expect(answer('RECOUNT', 'fay')).rejects.toThrow(/for supervisor; user ben is buyer/);
    expect(await answer('ACCEPT_ALL', 'fay')).toMatchObject({ answer: { by: 'fay', onBehalfOf: 'ben' } });
  });

  it('repeated changes nothing', async () => {
    const first = await delegate('sue', 'ida');
    expect(await delegate('sue', 'ida')).toEqual(first);
    expect(await auditKinds(asked.deps.stores)).toHaveLength(1);
  });

  it.each([
    ['who may not answer', 'ida', 'sue', /ida is inventory-manager/],
    ['to oneself', 'sue', 'sue', /same person/],
    ['to somebody who only looks', 'sue', 'vic', /may look but not decide/],
    ['to another site', 'sue', 'hana', /not at BER1/],
    ['to who counted', 'sue', 'otto', /otto counted or asked/],
  ])('is refused: %s', async (_case, from, to, message) => {
    await expect(delegate(from, to)).rejects.toThrow(message);
    expect((await asked.deps.stores.work.task(acme, taskId))?.state).toBe('OPEN');
  });

  it('of a task somebody else holds is refused', async () => {
    await claim('sue');
    await expect(delegate('sam', 'ida')).rejects.toThrow(/claimed by sue/);
  });
});

describe('four eyes', () => {
  const approvals = { approvers: ['inventory-manager', 'finance'] as const, options: ['ACCEPT_PART'] };
  beforeEach(async () => {
    await asked.ask({ ...review, approvals });
  });
  const approve = (by: string, form?: object) => answer('ACCEPT_PART', by, { form });

  it('takes effect with the second person only', async () => {
    const first = await approve('ida', { quantity: 4 });
    expect(first).toMatchObject({
      state: 'OPEN',
      group: 'finance',
      told: true,
      approvals: [{ by: 'ida', form: { quantity: 4 } }],
    });
    expect(asked.deps.completed).toEqual([]);
    expect(await eventTypes(asked.deps.stores, taskId)).toEqual(['TaskCreated']);
    expect(await approve('fay')).toMatchObject({
      state: 'ANSWERED',
      answer: { by: 'fay', form: { quantity: 4 } },
    });
    expect(asked.deps.completed).toHaveLength(1);
    expect(await auditKinds(asked.deps.stores)).toEqual([
      expect.objectContaining({ actor: 'ida', body: expect.objectContaining({ form: { quantity: 4 } }) }),
      expect.objectContaining({ actor: 'fay', body: expect.objectContaining({ form: { quantity: 4 } }) }),
    ]);
  });

  it('is never one person with both roles', async () => {
    await approve('max', { quantity: 4 });
    // The same answer again is a repetition, not a second approval.
    expect(await approve('max', { quantity: 4 })).toMatchObject({
      state: 'OPEN',
      approvals: [{ by: 'max' }],
    });
    await expect(approve('max', { quantity: 5 })).rejects.toThrow(/max has approved .* already/);
    await expect(answer('RECOUNT', 'max')).rejects.toThrow(Forbidden);
    expect(asked.deps.completed).toEqual([]);
  });

  it('is not got around by delegation', async () => {
    await approve('ida', { quantity: 4 });
    await expect(delegate('fay', 'ida')).rejects.toThrow(/ida has approved .* already/);
    await delegate('max', 'paul');
    expect(await approve('paul')).toMatchObject({ answer: { by: 'paul', onBehalfOf: 'max' } });
  });

  it('counts who delegated as one of the two', async () => {
    await delegate('max', 'paul');
    await approve('paul', { quantity: 4 });
    await expect(approve('max')).rejects.toThrow(/max has approved .* already/);
    await expect(approve('paul')).resolves.toMatchObject({ state: 'OPEN' });
  });

  it('needs the roles in their order', async () => {
    await expect(approve('fay', { quantity: 4 })).rejects.toThrow(/for inventory-manager/);
    await approve('ida', { quantity: 4 });
    await expect(approve('ben', { quantity: 4 })).rejects.toThrow(/for finance/);
  });

  it('means that both approve the same', async () => {
    await approve('ida', { quantity: 4 });
    await expect(approve('fay', { quantity: 5 })).rejects.toThrow(
      /ida approved ACCEPT_PART with {"quantity":4}/,
    );
  });

  it('lets the second person choose otherwise', async () => {
    await approve('ida', { quantity: 4 });
    expect(await answer('RECOUNT', 'sue')).toMatchObject({
      state: 'ANSWERED',
      answer: { option: 'RECOUNT' },
    });
  });

  it('is not weakened by an escalation', async () => {
    asked.deps.clock.set(afterMinutes(480));
    await advanceTask(asked.deps, acme, taskId);
    await expect(approve('paul', { quantity: 4 })).rejects.toThrow(/for inventory-manager/);
  });
});
