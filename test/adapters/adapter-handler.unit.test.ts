import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { catalog } from '../../events/index.ts';
import { adapterHandler } from '../../lambdas/adapters/adapter-handler.ts';
import { circuitDefaults } from '../../lambdas/adapters/circuit.ts';
import type { AdapterRequest } from '../../lambdas/adapters/contract.ts';
import { idempotencyKey } from '../../lambdas/adapters/idempotency.ts';
import { supplierPortalHttp } from '../../lambdas/adapters/supplier-portal/http.ts';
import { supplierPortal } from '../../lambdas/adapters/supplier-portal/port.ts';
import { movableClock } from '../../lambdas/shared/clock.ts';
import {
  AdapterRejected,
  AdapterUnavailable,
  CircuitOpen,
  ContractViolation,
  NotFound,
} from '../../lambdas/shared/errors.ts';
import { tenantScope } from '../../lambdas/store/ports.ts';
import { type SystemsControl, systemsControl } from '../../local/systems/control-client.ts';
import { type RunningSystems, startSystems } from '../../local/systems/server.ts';
import { tenantDocument } from '../support/tenant.ts';
import { TOKEN } from './support/connections.ts';
import { adapterStores } from './support/stores.ts';

const SYSTEM = 'supplier-portal';
let running: RunningSystems;
let control: SystemsControl;
let printed: string[] = [];

beforeAll(async () => {
  running = await startSystems();
  control = systemsControl(running.url);
});
beforeEach(async () => {
  printed = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
  await control.install('north', SYSTEM, {
    token: TOKEN,
    seed: { confirmations: [{ poId: 'PO-1', poLine: 1, confirmed: 80 }] },
  });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await control.clearFaults();
  await control.forget('north');
});
afterAll(() => running.stop());

const change = { poId: 'PO-1', poLine: 1, ordered: 120, changeId: 'POC-1', reason: 'accepted excess' };
const job = {
  tenantId: 'north',
  site: 'DC1',
  processId: 'receiving:ASN-1',
  correlationId: 'corr-1',
  mode: 'act' as const,
};
const request = (facts: Partial<AdapterRequest> = {}): AdapterRequest => ({
  operation: 'sendOrderChange',
  job,
  step: 'tell-supplier',
  line: '1',
  input: change,
  ...facts,
});
const lookUp = request({ operation: 'lookUpConfirmations', step: 'look-up', input: { poIds: ['PO-1'] } });

/** One function with its own shared state: `call` is one invocation. */
async function adapter(options: { fetch?: typeof fetch; secretName?: string; token?: string } = {}) {
  const { secretName = `tallyflow/local/north/${SYSTEM}`, token = TOKEN, fetch = globalThis.fetch } = options;
  const systems = {
    [SYSTEM]: { connector: 'http' as const, baseUrl: `${running.url}/north/${SYSTEM}/v1`, secretName },
  };
  const shared = await adapterStores(tenantDocument('north', { systems }));
  const clock = movableClock('2026-03-02T08:00:00.000Z');
  let ids = 0;
  const newId = () => {
    ids += 1;
    return `event-${String(ids).padStart(4, '0')}`;
  };
  const handle = adapterHandler(
    { name: SYSTEM, operations: supplierPortal, connectors: { http: supplierPortalHttp.connect } },
    { circuit: circuitDefaults, fetch, sleep: async () => {} },
  );
  const call = (made: AdapterRequest) =>
    handle(made, { ...shared, clock, newId, secret: async () => token, localStage: true });
  return { call, clock, ...shared };
}
const failure = (call: Promise<unknown>) =>
  call.then(
    (answer) => expect.unreachable(`answered ${JSON.stringify(answer)}`),
    (error: unknown) => error,
  );
const answering =
  (body: unknown): typeof fetch =>
  async () =>
    Response.json(body);
const effects = () => control.effects('north', SYSTEM);

