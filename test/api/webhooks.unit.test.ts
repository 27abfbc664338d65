import { Webhook } from 'standardwebhooks';
import { beforeEach, describe, expect, it } from 'vitest';
import { route as changeWebhook } from '../../lambdas/api/change-webhook.ts';
import { route as createWebhook } from '../../lambdas/api/create-webhook.ts';
import { route as listDeliveries } from '../../lambdas/api/list-deliveries.ts';
import { route as listWebhooks } from '../../lambdas/api/list-webhooks.ts';
import { route as receiveWebhook } from '../../lambdas/api/receive-webhook.ts';
import { route as removeWebhook } from '../../lambdas/api/remove-webhook.ts';
import { route as resendDelivery } from '../../lambdas/api/resend-delivery.ts';
import { route as rotateWebhookSecret } from '../../lambdas/api/rotate-webhook-secret.ts';
import { route as showInboundSecrets } from '../../lambdas/api/show-inbound-secrets.ts';
import { route as showWebhook } from '../../lambdas/api/show-webhook.ts';
import { route as showWebhookSecrets } from '../../lambdas/api/show-webhook-secrets.ts';
import { route as testWebhook } from '../../lambdas/api/test-webhook.ts';
import type { InboundWebhook } from '../../lambdas/domain/webhooks/mapping.ts';
import { tenantScope } from '../../lambdas/store/ports.ts';
import { acme, document, site } from '../work/support.ts';
import { type Door, frontDoor, principal, send } from './front-door.ts';

let deps: Door;
beforeEach(async () => {
  deps = await frontDoor();
  const client = { kind: 'client', roles: ['service'], scopes: ['webhooks:read', 'webhooks:write'] } as const;
  deps.principals.set('iris', principal({ subject: 'iris', roles: ['integration-admin'] }));
  deps.principals.set('shop', principal({ ...client, subject: 'shop', sites: [site] }));
  deps.principals.set('acorn', principal({ ...client, subject: 'acorn', partnerId: 'acorn' }));
  const other = { tenant: tenantScope('globex'), subject: 'gus', roles: ['tenant-admin'] } as const;
  deps.principals.set('gus', principal(other));
});

const hook = { url: 'https://hooks.example.com/in', topics: ['ReceiptPosted', 'CountAdjusted'] };
const create = (more: object = {}, as = 'iris') =>
  send(deps, createWebhook, { as, body: { ...hook, ...more } });
const secrets = async (id: string, as = 'iris') =>
  (await send(deps, showWebhookSecrets, { as, params: { id } })).body.secrets as {
    secret: string;
    until?: string;
  }[];

