import { beforeEach, describe, expect, it } from 'vitest';
import { route as explainProcess } from '../../lambdas/api/explain-process.ts';
import { route as listCases } from '../../lambdas/api/list-cases.ts';
import { route as listMovements } from '../../lambdas/api/list-movements.ts';
import { route as listPositions } from '../../lambdas/api/list-positions.ts';
import { route as listProcessEvents } from '../../lambdas/api/list-process-events.ts';
import { route as listTasks } from '../../lambdas/api/list-tasks.ts';
import { route as lookUpInventory } from '../../lambdas/api/look-up-inventory.ts';
import { opaqueId } from '../../lambdas/api/opaque-id.ts';
import { route as searchProcesses } from '../../lambdas/api/search-processes.ts';
import { route as showCase } from '../../lambdas/api/show-case.ts';
import { route as showProcess } from '../../lambdas/api/show-process.ts';
import { route as showTask } from '../../lambdas/api/show-task.ts';
import { route as showTimeline } from '../../lambdas/api/show-timeline.ts';
import { tenantScope } from '../../lambdas/store/ports.ts';
import { openTask } from '../../lambdas/work/tasks.ts';
import {
  acme,
  afterMinutes,
  calendar,
  document,
  MONDAY,
  processId,
  review,
  site,
  taskId,
} from '../work/support.ts';
import { type Door, frontDoor, lateNotice, principal, send } from './front-door.ts';

let deps: Door;
const id = opaqueId(processId);
beforeEach(async () => {
  deps = await frontDoor();
  await openTask(deps, acme, deps.process, calendar, review);
  // Somebody of another retailer, who has the same names for everything.
  await deps.stores.tenants.apply(tenantScope('globex'), { ...document, tenantId: 'globex' }, MONDAY);
  deps.principals.set(
    'gus',
    principal({ tenant: tenantScope('globex'), subject: 'gus', roles: ['supervisor', 'inventory-manager'] }),
  );
});

const receive = (sku: string, quantity: number, lot?: string) =>
  deps.stores.inventory.post(
    acme,
    {
      site,
      documentId: `RCV-${sku}`,
      processId,
      reasonCode: 'RECEIPT',
      actor: 'sue',
      at: MONDAY,
      movements: [
        {
          effectKey: `${processId}#post#${sku}`,
          sku,
          quantity,
          from: null,
          to: 'available',
          ...(lot && { lot }),
        },
      ],
    },
    () => [],
  );

describe('inventory', () => {
  it('is looked up by site and item, with lots', async () => {
    await receive('OATS', 12, 'L1');
    const { status, body, headers } = await send(deps, lookUpInventory, { params: { site, sku: 'OATS' } });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      site,
      sku: 'OATS',
      buckets: { available: 12 },
      free: 12,
      lots: [{ lot: 'L1', available: 12, free: 12 }],
    });
    expect(headers.etag).toMatch(/^"v\d+"$/);
  });

  it('of an item that never moved is nothing, and no error', async () => {
    const { status, body } = await send(deps, lookUpInventory, { params: { site, sku: 'NEVER' } });
    expect(status).toBe(200);
    expect(body).toMatchObject({ free: 0, buckets: { available: 0 }, lots: [] });
  });

  it('is listed by page, and a page’s cursor opens for its tenant alone', async () => {
    for (const sku of ['A', 'B', 'C']) await receive(sku, 1);
    const first = await send(deps, listPositions, { params: { site }, query: { limit: '2' } });
    expect(first.body.items.map(({ sku }: { sku: string }) => sku)).toEqual(['A', 'B']);
    const next = { params: { site }, query: { limit: '2', cursor: first.body.next } };
    const second = await send(deps, listPositions, next);
    expect(second.body.items.map(({ sku }: { sku: string }) => sku)).toEqual(['C']);
    expect(second.body.next).toBeUndefined();
    expect(await send(deps, listPositions, { ...next, as: 'gus' })).toMatchObject({ status: 422 });
    expect(await send(deps, listTasks, { query: { site, cursor: first.body.next } })).toMatchObject({
      status: 422,
    });
  });

  it('is explained movement by movement, with the audit entry', async () => {
    await receive('OATS', 12);
    const { body } = await send(deps, listMovements, { params: { site, sku: 'OATS' } });
    expect(body.items).toMatchObject([
      { quantity: 12, from: null, to: 'available', documentId: 'RCV-OATS', auditDay: '2026-03-02' },
    ]);
  });

  it.each([lookUpInventory, listMovements])('of another site is not shown: $operationId', async (route) => {
    const { status } = await send(deps, route, { as: 'hana', params: { site, sku: 'OATS' } });
    expect(status).toBe(403);
  });
});

