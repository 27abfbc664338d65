import type { TenantDocument } from '../domain/tenant.ts';
import { again, type DynamoContext, retrying } from './dynamo-context.ts';
import { collect, get, query, queryPage, queryShards } from './dynamo-read.ts';
import { atVersion, tryWrite, type Write } from './dynamo-write.ts';
import { key, keyPrefix, ordinal, shardKey, shardKeys } from './keys.ts';
import { type Packed, pack, unpack } from './packed.ts';
import { type RuleProposal, type TenantScope, type TenantStore, tenantScope } from './ports.ts';
import { tenantDirectory } from './schema.ts';
import { isNextVersion, openProposal, settledProposal, validDocument } from './tenant-version.ts';

const table = 'tenants';
const DIRECTORY = 'TENANT';

/** Tenants as versioned documents on DynamoDB; no version is ever overwritten. The first one enters the directory. */
export function dynamoTenants(context: DynamoContext): TenantStore {
  const current = async (tenant: TenantScope): Promise<TenantDocument | undefined> => {
    const range = {
      table,
      pk: key('T', tenant),
      prefix: keyPrefix(['DOC'], ''),
      descending: true,
      limit: 1,
    } as const;
    const [latest] = await collect(query(context, range));
    return latest && unpack<TenantDocument>(latest.document as Packed);
  };

  const proposalOf = async (tenant: TenantScope, proposalId: string): Promise<RuleProposal | undefined> => {
    const found = await get(context, table, proposalKey(tenant, proposalId));
    return found && unpack<RuleProposal>(found.row as Packed);
  };

  return {
    current,

    async apply(tenant, document, at) {
      const valid = validDocument(tenant, document);
      return retrying(context, `applying version ${valid.version} of tenant ${tenant}`, async () => {
        if (!isNextVersion(await current(tenant), valid)) return { applied: false };
        const outcome = await tryWrite(context, [documentWrite(tenant, valid, at)]);
        return outcome.kind === 'written' ? { applied: true } : again;
      });
    },

    async version(tenant, version) {
      const found = await get(context, table, { pk: key('T', tenant), sk: key('DOC', ordinal(version)) });
      return found && unpack<TenantDocument>(found.document as Packed);
    },

    async versions(tenant, limit) {
      const found = await collect(
        query(context, {
          table,
          pk: key('T', tenant),
          prefix: keyPrefix(['DOC'], ''),
          descending: true,
          limit,
        }),
      );
      return found.map((item) => ({
        version: unpack<TenantDocument>(item.document as Packed).version,
        appliedAt: String(item.appliedAt),
      }));
    },

    async all() {
      const items = await queryShards(
        context,
        table,
        tenantDirectory,
        shardKeys(DIRECTORY),
        Number.POSITIVE_INFINITY,
      );
      return items.map((item) => tenantScope(String(item.directorySk)));
    },

    async propose(tenant, proposal) {
      const row = openProposal(proposal);
      return retrying(context, `keeping proposal ${row.proposalId}`, async () => {
        const outcome = await tryWrite(context, [proposalWrite(tenant, row)]);
        return outcome.kind === 'written' ? row : ((await proposalOf(tenant, row.proposalId)) ?? again);
      });
    },

    proposal: proposalOf,

    async proposals(tenant, page) {
      const range = { table, pk: proposalsOf(tenant) } as const;
      const { rows, ...next } = await queryPage(context, range, keyPrefix(['T', tenant], ''), page);
      return { rows: rows.map((item) => unpack<RuleProposal>(item.row as Packed)), ...next };
    },

    async settle(tenant, proposalId, settled, document) {
      const valid = document && validDocument(tenant, document);
      return retrying(context, `settling proposal ${proposalId}`, async () => {
        const row = settledProposal(proposalId, await proposalOf(tenant, proposalId), settled, valid);
        const isNew = valid !== undefined && isNextVersion(await current(tenant), valid);
        const outcome = await tryWrite(context, [
          proposalWrite(tenant, row),
          ...(isNew ? [documentWrite(tenant, valid, settled.settledAt)] : []),
        ]);
        return outcome.kind === 'written' ? row : again;
      });
    },
  };
}

function documentWrite(tenant: TenantScope, document: TenantDocument, at: string): Write {
  const put = {
    pk: key('T', tenant),
    sk: key('DOC', ordinal(document.version)),
    document: pack(document),
    appliedAt: at,
    ...(document.version === 1 ? { directoryPk: shardKey(DIRECTORY, tenant), directorySk: tenant } : {}),
  };
  return { table, put, condition: 'attribute_not_exists(pk)' };
}

function proposalWrite(tenant: TenantScope, row: RuleProposal): Write {
  const put = { ...proposalKey(tenant, row.proposalId), version: row.version, row: pack(row) };
  return { table, put, ...atVersion(row.version - 1) };
}

function proposalsOf(tenant: TenantScope): string {
  return key('T', tenant, 'PROPOSALS');
}

function proposalKey(tenant: TenantScope, proposalId: string) {
  return { pk: proposalsOf(tenant), sk: key(proposalId) };
}
