import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Conflict, ContractViolation } from '../../../lambdas/shared/errors.ts';
import type { HoldLine, SettledHold } from '../../../lambdas/store/hold.ts';
import type { Stores, TenantScope } from '../../../lambdas/store/ports.ts';
import { EVENING, MORNING, movement, NOON, posting, someTenant } from '../samples.ts';
import type { MakeStores } from './make-stores.ts';

const line = (sku: string, quantity: number): HoldLine => ({ sku, orderLineId: `L-${sku}`, quantity });
const hold = (holdId: string, lines: readonly HoldLine[], endsAt = EVENING) => ({
  ...{ holdId, orderId: 'O-1', site: 'dc1', lines, heldBy: 'shop', heldAt: MORNING, endsAt },
});
const confirmed: SettledHold = { state: 'CONFIRMED', settledBy: 'shop', settledAt: NOON };
const canceled: SettledHold = { state: 'CANCELED', settledBy: 'shop', settledAt: NOON, reason: 'emptied' };

/** Stores with so many units of SKU-1 and SKU-2. */
async function stocked(makeStores: MakeStores, units: number) {
  const stores = await makeStores();
  const tenant = someTenant();
  for (const sku of ['SKU-1', 'SKU-2'])
    await stores.inventory.post(tenant, posting([movement(`in-${sku}`, { sku, quantity: units })]), () => []);
  return { ...stores, tenant };
}

async function counts({ backorders }: Pick<Stores, 'backorders'>, tenant: TenantScope, sku = 'SKU-1') {
  const { position, reservations } = await backorders.stock(tenant, 'dc1', sku);
  const parts = reservations.flatMap((one) => one.parts);
  return {
    available: position.buckets.available,
    free: position.free,
    reserved: parts.reduce((sum, { quantity }) => sum + quantity, 0),
  };
}

