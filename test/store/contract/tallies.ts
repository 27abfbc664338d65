import { expect, it } from 'vitest';
import type { TallyEntry } from '../../../lambdas/store/ports.ts';
import { MOST_RECENT } from '../../../lambdas/store/tallies.ts';
import { EVENING, MORNING, NOON, someTenant } from '../samples.ts';
import type { MakeStores } from './make-stores.ts';

const SUPPLIER: [string, string] = ['supplier', 'S1'];
const entry = (id: string, facts: Partial<TallyEntry> = {}): TallyEntry => ({
  id,
  eventId: `event-${id}`,
  sequence: 1,
  of: 1,
  hits: 0,
  ...facts,
});
const step = (start: string, since = MORNING) => ({ start, at: start, since });

/** What every form of the tally store must do. */
export function tallyContract(makeStores: MakeStores): void {
  it('adds up entries by step, each once, oldest step first', async () => {
    const { tallies } = await makeStores();
    const tenant = someTenant();
    await tallies.count(tenant, SUPPLIER, [entry('b', { of: 5, hits: 2 })], step(NOON));
    const expected = {
      steps: [
        { start: MORNING, of: 2, hits: 1 },
        { start: NOON, of: 5, hits: 2 },
      ],
      recent: [
        { id: 'event-c', at: MORNING },
        { id: 'event-b', at: NOON },
      ],
    };
    const told = [entry('a'), entry('c', { hits: 1 })];
    expect(await tallies.count(tenant, SUPPLIER, told, step(MORNING))).toEqual(expected);
    expect(await tallies.count(tenant, SUPPLIER, told, step(MORNING))).toEqual(expected);
  });

  it('lets the entry with the highest sequence stand, in whatever order they come', async () => {
    const { tallies } = await makeStores();
    const tenant = someTenant();
    const count = (sequence: number, hits: number) =>
      tallies.count(tenant, SUPPLIER, [entry('line-1', { sequence, hits })], step(NOON));
    await count(3, 0);
    await count(2, 1);
    expect((await count(4, 1)).steps).toEqual([{ start: NOON, of: 1, hits: 1 }]);
    expect((await count(3, 0)).steps).toEqual([{ start: NOON, of: 1, hits: 1 }]);
  });

  it('forgets the sums of steps before, and counts again in one that comes late', async () => {
    const { tallies } = await makeStores();
    const tenant = someTenant();
    await tallies.count(tenant, SUPPLIER, [entry('a')], step(MORNING));
    expect((await tallies.count(tenant, SUPPLIER, [entry('b')], step(EVENING, NOON))).steps).toEqual([
      { start: EVENING, of: 1, hits: 0 },
    ]);
    expect((await tallies.count(tenant, SUPPLIER, [entry('c')], step(MORNING))).steps).toEqual([
      { start: MORNING, of: 2, hits: 0 },
      { start: EVENING, of: 1, hits: 0 },
    ]);
  });

  it('counts all of many that come at once', async () => {
    const { tallies } = await makeStores();
    const tenant = someTenant();
    await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        tallies.count(tenant, SUPPLIER, [entry(`e-${n}`, { of: n, hits: n % 2 })], step(NOON)),
      ),
    );
    const { steps } = await tallies.count(tenant, SUPPLIER, [], step(NOON));
    expect(steps).toEqual([{ start: NOON, of: 28, hits: 4 }]);
  });

  it('remembers the latest events with hits, each once', async () => {
    const { tallies } = await makeStores();
    const tenant = someTenant();
    const told = Array.from({ length: MOST_RECENT + 5 }, (_, n) =>
      entry(`line-${n}`, { hits: 1, eventId: `event-${String(Math.floor(n / 2)).padStart(2, '0')}` }),
    );
    const { recent } = await tallies.count(tenant, SUPPLIER, told, step(NOON));
    expect(recent).toHaveLength(13);
    const more = Array.from({ length: MOST_RECENT }, (_, n) => entry(`x-${n}`, { hits: 1 }));
    const later = await tallies.count(tenant, SUPPLIER, more, step(EVENING));
    expect(later.recent.map(({ at }) => at)).toEqual(Array(MOST_RECENT).fill(EVENING));
  });

  it('tells the sums without counting anything, to the tenant they are of', async () => {
    const { tallies } = await makeStores();
    const tenant = someTenant();
    expect(await tallies.sums(tenant, SUPPLIER)).toEqual({ steps: [], recent: [] });
    const counted = await tallies.count(tenant, SUPPLIER, [entry('a', { of: 3, hits: 1 })], step(NOON));
    expect(await tallies.sums(tenant, SUPPLIER)).toEqual(counted);
    expect(await tallies.sums(tenant, ['supplier', 'S2'])).toEqual({ steps: [], recent: [] });
    expect(await tallies.sums(someTenant(), SUPPLIER)).toEqual({ steps: [], recent: [] });
  });

  it('tells subjects and tenants apart', async () => {
    const { tallies } = await makeStores();
    const [tenant, other] = [someTenant(), someTenant()];
    await tallies.count(tenant, SUPPLIER, [entry('a')], step(NOON));
    for (const count of [
      tallies.count(tenant, ['supplier', 'S2'], [entry('a')], step(NOON)),
      tallies.count(other, SUPPLIER, [entry('a')], step(NOON)),
    ])
      expect((await count).steps).toEqual([{ start: NOON, of: 1, hits: 0 }]);
  });
}
