import { Webhook } from 'standardwebhooks';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Envelope } from '../../events/envelope.ts';
import { keysOf } from '../../lambdas/domain/webhooks/signature.ts';
import { tenantScope } from '../../lambdas/store/ports.ts';
import type { WebhookEndpoint } from '../../lambdas/store/webhooks.ts';
import { type DeliverDeps, deliverDue, deliverEvent } from '../../lambdas/webhooks/deliver.ts';
import type { Sent } from '../../lambdas/webhooks/send.ts';
import { event } from '../store/samples.ts';
import { acme, document, MONDAY, site, type World, world } from '../work/support.ts';

const minute = 60_000;
const stageKey = 'the key of a stage';
let base: World;
let answers: Sent[];
let calls: {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}[];
let published: Envelope[];
let deps: DeliverDeps;

beforeEach(async () => {
  base = await world();
  [answers, calls, published] = [[], [], []];
  deps = {
    ...base,
    random: () => 0,
    stageKey,
    publish: async (events) => void published.push(...events),
    send: async (url, message) => {
      calls.push({ url, ...message });
      return answers.shift() ?? { status: 204 };
    },
  };
});

const endpoint = (more: Partial<WebhookEndpoint> = {}): WebhookEndpoint => ({
  ...{ endpointId: 'ep-1', url: 'https://hooks.example.com/in', topics: ['ReceiptPosted'], sites: ['*'] },
  ...{ state: 'enabled', keys: [{ generation: 'k-1' }], createdAt: MONDAY, createdBy: 'ida', version: 1 },
  ...more,
});
const posted = {
  ...event(acme, 'A-event-1'),
  type: 'ReceiptPosted',
  site,
  data: { receiptId: 'R-1' },
} as Envelope;
const add = (more: Partial<WebhookEndpoint> = {}, tenant = acme) =>
  base.stores.webhooks.addEndpoint(tenant, endpoint(more));
const rows = async (endpointId = 'ep-1') =>
  (await base.stores.webhooks.deliveries(acme, endpointId, { limit: 100 })).rows;
const row = async () => (await rows())[0] ?? expect.fail('no delivery');
const sweep = async () => {
  for (const due of await base.stores.webhooks.dueDeliveries(base.clock(), 100)) await deliverDue(deps, due);
};

describe('an event', () => {
  it('reaches every webhook that asked for it, signed as the specification says', async () => {
    await add();
    await add({ endpointId: 'ep-2', topics: ['CountAdjusted'] });
    await add({ endpointId: 'ep-3', sites: ['HAM1'] });
    await add({ endpointId: 'ep-4', state: 'paused' });
    await base.stores.tenants.apply(tenantScope('globex'), { ...document, tenantId: 'globex' }, MONDAY);
    await add({}, tenantScope('globex'));
    await deliverEvent(deps, posted);
    expect(calls).toHaveLength(1);
    const [{ url, headers, body } = expect.fail('nothing was sent')] = calls;
    expect(url).toBe('https://hooks.example.com/in');
    expect(JSON.parse(body)).toEqual({
      type: 'ReceiptPosted',
      timestamp: posted.time,
      data: { receiptId: 'R-1' },
    });
    expect(headers).toMatchObject({ 'webhook-timestamp': String(Date.parse(MONDAY) / 1_000) });
    // The library reads the clock of the machine: the time it checks is ours to leave out of the signature's check.
    const [key] = keysOf(stageKey, ['acme', 'out', 'ep-1'], [{ generation: 'k-1' }]);
    const again = new Webhook(key?.secret ?? '').sign(headers['webhook-id'] ?? '', new Date(MONDAY), body);
    expect(headers['webhook-signature']).toBe(again);
    expect(await row()).toMatchObject({ state: 'delivered', tried: 1, attempts: [{ status: 204 }] });
  });

  it('told again is no second message', async () => {
    await add();
    await deliverEvent(deps, posted);
    await deliverEvent(deps, posted);
    expect(calls).toHaveLength(1);
    expect(await rows()).toHaveLength(1);
  });

  it('of a tenant nobody knows, or in shadow, is told to nobody', async () => {
    await add();
    await deliverEvent(deps, { ...posted, tenantid: 'nobody' });
    await deliverEvent(deps, { ...posted, mode: 'shadow' });
    expect(calls).toEqual([]);
  });
});

