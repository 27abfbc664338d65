import { describe, expect, it } from 'vitest';
import { laneOf, OPENING } from '../../../lambdas/domain/audit-chain.ts';
import { verifyChain } from '../../../lambdas/domain/audit-verify.ts';
import { Conflict, ContractViolation } from '../../../lambdas/shared/errors.ts';
import type { Movement } from '../../../lambdas/store/ports.ts';
import { event, MORNING, movement, posting, processIn, someTenant } from '../samples.ts';
import { chainOf } from './chain-of.ts';
import type { MakeStores } from './make-stores.ts';

const EMPTY = { available: 0, hold: 0, quarantine: 0, damaged: 0, inTransit: 0 };
const silent = () => [];

/** What every form of the inventory store must do. */
export function inventoryContract(makeStores: MakeStores): void {
  describe('a posting', () => {
    it('moves stock, writes ledger, audit entry and events, once per effect key', async () => {
      const { inventory } = await makeStores();
      const tenant = someTenant();
      const movements = [
        movement('e#1', { lot: 'L1' }),
        movement('e#2', { quantity: 4, from: 'available', to: 'hold', lot: 'L1' }),
        movement('e#3', { sku: 'SKU-2', quantity: 3, to: 'damaged' }),
      ];
      const announce = (applied: readonly Movement[]) => [
        event(tenant, applied.map(({ effectKey }) => effectKey).join('+')),
      ];
      expect(await inventory.position(tenant, 'dc1', 'SKU-1')).toEqual({
        site: 'dc1',
        sku: 'SKU-1',
        buckets: EMPTY,
        free: 0,
        version: 0,
      });
      expect(await inventory.post(tenant, posting(movements, { details: { note: 'x' } }), announce)).toEqual({
        applied: movements,
        repeated: [],
      });
      expect(await inventory.position(tenant, 'dc1', 'SKU-1')).toEqual({
        site: 'dc1',
        sku: 'SKU-1',
        buckets: { ...EMPTY, available: 6, hold: 4 },
        free: 6,
        version: 1,
      });
      expect((await inventory.position(tenant, 'dc1', 'SKU-2')).buckets).toEqual({ ...EMPTY, damaged: 3 });
      const { rows } = await inventory.ledger(tenant, 'dc1', 'SKU-1', { limit: 10 });
      expect(rows[0]).toEqual({
        effectKey: 'e#1',
        site: 'dc1',
        sku: 'SKU-1',
        lot: 'L1',
        quantity: 10,
        from: null,
        to: 'available',
        documentId: 'DOC-1',
        reasonCode: 'RECEIPT',
        at: MORNING,
        auditDay: '2026-03-02',
        auditLane: laneOf('receiving:S1/ASN-1'),
        auditSequence: 1,
      });
      expect(rows.map(({ effectKey }) => effectKey)).toEqual(['e#1', 'e#2']);
      const [opening, entry, ...more] = await chainOf(inventory, tenant);
      expect(more).toEqual([]);
      expect(opening).toMatchObject({ kind: 'day-opened', day: '2026-03-02', lane: OPENING, sequence: 1 });
      expect(entry).toMatchObject({
        kind: 'posting',
        day: '2026-03-02',
        lane: laneOf('receiving:S1/ASN-1'),
        sequence: 1,
        actor: 'process:receiving:S1/ASN-1',
      });
      expect(entry?.body).toEqual({
        documentId: 'DOC-1',
        processId: 'receiving:S1/ASN-1',
        reasonCode: 'RECEIPT',
        movements,
        details: { note: 'x' },
      });

      const again = await inventory.post(tenant, posting([...movements, movement('e#4')]), announce);
      expect(again).toEqual({ applied: [movement('e#4')], repeated: movements });
      expect(await inventory.post(tenant, posting(movements), announce)).toEqual({
        applied: [],
        repeated: movements,
      });
      expect((await inventory.position(tenant, 'dc1', 'SKU-1')).buckets).toEqual({
        ...EMPTY,
        available: 16,
        hold: 4,
      });
      expect((await inventory.eventsOf(tenant, 'S1/ASN-1')).map((row) => row.event.id).sort()).toEqual([
        'event-e#1+e#2+e#3',
        'event-e#4',
      ]);
      expect(await chainOf(inventory, tenant)).toHaveLength(1 + 2);
    });

    it('never takes more out of a bucket than it holds and then applies nothing of its batch', async () => {
      const { inventory } = await makeStores();
      const tenant = someTenant();
      await inventory.post(tenant, posting([movement('in', { quantity: 5, lot: 'L1' })]), silent);
      const refused = await inventory
        .post(
          tenant,
          posting([
            movement('x', { sku: 'SKU-9' }),
            movement('out', { quantity: 6, from: 'available', to: null }),
          ]),
          () => [event(tenant, 'no')],
        )
        .catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(Conflict);
      expect(refused).toMatchObject({
        standing: { site: 'dc1', sku: 'SKU-1', bucket: 'available', have: 5, need: 6 },
      });
      expect(String(refused)).toMatch(/SKU-1 .* 5 .*available.* 6/);
      expect((await inventory.position(tenant, 'dc1', 'SKU-1')).buckets.available).toBe(5);
      expect((await inventory.position(tenant, 'dc1', 'SKU-9')).version).toBe(0);
      expect(await inventory.eventsOf(tenant, 'S1/ASN-1')).toEqual([]);
      expect(await chainOf(inventory, tenant)).toHaveLength(1 + 1);
    });

    it('lists every SKU that ever moved at a site, page by page and once each', async () => {
      const { inventory } = await makeStores();
      const [tenant, other] = [someTenant(), someTenant()];
      const skus = ['SKU-3', 'SKU-1', 'SKU-2'];
      const enter = skus.map((sku, n) => movement(`in-${sku}`, { sku, quantity: n + 1, lot: 'L1' }));
      const leave = movement('out', { sku: 'SKU-1', quantity: 2, lot: 'L1', from: 'available', to: null });
      await inventory.post(tenant, posting(enter), () => []);
      await inventory.post(tenant, posting([leave]), () => []);
      await inventory.post(other, posting([movement('elsewhere', { sku: 'SKU-9' })]), () => []);
      const first = await inventory.positions(tenant, 'dc1', { limit: 2 });
      expect(first.rows.map(({ sku, buckets }) => [sku, buckets.available])).toEqual([
        ['SKU-1', 0],
        ['SKU-2', 3],
      ]);
      const cursor = first.cursor ?? '';
      const second = await inventory.positions(tenant, 'dc1', { limit: 2, cursor });
      expect(second).toEqual({ rows: [await inventory.position(tenant, 'dc1', 'SKU-3')] });
      expect(await inventory.positions(tenant, 'dc2', { limit: 2 })).toEqual({ rows: [] });
    });

    it('keeps what is on its way to a site apart from what it has', async () => {
      const { inventory } = await makeStores();
      const tenant = someTenant();
      const sent = movement('sent', { quantity: 5, lot: 'L1', to: 'inTransit' });
      await inventory.post(tenant, posting([sent]), silent);
      expect(await inventory.position(tenant, 'dc1', 'SKU-1')).toMatchObject({
        buckets: { ...EMPTY, inTransit: 5 },
        free: 0,
      });
      const arrived = (quantity: number) =>
        posting([movement(`got-${quantity}`, { quantity, lot: 'L1', from: 'inTransit', to: 'available' })]);
      await expect(inventory.post(tenant, arrived(6), silent)).rejects.toThrow(/inTransit/);
      await inventory.post(tenant, arrived(4), silent);
      expect(await inventory.position(tenant, 'dc1', 'SKU-1')).toMatchObject({
        buckets: { ...EMPTY, available: 4, inTransit: 1 },
        free: 4,
      });
    });

    it('keeps a lot at zero or above even when the position could bear it', async () => {
      const { inventory } = await makeStores();
      const tenant = someTenant();
      await inventory.post(
        tenant,
        posting([movement('a', { quantity: 5, lot: 'L1' }), movement('b', { quantity: 5, lot: 'L2' })]),
        silent,
      );
      await expect(
        inventory.post(
          tenant,
          posting([movement('c', { quantity: 6, lot: 'L1', from: 'available', to: 'hold' })]),
          silent,
        ),
      ).rejects.toThrow(/lot L1 .* has 5/);
      await inventory.post(
        tenant,
        posting([movement('d', { quantity: 5, lot: 'L1', from: 'available', to: 'hold' })]),
        silent,
      );
      expect((await inventory.position(tenant, 'dc1', 'SKU-1')).buckets).toEqual({
        ...EMPTY,
        available: 5,
        hold: 5,
      });
    });

    it('of a repeated movement is no shortfall, whatever else the batch holds', async () => {
      const { inventory } = await makeStores();
      const tenant = someTenant();
      const out = movement('out', { quantity: 10, from: 'available', to: null });
      await inventory.post(tenant, posting([movement('in')]), silent);
      await inventory.post(tenant, posting([out]), silent);
      expect(await inventory.post(tenant, posting([out, movement('more', { quantity: 1 })]), silent)).toEqual(
        { applied: [movement('more', { quantity: 1 })], repeated: [out] },
      );
      expect((await inventory.position(tenant, 'dc1', 'SKU-1')).buckets.available).toBe(1);
    });

    it('larger than a batch is posted batch by batch, and what an earlier attempt posted is repeated', async () => {
      const { inventory } = await makeStores();
      const tenant = someTenant();
      const movements = Array.from({ length: 60 }, (_, n) =>
        movement(`e-${String(n).padStart(2, '0')}`, { sku: `SKU-${n % 30}`, quantity: n + 1, lot: `L${n}` }),
      );
      await inventory.post(tenant, posting(movements.slice(10, 30)), silent);
      const { applied, repeated } = await inventory.post(tenant, posting(movements), silent);
      expect(repeated).toEqual(movements.slice(10, 30));
      expect(applied).toHaveLength(40);
      expect((await inventory.position(tenant, 'dc1', 'SKU-3')).buckets.available).toBe(4 + 34);
      expect((await chainOf(inventory, tenant)).length).toBe(1 + 4);
      const effects = await inventory.effects(tenant, 'dc1', [
        { sku: 'SKU-3', effectKey: 'e-03' },
        { sku: 'SKU-3', effectKey: 'nope' },
        { sku: 'SKU-4', effectKey: 'e-34' },
        { sku: 'SKU-3', effectKey: 'e-03' },
      ]);
      expect(effects.map(({ effectKey, quantity }) => [effectKey, quantity])).toEqual([
        ['e-03', 4],
        ['e-34', 35],
        ['e-03', 4],
      ]);
    });

    it.each([
      ['quantity 0', movement('x', { quantity: 0 })],
      ['a broken quantity', movement('x', { quantity: 1.5 })],
      ['a quantity that is not exact', movement('x', { quantity: 2 ** 53 })],
      ['no move', movement('x', { from: 'hold', to: 'hold' })],
    ])('refuses %s', async (_, wrong) => {
      const { inventory } = await makeStores();
      await expect(inventory.post(someTenant(), posting([wrong]), silent)).rejects.toThrow(ContractViolation);
    });

    it('refuses one effect key for two movements', async () => {
      const { inventory } = await makeStores();
      await expect(
        inventory.post(someTenant(), posting([movement('x'), movement('x', { sku: 'SKU-2' })]), silent),
      ).rejects.toThrow(ContractViolation);
    });

    it('pages its ledger', async () => {
      const { inventory } = await makeStores();
      const tenant = someTenant();
      await inventory.post(tenant, posting(['c', 'a', 'b'].map((effect) => movement(effect))), silent);
      const first = await inventory.ledger(tenant, 'dc1', 'SKU-1', { limit: 2 });
      expect(first.rows.map(({ effectKey }) => effectKey)).toEqual(['a', 'b']);
      const second = await inventory.ledger(tenant, 'dc1', 'SKU-1', { limit: 2, cursor: first.cursor });
      expect(second.rows.map(({ effectKey }) => effectKey)).toEqual(['c']);
      expect(second.cursor).toBeUndefined();
    });

    it('of 16 writers at once on 4 SKUs loses nothing, and their audit chain verifies', {
      timeout: 180_000,
    }, async () => {
      const { inventory } = await makeStores();
      const tenant = someTenant();
      const skus = ['SKU-1', 'SKU-2', 'SKU-3', 'SKU-4'];
      await Promise.all(
        Array.from({ length: 16 }, async (_, writer) => {
          const effect = (name: string) => `w${writer}#${name}`;
          const sku = (offset: number) => skus[(writer + offset) % 4] ?? '';
          const into = posting([
            movement(effect('a'), { sku: sku(0), quantity: 3 }),
            movement(effect('b'), { sku: sku(1), quantity: 2 }),
          ]);
          await inventory.post(tenant, { ...into, processId: processIn(1 + (writer % 5)) }, silent);
          const aside = movement(effect('c'), { sku: sku(0), quantity: 1, from: 'available', to: 'hold' });
          await inventory.post(tenant, posting([aside]), silent);
        }),
      );
      for (const sku of skus) {
        expect((await inventory.position(tenant, 'dc1', sku)).buckets).toEqual({
          ...EMPTY,
          available: (3 + 2 - 1) * 4,
          hold: 4,
        });
        expect((await inventory.ledger(tenant, 'dc1', sku, { limit: 100 })).rows).toHaveLength(12);
      }
      const chain = await chainOf(inventory, tenant);
      expect(chain).toHaveLength(1 + 16 * 2);
      expect(await verifyChain(chain)).toMatchObject({ ok: true, entries: 33 });
    });

    it('of one SKU in many lanes at once can be put into the order in which it happened', {
      timeout: 180_000,
    }, async () => {
      const { inventory } = await makeStores();
      const tenant = someTenant();
      await inventory.post(tenant, posting([movement('start', { quantity: 3 })]), silent);
      const moved = await Promise.all(
        Array.from({ length: 24 }, async (_, writer) => {
          const way =
            writer % 2 === 0
              ? { from: 'available' as const, to: null }
              : { from: null, to: 'available' as const };
          const one = posting([movement(`w${writer}`, { quantity: 2, ...way })], {
            processId: processIn(1 + (writer % 8)),
          });
          return inventory.post(tenant, one, silent).then(
            () => 1,
            (error: unknown) => {
              expect(error).toBeInstanceOf(Conflict);
              return 0;
            },
          );
        }),
      );
      const entries = (await chainOf(inventory, tenant)).filter(({ kind }) => kind === 'posting');
      expect(entries).toHaveLength(1 + moved.filter((one) => one === 1).length);
      const ordered = entries.toSorted((one, other) => one.tick - other.tick);
      expect(new Set(entries.map(({ tick }) => tick)).size).toBe(entries.length);
      let available = 0;
      for (const { body } of ordered) {
        for (const { from, quantity } of body.movements as Movement[])
          available += from === null ? quantity : -quantity;
        expect(available).toBeGreaterThanOrEqual(0);
      }
      expect((await inventory.position(tenant, 'dc1', 'SKU-1')).buckets.available).toBe(available);
    });

    it('of one tenant never meets the same SKU of another', async () => {
      const { inventory } = await makeStores();
      const [one, other] = [someTenant(), someTenant()];
      await inventory.post(one, posting([movement('e')]), silent);
      expect((await inventory.position(other, 'dc1', 'SKU-1')).version).toBe(0);
      expect(
        (await inventory.post(other, posting([movement('e', { quantity: 1 })]), silent)).applied,
      ).toHaveLength(1);
      expect((await inventory.position(one, 'dc1', 'SKU-1')).buckets.available).toBe(10);
      expect(await chainOf(inventory, one)).toHaveLength(1 + 1);
    });
  });
}
