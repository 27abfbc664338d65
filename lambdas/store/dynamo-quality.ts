import type { DynamoContext, Key } from './dynamo-context.ts';
import { outboxWrites } from './dynamo-outbox.ts';
import { get } from './dynamo-read.ts';
import { atVersion, write } from './dynamo-write.ts';
import { key } from './keys.ts';
import { type Packed, pack, unpack } from './packed.ts';
import type { InspectionHistory, QualityStore, TenantScope } from './ports.ts';
import { noHistory, staleHistory } from './versioned-row.ts';

const table = 'inventory';

/** Inspection histories on DynamoDB, beside the stock they guard. */
export function dynamoQuality(context: DynamoContext): QualityStore {
  return {
    async history(tenant, supplierId, sku) {
      const item = await get(context, table, historyKey(tenant, supplierId, sku));
      return item
        ? {
            ...unpack<Omit<InspectionHistory, 'version'>>(item.history as Packed),
            version: Number(item.version),
          }
        : noHistory();
    },

    async record(tenant, supplierId, sku, { severity, receipts, outcomes }, expectedVersion, events) {
      const put = {
        ...historyKey(tenant, supplierId, sku),
        version: expectedVersion + 1,
        history: pack({ severity, receipts, outcomes }),
      };
      const outcome = await write(context, `inspection history of ${supplierId} ${sku}`, [
        { table, put, ...atVersion(expectedVersion) },
        ...outboxWrites(context, tenant, events),
      ]);
      if (outcome.kind === 'refused') throw staleHistory(supplierId, sku, expectedVersion);
    },
  };
}

function historyKey(tenant: TenantScope, supplierId: string, sku: string): Key {
  return { pk: key('T', tenant, 'QUAL', supplierId, sku), sk: 'HISTORY' };
}
