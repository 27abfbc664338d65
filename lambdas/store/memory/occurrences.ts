import { key } from '../keys.ts';
import { withOccurrence } from '../occurrences.ts';
import type { Occurrence, OccurrenceStore } from '../ports.ts';
import { copy } from './rows.ts';

/** Occurrences in memory. */
export function memoryOccurrences(): OccurrenceStore {
  const bySubject = new Map<string, readonly Occurrence[]>();
  return {
    async remember(tenant, subject, occurrence, window) {
      const place = key(tenant, ...subject);
      const { remembered, occurrences } = withOccurrence(
        bySubject.get(place) ?? [],
        copy(occurrence),
        window,
      );
      if (remembered) bySubject.set(place, occurrences);
      return { remembered, occurrences: copy(occurrences) };
    },
  };
}
