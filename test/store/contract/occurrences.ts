import { expect, it } from 'vitest';
import { EVENING, MORNING, NOON, someTenant } from '../samples.ts';
import type { MakeStores } from './make-stores.ts';

const DAY_BEFORE = '2026-03-01T12:00:00.000Z';
const at = (id: string, time: string) => ({ id, at: time });

/** What every form of the occurrence store must do. */
export function occurrenceContract(makeStores: MakeStores): void {
  it('counts each occurrence once, oldest first', async () => {
    const { occurrences } = await makeStores();
    const tenant = someTenant();
    const remember = (id: string, time: string) =>
      occurrences.remember(tenant, ['device', 'RF-1'], at(id, time), { since: DAY_BEFORE });
    expect(await remember('b', NOON)).toEqual({ remembered: true, occurrences: [at('b', NOON)] });
    expect(await remember('a', MORNING)).toEqual({
      remembered: true,
      occurrences: [at('a', MORNING), at('b', NOON)],
    });
    expect(await remember('b', EVENING)).toEqual({
      remembered: true,
      occurrences: [at('a', MORNING), at('b', NOON)],
    });
  });

  it('forgets what was before, and keeps what was at the moment it looks back to', async () => {
    const { occurrences } = await makeStores();
    const tenant = someTenant();
    const remember = (id: string, time: string, since: string) =>
      occurrences.remember(tenant, ['device', 'RF-1'], at(id, time), { since });
    await remember('a', MORNING, DAY_BEFORE);
    await remember('b', NOON, DAY_BEFORE);
    expect((await remember('c', EVENING, NOON)).occurrences).toEqual([at('b', NOON), at('c', EVENING)]);
  });

  it('stops at the most there may be, also when many ask at once', async () => {
    const { occurrences } = await makeStores();
    const tenant = someTenant();
    const claim = (id: string, time = NOON, since = DAY_BEFORE) =>
      occurrences.remember(tenant, ['heal', 'dc1', 'SKU-1'], at(id, time), { since, most: 2 });
    const claims = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((id) => claim(id)));
    expect(claims.filter(({ remembered }) => remembered)).toHaveLength(2);
    const refused = await claim('f', EVENING);
    expect(refused.remembered).toBe(false);
    for (const { id } of refused.occurrences) expect((await claim(id)).remembered).toBe(true);
    expect((await claim('g', EVENING, EVENING)).remembered).toBe(true);
  });

  it('tells subjects and tenants apart', async () => {
    const { occurrences } = await makeStores();
    const [tenant, other] = [someTenant(), someTenant()];
    const window = { since: DAY_BEFORE };
    await occurrences.remember(tenant, ['s', '1'], at('a', NOON), window);
    const elsewhere = [
      await occurrences.remember(tenant, ['s', '2'], at('b', NOON), window),
      await occurrences.remember(other, ['s', '1'], at('b', NOON), window),
    ];
    expect(elsewhere.map((one) => one.occurrences)).toEqual([[at('b', NOON)], [at('b', NOON)]]);
  });
}
