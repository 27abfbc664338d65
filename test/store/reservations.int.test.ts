import { beforeAll, describe, expect, inject, it } from 'vitest';
import { dynamoStores } from '../../lambdas/store/index.ts';
import type { Stores, TenantScope } from '../../lambdas/store/ports.ts';
import { MORNING, movement, NOON, posting, someTenant } from './samples.ts';
import { createTables, localDynamo } from './tables.ts';

let tables: Awaited<ReturnType<typeof createTables>>;
beforeAll(async () => {
  tables = await createTables(localDynamo(inject('dynamodbEndpoint')));
});

/** As many functions as there are releases, each with a client of its own. */
function functions(count: number): Stores[] {
  return Array.from({ length: count }, () =>
    dynamoStores({ client: localDynamo(inject('dynamodbEndpoint')), tables }),
  );
}

async function stocked(stores: Stores, units: number): Promise<TenantScope> {
  const tenant = someTenant();
  await stores.inventory.post(tenant, posting([movement('in', { quantity: units })]), () => []);
  return tenant;
}

const place = (release: number) => ({
  site: 'dc1',
  sku: 'SKU-1',
  orderId: `O-${release}`,
  orderLineId: `L-${release}`,
});
const part = (release: number, quantity: number) => ({
  claim: `P-${release}`,
  quantity,
  lots: [{ quantity }],
  kind: 'firm' as const,
  at: MORNING,
  endsAt: NOON,
});

async function standing({ backorders }: Stores, tenant: TenantScope) {
  const { position, reservations } = await backorders.stock(tenant, 'dc1', 'SKU-1');
  const reserved = reservations
    .flatMap(({ parts }) => parts)
    .reduce((sum, { quantity }) => sum + quantity, 0);
  return { free: position.free, reserved, available: position.buckets.available };
}

describe('fifty carts at once', () => {
  it('hold the last units once and lose none', async () => {
    const all = functions(50);
    const [one] = all as [Stores];
    const tenant = await stocked(one, 20);
    const outcomes = await Promise.all(
      all.map(({ holds }, cart) =>
        holds.hold(
          tenant,
          {
            ...{ holdId: `h-${cart}`, orderId: `C-${cart}`, site: 'dc1', heldBy: 'shop' },
            ...{ heldAt: MORNING, endsAt: NOON },
            lines: [{ sku: 'SKU-1', orderLineId: `C-${cart}/1`, quantity: 1 }],
          },
          [],
        ),
      ),
    );
    expect(outcomes.filter(({ kind }) => kind === 'held')).toHaveLength(20);
    expect(outcomes.filter(({ kind }) => kind === 'short')).toHaveLength(30);
    expect(await standing(one, tenant)).toEqual({ free: 0, reserved: 20, available: 20 });
  });
});

describe('fifty releases at once', () => {
  it('sell the last units once and lose none', async () => {
    const all = functions(50);
    const [one] = all as [Stores];
    const tenant = await stocked(one, 20);
    const outcomes = await Promise.all(
      all.map(({ backorders }, release) => backorders.reserve(tenant, place(release), part(release, 1))),
    );
    expect(outcomes.filter((outcome) => outcome === 'reserved')).toHaveLength(20);
    expect(outcomes.filter((outcome) => outcome === 'short')).toHaveLength(30);
    expect(await standing(one, tenant)).toEqual({ free: 0, reserved: 20, available: 20 });
  });

  it('reserve one line once, whatever is delivered twice', async () => {
    const all = functions(50);
    const [one] = all as [Stores];
    const tenant = await stocked(one, 20);
    const outcomes = await Promise.all(
      all.map(({ backorders }) => backorders.reserve(tenant, place(1), part(1, 3))),
    );
    expect(outcomes.filter((outcome) => outcome === 'reserved')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'repeated')).toHaveLength(49);
    expect(await standing(one, tenant)).toEqual({ free: 17, reserved: 3, available: 20 });
  });

  it('add up with postings and with reservations that end meanwhile', async () => {
    const all = functions(50);
    const [one] = all as [Stores];
    const tenant = await stocked(one, 30);
    await Promise.all(
      all.map(async ({ backorders, inventory }, release) => {
        if (release % 5 === 0)
          await inventory.post(tenant, posting([movement(`m-${release}`, { quantity: 2 })]), () => []);
        else {
          await backorders.reserve(tenant, place(release), part(release, 2));
          if (release % 2 === 0)
            await backorders.end(tenant, place(release), `P-${release}`, { lapsed: false, at: NOON }, []);
        }
      }),
    );
    const { free, reserved, available } = await standing(one, tenant);
    expect(available).toBe(50);
    expect(free).toBeGreaterThanOrEqual(0);
    expect(free + reserved).toBe(available);
  });
});
