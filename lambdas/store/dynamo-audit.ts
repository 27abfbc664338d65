import {
  type AuditEntry,
  type ChainHead,
  canonical,
  nextEntry,
  parseEntry,
  utcDay,
} from '../domain/audit-chain.ts';
import { again, type DynamoContext, retrying } from './dynamo-context.ts';
import { outboxWrites } from './dynamo-outbox.ts';
import { collect, get, query } from './dynamo-read.ts';
import { transact, type Write } from './dynamo-write.ts';
import { components, key, keyPrefix, ordinal } from './keys.ts';
import type { InventoryStore, TenantScope } from './ports.ts';

/**
 * The audit chain on DynamoDB: one partition per tenant, site and day. There is no head item to update: the next entry
 * is put where none may be yet, so two writers can never both follow the same one.
 *
 * The first entry of a day also puts a seal behind the last entry of the day before. A writer that still looks at the
 * old day runs into the seal and joins the new one, so no entry can slip in behind the hash the new day started from.
 */

const table = 'inventory';
type Draft = Parameters<InventoryStore['audit']>[1];

/** The next entry of a chain and what to write for it; the writes fail when another entry was first. */
export async function nextLink(
  context: DynamoContext,
  tenant: TenantScope,
  { site, at, kind, actor, body }: Draft,
): Promise<{ entry: AuditEntry; writes: readonly Write[] }> {
  const head = await readHead(context, tenant, site, utcDay(at));
  const entry = nextEntry(head, { tenantId: tenant, site, at, kind, actor, body });
  const { day, sequence } = entry;
  const fresh = { condition: 'attribute_not_exists(pk)' };
  const put: Write = {
    table,
    put: { pk: dayPartition(tenant, site, day), sk: ordinal(sequence), entry: canonical(entry) },
    ...fresh,
  };
  if (head?.day === day) return { entry, writes: [put] };
  const seal = head
    ? { pk: dayPartition(tenant, site, head.day), sk: ordinal(head.sequence + 1), sealedBy: day }
    : { pk: chainPartition(tenant, site), sk: 'START', startedBy: day };
  const listed: Write = { table, put: { pk: chainPartition(tenant, site), sk: key('DAY', day) } };
  return { entry, writes: [put, { table, put: seal, ...fresh }, listed] };
}

export function auditStore(
  context: DynamoContext,
): Pick<InventoryStore, 'audit' | 'auditDays' | 'auditChain'> {
  const days = (tenant: TenantScope, site: string) => collect(dayRows(context, tenant, site));

  async function* chain(tenant: TenantScope, site: string, day: string): AsyncGenerator<AuditEntry> {
    for await (const item of query(context, { table, pk: dayPartition(tenant, site, day) })) {
      if (item.sealedBy === undefined) yield parseEntry(String(item.entry));
    }
  }

  /** The entry an earlier call appended under this key. */
  const standing = async (tenant: TenantScope, site: string, entryKey: string) => {
    const pointer = await get(context, table, keyedEntry(tenant, site, entryKey));
    if (pointer === undefined) return undefined;
    const item = await get(context, table, {
      pk: dayPartition(tenant, site, String(pointer.day)),
      sk: ordinal(Number(pointer.sequence)),
    });
    return item && (JSON.parse(String(item.entry)) as AuditEntry);
  };

  return {
    async audit(tenant, draft, events = []) {
      return retrying(context, `the audit entry ${draft.kind} of ${draft.site}`, async () => {
        const before = draft.key === undefined ? undefined : await standing(tenant, draft.site, draft.key);
        if (before) return before;
        const { entry, writes } = await nextLink(context, tenant, draft);
        // A transaction even for one item: a lost answer must not make this the writer of two entries.
        const outcome = await transact(context, [
          ...writes,
          ...keyWrites(tenant, draft, entry),
          ...outboxWrites(context, tenant, events),
        ]);
        return outcome.kind === 'written' ? entry : again;
      });
    },

    async auditDays(tenant, site) {
      return (await days(tenant, site)).map(dayOf);
    },

    auditChain: chain,
  };
}

async function readHead(
  context: DynamoContext,
  tenant: TenantScope,
  site: string,
  day: string,
): Promise<ChainHead | undefined> {
  const [last] = await collect(
    query(context, { table, pk: dayPartition(tenant, site, day), descending: true, limit: 1 }),
  );
  if (last && last.sealedBy === undefined) return JSON.parse(String(last.entry)) as AuditEntry;
  const [latest] = await collect(dayRows(context, tenant, site, { descending: true, limit: 1 }));
  // Never the same day again: a sealed day has a later one, and an unlisted day has no entries.
  return latest && readHead(context, tenant, site, dayOf(latest));
}

function dayRows(
  context: DynamoContext,
  tenant: TenantScope,
  site: string,
  order: { descending?: boolean; limit?: number } = {},
) {
  return query(context, {
    table,
    pk: chainPartition(tenant, site),
    prefix: keyPrefix(['DAY'], ''),
    ...order,
  });
}

function dayOf({ sk }: { sk: string }): string {
  return components(sk)[1] ?? '';
}

function keyWrites(tenant: TenantScope, draft: Draft, { day, sequence }: AuditEntry): Write[] {
  if (draft.key === undefined) return [];
  return [
    {
      table,
      put: { ...keyedEntry(tenant, draft.site, draft.key), day, sequence },
      condition: 'attribute_not_exists(pk)',
    },
  ];
}

function keyedEntry(tenant: TenantScope, site: string, entryKey: string) {
  return { pk: key('T', tenant, 'AUDKEY', site, entryKey), sk: 'ENTRY' };
}

function dayPartition(tenant: TenantScope, site: string, day: string): string {
  return key('T', tenant, 'AUD', site, day);
}

function chainPartition(tenant: TenantScope, site: string): string {
  return key('T', tenant, 'AUDDAYS', site);
}
