import type { Core, documents, machines } from '../../shared/runtime.ts';
import type { ProcessRow, TenantScope } from '../../store/ports.ts';
import { signalProcess } from '../../work/signal.ts';
import { assign } from './assignments.ts';
import type { ChunkBody, ReceiptFact, ReceivingFacts } from './contract.ts';
import { receiptFactKey, receiptFactPrefix } from './facts.ts';
import { readNoticeIndex } from './notice-index.ts';
import { matchReceipt, type NoticeIndexEntry, UNANNOUNCED_CHUNK } from './rules/match.ts';

/** A process whose notice is known. */
export type NoticedProcess = ProcessRow & { readonly facts: ReceivingFacts };

type Deps = Core & ReturnType<typeof documents> & ReturnType<typeof machines>;

/**
 * Writes a receipt as one fact per chunk it touches and wakes the process for those chunks. The final receipt touches
 * every chunk, because what was not counted is missing now; a correction touches what the version before it touched, and
 * empties what it does not name any more. A version that was corrected already changes nothing.
 */
export async function assignReceipt(
  tenant: TenantScope,
  row: NoticedProcess,
  sequence: number,
  receipt: Omit<ReceiptFact, 'lines'>,
  lines: ReceiptFact['lines'],
  deps: Pick<Deps, 'stores' | 'documents' | 'completeWait' | 'clock'>,
): Promise<void> {
  const receipts = lines.map((line) => line.receipt);
  const index = await indexFor(tenant, row, new Set(receipts.map(({ sku }) => sku)), deps);
  const assigned = await assign(deps.stores.processes, tenant, row.processId, {
    receiptId: receipt.receiptId,
    sequence,
    match: (filled) => matchReceipt(index, receipts, filled),
    also: receipt.final ? Array.from({ length: row.facts.chunkCount }, (_, chunk) => chunk + 1) : [],
  });
  if (!assigned) return;
  const chunks = new Set(assigned.chunks);
  for (const chunk of chunks) {
    const body: ReceiptFact = { ...receipt, lines: assigned.lines.filter((line) => line.chunk === chunk) };
    await deps.stores.processes.putFact(tenant, row.processId, {
      key: receiptFactKey(chunk, receipt.receiptId),
      sequence,
      body,
    });
  }
  if (receipt.final || chunks.has(UNANNOUNCED_CHUNK)) await finishUnannounced(tenant, row, chunks, deps);
  await signalProcess(
    deps,
    tenant,
    row.processId,
    [...chunks].map((chunk) => `${chunk}:receipt/${receipt.receiptId}@${sequence}`),
  );
}

/**
 * Goods nobody announced are finished when the unloading is, whichever of the two was recorded first: the final receipt
 * becomes a fact of their chunk as well. Written after the receipt's own facts and decided by what is there then, so two
 * receipts recorded at once cannot miss each other.
 */
async function finishUnannounced(
  tenant: TenantScope,
  row: NoticedProcess,
  touched: Set<number>,
  deps: Pick<Deps, 'stores'>,
): Promise<void> {
  const receiptsOf = (chunk: number) =>
    deps.stores.processes.facts(tenant, row.processId, receiptFactPrefix(chunk));
  const isFinal = ({ body }: { body: unknown }) => (body as ReceiptFact).final;
  const unannounced = await receiptsOf(UNANNOUNCED_CHUNK);
  if (row.facts.chunkCount === 0 || unannounced.length === 0 || unannounced.some(isFinal)) return;
  // A final receipt is a fact of every announced chunk.
  const last = (await receiptsOf(1)).find(isFinal);
  if (!last) return;
  const body = last.body as ReceiptFact;
  await deps.stores.processes.putFact(tenant, row.processId, {
    key: receiptFactKey(UNANNOUNCED_CHUNK, body.receiptId),
    sequence: last.sequence,
    body: { ...body, lines: [] },
  });
  touched.add(UNANNOUNCED_CHUNK);
}

/**
 * The index, with what each line announces where an item is on several lines, so that they fill in turn. Only the chunks of
 * such items are read.
 */
async function indexFor(
  tenant: TenantScope,
  row: NoticedProcess,
  skus: ReadonlySet<string>,
  deps: Pick<Deps, 'stores' | 'documents'>,
): Promise<readonly NoticeIndexEntry[]> {
  const index = await readNoticeIndex(row.facts, deps);
  const relevant = Map.groupBy(
    index.filter((entry) => skus.has(entry.sku)),
    (entry) => entry.sku,
  );
  const chunks = new Set(
    [...relevant.values()].flatMap((entries) =>
      entries.length > 1 ? entries.map((entry) => entry.chunk) : [],
    ),
  );
  const announced = new Map<number, number>();
  for (const chunk of chunks) {
    const body = (await deps.stores.processes.readChunk<ChunkBody>(tenant, row.processId, chunk))?.body;
    for (const line of body?.lines ?? []) announced.set(line.line, line.announced);
  }
  return index.map((entry) => ({ ...entry, announced: announced.get(entry.line) }));
}
