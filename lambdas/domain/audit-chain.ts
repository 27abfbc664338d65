import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

/**
 * The audit chain of rule 4.11: one per tenant and site, by UTC day, in lanes that grow independently of each other. A
 * day begins with its opening, which carries the root of the day before: the ends of all its lanes. The first entry of a
 * lane follows the opening, every other one the entry before it in its lane. So nothing can be changed, removed or
 * slipped in without later hashes disagreeing, be it an entry, a lane or a day.
 */

/**
 * Lanes of a day. Part of the format: the opening of a day closes this many lanes of the day before. It may grow between
 * two days; it never shrinks, or entries in the lanes above it would be found missing.
 */
export const LANES = 16;

/** The lane of openings, one entry a day. */
export const OPENING = 0;

/** One entry: hash = SHA-256(prevHash || RFC 8785 canonical JSON of the entry without `hash`), as hex. */
export interface AuditEntry {
  readonly tenantId: string;
  readonly site: string;
  /** UTC day, e.g. 2026-03-02. */
  readonly day: string;
  /** 1 to LANES, or OPENING for the entry that opens the day. */
  readonly lane: number;
  /** From 1 within its lane and day, without gaps. */
  readonly sequence: number;
  /**
   * Orders entries over all lanes: above that of the entry before it in its lane, of the opening of its day, and of every
   * earlier entry that moved the same SKU. A hybrid logical clock: milliseconds of the writer, moved on where needed.
   */
  readonly tick: number;
  readonly at: string;
  readonly kind: string;
  readonly actor: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly prevHash: string;
  readonly hash: string;
}

/** What an entry records, before it has its place. */
export type AuditDraft = Pick<AuditEntry, 'tenantId' | 'site' | 'at' | 'kind' | 'actor' | 'body'>;

/** A day as it stands: its opening and the last entry of each lane that has one. */
export interface AuditDay {
  readonly opening: AuditEntry;
  readonly ends: readonly AuditEntry[];
}

/** Where a lane of a day ends: the number of its entries and the hash of the last one. */
export interface LaneEnd {
  readonly lane: number;
  readonly count: number;
  readonly head: string;
}

/** Everything a day holds, in one hash: the opening of the next day carries it, and write-once storage keeps it. */
export interface DayRoot {
  readonly day: string;
  /** The hash of the day's opening. */
  readonly opening: string;
  /** By lane; a lane without entries is not listed. */
  readonly lanes: readonly LaneEnd[];
  readonly root: string;
}

/** What the opening of the very first day carries as `prevHash`. */
export const GENESIS = '0'.repeat(64);

/** The lane of everything about one thing, for instance one process: only what is in one lane waits for each other. */
export function laneOf(about: string): number {
  return 1 + (createHash('sha256').update(about).digest().readUInt32BE() % LANES);
}

/** Links an entry to what it follows: the last entry of its lane, or the opening of a day the lane has no entry of yet. */
export function nextEntry(head: AuditEntry, lane: number, draft: AuditDraft, leastTick: number): AuditEntry {
  const { tenantId, site, at, kind, actor } = draft;
  // The body as JSON carries it, so that the stored entry is what was hashed.
  const body = JSON.parse(JSON.stringify(draft.body)) as AuditEntry['body'];
  const sequence = head.lane === lane ? head.sequence + 1 : 1;
  const tick = Math.max(leastTick, head.tick + 1);
  return hashed({
    ...{ tenantId, site, day: head.day, lane, sequence, tick, at, kind, actor, body },
    prevHash: head.hash,
  });
}

/** The opening of the UTC day of `at`, after the day that stood until then. */
export function openingOf(
  before: AuditDay | undefined,
  { tenantId, site, at }: Pick<AuditDraft, 'tenantId' | 'site' | 'at'>,
  leastTick: number,
): AuditEntry {
  const place = { tenantId, site, day: utcDay(at), lane: OPENING, sequence: 1, at };
  const what = { kind: 'day-opened', actor: 'audit-chain' };
  if (before === undefined)
    return hashed({ ...place, ...what, tick: leastTick, body: {}, prevHash: GENESIS });
  const { root, ...after } = dayRoot(before);
  const tick = Math.max(leastTick, ...[before.opening, ...before.ends].map((entry) => entry.tick + 1));
  return hashed({ ...place, ...what, tick, body: { after }, prevHash: root });
}

/** The root of a day as it stands. */
export function dayRoot({ opening, ends }: AuditDay): DayRoot {
  const lanes = ends
    .map(({ lane, sequence, hash }) => ({ lane, count: sequence, head: hash }))
    .sort((one, other) => one.lane - other.lane);
  const whole = { day: opening.day, opening: opening.hash, lanes };
  return { ...whole, root: rootHash(whole) };
}

export function rootHash({ day, opening, lanes }: Omit<DayRoot, 'root'>): string {
  return sha256(canonical({ day, opening, lanes }));
}

/** The hash an entry must have. */
export function entryHash(entry: Omit<AuditEntry, 'hash'> & { hash?: string }): string {
  const { hash, ...content } = entry;
  return sha256(entry.prevHash + canonical(content));
}

/** The one text form of an entry, RFC 8785: what is stored, exported and hashed. */
export function canonical(value: unknown): string {
  return canonicalize(value) ?? 'null';
}

export function utcDay(at: string): string {
  return new Date(at).toISOString().slice(0, 10);
}

function hashed(entry: Omit<AuditEntry, 'hash'>): AuditEntry {
  return { ...entry, hash: entryHash(entry) };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
