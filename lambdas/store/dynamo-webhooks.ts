import { type DynamoContext, expiry, type Item, type Key } from './dynamo-context.ts';
import { collect, get, query, queryPage, queryShards } from './dynamo-read.ts';
import { atVersion, type Write, write } from './dynamo-write.ts';
import { components, instant, key, keyPrefix, shardKey, shardKeys } from './keys.ts';
import { type Packed, pack, unpack } from './packed.ts';
import { type TenantScope, tenantScope } from './ports.ts';
import { webhooksByDue } from './schema.ts';
import {
  DELIVERIES_KEPT_DAYS,
  type WebhookDelivery,
  type WebhookEndpoint,
  type WebhookStore,
} from './webhooks.ts';

const table = 'intake';
const DUE = 'WEBHOOKS';

/** Webhook endpoints and deliveries on DynamoDB; deliveries expire by themselves. */
export function dynamoWebhooks(context: DynamoContext): WebhookStore {
  const written = async (what: string, one: Write) => (await write(context, what, [one])).kind === 'written';
  return {
    addEndpoint: (tenant, endpoint) =>
      written(`adding webhook ${endpoint.endpointId}`, endpointWrite(tenant, endpoint, 0)),

    async endpoint(tenant, endpointId) {
      const item = await get(context, table, endpointKey(tenant, endpointId));
      return item && unpack<WebhookEndpoint>(item.row as Packed);
    },

    async endpoints(tenant) {
      const items = await collect(query(context, { table, pk: key('T', tenant, 'WEBHOOKS') }));
      return items.map((item) => unpack<WebhookEndpoint>(item.row as Packed));
    },

    changeEndpoint: (tenant, endpoint) =>
      written(
        `changing webhook ${endpoint.endpointId}`,
        endpointWrite(tenant, endpoint, endpoint.version - 1),
      ),

    async removeEndpoint(tenant, endpointId) {
      await write(context, `removing webhook ${endpointId}`, [
        { table, remove: endpointKey(tenant, endpointId) },
      ]);
    },

    addDelivery: (tenant, delivery) =>
      written(`adding message ${delivery.messageId}`, deliveryWrite(context, tenant, delivery, 0)),

    async delivery(tenant, endpointId, messageId) {
      const item = await get(context, table, deliveryKey(tenant, endpointId, messageId));
      return item && deliveryOf(item);
    },

    async deliveries(tenant, endpointId, page) {
      const range = { table, pk: deliveryKey(tenant, endpointId, 'any').pk, descending: true } as const;
      const found = await queryPage(context, range, keyPrefix(['T', tenant], ''), page);
      return { ...found, rows: found.rows.map(deliveryOf) };
    },

    changeDelivery: (tenant, delivery) =>
      written(
        `changing message ${delivery.messageId}`,
        deliveryWrite(context, tenant, delivery, delivery.version - 1),
      ),

    async dueDeliveries(now, limit) {
      const items = await queryShards(context, table, webhooksByDue, shardKeys(DUE), limit, instant(now));
      return items.map(({ pk, sk }) => {
        const [, tenant = '', , endpointId = ''] = components(pk);
        return { tenant: tenantScope(tenant), endpointId, messageId: sk };
      });
    },
  };
}

function endpointWrite(tenant: TenantScope, row: WebhookEndpoint, expectedVersion: number): Write {
  const put = { ...endpointKey(tenant, row.endpointId), version: row.version, row: pack(row) };
  return { table, put, ...atVersion(expectedVersion) };
}

function deliveryWrite(
  context: DynamoContext,
  tenant: TenantScope,
  row: WebhookDelivery,
  expectedVersion: number,
): Write {
  const put = {
    ...deliveryKey(tenant, row.endpointId, row.messageId),
    version: row.version,
    row: pack(row),
    expiresAt: expiry(context, row.createdAt, DELIVERIES_KEPT_DAYS),
    ...(row.dueAt === undefined
      ? {}
      : { duePk: shardKey(DUE, tenant, row.messageId), dueSk: instant(row.dueAt) }),
  };
  return { table, put, ...atVersion(expectedVersion) };
}

function deliveryOf(item: Item): WebhookDelivery {
  return unpack<WebhookDelivery>(item.row as Packed);
}

function endpointKey(tenant: TenantScope, endpointId: string): Key {
  return { pk: key('T', tenant, 'WEBHOOKS'), sk: key(endpointId) };
}

/** Message ids hold nothing a key would escape. */
function deliveryKey(tenant: TenantScope, endpointId: string, messageId: string): Key {
  return { pk: key('T', tenant, 'WEBHOOK', endpointId), sk: key(messageId) };
}
