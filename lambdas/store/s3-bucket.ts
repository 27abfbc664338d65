import { AwsClient } from 'aws4fetch';
import { AdapterUnavailable, Conflict, ContractViolation } from '../shared/errors.ts';
import type { LargeDocumentStore, ListRange, Upload } from './ports.ts';

export interface BucketPlace {
  readonly bucket: string;
  readonly region: string;
  /** Where S3 answers when it is not AWS, for example http://127.0.0.1:4566. */
  readonly endpoint?: string | undefined;
  /** Those of sessions are asked for before every request, because they end. */
  readonly credentials: Credentials | (() => Promise<Credentials>);
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

export interface Bucket extends Pick<LargeDocumentStore, 'open' | 'copy'> {
  /** `undefined` for an object that does not exist. */
  get(key: string): Promise<Uint8Array | undefined>;
  /** `false` when a header made the write conditional and the condition did not hold. */
  put(key: string, body: string | Uint8Array, headers: Readonly<Record<string, string>>): Promise<boolean>;
  /** Keys in UTF-8 order. */
  list(prefix: string, range?: ListRange): Promise<readonly string[]>;
  /** An address that takes one PUT of exactly this type and length. */
  presign(key: string, upload: Upload): Promise<string>;
}

/** Tries of one request, the first included; waits double from 100 ms. */
const TRIES = 4;

/**
 * One S3 bucket. Signed requests by `aws4fetch` instead of the S3 client: a few operations are all we need, and the client
 * alone would double every bundle that has it. Whatever S3 refuses, a bucket that does not exist included, raises
 * AdapterUnavailable with S3's reason; a key that is no address of its own raises ContractViolation.
 */
export function s3Bucket({ bucket, region, endpoint, credentials }: BucketPlace): Bucket {
  const clientOf = (given: Credentials) =>
    new AwsClient({ ...given, region, service: 's3', retries: TRIES - 1, initRetryMs: 100 });
  const lasting = typeof credentials === 'function' ? undefined : clientOf(credentials);
  const client = async () => lasting ?? clientOf(await (credentials as () => Promise<Credentials>)());
  const base = endpoint ? `${endpoint}/${bucket}` : `https://${bucket}.s3.${region}.amazonaws.com`;
  const at = (key: string) => `${base}/${ownAddress(key).map(encodeURIComponent).join('/')}`;

  const send = async (url: string, init: RequestInit = {}): Promise<Response> => {
    const signer = await client();
    try {
      return await signer.fetch(url, init);
    } catch (error) {
      const { host } = new URL(url);
      throw new AdapterUnavailable(`S3 cannot be reached at ${host}: ${(error as Error).message}`, {
        cause: error,
      });
    }
  };

  const refused = (response: Response, method: string, reason: string) =>
    new AdapterUnavailable(
      `S3 answered ${response.status} to ${method} ${new URL(response.url).pathname}: ${reason.slice(0, 300)}`,
    );

  const replaced = (key: string) =>
    new Conflict(`object ${key} was replaced while it was read; read it again from its beginning`, undefined);

  return {
    async open(key, { range, etag } = {}) {
      const response = await send(at(key), {
        headers: {
          ...(range && { range: `bytes=${range.start}-${range.end - 1}` }),
          ...(etag !== undefined && { 'if-match': etag }),
        },
      });
      if (response.ok && response.body)
        return { etag: response.headers.get('etag') ?? '', pieces: response.body };
      const reason = await response.text();
      if (response.status === 412) throw replaced(key);
      if (response.status === 404 && reason.includes('<Code>NoSuchKey</Code>')) return undefined;
      throw refused(response, 'GET', reason);
    },

    async copy(from, to, etag) {
      const source = `/${bucket}/${ownAddress(from).map(encodeURIComponent).join('/')}`;
      const headers = { 'x-amz-copy-source': source, 'x-amz-copy-source-if-match': etag };
      const response = await send(at(to), { method: 'PUT', headers });
      const reason = await response.text();
      if (response.status === 412) throw replaced(from);
      // A copy that fails half-way says so in an answer that began as a success.
      if (!response.ok || reason.includes('<Error>')) throw refused(response, 'PUT', reason);
    },

    async get(key) {
      const response = await send(at(key));
      if (response.ok) return new Uint8Array(await response.arrayBuffer());
      const reason = await response.text();
      if (response.status === 404 && reason.includes('<Code>NoSuchKey</Code>')) return undefined;
      throw refused(response, 'GET', reason);
    },

    async put(key, body, headers) {
      const bytes = typeof body === 'string' ? body : new Uint8Array(body);
      const response = await send(at(key), { method: 'PUT', body: bytes, headers });
      const reason = await response.text();
      if (response.ok) return true;
      if (response.status === 412) return false;
      throw refused(response, 'PUT', reason);
    },

    async list(prefix, { after, atMost = Number.POSITIVE_INFINITY } = {}) {
      const keys: string[] = [];
      let next: string | undefined;
      do {
        const query = new URLSearchParams({
          'list-type': '2',
          'encoding-type': 'url',
          prefix,
          ...(after !== undefined && { 'start-after': after }),
          ...(atMost < 1000 && { 'max-keys': String(atMost) }),
          ...(next && { 'continuation-token': next }),
        });
        const response = await send(`${base}?${query}`);
        const page = await response.text();
        if (!response.ok) throw refused(response, 'GET', page);
        keys.push(
          ...[...page.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = '']) =>
            decodeURIComponent(key.replaceAll('+', ' ')),
          ),
        );
        next = /<NextContinuationToken>([^<]+)<\/NextContinuationToken>/.exec(page)?.[1];
      } while (next && keys.length < atMost);
      return keys.slice(0, atMost);
    },

    async presign(key, { contentType, contentLength, seconds }) {
      const signed = await (await client()).sign(`${at(key)}?X-Amz-Expires=${seconds}`, {
        method: 'PUT',
        headers: { 'content-type': contentType, 'content-length': String(contentLength) },
        // Type and length are part of the signature, so nothing else can be put there with it.
        aws: { signQuery: true, allHeaders: true },
      });
      return signed.url;
    },
  };
}

/** Whatever fetches an address takes `..` for the folder above: such a key would reach another object. */
function ownAddress(key: string): readonly string[] {
  const segments = key.split('/');
  if (!segments.some((segment) => segment === '.' || segment === '..')) return segments;
  throw new ContractViolation(`object key ${key} has a segment . or ..: it is no object of ours, rename it`);
}
