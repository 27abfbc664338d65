import * as z from 'zod/mini';
import type { NoticePack } from '../../../events/inbound.ts';
import { erp } from '../../adapters/erp/port.ts';
import { convert } from '../../domain/quantity.ts';
import type { TenantDocument } from '../../domain/tenant.ts';
import { Job } from '../../shared/job.ts';
import { type Core, documents, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { type DecisionRecord, type SearchKey, type TenantScope, tenantScope } from '../../store/ports.ts';
import { emptyChunk, isRejected } from './chunks.ts';
import type { ChunkBody } from './contract.ts';
import { type CheckedChunk, calendarOf, requireProcess, requireTenant } from './facts.ts';
import { firstGenerationOf } from './generations.ts';
import { readNoticeChunk } from './notice-chunk.ts';
import { readNoticeIndex } from './notice-index.ts';
import { NoticeBrief } from './opening.ts';
import type { NoticeToCheck } from './rules/check-context.ts';
import { checkLines, placeArrival } from './rules/checks.ts';
import type { ReceivingLine } from './rules/line.ts';
import type { NoticeIndexEntry } from './rules/match.ts';
import { orderLineKey } from './rules/orders.ts';

const Input = z.object({
  job: Job,
  chunk: z.object({ chunk: z.int(), key: z.string() }),
  notice: NoticeBrief,
  master: erp.lookUpOrders.output,
});
type Input = z.infer<typeof Input>;
type Deps = Core & ReturnType<typeof documents>;

/** Checks the lines of one chunk against what the ERP said, and writes them as what the dock is expected to count. */
export async function checkNoticeLines(
  { job, chunk, notice, master }: Input,
  deps: Deps,
): Promise<CheckedChunk> {
  const tenant = tenantScope(job.tenantId);
  const row = await requireProcess(deps.stores.processes, tenant, job.processId);
  const document = await requireTenant(deps.stores, tenant);
  const now = deps.clock();
  const read = await readNoticeChunk(deps.documents, chunk.key);
  const context = {
    processId: job.processId,
    supplierId: notice.supplierId,
    site: job.site,
    zone: calendarOf(document, job.site).zone,
    now,
    dueAt: notice.dueAt,
    master,
    settings: document.receiving,
    tolerances: document.tolerances,
    strictCheckDigits: isStrict(document, notice.partnerId),
  };
  const checked = read.arrivals
    ? { lines: read.arrivals.map((arrival) => placeArrival(arrival, context)), decisions: [] }
    : checkLines({
        ...context,
        lines: read.lines,
        packs: read.packs ?? [],
        usedPacks: await packsUsedBefore(tenant, { job, notice }, read.packs ?? [], document, deps, now),
        ...elsewhere(await readNoticeIndex(row.facts, deps), chunk.chunk, master),
      });
  const verdict: CheckedChunk = {
    chunk: chunk.chunk,
    revision: row.facts.revision,
    lines: checked.lines.length,
    rejected: checked.lines.filter(isRejected).length,
    findings: checked.lines.reduce((sum, line) => sum + line.findings.length, 0),
  };
  await keep(tenant, job, verdict, checked, deps, now);
  return verdict;
}

/** Writing the same revision again is harmless: nothing has been counted on these lines before the verdict. */
async function keep(
  tenant: TenantScope,
  job: Job,
  { chunk, revision, lines, rejected }: CheckedChunk,
  checked: { lines: ReceivingLine[]; decisions: DecisionRecord[] },
  deps: Core,
  now: string,
): Promise<void> {
  const { processes } = deps.stores;
  const version = (await processes.readChunk<ChunkBody>(tenant, job.processId, chunk))?.version ?? 0;
  const body = emptyChunk(chunk, checked.lines);
  await processes.writeChunk(tenant, job.processId, chunk, body, version);
  await processes.addSearch(tenant, job.processId, searchKeysOf(checked.lines));
  const step = {
    key: `check#${revision}-${chunk}`,
    name: 'CheckNoticeLines',
    at: now,
    detail: { chunk, lines, rejected },
    decisions: checked.decisions,
  };
  await processes.record(tenant, job.processId, step, []);
}

function isStrict(document: TenantDocument, partnerId: string | undefined): boolean {
  return document.partners.find((partner) => partner.partnerId === partnerId)?.strictCheckDigits ?? false;
}

/** V9: claims every pack number for this process and returns those another one used within the memory. */
async function packsUsedBefore(
  tenant: TenantScope,
  { job, notice }: Pick<Input, 'job' | 'notice'>,
  packs: readonly NoticePack[],
  document: TenantDocument,
  deps: Core,
  now: string,
): Promise<ReadonlySet<string>> {
  const used = new Set<string>();
  for (const { sscc } of packs) {
    const ours = await deps.stores.intake.claimSscc(
      tenant,
      notice.supplierId,
      sscc,
      firstGenerationOf(job.processId),
      now,
      document.receiving.ssccMemoryDays,
    );
    if (!ours) used.add(sscc);
  }
  return used;
}

/** What other chunks announce for the order lines of this one: an order line's open quantity is shared by all of them. */
function elsewhere(
  index: readonly NoticeIndexEntry[],
  chunk: number,
  master: Input['master'],
): Pick<NoticeToCheck, 'elsewhere'> {
  const before = new Map<string, number>();
  const after = new Set<string>();
  const items = new Map(master.items.map((item) => [item.sku, item]));
  for (const entry of index) {
    const { poId, poLine, sku, quantity } = entry;
    if (entry.chunk === chunk || poId === undefined || poLine === undefined) continue;
    const key = orderLineKey({ poId, poLine });
    if (entry.chunk > chunk) {
      after.add(key);
      continue;
    }
    const item = items.get(sku);
    const converted = item && quantity ? convert(quantity, item) : undefined;
    if (converted && 'units' in converted) before.set(key, (before.get(key) ?? 0) + converted.units);
  }
  return { elsewhere: { before, after } };
}

function searchKeysOf(lines: readonly ReceivingLine[]): SearchKey[] {
  const keys = lines.flatMap(({ sku, poId, notice }): SearchKey[] => [
    { kind: 'sku', value: sku },
    // The orders of a notice are in its header.
    ...(poId === undefined || notice ? [] : [{ kind: 'po' as const, value: poId }]),
    ...(notice?.sscc === undefined ? [] : [{ kind: 'sscc' as const, value: notice.sscc }]),
  ]);
  return [...new Map(keys.map((key) => [`${key.kind}|${key.value}`, key])).values()];
}

const deps = runtimeWith(documents);

export const handler = taskHandler(Input, async (input) => checkNoticeLines(input, await deps()));
