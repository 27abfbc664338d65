import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import type { TellDeps } from '../../lambdas/api/deps.ts';
import type { Route } from '../../lambdas/api/kernel/route.ts';
import { route as reportDamage } from '../../lambdas/api/report-damage.ts';
import { route as reportException } from '../../lambdas/api/report-exception.ts';
import { route as requestCount } from '../../lambdas/api/request-count.ts';
import { route as requestReturn } from '../../lambdas/api/request-return.ts';
import { route as sendEvent } from '../../lambdas/api/send-event.ts';
import { route as submitCount } from '../../lambdas/api/submit-count.ts';
import { route as submitReceipt } from '../../lambdas/api/submit-receipt.ts';
import { site } from '../work/support.ts';
import { type Door, frontDoor, principal, send } from './front-door.ts';

let deps: Door;
beforeEach(async () => {
  deps = await frontDoor();
  const grants = { kind: 'client', roles: ['service'], scopes: ['events:write'] } as const;
  deps.principals.set('wms', principal({ ...grants, subject: 'wms', sites: [site] }));
});

const sample = (type: string) =>
  JSON.parse(readFileSync(new URL(`../../events/samples/${type}.json`, import.meta.url), 'utf8'));

const submissions: readonly (readonly [Route<TellDeps>, string])[] = [
  [submitReceipt, 'ReceiptRecorded'],
  [requestCount, 'CountRequested'],
  [submitCount, 'CountSubmitted'],
  [requestReturn, 'ReturnRequested'],
  [reportException, 'FulfillmentException'],
  [reportDamage, 'DamageReported'],
];

describe.each(submissions)('$operationId', (route, type) => {
  const { data, subject } = sample(type);

  it(`becomes ${type} on the bus, in the journal, with the caller’s correlation`, async () => {
    const headers = { 'x-correlation-id': 'wms-4711' };
    const { status, body } = await send(deps, route, { as: 'wms', body: { site, data }, headers });
    expect(status).toBe(202);
    expect(body).toMatchObject({ type, subject });
    expect(deps.published).toMatchObject([
      { id: body.eventId, type, subject, tenantid: 'acme', site, correlationid: 'wms-4711', data },
    ]);
    expect(await deps.journal.list('journal/acme/')).toHaveLength(1);
  });

  it('is one event, however often the same request is made', async () => {
    const headers = { 'idempotency-key': 'scan-1' };
    const first = await send(deps, route, { as: 'wms', body: { site, data }, headers });
    expect(await send(deps, route, { as: 'wms', body: { site, data }, headers })).toMatchObject({
      body: first.body,
    });
    // As if its function had died before it could keep the answer.
    deps.stores.edge.begin = async () => ({ kind: 'first' });
    expect(await send(deps, route, { as: 'wms', body: { site, data }, headers })).toMatchObject({
      body: first.body,
    });
    expect(deps.published).toHaveLength(1);
  });

  it('is told only of sites that are granted, and that there are', async () => {
    expect(await send(deps, route, { as: 'wms', body: { site: 'HAM1', data } })).toMatchObject({
      status: 403,
    });
    const grants = { kind: 'client', roles: ['service'], scopes: ['events:write'] } as const;
    deps.principals.set('all', principal({ ...grants, subject: 'all' }));
    expect(await send(deps, route, { as: 'all', body: { site: 'NOWHERE', data } })).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'body.site', message: 'must be one of BER1, HAM1' }] },
    });
    expect(deps.published).toEqual([]);
  });

  it('is refused with every field that breaks the contract', async () => {
    const { status, body } = await send(deps, route, { as: 'wms', body: { site, data: {} } });
    expect(status).toBe(400);
    expect(body.errors.length).toBeGreaterThan(1);
  });
});

it('lets a person tell of their own work only', async () => {
  const { data } = sample('CountSubmitted');
  const count = (countedBy: string) =>
    send(deps, submitCount, { body: { site, data: { ...data, countedBy } } });
  expect(await count('otto')).toMatchObject({
    status: 403,
    body: { detail: expect.stringMatching(/own work/) },
  });
  expect(await count('sue')).toMatchObject({ status: 202 });
});

describe('any event', () => {
  const event = (more: object = {}) => ({ ...sample('CountSubmitted'), tenantid: 'acme', site, ...more });

  it('is taken as it would be on the bus', async () => {
    const { status, body } = await send(deps, sendEvent, { as: 'wms', body: event() });
    expect([status, body.eventId]).toEqual([202, event().id]);
    expect(deps.published).toHaveLength(1);
  });

  it.each([
    ['another tenant', { tenantid: 'globex' }, 'body.tenantid'],
    ['what is ours to say', { type: 'ReceiptPosted' }, 'body.type'],
    ['a broken field', { data: { ...sample('CountSubmitted').data, quantity: -1 } }, 'body.data.quantity'],
  ])('with %s is kept in quarantine, and its problems are told', async (_what, more, field) => {
    const { status, body } = await send(deps, sendEvent, { as: 'wms', body: event(more) });
    expect(status).toBe(422);
    expect(body.errors.map((error: { field: string }) => error.field)).toContain(field);
    expect(await deps.documents.list('quarantine/acme/events/')).toHaveLength(1);
  });

  it('of a site that is not granted is refused', async () => {
    expect(await send(deps, sendEvent, { as: 'wms', body: event({ site: 'HAM1' }) })).toMatchObject({
      status: 403,
    });
  });
});
