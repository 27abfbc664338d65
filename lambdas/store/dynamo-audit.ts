import {
  type AuditDay,
  type AuditEntry,
  canonical,
  dayRoot,
  LANES,
  laneOf,
  nextEntry,
  OPENING,
  openingOf,
  utcDay,
} from '../domain/audit-chain.ts';
import { parseEntry, UnreadableEntry } from '../domain/audit-verify.ts';
import {
  again,
  atOnce,
  type DynamoContext,
  type Item,
  type Key,
  retrying,
  sharingPatience,
} from './dynamo-context.ts';
import { outboxWrites } from './dynamo-outbox.ts';
import { collect, get, query } from './dynamo-read.ts';
import { type Outcome, transact, type Write, write } from './dynamo-write.ts';
import { components, key, keyPrefix, ordinal } from './keys.ts';
import type { InventoryStore, TenantScope } from './ports.ts';

/**
 * The audit chain on DynamoDB: one partition per tenant, site and day, its lanes one behind the other. There is no head
 * item to update: the next entry of a lane is put where none may be yet, so two writers can never both follow the same
 * one, and writers of different lanes never meet.
 *
 * Whoever needs a new day first opens it, in a transaction of its own: the opening, and a seal behind the end of every
 * lane of the day before. A writer that still looks at the old day runs into a seal and joins the new one, so no entry
 * can slip in behind the root the new day started from.
 */

const table = 'inventory';
const fresh = { condition: 'attribute_not_exists(pk)' };
type Draft = Parameters<InventoryStore['audit']>[1];

/** Appends to one lane, try by try. */
export interface LaneWriter {
  /** The next entry and its write, which fails when another entry was first. `leastTick` is the lowest it may carry. */
  next(
    draft: Omit<Draft, 'key' | 'about' | 'site'>,
    leastTick?: number,
  ): Promise<{ entry: AuditEntry; write: Write }>;
  /**
   * How to go on after a transaction that was not written, `place` being that of the entry's write in it. The first
   * refusal has said what stands there, so the second try follows it at once. Who loses again is one of many: it waits,
   * and what it knows is old by then.
   */
  lost(outcome: Outcome, place: number, tried: number): typeof again | typeof atOnce;
}

export function laneWriter(
  context: DynamoContext,
  tenant: TenantScope,
  site: string,
  about: string,
): LaneWriter {
  const lane = laneOf(about);
  let head: AuditEntry | undefined;
  return {
    async next({ at, kind, actor, body }, leastTick = 0) {
      head ??= await headOf(context, tenant, site, lane, at);
      const draft = { tenantId: tenant, site, at, kind, actor, body };
      const entry = nextEntry(head, lane, draft, Math.max(leastTick, tickOf(context)));
      const put = { ...entryKey(tenant, site, entry), entry: canonical(entry) };
      return { entry, write: { table, put, ...fresh } };
    },

    lost(outcome, place, tried) {
      const first = outcome.kind === 'refused' ? outcome.failed.get(place) : undefined;
      if (first) head = isSeal(first) ? undefined : storedEntry(first);
      if (outcome.kind === 'refused' && tried === 1) return atOnce;
      head = undefined;
      return again;
    },
  };
}

export function auditStore(
  context: DynamoContext,
): Pick<InventoryStore, 'audit' | 'auditDays' | 'auditChain' | 'auditRoot'> {
  async function* chain(tenant: TenantScope, site: string, day: string): AsyncGenerator<AuditEntry> {
    const opening = await get(context, table, openingKey(tenant, site, day));
    if (opening) yield readEntry(opening, { day, lane: OPENING, sequence: 1 });
    for await (const item of query(context, { table, pk: dayPartition(tenant, site, day) })) {
      if (isSeal(item)) continue;
      const [lane, sequence] = components(item.sk).map(Number);
      yield readEntry(item, { day, lane, sequence });
    }
  }

  /** The entry an earlier call appended under this key. */
  const standing = async (tenant: TenantScope, site: string, name: string) => {
    const pointer = await get(context, table, keyedEntry(tenant, site, name));
    if (pointer === undefined) return undefined;
    const place = pointer as unknown as Pick<AuditEntry, 'day' | 'lane' | 'sequence'>;
    const item = await get(context, table, entryKey(tenant, site, place));
    return item && storedEntry(item);
  };

  return {
    async audit(tenant, draft, events = []) {
      const { site, about, key: name } = draft;
      const patient = sharingPatience(context);
      const lane = laneWriter(patient, tenant, site, about);
      return retrying(patient, `the audit entry ${draft.kind} of ${site}`, async (tried) => {
        const before = name === undefined ? undefined : await standing(tenant, site, name);
        if (before) return before;
        const { entry, write: put } = await lane.next(draft);
        // A transaction even for one item: a lost answer must not make this the writer of two entries.
        const outcome = await transact(context, [
          put,
          ...keyWrites(tenant, draft, entry),
          ...outboxWrites(context, tenant, events),
        ]);
        return outcome.kind === 'written' ? entry : lane.lost(outcome, 0, tried);
      });
    },

    async auditDays(tenant, site) {
      const openings = await collect(query(context, openingsOf(tenant, site)));
      return openings.map(({ sk }) => components(sk)[1] ?? '');
    },

    auditChain: chain,

    async auditRoot(tenant, site, day) {
      const opening = await get(context, table, openingKey(tenant, site, day));
      return opening && dayRoot(await dayAsItStands(context, tenant, site, storedEntry(opening)));
    },
  };
}

/**
 * What the next entry of a lane follows: the lane's last entry on the day of `at`, or the day's opening. An entry that
 * comes late joins the day the chain has reached, because a day that was followed by another is sealed.
 */
