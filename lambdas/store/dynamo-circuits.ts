import type { DynamoContext, Key } from './dynamo-context.ts';
import { get } from './dynamo-read.ts';
import { atVersion, write } from './dynamo-write.ts';
import { key } from './keys.ts';
import type { CircuitRow, CircuitStore, TenantScope } from './ports.ts';
import { closedCircuit } from './versioned-row.ts';

const table = 'tenants';

/** Circuit states on DynamoDB, beside the document that names the tenant's systems. */
export function dynamoCircuits(context: DynamoContext): CircuitStore {
  return {
    async read(tenant, system) {
      const item = await get(context, table, circuitKey(tenant, system));
      if (item === undefined) return closedCircuit();
      const { pk, sk, ...row } = item;
      return row as unknown as CircuitRow;
    },

    async write(tenant, system, { state, failures, openUntil }, expectedVersion) {
      const put = { ...circuitKey(tenant, system), state, failures, openUntil, version: expectedVersion + 1 };
      const outcome = await write(context, `circuit of ${system}`, [
        { table, put, ...atVersion(expectedVersion) },
      ]);
      return outcome.kind === 'written';
    },
  };
}

function circuitKey(tenant: TenantScope, system: string): Key {
  return { pk: key('T', tenant, 'SYS', system), sk: 'CIRCUIT' };
}
