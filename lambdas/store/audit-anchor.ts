import { createHash } from 'node:crypto';
import type { DayRoot } from '../domain/audit-chain.ts';
import { dayMisfit, placeOf } from '../domain/audit-verify.ts';
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
 * Fixes what a day holds now in the anchor bucket: the end of every lane. A day may be anchored again when it has grown;
 * every anchor stays, and the day must agree with it for good. `undefined` for a day that was never opened. Raises
 * Conflict when the day does not agree with its last anchor: the chain was rewritten.
 */
export async function anchor(
  inventory: Pick<InventoryStore, 'auditRoot'>,
  bucket: AnchorBucket,
  tenant: TenantScope,
  site: string,
  day: string,
): Promise<DayRoot | undefined> {
  // First what was anchored: the day read after it can only have grown.
  const [last] = (await bucket.list(dayFolder(tenant, site, day))).toSorted().slice(-1);
  const body = last === undefined ? undefined : await bucket.get(last);
  const anchored = body === undefined ? undefined : (JSON.parse(body) as DayRoot);
  const root = await inventory.auditRoot(tenant, site, day);
  const misfit = anchored && dayMisfit(anchored, root, 'when it was anchored');
  if (misfit) {
    throw new Conflict(
      `${tenant} ${site} ${placeOf(misfit.at)} does not fit the anchor ${last}: ${misfit.reason}; verify the chain with npm run audit -- verify`,
      anchored,
    );
  }
  if (root === undefined || root.root === anchored?.root) return root;
  const entries = root.lanes.reduce((sum, { count }) => sum + count, 0);
  await bucket.putOnce(
    `${dayFolder(tenant, site, day)}${ordinal(entries)}-${root.root}.json`,
    JSON.stringify(root),
  );
  return root;
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
