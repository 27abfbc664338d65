import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import type { ReceiptLine } from '../../../events/inbound.ts';
import { ContractViolation } from '../../shared/errors.ts';
import { Job } from '../../shared/job.ts';
import { type Core, documents, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { tenantScope } from '../../store/ports.ts';
import type { NoticeHeader, ReceiptFact, ReceivingFacts } from './contract.ts';
import { newestNotice, requireProcess, requireTenant } from './facts.ts';
import type { Arrival, NoticeChunk } from './notice-chunk.ts';
import { fromNotice, type OpenedReceiving, opening } from './opening.ts';
import type { NoticeIndexEntry } from './rules/match.ts';

type Deps = Core & ReturnType<typeof documents>;

const Input = z.object({ job: Job });

/** Lines an arrival document holds at most, like a chunk of a notice. */
const CHUNK = 100;

/**
 * Takes the newest notice of the business key: the first one that came late, a replacement (purpose 05), or the same one
 * again after the ERP was away. With none after the grace, what was counted is received against open orders.
 */
export async function adoptNotice({ job }: z.infer<typeof Input>, deps: Deps): Promise<OpenedReceiving> {
  const tenant = tenantScope(job.tenantId);
  const document = await requireTenant(deps.stores, tenant);
  const row = await requireProcess(deps.stores.processes, tenant, job.processId);
  const now = deps.clock();
  const newest =
    (await newestNotice(deps.stores.processes, tenant, job.processId)) ??
    (await noticeFromArrivals(job, row.facts, deps, now));
  const { facts, search, dueAt } = fromNotice(newest, document, job.site);
  const changed = row.facts.noticeKey !== newest.key;
  await deps.stores.processes.change(tenant, row, {
    at: now,
    state: 'ASN_RECEIVED',
    dueAt,
    search,
    facts: {
      ...facts,
      withoutNotice: newest.header.origin.format === 'event',
      revision: row.facts.revision + (changed ? 1 : 0),
    },
    // A cancellation stays until the verdict.
    handled: row.pending.filter((entry) => /^(notice\/(first|replace|recheck)\/|deadline@)/.test(entry)),
    step: { key: `adopt#${newest.key}`, name: 'AdoptNotice', at: now, detail: { notice: newest.key } },
  });
  return opening(job, newest.header, dueAt, now);
}

/** Writes what was counted as a document of the same form, so that everything after it works on one shape. */
async function noticeFromArrivals(
  job: Job,
  facts: ReceivingFacts,
  deps: Deps,
  now: string,
): Promise<{ key: string; header: NoticeHeader }> {
  const tenant = tenantScope(job.tenantId);
  const arrivals = (await deps.stores.processes.facts(tenant, job.processId, 'arrival#')).map(
    (fact) => fact.body as ReceiptFact,
  );
  const first = arrivals[0];
  if (!first)
    throw new ContractViolation(
      `process ${job.processId} has neither a notice nor a receipt; send one of them`,
    );
  const items = arrivedItems(arrivals.flatMap((arrival) => arrival.lines.map((line) => line.receipt)));
  const folder = `canonical/${job.tenantId}/arrivals/${encodeURIComponent(job.processId)}`;
  const chunks = await Promise.all(
    Array.from({ length: Math.ceil(items.length / CHUNK) }, async (_, index) => {
      const body = JSON.stringify({
        lines: [],
        arrivals: items.slice(index * CHUNK, (index + 1) * CHUNK),
      } satisfies NoticeChunk);
      const key = `${folder}/chunk-${String(index + 1).padStart(4, '0')}.json`;
      await deps.documents.put(key, body, 'application/json');
      return { key, lines: 0, sha256: createHash('sha256').update(body).digest('hex') };
    }),
  );
  const index: NoticeIndexEntry[] = items.map((item, position) => ({
    ...item,
    chunk: Math.floor(position / CHUNK) + 1,
  }));
  const indexKey = `${folder}/index.json`;
  await deps.documents.put(indexKey, JSON.stringify(index), 'application/json');
  const header: NoticeHeader = {
    asnId: job.processId.slice('receiving:'.length),
    supplierId: facts.supplierId,
    purpose: 'original',
    poIds: [],
    shippedAt: first.arrivedAt,
    dueAt: first.arrivedAt,
    sentAt: now,
    document: { lineCount: items.length, indexKey, chunks },
    origin: { partnerId: facts.supplierId, format: 'event' },
    findings: [],
  };
  return { key: 'arrivals', header };
}

/** One line per item and order, in the order they were counted. */
function arrivedItems(receipts: readonly ReceiptLine[]): Arrival[] {
  const items = new Map<string, Omit<Arrival, 'line'>>();
  for (const { sku, poId, poLine } of receipts)
    items.set([sku, poId, poLine].join('|'), { sku, poId, poLine });
  return [...items.values()].map((item, index) => ({ line: index + 1, ...item }));
}

const deps = runtimeWith(documents);

export const handler = taskHandler(Input, async (input) => adoptNotice(input, await deps()));
