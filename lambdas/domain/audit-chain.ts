import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

/**
 * The adjustment chain of rule 4.11: one chain per tenant and site, its entries numbered by UTC day. Each entry carries
 * the hash of the one before it, so nothing can be changed, removed or slipped in without every later hash disagreeing.
 */

/** One entry: hash = SHA-256(prevHash || RFC 8785 canonical JSON of the entry without `hash`), as hex. */
export interface AuditEntry {
  readonly tenantId: string;
  readonly site: string;
  /** UTC day, e.g. 2026-03-02. The first entry of a day carries the last hash of the day before it. */
  readonly day: string;
  /** From 1 within its day, without gaps. */
  readonly sequence: number;
  readonly at: string;
  readonly kind: string;
  readonly actor: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly prevHash: string;
  readonly hash: string;
}

/** The entry a chain ends with. */
export type ChainHead = Pick<AuditEntry, 'day' | 'sequence' | 'hash'>;

/** What the very first entry of a chain carries as `prevHash`. */
export const GENESIS = '0'.repeat(64);

/**
 * Links an entry to the head of its chain. Its day is the UTC day of `at`, but never before the head's: an entry that
 * comes late joins the day the chain has reached, because a day that was followed by another is sealed.
 */
export function nextEntry(
  head: ChainHead | undefined,
  draft: Omit<AuditEntry, 'day' | 'sequence' | 'prevHash' | 'hash'>,
): AuditEntry {
  const ownDay = utcDay(draft.at);
  const day = head !== undefined && head.day > ownDay ? head.day : ownDay;
  const { tenantId, site, at, kind, actor } = draft;
  // The body as JSON carries it, so that the stored entry is what was hashed.
  const body = JSON.parse(JSON.stringify(draft.body)) as AuditEntry['body'];
  const sequence = head?.day === day ? head.sequence + 1 : 1;
  const entry = { tenantId, site, day, sequence, at, kind, actor, body, prevHash: head?.hash ?? GENESIS };
  return { ...entry, hash: entryHash(entry) };
}

/** The hash an entry must have. */
export function entryHash(entry: Omit<AuditEntry, 'hash'> & { hash?: string }): string {
  const { hash, ...hashed } = entry;
  return sha256(entry.prevHash + canonical(hashed));
}

/** The one text form of an entry, RFC 8785: what is stored, exported and hashed. */
export function canonical(value: unknown): string {
  return canonicalize(value) ?? 'null';
}

export function utcDay(at: string): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** What is written to write-once storage for a day: it fixes every entry, their number and the hash they end with. */
export interface DayRoot {
  /** Merkle tree hash of the entry hashes, after RFC 6962 section 2.1. */
  readonly root: string;
  readonly count: number;
  /** The hash of the last entry: the first entry of the next day carries it. */
  readonly head: string;
}

/** The root of one day's entry hashes, in order; a day without entries has none. */
export function dayRoot(hashes: readonly string[]): DayRoot | undefined {
  const head = hashes.at(-1);
  if (head === undefined) return undefined;
  return {
    root: treeHash(hashes.map((hash) => sha256(Buffer.from(`00${hash}`, 'hex')))),
    count: hashes.length,
    head,
  };
}

/** Splitting at the largest power of two below the count equals pairing neighbors level by level, odd ones going up. */
function treeHash(level: readonly string[]): string {
  const [only = ''] = level;
  if (level.length <= 1) return only;
  const above: string[] = [];
  for (let place = 0; place < level.length; place += 2) {
    const [left = '', right] = level.slice(place, place + 2);
    above.push(right === undefined ? left : sha256(Buffer.from(`01${left}${right}`, 'hex')));
  }
  return treeHash(above);
}

