import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import type { WorkDeps } from '../../../lambdas/api/deps.ts';
import { requireVersion } from '../../../lambdas/api/kernel/etag.ts';
import { defineRoute } from '../../../lambdas/api/kernel/route.ts';
import {
  AdapterRejected,
  Conflict,
  ContractViolation,
  Forbidden,
  NotFound,
  WriteConflict,
} from '../../../lambdas/shared/errors.ts';
import { type Door, frontDoor, principal, send } from '../front-door.ts';

let deps: Door;
beforeEach(async () => {
  deps = await frontDoor();
});

const common = {
  path: '/v1/things/{id}',
  tag: 'Things',
  summary: 'A thing.',
  may: { roles: ['supervisor'], scope: 'inventory:read' },
} as const;

const look = defineRoute({
  ...common,
  operationId: 'lookAtThing',
  method: 'GET',
  params: z.object({ id: z.string().check(z.maxLength(5)) }),
  query: z.strictObject({
    site: z.optional(z.string()),
    most: z.optional(z.int()),
    all: z.optional(z.boolean()),
    kinds: z.optional(z.array(z.string())),
  }),
  answer: z.object({ seen: z.unknown() }),
  versioned: true,
  about: ({ query }) => ({ site: query.site }),
  async run({ params, query }, _: WorkDeps) {
    return { body: { seen: { ...params, ...query }, secret: 'never told' } as { seen: unknown }, version: 3 };
  },
});

let carriedOut = 0;
const make = (fail?: Error) =>
  defineRoute({
    ...common,
    operationId: 'makeThing',
    method: 'POST',
    body: z.strictObject({ name: z.string(), size: z.int() }),
    answer: z.object({ name: z.string(), round: z.int() }),
    status: 201,
    async run({ body }, _: WorkDeps) {
      carriedOut += 1;
      if (fail) throw fail;
      return { body: { name: body.name, round: carriedOut }, location: '/v1/things/1' };
    },
  });
beforeEach(() => {
  carriedOut = 0;
});
const thing = { name: 'box', size: 2 };

describe('who calls', () => {
  it('is asked for first, and told why without a word about the route', async () => {
    const { status, headers, body } = await send(deps, look, { as: 'nobody', params: { id: '123456789' } });
    expect(status).toBe(401);
    expect(headers['www-authenticate']).toBe(
      'Bearer error="invalid_token", error_description="unknown token"',
    );
    expect(headers['content-type']).toBe('application/problem+json');
    expect(body).toEqual({
      type: 'urn:tallyflow:problem:unauthenticated',
      title: 'There is no valid access token.',
      status: 401,
      detail: 'send a valid access token: Authorization: Bearer <token>',
      instance: expect.stringMatching(/^urn:tallyflow:correlation:/),
    });
  });

  it.each([
    ['the role', { as: 'vic' }, /vic is viewer, auditor; this needs one of: supervisor/],
    ['the site', { query: { site: 'HAM1' } }, /sue is granted BER1, not HAM1/],
  ])('needs %s', async (_what, sent, detail) => {
    const { status, body } = await send(deps, look, { params: { id: '1' }, ...sent });
    expect(status).toBe(403);
    expect(body.detail).toMatch(detail);
  });

  it('needs the scope when it is a client', async () => {
    const grants = { subject: 'app', kind: 'client', roles: ['supervisor'] } as const;
    deps.principals.set('app', principal({ ...grants, scopes: ['tasks:read'] }));
    expect(await send(deps, look, { as: 'app', params: { id: '1' } })).toMatchObject({
      status: 403,
      body: { detail: 'the token of app was issued for tasks:read; this needs inventory:read' },
    });
    deps.principals.set('app', principal({ ...grants, scopes: ['inventory:read'] }));
    expect(await send(deps, look, { as: 'app', params: { id: '1' } })).toMatchObject({ status: 200 });
  });
});

