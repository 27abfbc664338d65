import { AwsClient } from 'aws4fetch';
import { AdapterUnavailable } from '../shared/errors.ts';

export interface BucketPlace {
  readonly bucket: string;
  readonly region: string;
  /** Where S3 answers when it is not AWS, for example http://127.0.0.1:4566. */
  readonly endpoint?: string | undefined;
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string | undefined;
  };
}

export interface Bucket {
  /** `undefined` for an object that does not exist. */
  get(key: string): Promise<Uint8Array | undefined>;
  /** `false` when a header made the write conditional and the condition did not hold. */
  put(key: string, body: string | Uint8Array, headers: Readonly<Record<string, string>>): Promise<boolean>;
  /** Keys in UTF-8 order. */
  list(prefix: string): Promise<readonly string[]>;
}

/** Tries of one request, the first included; waits double from 100 ms. */
const TRIES = 4;

/**
 * One S3 bucket. Signed requests by `aws4fetch` instead of the S3 client: three operations are all we need, and the client
 * alone would double every bundle that has it. Whatever S3 refuses, a bucket that does not exist included, raises
 * AdapterUnavailable with S3's reason.
 */
export function s3Bucket({ bucket, region, endpoint, credentials }: BucketPlace): Bucket {
  const client = new AwsClient({
    ...credentials,
    region,
    service: 's3',
    retries: TRIES - 1,
    initRetryMs: 100,
  });
  const base = endpoint ? `${endpoint}/${bucket}` : `https://${bucket}.s3.${region}.amazonaws.com`;
  const at = (key: string) => `${base}/${key.split('/').map(encodeURIComponent).join('/')}`;

  const send = async (url: string, init: RequestInit = {}): Promise<Response> => {
    try {
      return await client.fetch(url, init);
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

  return {
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

    async list(prefix) {
      const keys: string[] = [];
      let next: string | undefined;
      do {
        const query = new URLSearchParams({
          'list-type': '2',
          'encoding-type': 'url',
          prefix,
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
      } while (next);
      return keys;
    },
  };
}
