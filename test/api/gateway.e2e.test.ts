import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { SFNClient, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { ProblemError, TallyflowClient } from '../../api/client.ts';
import { opaqueId } from '../../lambdas/api/opaque-id.ts';
import { tenantScope } from '../../lambdas/store/ports.ts';
import { openCase } from '../../lambdas/work/cases.ts';
import { namesOf } from '../../lib/names.ts';
import { localCredentials } from '../../local/credentials.ts';
import { type RunningIssuer, startIssuer } from '../../local/issuer/issuer.ts';
import type { StageRuntime } from '../../local/stage-runtime.ts';
import { connectTo } from '../../scripts/ops/connect.ts';
import { eventually } from '../support/eventually.ts';
import { identityOf, tenantDocument } from '../support/tenant.ts';

/** The front door on the real stacks: gateway, functions, tables, bus and an issuer whose keys are fetched over HTTP. */
const TENANT = 'gateway-retail';
const tenant = tenantScope(TENANT);
const site = 'dc1';
let stage: StageRuntime;
let issuer: RunningIssuer;
let base: string;
const tokens = new Map<string, string>();

beforeAll(async () => {
  const endpoint = inject('awsEndpoint');
  stage = await connectTo(endpoint);
  base = `${endpoint}/_aws/execute-api/tallyflow/local`;
  const document = tenantDocument(TENANT, {
    partners: [
      { partnerId: 'acorn', supplierId: 'SUP-ACORN', formats: ['csv'], strictCheckDigits: false },
      { partnerId: 'bright', supplierId: 'SUP-BRIGHT', formats: ['csv'], strictCheckDigits: false },
    ],
    members: [
      { userId: 'sue', roles: ['supervisor', 'inventory-manager'], sites: [site] },
      { userId: 'vic', roles: ['viewer'], sites: ['elsewhere'] },
      { userId: 'ida', roles: ['inventory-manager'], sites: ['*'] },
      { userId: 'dora', roles: ['dc-manager'], sites: ['*'] },
      { userId: 'iris', roles: ['integration-admin'], sites: ['*'] },
    ],
    clients: [
      {
        clientId: 'gateway-wms',
        roles: ['service'],
        sites: ['*'],
        scopes: ['events:write', 'inventory:read', 'inventory:write', 'files:read', 'files:write'],
      },
    ],
    cutover: [{ process: 'cycle-count', site, level: 'act' }],
    inboundWebhooks: [
      {
        endpoint: 'desk',
        partnerId: 'acorn',
        events: [
          {
            type: 'CountRequested',
            site,
            subject: '$.id',
            data: { countId: '$.id', sku: '$.item', trigger: 'MANUAL', requestedBy: 'acorn' },
          },
        ],
      },
    ],
  });
  issuer = await startIssuer({ audience: namesOf('local').audience, tenants: [document] });
  const identity = identityOf(issuer.url);
  await stage.stores.tenants.apply(tenant, { ...document, identity }, stage.clock());
  for (const as of ['sue', 'vic', 'ida', 'dora', 'iris', 'gateway-wms'])
    tokens.set(as, await issuer.token({ tenant: TENANT, as }));
});
afterAll(() => issuer.stop());

const call = async (
  as: string | undefined,
  method: string,
  place: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
) => {
  const answer = await fetch(`${base}${place}`, {
    method,
    headers: {
      ...(as === undefined ? {} : { authorization: `Bearer ${tokens.get(as)}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever was answered
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as any };
};

describe('the gateway', () => {
  it('lets nobody in without a token, and says so as a problem', async () => {
    const { status, headers, body } = await call(undefined, 'GET', `/v1/inventory/${site}/OATS`);
    expect([status, headers.get('content-type')]).toEqual([401, 'application/problem+json']);
    expect(body.type).toBe('urn:tallyflow:problem:unauthenticated');
  });

  it('answers what is granted, with version, limits and correlation', async () => {
    const { status, headers, body } = await call('sue', 'GET', `/v1/inventory/${site}/OATS`, undefined, {
      'x-correlation-id': 'look-1',
    });
    expect([status, body.sku, body.free]).toEqual([200, 'OATS', 0]);
    expect(headers.get('etag')).toMatch(/^"v\d+"$/);
    expect(headers.get('ratelimit')).toMatch(/^"minute";r=\d+;t=\d+$/);
    expect(headers.get('x-correlation-id')).toBe('look-1');
    expect((await call('vic', 'GET', `/v1/inventory/${site}/OATS`)).status).toBe(403);
    expect((await call('gateway-wms', 'GET', `/v1/tasks?site=${site}`)).status).toBe(403);
  });

  it('takes items with any character an identifier may have', async () => {
    const sku = 'A/B:C.1';
    const { status, body } = await call('sue', 'GET', `/v1/inventory/${site}/${encodeURIComponent(sku)}`);
    expect([status, body.sku]).toEqual([200, sku]);
  });

  it('starts a process by what somebody tells, shows it, and sets it going again after its execution died', async () => {
    const countId = 'CNT-GATEWAY-1';
    const request = {
      site,
      data: { countId, sku: 'OATS', trigger: 'MANUAL', requestedBy: 'gateway-wms' },
    };
    const key = { 'idempotency-key': 'ask-1' };
    const first = await call('gateway-wms', 'POST', '/v1/count-requests', request, key);
    expect(first.status).toBe(202);
    const again = await call('gateway-wms', 'POST', '/v1/count-requests', request, key);
    expect([again.body, again.headers.get('idempotent-replayed')]).toEqual([first.body, 'true']);

    const id = opaqueId(`cycle-count:${countId}`);
    const shown = async () => call('sue', 'GET', `/v1/processes/${id}`);
    await eventually(async () => expect((await shown()).status).toBe(200), 60_000);
    const row = await stage.stores.processes.get(tenant, `cycle-count:${countId}`);
    const sfn = new SFNClient({ ...localCredentials, endpoint: inject('awsEndpoint') });
    const running = await call('sue', 'POST', `/v1/processes/${id}/resume`, undefined, {
      'idempotency-key': 'r-0',
    });
    expect([running.status, running.body.detail]).toEqual([409, expect.stringContaining('is RUNNING')]);

    await sfn.send(
      new StopExecutionCommand({ executionArn: row?.executionArn, error: 'Test', cause: 'stopped' }),
    );
    await eventually(async () => {
      const { body } = await shown();
      // The retailer has no ERP, which may be a case of its own by then.
      expect(body.cases).toContainEqual(
        expect.objectContaining({ class: 'EXECUTION_FAILED', state: 'OPEN' }),
      );
    }, 60_000);
    const resumed = await call('sue', 'POST', `/v1/processes/${id}/redrive`, undefined, {
      'idempotency-key': 'r-1',
    });
    expect(resumed).toMatchObject({ status: 202, body: { how: 'resumed' } });
    const timeline = await call('sue', 'GET', `/v1/processes/${id}/timeline`);
    expect(timeline.body.items.map(({ name }: { name: string }) => name)).toContain('ResumeProcess');
    const after = await stage.stores.processes.get(tenant, `cycle-count:${countId}`);
    expect(after?.executionArn).toBe(`${row?.executionArn}-r1`);
  });
});

describe('stock', () => {
  it('is held for a cart, and free again once the cart is emptied', async () => {
    await stage.stores.inventory.post(
      tenant,
      {
        ...{ site, documentId: 'RCV-GATEWAY', processId: 'receiving:gateway', reasonCode: 'RECEIPT' },
        ...{ actor: 'test', at: stage.clock() },
        movements: [{ effectKey: 'gateway#in', sku: 'RYE', quantity: 5, from: null, to: 'available' }],
      },
      () => [],
    );
    const cart = { site, orderId: 'CART-1', lines: [{ orderLineId: 'CART-1/1', sku: 'RYE', quantity: 4 }] };
    const held = await call('gateway-wms', 'POST', '/v1/reservations', cart, { 'idempotency-key': 'cart-1' });
    expect(held).toMatchObject({ status: 201, body: { state: 'HELD' } });
    const ask = { lines: [{ sku: 'RYE', quantity: 2, site }] };
    const short = await call('gateway-wms', 'POST', '/v1/availability/check', ask);
    expect(short.body.lines[0].sites).toEqual([{ site, available: 1 }]);
    const place = `/v1/reservations/${held.body.id}/cancel`;
    const ended = await call(
      'gateway-wms',
      'POST',
      place,
      { reason: 'emptied' },
      { 'idempotency-key': 'cart-1-x' },
    );
    expect(ended).toMatchObject({ status: 200, body: { state: 'CANCELED' } });
    const there = await call('gateway-wms', 'POST', '/v1/availability/check', ask);
    expect(there.body.lines[0].sites).toMatchObject([{ site, available: 5, confidence: 'HIGH' }]);
  });
});

describe('a job', () => {
  it('is carried out by its own function, item by item', async () => {
    const { row } = await openCase({ ...stage, newId: randomUUID }, tenant, {
      ...{ class: 'NOTICE_TOO_LATE', site, subject: 'job-1', summary: 'It came too late.', links: [] },
    });
    const question = {
      operation: 'resolveCase',
      items: [row.caseId, 'case-nobody-opened'],
      body: { rootCause: 'carrier', resolution: 'A new window was agreed.' },
    };
    const { digest } = (await call('sue', 'POST', '/v1/jobs/preview', question)).body;
    const asked = { ...question, reason: 'One strike held them up.', digest };
    const started = await call('sue', 'POST', '/v1/jobs', asked, { 'idempotency-key': 'job-1' });
    expect(started).toMatchObject({ status: 202, body: { items: 2 } });
    await eventually(async () => {
      const { body } = await call('sue', 'GET', `/v1/jobs/${started.body.jobId}`);
      expect(body).toMatchObject({
        state: 'FINISHED',
        results: [
          { item: row.caseId, outcome: 'DONE' },
          { outcome: 'REFUSED', type: 'urn:tallyflow:problem:not-found' },
        ],
      });
    }, 60_000);
    expect(await stage.stores.work.case(tenant, row.caseId)).toMatchObject({
      state: 'RESOLVED',
      resolvedBy: 'sue',
    });
  });
});

describe('a rule', () => {
  it('is changed by two people', async () => {
    const shown = await call('ida', 'GET', '/v1/rules/cycle-count');
    const proposal = { value: { lowStock: 7 }, reason: 'Fewer counts before the peak.' };
    const headers = { 'if-match': shown.headers.get('etag') ?? '', 'idempotency-key': 'rule-1' };
    const made = await call('ida', 'POST', '/v1/rules/cycle-count/proposals', proposal, headers);
    expect(made).toMatchObject({ status: 201, body: { state: 'OPEN' } });
    const place = `/v1/rule-proposals/${made.body.id}/approval`;
    expect((await call('ida', 'POST', place, {}, { 'idempotency-key': 'rule-1-a' })).status).toBe(403);
    const approved = await call('dora', 'POST', place, {}, { 'idempotency-key': 'rule-1-b' });
    expect(approved).toMatchObject({ status: 200, body: { state: 'APPROVED', settledBy: 'dora' } });
    expect((await call('ida', 'GET', '/v1/rules/cycle-count')).body).toMatchObject({
      ...{ value: { lowStock: 7 }, version: approved.body.appliedAs },
    });
  });
});

describe('webhooks', () => {
  it('tell a receiver what happens, signed, and take what a partner says in its own words', async () => {
    const heard: { headers: Record<string, string>; body: string }[] = [];
    const server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const headers = request.headers as Record<string, string>;
        heard.push({ headers, body: Buffer.concat(parts).toString() });
        response.writeHead(204).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
      const asked = { url, topics: ['CountRequested'] };
      const made = await call('iris', 'POST', '/v1/webhooks', asked, { 'idempotency-key': 'hook-1' });
      expect(made.status).toBe(201);
      const { body } = await call('iris', 'GET', `/v1/webhooks/${made.body.id}/secrets`);
      const receiver = new Webhook(body.secrets[0].secret);

      const inbound = await call('iris', 'GET', '/v1/inbound-webhooks/desk/secrets');
      const said = JSON.stringify({ id: 'CNT-HOOK-1', item: 'RYE' });
      const at = new Date();
      const answer = await fetch(`${base}/v1/webhooks/in/${TENANT}/desk`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'webhook-id': 'said-1',
          'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
          'webhook-signature': new Webhook(inbound.body.secrets[0].secret).sign('said-1', at, said),
        },
        body: said,
      });
      expect([answer.status, await answer.json()]).toMatchObject([202, { outcome: 'accepted' }]);
      await eventually(async () => {
        const told = heard.map(({ headers, body: text }) => receiver.verify(text, headers));
        expect(told).toContainEqual(
          expect.objectContaining({
            type: 'CountRequested',
            data: expect.objectContaining({ countId: 'CNT-HOOK-1', sku: 'RYE' }),
          }),
        );
      }, 60_000);
      await eventually(async () => {
        const log = await call('iris', 'GET', `/v1/webhooks/${made.body.id}/deliveries`);
        expect(log.body.items).toContainEqual(expect.objectContaining({ state: 'delivered' }));
      }, 60_000);
      const forged = await call(undefined, 'POST', `/v1/webhooks/in/${TENANT}/desk`, { id: 'CNT-HOOK-2' });
      expect(forged.status).toBe(401);
    } finally {
      server.close();
    }
  });
});

describe('files', () => {
  const content = `asnId,shipTo,shippedAt,dueAt,poId,sku,quantity,uom
N-GATEWAY-1,${site},2026-03-01,2026-03-03,PO-1,OATS,12,EA
`;

  it('sent by the API and put to an address have their reports by the same id', async () => {
    const client = new TallyflowClient({
      endpoint: base,
      token: async () => tokens.get('gateway-wms') ?? '',
    });
    const sent = await client.uploadFile(
      { partnerId: 'acorn', name: 'sent.csv', content },
      { idempotencyKey: 'f-1' },
    );
    const asked = {
      partnerId: 'acorn',
      name: 'put.csv',
      contentType: 'text/csv',
      contentLength: content.length,
    };
    const { body: address } = await client.requestUpload(asked, { idempotencyKey: 'f-2' });
    const put = await fetch(address.url, {
      method: 'PUT',
      headers: { 'content-type': 'text/csv' },
      body: content,
    });
    expect(put.status).toBe(200);
    for (const { id } of [sent.body, address])
      await eventually(async () => {
        const { body } = await client.showFileReport({ id });
        expect(body).toMatchObject({
          file: { verdict: 'accepted' },
          report: { notices: [{ asnId: 'N-GATEWAY-1', lineCount: 1 }] },
        });
      }, 60_000);
    const { body: listed } = await client.listFiles({ partnerId: 'acorn' });
    expect(listed.items.map(({ name }) => name)).toEqual(expect.arrayContaining(['put.csv', 'sent.csv']));
  });
});

describe('the typed client', () => {
  const client = (as: string) =>
    new TallyflowClient({ endpoint: base, token: async () => tokens.get(as) ?? '' });

  it('gives the answer with its version, and a problem as an error', async () => {
    const { body, etag } = await client('sue').lookUpInventory({ site, sku: 'OATS' });
    expect([body.sku, etag]).toEqual(['OATS', expect.stringMatching(/^"v/)]);
    const refused = client('vic').lookUpInventory({ site, sku: 'OATS' });
    await expect(refused).rejects.toBeInstanceOf(ProblemError);
    await expect(refused).rejects.toMatchObject({ problem: { type: 'urn:tallyflow:problem:forbidden' } });
  });

  it('asks the control tower', async () => {
    const query = `{ product(sku: "OATS") { sku positions { site onHand } } }`;
    const { body } = await client('sue').queryControlTower({ query });
    expect(body).toMatchObject({ data: { product: { sku: 'OATS' } } });
  });
});

describe('the guide', () => {
  const guide = readFileSync(new URL('../../docs/api/guide.md', import.meta.url), 'utf8');
  const examples = [...guide.matchAll(/^## (.+)\n[\s\S]*?^```ts\n([\s\S]*?)^```/gm)].map(
    ([, title = '', code = '']) => [title, code] as const,
  );

  it('has examples', () => expect(examples.length).toBeGreaterThan(3));

  it.each(examples)('runs as it stands: %s', async (_title, code) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'tallyflow-guide-'));
    const file = path.join(folder, 'example.ts');
    const client = new URL('../../api/client.ts', import.meta.url).href;
    await writeFile(file, code.replace("'./api/client.ts'", `'${client}'`));
    const { stdout } = await promisify(execFile)(process.execPath, [file], {
      env: {
        ...process.env,
        ENDPOINT: base,
        SITE: site,
        PARTNER: 'acorn',
        TOKEN: tokens.get('sue'),
        WMS_TOKEN: tokens.get('gateway-wms'),
      },
    });
    expect(stdout).not.toMatch(/two events|undefined/);
    await rm(folder, { recursive: true });
  });
});