describe('processes', () => {
  it('are found by a key, or by site and state', async () => {
    await deps.stores.processes.addSearch(acme, processId, [{ kind: 'po', value: 'PO-1' }]);
    const byKey = await send(deps, searchProcesses, { query: { po: 'PO-1' } });
    expect(byKey.body.items).toMatchObject([{ id, processId, state: 'REVIEW' }]);
    const byState = await send(deps, searchProcesses, { query: { site, state: 'REVIEW' } });
    expect(byState.body.items).toEqual(byKey.body.items);
    expect(
      (await send(deps, searchProcesses, { query: { po: 'PO-1', state: 'CLOSED' } })).body.items,
    ).toEqual([]);
  });

  it('are narrowed by kind and age, and by what the caller is granted', async () => {
    const query = { site, state: 'REVIEW' };
    const found = async (more: object, as = 'sue') =>
      (await send(deps, searchProcesses, { as, query: { ...query, ...more } })).body.items?.length;
    expect(await found({ process: 'receiving' })).toBe(1);
    expect(await found({ process: 'transfer' })).toBe(0);
    deps.clock.advance(30 * 60_000);
    expect(await found({ openForMinutes: '30' })).toBe(1);
    expect(await found({ openForMinutes: '31' })).toBe(0);
    deps.principals.set('cara', principal({ roles: ['supervisor'], processes: ['cycle-count'] }));
    expect(await found({}, 'cara')).toBe(0);
  });

  it.each([
    ['no key', {}],
    ['a site without a state', { site }],
    ['two keys', { po: '1', sku: '2' }],
  ])('are not searched by %s', async (_what, query) => {
    expect(await send(deps, searchProcesses, { query })).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'query' }] },
    });
  });

  it('are shown whole, and nothing of what they keep for themselves', async () => {
    const { status, body, headers } = await send(deps, showProcess, { params: { id } });
    expect(status).toBe(200);
    expect(body).toMatchObject({ processId, waiting: true, tasks: [{ taskId }], cases: [] });
    expect(headers.etag).toBe(`"v${body.version}"`);
    for (const kept of ['facts', 'pending', 'executionArn', 'taskToken', 'tenantId'])
      expect(body).not.toHaveProperty(kept);
  });

  it('tell their steps, decisions and events', async () => {
    await deps.stores.processes.change(acme, processId, {
      at: MONDAY,
      step: {
        key: 'judge',
        name: 'JudgeNotice',
        at: afterMinutes(1),
        decisions: [
          {
            id: 'd-1',
            ruleId: 'receiving.over',
            ruleVersion: 2,
            at: MONDAY,
            line: 1,
            inputs: { counted: 104 },
            thresholds: { overPercent: { value: '5 %', level: 'supplier' } },
            result: 'ACCEPT',
          },
        ],
      },
    });
    const steps = await send(deps, showTimeline, { params: { id } });
    expect(steps.body.items).toMatchObject([
      { name: 'OpenReceiving', decisions: 0 },
      { name: 'JudgeNotice', decisions: 1 },
    ]);
    const why = await send(deps, explainProcess, { params: { id }, query: { line: '1' } });
    expect(why.body.items).toMatchObject([
      { ruleId: 'receiving.over', thresholds: { overPercent: { level: 'supplier' } }, result: 'ACCEPT' },
    ]);
    expect((await send(deps, explainProcess, { params: { id }, query: { line: '2' } })).body.items).toEqual(
      [],
    );
    const events = await send(deps, listProcessEvents, { params: { id } });
    expect(events.body.items.map(({ type }: { type: string }) => type)).toContain('TaskCreated');
  });

  it.each([showProcess, showTimeline, explainProcess, listProcessEvents])(
    'of other tenants do not exist, those of other sites are not shown: $operationId',
    async (route) => {
      expect(await send(deps, route, { as: 'gus', params: { id } })).toMatchObject({ status: 404 });
      expect(await send(deps, route, { as: 'hana', params: { id } })).toMatchObject({ status: 403 });
      expect(await send(deps, route, { params: { id: opaqueId('receiving:none') } })).toMatchObject({
        status: 404,
      });
      expect(await send(deps, route, { params: { id: 'AA' } })).toMatchObject({ status: 404 });
    },
  );
});

describe('work', () => {
  it('waits by group: the caller’s own, or the one that is named', async () => {
    expect((await send(deps, listTasks, { query: { site } })).body.items).toMatchObject([
      { taskId, state: 'OPEN' },
    ]);
    expect((await send(deps, listTasks, { as: 'ben', query: { site } })).body.items).toEqual([]);
    expect(
      (await send(deps, listTasks, { as: 'ben', query: { site, group: 'supervisor' } })).body.items,
    ).toHaveLength(1);
    expect((await send(deps, listTasks, { as: 'gus', query: { site } })).body.items).toEqual([]);
  });

  it('is shown with its options and no token', async () => {
    const { body } = await send(deps, showTask, { params: { id: opaqueId(taskId) } });
    expect(body).toMatchObject({ taskId, title: review.title, excluded: ['otto'], group: 'supervisor' });
    expect(body.options.map(({ code }: { code: string }) => code)).toContain('RECOUNT');
    expect(body).not.toHaveProperty('wakes');
  });

  it('that went wrong is a case', async () => {
    const row = await lateNotice(deps);
    const listed = await send(deps, listCases, { query: { site, owner: row.owner } });
    expect(listed.body.items).toMatchObject([{ caseId: row.caseId, state: 'OPEN' }]);
    expect(
      (await send(deps, listCases, { query: { site, owner: row.owner, class: 'OTHER' } })).body.items,
    ).toEqual([]);
    const params = { caseId: row.caseId };
    expect(await send(deps, showCase, { params })).toMatchObject({ status: 200, body: params });
    expect(await send(deps, showCase, { as: 'hana', params })).toMatchObject({ status: 403 });
    expect(await send(deps, showCase, { as: 'gus', params })).toMatchObject({ status: 404 });
  });
});
