import type { Envelope } from '../../../events/envelope.ts';
import type { ProcessRow } from '../../store/ports.ts';
import type { Loaders } from './loaders.ts';

/** Processes whose events are read together, and the most that are read for one list. */
const WAVE = 5;
const MOST = 20;

/**
 * The latest events of processes about an item, the latest first. `rows` come with the one that moved last first, so reading
 * ends as soon as the next one moved before the last event that is shown.
 */
export async function eventsAbout(
  load: Pick<Loaders, 'events'>,
  rows: readonly ProcessRow[],
  sku: string,
  first: number,
): Promise<readonly Envelope[]> {
  let shown: readonly Envelope[] = [];
  for (let start = 0; start < Math.min(rows.length, MOST); start += WAVE) {
    const last = shown[first - 1];
    if (last !== undefined && (rows[start]?.updatedAt ?? '') < last.time) break;
    const wave = await Promise.all(rows.slice(start, start + WAVE).map((row) => load.events.load(row)));
    const found = wave.flat().map(({ event }) => event);
    shown = latest([...shown, ...found.filter(({ data }) => isAbout(data, sku))], first);
  }
  return shown;
}

function latest(events: readonly Envelope[], first: number): readonly Envelope[] {
  const distinct = [...new Map(events.map((event) => [event.id, event])).values()];
  return distinct.toSorted((a, b) => (a.time > b.time ? -1 : 1)).slice(0, first);
}

/** Of a process over many items an event is about this one when it names it, or names none. */
function isAbout(data: unknown, sku: string): boolean {
  const named = skusIn(data);
  return named.length === 0 || named.includes(sku);
}

function skusIn(value: unknown): readonly unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => (name === 'sku' ? [inner] : skusIn(inner)));
}
