import type { DynamoContext } from './dynamo-context.ts';
import { outboxWrites } from './dynamo-outbox.ts';
import { processPartition, stepWrite } from './dynamo-process-items.ts';
import { collect, get, query } from './dynamo-read.ts';
import { atVersion, write } from './dynamo-write.ts';
import { components, key, keyPrefix, ordinal, shardKey, shardKeys } from './keys.ts';
import { type Packed, pack, unpack } from './packed.ts';
import type { ProcessStore, TenantScope } from './ports.ts';
import { inParkingOrder, inSequence, staleChunk } from './process-row.ts';

/** What lies beside the row of a process: facts, line work by chunk, and the list of who waits for which system. */

const table = 'processes';

export function factStore(context: DynamoContext): Pick<ProcessStore, 'putFact' | 'facts'> {
  return {
    async putFact(tenant, processId, { key: factKey, sequence, body }) {
      const outcome = await write(context, `fact ${factKey} of process ${processId}`, [
        {
          table,
          put: {
            pk: processPartition(tenant, processId),
            sk: key('FACT', factKey),
            sequence,
            body: pack(body),
          },
          condition: 'attribute_not_exists(pk) OR #sequence < :sequence',
          names: { '#sequence': 'sequence' },
          values: { ':sequence': sequence },
        },
      ]);
      return outcome.kind === 'written';
    },

    async facts(tenant, processId, prefix) {
      const range = {
        table,
        pk: processPartition(tenant, processId),
        prefix: keyPrefix(['FACT'], prefix),
      } as const;
      const items = await collect(query(context, range));
      return inSequence(
        items.map((item) => ({
          key: components(item.sk)[1] ?? '',
          sequence: Number(item.sequence),
          body: unpack<unknown>(item.body as Packed),
        })),
      );
    },
  };
}

export function chunkStore(context: DynamoContext): Pick<ProcessStore, 'readChunk' | 'writeChunk'> {
  const chunkKey = (tenant: TenantScope, processId: string, chunk: number) => ({
    pk: processPartition(tenant, processId),
    sk: key('CHUNK', ordinal(chunk)),
  });
  return {
    async readChunk<Body>(tenant: TenantScope, processId: string, chunk: number) {
      const item = await get(context, table, chunkKey(tenant, processId, chunk));
      return item && { body: unpack<Body>(item.body as Packed), version: Number(item.version) };
    },

    async writeChunk(tenant, processId, chunk, body, expectedVersion, step, events = []) {
      const outcome = await write(context, `chunk ${chunk} of process ${processId}`, [
        {
          table,
          put: { ...chunkKey(tenant, processId, chunk), version: expectedVersion + 1, body: pack(body) },
          ...atVersion(expectedVersion),
        },
        // In one transaction: a chunk read again does not know anymore what led to it.
        ...(step ? [stepWrite(tenant, processId, step, events)] : outboxWrites(context, tenant, events)),
      ]);
      if (outcome.kind === 'refused') throw staleChunk(processId, chunk, expectedVersion);
    },
  };
}

export function parkStore(context: DynamoContext): Pick<ProcessStore, 'park' | 'parked' | 'unpark'> {
  // A system that is down for an hour may park a whole tenant, so its list is spread like the cross-tenant indexes.
  const parkKey = (tenant: TenantScope, system: string, processId: string) => ({
    pk: shardKey(key('T', tenant, 'PARK', system), processId),
    sk: processId,
  });
  return {
    async park(tenant, system, processId, work, at) {
      await write(context, `parking process ${processId} for ${system}`, [
        {
          table,
          key: parkKey(tenant, system, processId),
          update: `SET parkedAt = :at${work.length > 0 ? ' ADD parkedWork :work' : ''}`,
          values: { ':at': at, ...(work.length > 0 ? { ':work': new Set(work) } : {}) },
        },
      ]);
    },

    async parked(tenant, system, limit) {
      const shards = shardKeys(key('T', tenant, 'PARK', system));
      const found = await Promise.all(shards.map((pk) => collect(query(context, { table, pk, limit }))));
      const rows = found.flat().map((item) => ({
        processId: item.sk,
        work: item.parkedWork instanceof Set ? [...item.parkedWork].map(String).sort() : [],
        at: String(item.parkedAt),
      }));
      return inParkingOrder(rows).slice(0, limit);
    },

    async unpark(tenant, system, processId, at) {
      await write(context, `unparking process ${processId} from ${system}`, [
        {
          table,
          remove: parkKey(tenant, system, processId),
          condition: 'parkedAt = :at',
          values: { ':at': at },
        },
      ]);
    },
  };
}
