import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ContractViolation } from '../../../lambdas/shared/errors.ts';
import type { ReservedPart, Stores, TenantScope } from '../../../lambdas/store/ports.ts';
import { EVENING, event, MORNING, movement, NOON, posting, someTenant } from '../samples.ts';
import type { MakeStores } from './make-stores.ts';

const key = (orderLineId: string) => ({ site: 'dc1', sku: 'SKU-1', orderId: 'O-1', orderLineId });
const documents = { allocationId: 'AL-1', releaseId: 'RE-1', pickTaskId: 'PT-1' };
const atNoon = { lapsed: false, at: NOON };

function part(claim: string, quantity: number, change: Partial<ReservedPart> = {}): ReservedPart {
  return { claim, quantity, lots: [{ quantity }], kind: 'firm', at: MORNING, endsAt: EVENING, ...change };
}

/** Stores with this many units of SKU-1, of which `lot` says how many are of lot L1. */
async function stocked(makeStores: MakeStores, units: number, lot = 0) {
  const stores = await makeStores();
  const tenant = someTenant();
  const movements = [
    ...(units > lot ? [movement('in', { quantity: units - lot })] : []),
    ...(lot > 0 ? [movement('in-lot', { quantity: lot, lot: 'L1' })] : []),
  ];
  await stores.inventory.post(tenant, posting(movements), () => []);
  return { ...stores, tenant };
}

async function counts({ backorders }: Pick<Stores, 'backorders'>, tenant: TenantScope) {
  const { position, lots, reservations } = await backorders.stock(tenant, 'dc1', 'SKU-1');
  const parts = reservations.flatMap((one) => one.parts);
  return {
    available: position.buckets.available,
    free: position.free,
    lots,
    reserved: parts.reduce((sum, { quantity }) => sum + quantity, 0),
  };
}

