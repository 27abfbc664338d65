import * as z from 'zod/mini';
import { AsnRejected, AsnValidated, type Finding } from '../../../events/inbound.ts';
import { Job } from '../../shared/job.ts';
import { type Core, documents, machines, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { type ProcessRow, type TenantScope, tenantScope } from '../../store/ports.ts';
import { openCase } from '../../work/cases.ts';
import { makeEvent } from '../../work/events.ts';
import { assignReceipt } from './assign-receipt.ts';
import type { ChunkBody, ChunkSummary, ReceiptFact } from './contract.ts';
import {
  CheckedChunk,
  derivedId,
  newestNotice,
  requireProcess,
  requireTenant,
  summaryKey,
  waitSeconds,
} from './facts.ts';
import { judgeNotice } from './rules/judge.ts';

type Deps = Core & ReturnType<typeof documents> & ReturnType<typeof machines>;

/** What the children of the check answered: a chunk that was left for later answered something else. */
const Input = z.object({
  job: Job,
  checked: z.array(z.union([CheckedChunk, z.record(z.string(), z.unknown())])),
});

export interface NoticeVerdict {
  /** unchecked: the ERP was away for at least one chunk; the check is made again. cancelled: withdrawn meanwhile. */
  readonly verdict: 'accepted' | 'rejected' | 'unchecked' | 'cancelled';
  readonly dueAt: string;
  readonly waitSeconds: number;
}

const UNCHECKED_RETRY_MINUTES = 5;

/** The verdict on the whole notice from what its chunks found, and the matching of receipts that came before it. */
export async function judge(
  { job, checked: answered }: z.infer<typeof Input>,
  deps: Deps,
): Promise<NoticeVerdict> {
  const tenant = tenantScope(job.tenantId);
  const row = await requireProcess(deps.stores.processes, tenant, job.processId);
  const document = await requireTenant(deps.stores, tenant);
  const now = deps.clock();
  const isCancelled = row.pending.some((entry) => entry.startsWith('notice/cancel/'));
  if (isCancelled && !row.pending.some((entry) => /^\d+:/.test(entry))) {
    const dueAt = row.dueAt ?? now;
    return { verdict: 'cancelled', dueAt, waitSeconds: waitSeconds(now, dueAt) };
  }
  const checked = answered.filter(
    (answer): answer is CheckedChunk => 'revision' in answer && answer.revision === row.facts.revision,
  );
  if (checked.length < row.facts.chunkCount) {
    const dueAt = new Date(Date.parse(now) + UNCHECKED_RETRY_MINUTES * 60_000).toISOString();
    await deps.stores.processes.park(tenant, 'erp', job.processId, ['notice/recheck/erp'], now);
    // Pending work ends a wait at once: what came meanwhile is kept beside it until there is a verdict.
    if (row.pending.length > 0)
      await deps.stores.processes.change(tenant, row, {
        at: now,
        handled: row.pending,
        facts: { heldWork: [...new Set([...heldWorkOf(row), ...row.pending.filter(isLasting)])] },
      });
    return { verdict: 'unchecked', dueAt, waitSeconds: waitSeconds(now, dueAt) };
  }
  const chunks = checked.toSorted((a, b) => a.chunk - b.chunk);
  const header = (await newestNotice(deps.stores.processes, tenant, job.processId))?.header;
  const lineCount = chunks.reduce((sum, chunk) => sum + chunk.lines, 0);
  const rejectedLines = chunks.flatMap((chunk) => chunk.rejected);
  const findings = await findingsOf(tenant, row, chunks, deps);
  const judged = header
    ? judgeNotice({
        header,
        lineCount,
        rejectedLines,
        findings,
        settings: document.receiving,
        environment: document.environment,
        now,
        decisionId: derivedId(job.processId, 'judge', row.facts.revision),
      })
    : { outcome: 'accepted' as const, findings, decision: undefined };

  const data = {
    asnId: row.facts.asnId ?? job.processId.slice('receiving:'.length),
    supplierId: row.facts.supplierId,
    lineCount,
    rejectedLines,
    findings: judged.findings.slice(0, 100),
  };
  const event = makeEvent(judged.outcome === 'accepted' ? AsnValidated : AsnRejected, {
    about: row,
    data,
    causationId: row.facts.noticeKey ?? 'arrivals',
    now,
    newId: () => derivedId(row.tenantId, job.processId, row.facts.revision, 'verdict'),
  });
  const heldWork = heldWorkOf(row);
  if (heldWork.length > 0) await deps.stores.processes.signal(tenant, job.processId, heldWork, now);
  const step = {
    key: `judge#${row.facts.revision}`,
    name: 'JudgeNotice',
    at: now,
    detail: { outcome: judged.outcome, lines: lineCount, rejected: rejectedLines.length },
    ...(judged.decision && { decisions: [judged.decision] }),
  };
  // What was found does not depend on the row, so it may be told before the row says so.
  await deps.stores.processes.record(tenant, job.processId, step, row.facts.withoutNotice ? [] : [event]);
  const summaries = chunks.map(({ chunk, lines }) => [
    summaryKey(chunk),
    { expected: lines } satisfies ChunkSummary,
  ]);
  await deps.stores.processes.change(tenant, row, {
    at: now,
    facts: {
      ...Object.fromEntries(summaries),
      verdict: judged.outcome,
      ...(heldWork.length > 0 && { heldWork: [] }),
    },
  });
  for (const finding of findings.filter(({ code }) => code === 'V7')) {
    await openCase(deps, tenant, {
      class: 'QUANTITY_NOT_EXACT',
      site: job.site,
      processId: job.processId,
      subject: `line-${finding.line}`,
      summary: finding.message,
      links: [],
    });
  }
  if (judged.outcome === 'accepted') await matchEarlyReceipts(tenant, row, deps);
  const dueAt = row.dueAt ?? now;
  return { verdict: judged.outcome, dueAt, waitSeconds: waitSeconds(now, dueAt) };
}

/** The findings themselves, from the chunks that have some. */
async function findingsOf(
  tenant: TenantScope,
  { processId }: Pick<ProcessRow, 'processId'>,
  chunks: readonly CheckedChunk[],
  { stores: { processes } }: Deps,
): Promise<Finding[]> {
  const found: Finding[] = [];
  for (const { chunk, findings } of chunks) {
    if (findings === 0) continue;
    const stored = await processes.readChunk<ChunkBody>(tenant, processId, chunk);
    found.push(...(stored?.body.lines ?? []).flatMap((line) => line.findings));
  }
  return found;
}

/** Still of use after the next check; a deadline or a recovery is not. */
const isLasting = (entry: string) => /^(\d+:|notice\/(cancel|replace)\/|reverse\/)/.test(entry);

function heldWorkOf(row: { readonly facts: object }): readonly string[] {
  return (row.facts as { readonly heldWork?: readonly string[] }).heldWork ?? [];
}

/** Goods that were counted before their notice was known. */
async function matchEarlyReceipts(
  tenant: TenantScope,
  row: Awaited<ReturnType<typeof requireProcess>>,
  deps: Deps,
): Promise<void> {
  for (const { sequence, body } of await deps.stores.processes.facts(tenant, row.processId, 'arrival#')) {
    const { lines, ...receipt } = body as ReceiptFact;
    await assignReceipt(tenant, row, sequence, receipt, lines, deps);
  }
}

const deps = runtimeWith(documents, machines);

export const handler = taskHandler(Input, async (input) => judge(input, await deps()));
