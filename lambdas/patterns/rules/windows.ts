import type { Occurrence } from '../../store/ports.ts';

/** What happened within a window that holds enough of it. */
export interface Crowd {
  readonly from: string;
  readonly to: string;
  /** Ids of the events that told of it, oldest first. */
  readonly evidence: readonly string[];
}

/**
 * The earliest window of `minutes` around the occurrence `id` in which at least `least` occurrences lie (rule 4.10), both ends
 * included. It looks forward as well as back, so that one that comes late completes what others began.
 *
 * @param occurrences oldest first
 */
export function crowdAround(
  occurrences: readonly Occurrence[],
  id: string,
  { minutes, least }: { readonly minutes: number; readonly least: number },
): Crowd | undefined {
  const own = occurrences.find((one) => one.id === id);
  if (!own) return undefined;
  const at = Date.parse(own.at);
  for (const first of occurrences) {
    const start = Date.parse(first.at);
    const end = start + minutes * 60_000;
    if (start > at) return undefined;
    if (end < at) continue;
    const within = occurrences.filter((one) => Date.parse(one.at) >= start && Date.parse(one.at) <= end);
    if (within.length >= least) return crowdOf(within);
  }
  return undefined;
}

/** Occurrences that are a pattern together; there is at least one. */
export function crowdOf(occurrences: readonly Occurrence[]): Crowd {
  const [first, last] = [occurrences[0], occurrences.at(-1)];
  if (!first || !last) throw new Error('a pattern of nothing');
  return { from: first.at, to: last.at, evidence: occurrences.map(({ id, eventId }) => eventId ?? id) };
}
