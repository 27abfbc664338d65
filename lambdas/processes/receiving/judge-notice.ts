import * as z from 'zod/mini';
import { AsnRejected, AsnValidated, type Finding } from '../../../events/inbound.ts';
import { addBusinessDays } from '../../domain/calendar.ts';
import type { TenantDocument } from '../../domain/tenant.ts';
import { Job } from '../../shared/job.ts';
import { type Core, documents, machines, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { type ProcessRow, type TenantScope, tenantScope } from '../../store/ports.ts';
import { openCase, recurring } from '../../work/cases.ts';
import { makeEvent } from '../../work/events.ts';
import { assignReceipt, type NoticedProcess } from './assign-receipt.ts';
import { isRejected } from './chunks.ts';
import type { ChunkBody, ChunkSummary, ReceiptFact, ReceivingState } from './contract.ts';
import {
  arrivalFactPrefix,
  CheckedChunk,
  calendarOf,
  derivedId,
  newestNotice,
  requireProcess,
  requireTenant,
  summaryKey,
  waitSeconds,
} from './facts.ts';
import { reasonOf, StateFailure } from './failure.ts';
import { judgeNotice as judgeByRules } from './rules/judge.ts';

type Deps = Core & ReturnType<typeof documents> & ReturnType<typeof machines>;

const UncheckedChunk = z.object({ chunk: z.int(), failure: StateFailure });
type UncheckedChunk = z.infer<typeof UncheckedChunk>;

/** What the children of the check answered: a chunk that was left for later answered something else. */
const Input = z.object({
  job: Job,
  checked: z.array(z.union([CheckedChunk, UncheckedChunk, z.record(z.string(), z.unknown())])),
});

export interface NoticeVerdict {
  /** unchecked: at least one chunk could not be checked; the check is made again. cancelled: withdrawn meanwhile. */
  readonly verdict: 'accepted' | 'rejected' | 'unchecked' | 'cancelled';
  /** What an unchecked notice waits for: a system that is away, or a person where a check was refused. */
  readonly waitState: ReceivingState;
  readonly dueAt: string;
  readonly waitSeconds: number;
}

const UNCHECKED_RETRY_MINUTES = 5;
/** An event has 256 KB; who needs more than so many numbers finds them in the process. */
const NAMED_LINES = 20_000;

/** The verdict on the whole notice from what its chunks found, and the matching of receipts that came before it. */
export async function judgeNotice(
  { job, checked: answered }: z.infer<typeof Input>,
  deps: Deps,
): Promise<NoticeVerdict> {
  const tenant = tenantScope(job.tenantId);
  const row = await requireProcess(deps.stores.processes, tenant, job.processId);
  const document = await requireTenant(deps.stores, tenant);
  const now = deps.clock();
  const isCancelled = row.pending.some((entry) => entry.startsWith('notice/cancel/'));
  if (isCancelled && !(await isCounted(tenant, row, deps))) {
    const dueAt = row.dueAt ?? now;
    return { verdict: 'cancelled', waitState: 'ASN_RECEIVED', dueAt, waitSeconds: waitSeconds(now, dueAt) };
  }
  const checked = answered.filter(
    (answer): answer is CheckedChunk => 'revision' in answer && answer.revision === row.facts.revision,
  );
  if (checked.length < row.facts.chunkCount) {
    const refused = answered.flatMap((answer) =>
      'failure' in answer ? [(answer as UncheckedChunk).failure] : [],
    );
    return leaveUnchecked(tenant, row, refused, document, deps, now);
  }
  const chunks = checked.toSorted((a, b) => a.chunk - b.chunk);
  const header = (await newestNotice(deps.stores.processes, tenant, job.processId))?.header;
  const lineCount = chunks.reduce((sum, chunk) => sum + chunk.lines, 0);
  const { findings, rejectedLines } = await foundIn(tenant, row, chunks, deps);
  const judged = header
    ? judgeByRules({
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

  const events = header
    ? [
        makeEvent(judged.outcome === 'accepted' ? AsnValidated : AsnRejected, {
          about: row,
          data: {
            asnId: header.asnId,
            supplierId: row.facts.supplierId,
            lineCount,
            rejectedLines: rejectedLines.slice(0, NAMED_LINES),
            findings: judged.findings.slice(0, 100),
          },
          causationId: row.facts.noticeKey ?? 'notice',
          now,
          newId: () => derivedId(row.tenantId, job.processId, row.facts.revision, 'verdict'),
        }),
      ]
    : [];
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
  await deps.stores.processes.record(tenant, job.processId, step, events);
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
  if (judged.outcome === 'accepted') await matchEarlyReceipts(tenant, row, deps, now);
  const dueAt = row.dueAt ?? now;
  return {
    verdict: judged.outcome,
    waitState: 'AWAITING_RECEIPT',
    dueAt,
    waitSeconds: waitSeconds(now, dueAt),
  };
}

/**
 * Lines without a check wait for the ERP and are looked at again soon. Where a check was refused neither helps: a person is
 * told, whose word checks again (`notice/recheck/<user>`), as does the next business day.
 */
async function leaveUnchecked(
  tenant: TenantScope,
  row: NoticedProcess,
  [refused]: readonly StateFailure[],
  document: TenantDocument,
  deps: Deps,
  now: string,
): Promise<NoticeVerdict> {
  const { processId, site } = row;
  await deps.stores.processes.park(tenant, 'erp', processId, ['notice/recheck/erp'], now);
  if (refused) {
    const about = { class: 'CHECK_FAILED', site, processId, subject: 'notice' } as const;
    const { subject, standing } = await recurring(deps, tenant, about);
    const summary = `The notice of ${row.businessKey} could not be checked. ${reasonOf(refused)}`;
    if (!standing) await openCase(deps, tenant, { ...about, subject, summary, links: [] });
  }
  await deps.stores.processes.change(tenant, row, {
    at: now,
    // Pending work ends a wait at once: what came meanwhile is kept beside it until there is a verdict.
    handled: row.pending,
    facts: {
      verdict: 'unchecked',
      ...(row.pending.length > 0 && {
        heldWork: [...new Set([...heldWorkOf(row), ...row.pending.filter(isLasting)])],
      }),
    },
  });
  const dueAt = refused
    ? addBusinessDays(calendarOf(document, site), now, 1)
    : new Date(Date.parse(now) + UNCHECKED_RETRY_MINUTES * 60_000).toISOString();
  return {
    verdict: 'unchecked',
    waitState: refused ? 'REVIEW' : 'WAITING_PARTNER',
    dueAt,
    waitSeconds: waitSeconds(now, dueAt),
  };
}

/** The findings themselves and the lines they reject, from the chunks that have some. */
async function foundIn(
  tenant: TenantScope,
  { processId }: Pick<ProcessRow, 'processId'>,
  chunks: readonly CheckedChunk[],
  { stores: { processes } }: Deps,
): Promise<{ readonly findings: Finding[]; readonly rejectedLines: number[] }> {
  const findings: Finding[] = [];
  const rejectedLines: number[] = [];
  for (const { chunk, findings: found, rejected } of chunks) {
    if (found === 0 && rejected === 0) continue;
    const stored = await processes.readChunk<ChunkBody>(tenant, processId, chunk);
    const lines = stored?.body.lines ?? [];
    findings.push(...lines.flatMap((line) => line.findings));
    rejectedLines.push(...lines.filter(isRejected).map(({ line }) => line));
  }
  return { findings, rejectedLines };
}

/** Still of use after the next check; a deadline or a recovery is not. */
const isLasting = (entry: string) => /^(\d+:|notice\/(cancel|replace)\/|reverse\/)/.test(entry);

function heldWorkOf(row: { readonly facts: object }): readonly string[] {
  return (row.facts as { readonly heldWork?: readonly string[] }).heldWork ?? [];
}

/** Goods that were counted before their notice was known, or before it had a verdict. */
async function matchEarlyReceipts(
  tenant: TenantScope,
  row: NoticedProcess,
  deps: Deps,
  now: string,
): Promise<void> {
  const { processes } = deps.stores;
  for (const { sequence, body } of await processes.facts(tenant, row.processId, arrivalFactPrefix)) {
    const { lines, ...receipt } = body as ReceiptFact;
    await assignReceipt(tenant, row, sequence, receipt, lines, deps);
  }
  const handled = row.pending.filter((entry) => entry.startsWith('arrival/'));
  if (handled.length > 0) await processes.change(tenant, row.processId, { at: now, handled });
}

async function isCounted(tenant: TenantScope, row: NoticedProcess, { stores }: Deps): Promise<boolean> {
  if (row.pending.some((entry) => /^\d+:/.test(entry))) return true;
  return (await stores.processes.facts(tenant, row.processId, arrivalFactPrefix)).length > 0;
}

const deps = runtimeWith(documents, machines);

export const handler = taskHandler(Input, async (input) => judgeNotice(input, await deps()));