describe('a call', () => {
  it('gives the answer of the system, with the key of its step', async () => {
    const { call } = await adapter();
    expect(await call(lookUp)).toEqual({ confirmations: [{ poId: 'PO-1', poLine: 1, confirmed: 80 }] });
    expect(await call(request())).toEqual({ messageId: 'MSG-000001' });
    const [entry] = (await control.log({ tenant: 'north', operation: 'sendOrderChange' })).slice(-1);
    expect(entry).toMatchObject({
      idempotencyKey: idempotencyKey({ ...request(), processId: job.processId }),
      correlationId: 'corr-1',
      status: 200,
    });
  });

  it('has one effect however often its step is run', async () => {
    const { call } = await adapter();
    const first = await call(request());
    expect(await call(request())).toEqual(first);
    expect(await effects()).toEqual({ sendOrderChange: 1 });
  });

  it('has one effect when the answer is lost after the work', async () => {
    await control.fault({ kind: 'reset-after' });
    const { call } = await adapter();
    expect(await failure(call(request()))).toBeInstanceOf(AdapterUnavailable);
    await control.clearFaults();
    expect(await call(request())).toEqual({ messageId: 'MSG-000001' });
    expect(await effects()).toEqual({ sendOrderChange: 1 });
  });

  it.each(['shadow', 'advise'] as const)(
    'writes nothing in %s mode, and looks up all the same',
    async (mode) => {
      const { call } = await adapter();
      expect(await call(request({ job: { ...job, mode } }))).toEqual({ skipped: mode });
      expect(await effects()).toEqual({});
      expect(await call({ ...lookUp, job: { ...job, mode } })).toMatchObject({
        confirmations: [{ poId: 'PO-1' }],
      });
    },
  );

  it('checks the input of a write in shadow mode too', async () => {
    const error = await failure(
      (await adapter()).call(request({ job: { ...job, mode: 'shadow' }, input: {} })),
    );
    expect(error).toBeInstanceOf(ContractViolation);
  });

  it('names field and value of a bad input and calls nobody', async () => {
    const before = (await control.log({ tenant: 'north' })).length;
    const error = await failure((await adapter()).call(request({ input: { ...change, ordered: -3 } })));
    expect(error).toBeInstanceOf(ContractViolation);
    expect((error as Error).message).toMatch(/the input of supplier-portal\.sendOrderChange .*ordered = -3/);
    expect(await control.log({ tenant: 'north' })).toHaveLength(before);
  });

  it.each(['recall', 'constructor', '__proto__'])(
    'refuses the unknown operation %s and names those there are',
    async (operation) => {
      const error = await failure((await adapter()).call(request({ operation })));
      expect(error).toBeInstanceOf(ContractViolation);
      expect((error as Error).message).toContain('use one of lookUpConfirmations, sendReceivingAdvice');
    },
  );

  it('needs a tenant that has the system', async () => {
    const error = await failure((await adapter()).call(request({ job: { ...job, tenantId: 'south' } })));
    expect(error).toBeInstanceOf(NotFound);
    expect((error as Error).message).toContain('tenant south has no systems.supplier-portal');
  });

  it.each([`tallyflow/local/south/${SYSTEM}`, 'tallyflow/local/north/erp', SYSTEM])(
    'never uses the secret %s of somebody else',
    async (secretName) => {
      const error = await failure((await adapter({ secretName })).call(request()));
      expect(error).toBeInstanceOf(ContractViolation);
      expect(await effects()).toEqual({});
    },
  );
});

describe('an answer that breaks its contract', () => {
  it('of a lookup is refused, with a case', async () => {
    const { call, cases } = await adapter({
      fetch: answering({ confirmations: [{ poId: 'PO-1', confirmed: 'many' }] }),
    });
    const error = await failure(call(lookUp));
    expect(error).toBeInstanceOf(AdapterRejected);
    expect((error as Error).message).toMatch(/breaks contract: .*confirmations\.0\.confirmed = "many"/);
    expect(await cases('receiving:ASN-1')).toMatchObject([{ class: 'INTEGRATION_REJECTED', severity: 'S3' }]);
  });

  it('of a write may hide an effect, so it is tried again with the same key', async () => {
    const { call, cases } = await adapter({ fetch: answering({ id: 1 }) });
    const error = await failure(call(request()));
    expect(error).toBeInstanceOf(AdapterUnavailable);
    expect((error as Error).message).toContain('tried again with the same key');
    expect(await cases('receiving:ASN-1')).toEqual([]);
  });
});

