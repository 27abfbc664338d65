import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { AwsClient } from 'aws4fetch';
import { dynamoStores } from '../../store/index.ts';
import type { FileStore, Stores, TenantScope } from '../../store/ports.ts';
import type { BucketPlace, Credentials } from '../../store/s3-bucket.ts';
import { s3Documents } from '../../store/s3-documents.ts';
import type { TableName } from '../../store/schema.ts';

/** Tenants one execution environment keeps stores for; beyond it those used longest ago go. */
const MOST_TENANTS = 100;
/** An upload address dies with the session that signed it, so a session about to end signs none. */
const LEAST_LEFT_MS = 20 * 60_000;

/** Credentials whose rights end at the items of one tenant. */
export interface SessionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}
export type OpenSession = (tenant: TenantScope) => Promise<SessionCredentials>;

export interface StsPlace {
  readonly region: string;
  /** The function's own, which may open the sessions and little else. */
  readonly credentials: Credentials;
}

/**
 * Opens sessions of the data role with the tenant as their tag: its policy lets a session touch only keys that begin with
 * that tenant (`lib/constructs/tenant-role.ts`). A signed request instead of the STS client, which would make the largest
 * bundle behind the gateway larger than such a bundle may be. Raises an error with what STS answered.
 */
export function sessionsOf(roleArn: string, { region, credentials }: StsPlace): OpenSession {
  const client = new AwsClient({ ...credentials, region, service: 'sts', retries: 3, initRetryMs: 100 });
  return async (tenant) => {
    const answer = await client.fetch(`https://sts.${region}.amazonaws.com/`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        Action: 'AssumeRole',
        Version: '2011-06-15',
        RoleArn: roleArn,
        // For the trail of who did what; the tag decides, so it does not matter that some ids become alike here.
        RoleSessionName: `tenant-${tenant.replaceAll(/[^\w.-]/g, '-')}`.slice(0, 64),
        'Tags.member.1.Key': 'tenant',
        'Tags.member.1.Value': tenant,
      }).toString(),
    });
    const text = await answer.text();
    const told = (name: string) => new RegExp(`<${name}>([^<]+)</${name}>`).exec(text)?.[1];
    const [accessKeyId, secretAccessKey, sessionToken, expiration] = [
      told('AccessKeyId'),
      told('SecretAccessKey'),
      told('SessionToken'),
      told('Expiration'),
    ];
    if (!answer.ok || !accessKeyId || !secretAccessKey || !sessionToken || !expiration)
      throw new Error(
        `no session of ${roleArn} for tenant ${tenant}: STS answered ${answer.status} ${told('Code') ?? ''}: ${told('Message') ?? ''}`,
      );
    return { accessKeyId, secretAccessKey, sessionToken, expiration: new Date(expiration) };
  };
}

export interface TenantStoresOptions {
  /** Physical table names. */
  readonly tables: Readonly<Record<TableName, string>>;
  readonly open: OpenSession;
  /** What sends requests. @default - one pool of connections for all tenants */
  readonly requestHandler?: DynamoDBClient['config']['requestHandler'];
}

/**
 * The stores of each tenant, over a session of its own. The client asks for a new session some minutes before the old one
 * ends, and keeps it until then.
 */
export function storesPerTenant({
  tables,
  open,
  requestHandler = new DynamoDBClient({}).config.requestHandler,
}: TenantStoresOptions): (tenant: TenantScope) => Stores {
  return perTenant((tenant) =>
    dynamoStores({
      tables,
      client: new DynamoDBClient({ credentials: () => open(tenant), requestHandler }),
    }),
  );
}

/** The files of each tenant, over a session of its own that is kept until shortly before it ends. */
export function filesPerTenant(
  place: Omit<BucketPlace, 'credentials'>,
  open: OpenSession,
  now: () => number = Date.now,
): (tenant: TenantScope) => FileStore {
  return perTenant((tenant) => {
    let session: SessionCredentials | undefined;
    const credentials = async () => {
      if (!session || session.expiration.getTime() - now() < LEAST_LEFT_MS) session = await open(tenant);
      return session;
    };
    return s3Documents({ ...place, credentials });
  });
}

function perTenant<Kept>(make: (tenant: TenantScope) => Kept): (tenant: TenantScope) => Kept {
  const known = new Map<TenantScope, Kept>();
  return (tenant) => {
    const kept = known.get(tenant) ?? make(tenant);
    known.delete(tenant);
    known.set(tenant, kept);
    const [oldest] = known.keys();
    if (known.size > MOST_TENANTS && oldest !== undefined) known.delete(oldest);
    return kept;
  };
}
