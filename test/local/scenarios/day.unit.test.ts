import { describe, expect, it } from 'vitest';
import { processes } from '../../../lib/processes/index.ts';
import { actsOf, day } from '../../../local/scenarios/day.ts';

describe('the acts of the day', () => {
  it.each(processes.map(({ name }) => name))('show %s', (name) => {
    expect(actsOf(name).some(({ shows }) => shows.includes(name))).toBe(true);
  });

  it('are of processes that exist', () => {
    const known = new Set(processes.map(({ name }) => name));
    const named = day.flatMap(({ shows, endings }) => [...shows, ...endings.map(({ process }) => process)]);
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });

  it('come after those they need, in the day and in a scenario', () => {
    for (const acts of [day, ...processes.map(({ name }) => actsOf(name))])
      for (const [place, { title, needs = [] }] of acts.entries())
        for (const needed of needs) {
          expect(acts.indexOf(needed), `${needed.title}, before ${title}`).toBeGreaterThanOrEqual(0);
          expect(acts.indexOf(needed), `${needed.title}, before ${title}`).toBeLessThan(place);
        }
  });

  it('show nothing of a process nobody knows', () => {
    expect(actsOf('guessing')).toEqual([]);
  });
});