describe('a refused call', () => {
  const rejected = async (made = request()) => {
    await control.fault({ kind: 'error', status: 403 });
    const system = await adapter();
    return { ...system, error: await failure(system.call(made)) };
  };

  it('opens a case with the request and the answer beside it', async () => {
    const { error, cases, document } = await rejected();
    expect(error).toBeInstanceOf(AdapterRejected);
    const [kase] = await cases('receiving:ASN-1');
    expect(kase).toMatchObject({
      class: 'INTEGRATION_REJECTED',
      severity: 'S2',
      owner: 'integration-admin',
      site: 'DC1',
      processId: 'receiving:ASN-1',
    });
    const link = kase?.links.find(({ kind }) => kind === 'request-and-answer');
    expect(await document(link?.id ?? '')).toMatchObject({
      system: SYSTEM,
      operation: 'sendOrderChange',
      request: { body: change },
      answer: { status: 403 },
    });
  });

  it('is told to the bus together with its case', async () => {
    const { events } = await rejected();
    expect((await events()).map(({ type, data }) => [type, data])).toMatchObject([
      ['CaseOpened', { class: 'INTEGRATION_REJECTED' }],
      [
        'CallFailed',
        { adapter: SYSTEM, operation: 'sendOrderChange', processId: 'receiving:ASN-1', status: '403' },
      ],
    ]);
    for (const event of await events())
      expect(catalog.get(event.type)?.event.safeParse(event).success).toBe(true);
  });

  it('opens no second case while the first is open, and the next one after it was resolved', async () => {
    const { call, cases, documents, resolveCases } = await rejected();
    await failure(call(request()));
    expect(await cases('receiving:ASN-1')).toHaveLength(1);
    const evidence = await documents.list('tenants/north/rejected-calls/');
    await resolveCases('receiving:ASN-1');
    await failure(call(request()));
    expect((await cases('receiving:ASN-1')).map(({ state }) => state).sort()).toEqual(['OPEN', 'RESOLVED']);
    expect(await documents.list('tenants/north/rejected-calls/')).toHaveLength(evidence.length + 1);
  });

  it('never counts against the circuit', async () => {
    const { call, stores } = await rejected();
    for (let n = 0; n < 6; n += 1) await failure(call(request()));
    expect(await stores.circuits.read(tenantScope('north'), SYSTEM)).toMatchObject({
      state: 'closed',
      failures: [],
    });
  });

  it('shows the token nowhere: not in errors, logs, events, cases or documents', async () => {
    const secret = 'very-secret-token-42';
    const echo: typeof fetch = async (_url, init) =>
      Response.json({ detail: `bad ${new Headers(init?.headers).get('authorization')}` }, { status: 400 });
    const system = await adapter({ token: secret, fetch: echo });
    const error = (await failure(system.call(request()))) as AdapterRejected;
    const unavailable = await adapter({
      token: secret,
      fetch: async () => Response.json({ echoed: secret }, { status: 500 }),
    });
    const second = (await failure(unavailable.call(request()))) as AdapterUnavailable;
    const odd = await adapter({ token: secret, fetch: answering({ confirmations: secret }) });
    const third = (await failure(odd.call(lookUp))) as AdapterRejected;
    expect(printed.join('')).toContain('call refused for good');
    expect(printed.join('')).toContain('call failed and may be tried again');
    const shown = async ({ events, cases, documents, document }: typeof system) => [
      await events(),
      await cases('receiving:ASN-1'),
      await Promise.all((await documents.list('')).map(document)),
    ];
    const everything = [
      ...[error, second, third].map(({ message, stack, cause }) => [message, stack, String(cause)]),
      error.exchange,
      third.exchange,
      printed,
      ...(await Promise.all([system, unavailable, odd].map(shown))),
    ];
    expect(JSON.stringify(everything)).toContain('[removed]');
    expect(JSON.stringify(everything)).not.toContain(secret);
  });
});