describe('a request', () => {
  it('is read as its schemas say: numbers, yes or no, lists', async () => {
    const { body } = await send(deps, look, {
      params: { id: '1' },
      query: { most: '7', all: 'true', kinds: ['a', 'b'] },
    });
    expect(body.seen).toEqual({ id: '1', most: 7, all: true, kinds: ['a', 'b'] });
  });

  it('hears everything that is wrong with it at once', async () => {
    const { status, body } = await send(deps, look, {
      params: { id: '123456' },
      query: { most: 'seven', other: '1' },
    });
    expect(status).toBe(400);
    expect(body.errors).toEqual([
      { field: 'path.id', value: '"123456"', message: 'must be at most 5 (string)' },
      { field: 'query.most', value: '"seven"', message: 'must be number' },
      { field: 'query', value: expect.any(String), message: 'must not have other' },
    ]);
  });

  it.each([
    ['no JSON', { text: '{"name":' }, 400, 'malformed-request'],
    ['another type', { body: thing, headers: { 'content-type': 'text/xml' } }, 415, 'unsupported-media-type'],
    ['too much', { text: JSON.stringify({ name: 'x'.repeat(1_000_001), size: 1 }) }, 413, 'too-large'],
    ['a wrong field', { body: { ...thing, size: 1.5 } }, 400, 'malformed-request'],
  ])('with a body that is %s is refused', async (_what, sent, status, type) => {
    const received = await send(deps, make(), sent);
    expect(received).toMatchObject({ status, body: { type: `urn:tallyflow:problem:${type}` } });
    expect(carriedOut).toBe(0);
  });

  it('is found again by its correlation id, the caller’s where it has one', async () => {
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    const own = await send(deps, look, {
      params: { id: '1' },
      headers: { 'x-correlation-id': 'order-17', traceparent },
    });
    expect(own.headers).toMatchObject({ 'x-correlation-id': 'order-17', traceparent });
    const broken = await send(deps, look, {
      params: { id: '1' },
      headers: { 'x-correlation-id': 'two words', traceparent: '00-xyz' },
    });
    expect(broken.headers['x-correlation-id']).toMatch(/^id-/);
    expect(broken.headers.traceparent).toBeUndefined();
  });
});

describe('an answer', () => {
  it('holds what the contract lists and nothing else', async () => {
    const { status, headers, body } = await send(deps, look, { params: { id: '1' } });
    expect(status).toBe(200);
    expect(Object.keys(body)).toEqual(['seen']);
    expect(headers).toMatchObject({ etag: '"v3"', 'cache-control': 'no-store' });
  });

  it('says since when its route is deprecated, when it ends and what takes its place', async () => {
    const old = {
      ...look,
      deprecated: {
        since: '2026-01-01T00:00:00Z',
        sunset: '2027-01-01T00:00:00Z',
        instead: '/v1/others/{id}',
      },
    };
    const { headers } = await send(deps, old, { params: { id: '1' } });
    expect(headers).toMatchObject({
      deprecation: '@1767225600',
      sunset: 'Fri, 01 Jan 2027 00:00:00 GMT',
      link: '</v1/others/{id}>; rel="successor-version"',
    });
  });

  it.each([
    [new NotFound('no such box'), 404, 'not-found'],
    [new Forbidden('not your box'), 403, 'forbidden'],
    [new Conflict('somebody was first', {}), 409, 'conflict'],
    [new ContractViolation('no such option'), 422, 'unprocessable'],
    [new AdapterRejected('the ERP says no'), 502, 'system-refused'],
    [new WriteConflict('lost'), 503, 'unavailable'],
  ])('to %s is its problem', async (error, status, type) => {
    const { body, headers } = await send(deps, make(error), { body: thing });
    expect(body).toMatchObject({ status, type: `urn:tallyflow:problem:${type}` });
    expect(body.detail).toContain(error.message);
    expect(headers['retry-after']).toBe(status === 503 ? '2' : undefined);
  });

  it('to an error nobody foresaw keeps its text for the log', async () => {
    const { status, body } = await send(deps, make(new Error('password=hunter2')), { body: thing });
    expect(status).toBe(500);
    expect(JSON.stringify(body)).not.toContain('hunter2');
  });
});

it('to a method a path does not have names those it has', async () => {
  const { status, headers } = await send(
    deps,
    { ...look, method: 'PUT' },
    { params: { id: '1' }, route: look },
  );
  expect([status, headers.allow]).toEqual([405, 'GET']);
});

