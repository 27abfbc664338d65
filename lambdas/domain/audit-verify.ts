import {
  type AuditEntry,
  canonical,
  type DayRoot,
  dayRoot,
  entryHash,
  GENESIS,
  type LaneEnd,
  OPENING,
  rootHash,
} from './audit-chain.ts';

/** Checks audit chains from their entries alone; knows neither DynamoDB nor keys. */

/** Where an entry is or should be; without a lane it is the whole day. */
export interface AuditPlace {
  readonly day?: string;
  readonly lane?: number;
  readonly sequence?: number;
}

export interface Misfit {
  readonly ok: false;
  /** The first entry that does not fit, or that is missing; `position` is where it was noticed in what was walked, from 1. */
  readonly at: AuditPlace & { readonly position: number };
  readonly reason: string;
}
export interface Verified {
  readonly ok: true;
  /** Openings of days included. */
  readonly entries: number;
  /** The root of the last day; of the day before the first when there are no entries. */
  readonly root: string;
}

/** What a walk begins after: a day, the beginning of the chain, or nothing known, as an excerpt does. */
export type StartsAfter = DayRoot | 'beginning' | 'anything';

interface Finding {
  readonly at: AuditPlace;
  readonly reason: string;
}

/** An entry that is stored but cannot be read. */
export class UnreadableEntry extends Error {
  readonly at: AuditPlace;

  constructor(at: AuditPlace, reason: string) {
    super(reason);
    this.at = at;
  }
}

/** Checks one chain entry by entry: days in order, in each its opening first, then its lanes in any order. */
export class ChainCheck {
  #after: StartsAfter;
  #day: { readonly opening: AuditEntry; readonly ends: Map<number, AuditEntry> } | undefined;
  #entries = 0;

  constructor(after: StartsAfter = 'beginning') {
    this.#after = after;
  }

