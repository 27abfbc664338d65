import { expect, it } from 'vitest';
import { CountRequested, CountSubmitted } from '../../../events/count.ts';
import { PutawayScanned } from '../../../events/putaway.ts';
import { COMPARED, type GatherDependencies, gather } from '../../../lambdas/agreement/gather.ts';
import { agreementOf } from '../../../lambdas/agreement/rate.ts';
import { tenantScope } from '../../../lambdas/store/ports.ts';
import { deliver } from './acts.ts';
import { happen } from './happenings.ts';
import { BIN, PLACES, type Place } from './retailers.ts';
import { MANAGED } from './staging.ts';
import { Warehouses } from './warehouses.ts';

/** A day in shadow while people work as before: the report says how often they did what the rules would have done. */

const ATLANTA = PLACES[0] as Place;

async function reportOf(warehouses: Warehouses, { tenantId, site }: Place) {
  const deps: GatherDependencies = {
    stores: warehouses.world.stores,
    lookUp: async (system, operation, at, input) =>
      warehouses.fake(tenantId, system).run(operation, input, { site: at, idempotencyKey: '' }).answer,
  };
  const { comparisons } = await gather(tenantScope(tenantId), site, COMPARED, 500, deps);
  const asked = COMPARED.map((process) => ({ process, site }));
  return agreementOf(asked, comparisons, warehouses.world.clock());
}

/** The ERP shows what people received on a line. */
function receivedByHand(warehouses: Warehouses, { tenantId }: Place, units: readonly number[]): void {
  const erp = warehouses.fake(tenantId, 'erp');
  const { lines } = erp.state() as { readonly lines: readonly object[] };
  erp.seed({
    lines: units.map((receivedBefore, index) => ({
      ...lines[lines.length - units.length + index],
      receivedBefore,
    })),
  });
}

it('compares receipts with what the ERP received, and shows where people did otherwise', async () => {
  const warehouses = await Warehouses.open(() => 'shadow');
  for (const good of [10, 10])
    await deliver(warehouses, ATLANTA, { sku: 'OATS', ordered: 10, good, damaged: 0 });
  expect((await reportOf(warehouses, ATLANTA))[0]).toMatchObject({ process: 'receiving', decided: 2 });
  await warehouses.world.advance(3 * 24 * 60);
  receivedByHand(warehouses, ATLANTA, [10, 7]);
  const [receiving] = await reportOf(warehouses, ATLANTA);
  expect(receiving).toMatchObject({ decided: 2, compared: 2, agreed: 1, perMille: 500 });
  expect(receiving?.differences).toEqual([expect.objectContaining({ decided: 10, done: 7 })]);
});

it('compares counts with the adjustments the warehouse booked', async () => {
  const warehouses = await Warehouses.open(() => 'shadow');
  const { tenantId } = ATLANTA;
  const countedAt = warehouses.world.clock();
  for (const [countId, quantity] of [
    ['CNT-A', 20],
    ['CNT-B', 5],
  ] as const) {
    const request = { countId, sku: 'OATS', trigger: 'MANUAL', requestedBy: 'wms', bin: BIN } as const;
    await warehouses.tell(ATLANTA, CountRequested, countId, request);
    const count = { countId, sku: 'OATS', quantity, countedBy: 'dock-1', countedAt, bin: BIN };
    await warehouses.tell(ATLANTA, CountSubmitted, countId, count);
  }
  const [, counts] = await reportOf(warehouses, { ...ATLANTA, tenantId });
  // The first found what the book says, and nobody adjusted; the second is for people to count again.
  expect(counts).toMatchObject({ decided: 2, compared: 1, agreed: 1, leftToPeople: 1, perMille: 1000 });
});

it('compares the bin a load was to go into with the one it was scanned into', async () => {
  const warehouses = await Warehouses.open((process) => (process === 'putaway' ? 'shadow' : 'act'));
  await happen(warehouses, { kind: 'deliver', at: 2, sku: 'NUTS', ordered: 4, good: 4, damaged: 0 });
  await happen(warehouses, { kind: 'stage', sku: 'NUTS' });
  const before = (await reportOf(warehouses, MANAGED))[3];
  expect(before).toMatchObject({ process: 'putaway', decided: 1, compared: 0, notDoneYet: 1 });
  const [load] = warehouses.list<{ readonly loadId: string }>(MANAGED.tenantId, 'wms', 'loads');
  const loadId = load?.loadId ?? '';
  const scannedAt = warehouses.world.clock();
  await warehouses.tell(MANAGED, PutawayScanned, loadId, {
    loadId,
    bin: 'B-01',
    scannedBy: 'dock-1',
    scannedAt,
  });
  const after = (await reportOf(warehouses, MANAGED))[3];
  expect(after).toMatchObject({ decided: 1, compared: 1, agreed: 1, perMille: 1000 });
});
