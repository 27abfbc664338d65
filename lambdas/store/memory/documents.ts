import { createHash } from 'node:crypto';
import { Conflict } from '../../shared/errors.ts';
import type { LargeDocumentStore } from '../ports.ts';

/** Documents in memory, listed in UTF-8 order as S3 does. */
export function memoryDocuments(): LargeDocumentStore {
  const objects = new Map<string, Buffer>();
  const etagOf = (body: Buffer) => createHash('md5').update(body).digest('hex');
  const require = (key: string, body: Buffer, etag: string) => {
    if (etagOf(body) !== etag) throw new Conflict(`object ${key} was replaced while it was read`, undefined);
  };
  return {
    async open(key, { range, etag } = {}) {
      const body = objects.get(key);
      if (!body) return undefined;
      if (etag !== undefined) require(key, body, etag);
      const part = range ? body.subarray(range.start, range.end) : body;
      return { etag: etagOf(body), pieces: inPieces(part) };
    },

    async copy(from, to, etag) {
      const body = objects.get(from) ?? Buffer.alloc(0);
      require(from, body, etag);
      objects.set(to, body);
    },

    async get(key) {
      const body = objects.get(key);
      return body && new Uint8Array(body);
    },

    async put(key, body) {
      objects.set(key, Buffer.from(body));
    },

    async list(prefix, { after, atMost } = {}) {
      const byBytes = (left: string, right: string) => Buffer.compare(Buffer.from(left), Buffer.from(right));
      return [...objects.keys()]
        .filter((key) => key.startsWith(prefix) && (after === undefined || byBytes(key, after) > 0))
        .sort(byBytes)
        .slice(0, atMost);
    },
  };
}

async function* inPieces(body: Buffer): AsyncIterable<Uint8Array> {
  for (let start = 0; start < body.length; start += 65_536)
    yield new Uint8Array(body.subarray(start, start + 65_536));
}
