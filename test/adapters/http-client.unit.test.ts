import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { erpHttp } from '../../lambdas/adapters/erp/http.ts';
import { httpClient, retryAfter } from '../../lambdas/adapters/http-client.ts';
import { supplierPortalHttp } from '../../lambdas/adapters/supplier-portal/http.ts';
import { AdapterRejected, AdapterUnavailable, ContractViolation } from '../../lambdas/shared/errors.ts';
import { type SystemsControl, systemsControl } from '../../local/systems/control-client.ts';
import { type RunningSystems, startSystems } from '../../local/systems/server.ts';
import { eventually } from '../support/eventually.ts';
import { callOf, TOKEN } from './support/connections.ts';

let running: RunningSystems;
let control: SystemsControl;
let slept: number[] = [];
let tenant: string;
let tenants = 0;
beforeAll(async () => {
  running = await startSystems();
  control = systemsControl(running.url);
});
beforeEach(async () => {
  slept = [];
  tenants += 1;
  tenant = `north-${tenants}`;
  await control.install(tenant, 'supplier-portal', { token: TOKEN });
});
afterEach(() => control.clearFaults());
afterAll(() => running.stop());

const change = { poId: 'PO-1', poLine: 1, ordered: 120, changeId: 'POC-1', reason: 'accepted excess' };
const effects = () => {
  return {
    fetch: globalThis.fetch,
    sleep: async (milliseconds: number) => {
      slept.push(milliseconds);
    },
    clock: () => '2026-03-02T08:00:00.000Z',
    localStage: true,
  };
};
function sender(timeoutMs?: number, token: (refresh: boolean) => Promise<string> = async () => TOKEN) {
  const send = httpClient(
    { system: 'supplier-portal', baseUrl: `${running.url}/${tenant}/supplier-portal/v1/`, token },
    effects(),
  );
  return supplierPortalHttp.connect((request) =>
    send({ ...request, timeoutMs: timeoutMs ?? request.timeoutMs }),
  );
}
const failure = (call: Promise<unknown>) =>
  call.then(
    (answer) => expect.unreachable(`answered ${JSON.stringify(answer)}`),
    (error: unknown) => error,
  );
const sent = () => control.log({ tenant });

it.each([
  ['500', { kind: 'error', status: 500 }, /answered 500 to POST \/order-changes/],
  ['503', { kind: 'error', status: 503 }, /answered 503/],
  ['408', { kind: 'error', status: 408 }, /answered 408/],
  ['a reset before the work', { kind: 'reset-before' }, /closed the connection/],
  ['a reset after the work', { kind: 'reset-after' }, /closed the connection/],
  ['a body that is no JSON', { kind: 'malformed' }, /not whole JSON/],
  ['half a body', { kind: 'half-body' }, /closed the connection/],
] as const)('may be tried again: %s', async (_case, fault, message) => {
  await control.fault(fault);
  const error = await failure(sender().sendOrderChange(change, callOf('k')));
  expect(error).toBeInstanceOf(AdapterUnavailable);
  expect((error as Error).message).toMatch(message);
});

it('may be tried again: a system that takes the call and never answers', async () => {
  await control.fault({ kind: 'hang' });
  const error = await failure(sender(60).sendOrderChange(change, callOf('k')));
  expect(error).toBeInstanceOf(AdapterUnavailable);
  expect((error as Error).message).toContain('did not answer POST /order-changes within 60 ms');
});

it('may be tried again: a system that answers too late, and did the work', async () => {
  await control.fault({ kind: 'latency', milliseconds: 200, times: 1 });
  expect(await failure(sender(40).sendOrderChange(change, callOf('k')))).toBeInstanceOf(AdapterUnavailable);
  await eventually(
    async () => expect(await control.effects(tenant, 'supplier-portal')).toEqual({ sendOrderChange: 1 }),
    5_000,
  );
  await sender().sendOrderChange(change, callOf('k'));
  expect(await control.effects(tenant, 'supplier-portal')).toEqual({ sendOrderChange: 1 });
});

it('may be tried again: nobody listens', async () => {
  const stopped = await startSystems();
  await stopped.stop();
  const send = httpClient({ system: 'erp', baseUrl: stopped.url, token: async () => TOKEN }, effects());
  const error = await failure(erpHttp.connect(send).lookUpOrders({ poIds: [], skus: [] }, callOf('k')));
  expect(error).toBeInstanceOf(AdapterUnavailable);
  expect((error as Error).message).toContain(
    'could not be reached for POST /purchase-orders/lookup (ECONNREFUSED)',
  );
});