describe('a POST', () => {
  const headers = { 'idempotency-key': 'k-1' };

  it('needs an Idempotency-Key', async () => {
    const { status, body } = await send(deps, make(), { body: thing, headers: { 'idempotency-key': '' } });
    expect(status).toBe(400);
    expect(body.errors[0]).toMatchObject({ field: 'header.Idempotency-Key', value: 'missing' });
  });

  it('with the same key and the same body is the first answer again', async () => {
    const first = await send(deps, make(), { body: thing, headers });
    expect(first).toMatchObject({ status: 201, body: { round: 1 }, headers: { location: '/v1/things/1' } });
    const again = await send(deps, make(), { body: thing, headers });
    expect(again).toMatchObject({ status: 201, body: first.body });
    expect(again.headers).toMatchObject({ location: '/v1/things/1', 'idempotent-replayed': 'true' });
    expect(carriedOut).toBe(1);
  });

  it('with the same key and another body is refused', async () => {
    await send(deps, make(), { body: thing, headers });
    const { status, body } = await send(deps, make(), { body: { ...thing, size: 3 }, headers });
    expect(status).toBe(422);
    expect(body.type).toBe('urn:tallyflow:problem:idempotency-key-reused');
  });

  it('of another caller with the same key is another request', async () => {
    deps.principals.set('sam', principal({ subject: 'sam', roles: ['supervisor'] }));
    await send(deps, make(), { body: thing, headers });
    expect(await send(deps, make(), { as: 'sam', body: thing, headers })).toMatchObject({
      status: 201,
      body: { round: 2 },
    });
  });

  it('that was refused for good stays refused; one that may be tried again is', async () => {
    await send(deps, make(new Conflict('taken', {})), { body: thing, headers });
    expect(await send(deps, make(), { body: thing, headers })).toMatchObject({ status: 409 });
    const other = { 'idempotency-key': 'k-2' };
    await send(deps, make(new WriteConflict('lost')), { body: thing, headers: other });
    expect(await send(deps, make(), { body: thing, headers: other })).toMatchObject({ status: 201 });
  });

  it('that is being carried out is not begun again, unless whoever began it is gone', async () => {
    let release = () => {};
    const slow: ReturnType<typeof make> = {
      ...make(),
      run: () =>
        new Promise((resolve) => {
          carriedOut += 1;
          release = () => resolve({ body: { name: 'box', round: carriedOut } });
        }),
    };
    const first = send(deps, slow, { body: thing, headers });
    const meanwhile = await send(deps, make(), { body: thing, headers });
    expect(meanwhile).toMatchObject({ status: 409, headers: { 'retry-after': '5' } });
    deps.clock.advance(60_000);
    expect(await send(deps, make(), { body: thing, headers })).toMatchObject({ status: 201 });
    release();
    await first;
  });
});

describe('If-Match', () => {
  const change = defineRoute({
    ...common,
    operationId: 'changeThing',
    method: 'PUT',
    ifMatch: true,
    answer: z.object({ version: z.int() }),
    async run({ expectedVersion }, _: WorkDeps) {
      requireVersion('thing 1', 3, expectedVersion);
      return { body: { version: 4 }, version: 4 };
    },
  });
  it.each([
    ['the version that stands', { 'if-match': '"v3"' }, 200],
    ['no version', {}, 428],
    ['an older version', { 'if-match': '"v2"' }, 412],
    ['any version', { 'if-match': '*' }, 400],
  ])('with %s', async (_what, headers, status) => {
    expect(await send(deps, change, { headers })).toMatchObject({ status });
  });
});

describe('calls', () => {
  it('are counted by the minute, and refused beyond the limit until it is over', async () => {
    deps.principals.set('app', principal({ subject: 'app', roles: ['supervisor'], callsPerMinute: 2 }));
    const call = () => send(deps, look, { as: 'app', params: { id: '1' } });
    deps.clock.advance(15_000);
    expect((await call()).headers).toMatchObject({
      'ratelimit-policy': '"minute";q=2;w=60',
      ratelimit: '"minute";r=1;t=45',
    });
    expect(await call()).toMatchObject({ status: 200 });
    expect(await call()).toMatchObject({ status: 429, headers: { 'retry-after': '45' } });
    deps.clock.advance(45_000);
    expect(await call()).toMatchObject({ status: 200 });
  });
});
