import { again, type DynamoContext, expiry, type Key, retrying } from './dynamo-context.ts';
import { get } from './dynamo-read.ts';
import { atVersion, tryWrite } from './dynamo-write.ts';
import { key } from './keys.ts';
import { withOccurrence } from './occurrences.ts';
import { type Packed, pack, unpack } from './packed.ts';
import type { Occurrence, OccurrenceStore, TenantScope } from './ports.ts';

const table = 'intake';
/** How long they lie there at most after the last one: longer than any window looks back. */
const KEEP_DAYS = 150;

/** Occurrences on DynamoDB: one item per subject, replaced under its version. */
export function dynamoOccurrences(context: DynamoContext): OccurrenceStore {
  return {
    async remember(tenant, subject, occurrence, window) {
      return retrying(context, `remembering ${occurrence.id} of ${subject.join(' ')}`, async () => {
        const place = placeOf(tenant, subject);
        const item = await get(context, table, place);
        const standing = item ? unpack<Occurrence[]>(item.occurrences as Packed) : [];
        const { remembered, occurrences, changed } = withOccurrence(standing, occurrence, window);
        if (!changed) return { remembered, occurrences };
        const version = Number(item?.version ?? 0);
        const outcome = await tryWrite(context, [
          {
            table,
            put: {
              ...place,
              occurrences: pack(occurrences),
              version: version + 1,
              expiresAt: expiry(context, occurrence.at, KEEP_DAYS),
            },
            ...atVersion(version),
          },
        ]);
        return outcome.kind === 'written' ? { remembered, occurrences } : again;
      });
    },
  };
}

function placeOf(tenant: TenantScope, subject: readonly string[]): Key {
  return { pk: key('T', tenant, 'SEEN', ...subject), sk: 'WINDOW' };
}
