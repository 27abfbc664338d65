import { receiveDocument } from '../../lambdas/doors/receive-document.ts';
import { memoryStores } from '../../lambdas/store/index.ts';
import { tenantScope } from '../../lambdas/store/ports.ts';
import { tenantDocument } from '../../local/scenarios/floor.ts';
import { largeNotice } from './large-file.ts';

/**
 * One door, one file, one process: reads a notice of as many lines as its argument says and prints what that took. What
 * it writes is only counted, as the bucket would take it away, so that the memory is the door's own.
 */
const lineCount = Number(process.argv[2]);
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

const file = Buffer.from(largeNotice('BIG', lineCount).csv);
let objects = 0;
let events = 0;
const bucket = {
  get: async (wanted: string) => (wanted === key ? file : undefined),
  put: async () => {
    objects += 1;
  },
  list: async () => [],
};
globalThis.gc?.();
const before = process.memoryUsage.rss();
const began = performance.now();
await receiveDocument(
  { id: 'bench', time: NOW, detail: { object: { key, size: file.length } } },
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
    fileBytes: file.length,
  } satisfies ReadNotice),
);

/** Sizes in bytes. `before` is the memory when everything was loaded and the file lay in memory, `peak` the most ever. */
export interface ReadNotice {
  readonly objects: number;
  readonly events: number;
  readonly milliseconds: number;
  readonly peak: number;
  readonly before: number;
  readonly fileBytes: number;
}
