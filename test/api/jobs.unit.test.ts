import { beforeEach, describe, expect, it } from 'vitest';
import { carryOutJob, type JobDeps, jobRoutes } from '../../lambdas/api/jobs/carry-out.ts';
import { type JobOperation, jobOperationNames, jobOperations } from '../../lambdas/api/jobs/operations.ts';
import { route as listJobs } from '../../lambdas/api/list-jobs.ts';
import { opaqueId } from '../../lambdas/api/opaque-id.ts';
import { route as previewJob } from '../../lambdas/api/preview-job.ts';
import { route as showJob } from '../../lambdas/api/show-job.ts';
import { route as startJob } from '../../lambdas/api/start-job.ts';
import { tenantScope } from '../../lambdas/store/ports.ts';
import { applyTenant } from '../../lambdas/work/apply-tenant.ts';
import { openCase, resolveCase } from '../../lambdas/work/cases.ts';
import { acme, auditKinds, processId } from '../work/support.ts';
import { type Door, frontDoor, principal, send } from './front-door.ts';

let deps: Door;
let cases: string[];
beforeEach(async () => {
  deps = await frontDoor();
  cases = await Promise.all(['n-1', 'n-2', 'n-3'].map((subject) => late(subject, 'BER1')));
});

async function late(subject: string, site: string): Promise<string> {
  const what = {
    class: 'NOTICE_TOO_LATE',
    site,
    processId,
    subject,
    summary: 'It came too late.',
    links: [],
  } as const;
  return (await openCase(deps, acme, what)).row.caseId;
}

const body = { rootCause: 'carrier', resolution: 'A new window was agreed.' };
const reason = 'One strike held all of them up.';
const question = () => ({ operation: 'resolveCase', items: cases, body });
const preview = (asked: object = question(), as = 'sue') => send(deps, previewJob, { as, body: asked });
const start = async (asked: object = question(), as = 'sue') => {
  const { digest } = (await preview(asked, as)).body;
  return send(deps, startJob, { as, body: { ...asked, reason, digest } });
};
const shown = async (id: string) => (await send(deps, showJob, { params: { id } })).body;
const caseState = async (caseId = '') => (await deps.stores.work.case(acme, caseId))?.state;

