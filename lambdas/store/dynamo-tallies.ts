import { again, type DynamoContext, expiry, type Key, retrying } from './dynamo-context.ts';
import { get } from './dynamo-read.ts';
import { atVersion, tryWrite, type Write } from './dynamo-write.ts';
import { key } from './keys.ts';
import { type Packed, pack, unpack } from './packed.ts';
import type { Tally, TallyStore, TenantScope } from './ports.ts';
import { type CountedEntry, tallied } from './tallies.ts';

const table = 'intake';
/** How long it lies there at most after the last count: longer than any window looks back. */
const KEEP_DAYS = 150;

/** Tallies on DynamoDB: the entries of each step in an item, and their sums in one beside them, written together. */
export function dynamoTallies(context: DynamoContext): TallyStore {
  return {
    async count(tenant, subject, told, step) {
      return retrying(context, `counting ${told.length} of ${subject.join(' ')}`, async () => {
        const sumsPlace = sumsOf(tenant, subject);
        const stepPlace = { ...sumsPlace, sk: key('STEP', step.start) };
        const [sums, entries] = await Promise.all([
          get(context, table, sumsPlace),
          get(context, table, stepPlace),
        ]);
        const standing = tallyOf(sums);
        const known = entries ? unpack<CountedEntry[]>(entries.entries as Packed) : [];
        const after = tallied({ ...standing, entries: known }, told, step);
        if (!after.changed) return after.tally;
        const expiresAt = expiry(context, step.at, KEEP_DAYS);
        const put = (place: Key, version: number, packed: object): Write => ({
          table,
          put: { ...place, ...packed, version: version + 1, expiresAt },
          ...atVersion(version),
        });
        const outcome = await tryWrite(context, [
          put(sumsPlace, Number(sums?.version ?? 0), { tally: pack(after.tally) }),
          put(stepPlace, Number(entries?.version ?? 0), { entries: pack(after.entries) }),
        ]);
        return outcome.kind === 'written' ? after.tally : again;
      });
    },
    async sums(tenant, subject) {
      return tallyOf(await get(context, table, sumsOf(tenant, subject)));
    },
  };
}

function sumsOf(tenant: TenantScope, subject: readonly string[]): Key {
  return { pk: key('T', tenant, 'TALLY', ...subject), sk: 'SUMS' };
}

function tallyOf(item: Awaited<ReturnType<typeof get>>): Tally {
  return item ? unpack<Tally>(item.tally as Packed) : { steps: [], recent: [] };
}
