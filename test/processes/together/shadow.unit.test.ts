import { expect, it } from 'vitest';
import type { Mode } from '../../../events/envelope.ts';
import { systems } from '../../../lambdas/adapters/registry.ts';
import { tenantScope } from '../../../lambdas/store/ports.ts';
import { processes } from '../../../lib/processes/index.ts';
import { comeToRest } from './acts.ts';
import { type Happening, happen } from './happenings.ts';
import { PLACES, SKUS } from './retailers.ts';
import { Warehouses } from './warehouses.ts';

/** Rule 4.12 over all processes at once: in shadow they decide, and neither a system nor the books change by it. */

/** Something for every process: what the floors do goes on as if nobody watched. */
const day: readonly Happening[] = [
  { kind: 'deliver', at: 0, sku: 'OATS', ordered: 10, good: 12, damaged: 1 },
  { kind: 'deliver', at: 2, sku: 'NUTS', ordered: 8, good: 6, damaged: 0 },
  { kind: 'queue', at: 2, sku: 'NUTS' },
  { kind: 'stage', sku: 'NUTS' },
  { kind: 'buy', at: 0, sku: 'OATS', quantity: 9 },
  { kind: 'buy', at: 0, sku: 'OATS', quantity: 9 },
  { kind: 'buy', at: 0, sku: 'OATS', quantity: 9 },
  { kind: 'reconcile', at: 0 },
  { kind: 'short', at: 0, missing: 2, lost: true },
  { kind: 'packDamage', at: 0, quantity: 1 },
  { kind: 'damage', at: 2, sku: 'NUTS', quantity: 2 },
  { kind: 'count', at: 0, sku: 'NUTS' },
  { kind: 'submit', off: -2 },
  { kind: 'transfer', back: false, sku: 'NUTS', quantity: 4 },
  { kind: 'pass', minutes: 45 },
  { kind: 'ship', at: 0 },
  { kind: 'giveBack', grade: 'A', damaged: false },
  { kind: 'reconcile', at: 2 },
  { kind: 'pass', minutes: 1_500 },
];

/** Writes that would change stock, reservations or bins, and every write operation of every system. */
const FORBIDDEN: ReadonlySet<string> = new Set([
  ...['inventory.post', 'backorders.reserve', 'backorders.confirm', 'backorders.end', 'backorders.endUnits'],
  ...['bins.reserve', 'bins.release'],
  ...Object.entries(systems).flatMap(([system, { operations }]) =>
    Object.entries(operations)
      .filter(([, { kind }]) => kind === 'write')
      .map(([operation]) => `${system}.${operation}`),
  ),
]);

/** Processes that begin when stock moves in the books: where everything else only watches they hear of nothing. */
const MOVED_BY_STOCK: readonly string[] = ['backorder-release', 'replenishment'];
/** Writes nobody but these two asks for. */
const THEIRS = ['oms.allocate', 'erp.createPurchaseOrder', 'supplier-portal.sendOrder'];

async function writesOf(levelOf: (process: string) => Mode): Promise<{
  readonly warehouses: Warehouses;
  readonly writes: readonly string[];
}> {
  const warehouses = await Warehouses.open(levelOf);
  const { world } = warehouses;
  const writes: string[] = [];
  const { fault } = world;
  world.fault = (moment, name, tenantId) => {
    if (moment === 'before' && FORBIDDEN.has(name)) writes.push(name);
    fault(moment, name, tenantId);
  };
  for (const one of day) await happen(warehouses, one);
  await comeToRest(warehouses);
  return { warehouses, writes };
}

it('writes nothing to any system, no stock, no reservation and no bin in shadow, and decides all the same', async () => {
  const { warehouses, writes } = await writesOf(() => 'shadow');
  expect(writes).toEqual([]);
  expect(warehouses.world.dead).toEqual([]);
  for (const { tenantId, site } of PLACES)
    for (const sku of SKUS) {
      const { rows } = await warehouses.world.stores.inventory.ledger(tenantScope(tenantId), site, sku, {
        limit: 100,
      });
      expect(rows.map(({ reasonCode }) => reasonCode)).toEqual(['OPENING']);
    }
  const rows = await warehouses.rows();
  const names = processes.map(({ name }) => name).filter((name) => !MOVED_BY_STOCK.includes(name));
  expect(new Set(rows.map(({ process }) => process))).toEqual(new Set(names));
  expect(rows.filter(({ mode }) => mode !== 'shadow')).toEqual([]);
  expect(rows.filter(({ closedAt }) => closedAt === undefined).map(({ processId }) => processId)).toEqual([]);
  const tasks = await Promise.all(
    rows.map(({ tenantId, processId }) =>
      warehouses.world.stores.work.tasksOf(tenantScope(tenantId), processId),
    ),
  );
  expect(tasks.flat().map(({ processId, step }) => `${processId} ${step}`)).toEqual([]);
}, 60_000);

it('writes nothing for those that watch while others move the stock they watch', async () => {
  const { warehouses, writes } = await writesOf((process) =>
    MOVED_BY_STOCK.includes(process) ? 'shadow' : 'act',
  );
  expect(writes).toContain('inventory.post');
  expect(writes.filter((name) => THEIRS.includes(name))).toEqual([]);
  const theirs = (await warehouses.rows()).filter(({ process }) => MOVED_BY_STOCK.includes(process));
  expect(new Set(theirs.map(({ process }) => process))).toEqual(new Set(MOVED_BY_STOCK));
  expect(theirs.filter(({ mode }) => mode !== 'shadow')).toEqual([]);
}, 60_000);

it('proposes and writes nothing in advise', async () => {
  const { warehouses, writes } = await writesOf(() => 'advise');
  expect(writes).toEqual([]);
  expect(warehouses.world.dead).toEqual([]);
}, 60_000);

it('writes to systems and books by the same day when it acts', async () => {
  const { writes } = await writesOf(() => 'act');
  expect(writes).toEqual(expect.arrayContaining(['inventory.post', 'backorders.reserve', ...THEIRS]));
}, 60_000);