describe('a job', () => {
  it('is previewed, asked for with a reason, and carried out item by item', async () => {
    expect((await preview()).body).toMatchObject({
      ready: 3,
      refused: 0,
      items: cases.map((item) => ({ item, verdict: 'READY', summary: 'NOTICE_TOO_LATE: It came too late.' })),
    });
    expect(await Promise.all(cases.map(caseState))).toEqual(['OPEN', 'OPEN', 'OPEN']);

    const started = await start();
    expect(started).toMatchObject({
      status: 202,
      body: { state: 'REQUESTED', items: 3, requestedBy: 'sue', reason },
    });
    const { jobId } = started.body;
    expect(started.headers.location).toBe(`/v1/jobs/${jobId}`);
    expect((await shown(jobId)).results).toEqual(cases.map((item) => ({ item, outcome: 'WAITING' })));
    expect(await deps.stores.inventory.eventsOf(acme, jobId)).toMatchObject([
      { event: { type: 'JobRequested', data: { jobId, operation: 'resolveCase', items: 3, reason } } },
    ]);

    await carryOutJob(deps, acme, jobId);
    expect(await shown(jobId)).toMatchObject({
      state: 'FINISHED',
      results: cases.map((item) => ({ item, outcome: 'DONE' })),
    });
    expect(await deps.stores.work.case(acme, cases[0] ?? '')).toMatchObject({
      ...{ state: 'RESOLVED', resolvedBy: 'sue' },
      ...body,
    });
    expect((await deps.stores.inventory.eventsOf(acme, jobId)).at(-1)?.event.data).toMatchObject({
      done: 3,
      refused: 0,
    });
    expect(await auditKinds(deps.stores, 'all')).toMatchObject([
      { kind: 'bulk-job', actor: 'sue', body: { reason, items: cases, body } },
      { kind: 'bulk-job', actor: 'sue', body: { done: 3 } },
    ]);
    expect((await send(deps, listJobs)).body.items).toMatchObject([{ jobId, state: 'FINISHED' }]);
  });

  it('says of each item what refuses it, and does the others', async () => {
    const [first = '', second = ''] = cases;
    await resolveCase(deps, acme, first, { by: 'ida', ...body });
    const elsewhere = await late('n-4', 'HAM1');
    const items = [first, second, elsewhere, 'case-nobody-opened'];
    const seen = (await preview({ ...question(), items })).body;
    expect(seen).toMatchObject({ ready: 1, refused: 3 });
    expect(seen.items.map(({ type = '' }) => type.split(':').at(-1))).toEqual([
      'conflict',
      '',
      'forbidden',
      'not-found',
    ]);
    const { jobId } = (await start({ ...question(), items })).body;
    await carryOutJob(deps, acme, jobId);
    const { results } = await shown(jobId);
    expect(results).toMatchObject([
      { outcome: 'REFUSED', detail: expect.stringMatching(/ida/) },
      { outcome: 'DONE' },
      { outcome: 'REFUSED', type: 'urn:tallyflow:problem:forbidden' },
      { outcome: 'REFUSED', type: 'urn:tallyflow:problem:not-found' },
    ]);
    expect(await caseState(elsewhere)).toBe('OPEN');
  });

  it('is refused when something has changed since its preview', async () => {
    const { digest } = (await preview()).body;
    await resolveCase(deps, acme, cases[1] ?? '', { by: 'ida', ...body });
    const late = await send(deps, startJob, { body: { ...question(), reason, digest } });
    expect(late).toMatchObject({ status: 409, body: { detail: expect.stringMatching(/preview it again/) } });
    const other = await send(deps, startJob, {
      body: { ...question(), body: { ...body, rootCause: 'weather' }, reason, digest },
    });
    expect(other.status).toBe(409);
  });

  it('takes the body its operation takes, and each item once', async () => {
    expect(await preview({ ...question(), body: { rootCause: 'carrier' } })).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'body.body.resolution', value: 'missing' }] },
    });
    expect(await preview({ operation: 'retryProcess', items: [opaqueId(processId)], body })).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'body.body' }] },
    });
    expect(await preview({ ...question(), items: [cases[0], cases[0]] })).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'body.items', value: cases[0] }] },
    });
    expect(await preview({ ...question(), items: [] })).toMatchObject({ status: 400 });
  });

  it('needs the role and the scope of its operation', async () => {
    const steer = { operation: 'redriveProcess', items: [opaqueId(processId)] };
    expect(await preview(steer, 'ben')).toMatchObject({ status: 403 });
    const app = {
      kind: 'client',
      subject: 'app',
      roles: ['supervisor'],
      scopes: ['jobs:read', 'jobs:write'],
    } as const;
    deps.principals.set('app', principal(app));
    expect(await preview(question(), 'app')).toMatchObject({
      status: 403,
      body: { detail: expect.stringMatching(/cases:write/) },
    });
  });

  it('does no more than its owner may when it is carried out', async () => {
    const { jobId } = (await start()).body;
    const document = await deps.stores.tenants.current(acme);
    if (!document) throw new Error('no document');
    const members = document.members.filter(({ userId }) => userId !== 'sue');
    await applyTenant(deps, acme, { ...document, members }, { by: 'tia', reason: 'sue left' });
    await carryOutJob(deps, acme, jobId);
    const { results } = await shown(jobId);
    expect(results.map(({ outcome }: { outcome: string }) => outcome)).toEqual([
      'REFUSED',
      'REFUSED',
      'REFUSED',
    ]);
    expect(await Promise.all(cases.map(caseState))).toEqual(['OPEN', 'OPEN', 'OPEN']);
  });

  it('goes on where it was interrupted, and says what it cannot know', async () => {
    const { jobId } = (await start()).body;
    let kept = 0;
    const { jobs } = deps.stores;
    const dying: JobDeps = {
      ...deps,
      stores: {
        ...deps.stores,
        jobs: {
          ...jobs,
          record: async (...result) => {
            kept += 1;
            if (kept === 2) throw new Error('the function was killed');
            return jobs.record(...result);
          },
        },
      },
    };
    await expect(carryOutJob(dying, acme, jobId)).rejects.toThrow('killed');
    expect(await Promise.all(cases.map(caseState))).toEqual(['RESOLVED', 'RESOLVED', 'OPEN']);
    await carryOutJob(deps, acme, jobId);
    expect(await shown(jobId)).toMatchObject({
      state: 'FINISHED',
      results: [
        { outcome: 'DONE' },
        { outcome: 'REFUSED', detail: expect.stringMatching(/may have carried it out itself/) },
        { outcome: 'DONE' },
      ],
    });
    await carryOutJob(deps, acme, jobId);
    expect((await shown(jobId)).results).toHaveLength(3);
  });

  it('tries an item again that met nothing but a system away', async () => {
    const { jobId } = (await start({ operation: 'redriveProcess', items: [opaqueId(processId)] })).body;
    const away = {
      ...deps,
      executions: { ...deps.executions, describe: async () => Promise.reject(new Error('throttled')) },
    };
    await deps.stores.processes.change(acme, processId, { at: deps.clock(), executionArn: 'arn:x' });
    await expect(carryOutJob(away, acme, jobId)).rejects.toThrow('throttled');
    expect(await shown(jobId)).toMatchObject({ state: 'RUNNING', results: [{ outcome: 'WAITING' }] });
  });

  it('is nobody’s of another tenant', async () => {
    const globex = { tenant: tenantScope('globex'), subject: 'gus', roles: ['supervisor'] } as const;
    deps.principals.set('gus', principal(globex));
    const seen = (await preview(question(), 'gus')).body;
    expect(seen).toMatchObject({ ready: 0, refused: 3 });
    const { jobId } = (await start()).body;
    expect(await send(deps, showJob, { as: 'gus', params: { id: jobId } })).toMatchObject({ status: 404 });
    expect((await send(deps, listJobs, { as: 'gus' })).body.items).toEqual([]);
    expect(await carryOutJob(deps, globex.tenant, jobId)).toBeUndefined();
    expect((await shown(jobId)).state).toBe('REQUESTED');
  });
});

it.each(jobOperationNames)('asks for %s as a call of its own would', (name) => {
  const { may, body: taken }: JobOperation = jobOperations[name];
  const route = jobRoutes[name];
  expect(route.operationId).toBe(name);
  expect(route.may).toBe(may);
  expect(route.body).toBe(taken);
});