/** What every form of the backorder store must do. */
export function backorderContract(makeStores: MakeStores, runs: number): void {
  describe('a reservation', () => {
    it('takes free units and leaves the buckets as they are', async () => {
      const { backorders, tenant, ...stores } = await stocked(makeStores, 10);
      expect(await backorders.reserve(tenant, key('L-1'), part('P-1', 7))).toBe('reserved');
      expect(await counts({ backorders }, tenant)).toMatchObject({ available: 10, free: 3, reserved: 7 });
      expect((await stores.inventory.position(tenant, 'dc1', 'SKU-1')).free).toBe(3);
      expect(await backorders.reservation(tenant, key('L-1'))).toEqual({
        ...key('L-1'),
        parts: [part('P-1', 7)],
        lapsed: false,
        version: 1,
      });
    });

    it('made twice is one', async () => {
      const { backorders, tenant } = await stocked(makeStores, 10);
      await backorders.reserve(tenant, key('L-1'), part('P-1', 7));
      expect(await backorders.reserve(tenant, key('L-1'), part('P-1', 7))).toBe('repeated');
      expect(await counts({ backorders }, tenant)).toMatchObject({ free: 3, reserved: 7 });
    });

    it('of exactly what is free is made, of a unit more it is not, and nothing is changed', async () => {
      const { backorders, tenant } = await stocked(makeStores, 10);
      expect(await backorders.reserve(tenant, key('L-1'), part('P-1', 11))).toBe('short');
      expect(await backorders.reservation(tenant, key('L-1'))).toBeUndefined();
      expect(await backorders.reserve(tenant, key('L-1'), part('P-1', 10))).toBe('reserved');
      expect(await backorders.reserve(tenant, key('L-2'), part('P-1', 1))).toBe('short');
      expect(await counts({ backorders }, tenant)).toMatchObject({ free: 0, reserved: 10 });
    });

    it('of an item or a lot nobody has is short', async () => {
      const { backorders, tenant } = await stocked(makeStores, 10, 4);
      expect(await backorders.reserve(tenant, { ...key('L-1'), sku: 'SKU-9' }, part('P-1', 1))).toBe('short');
      const ofLot = (lot: string, quantity: number) => part('P-1', quantity, { lots: [{ lot, quantity }] });
      expect(await backorders.reserve(tenant, key('L-1'), ofLot('L9', 1))).toBe('short');
      expect(await backorders.reserve(tenant, key('L-1'), ofLot('L1', 5))).toBe('short');
      expect(await counts({ backorders }, tenant)).toMatchObject({ free: 10, reserved: 0 });
      expect(await backorders.reserve(tenant, key('L-1'), ofLot('L1', 4))).toBe('reserved');
      expect(await counts({ backorders }, tenant)).toEqual({
        available: 10,
        free: 6,
        lots: [{ lot: 'L1', available: 4, free: 0 }],
        reserved: 4,
      });
    });

    it('follows what is posted: a gain is free, a loss of reserved goods is below zero', async () => {
      const { backorders, inventory, tenant } = await stocked(makeStores, 10);
      await backorders.reserve(tenant, key('L-1'), part('P-1', 10));
      await inventory.post(tenant, posting([movement('more', { quantity: 5 })]), () => []);
      expect(await counts({ backorders }, tenant)).toMatchObject({ available: 15, free: 5 });
      const lost = movement('lost', { quantity: 8, from: 'available', to: 'damaged' });
      await inventory.post(tenant, posting([lost]), () => []);
      expect(await counts({ backorders }, tenant)).toMatchObject({ available: 7, free: -3, reserved: 10 });
      expect(await backorders.reserve(tenant, key('L-2'), part('P-2', 1))).toBe('short');
    });

    it('of nothing, or with lots that are more than it, is refused', async () => {
      const { backorders, tenant } = await stocked(makeStores, 10);
      for (const wrong of [part('P-1', 0), part('P-1', 1.5), part('P-1', 2, { lots: [{ quantity: 3 }] })])
        await expect(backorders.reserve(tenant, key('L-1'), wrong)).rejects.toThrow(ContractViolation);
    });

    it('belongs to its tenant, site and item', async () => {
      const { backorders, tenant } = await stocked(makeStores, 10);
      await backorders.reserve(tenant, key('L-1'), part('P-1', 7));
      expect(await backorders.reservation(someTenant(), key('L-1'))).toBeUndefined();
      expect(await backorders.reservation(tenant, { ...key('L-1'), site: 'dc2' })).toBeUndefined();
      expect((await backorders.stock(tenant, 'dc1', 'SKU-10')).reservations).toEqual([]);
    });
  });

  describe('parts of a reservation', () => {
    it('stand side by side, and a hold becomes firm with what completes it', async () => {
      const { backorders, tenant } = await stocked(makeStores, 10);
      const hold = (claim: string, quantity: number) => part(claim, quantity, { kind: 'tentative' });
      await backorders.reserve(tenant, key('L-1'), hold('P-1', 4));
      await backorders.reserve(tenant, key('L-1'), hold('P-2', 2));
      expect(await backorders.reserve(tenant, key('L-1'), part('P-3', 9), ['P-1', 'P-2'])).toBe('reserved');
      expect(await counts({ backorders }, tenant)).toMatchObject({ free: 1, reserved: 9 });
      expect((await backorders.reservation(tenant, key('L-1')))?.parts).toEqual([part('P-3', 9)]);
    });

    it('become firm without a free unit when nothing is missing, once', async () => {
      const { backorders, tenant } = await stocked(makeStores, 4);
      await backorders.reserve(tenant, key('L-1'), part('P-1', 4, { kind: 'tentative' }));
      const firm = () => backorders.reserve(tenant, key('L-1'), part('P-2', 4), ['P-1']);
      expect([await firm(), await firm()]).toEqual(['reserved', 'repeated']);
      expect(await counts({ backorders }, tenant)).toMatchObject({ free: 0, reserved: 4 });
    });

    it('last once they are confirmed, with their event, once', async () => {
      const { backorders, inventory, tenant } = await stocked(makeStores, 10);
      await backorders.reserve(tenant, key('L-1'), part('P-1', 7));
      const told = () =>
        backorders.confirm(tenant, key('L-1'), 'P-1', documents, [event(tenant, 'confirmed')]);
      expect([await told(), await told()]).toEqual([true, false]);
      const { endsAt: _, ...lasting } = part('P-1', 7);
      expect((await backorders.reservation(tenant, key('L-1')))?.parts).toEqual([{ ...lasting, documents }]);
      expect((await inventory.eventsOf(tenant, 'S1/ASN-1')).map(({ event: { id } }) => id)).toEqual([
        'event-confirmed',
      ]);
      expect(await backorders.confirm(tenant, key('L-1'), 'P-9', documents, [])).toBe(false);
      expect(await backorders.confirm(tenant, key('L-9'), 'P-1', documents, [])).toBe(false);
    });

    it('give their units back when they end, to position and lot, once', async () => {
      const { backorders, tenant } = await stocked(makeStores, 10, 10);
      await backorders.reserve(tenant, key('L-1'), part('P-1', 7, { lots: [{ lot: 'L1', quantity: 7 }] }));
      const ended = () => backorders.end(tenant, key('L-1'), 'P-1', atNoon, []);
      expect([await ended(), await ended()]).toEqual([true, false]);
      expect(await counts({ backorders }, tenant)).toMatchObject({
        free: 10,
        lots: [{ lot: 'L1', free: 10 }],
        reserved: 0,
      });
      expect(await backorders.reservation(tenant, key('L-1'))).toBeUndefined();
    });

    it('shrink by units that left, once per effect: firm parts first, the lot that is named, never below nothing', async () => {
      const { backorders, inventory, tenant } = await stocked(makeStores, 20, 12);
      const lots = [{ lot: 'L1', quantity: 4 }, { quantity: 2 }];
      await backorders.reserve(tenant, key('L-1'), part('P-1', 3, { kind: 'tentative' }));
      await backorders.reserve(tenant, key('L-1'), part('P-2', 6, { lots }));
      const ended = (effectKey: string, quantity: number, lot?: string) =>
        backorders.endUnits(
          tenant,
          key('L-1'),
          { effectKey, quantity, ...(lot === undefined ? {} : { lot }) },
          [event(tenant, effectKey)],
        );
      const parts = async () => (await backorders.reservation(tenant, key('L-1')))?.parts;

      expect([await ended('e-1', 3), await ended('e-1', 3)]).toEqual([true, false]);
      expect(await counts({ backorders }, tenant)).toMatchObject({
        free: 14,
        lots: [{ lot: 'L1', free: 9 }],
        reserved: 6,
      });
      await ended('e-2', 2, 'L1');
      expect(await parts()).toMatchObject([
        { claim: 'P-2', quantity: 1, lots: [{ lot: 'L1', quantity: 1 }] },
        { claim: 'P-1', quantity: 3, kind: 'tentative' },
      ]);
      expect(await ended('e-3', 9)).toBe(true);
      expect(await parts()).toBeUndefined();
      expect(await counts({ backorders }, tenant)).toMatchObject({
        free: 20,
        lots: [{ lot: 'L1', free: 12 }],
        reserved: 0,
      });
      expect([await ended('e-4', 1), await ended('e-4', 1)]).toEqual([true, false]);
      expect((await inventory.eventsOf(tenant, 'S1/ASN-1')).map(({ event: { id } }) => id)).toEqual(
        ['e-1', 'e-2', 'e-3', 'e-4'].map((id) => `event-${id}`),
      );
    });

    it('shrink by units of a pick task where it is known which', async () => {
      const { backorders, tenant } = await stocked(makeStores, 20);
      for (const claim of ['P-1', 'P-2']) {
        await backorders.reserve(tenant, key('L-1'), part(claim, 2));
        await backorders.confirm(tenant, key('L-1'), claim, { ...documents, pickTaskId: `PCK-${claim}` }, []);
      }
      const ended = { effectKey: 'e-1', quantity: 3, pickTaskId: 'PCK-P-2' };
      await backorders.endUnits(tenant, key('L-1'), ended, []);
      expect((await backorders.reservation(tenant, key('L-1')))?.parts).toMatchObject([
        { claim: 'P-1', quantity: 1 },
      ]);
      expect(await counts({ backorders }, tenant)).toMatchObject({ free: 19, reserved: 1 });
    });

    it('leave the memory of a lapse, which the next reservation keeps', async () => {
      const { backorders, tenant } = await stocked(makeStores, 10);
      await backorders.reserve(tenant, key('L-1'), part('P-1', 7, { kind: 'tentative' }));
      await backorders.end(tenant, key('L-1'), 'P-1', { lapsed: true, at: NOON }, []);
      expect(await backorders.reservation(tenant, key('L-1'))).toMatchObject({ parts: [], lapsed: true });
      expect(await backorders.reserve(tenant, key('L-1'), part('P-2', 10))).toBe('reserved');
      expect(await backorders.reservation(tenant, key('L-1'))).toMatchObject({ lapsed: true });
    });
  });

  it('neither sells twice nor loses a unit, whoever reserves, confirms, ends and posts in whatever order', async () => {
    const step = fc.record({
      what: fc.constantFrom('reserve', 'reserve', 'confirm', 'end', 'units', 'gain', 'loss'),
      line: fc.integer({ min: 1, max: 3 }),
      claim: fc.integer({ min: 1, max: 2 }),
      quantity: fc.integer({ min: 1, max: 6 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const { backorders, inventory, tenant } = await stocked(makeStores, 10);
        for (const [index, { what, line, claim, quantity }] of steps.entries()) {
          const place = key(`L-${line}`);
          if (what === 'reserve') await backorders.reserve(tenant, place, part(`P-${claim}`, quantity));
          if (what === 'confirm') await backorders.confirm(tenant, place, `P-${claim}`, documents, []);
          if (what === 'end') await backorders.end(tenant, place, `P-${claim}`, atNoon, []);
          if (what === 'units')
            await backorders.endUnits(tenant, place, { effectKey: `e-${index}`, quantity }, []);
          const { buckets } = await inventory.position(tenant, 'dc1', 'SKU-1');
          const moved = {
            gain: { to: 'available', from: null },
            loss: { from: 'available', to: null },
          } as const;
          if (what === 'gain' || (what === 'loss' && buckets.available >= quantity))
            await inventory.post(
              tenant,
              posting([movement(`m-${index}`, { quantity, ...moved[what as 'gain' | 'loss'] })]),
              () => [],
            );
          const { available, free, reserved } = await counts({ backorders }, tenant);
          expect(free).toBe(available - reserved);
        }
      }),
      { numRuns: runs },
    );
  });

  it('keeps what waits by item, until nothing does', async () => {
    const { backorders } = await makeStores();
    const tenant = someTenant();
    const waits = (sku: string) => ({ sku, lines: [{ orderLineId: 'L-1', reason: 'NO_SUPPLY' }], at: NOON });
    for (const sku of ['SKU-2', 'SKU-1', 'SKU-3']) await backorders.setQueue(tenant, 'dc1', waits(sku));
    const first = await backorders.queue(tenant, 'dc1', { limit: 2 });
    expect(first.rows).toEqual([waits('SKU-1'), waits('SKU-2')]);
    const rest = await backorders.queue(tenant, 'dc1', { limit: 2, cursor: first.cursor ?? '' });
    expect(rest).toEqual({ rows: [waits('SKU-3')] });
    expect(await backorders.queued(tenant, 'dc1', 'SKU-3')).toEqual(waits('SKU-3'));
    await backorders.setQueue(tenant, 'dc1', { ...waits('SKU-3'), lines: [] });
    expect(await backorders.queued(tenant, 'dc1', 'SKU-3')).toBeUndefined();
    expect((await backorders.queue(tenant, 'dc2', { limit: 2 })).rows).toEqual([]);
  });
}
