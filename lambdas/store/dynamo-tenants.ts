import type { TenantDocument } from '../domain/tenant.ts';
import { again, type DynamoContext, retrying } from './dynamo-context.ts';
import { collect, get, query, queryShards } from './dynamo-read.ts';
import { tryWrite } from './dynamo-write.ts';
import { key, keyPrefix, ordinal, shardKey, shardKeys } from './keys.ts';
import { type Packed, pack, unpack } from './packed.ts';
import { type TenantScope, type TenantStore, tenantScope } from './ports.ts';
import { tenantDirectory } from './schema.ts';
import { isNextVersion, validDocument } from './tenant-version.ts';

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

  return {
    current,

    async apply(tenant, document, at) {
      const valid = validDocument(tenant, document);
      return retrying(context, `applying version ${valid.version} of tenant ${tenant}`, async () => {
        if (!isNextVersion(await current(tenant), valid)) return { applied: false };
        const put = {
          pk: key('T', tenant),
          sk: key('DOC', ordinal(valid.version)),
          document: pack(valid),
          appliedAt: at,
          ...(valid.version === 1 ? { directoryPk: shardKey(DIRECTORY, tenant), directorySk: tenant } : {}),
        };
        const outcome = await tryWrite(context, [{ table, put, condition: 'attribute_not_exists(pk)' }]);
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
  };
}