it.each([400, 403, 404, 409, 410, 422, 451])('is final: %i, with request and answer', async (status) => {
  await control.fault({ kind: 'error', status });
  const error = await failure(sender().sendOrderChange(change, callOf('k')));
  expect(error).toBeInstanceOf(AdapterRejected);
  expect((error as AdapterRejected).exchange).toMatchObject({
    request: {
      method: 'POST',
      url: `${running.url}/${tenant}/supplier-portal/v1/order-changes`,
      body: change,
      headers: { 'idempotency-key': 'k' },
    },
    answer: { status },
  });
  expect(await sent()).toHaveLength(1);
});

it('has one effect when the answer of a done write is lost and the same key comes again', async () => {
  await control.fault({ kind: 'reset-after', operation: 'sendOrderChange', times: 1 });
  const answer = await sender().sendOrderChange(change, callOf('k'));
  expect(answer).toEqual({ messageId: 'MSG-000001' });
  expect(await control.effects(tenant, 'supplier-portal')).toEqual({ sendOrderChange: 1 });
  expect((await sent()).map(({ status, fault, repeated }) => [status, fault, repeated])).toEqual([
    [null, 'reset-after', false],
    [200, null, true],
  ]);
});

it.each(['malformed', 'half-body', 'reset-after'] as const)(
  'has one effect when every answer is lost by %s until later',
  async (kind) => {
    await control.fault({ kind });
    expect(await failure(sender().sendOrderChange(change, callOf('k')))).toBeInstanceOf(AdapterUnavailable);
    await control.clearFaults();
    await sender().sendOrderChange(change, callOf('k'));
    expect(await control.effects(tenant, 'supplier-portal')).toEqual({ sendOrderChange: 1 });
  },
);

it('waits a short Retry-After itself, once', async () => {
  await control.fault({ kind: 'rate-limit', retryAfter: 2, times: 1 });
  await sender().sendOrderChange(change, callOf('k'));
  expect(slept).toEqual([2_000]);
});

it('tries twice at most, and says how long the system wants to be left alone', async () => {
  await control.fault({ kind: 'rate-limit', retryAfter: 1 });
  const error = await failure(sender().sendOrderChange(change, callOf('k')));
  expect((error as AdapterUnavailable).retryAfterMs).toBe(1_000);
  expect(await sent()).toHaveLength(2);
});

it('leaves a long Retry-After to the state machine', async () => {
  await control.fault({ kind: 'rate-limit', retryAfter: 30 });
  const error = await failure(sender().sendOrderChange(change, callOf('k')));
  expect((error as AdapterUnavailable).retryAfterMs).toBe(30_000);
  expect(slept).toEqual([]);
  expect(await sent()).toHaveLength(1);
});

it('leaves 500 and time-outs to the state machine', async () => {
  await control.fault({ kind: 'error', status: 500 });
  await failure(sender().sendOrderChange(change, callOf('k')));
  expect(await sent()).toHaveLength(1);
});

it.each([
  ['seconds', { 'retry-after': '7' }, 7_000],
  [
    'a date, by the clock of the system',
    { 'retry-after': 'Mon, 02 Mar 2026 10:00:05 GMT', date: 'Mon, 02 Mar 2026 10:00:00 GMT' },
    5_000,
  ],
  [
    'a date, by our clock when the system shows none',
    { 'retry-after': 'Mon, 02 Mar 2026 08:00:09 GMT' },
    9_000,
  ],
  ['a date that has passed', { 'retry-after': 'Mon, 02 Mar 2026 07:00:00 GMT' }, 0],
  ['something else', { 'retry-after': 'soon' }, undefined],
  ['nothing', {}, undefined],
])('reads Retry-After: %s', (_case, headers, expected) => {
  expect(retryAfter(new Headers(headers), '2026-03-02T08:00:00.000Z')).toBe(expected);
});

it('reads a rotated token once and goes on', async () => {
  const asked: boolean[] = [];
  const answer = await sender(undefined, async (refresh) => {
    asked.push(refresh);
    return refresh ? TOKEN : 'the-token-before-rotation';
  }).sendOrderChange(change, callOf('k'));
  expect(answer).toEqual({ messageId: 'MSG-000001' });
  expect(asked).toEqual([false, true]);
});

