import * as z from 'zod/mini';
import { addBusinessDays, addBusinessMinutes } from '../../domain/calendar.ts';
import type { TenantDocument } from '../../domain/tenant.ts';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { type ProcessRow, type TenantScope, tenantScope } from '../../store/ports.ts';
import { resolveCasesOf } from '../../work/cases.ts';
import type { ChunkSummary, ReceivingFacts, ReceivingState } from './contract.ts';
import { calendarOf, requireProcess, requireTenant, summariesOf, waitSeconds } from './facts.ts';

const Input = z.object({ job: Job });

export interface NextMove {
  /** close: done · settle: chunks have new work · wait: nothing to do before something happens · the rest as named. */
  readonly next: 'close' | 'settle' | 'overdue' | 'reverse' | 'adopt' | 'wait';
  readonly waitState: ReceivingState;
  readonly dueAt: string;
  readonly waitSeconds: number;
  /** Chunk numbers for `settle` and `reverse`. */
  readonly work: readonly number[];
}

/** A parked call is tried again after this long, should the recovery of its system go unnoticed. */
const PARKED_RETRY_MINUTES = 10;

/** Looks at where every chunk stands and at the work that arrived meanwhile, and names the next move. */
export async function summarizeReceipt({ job }: z.infer<typeof Input>, deps: Core): Promise<NextMove> {
  const tenant = tenantScope(job.tenantId);
  const document = await requireTenant(deps.stores, tenant);
  const now = deps.clock();
  const row = await withOverdueAnswer(
    await requireProcess(deps.stores.processes, tenant, job.processId),
    tenant,
    deps,
    now,
  );
  const move = nextMove(row, document, now);
  if (move.handled.length > 0)
    await deps.stores.processes.change(tenant, job.processId, { at: now, handled: move.handled });
  const { handled: _, ...answer } = move;
  return { ...answer, waitSeconds: waitSeconds(now, move.dueAt) };
}

/** The buyer's word on overdue goods becomes a fact: close, or wait until the date given. Silence keeps waiting; the case stays open. */
async function withOverdueAnswer(
  row: ReceivingRow,
  tenant: TenantScope,
  deps: Core,
  now: string,
): Promise<ReceivingRow> {
  const handled = row.pending.filter((entry) => entry.startsWith('overdue/'));
  if (handled.length === 0) return row;
  const tasks = await deps.stores.work.tasksOf(tenant, row.processId);
  const asked = tasks.filter((task) => task.step === 'overdue').sort((a, b) => a.round - b.round);
  const answer = asked.findLast((task) => task.answer)?.answer;
  const newDate = answer?.form?.dueAt;
  const facts = {
    ...(answer?.option === 'CLOSE_NOT_RECEIVED' && { overdueAnswer: 'close' }),
    ...(answer?.option === 'KEEP_WAITING' &&
      typeof newDate === 'string' && { noticeDueAt: newDate, overdueAsked: false }),
  };
  // The case stands for the lateness, which may have been asked about twice before somebody answered.
  if (answer)
    for (const { processId, taskId } of asked)
      await resolveCasesOf(
        deps,
        tenant,
        { processId, taskId },
        { by: answer.by, rootCause: 'NOT_ARRIVED', resolution: `overdue: ${answer.option}` },
      );
  await deps.stores.processes.change(tenant, row.processId, { at: now, handled, facts });
  return requireProcess(deps.stores.processes, tenant, row.processId);
}

type ReceivingRow = ProcessRow & { readonly facts: ReceivingFacts };

/** Pure: the row, the tenant's settings and the time decide. */
export function nextMove(
  row: ReceivingRow,
  document: TenantDocument,
  now: string,
): Omit<NextMove, 'waitSeconds'> & { handled: readonly string[] } {
  const summaries = summariesOf(row);
  const waitState = stateOf([...summaries.values()]);
  const dueAt = deadline(row, document, waitState, now);
  const plain = { waitState, dueAt, handled: [] as string[] };
  const chunkWork = [
    ...new Set(
      row.pending
        .filter((entry) => /^\d+:/.test(entry))
        .map((entry) => Number(entry.slice(0, entry.indexOf(':')))),
    ),
  ];
  const deadlines = row.pending.filter((entry) => entry.startsWith('deadline@'));

  if (row.pending.some((entry) => entry.startsWith('notice/cancel/')))
    return { ...plain, next: 'close', work: [] };
  const reversals = row.pending.filter((entry) => entry.startsWith('reverse/'));
  if (reversals.length > 0) return { ...plain, next: 'reverse', work: [...summaries.keys()] };
  if (row.pending.some((entry) => entry.startsWith('notice/replace/')))
    return { ...plain, next: 'adopt', work: [] };
  if (chunkWork.length > 0) return { ...plain, next: 'settle', work: chunkWork };
  if (row.facts.overdueAnswer === 'close') return { ...plain, next: 'close', work: [] };
  if (isFinished(row, summaries)) return { ...plain, next: 'close', work: [] };
  if (deadlines.length > 0) {
    const parked = [...summaries]
      .filter(([, summary]) => summary.waitsFor !== undefined)
      .map(([chunk]) => chunk);
    if (parked.length > 0) return { ...plain, next: 'settle', work: parked, handled: deadlines };
    if (waitState === 'AWAITING_RECEIPT' && now >= dueAtOf(row, document))
      return { ...plain, next: 'overdue', work: [], handled: deadlines };
  }
  return { ...plain, next: 'wait', work: [], handled: deadlines };
}

function isFinished(row: ReceivingRow, summaries: ReadonlyMap<number, ChunkSummary>): boolean {
  const chunks = [...summaries.values()];
  if (chunks.length < row.facts.chunks.length || chunks.length === 0) return false;
  if (chunks.every((chunk) => chunk.reversed)) return true;
  return chunks.every(
    (chunk) =>
      chunk.final &&
      chunk.expected === 0 &&
      chunk.asking === 0 &&
      chunk.waitsFor === undefined &&
      !chunk.failed,
  );
}

/** The state a waiting process shows: the most urgent thing any of its lines waits for. */
export function stateOf(chunks: readonly ChunkSummary[]): ReceivingState {
  if (chunks.some((chunk) => chunk.waitsFor !== undefined || chunk.failed)) return 'WAITING_PARTNER';
  if (chunks.some((chunk) => chunk.asking > 0)) return 'REVIEW';
  if (chunks.some((chunk) => chunk.counted)) return 'RECEIVING';
  return 'AWAITING_RECEIPT';
}

function deadline(row: ReceivingRow, document: TenantDocument, state: ReceivingState, now: string): string {
  if (state === 'WAITING_PARTNER')
    return new Date(Date.parse(now) + PARKED_RETRY_MINUTES * 60_000).toISOString();
  if (state === 'REVIEW')
    return addBusinessMinutes(calendarOf(document, row.site), now, document.receiving.review.parkMinutes);
  const due = dueAtOf(row, document);
  return due > now ? due : addBusinessDays(calendarOf(document, row.site), now, 1);
}

/** When goods that were announced are overdue: the notice's due time plus business days of the site (rule 5.1). */
export function dueAtOf(row: ReceivingRow, document: TenantDocument): string {
  const days = row.facts.overdueAsked
    ? document.receiving.overdueCloseBusinessDays
    : document.receiving.overdueBusinessDays;
  return addBusinessDays(calendarOf(document, row.site), row.facts.noticeDueAt, days);
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => summarizeReceipt(input, await deps()));