describe('a webhook', () => {
  it('is made without a secret in its answer, and tells its secret to its owner alone', async () => {
    const made = await create({}, 'shop');
    expect(made).toMatchObject({
      status: 201,
      body: {
        ...hook,
        topics: ['CountAdjusted', 'ReceiptPosted'],
        sites: [site],
        state: 'enabled',
        clientId: 'shop',
      },
    });
    expect(JSON.stringify(made)).not.toContain('whsec_');
    const { id } = made.body;
    const [{ secret } = { secret: '' }] = await secrets(id, 'shop');
    expect(() => new Webhook(secret)).not.toThrow();
    expect(await secrets(id, 'iris')).toEqual([{ secret }]);
    for (const as of ['acorn', 'gus'])
      expect(await send(deps, showWebhookSecrets, { as, params: { id } })).toMatchObject({ status: 404 });
  });

  it('says every topic, site and address it cannot have', async () => {
    const { status, body } = await create(
      { url: 'ftp://x', topics: ['CallFailed', 'Nothing'], sites: ['HAM1'] },
      'shop',
    );
    expect(status).toBe(422);
    expect(body.errors.map(({ field }: { field: string }) => field)).toEqual([
      'body.url',
      'body.topics.0',
      'body.topics.1',
      'body.sites.0',
    ]);
    expect(await create({}, 'acorn')).toMatchObject({
      status: 422,
      body: { errors: [{ value: 'CountAdjusted' }] },
    });
    const cloud = { ...deps, localStage: false };
    for (const url of ['http://hooks.example.com', 'https://127.0.0.1/', 'https://10.1.2.3/'])
      expect(await send(cloud, createWebhook, { as: 'iris', body: { ...hook, url } })).toMatchObject({
        status: 422,
      });
  });

  it('is listed, shown, changed and removed by its owner', async () => {
    const { id } = (await create({}, 'shop')).body;
    await create();
    expect((await send(deps, listWebhooks, { as: 'iris' })).body.items).toHaveLength(2);
    expect((await send(deps, listWebhooks, { as: 'shop' })).body.items).toMatchObject([{ id }]);
    expect((await send(deps, listWebhooks, { as: 'gus' })).body.items).toEqual([]);
    const change = (version: string, as = 'shop') =>
      send(deps, changeWebhook, {
        as,
        params: { id },
        headers: { 'if-match': version },
        body: { ...hook, topics: ['ReceiptPosted'], state: 'paused' },
      });
    expect(await change('"v2"')).toMatchObject({ status: 412 });
    expect(await change('"v1"', 'gus')).toMatchObject({ status: 404 });
    expect(await change('"v1"')).toMatchObject({
      status: 200,
      body: { state: 'paused', topics: ['ReceiptPosted'], version: 2 },
    });
    expect(await send(deps, showWebhook, { as: 'shop', params: { id } })).toMatchObject({
      headers: { etag: '"v2"' },
    });
    const remove = (as: string) =>
      send(deps, removeWebhook, { as, params: { id }, headers: { 'if-match': '"v2"' } });
    expect(await remove('acorn')).toMatchObject({ status: 404 });
    expect(await remove('shop')).toMatchObject({ status: 200 });
    expect(await send(deps, showWebhook, { as: 'shop', params: { id } })).toMatchObject({ status: 404 });
  });

  it('has two secrets while one replaces the other', async () => {
    const { id } = (await create()).body;
    const [before] = await secrets(id);
    const rotate = (key: string) =>
      send(deps, rotateWebhookSecret, {
        as: 'iris',
        params: { id },
        headers: { 'idempotency-key': key },
        body: { overlapMinutes: 60 },
      });
    const first = await rotate('r-1');
    expect(first.status).toBe(200);
    expect(JSON.stringify(first)).not.toContain('whsec_');
    expect(await rotate('r-1')).toMatchObject({ status: 200, body: { version: 2 } });
    expect(await rotate('r-2')).toMatchObject({ status: 409 });
    const both = await secrets(id);
    expect(both).toHaveLength(2);
    expect(both[1]).toEqual({ ...before, until: '2026-03-02T08:00:00.000Z' });
    deps.clock.advance(60 * 60_000);
    expect(await secrets(id)).toEqual([both[0]]);
  });

  it('is tried with a message, which can be sent again', async () => {
    const { id } = (await create()).body;
    const tried = await send(deps, testWebhook, { as: 'iris', params: { id } });
    expect(tried.status).toBe(202);
    const { messageId } = tried.body;
    const log = async (as = 'iris') => send(deps, listDeliveries, { as, params: { id } });
    expect((await log()).body.items).toMatchObject([
      { messageId, eventType: 'WebhookTested', state: 'pending' },
    ]);
    expect(await log('gus')).toMatchObject({ status: 404 });
    const [row] = (await deps.stores.webhooks.deliveries(acme, id, { limit: 1 })).rows;
    if (!row) throw new Error('no delivery');
    const { dueAt: _, ...ended } = row;
    await deps.stores.webhooks.changeDelivery(acme, { ...ended, state: 'failed', tried: 10, version: 2 });
    const again = { as: 'iris', params: { id, messageId } };
    expect(await send(deps, resendDelivery, again)).toMatchObject({
      status: 202,
      body: { messageId, state: 'pending' },
    });
    expect(await send(deps, resendDelivery, { ...again, as: 'gus' })).toMatchObject({ status: 404 });
    expect(await deps.stores.webhooks.dueDeliveries(deps.clock(), 10)).toMatchObject([
      { endpointId: id, messageId },
    ]);
  });
});

