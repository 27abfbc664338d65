import { beforeEach, describe, expect, it } from 'vitest';
import { route as answerTask } from '../../lambdas/api/answer-task.ts';
import { route as assignCase } from '../../lambdas/api/assign-case.ts';
import { route as claimTask } from '../../lambdas/api/claim-task.ts';
import { route as delegateTask } from '../../lambdas/api/delegate-task.ts';
import { opaqueId } from '../../lambdas/api/opaque-id.ts';
import { route as resolveCase } from '../../lambdas/api/resolve-case.ts';
import { advanceTask } from '../../lambdas/work/task-deadlines.ts';
import { openTask } from '../../lambdas/work/tasks.ts';
import { acme, afterMinutes, calendar, review, taskId } from '../work/support.ts';
import { type Door, frontDoor, lateNotice, principal, send } from './front-door.ts';

let deps: Door;
const params = { id: opaqueId(taskId) };
beforeEach(async () => {
  deps = await frontDoor();
  deps.principals.set('sam', principal({ subject: 'sam', roles: ['supervisor'], sites: ['BER1'] }));
  await openTask(deps, acme, deps.process, calendar, review);
});

describe('a task', () => {
  it('is claimed by one person, answered, and its process goes on', async () => {
    expect(await send(deps, claimTask, { params })).toMatchObject({
      body: { state: 'CLAIMED', assignee: 'sue' },
    });
    const taken = await send(deps, claimTask, { as: 'sam', params });
    expect(taken).toMatchObject({ status: 409, body: { detail: expect.stringContaining('claimed by sue') } });
    const answered = await send(deps, answerTask, { params, body: { option: 'RECOUNT' } });
    expect(answered).toMatchObject({ status: 200, body: { answer: { option: 'RECOUNT', by: 'sue' } } });
    expect(deps.completed).toHaveLength(1);
  });

  it('keeps its first answer: the second hears who was first', async () => {
    await send(deps, answerTask, { params, body: { option: 'RECOUNT' } });
    const second = await send(deps, answerTask, {
      as: 'sam',
      params,
      body: { option: 'REFUSE_EXCESS', comment: 'Too many.' },
    });
    expect(second).toMatchObject({
      status: 409,
      body: { detail: expect.stringMatching(/answered RECOUNT by sue/) },
    });
  });

  it.each([
    ['an option it does not have', { option: 'BURN' }, /choose one of: ACCEPT_ALL, RECOUNT/],
    ['a comment it needs', { option: 'REFUSE_EXCESS' }, /needs a comment/],
    ['a form that does not fit', { option: 'ACCEPT_PART', form: { quantity: 0 } }, /quantity/],
  ])('refuses %s', async (_what, body, detail) => {
    const refused = await send(deps, answerTask, { params, body });
    expect(refused).toMatchObject({ status: 422, body: { detail: expect.stringMatching(detail) } });
  });

  it('is answered only by who may choose the option, at its site, and never by who counted', async () => {
    const option = { option: 'ACCEPT_ALL' };
    expect(await send(deps, answerTask, { params, body: option })).toMatchObject({ status: 403 });
    expect(await send(deps, answerTask, { as: 'hana', params, body: option })).toMatchObject({ status: 403 });
    expect(await send(deps, answerTask, { as: 'vic', params, body: option })).toMatchObject({ status: 403 });
    deps.principals.set('otto', principal({ subject: 'otto', roles: ['supervisor'] }));
    const counted = await send(deps, answerTask, { as: 'otto', params, body: { option: 'RECOUNT' } });
    expect(counted).toMatchObject({
      status: 403,
      body: { detail: expect.stringMatching(/counted or asked/) },
    });
  });

  it('is no client’s to answer, whatever its roles: it is a person’s decision', async () => {
    const scopes = ['tasks:write'];
    deps.principals.set('bot', principal({ subject: 'bot', kind: 'client', roles: ['supervisor'], scopes }));
    const answered = await send(deps, answerTask, { as: 'bot', params, body: { option: 'RECOUNT' } });
    expect(answered).toMatchObject({ status: 403, body: { detail: expect.stringMatching(/not a member/) } });
  });

  it('is handed over, and the answer keeps both names', async () => {
    expect(await send(deps, delegateTask, { params, body: { to: 'sam' } })).toMatchObject({
      body: { assignee: 'sam', delegatedBy: 'sue' },
    });
    const answered = await send(deps, answerTask, { as: 'sam', params, body: { option: 'RECOUNT' } });
    expect(answered.body.answer).toMatchObject({ by: 'sam', onBehalfOf: 'sue' });
  });

  it('that ended without an answer is gone', async () => {
    deps.clock.set(afterMinutes(5 * 24 * 60));
    await advanceTask(deps, acme, taskId);
    expect(await send(deps, answerTask, { params, body: { option: 'RECOUNT' } })).toMatchObject({
      status: 410,
    });
  });
});

describe('a case', () => {
  it('is given to somebody, by whoever has seen how it stands', async () => {
    const { caseId, version } = await lateNotice(deps);
    const give = (tag: string) =>
      send(deps, assignCase, { params: { caseId }, body: { assignee: 'sam' }, headers: { 'if-match': tag } });
    expect(await give('"v99"')).toMatchObject({ status: 412, headers: { etag: `"v${version}"` } });
    expect(await give(`"v${version}"`)).toMatchObject({ status: 200, body: { assignee: 'sam' } });
  });

  it('is resolved with what caused it and what was done', async () => {
    const { caseId } = await lateNotice(deps);
    const body = { rootCause: 'late partner', resolution: 'booked by hand' };
    expect(
      await send(deps, resolveCase, { params: { caseId }, body: { ...body, rootCause: ' ' } }),
    ).toMatchObject({
      status: 400,
    });
    expect(await send(deps, resolveCase, { params: { caseId }, body })).toMatchObject({
      status: 200,
      body: { state: 'RESOLVED', resolvedBy: 'sue' },
    });
    const other = await send(deps, resolveCase, {
      as: 'ida',
      params: { caseId },
      body: { ...body, rootCause: 'no' },
    });
    expect(other).toMatchObject({ status: 409 });
  });
});
