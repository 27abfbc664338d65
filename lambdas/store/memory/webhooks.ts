import { readCursor, writeCursor } from '../cursor.ts';
import { instant, key, keyPrefix } from '../keys.ts';
import type { TenantScope } from '../ports.ts';
import type { WebhookDelivery, WebhookEndpoint, WebhookStore } from '../webhooks.ts';
import { copy, sortedBy } from './rows.ts';

/** Webhook endpoints and deliveries in memory. */
export function memoryWebhooks(): WebhookStore {
  const endpoints = new Map<string, { readonly tenant: TenantScope; readonly row: WebhookEndpoint }>();
  const deliveries = new Map<string, { readonly tenant: TenantScope; readonly row: WebhookDelivery }>();

  /** Writes a row over the version before it, and says whether that was the one that stood. */
  const replace = <Row extends { readonly version: number }>(
    rows: Map<string, { readonly tenant: TenantScope; readonly row: Row }>,
    id: string,
    tenant: TenantScope,
    row: Row,
    expectedVersion: number,
  ): boolean => {
    if ((rows.get(id)?.row.version ?? 0) !== expectedVersion) return false;
    rows.set(id, { tenant, row: copy(row) });
    return true;
  };
  const endpointId = (tenant: TenantScope, id: string) => key(tenant, id);
  const deliveryId = (tenant: TenantScope, endpoint: string, message: string) =>
    key(tenant, endpoint, message);

  return {
    addEndpoint: async (tenant, row) =>
      replace(endpoints, endpointId(tenant, row.endpointId), tenant, row, 0),
    endpoint: async (tenant, id) => copy(endpoints.get(endpointId(tenant, id))?.row),
    endpoints: async (tenant) => {
      const own = [...endpoints.values()].flatMap((one) => (one.tenant === tenant ? [one.row] : []));
      return sortedBy(own, (row) => row.endpointId).map(copy);
    },
    changeEndpoint: async (tenant, row) =>
      replace(endpoints, endpointId(tenant, row.endpointId), tenant, row, row.version - 1),
    async removeEndpoint(tenant, id) {
      endpoints.delete(endpointId(tenant, id));
    },

    addDelivery: async (tenant, row) =>
      replace(deliveries, deliveryId(tenant, row.endpointId, row.messageId), tenant, row, 0),
    delivery: async (tenant, endpoint, message) =>
      copy(deliveries.get(deliveryId(tenant, endpoint, message))?.row),
    async deliveries(tenant, endpoint, { limit, cursor }) {
      const prefix = keyPrefix(['T', tenant], '');
      const before = cursor === undefined ? undefined : readCursor(cursor, prefix).order;
      const own = [...deliveries.values()].flatMap((one) =>
        one.tenant === tenant && one.row.endpointId === endpoint ? [one.row] : [],
      );
      const left = sortedBy(own, (row) => row.messageId)
        .reverse()
        .filter(({ messageId }) => before === undefined || messageId < before);
      const rows = left.slice(0, limit).map(copy);
      const last = rows.at(-1);
      if (last === undefined || left.length <= limit) return { rows };
      return { rows, cursor: writeCursor({ pk: prefix, sk: '', order: last.messageId }) };
    },
    changeDelivery: async (tenant, row) =>
      replace(deliveries, deliveryId(tenant, row.endpointId, row.messageId), tenant, row, row.version - 1),
    async dueDeliveries(now, limit) {
      const due = [...deliveries.values()].filter(
        ({ row }) => row.dueAt !== undefined && instant(row.dueAt) <= instant(now),
      );
      return sortedBy(due, ({ row }) => `${instant(row.dueAt ?? now)}\n${row.messageId}`)
        .slice(0, limit)
        .map(({ tenant, row: { endpointId: endpoint, messageId } }) => ({
          tenant,
          endpointId: endpoint,
          messageId,
        }));
    },
  };
}
