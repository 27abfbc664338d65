import type { DocumentStore } from '../ports.ts';

/** Documents in memory, listed in UTF-8 order as S3 does. */
export function memoryDocuments(): DocumentStore {
  const objects = new Map<string, Buffer>();
  return {
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
