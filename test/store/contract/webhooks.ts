import { beforeEach, describe, expect, it } from 'vitest';
import type { WebhookDelivery, WebhookEndpoint, WebhookStore } from '../../../lambdas/store/webhooks.ts';
import { someTenant } from '../samples.ts';
import type { MakeStores } from './make-stores.ts';

const at = '2026-03-02T08:00:00.000Z';
const soon = '2026-03-02T08:00:05.000Z';

const endpoint: WebhookEndpoint = {
  endpointId: 'ep_1',
  url: 'https://hooks.example.com/in',
  topics: ['ReceiptPosted'],
  sites: ['*'],
  state: 'enabled',
  keys: [{ generation: 'k-1' }],
  createdAt: at,
  createdBy: 'ida',
  version: 1,
};

function delivery(n: number, more: Partial<WebhookDelivery> = {}): WebhookDelivery {
  return {
    messageId: `msg_${n}`,
    endpointId: 'ep_1',
    eventId: `event-${n}`,
    eventType: 'ReceiptPosted',
    site: 'BER1',
    body: JSON.stringify({ n, note: 'x'.repeat(1_000) }),
    state: 'pending',
    createdAt: at,
    dueAt: at,
    tried: 0,
    attempts: [],
    version: 1,
    ...more,
  };
}

/** Webhook endpoints and deliveries, over any form of the store. */
export function webhookContract(makeStores: MakeStores): void {
  let webhooks: WebhookStore;
  let [northwind, harbor] = [someTenant(), someTenant()];
  beforeEach(async () => {
    webhooks = (await makeStores()).webhooks;
    // Stores on a shared database remember what earlier tests did.
    [northwind, harbor] = [someTenant(), someTenant()];
  });

  describe('an endpoint', () => {
    it('is added once, and belongs to one tenant', async () => {
      expect(await webhooks.addEndpoint(northwind, endpoint)).toBe(true);
      expect(await webhooks.addEndpoint(northwind, { ...endpoint, url: 'https://other.example' })).toBe(
        false,
      );
      expect(await webhooks.endpoint(northwind, 'ep_1')).toEqual(endpoint);
      expect(await webhooks.endpoints(northwind)).toEqual([endpoint]);
      expect(await webhooks.endpoint(harbor, 'ep_1')).toBeUndefined();
      expect(await webhooks.endpoints(harbor)).toEqual([]);
    });

    it('is changed at the version that was seen, and by nobody else', async () => {
      await webhooks.addEndpoint(northwind, endpoint);
      const paused = { ...endpoint, state: 'paused', version: 2 } as const;
      expect(await webhooks.changeEndpoint(northwind, paused)).toBe(true);
      expect(await webhooks.changeEndpoint(northwind, { ...paused, state: 'gone' })).toBe(false);
      expect(await webhooks.changeEndpoint(harbor, paused)).toBe(false);
      expect(await webhooks.endpoint(northwind, 'ep_1')).toEqual(paused);
    });

    it('is removed, and only its own tenant’s', async () => {
      await webhooks.addEndpoint(northwind, endpoint);
      await webhooks.addEndpoint(harbor, endpoint);
      await webhooks.removeEndpoint(northwind, 'ep_1');
      await webhooks.removeEndpoint(northwind, 'ep_1');
      expect(await webhooks.endpoints(northwind)).toEqual([]);
      expect(await webhooks.endpoints(harbor)).toEqual([endpoint]);
    });
  });

  describe('a delivery', () => {
    it('is added once, and belongs to one tenant and endpoint', async () => {
      expect(await webhooks.addDelivery(northwind, delivery(1))).toBe(true);
      expect(await webhooks.addDelivery(northwind, delivery(1, { eventId: 'other' }))).toBe(false);
      expect(await webhooks.delivery(northwind, 'ep_1', 'msg_1')).toEqual(delivery(1));
      expect(await webhooks.delivery(northwind, 'ep_2', 'msg_1')).toBeUndefined();
      expect(await webhooks.delivery(harbor, 'ep_1', 'msg_1')).toBeUndefined();
    });

    it('is claimed by one of those who saw the same version', async () => {
      await webhooks.addDelivery(northwind, delivery(1));
      const claims = await Promise.all(
        ['a', 'b', 'c'].map((eventId) =>
          webhooks.changeDelivery(northwind, delivery(1, { eventId, version: 2 })),
        ),
      );
      expect(claims.filter(Boolean)).toHaveLength(1);
      expect((await webhooks.delivery(northwind, 'ep_1', 'msg_1'))?.version).toBe(2);
    });

    it('is listed newest first, in pages', async () => {
      for (const n of [1, 3, 2]) await webhooks.addDelivery(northwind, delivery(n));
      await webhooks.addDelivery(northwind, delivery(4, { endpointId: 'ep_2' }));
      await webhooks.addDelivery(harbor, delivery(5));
      const first = await webhooks.deliveries(northwind, 'ep_1', { limit: 2 });
      expect(first.rows).toEqual([delivery(3), delivery(2)]);
      const cursor = first.cursor ?? '';
      expect(await webhooks.deliveries(northwind, 'ep_1', { limit: 2, cursor })).toEqual({
        rows: [delivery(1)],
      });
      await expect(webhooks.deliveries(harbor, 'ep_1', { limit: 2, cursor })).rejects.toThrow(/cursor/);
    });

    it('is due from its time on, of every tenant, until it is not', async () => {
      const own = async (now: string) =>
        (await webhooks.dueDeliveries(now, 1_000)).filter(({ tenant }) =>
          [northwind, harbor].includes(tenant),
        );
      await webhooks.addDelivery(northwind, delivery(1, { dueAt: soon }));
      await webhooks.addDelivery(harbor, delivery(2));
      const [one, two] = [
        { tenant: northwind, endpointId: 'ep_1', messageId: 'msg_1' },
        { tenant: harbor, endpointId: 'ep_1', messageId: 'msg_2' },
      ];
      expect(await own('2026-03-02T08:00:04.999Z')).toEqual([two]);
      expect(await own(soon)).toEqual([two, one]);
      const { dueAt: _, ...ended } = delivery(2, { state: 'delivered', version: 2 });
      await webhooks.changeDelivery(harbor, ended);
      expect(await own(soon)).toEqual([one]);
    });
  });
}
