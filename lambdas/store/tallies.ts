import type { Occurrence, Tally, TallyEntry } from './ports.ts';

/** Events that told of hits are remembered up to this many: evidence, not a history. */
export const MOST_RECENT = 20;

/** What is kept of an entry once it is counted. */
export type CountedEntry = Omit<TallyEntry, 'eventId'>;

/** A tally and the entries of one of its steps after more were told, and whether that changes anything. */
export function tallied(
  standing: Tally & { readonly entries: readonly CountedEntry[] },
  told: readonly TallyEntry[],
  { start, at, since }: { readonly start: string; readonly at: string; readonly since: string },
): { readonly tally: Tally; readonly entries: readonly CountedEntry[]; readonly changed: boolean } {
  const { steps, recent, entries: known } = standing;
  const counted = new Map(known.map((entry) => [entry.id, entry]));
  const news = told.filter(({ id, sequence }) => sequence > (counted.get(id)?.sequence ?? -1));
  if (news.length === 0) return { tally: { steps, recent }, entries: known, changed: false };
  for (const { id, sequence, of, hits } of news) counted.set(id, { id, sequence, of, hits });
  const entries = [...counted.values()];
  const sum = (field: 'of' | 'hits') => entries.reduce((total, entry) => total + entry[field], 0);
  const others = steps.filter((step) => step.start !== start && step.start >= since);
  return {
    tally: {
      steps: [...others, { start, of: sum('of'), hits: sum('hits') }].sort((one, other) =>
        one.start < other.start ? -1 : 1,
      ),
      recent: withRecent(
        recent,
        news.flatMap(({ eventId, hits }) => (hits > 0 ? [{ id: eventId, at }] : [])),
      ),
    },
    entries,
    changed: true,
  };
}

function withRecent(standing: readonly Occurrence[], news: readonly Occurrence[]): Occurrence[] {
  const byId = new Map([...standing, ...news].map((one) => [one.id, one]));
  return [...byId.values()]
    .sort((one, other) => (`${one.at} ${one.id}` < `${other.at} ${other.id}` ? -1 : 1))
    .slice(-MOST_RECENT);
}
