import { describe, expect, it } from 'vitest';
import { Conflict, ContractViolation, Forbidden, NotFound } from '../../lambdas/shared/errors.ts';
import { answerTask } from '../../lambdas/work/answer-task.ts';
import { advanceTask, cancelTasks } from '../../lambdas/work/task-deadlines.ts';
import {
  acme,
  afterMinutes,
  askedAnew,
  auditKinds,
  eventTypes,
  MONDAY,
  processId,
  review,
  taskId,
} from './support.ts';

const asked = askedAnew();
const { answer, claim } = asked;

describe('an answer', () => {
  it('is kept, audited, announced and told to the process', async () => {
    const row = await answer('RECOUNT', 'sue', { comment: 'pallet 3 was hidden' });
    expect(row).toMatchObject({
      state: 'ANSWERED',
      told: true,
      answer: { option: 'RECOUNT', by: 'sue', comment: 'pallet 3 was hidden', at: MONDAY },
    });
    expect(asked.deps.completed).toEqual([
      { taskToken: 'wait-1', result: { output: { pending: [review.wakes], chunks: [1] } } },
    ]);
    expect(await eventTypes(asked.deps.stores, taskId)).toEqual(['TaskCreated', 'TaskAnswered']);
    expect(await auditKinds(asked.deps.stores)).toEqual([
      {
        kind: 'task-answered',
        actor: 'sue',
        body: {
          taskId,
          processId,
          step: '1/review-over',
          option: 'RECOUNT',
          value: review.value,
          answeredAt: MONDAY,
        },
      },
    ]);
  });

  it('repeated by the same person is the same answer', async () => {
    const first = await answer('ACCEPT_PART', 'sue', { form: { quantity: 4 } });
    asked.deps.clock.advance(60_000);
    expect(await answer('ACCEPT_PART', 'sue', { form: { quantity: 4 } })).toEqual(first);
    expect(await auditKinds(asked.deps.stores)).toHaveLength(1);
    expect(asked.deps.completed).toHaveLength(1);
  });

  it.each([
    ['another option of the same person', 'REFUSE_EXCESS', 'sue'],
    ['the same option of another person', 'RECOUNT', 'sam'],
  ])('meets the one that stands: %s', async (_case, option, by) => {
    await answer('RECOUNT', 'sue');
    const second = answer(option, by, { comment: 'no' });
    await expect(second).rejects.toThrow(/was answered RECOUNT by sue at 2026-03-02T07:00:00.000Z/);
    await expect(second).rejects.toMatchObject({
      name: 'Conflict',
      standing: { answer: { option: 'RECOUNT', by: 'sue' } },
    });
  });

  it('with other values of the same person is another answer', async () => {
    await answer('ACCEPT_PART', 'sue', { form: { quantity: 4 } });
    await expect(answer('ACCEPT_PART', 'sue', { form: { quantity: 5 } })).rejects.toThrow(Conflict);
  });

  it('is one of two given at the same instant, whatever their order', async () => {
    const outcomes = await Promise.allSettled([answer('RECOUNT', 'sue'), answer('RECOUNT', 'sam')]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const [lost] = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(lost?.reason).toBeInstanceOf(Conflict);
    expect(lost?.reason.standing.answer).toEqual((await asked.deps.stores.work.task(acme, taskId))?.answer);
    expect(await auditKinds(asked.deps.stores)).toHaveLength(1);
    expect(await eventTypes(asked.deps.stores, taskId)).toEqual(['TaskCreated', 'TaskAnswered']);
  });
});

describe('who may answer what', () => {
  it.each([
    ['nobody of the tenant', 'RECOUNT', 'eve', /eve is not a member/],
    ['somebody of another site', 'RECOUNT', 'hana', /hana works at HAM1, not at BER1/],
    ['somebody of another process', 'RECOUNT', 'tom', /tom works on transfer, not on receiving/],
    ['another role', 'RECOUNT', 'ben', /RECOUNT .* is for supervisor; user ben is buyer/],
    ['a level not asked yet', 'RECOUNT', 'dora', /is for supervisor/],
    ['the group, for an option of another role', 'ACCEPT_ALL', 'sue', /ACCEPT_ALL .* is for buyer/],
    ['somebody who only looks', 'RECOUNT', 'vic', /may look but not decide/],
  ])('not %s', async (_case, option, by, message) => {
    await expect(answer(option, by)).rejects.toThrow(message);
    await expect(answer(option, by)).rejects.toBeInstanceOf(Forbidden);
    expect((await asked.deps.stores.work.task(acme, taskId))?.state).toBe('OPEN');
    expect(asked.deps.completed).toEqual([]);
  });

  it('not whoever counted or asked, even with the role', async () => {
    await asked.ask({ ...review, excluded: ['sue'] });
    await expect(answer('RECOUNT', 'sue')).rejects.toThrow(/sue counted or asked/);
    expect(await answer('RECOUNT', 'sam')).toMatchObject({ state: 'ANSWERED' });
  });

  it('the role an option names', async () => {
    expect(await answer('ACCEPT_ALL', 'ben')).toMatchObject({ answer: { by: 'ben' } });
  });

  it('everyone asked so far, after an escalation', async () => {
    asked.deps.clock.set(afterMinutes(240));
    await advanceTask(asked.deps, acme, taskId);
    expect(await answer('RECOUNT', 'sue')).toMatchObject({ state: 'ANSWERED', group: 'dc-manager' });
  });

  it('the level it escalated to', async () => {
    asked.deps.clock.set(afterMinutes(240));
    await advanceTask(asked.deps, acme, taskId);
    expect(await answer('RECOUNT', 'dora')).toMatchObject({ state: 'ANSWERED' });
  });

  it('nobody of another tenant: the task does not exist there', async () => {
    const globex = 'globex' as typeof acme;
    await expect(answerTask(asked.deps, globex, taskId, { option: 'RECOUNT', by: 'sue' })).rejects.toThrow(
      NotFound,
    );
  });
});

describe('what an answer must hold', () => {
  it.each([
    [
      'a known option',
      'MAYBE',
      {},
      /"MAYBE" is not one of .*: ACCEPT_ALL, RECOUNT, REFUSE_EXCESS, ACCEPT_PART/,
    ],
    ['a comment where one is needed', 'REFUSE_EXCESS', { comment: '  ' }, /needs a comment/],
    ['the fields of the form', 'ACCEPT_PART', {}, /quantity is missing/],
    ['values within the form', 'ACCEPT_PART', { form: { quantity: 0 } }, /quantity = 0: give at least 1/],
    ['no values where none are asked for', 'RECOUNT', { form: { quantity: 1 } }, /takes no values/],
  ])('%s', async (_case, option, more, message) => {
    await expect(answer(option, 'sue', more)).rejects.toThrow(message);
    await expect(answer(option, 'sue', more)).rejects.toBeInstanceOf(ContractViolation);
    expect((await asked.deps.stores.work.task(acme, taskId))?.state).toBe('OPEN');
  });
});

describe('a claim', () => {
  it('keeps others away until it is answered', async () => {
    expect(await claim('sue')).toMatchObject({ state: 'CLAIMED', assignee: 'sue' });
    await expect(claim('sam')).rejects.toThrow(/claimed by sue/);
    await expect(answer('RECOUNT', 'sam')).rejects.toThrow(
      /claimed by sue; .* or wait until 2026-03-02T11:00:00.000Z/,
    );
    expect(await answer('RECOUNT', 'sue')).toMatchObject({ state: 'ANSWERED', assignee: 'sue' });
  });

  it('repeated is the same claim', async () => {
    const first = await claim('sue');
    expect(await claim('sue')).toEqual(first);
  });

  it('of two at the same instant is one', async () => {
    const outcomes = await Promise.allSettled([claim('sue'), claim('sam')]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('is only for people who could answer', async () => {
    await expect(claim('ida')).rejects.toThrow(
      /ida is inventory-manager; .* needs one of: buyer, supervisor/,
    );
    await expect(claim('vic')).rejects.toThrow(Forbidden);
    expect(await claim('ben')).toMatchObject({ assignee: 'ben' });
  });

  it('ends with the escalation', async () => {
    await claim('sue');
    asked.deps.clock.set(afterMinutes(240));
    expect(await advanceTask(asked.deps, acme, taskId)).not.toHaveProperty('assignee');
    expect(await answer('RECOUNT', 'dora')).toMatchObject({ state: 'ANSWERED' });
  });
});

describe('a cancelled task', () => {
  it('takes no answer anymore, and is no answer', async () => {
    await cancelTasks(asked.deps, acme, processId);
    await expect(answer('RECOUNT', 'sue')).rejects.toThrow(/cancelled/);
    await cancelTasks(asked.deps, acme, processId);
    expect(await asked.deps.stores.work.task(acme, taskId)).toMatchObject({ state: 'CANCELLED', told: true });
    expect(asked.deps.completed).toEqual([]);
  });

  it('leaves an answered one as it is', async () => {
    await answer('RECOUNT', 'sue');
    await cancelTasks(asked.deps, acme, processId);
    expect((await asked.deps.stores.work.task(acme, taskId))?.state).toBe('ANSWERED');
  });
});