async function headOf(
  context: DynamoContext,
  tenant: TenantScope,
  site: string,
  lane: number,
  at: string,
): Promise<AuditEntry> {
  const ownDay = utcDay(at);
  return retrying(context, `the end of lane ${lane} of ${site}`, async (tried) => {
    const [last] = await lastItems(context, tenant, site, ownDay, lane, 1);
    if (last && !isSeal(last)) return storedEntry(last);
    const [row] = await collect(query(context, { ...openingsOf(tenant, site), descending: true, limit: 1 }));
    const opening = row && storedEntry(row);
    if (opening === undefined || opening.day < ownDay) {
      const opened = await openDay(context, tenant, site, at, opening);
      return opened ?? (tried === 1 ? atOnce : again);
    }
    if (opening.day === ownDay && last === undefined) return opening;
    const [end] = await lastItems(context, tenant, site, opening.day, lane, 1);
    if (end === undefined) return opening;
    return isSeal(end) ? again : storedEntry(end);
  });
}

/** Opens the day of `at` after the latest one; `undefined` when another writer was first or went on with the old day. */
async function openDay(
  context: DynamoContext,
  tenant: TenantScope,
  site: string,
  at: string,
  latest: AuditEntry | undefined,
): Promise<AuditEntry | undefined> {
  const before = latest && (await dayAsItStands(context, tenant, site, latest));
  const opening = openingOf(before, { tenantId: tenant, site, at }, tickOf(context));
  const { day } = opening;
  const seals = before
    ? lanes().map((lane) => {
        const sequence = (before.ends.find((end) => end.lane === lane)?.sequence ?? 0) + 1;
        return { ...entryKey(tenant, site, { day: before.opening.day, lane, sequence }), sealedBy: day };
      })
    : [{ pk: openingsPartition(tenant, site), sk: 'START', startedBy: day }];
  const row = { ...openingKey(tenant, site, day), entry: canonical(opening) };
  const puts = [row, ...seals].map((put): Write => ({ table, put, ...fresh }));
  const outcome = await write(context, `opening ${day} at ${site}`, puts);
  return outcome.kind === 'written' ? opening : undefined;
}

async function dayAsItStands(
  context: DynamoContext,
  tenant: TenantScope,
  site: string,
  opening: AuditEntry,
): Promise<AuditDay> {
  const ends = await Promise.all(
    lanes().map(async (lane) => {
      const last = await lastItems(context, tenant, site, opening.day, lane, 2);
      return last.filter((item) => !isSeal(item)).slice(0, 1);
    }),
  );
  return { opening, ends: ends.flat().map(storedEntry) };
}

/** The last items of a lane on a day, the very last first: behind the entries of a day that is over there is a seal. */
function lastItems(
  context: DynamoContext,
  tenant: TenantScope,
  site: string,
  day: string,
  lane: number,
  limit: 1 | 2,
): Promise<readonly (Key & Item)[]> {
  const prefix = keyPrefix([laneKey(lane)], '');
  return collect(
    query(context, { table, pk: dayPartition(tenant, site, day), prefix, descending: true, limit }),
  );
}

function lanes(): readonly number[] {
  return Array.from({ length: LANES }, (_, index) => index + 1);
}

/** Milliseconds of this machine: a moved clock moves no tick, so writers that meet at a SKU seldom contradict each other. */
function tickOf(context: DynamoContext): number {
  return context.wallClock().getTime();
}

function isSeal(item: Item): boolean {
  return item.sealedBy !== undefined;
}

/** An entry as this store wrote it, for going on from it. */
function storedEntry({ entry }: Item): AuditEntry {
  return JSON.parse(String(entry)) as AuditEntry;
}

/** An entry for somebody who verifies it: exactly as it is stored, or an error that names its place. */
function readEntry({ entry }: Item, place: { day: string; lane?: number; sequence?: number }): AuditEntry {
  try {
    return parseEntry(String(entry));
  } catch (error) {
    throw new UnreadableEntry(place, error instanceof Error ? error.message : String(error));
  }
}

function keyWrites(tenant: TenantScope, { site, key: name }: Draft, entry: AuditEntry): Write[] {
  if (name === undefined) return [];
  const { day, lane, sequence } = entry;
  return [{ table, put: { ...keyedEntry(tenant, site, name), day, lane, sequence }, ...fresh }];
}

function keyedEntry(tenant: TenantScope, site: string, name: string): Key {
  return { pk: key('T', tenant, 'AUDKEY', site, name), sk: 'ENTRY' };
}

function entryKey(
  tenant: TenantScope,
  site: string,
  { day, lane, sequence }: Pick<AuditEntry, 'day' | 'lane' | 'sequence'>,
): Key {
  return { pk: dayPartition(tenant, site, day), sk: key(laneKey(lane), ordinal(sequence)) };
}

/** Two digits, so that the order of keys is that of lanes. */
function laneKey(lane: number): string {
  return String(lane).padStart(2, '0');
}

function dayPartition(tenant: TenantScope, site: string, day: string): string {
  return key('T', tenant, 'AUD', site, day);
}

function openingKey(tenant: TenantScope, site: string, day: string): Key {
  return { pk: openingsPartition(tenant, site), sk: key('DAY', day) };
}

function openingsOf(tenant: TenantScope, site: string) {
  return { table, pk: openingsPartition(tenant, site), prefix: keyPrefix(['DAY'], '') } as const;
}

function openingsPartition(tenant: TenantScope, site: string): string {
  return key('T', tenant, 'AUDDAYS', site);
}