describe('a message that does not get through', () => {
  it('is tried again by the schedule under the same id, and told of when it is given up', async () => {
    await add();
    answers = Array.from({ length: 20 }, () => ({ status: 400 }));
    await deliverEvent(deps, posted);
    const waits: number[] = [];
    for (let { dueAt } = await row(); dueAt !== undefined; { dueAt } = await row()) {
      waits.push(Date.parse(dueAt) - Date.parse(base.clock()));
      base.clock.set(dueAt);
      await sweep();
    }
    const [second, hour] = [1_000, 60 * minute];
    expect(waits).toEqual([
      5 * second,
      5 * minute,
      30 * minute,
      2 * hour,
      5 * hour,
      10 * hour,
      14 * hour,
      20 * hour,
      24 * hour,
    ]);
    expect(new Set(calls.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(calls).toHaveLength(10);
    expect(await row()).toMatchObject({ state: 'failed', tried: 10 });
    expect(published).toMatchObject([
      {
        type: 'WebhookFailed',
        site,
        data: { endpointId: 'ep-1', attempts: 10, status: 400, eventType: 'ReceiptPosted' },
      },
    ]);
    await sweep();
    expect(published).toHaveLength(1);
  });

  it('waits as long as the receiver asks', async () => {
    await add();
    answers = [{ status: 400, retryAfterMs: 90_000 }];
    await deliverEvent(deps, posted);
    expect(Date.parse((await row()).dueAt ?? '') - Date.parse(base.clock())).toBe(90_000);
  });

  it('keeps why no answer came, and gets through later', async () => {
    await add();
    answers = [{ error: 'connect ECONNREFUSED' }];
    await deliverEvent(deps, posted);
    base.clock.advance(5_000);
    await sweep();
    const { state, attempts } = await row();
    expect([state, attempts]).toMatchObject([
      'delivered',
      [{ error: 'connect ECONNREFUSED' }, { status: 204 }],
    ]);
  });

  it('ends the webhook when the receiver says that it is gone', async () => {
    await add();
    answers = [{ status: 410 }];
    await deliverEvent(deps, posted);
    expect(await row()).toMatchObject({ state: 'failed' });
    expect(await base.stores.webhooks.endpoint(acme, 'ep-1')).toMatchObject({ state: 'gone', version: 2 });
    await deliverEvent(deps, { ...posted, id: 'A-event-2' });
    expect(calls).toHaveLength(1);
  });

  it('stops asking a receiver that fails again and again, without using up attempts', async () => {
    await add();
    answers = Array.from({ length: 5 }, () => ({ status: 503 }));
    for (const n of [1, 2, 3, 4, 5, 6]) await deliverEvent(deps, { ...posted, id: `A-event-${n}` });
    expect(calls).toHaveLength(5);
    const waiting = (await rows()).find(({ tried }) => tried === 0);
    expect(waiting).toMatchObject({ state: 'pending', attempts: [] });
    base.clock.set(waiting?.dueAt ?? '');
    await sweep();
    expect((await rows()).find(({ messageId }) => messageId === waiting?.messageId)).toMatchObject({
      tried: 1,
    });
  });

  it('is given up when its webhook is removed meanwhile', async () => {
    await add();
    answers = [{ status: 500 }];
    await deliverEvent(deps, posted);
    await base.stores.webhooks.removeEndpoint(acme, 'ep-1');
    base.clock.advance(minute);
    await sweep();
    expect(calls).toHaveLength(1);
    expect(published).toMatchObject([{ data: { reason: 'the webhook was removed' } }]);
  });

  it('waits while its webhook is paused, and is sent once it is enabled', async () => {
    await add({ state: 'paused' });
    await deliverEvent(deps, posted);
    base.clock.advance(minute);
    await sweep();
    expect(calls).toEqual([]);
    await base.stores.webhooks.changeEndpoint(acme, endpoint({ version: 2 }));
    base.clock.advance(10 * minute);
    await sweep();
    expect(await row()).toMatchObject({ state: 'delivered', tried: 1 });
  });

  it('is sent no more once its owner may not hear of it', async () => {
    const client = { clientId: 'app', roles: ['service' as const], sites: ['*'], scopes: [] };
    const apply = (version: number, clients: (typeof client)[]) =>
      base.stores.tenants.apply(acme, { ...document, version, clients }, base.clock());
    await apply(2, [client]);
    await add({ clientId: 'app' });
    answers = [{ status: 500 }];
    await deliverEvent(deps, posted);
    await apply(3, []);
    base.clock.advance(minute);
    await sweep();
    expect(calls).toHaveLength(1);
    expect(published).toMatchObject([{ data: { reason: 'its owner may not hear of it anymore' } }]);
  });

  it('is told of when it is given up, although the bus was away at that moment', async () => {
    await add();
    answers = [{ status: 500 }];
    await deliverEvent(deps, posted);
    await base.stores.webhooks.removeEndpoint(acme, 'ep-1');
    base.clock.advance(minute);
    const [due = expect.fail('nothing is due')] = await base.stores.webhooks.dueDeliveries(base.clock(), 10);
    const away = { ...deps, publish: async () => Promise.reject(new Error('the bus is away')) };
    await expect(deliverDue(away, due)).rejects.toThrow('away');
    await sweep();
    await sweep();
    expect(published).toHaveLength(1);
    expect(await row()).toMatchObject({ state: 'failed' });
  });

  it('keeps no other webhook from its first try, however it ends or how long it takes', async () => {
    let [now, most] = [0, 0];
    for (const n of [1, 2, 3]) await add({ endpointId: `ep-${n}`, url: `https://hooks.example.com/${n}` });
    const slow = {
      ...deps,
      send: async (url: string) => {
        now += 1;
        most = Math.max(most, now);
        await new Promise((resolve) => setImmediate(resolve));
        now -= 1;
        if (url.endsWith('1')) throw new Error('the function was killed');
        return { status: 204 };
      },
    };
    await expect(deliverEvent(slow, posted)).rejects.toThrow(/1 webhooks could not be told: .*killed/);
    expect(most).toBe(3);
    for (const n of [2, 3]) expect((await rows(`ep-${n}`))[0]).toMatchObject({ state: 'delivered' });
  });

  it('is taken over a minute after whoever tried it has died', async () => {
    await add();
    const dying = { ...deps, send: async () => Promise.reject(new Error('the function was killed')) };
    await expect(deliverEvent(dying, posted)).rejects.toThrow('killed');
    base.clock.advance(minute - 1);
    await sweep();
    expect(calls).toEqual([]);
    base.clock.advance(1);
    await sweep();
    expect(await row()).toMatchObject({ state: 'delivered', tried: 1 });
  });

  it('is tried by one of those who come at the same time', async () => {
    await add();
    answers = [{ status: 500 }];
    await deliverEvent(deps, posted);
    base.clock.advance(5_000);
    const [due = expect.fail('nothing is due')] = await base.stores.webhooks.dueDeliveries(base.clock(), 10);
    await Promise.all([deliverDue(deps, due), deliverDue(deps, due), deliverDue(deps, due)]);
    expect(calls).toHaveLength(2);
  });
});
