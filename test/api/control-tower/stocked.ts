import { InventoryDriftDetected } from '../../../events/inventory.ts';
import type { Principal } from '../../../lambdas/api/principal.ts';
import { memoryStores } from '../../../lambdas/store/memory/index.ts';
import { type Stores, type TenantScope, tenantScope } from '../../../lambdas/store/ports.ts';
import { makeEvent } from '../../../lambdas/work/events.ts';
import { movement, newCase, newProcess, posting, step } from '../../store/samples.ts';
import { tenantDocument } from '../../support/tenant.ts';
import { principal } from '../front-door.ts';

export const NOW = '2026-03-02T09:00:00.000Z';
export const acme = tenantScope('acme');
export const rival = tenantScope('rival');
const SITES = ['dc1', 'dc2', 'dc3', 'dc4', 'dc5'];

/**
 * Two tenants with the same site names and the same item. At dc1 of acme: 10 on the shelf, 4 of them for two order lines,
 * 2 damaged, 6 on order, a count that froze 3 where it found 1, a drift, an open exception with its case.
 */
export async function stockedTower(): Promise<Stores> {
  const stores = memoryStores();
  for (const tenant of [acme, rival]) {
    const [first] = tenantDocument(tenant).sites;
    const sites = SITES.map((site) => ({ ...first, site }) as NonNullable<typeof first>);
    await stores.tenants.apply(tenant, tenantDocument(tenant, { sites }), NOW);
  }
  for (const site of SITES) await receive(stores, acme, site, 10);
  await receive(stores, rival, 'dc1', 77);
  const damaged = movement('damage', { quantity: 2, to: 'damaged', lot: 'L2' });
  await stores.inventory.post(acme, posting([damaged]), () => []);
  for (const [orderLineId, quantity] of [
    ['O-1/1', 3],
    ['O-2/1', 1],
  ] as const)
    await stores.backorders.reserve(
      acme,
      { site: 'dc1', sku: 'SKU-1', orderId: orderLineId.slice(0, 3), orderLineId },
      { claim: 'plan', quantity, lots: [], kind: 'firm', at: NOW },
    );
  await stores.backorders.setQueue(acme, 'dc1', {
    sku: 'SKU-1',
    lines: [{ orderLineId: 'O-9/1', reason: 'SHORT' }],
    at: NOW,
  });
  await about(stores, acme, 'replenishment', 'dc1/SKU-1', {
    facts: {
      sku: 'SKU-1',
      phase: 'acknowledge',
      made: { documentId: 'PO-7', expectedOn: '2026-03-05', source: { kind: 'SUPPLIER', quantity: 6 } },
    },
  });
  await about(stores, acme, 'cycle-count', 'C-1', {
    facts: { frozen: { holdId: 'H-1', expected: 3, counted: 1 } },
  });
  const exception = await about(stores, acme, 'fulfillment-exception', 'O-1/E-1', {
    state: 'OPENED',
    facts: { orderId: 'O-1' },
  });
  await stores.work.openCase(acme, newCase({ caseId: 'case-1', site: 'dc1', processId: exception }), []);
  await about(stores, acme, 'order-promise', 'O-2', { state: 'TELLING', facts: { orderId: 'O-2' } }, [
    { kind: 'order', value: 'O-2' },
  ]);
  await drift(stores);
  return stores;
}

async function receive(stores: Stores, tenant: TenantScope, site: string, quantity: number) {
  const received = movement(`receipt-${site}`, { quantity, lot: 'L1' });
  await stores.inventory.post(tenant, posting([received], { site }), () => []);
}

/** Opens a process at dc1 that can be found by the item. */
async function about(
  stores: Stores,
  tenant: TenantScope,
  process: string,
  businessKey: string,
  more: Partial<Parameters<typeof newProcess>[0]>,
  search: Parameters<Stores['processes']['open']>[2] = [{ kind: 'sku', value: 'SKU-1' }],
): Promise<string> {
  const processId = `${process}:${businessKey}`;
  const row = newProcess({ processId, process, businessKey, site: 'dc1', at: NOW, ...more });
  await stores.processes.open(tenant, row, search, step('open'), []);
  return processId;
}

async function drift(stores: Stores): Promise<void> {
  const processId = await about(stores, acme, 'position-reconciliation', 'R-1', {
    state: 'COMPARING',
    facts: {},
  });
  const row = await stores.processes.get(acme, processId);
  if (!row) throw new Error(`${processId} was not opened`);
  const found = makeEvent(InventoryDriftDetected, {
    about: row,
    causationId: 'decide-1-1',
    now: NOW,
    newId: () => 'drift-event-1',
    data: {
      sku: 'SKU-1',
      class: 'PUBLISH_LAG',
      position: 12,
      physical: 12,
      book: 12,
      published: 9,
      sellable: 4,
      evidence: [],
      decisionId: 'D-1',
    },
  });
  await stores.processes.record(acme, processId, step('decide'), [found]);
}

export function looker(more: Partial<Principal> = {}): Principal {
  return principal({ tenant: acme, subject: 'vic', roles: ['viewer'], ...more });
}

/** The stores with every call counted by its name. */
export function counted(stores: Stores): { readonly stores: Stores; readonly calls: string[] } {
  const calls: string[] = [];
  const watched = Object.fromEntries(
    Object.entries(stores).map(([name, store]) => [
      name,
      new Proxy(store as object, {
        get: (target, method) => {
          const value = Reflect.get(target, method) as unknown;
          if (typeof value !== 'function') return value;
          return (...given: unknown[]) => {
            calls.push(`${name}.${String(method)}`);
            return Reflect.apply(value, target, given) as unknown;
          };
        },
      }),
    ]),
  );
  return { stores: watched as unknown as Stores, calls };
}
