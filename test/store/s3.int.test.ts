import { randomUUID } from 'node:crypto';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { describe, expect, inject, it } from 'vitest';
import { type AuditEntry, dayRoot } from '../../lambdas/domain/audit-chain.ts';
import { AdapterUnavailable, ContractViolation } from '../../lambdas/shared/errors.ts';
import { anchor, anchoredDays, anchoredRoots, s3AnchorBucket } from '../../lambdas/store/audit-anchor.ts';
import { memoryStores } from '../../lambdas/store/index.ts';
import { s3Documents } from '../../lambdas/store/s3-documents.ts';
import { chainOf } from './contract/chain-of.ts';
import { documentContract } from './contract/documents.ts';
import { MORNING, NOON, someTenant } from './samples.ts';

const place = {
  endpoint: inject('awsEndpoint'),
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
};
const client = new S3Client({ ...place, forcePathStyle: true });

async function newBucket(locked = false): Promise<string> {
  const Bucket = `store-test-${randomUUID()}`;
  await client.send(new CreateBucketCommand({ Bucket, ObjectLockEnabledForBucket: locked }));
  return Bucket;
}

describe('documents on S3', () => {
  documentContract(async () => s3Documents({ ...place, bucket: await newBucket() }));

  it('of a place that does not answer are an error', async () => {
    const documents = s3Documents({ ...place, endpoint: 'http://127.0.0.1:1', bucket: 'any' });
    await expect(documents.get('a')).rejects.toThrow(/S3 cannot be reached at 127.0.0.1:1/);
    await expect(documents.list('')).rejects.toThrow(AdapterUnavailable);
  });

  it('of a bucket that does not exist are an error, not missing', async () => {
    const documents = s3Documents({ ...place, bucket: `none-${randomUUID()}` });
    await expect(documents.get('a')).rejects.toThrow(/404.*NoSuchBucket/s);
    await expect(documents.put('a', 'b', 'text/plain')).rejects.toThrow(AdapterUnavailable);
    await expect(documents.list('')).rejects.toThrow(AdapterUnavailable);
  });
});

describe('an address for an upload', () => {
  it('takes what it was made for, without credentials of the sender', async () => {
    const files = s3Documents({ ...place, bucket: await newBucket() });
    const url = await files.presign('inbox/acme/p/a b.csv', {
      contentType: 'text/csv',
      contentLength: 5,
      seconds: 60,
    });
    const put = (body: string) =>
      fetch(url, { method: 'PUT', headers: { 'content-type': 'text/csv' }, body });
    expect((await put('a,b,c')).status).toBe(200);
    expect(Buffer.from((await files.get('inbox/acme/p/a b.csv')) ?? []).toString()).toBe('a,b,c');
    const signed = new URL(url).searchParams;
    expect(signed.get('X-Amz-SignedHeaders')).toBe('content-length;content-type;host');
    expect(signed.get('X-Amz-Expires')).toBe('60');
  });

  it.each(['inbox/acme/../rival/x', 'inbox/./x', '..'])(
    'or anything else is not made for %s',
    async (key) => {
      const files = s3Documents({ ...place, bucket: 'any' });
      const upload = { contentType: 'text/csv', contentLength: 5, seconds: 60 };
      await expect(files.presign(key, upload)).rejects.toThrow(ContractViolation);
      await expect(files.get(key)).rejects.toThrow(/segment \. or \.\./);
      await expect(files.put(key, '', 'text/csv')).rejects.toThrow(ContractViolation);
    },
  );
});

describe('an anchor on S3', () => {
  it('fixes a day as often as it grows, and never writes over what stands', async () => {
    const { inventory } = memoryStores();
    const tenant = someTenant();
    const bucket = s3AnchorBucket(
      { ...place, bucket: await newBucket(true) },
      {
        mode: 'GOVERNANCE',
        until: new Date('2099-01-01'),
      },
    );
    const append = (at: string) =>
      inventory.audit(tenant, { site: 'dc/1', about: 'p', at, kind: 'approval', actor: 'u-1', body: {} });
    expect(await anchor(inventory, bucket, tenant, 'dc/1', '2026-03-02')).toBeUndefined();
    await append(MORNING);
    const first = await anchor(inventory, bucket, tenant, 'dc/1', '2026-03-02');
    await append(NOON);
    const second = await anchor(inventory, bucket, tenant, 'dc/1', '2026-03-02');
    expect(await anchor(inventory, bucket, tenant, 'dc/1', '2026-03-02')).toEqual(second);

    const [opening, one, two] = (await chainOf(inventory, tenant, 'dc/1')) as [
      AuditEntry,
      AuditEntry,
      AuditEntry,
    ];
    expect([first, second]).toEqual([one, two].map((end) => dayRoot({ opening, ends: [end] })));
    expect(await anchoredRoots(bucket, tenant, 'dc/1', '2026-03-02')).toEqual([first, second]);
    expect(await anchoredDays(bucket, tenant, 'dc/1')).toEqual(['2026-03-02']);
    expect(await anchoredDays(bucket, tenant, 'dc')).toEqual([]);
    expect(
      await bucket.putOnce(`${tenant}/dc%2F1/2026-03-02/0000000000000001-${first?.root}.json`, 'forged'),
    ).toBe(false);
  });
});
