import type { Occurrence } from './ports.ts';

/** Those that stand after one more came, and whether that changes anything. */
export function withOccurrence(
  standing: readonly Occurrence[],
  occurrence: Occurrence,
  { since, most }: { readonly since: string; readonly most?: number },
): { readonly remembered: boolean; readonly occurrences: readonly Occurrence[]; readonly changed: boolean } {
  if (standing.some(({ id }) => id === occurrence.id))
    return { remembered: true, occurrences: standing, changed: false };
  const left = standing.filter(({ at }) => Date.parse(at) >= Date.parse(since));
  if (most !== undefined && left.length >= most)
    return { remembered: false, occurrences: left, changed: false };
  return { remembered: true, occurrences: inTime([...left, occurrence]), changed: true };
}

/** Oldest first; of the same moment in the order of their ids. */
function inTime(occurrences: readonly Occurrence[]): Occurrence[] {
  const order = ({ at, id }: Occurrence) => `${new Date(at).toISOString()} ${id}`;
  return [...occurrences].sort((one, other) => (order(one) < order(other) ? -1 : 1));
}
