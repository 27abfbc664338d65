import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { lookup, write } from '../../../lambdas/adapters/contract.ts';
import { fakeSystem, Refusal } from '../../../lambdas/adapters/fake-system.ts';
import { httpConnector } from '../../../lambdas/adapters/http-connector.ts';
import { systems } from '../../../lambdas/adapters/registry.ts';
import { AdapterRejected } from '../../../lambdas/shared/errors.ts';
import { type SystemsControl, systemsControl } from '../../../local/systems/control-client.ts';
import type { OpenApi } from '../../../local/systems/openapi.ts';
import { type RunningSystems, startSystems } from '../../../local/systems/server.ts';
import { callOf, TOKEN, testClient } from '../../adapters/support/connections.ts';

let running: RunningSystems;
let control: SystemsControl;
beforeAll(async () => {
  running = await startSystems({ clock: () => '2026-03-02T08:00:00.000Z' });
  control = systemsControl(running.url);
  await control.install('north', 'finance', { token: TOKEN, seed: { closedPeriods: [] } });
  await control.install('south', 'finance', { token: 'south-token-0123456789' });
});
afterAll(() => running.stop());

const accrual = { reference: 'R', supplierId: 'SUP-1', lines: [] };
const headers = {
  authorization: `Bearer ${TOKEN}`,
  'content-type': 'application/json',
  'x-site': 'DC1',
  'idempotency-key': 'k1',
};
const ask = (path: string, init: RequestInit = {}) => fetch(running.url + path, init);
const accrue = (facts: { tenant?: string; headers?: Record<string, string>; body?: unknown } = {}) =>
  ask(`/${facts.tenant ?? 'north'}/finance/v1/accruals`, {
    method: 'POST',
    headers: facts.headers ?? headers,
    body: JSON.stringify(facts.body ?? accrual),
  });

describe('the door of a system', () => {
  it.each([
    ['no token', { 'x-site': 'DC1' }],
    ['another token', { ...headers, authorization: 'Bearer another-token-0123456789' }],
    ['the token of another tenant', { ...headers, authorization: 'Bearer south-token-0123456789' }],
    ['another scheme', { ...headers, authorization: `Basic ${TOKEN}` }],
  ])('stays shut for %s', async (_case, given) => {
    const response = await accrue({ headers: given });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.json()).toMatchObject({ status: 401, title: 'Unauthorized' });
  });

  it.each([
    ['a tenant nobody installed', '/west/finance/v1/accruals', 'POST', 404],
    ['a system the tenant does not have', '/north/erp/v1/goods-receipts', 'POST', 404],
    ['a path that leads nowhere', '/north/finance/v1/refunds', 'POST', 404],
    ['another version', '/north/finance/v2/accruals', 'POST', 404],
    ['another method', '/north/finance/v1/accruals', 'DELETE', 405],
    ['broken percent-encoding', '/north/finance/v1/%E0%A4%A', 'GET', 400],
  ])('says what is wrong: %s', async (_case, path, method, status) => {
    const response = await ask(path, { method, headers });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ status, detail: expect.stringMatching(/.{10}/) });
  });

  it('wants a key on every write, a site on every call and a body that keeps the contract', async () => {
    const { 'idempotency-key': _key, ...withoutKey } = headers;
    const { 'x-site': _site, ...withoutSite } = headers;
    expect((await accrue({ headers: withoutKey })).status).toBe(400);
    expect((await accrue({ headers: withoutSite })).status).toBe(400);
    const broken = await accrue({ body: { ...accrual, supplierId: 7 } });
    expect(broken.status).toBe(400);
    expect(await broken.json()).toMatchObject({ detail: expect.stringContaining('supplierId = 7') });
    const noJson = await ask('/north/finance/v1/accruals', { method: 'POST', headers, body: '{' });
    expect(noJson.status).toBe(400);
    expect(await control.effects('north', 'finance')).toEqual({});
  });

  it('keeps tenants apart: the same key and the same document number mean nothing to the other', async () => {
    const south = { ...headers, authorization: 'Bearer south-token-0123456789' };
    const first = await (await accrue({ headers: { ...headers, 'idempotency-key': 'shared' } })).json();
    const other = await (
      await accrue({
        tenant: 'south',
        headers: { ...south, 'idempotency-key': 'shared' },
        body: { ...accrual, reference: 'other' },
      })
    ).json();
    expect(first).toEqual({ accrualId: 'ACC-000001' });
    expect(other).toEqual({ accrualId: 'ACC-000001' });
    expect(await control.state('north', 'finance')).toMatchObject({ accruals: [{ reference: 'R' }] });
    expect(await control.state('south', 'finance')).toMatchObject({ accruals: [{ reference: 'other' }] });
  });

  it('answers the same key with the same request again, and another request with 422', async () => {
    await control.install('keys', 'finance', { token: TOKEN });
    const first = await (await accrue({ tenant: 'keys' })).json();
    expect(await (await accrue({ tenant: 'keys' })).json()).toEqual(first);
    const other = await accrue({ tenant: 'keys', body: { ...accrual, reference: 'other' } });
    expect(other.status).toBe(422);
    expect(await control.effects('keys', 'finance')).toEqual({ accrueReceipt: 1 });
    expect((await control.log({ tenant: 'keys' })).map(({ status, repeated }) => [status, repeated])).toEqual(
      [
        [200, false],
        [200, true],
        [422, false],
      ],
    );
  });
});

