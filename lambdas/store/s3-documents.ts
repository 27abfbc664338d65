import { AwsClient } from 'aws4fetch';
import { AdapterUnavailable } from '../shared/errors.ts';
import type { DocumentStore } from './ports.ts';

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

/** Tries of one request, the first included; waits double from 100 ms. */
const TRIES = 4;

/**
 * Documents as objects of one S3 bucket; keys are listed in UTF-8 order. Signed requests by `aws4fetch` instead of the S3
 * client: three operations are all we need, and the client alone would double every bundle that has it.
 */
export function s3Documents({ bucket, region, endpoint, credentials }: BucketPlace): DocumentStore {
  const client = new AwsClient({
    ...credentials,
    region,
    service: 's3',
    retries: TRIES - 1,
    initRetryMs: 100,
  });
  const base = endpoint ? `${endpoint}/${bucket}` : `https://${bucket}.s3.${region}.amazonaws.com`;
  const at = (key: string) => `${base}/${key.split('/').map(encodeURIComponent).join('/')}`;

  const answer = async (
    method: string,
    url: string,
    init: { body?: string | Uint8Array<ArrayBuffer>; headers?: Record<string, string> } = {},
  ): Promise<Response> => {
    const response = await client.fetch(url, { method, ...init });
    if (response.ok || response.status === 404) return response;
    throw new AdapterUnavailable(
      `S3 answered ${response.status} to ${method} ${new URL(url).pathname}: ${(await response.text()).slice(0, 300)}`,
    );
  };

  return {
    async get(key) {
      const response = await answer('GET', at(key));
      return response.status === 404 ? undefined : new Uint8Array(await response.arrayBuffer());
    },

    async put(key, body, contentType) {
      const bytes = typeof body === 'string' ? body : new Uint8Array(body);
      const response = await answer('PUT', at(key), {
        body: bytes,
        headers: { 'content-type': contentType },
      });
      if (response.status === 404)
        throw new AdapterUnavailable(`bucket ${bucket} does not exist; deploy the data stack`);
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
        const page = await (await answer('GET', `${base}?${query}`)).text();
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
