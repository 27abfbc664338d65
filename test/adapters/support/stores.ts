import type { TenantDocument } from '../../../lambdas/domain/tenant.ts';
import { memoryDocuments, memoryStores } from '../../../lambdas/store/index.ts';
import { type CircuitStore, type OutboxRow, tenantScope } from '../../../lambdas/store/ports.ts';

/** Circuits in memory, with a count of what they were asked. */
export function countedCircuits(): CircuitStore & { readonly traffic: { reads: number; writes: number } } {
  const { circuits } = memoryStores();
  const traffic = { reads: 0, writes: 0 };
  return {
    traffic,
    read(tenant, system) {
      traffic.reads += 1;
      return circuits.read(tenant, system);
    },
    write(tenant, system, row, expectedVersion) {
      traffic.writes += 1;
      return circuits.write(tenant, system, row, expectedVersion);
    },
  };
}

/** What an adapter's function is given for one tenant, with ways to look at what happened. */
export async function adapterStores(document: TenantDocument) {
  const rows: OutboxRow[] = [];
  const stores = memoryStores((row) => rows.push(row));
  const documents = memoryDocuments();
  const tenant = tenantScope(document.tenantId);
  await stores.tenants.apply(tenant, document, '2026-03-01T00:00:00.000Z');
  return {
    stores,
    documents,
    document: async (key: string): Promise<unknown> => {
      const body = await documents.get(key);
      return body && JSON.parse(Buffer.from(body).toString('utf8'));
    },
    /** Events in the outbox, in the order they were made. */
    events: async () =>
      rows.flatMap(({ events }) => events).sort((one, other) => (one.id < other.id ? -1 : 1)),
    cases: (processId: string) => stores.work.casesOf(tenant, processId),
    resolveCases: async (processId: string) => {
      for (const { caseId, version } of await stores.work.casesOf(tenant, processId)) {
        await stores.work.changeCase(tenant, caseId, version, { state: 'RESOLVED' }, []);
      }
    },
  };
}