describe('the control plane', () => {
  const put = (path: string, init: RequestInit) => ask(`/__control${path}`, { method: 'PUT', ...init });

  it('keeps the data of a system when its token is rotated, and forgets a tenant whole', async () => {
    await control.install('rotating', 'finance', { token: TOKEN });
    await accrue({ tenant: 'rotating' });
    await control.install('rotating', 'finance', { token: 'next-token-0123456789' });
    expect((await accrue({ tenant: 'rotating' })).status).toBe(401);
    expect(await control.effects('rotating', 'finance')).toEqual({ accrueReceipt: 1 });
    await control.forget('rotating');
    await expect(control.effects('rotating', 'finance')).rejects.toThrow(
      /tenant rotating has no finance here/,
    );
  });

  it('adds master data later', async () => {
    await control.install('seeded', 'finance', { token: TOKEN });
    await control.seed('seeded', 'finance', { closedPeriods: ['2026-02'] });
    expect(await control.state('seeded', 'finance')).toMatchObject({ closedPeriods: ['2026-02'] });
    await expect(control.seed('seeded', 'finance', { closedPeriods: ['February'] })).rejects.toThrow(
      /closedPeriods\.0 = .*February/,
    );
  });

  it.each([
    ['an unknown system', '/tenants/north/systems/mainframe', { token: TOKEN }, 404],
    ['a short token', '/tenants/north/systems/finance', { token: 'short' }, 400],
    ['a tenant that is no identifier', '/tenants/%20/systems/finance', { token: TOKEN }, 400],
  ])('refuses %s', async (_case, path, body, status) => {
    const response = await put(path, {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(response.status).toBe(status);
  });

  it('takes no command a web page could send unasked', async () => {
    const body = JSON.stringify({ token: TOKEN });
    expect(
      (await put('/tenants/north/systems/finance', { headers: { 'content-type': 'text/plain' }, body }))
        .status,
    ).toBe(415);
    const { request } = await import('node:http');
    const status = await new Promise((resolve) => {
      request(`${running.url}/__log`, { headers: { host: 'evil.example' } }, (response) =>
        resolve(response.resume().statusCode),
      ).end();
    });
    expect(status).toBe(403);
  });

  it.each([
    { kind: 'explode' },
    { kind: 'latency' },
    { kind: 'error', status: 200 },
    { kind: 'error', times: 0 },
  ])('refuses the fault %j', async (fault) => {
    const response = await ask('/__control/faults', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(fault),
    });
    expect(response.status).toBe(400);
  });

  it('strikes only what a fault names, as often as it says, and counts', async () => {
    await control.install('struck', 'finance', { token: TOKEN });
    const { id } = await control.fault({
      kind: 'error',
      tenant: 'struck',
      system: 'finance',
      operation: 'accrueReceipt',
      times: 2,
    });
    const other = await ask('/struck/finance/v1/periods/2026-03-01', { headers });
    const statuses = [];
    for (let n = 0; n < 3; n += 1) statuses.push((await accrue({ tenant: 'struck' })).status);
    expect([other.status, ...statuses]).toEqual([200, 500, 500, 200]);
    const faults = await (await ask('/__control/faults')).json();
    expect(faults).toMatchObject([{ id, hits: 2 }]);
    await control.clearFaults(id);
    expect(await (await ask('/__control/faults')).json()).toEqual([]);
  });

  it('logs every call with its key, answer and fault, and no token', async () => {
    await control.install('logged', 'finance', { token: TOKEN });
    await accrue({ tenant: 'logged', headers: { ...headers, 'x-correlation-id': 'corr-9' } });
    await accrue({
      tenant: 'logged',
      headers: { ...headers, authorization: 'Bearer another-token-0123456789' },
    });
    const entries = await control.log({ tenant: 'logged' });
    expect(entries).toMatchObject([
      {
        at: '2026-03-02T08:00:00.000Z',
        system: 'finance',
        operation: 'accrueReceipt',
        method: 'POST',
        path: '/logged/finance/v1/accruals',
        idempotencyKey: 'k1',
        correlationId: 'corr-9',
        status: 200,
        fault: null,
        repeated: false,
      },
      { status: 401, operation: null },
    ]);
    expect(await control.log({ tenant: 'logged', since: entries[0]?.sequence ?? 0 })).toHaveLength(1);
    expect(JSON.stringify(entries)).not.toContain('token-0123456789');
  });
});

describe('the description', () => {
  it('covers every operation of every system', async () => {
    const description = (await (await ask('/openapi.json')).json()) as OpenApi;
    const described = Object.values(description.paths).flatMap((methods) =>
      Object.values(methods).map(({ operationId }) => operationId),
    );
    const registered = Object.entries(systems).flatMap(([system, { operations }]) =>
      Object.keys(operations).map((name) => `${system}.${name}`),
    );
    expect(described.sort()).toEqual(registered.sort());
  });

  it('is a page people can read', async () => {
    const response = await ask('/docs');
    expect(response.headers.get('content-type')).toContain('text/html');
    const page = await response.text();
    expect(page).toContain('POST /{tenant}/erp/v1/goods-receipts/{documentId}/reversal');
    expect(page).toContain('erp.revertOrderChange');
    expect(page).not.toContain('<script');
  });

  it('names the inverse of a write and the key it needs', async () => {
    const { paths } = (await (await ask('/openapi.json')).json()) as OpenApi;
    const post = paths['/{tenant}/erp/v1/goods-receipts']?.post;
    expect(post?.description).toContain('erp.reverseGoodsReceipt');
    expect(post?.parameters).toContainEqual(
      expect.objectContaining({ name: 'Idempotency-Key', in: 'header', required: true }),
    );
    expect(paths['/{tenant}/erp/v1/purchase-orders/{poId}/changes']?.post?.requestBody).toMatchObject({
      content: { 'application/json': { schema: { required: ['poLine', 'by', 'reason'] } } },
    });
  });
});

it('says in one sentence that its port is taken', async () => {
  const port = Number(new URL(running.url).port);
  await expect(startSystems({ port })).rejects.toThrow(
    `port ${port} is taken: stop what listens there or choose another with --port`,
  );
});

it('stops while a call hangs', async () => {
  const own = await startSystems();
  const steer = systemsControl(own.url);
  await steer.install('north', 'finance', { token: TOKEN });
  await steer.fault({ kind: 'hang' });
  const hanging = fetch(`${own.url}/north/finance/v1/periods/2026-03-01`, { headers }).catch(
    (error: unknown) => error,
  );
  await expect.poll(async () => (await steer.log()).map(({ fault }) => fault)).toEqual(['hang']);
  await own.stop();
  expect(await hanging).toBeInstanceOf(Error);
});

it('plays one more system for one room and one line', async () => {
  // The room: port, routes, behavior. docs/adding-a-system.md walks through the same files.
  const yard = {
    findDock: lookup(z.object({ shipmentId: z.string() }), z.object({ dock: z.string() })),
    bookDock: write(
      z.object({ shipmentId: z.string(), dock: z.string() }),
      z.object({ bookingId: z.string() }),
      'releaseDock',
    ),
    releaseDock: write(z.object({ bookingId: z.string() }), z.object({ bookingId: z.string() }), null),
  };
  const yardHttp = httpConnector(yard, {
    findDock: { method: 'GET', path: '/shipments/{shipmentId}/dock', summary: 'The dock of a shipment.' },
    bookDock: { method: 'POST', path: '/bookings', summary: 'Books a dock.' },
    releaseDock: { method: 'POST', path: '/bookings/{bookingId}/release', summary: 'Releases a dock.' },
  });
  const yardFake = () => {
    const bookings = new Map<string, { shipmentId: string; dock: string }>();
    return fakeSystem(yard, z.object({}), {
      operations: {
        findDock({ shipmentId }) {
          const found = [...bookings.values()].find((booking) => booking.shipmentId === shipmentId);
          if (!found) throw new Refusal(404, `shipment ${shipmentId} has no dock`);
          return { dock: found.dock };
        },
        bookDock(booking) {
          const bookingId = `DOCK-${bookings.size + 1}`;
          bookings.set(bookingId, booking);
          return { bookingId };
        },
        releaseDock({ bookingId }) {
          bookings.delete(bookingId);
          return { bookingId };
        },
      },
      seed() {},
      state: () => Object.fromEntries(bookings),
    });
  };

  // The line: everything below follows from it.
  const own = await startSystems({
    registry: { ...systems, yard: { operations: yard, http: yardHttp, fake: yardFake } },
  });
  try {
    const steer = systemsControl(own.url);
    await steer.install('north', 'yard', { token: TOKEN });
    await steer.fault({ kind: 'reset-after', system: 'yard', operation: 'bookDock', times: 1 });
    const port = yardHttp.connect(testClient(`${own.url}/north/yard/v1`, 'yard'));
    const { bookingId } = await port.bookDock({ shipmentId: 'S 1', dock: 'D4' }, callOf('book'));
    expect(await port.findDock({ shipmentId: 'S 1' }, callOf('find'))).toEqual({ dock: 'D4' });
    expect(await steer.effects('north', 'yard')).toEqual({ bookDock: 1 });
    await port.releaseDock({ bookingId }, callOf('release'));
    await expect(port.findDock({ shipmentId: 'S 1' }, callOf('find'))).rejects.toBeInstanceOf(
      AdapterRejected,
    );
    const { paths } = (await (await fetch(`${own.url}/openapi.json`)).json()) as OpenApi;
    expect(paths['/{tenant}/yard/v1/bookings']?.post?.description).toContain('yard.releaseDock');
  } finally {
    await own.stop();
  }
});