  /** The misfit, or `undefined` when the entry fits. */
  add(entry: AuditEntry): Misfit | undefined {
    const unlike = selfMisfit(entry) ?? strangerMisfit(entry, this.#day?.opening);
    const finding =
      unlike === undefined
        ? this.#linkMisfit(entry)
        : { at: shapeMisfit(entry) === undefined ? placeIn(entry) : {}, reason: unlike };
    if (finding) return this.misfit(finding.reason, finding.at);
    if (entry.lane === OPENING) this.#day = { opening: entry, ends: new Map() };
    else this.#day?.ends.set(entry.lane, entry);
    this.#entries++;
    return undefined;
  }

  /** A misfit noticed at the next entry. */
  misfit(reason: string, at: AuditPlace = {}): Misfit {
    return { ok: false, at: { position: this.#entries + 1, ...at }, reason };
  }

  /** The day the walk has reached, as it stands. */
  get day(): DayRoot | undefined {
    if (this.#day) return dayRoot({ opening: this.#day.opening, ends: [...this.#day.ends.values()] });
    return typeof this.#after === 'string' ? undefined : this.#after;
  }

  get result(): Verified {
    return { ok: true, entries: this.#entries, root: this.day?.root ?? GENESIS };
  }

  #linkMisfit(entry: AuditEntry): Finding | undefined {
    const found = (reason: string): Finding => ({ at: placeIn(entry), reason });
    if (entry.lane === OPENING) return this.#openingMisfit(entry);
    const day = this.#day;
    if (day?.opening.day !== entry.day)
      return found(`the day ${entry.day} was not opened before it: its opening is missing or was moved`);
    const before = day.ends.get(entry.lane) ?? day.opening;
    const sequence = before === day.opening ? 1 : before.sequence + 1;
    if (entry.sequence !== sequence) {
      return found(
        `it has the sequence ${entry.sequence} where ${sequence} belongs in lane ${entry.lane}: an entry is missing or was moved`,
      );
    }
    if (entry.prevHash !== before.hash) {
      return found(
        `it follows the hash ${entry.prevHash}, but the entry before it has ${before.hash}: an entry was removed, added or replaced`,
      );
    }
    if (entry.tick <= before.tick)
      return found(`its tick ${entry.tick} is not above ${before.tick}, the tick of the entry before it`);
    return undefined;
  }

  /** An opening says what it follows in full, so that whatever is missing before it can be named. */
  #openingMisfit(opening: AuditEntry): Finding | undefined {
    const found = (reason: string): Finding => ({ at: placeIn(opening), reason });
    if (opening.sequence !== 1) return found(`it has the sequence ${opening.sequence}: a day is opened once`);
    const { after } = opening.body;
    if (after !== undefined && !isClosedDay(after))
      return found('what it says of the day before cannot be read');
    if (opening.prevHash !== (after ? rootHash(after) : GENESIS))
      return found(
        `it follows the hash ${opening.prevHash}, which is not that of the day it says it follows`,
      );
    if (after && after.day >= opening.day) return found(`it follows ${after.day}, which is not before it`);
    if (this.#day === undefined && this.#after === 'anything') return undefined;
    const finding = closedDayMisfit(this.day, after, `when ${opening.day} was opened`);
    if (finding) return finding;
    if (this.#day && opening.tick <= highestTick(this.#day))
      return found(`its tick ${opening.tick} is not above those of the day before`);
    return undefined;
  }
}

type ClosedDay = Omit<DayRoot, 'root'>;

/** What of a day is not as it was `when` the next one was opened: nothing may have come since. */
function closedDayMisfit(
  stands: DayRoot | undefined,
  was: ClosedDay | undefined,
  when: string,
): Finding | undefined {
  if (stands && (was === undefined || was.day < stands.day))
    return { at: { day: stands.day }, reason: `it was added: it did not stand ${when}` };
  if (was === undefined) return undefined;
  const misfit = dayMisfit(was, stands?.day === was.day ? stands : undefined, when);
  if (misfit) return misfit;
  const grown = stands?.lanes.find(({ lane, count }) => count > countOf(was.lanes, lane));
  if (grown === undefined) return undefined;
  const { lane } = grown;
  const had = countOf(was.lanes, lane);
  return {
    at: { day: was.day, lane, sequence: had + 1 },
    reason: `it was added: lane ${lane} had ${had} entries ${when}`,
  };
}

/**
 * The first entry of a day that is not as it was `when`; entries that came since are no misfit. `hashAt` gives the hash
 * of an entry that stands, or nothing where it is not at hand.
 */
export function dayMisfit(
  was: ClosedDay,
  stands: DayRoot | undefined,
  when: string,
  hashAt = (lane: number, sequence: number): string | undefined =>
    stands?.lanes.find((end) => end.lane === lane && end.count === sequence)?.head,
): Finding | undefined {
  const { day } = was;
  if (stands === undefined) return { at: { day }, reason: `it is missing: it stood ${when}` };
  if (stands.opening !== was.opening) {
    const reason = `its hash is ${stands.opening}, but was ${was.opening} ${when}: the day was rewritten`;
    return { at: { day, lane: OPENING, sequence: 1 }, reason };
  }
  for (const { lane, count, head } of was.lanes) {
    const left = countOf(stands.lanes, lane);
    if (left < count) {
      const reason = `it is missing${left === 0 ? ' with its whole lane' : ''}: lane ${lane} had ${count} entries ${when}`;
      return { at: { day, lane, sequence: left + 1 }, reason };
    }
    const hash = hashAt(lane, count);
    if (hash !== undefined && hash !== head) {
      const reason = `its hash is ${hash}, but was ${head} ${when}: it or an entry before it in its lane was rewritten`;
      return { at: { day, lane, sequence: count }, reason };
    }
  }
  return undefined;
}

/**
 * Walks a chain and names the first entry that does not fit; an entry that cannot be read does not fit. `after` is what
 * the walk begins after: by default the chain is whole.
 */
export async function verifyChain(
  entries: AsyncIterable<AuditEntry> | Iterable<AuditEntry>,
  after: StartsAfter = 'beginning',
): Promise<Verified | Misfit> {
  const check = new ChainCheck(after);
  try {
    for await (const entry of entries) {
      const misfit = check.add(entry);
      if (misfit) return misfit;
    }
  } catch (error) {
    return unreadable(check, error);
  }
  return check.result;
}

/** The misfit of an entry whose reading raised an error. */
export function unreadable(check: ChainCheck, error: unknown): Misfit {
  const reason = `it cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  return check.misfit(reason, error instanceof UnreadableEntry ? error.at : {});
}

/** A place in words: `2026-03-02 lane 3 entry 17`. */
export function placeOf({ day = 'day unknown', lane, sequence }: AuditPlace): string {
  if (lane === undefined) return day;
  return lane === OPENING ? `${day} opening` : `${day} lane ${lane} entry ${sequence}`;
}

const TEXTS = ['tenantId', 'site', 'day', 'at', 'kind', 'actor', 'prevHash', 'hash'] as const;
const NUMBERS = ['lane', 'sequence', 'tick'] as const;
const FIELDS = new Set<string>([...TEXTS, ...NUMBERS, 'body']);

/** Reads one stored or exported line; only the exact canonical text is accepted. Throws an Error that says what is wrong. */
export function parseEntry(line: string): AuditEntry {
  const entry = JSON.parse(line) as AuditEntry;
  const reason =
    shapeMisfit(entry) ?? (canonical(entry) === line ? undefined : 'it is not in canonical form');
  if (reason !== undefined) throw new Error(reason);
  return entry;
}

/** Why an entry does not agree with its own hash, or `undefined`. */
export function selfMisfit(entry: AuditEntry): string | undefined {
  const shape = shapeMisfit(entry);
  if (shape !== undefined) return shape;
  const expected = entryHash(entry);
  return entry.hash === expected
    ? undefined
    : `its hash is ${entry.hash}, but its content has the hash ${expected}: the entry was changed`;
}

function shapeMisfit(entry: unknown): string | undefined {
  if (typeof entry !== 'object' || entry === null) return 'it is not an entry';
  const fields = entry as Record<string, unknown>;
  for (const name of TEXTS)
    if (typeof fields[name] !== 'string') return `its field ${name} is missing or no text`;
  for (const name of NUMBERS)
    if (!Number.isSafeInteger(fields[name])) return `its field ${name} is missing or no whole number`;
  if (typeof fields.body !== 'object' || fields.body === null) return 'its field body is missing';
  if (!/^\d{4}-\d{2}-\d{2}$/.test(String(fields.day)))
    return `its day ${String(fields.day)} is no day such as 2026-03-02`;
  const extra = Object.keys(fields).find((name) => !FIELDS.has(name));
  return extra === undefined ? undefined : `it has a field ${extra} that entries do not have`;
}

function strangerMisfit(entry: AuditEntry, opening: AuditEntry | undefined): string | undefined {
  if (!opening || (entry.tenantId === opening.tenantId && entry.site === opening.site)) return undefined;
  return `it belongs to the chain of ${entry.tenantId} ${entry.site}, not of ${opening.tenantId} ${opening.site}`;
}

/** Whether the body of an opening says what the day before held. */
function isClosedDay(after: unknown): after is ClosedDay {
  const { day, opening, lanes } = (after ?? {}) as Record<string, unknown>;
  return (
    typeof day === 'string' &&
    typeof opening === 'string' &&
    Array.isArray(lanes) &&
    lanes.every(
      (end) =>
        typeof end?.head === 'string' && Number.isSafeInteger(end.lane) && Number.isSafeInteger(end.count),
    )
  );
}

function placeIn({ day, lane, sequence }: AuditEntry): AuditPlace {
  return { day, lane, sequence };
}

function countOf(ends: readonly LaneEnd[], lane: number): number {
  return ends.find((end) => end.lane === lane)?.count ?? 0;
}

function highestTick({ opening, ends }: { opening: AuditEntry; ends: Map<number, AuditEntry> }): number {
  return Math.max(opening.tick, ...[...ends.values()].map(({ tick }) => tick));
}