describe('a message of a partner’s system', () => {
  const inbound: InboundWebhook = {
    endpoint: 'returns-desk',
    partnerId: 'acorn',
    events: [
      {
        when: { path: '$.kind', equals: 'count' },
        type: 'CountRequested',
        site,
        subject: '$.id',
        data: { countId: '$.id', sku: '$.item', trigger: 'MANUAL', requestedBy: 'acorn' },
      },
    ],
  };
  const partner = { partnerId: 'acorn', supplierId: 'S-1', formats: [], strictCheckDigits: false };
  const apply = async (webhook: InboundWebhook, version = 2) =>
    deps.stores.tenants.apply(
      acme,
      { ...document, version, partners: [partner], inboundWebhooks: [webhook] },
      deps.clock(),
    );
  const place = { tenant: 'acme', endpoint: 'returns-desk' };
  const secretsIn = async (as = 'iris') =>
    send(deps, showInboundSecrets, { as, params: { endpoint: 'returns-desk' } });
  const said = { kind: 'count', id: 'CNT-9', item: 'OATS' };
  const hear = async (
    body: unknown = said,
    {
      secret,
      id = 'm-1',
      at = deps.clock(),
      ...more
    }: { secret?: string; id?: string; at?: string; params?: typeof place } = {},
  ) => {
    const text = JSON.stringify(body);
    const key = secret ?? (await secretsIn()).body.secrets[0].secret;
    const headers = {
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(Date.parse(at) / 1_000)),
      'webhook-signature': new Webhook(key).sign(id, new Date(at), text),
      'content-type': 'application/json',
      authorization: '',
    };
    return send(deps, receiveWebhook, { params: more.params ?? place, headers, text });
  };

  it('becomes the event its mapping says, once', async () => {
    await apply(inbound);
    const first = await hear();
    expect(first).toMatchObject({ status: 202, body: { outcome: 'accepted' } });
    expect(await hear()).toMatchObject({ body: first.body, headers: { 'idempotent-replayed': 'true' } });
    expect(deps.published).toMatchObject([
      {
        id: first.body.eventId,
        type: 'CountRequested',
        subject: 'CNT-9',
        site,
        tenantid: 'acme',
        data: { countId: 'CNT-9', sku: 'OATS' },
      },
    ]);
    expect(await hear({ ...said, item: 'RYE' })).toMatchObject({ status: 422 });
  });

  it('is kept with every problem when it fits nothing, or makes no good event', async () => {
    await apply(inbound);
    expect(await hear({ kind: 'other' })).toMatchObject({
      status: 202,
      body: { outcome: 'quarantined', problems: [{ message: expect.stringMatching(/fits no mapping/) }] },
    });
    expect(await hear({ kind: 'count', id: 'CNT-9' }, { id: 'm-2' })).toMatchObject({
      status: 202,
      body: { outcome: 'quarantined', problems: [{ field: 'data.sku' }] },
    });
    expect(await deps.documents.list('quarantine/acme/events/acorn/')).toHaveLength(2);
    expect(deps.published.map(({ type }) => type)).toEqual(['EventQuarantined', 'EventQuarantined']);
  });

  it('is refused in the same words, whatever speaks against it', async () => {
    await apply(inbound);
    const secret = (await secretsIn()).body.secrets[0].secret as string;
    const other = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
    const late = new Date(Date.parse(deps.clock()) - 301_000).toISOString();
    const answers = [
      await hear(said, { secret: other }),
      await hear(said, { secret, at: late }),
      await hear(said, { secret, params: { ...place, endpoint: 'nothing' } }),
      await hear(said, { secret, params: { ...place, tenant: 'globex' } }),
      await send(deps, receiveWebhook, { params: place, body: said }),
    ];
    for (const { status, body } of answers)
      expect([status, body.type, body.detail]).toEqual([
        401,
        'urn:tallyflow:problem:unauthenticated',
        'the signature is not accepted',
      ]);
    expect(deps.published).toEqual([]);
  });

  it('is proven by either secret while one replaces the other', async () => {
    await apply(inbound);
    const [old] = (await secretsIn()).body.secrets;
    const until = new Date(Date.parse(deps.clock()) + 60_000).toISOString();
    await apply({ ...inbound, keys: [{ generation: '2' }, { generation: '1', until }] }, 3);
    const both = (await secretsIn()).body.secrets;
    expect(both).toMatchObject([{}, { ...old, until }]);
    for (const [n, { secret }] of both.entries())
      expect(await hear(said, { secret, id: `m-${n}` })).toMatchObject({ status: 202 });
    deps.clock.advance(60_000);
    expect(await hear(said, { secret: old.secret, id: 'm-9' })).toMatchObject({ status: 401 });
  });

  it('tells its secret to the partner and the tenant, and to nobody else', async () => {
    await apply(inbound);
    expect(await secretsIn('acorn')).toMatchObject({ status: 200 });
    deps.principals.set(
      'oak',
      principal({
        kind: 'client',
        subject: 'oak',
        partnerId: 'oak',
        roles: ['service'],
        scopes: ['webhooks:read'],
      }),
    );
    for (const as of ['oak', 'gus']) expect(await secretsIn(as)).toMatchObject({ status: 404 });
    expect(await secretsIn('sue')).toMatchObject({ status: 403 });
  });
});
