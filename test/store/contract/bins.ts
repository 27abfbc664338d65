import { expect, it } from 'vitest';
import { MORNING, NOON, someTenant } from '../samples.ts';
import type { MakeStores } from './make-stores.ts';

const place = { site: 'dc1', bin: 'A-1' };
const reservation = (claim: string, until = NOON) => ({
  claim,
  sku: 'OATS',
  lot: 'L1',
  weightGrams: 1_000,
  volumeMl: 2_000,
  until,
});

/** What every form of the bin store must do. */
export function binContract(makeStores: MakeStores): void {
  it('lets one of many that saw the same bin reserve it', async () => {
    const { bins } = await makeStores();
    const tenant = someTenant();
    expect(await bins.reserved(tenant, 'dc1', ['A-1'], MORNING)).toEqual([
      { bin: 'A-1', reservations: [], version: 0 },
    ]);
    const tries = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        bins.reserve(tenant, place, reservation(`p:${index}`), { version: 0, now: MORNING }),
      ),
    );
    expect(tries.filter(Boolean)).toHaveLength(1);
    const [row] = await bins.reserved(tenant, 'dc1', ['A-1'], MORNING);
    expect(row).toMatchObject({ version: 1, reservations: [{ claim: `p:${tries.indexOf(true)}` }] });
    expect((await bins.reserved(someTenant(), 'dc1', ['A-1'], MORNING))[0]?.version).toBe(0);
  });

  it('keeps several loads in a bin, each once, in the order bins are asked for', async () => {
    const { bins } = await makeStores();
    const tenant = someTenant();
    await bins.reserve(tenant, place, reservation('p:1'), { version: 0, now: MORNING });
    await bins.reserve(tenant, place, reservation('p:2'), { version: 1, now: MORNING });
    const later = '2026-03-02T13:00:00.000Z';
    await bins.reserve(tenant, place, reservation('p:1', later), { version: 2, now: MORNING });
    const [other, row] = await bins.reserved(tenant, 'dc1', ['B-2', 'A-1'], MORNING);
    expect(other).toEqual({ bin: 'B-2', reservations: [], version: 0 });
    expect(row).toEqual({
      bin: 'A-1',
      version: 3,
      reservations: [reservation('p:2'), reservation('p:1', later)],
    });
  });

  it('ends a reservation by itself at its moment, and before it once', async () => {
    const { bins } = await makeStores();
    const tenant = someTenant();
    await bins.reserve(tenant, place, reservation('p:1'), { version: 0, now: MORNING });
    const standing = async (now: string) =>
      (await bins.reserved(tenant, 'dc1', ['A-1'], now))[0]?.reservations.length;
    expect(await standing('2026-03-02T11:59:59.999Z')).toBe(1);
    expect(await standing(NOON)).toBe(0);
    expect(await bins.release(tenant, place, 'p:2')).toBe(false);
    expect(await bins.release(tenant, place, 'p:1')).toBe(true);
    expect(await bins.release(tenant, place, 'p:1')).toBe(false);
    expect(await standing(MORNING)).toBe(0);
    expect(await bins.reserve(tenant, place, reservation('p:3'), { version: 1, now: MORNING })).toBe(false);
  });
}
