import { createReadStream, statSync } from 'node:fs';
import { receiveDocument } from '../../lambdas/doors/receive-document.ts';
import { memoryStores } from '../../lambdas/store/index.ts';
import { tenantScope } from '../../lambdas/store/ports.ts';
import { tenantDocument } from '../../local/scenarios/floor.ts';

/**
 * One door, one file, one process: reads the CSV file its argument names, piece by piece as it would come from the bucket, and
 * prints what that took. What it writes is only counted, as the bucket would take it away, so that the memory is the door's own.
 */
const file = process.argv[2] ?? '';
const NOW = '2026-03-02T11:30:00Z';
const NOWHERE = { systems: 'http://127.0.0.1:1', issuer: 'http://127.0.0.1:1' };
const tenantId = 'northwind-grocery';
const key = `inbox/${tenantId}/bright-csv/large.csv`;
const stores = memoryStores();
await stores.tenants.apply(
  tenantScope(tenantId),
  {
    ...(await tenantDocument(tenantId, NOWHERE)),
    version: 1,
  },
  NOW,
);

const fileBytes = statSync(file).size;
let objects = 0;
let events = 0;
const nothing = async () => undefined;
const bucket = {
  get: nothing,
  copy: nothing,
  open: async (_key: string, { range }: { readonly range?: { start: number; end: number } } = {}) => ({
    etag: 'one',
    pieces: createReadStream(file, range ? { start: range.start, end: range.end - 1 } : {}),
  }),
  put: async () => {
    objects += 1;
  },
  list: async () => [],
};
globalThis.gc?.();
const before = process.memoryUsage.rss();
const began = performance.now();
await receiveDocument(
  { id: 'bench', time: NOW, detail: { object: { key, size: fileBytes } } },
  {
    stores,
    documents: bucket,
    journal: bucket,
    clock: () => NOW,
    publish: async (published) => {
      events += published.length;
    },
  },
);
const milliseconds = performance.now() - began;
const peak = process.resourceUsage().maxRSS * 1024;
console.log(
  JSON.stringify({
    objects,
    events,
    milliseconds,
    peak,
    before,
    fileBytes,
  } satisfies ReadNotice),
);

/** Sizes in bytes. `before` is the memory when everything was loaded, `peak` the most ever. */
export interface ReadNotice {
  readonly objects: number;
  readonly events: number;
  readonly milliseconds: number;
  readonly peak: number;
  readonly before: number;
  readonly fileBytes: number;
}