describe('the count of calls', () => {
  const counted = async (system: Awaited<ReturnType<typeof adapter>>) =>
    (await system.events()).filter(({ type }) => type === 'CallsCounted').map(({ data }) => data);

  it('is kept in memory while calls are answered, and told with the first call after a minute', async () => {
    const system = await adapter();
    await system.call(lookUp);
    system.clock.advance(59_999);
    await system.call(lookUp);
    expect(await system.events()).toEqual([]);
    system.clock.advance(1);
    await system.call(lookUp);
    expect(await counted(system)).toEqual([
      {
        adapter: SYSTEM,
        from: '2026-03-02T08:00:00.000Z',
        to: '2026-03-02T08:00:59.999Z',
        calls: 2,
        failed: 0,
      },
    ]);
  });

  it('is told at once when a call fails, with the answered ones before it', async () => {
    const system = await adapter();
    await system.call(lookUp);
    await control.fault({ kind: 'error', status: 500, times: 1 });
    expect(await failure(system.call(lookUp))).toBeInstanceOf(AdapterUnavailable);
    expect(await counted(system)).toMatchObject([{ calls: 2, failed: 1 }]);
  });

  it('counts a refusal as an answer, and a call that an open circuit held back not at all', async () => {
    const system = await adapter();
    await control.fault({ kind: 'error', status: 409, times: 1 });
    expect(await failure(system.call(request()))).toBeInstanceOf(AdapterRejected);
    await control.fault({ kind: 'error', status: 500 });
    for (let n = 0; n < 6; n += 1) await failure(system.call(lookUp));
    expect(await counted(system)).toMatchObject([
      { calls: 2, failed: 1 },
      ...Array(4).fill({ calls: 1, failed: 1 }),
    ]);
  });
});

describe('the circuit', () => {
  const down = async () => {
    await control.fault({ kind: 'error', status: 500 });
    const system = await adapter();
    for (let n = 0; n < 5; n += 1)
      expect(await failure(system.call(lookUp))).toBeInstanceOf(AdapterUnavailable);
    return system;
  };
  const calls = async () => (await control.log({ tenant: 'north' })).length;
  const turnsOf = async (system: Awaited<ReturnType<typeof adapter>>) =>
    (await system.events()).filter(({ type }) => type.startsWith('Circuit'));

  it('opens at the fifth failure: later calls are not made', async () => {
    const system = await down();
    const { call } = system;
    const before = await calls();
    const error = await failure(call(request()));
    expect(error).toBeInstanceOf(CircuitOpen);
    expect((error as Error).message).toContain('until 2026-03-02T08:00:30.000Z');
    expect(await calls()).toBe(before);
    expect((await turnsOf(system)).map(({ type, data }) => [type, data])).toEqual([
      ['CircuitOpened', { adapter: SYSTEM, failures: 5, openUntil: '2026-03-02T08:00:30.000Z' }],
    ]);
  });

  it('lets one of two concurrent calls probe after 30 s and closes when it is answered', async () => {
    const system = await down();
    const { call, clock } = system;
    await control.clearFaults();
    clock.advance(30_000);
    const before = await calls();
    const tries = await Promise.allSettled([call(lookUp), call(lookUp)]);
    expect(tries.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(tries.find((entry) => entry.status === 'rejected')?.reason).toBeInstanceOf(CircuitOpen);
    expect(await calls()).toBe(before + 1);
    expect((await turnsOf(system)).map(({ type }) => type)).toEqual(['CircuitOpened', 'CircuitClosed']);
    expect(await call(request())).toEqual({ messageId: 'MSG-000001' });
  });

  it('opens again when the probe fails', async () => {
    const system = await down();
    const { call, clock } = system;
    clock.advance(30_000);
    expect(await failure(call(lookUp))).toBeInstanceOf(AdapterUnavailable);
    expect(await failure(call(lookUp))).toBeInstanceOf(CircuitOpen);
    expect((await turnsOf(system)).map(({ type, sequence }) => [type, sequence])).toEqual([
      ['CircuitOpened', 5],
      ['CircuitOpened', 7],
    ]);
  });

  it('closes when the probe is refused: the system answers', async () => {
    const { call, clock } = await down();
    await control.clearFaults();
    await control.fault({ kind: 'error', status: 409, times: 1 });
    clock.advance(30_000);
    expect(await failure(call(request()))).toBeInstanceOf(AdapterRejected);
    expect(await call(lookUp)).toBeDefined();
  });

  it('honors a long Retry-After: nobody calls before it has passed', async () => {
    await control.fault({ kind: 'rate-limit', retryAfter: 45, times: 1 });
    const { call, clock } = await adapter();
    expect(await failure(call(request()))).toBeInstanceOf(AdapterUnavailable);
    clock.advance(44_999);
    expect(await failure(call(request()))).toBeInstanceOf(CircuitOpen);
    clock.advance(1);
    expect(await call(request())).toEqual({ messageId: 'MSG-000001' });
  });
});
