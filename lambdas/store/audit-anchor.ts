import { createHash } from 'node:crypto';
import { type DayRoot, dayRoot } from '../domain/audit-chain.ts';
import { Conflict } from '../shared/errors.ts';
import { ordinal } from './keys.ts';
import type { InventoryStore, TenantScope } from './ports.ts';
import { type BucketPlace, s3Bucket } from './s3-bucket.ts';

/** Storage in which nothing can be changed once it is written. */
export interface AnchorBucket {
  /** `false` when the object exists already; it is left as it is. */
  putOnce(key: string, body: string): Promise<boolean>;
  get(key: string): Promise<string | undefined>;
  list(prefix: string): Promise<readonly string[]>;
}

/** Until when nobody may delete an object; without it the bucket's own default holds. */
export interface Retention {
  readonly mode: 'COMPLIANCE' | 'GOVERNANCE';
  readonly until: Date;
}

/**
 * Fixes what a day's chain holds now: `{ root, count, head }` in the anchor bucket. A day may be anchored again when it
 * has grown; every anchor stays and must agree with its first `count` entries for good. `undefined` for a day without
 * entries. Raises Conflict when an anchor with the same count says something else: the chain was rewritten.
 */
export async function anchor(
  inventory: Pick<InventoryStore, 'auditChain'>,
  bucket: AnchorBucket,
  tenant: TenantScope,
  site: string,
  day: string,
): Promise<DayRoot | undefined> {
  const hashes: string[] = [];
  for await (const { hash } of inventory.auditChain(tenant, site, day)) hashes.push(hash);
  const root = dayRoot(hashes);
  if (root === undefined) return undefined;
  const anchorKey = `${dayFolder(tenant, site, day)}${ordinal(root.count)}.json`;
  const body = JSON.stringify(root);
  if (await bucket.putOnce(anchorKey, body)) return root;
  const standing = await bucket.get(anchorKey);
  if (standing === body) return root;
  throw new Conflict(
    `the chain of ${tenant} ${site} on ${day} has the root ${root.root}, but ${anchorKey} says otherwise: verify it with npm run audit -- verify`,
    standing,
  );
}

/** The anchors of a day, fewest entries first. */
export async function anchoredRoots(
  bucket: AnchorBucket,
  tenant: TenantScope,
  site: string,
  day: string,
): Promise<readonly DayRoot[]> {
  const keys = await bucket.list(dayFolder(tenant, site, day));
  const bodies = await Promise.all(keys.toSorted().map((anchorKey) => bucket.get(anchorKey)));
  return bodies.flatMap((body) => (body === undefined ? [] : [JSON.parse(body) as DayRoot]));
}

/** The days of a chain that were anchored, oldest first. */
export async function anchoredDays(
  bucket: AnchorBucket,
  tenant: TenantScope,
  site: string,
): Promise<readonly string[]> {
  const folder = chainFolder(tenant, site);
  const keys = await bucket.list(folder);
  return [...new Set(keys.map((anchorKey) => anchorKey.slice(folder.length).split('/')[0] ?? ''))].sort();
}

/** The anchor bucket on S3. The role that writes needs no right to delete, and Object Lock takes it from all others. */
export function s3AnchorBucket(place: BucketPlace, retention?: Retention): AnchorBucket {
  const bucket = s3Bucket(place);
  const lock = retention && {
    'x-amz-object-lock-mode': retention.mode,
    'x-amz-object-lock-retain-until-date': retention.until.toISOString(),
  };
  return {
    putOnce: (objectKey, body) =>
      bucket.put(objectKey, body, {
        'content-type': 'application/json',
        'if-none-match': '*',
        // Object Lock takes no write without a checksum.
        'x-amz-checksum-sha256': createHash('sha256').update(body).digest('base64'),
        ...lock,
      }),

    async get(objectKey) {
      const body = await bucket.get(objectKey);
      return body && new TextDecoder().decode(body);
    },

    list: bucket.list,
  };
}

function chainFolder(tenant: TenantScope, site: string): string {
  return `${segment(tenant)}/${segment(site)}/`;
}

function dayFolder(tenant: TenantScope, site: string, day: string): string {
  return `${chainFolder(tenant, site)}${day}/`;
}

/** An id as one part of an object key: a slash in it must not look like a folder. */
function segment(id: string): string {
  return encodeURIComponent(id);
}
