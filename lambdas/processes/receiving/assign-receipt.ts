import type { Core, documents, machines } from '../../shared/runtime.ts';
import type { ProcessRow, TenantScope } from '../../store/ports.ts';
import { signalProcess } from '../../work/signal.ts';
import type { ChunkBody, ReceiptFact, ReceivingFacts, ReceivingLine } from './contract.ts';
import { receiptFactKey, receiptFactPrefix } from './facts.ts';
import { readNoticeIndex } from './notice-index.ts';
import { standingCounts } from './rules/line-facts.ts';
import { matchReceipt, UNANNOUNCED_CHUNK } from './rules/match.ts';

/** A process whose notice is known, so that receipts can be matched with its lines. */
export type NoticedProcess = ProcessRow & { readonly facts: ReceivingFacts };

type Deps = Core & ReturnType<typeof documents> & ReturnType<typeof machines>;

/**
 * Writes a receipt as one fact per chunk it touches and wakes the process for those chunks. The final receipt touches
 * every chunk, because what was not counted is missing now.
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
  const skus = new Set(receipts.map(({ sku }) => sku));
  const { index, filled } = await indexFor(tenant, row, receipt.receiptId, skus, deps);
  const matched = matchReceipt(index, receipts, filled);
  const chunks = new Set(matched.map((line) => line.chunk));
  if (receipt.final) for (let chunk = 1; chunk <= row.facts.chunkCount; chunk++) chunks.add(chunk);
  for (const chunk of chunks) {
    const body: ReceiptFact = { ...receipt, lines: matched.filter((line) => line.chunk === chunk) };
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
 * The index, and for items on several lines how much each announces and other receipts have given it, so that they fill
 * in turn. What this receipt gave itself is left out: delivered again, it must find the same lines again. Only the
 * chunks of such items are read.
 */
async function indexFor(
  tenant: TenantScope,
  row: NoticedProcess,
  receiptId: string,
  skus: ReadonlySet<string>,
  deps: Pick<Deps, 'stores' | 'documents'>,
) {
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
  const lines = new Map<number, ReceivingLine>();
  for (const chunk of chunks) {
    const body = (await deps.stores.processes.readChunk<ChunkBody>(tenant, row.processId, chunk))?.body;
    for (const line of body?.lines ?? []) lines.set(line.line, line);
  }
  const counted = (line: ReceivingLine) =>
    standingCounts(line.counts.filter(({ id }) => !id.startsWith(`${receiptId}#`))).reduce(
      (sum, count) => sum + count.good + count.damaged,
      0,
    );
  return {
    index: index.map((entry) => ({ ...entry, announced: lines.get(entry.line)?.announced })),
    filled: new Map([...lines].map(([number, line]) => [number, counted(line)])),
  };
}
