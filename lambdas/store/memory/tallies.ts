import { key } from '../keys.ts';
import type { Tally, TallyStore } from '../ports.ts';
import { type CountedEntry, tallied } from '../tallies.ts';
import { copy } from './rows.ts';

/** Tallies in memory. */
export function memoryTallies(): TallyStore {
  const sums = new Map<string, Tally>();
  const steps = new Map<string, readonly CountedEntry[]>();
  return {
    async count(tenant, subject, told, step) {
      const place = key(tenant, ...subject);
      const stepPlace = key(tenant, ...subject, step.start);
      const standing = sums.get(place) ?? { steps: [], recent: [] };
      const { tally, entries } = tallied({ ...standing, entries: steps.get(stepPlace) ?? [] }, told, step);
      sums.set(place, copy(tally));
      steps.set(stepPlace, entries);
      return copy(tally);
    },
    async sums(tenant, subject) {
      return copy(sums.get(key(tenant, ...subject)) ?? { steps: [], recent: [] });
    },
  };
}