export interface Misfit {
  readonly ok: false;
  /** The first entry that does not fit: its place in what was walked, from 1, and what it says of itself if it can be read. */
  readonly at: { readonly position: number; readonly day?: string; readonly sequence?: number };
  readonly reason: string;
}
export interface Verified {
  readonly ok: true;
  readonly entries: number;
  /** The hash the chain ends with; the hash it started from when it has no entries. */
  readonly headHash: string;
}

/** Checks one chain entry by entry. `after` is the hash the first must carry; without it an excerpt may start anywhere. */
export class ChainCheck {
  #head: AuditEntry | undefined;
  #after: string | undefined;
  #entries = 0;

  constructor(after?: string) {
    this.#after = after;
  }

  /** The misfit, or `undefined` when the entry fits. */
  add(entry: AuditEntry): Misfit | undefined {
    const reason = selfMisfit(entry) ?? linkMisfit(entry, this.#head, this.#after);
    if (reason !== undefined) return this.misfit(reason, entry);
    this.#head = entry;
    this.#entries++;
    return undefined;
  }

  /** A misfit at the place of the next entry. */
  misfit(reason: string, entry?: Partial<AuditEntry> | null): Misfit {
    const { day, sequence } = entry ?? {};
    return {
      ok: false,
      at: {
        position: this.#entries + 1,
        ...(day === undefined ? {} : { day }),
        ...(sequence === undefined ? {} : { sequence }),
      },
      reason,
    };
  }

  get result(): Verified {
    return { ok: true, entries: this.#entries, headHash: this.#head?.hash ?? this.#after ?? GENESIS };
  }
}

/**
 * Walks a chain and names the first entry that does not fit; an entry that cannot be read does not fit. `after` is the
 * hash the first entry must carry: that of a whole chain's start unless the walk begins on a later day.
 */
export async function verifyChain(
  entries: AsyncIterable<AuditEntry> | Iterable<AuditEntry>,
  after: string = GENESIS,
): Promise<Verified | Misfit> {
  const check = new ChainCheck(after);
  try {
    for await (const entry of entries) {
      const misfit = check.add(entry);
      if (misfit) return misfit;
    }
  } catch (error) {
    return check.misfit(`it cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  return check.result;
}

const TEXTS = ['tenantId', 'site', 'day', 'at', 'kind', 'actor', 'prevHash', 'hash'] as const;
const FIELDS = new Set<string>([...TEXTS, 'sequence', 'body']);

/** Reads one exported line; only the exact canonical text is accepted. Throws an Error that says what is wrong. */
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
  if (typeof fields.body !== 'object' || fields.body === null) return 'its field body is missing';
  if (!isDay(String(fields.day))) return `its day ${String(fields.day)} is no day such as 2026-03-02`;
  if (!Number.isSafeInteger(fields.sequence)) return 'its field sequence is no whole number';
  const extra = Object.keys(fields).find((name) => !FIELDS.has(name));
  return extra === undefined ? undefined : `it has a field ${extra} that entries do not have`;
}

/** Why an entry does not follow the one before it, or `undefined`. */
function linkMisfit(
  entry: AuditEntry,
  before: AuditEntry | undefined,
  after: string | undefined,
): string | undefined {
  if (before && (entry.tenantId !== before.tenantId || entry.site !== before.site)) {
    return `it belongs to the chain of ${entry.tenantId} ${entry.site}, not of ${before.tenantId} ${before.site}`;
  }
  if (before && entry.day < before.day)
    return `its day ${entry.day} is before ${before.day}, the day of the entry before it`;
  const sequence = before?.day === entry.day ? before.sequence + 1 : 1;
  if (entry.sequence !== sequence) {
    return `it has the sequence ${entry.sequence} where ${sequence} belongs: an entry is missing or was moved`;
  }
  const prevHash = before?.hash ?? after;
  if (prevHash !== undefined && entry.prevHash !== prevHash) {
    return `it follows the hash ${entry.prevHash}, but the entry before it has ${prevHash}: an entry was removed, added or replaced`;
  }
  return undefined;
}

function isDay(day: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(day);
}

function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