it('gives up when the token is still refused, without showing it', async () => {
  const error = await failure(
    sender(undefined, async () => 'wrong-token-0123456789').sendOrderChange(change, callOf('k')),
  );
  expect(error).toBeInstanceOf(AdapterRejected);
  expect(JSON.stringify([(error as Error).message, (error as AdapterRejected).exchange])).not.toContain(
    'wrong-token-0123456789',
  );
  expect(await sent()).toHaveLength(1);
});

it('cuts the token out of an answer that echoes it', async () => {
  const echo: typeof fetch = async (_url, init) =>
    Response.json(
      { detail: 'bad header', got: new Headers(init?.headers).get('authorization'), password: 'x' },
      { status: 400 },
    );
  const send = httpClient(
    { system: 'erp', baseUrl: 'https://erp.example', token: async () => TOKEN },
    { ...effects(), fetch: echo },
  );
  const error = await failure(
    send({
      method: 'POST',
      path: '/x',
      headers: {},
      body: { note: `my ${TOKEN}`, apiKey: 'y' },
      timeoutMs: 1_000,
    }),
  );
  expect((error as AdapterRejected).message).not.toContain(TOKEN);
  expect((error as AdapterRejected).exchange).toEqual({
    request: {
      method: 'POST',
      url: 'https://erp.example/x',
      headers: {},
      body: { note: 'my [removed]', apiKey: '[removed]' },
    },
    answer: { status: 400, body: { detail: 'bad header', got: 'Bearer [removed]', password: '[removed]' } },
  });
});

it('follows no redirect', async () => {
  const redirect: typeof fetch = async (_url, init) => {
    expect(init?.redirect).toBe('manual');
    return new Response(null, { status: 302, headers: { location: 'https://elsewhere.example' } });
  };
  const send = httpClient(
    { system: 'erp', baseUrl: 'https://erp.example', token: async () => TOKEN },
    { ...effects(), fetch: redirect },
  );
  expect(await failure(send({ method: 'GET', path: '/x', headers: {}, timeoutMs: 1_000 }))).toBeInstanceOf(
    AdapterRejected,
  );
});

it('reads no answer longer than a function may hand on', async () => {
  const long: typeof fetch = async () => new Response(`"${'x'.repeat(6_000_000)}"`);
  const send = httpClient(
    { system: 'erp', baseUrl: 'https://erp.example', token: async () => TOKEN },
    { ...effects(), fetch: long },
  );
  const error = await failure(send({ method: 'GET', path: '/x', headers: {}, timeoutMs: 1_000 }));
  expect(error).toBeInstanceOf(AdapterUnavailable);
  expect((error as Error).message).toContain('more than 5242880 bytes');
});

it('passes correlation, site, trace and key on, in letters a header may hold', async () => {
  const context = {
    ...callOf('key-1'),
    correlationId: 'corr-ü\n1',
    traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
  };
  await sender().sendOrderChange(change, context);
  await sender().lookUpConfirmations({ poIds: [] }, context);
  expect(
    (await sent()).map(({ idempotencyKey, correlationId, traceparent }) => [
      idempotencyKey,
      correlationId,
      traceparent,
    ]),
  ).toEqual([
    ['key-1', 'corr-??1', context.traceparent],
    [null, 'corr-??1', context.traceparent],
  ]);
});

it('keeps a slash inside a path field, and refuses dots that would reach another resource', async () => {
  await control.install(tenant, 'erp', { token: TOKEN });
  const send = httpClient(
    { system: 'erp', baseUrl: `${running.url}/${tenant}/erp/v1`, token: async () => TOKEN },
    effects(),
  );
  const port = erpHttp.connect(send);
  await expect(port.reverseGoodsReceipt({ documentId: 'GR/1 ?#', reason: 'x' }, callOf('k'))).rejects.toThrow(
    'goods receipt GR/1 ?# does not exist',
  );
  for (const documentId of ['', '.', '..']) {
    await expect(async () =>
      port.reverseGoodsReceipt({ documentId, reason: 'x' }, callOf('k')),
    ).rejects.toBeInstanceOf(ContractViolation);
  }
});

it.each([
  ['http://erp.example', false],
  ['http://127.0.0.1:9001', false],
  ['https://127.0.0.1', false],
  ['https://user:pass@erp.example', true],
  ['https://erp.example/?x=', true],
  ['file:///etc/hosts', true],
  ['not a url', true],
])('refuses the base URL %s (local stage: %s) and shows no credentials', (baseUrl, localStage) => {
  const connect = () =>
    httpClient({ system: 'erp', baseUrl, token: async () => TOKEN }, { ...effects(), localStage });
  expect(connect).toThrow(ContractViolation);
  expect(connect).not.toThrow(/pass@/);
});