/** Reservations of sales channels, over any form of the store. */
export function holdContract(makeStores: MakeStores, runs: number): void {
  it('takes the units of every line, in the book releases reserve in', async () => {
    const { holds, tenant, ...stores } = await stocked(makeStores, 10);
    const lines = [line('SKU-1', 4), line('SKU-2', 10)];
    const made = await holds.hold(tenant, hold('h-1', lines), []);
    expect(made).toEqual({ kind: 'held', row: { ...hold('h-1', lines), state: 'HELD', version: 1 } });
    expect(await counts(stores, tenant)).toEqual({ available: 10, free: 6, reserved: 4 });
    expect(await counts(stores, tenant, 'SKU-2')).toEqual({ available: 10, free: 0, reserved: 10 });
    expect(await holds.hold(tenant, hold('h-1', lines), [])).toMatchObject({ kind: 'repeated' });
    expect(await counts(stores, tenant)).toMatchObject({ free: 6 });
  });

  it('takes nothing at all when one line is short', async () => {
    const { holds, tenant, ...stores } = await stocked(makeStores, 10);
    const lines = [line('SKU-1', 4), line('SKU-2', 11)];
    expect(await holds.hold(tenant, hold('h-1', lines), [])).toEqual({ kind: 'short', skus: ['SKU-2'] });
    expect(await counts(stores, tenant)).toEqual({ available: 10, free: 10, reserved: 0 });
    expect(await holds.held(tenant, 'h-1')).toBeUndefined();
  });

  it('refuses an item or a line named twice, and no line', async () => {
    const { holds, tenant } = await stocked(makeStores, 10);
    for (const lines of [[], [line('SKU-1', 1), line('SKU-1', 1)]])
      await expect(holds.hold(tenant, hold('h-1', lines), [])).rejects.toThrow(ContractViolation);
  });

  it('lasts once it is confirmed, and ends once it is canceled', async () => {
    const { holds, backorders, tenant, ...stores } = await stocked(makeStores, 10);
    await holds.hold(tenant, hold('h-1', [line('SKU-1', 4)]), []);
    await holds.hold(tenant, hold('h-2', [line('SKU-2', 3)]), []);
    expect(await holds.due(EVENING, 100)).toEqual(
      expect.arrayContaining([
        { tenant, holdId: 'h-1' },
        { tenant, holdId: 'h-2' },
      ]),
    );
    const row = await holds.settle(tenant, 'h-1', confirmed, []);
    expect(row).toMatchObject({ ...confirmed, version: 2 });
    expect(await holds.held(tenant, 'h-1')).toEqual(row);
    const place = { site: 'dc1', sku: 'SKU-1', orderLineId: 'L-SKU-1' };
    const [part] = (await backorders.reservation(tenant, place))?.parts ?? [];
    expect(part).toEqual({ claim: 'hold/h-1', quantity: 4, lots: [], kind: 'firm', at: MORNING });
    await expect(holds.settle(tenant, 'h-1', canceled, [])).rejects.toThrow(Conflict);
    expect(await counts({ backorders }, tenant)).toMatchObject({ free: 6, reserved: 4 });

    await holds.settle(tenant, 'h-2', canceled, []);
    expect(await counts({ backorders }, tenant, 'SKU-2')).toEqual({ available: 10, free: 10, reserved: 0 });
    const due = await holds.due(EVENING, 1_000);
    expect(due.filter((one) => one.tenant === tenant)).toEqual([]);
    expect(stores).toBeDefined();
  });

  it('is due from its end on', async () => {
    const { holds, tenant } = await stocked(makeStores, 10);
    await holds.hold(tenant, hold('h-1', [line('SKU-1', 1)], NOON), []);
    const own = async (now: string) => (await holds.due(now, 1_000)).filter((one) => one.tenant === tenant);
    expect(await own(MORNING)).toEqual([]);
    expect(await own(NOON)).toEqual([{ tenant, holdId: 'h-1' }]);
  });

  it('is listed by its site, the latest first, for its tenant', async () => {
    const { holds, tenant } = await stocked(makeStores, 10);
    await holds.hold(tenant, hold('h-1', [line('SKU-1', 1)]), []);
    await holds.hold(tenant, { ...hold('h-2', [line('SKU-2', 1)]), heldAt: NOON }, []);
    const { rows, cursor } = await holds.holds(tenant, 'dc1', { limit: 1 });
    expect(rows.map(({ holdId }) => holdId)).toEqual(['h-2']);
    const rest = await holds.holds(tenant, 'dc1', { limit: 1, cursor: cursor ?? '' });
    expect(rest.rows.map(({ holdId }) => holdId)).toEqual(['h-1']);
    expect(await holds.holds(tenant, 'dc2', { limit: 9 })).toEqual({ rows: [] });
    expect(await holds.holds(someTenant(), 'dc1', { limit: 9 })).toEqual({ rows: [] });
    expect(await holds.held(someTenant(), 'h-1')).toBeUndefined();
  });

  it('is settled by one of many at once', async () => {
    const { holds, tenant, ...stores } = await stocked(makeStores, 10);
    await holds.hold(tenant, hold('h-1', [line('SKU-1', 4)]), []);
    const ends = await Promise.allSettled(
      [confirmed, canceled, { ...canceled, state: 'EXPIRED' as const }].map((settled) =>
        holds.settle(tenant, 'h-1', settled, []),
      ),
    );
    const won = ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value.state] : []));
    expect(won).toHaveLength(1);
    expect((await holds.held(tenant, 'h-1'))?.state).toBe(won[0]);
    const kept = won[0] === 'CONFIRMED' ? 4 : 0;
    expect(await counts(stores, tenant)).toEqual({ available: 10, free: 10 - kept, reserved: kept });
  });

  describe('whatever channels do', () => {
    const step = fc.record({
      hold: fc.integer({ min: 0, max: 3 }),
      what: fc.constantFrom('make', 'CONFIRMED', 'CANCELED', 'EXPIRED' as const),
      quantity: fc.integer({ min: 1, max: 6 }),
    });
    it('free and reserved units are what is available', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
          const { holds, tenant, ...stores } = await stocked(makeStores, 10);
          for (const { hold: number, what, quantity } of steps) {
            const id = `h-${number}`;
            const one = { ...line('SKU-1', quantity), orderLineId: `L-${number}` };
            if (what === 'make') await holds.hold(tenant, hold(id, [one]), []);
            else
              await holds.settle(tenant, id, { ...canceled, state: what as 'EXPIRED' }, []).catch(isConflict);
            const { available, free, reserved } = await counts(stores, tenant);
            expect([available, free + reserved, free >= 0]).toEqual([10, 10, true]);
          }
        }),
        { numRuns: runs },
      );
    });
  });
}

function isConflict(error: unknown): void {
  if (!(error instanceof Conflict)) throw error;
}
