import * as z from 'zod/mini';
import { addBusinessDays, addBusinessMinutes } from '../../domain/calendar.ts';
import type { TenantDocument } from '../../domain/tenant.ts';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { type ProcessRow, type TenantScope, tenantScope } from '../../store/ports.ts';
import { openCase, resolveCasesOf } from '../../work/cases.ts';
import { backOff, TRIES_BEFORE_CASE } from '../../work/runs.ts';
import { reportStuck } from '../../work/stuck.ts';
import type { ChunkSummary, ReceivingFacts, ReceivingState } from './contract.ts';
import { calendarOf, requireProcess, requireTenant, summariesOf, waitSeconds } from './facts.ts';
import { type Agenda, agendaOf, begin, REVERSAL, reversalRoundOf, reversedKey } from './rounds.ts';

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
  const { handled, facts, tooLate, stuck, ...answer } = nextMove(row, document, now);
  await openCases(tenant, row, { tooLate, stuck }, deps);
  if (handled.length > 0 || Object.keys(facts).length > 0)
    await deps.stores.processes.change(tenant, row, { at: now, handled, facts });
  return { ...answer, waitSeconds: waitSeconds(now, answer.dueAt) };
}

async function openCases(
  tenant: TenantScope,
  row: ReceivingRow,
  { tooLate, stuck }: Pick<PlannedMove, 'tooLate' | 'stuck'>,
  deps: Core,
): Promise<void> {
  for (const entry of tooLate)
    await openCase(deps, tenant, {
      class: 'NOTICE_TOO_LATE',
      site: row.site,
      processId: row.processId,
      subject: entry,
      summary: `${entry} came while the shipment of ${row.businessKey} was being received; it was not applied.`,
      links: [],
    });
  for (const run of stuck) await reportStuck(deps, tenant, row, run);
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
  return (await deps.stores.processes.change(tenant, row, {
    at: now,
    handled,
    facts,
  })) as unknown as ReceivingRow;
}

type ReceivingRow = ProcessRow & { readonly facts: ReceivingFacts };

export interface PlannedMove extends Omit<NextMove, 'waitSeconds'> {
  readonly handled: readonly string[];
  /** Rounds that begin, are held or are over, by fact key. */
  readonly facts: Readonly<Record<string, unknown>>;
  /** Words of the partner that came after the goods. */
  readonly tooLate: readonly string[];
  /** Runs that died too often: `chunk-<n>` or the reversal. */
  readonly stuck: readonly string[];
}

/** Pure: the row, the tenant's settings and the time decide. */
export function nextMove(row: ReceivingRow, document: TenantDocument, now: string): PlannedMove {
  const summaries = summariesOf(row);
  const waitState = stateOf([...summaries.values()]);
  const counted = [...summaries.values()].some((summary) => summary.counted);
  const withdrawals = row.pending.filter((entry) => /^notice\/(cancel|replace)\//.test(entry));
  const reversal = reversalOf(row, now);
  const agenda = agendaOf(row, now, reversal.heldUntil);
  // What was counted and is not merged yet, because its run died or waits, was counted all the same.
  const isReceiving = counted || agenda.open;
  const tooLate = isReceiving ? withdrawals : [];
  // Of no use anymore: told at a deadline, about a notice that was adopted since, or about a receipt its verdict matched.
  const spent = row.pending.filter((entry) => /^(deadline@|arrival\/|notice\/(first|recheck)\/)/.test(entry));
  const stuck = [...agenda.stuck.map((chunk) => `chunk-${chunk}`), ...reversal.stuck];
  const dueAt =
    [
      deadline(row, document, waitState, now, agenda),
      ...(reversal.heldUntil === undefined ? [] : [reversal.heldUntil]),
    ].sort()[0] ?? now;
  const plain = { waitState, dueAt, handled: [...spent, ...tooLate], facts: {}, tooLate, stuck };

  if (withdrawals.some((entry) => entry.startsWith('notice/cancel/')) && !isReceiving)
    return { ...plain, next: 'close', work: [], handled: spent };
  if (reversal.work.length > 0) {
    const handled = [...plain.handled, ...reversal.handled];
    return { ...plain, next: 'reverse', work: reversal.work, handled, facts: reversal.facts };
  }
  if (withdrawals.length > 0 && !isReceiving) return { ...plain, next: 'adopt', work: [], handled: spent };
  const moved = {
    ...plain,
    handled: [...plain.handled, ...reversal.handled, ...agenda.handled],
    facts: { ...reversal.facts, ...agenda.facts },
  };
  if (agenda.due.length > 0) return { ...moved, next: 'settle', work: agenda.due };
  if (row.facts.overdueAnswer === 'close' && !isReceiving) return { ...moved, next: 'close', work: [] };
  const isOpen = agenda.open || reversal.heldUntil !== undefined;
  if (!isOpen && isFinished(row, summaries)) return { ...moved, next: 'close', work: [] };
  const isToldOfDeadline = spent.some((entry) => entry.startsWith('deadline@'));
  if (isToldOfDeadline && waitState === 'AWAITING_RECEIPT' && now >= dueAtOf(row, document))
    return { ...moved, next: 'overdue', work: [] };
  return { ...moved, next: 'wait', work: [] };
}

/**
 * A reversal that was asked for: the chunks that have not answered it, now or, when its last run died, from its time on.
 * Answered by all, its facts are cleared.
 */
function reversalOf(row: ReceivingRow, now: string) {
  const asked = row.pending.filter((entry) => entry.startsWith('reverse/'));
  const round = reversalRoundOf(row);
  const requests = [...new Set([...(round?.work ?? []), ...asked])];
  const none = {
    work: [] as number[],
    handled: asked,
    facts: {},
    stuck: [] as string[],
    heldUntil: undefined,
  };
  if (requests.length === 0) return none;
  const chunks = [...summariesOf(row).keys()];
  const answered = (chunk: number) =>
    (row.facts[reversedKey(chunk)] as readonly string[] | null | undefined) ?? [];
  const left = chunks.filter((chunk) => requests.some((request) => !answered(chunk).includes(request)));
  if (left.length === 0)
    return {
      ...none,
      facts: Object.fromEntries([REVERSAL, ...chunks.map(reversedKey)].map((key) => [key, null])),
    };
  const stuck = round && round.tries >= TRIES_BEFORE_CASE ? [REVERSAL] : [];
  if (round && round.until > now)
    return { ...none, facts: { [REVERSAL]: { ...round, work: requests } }, stuck, heldUntil: round.until };
  return { ...none, work: left, facts: { [REVERSAL]: begin(round, requests, now) }, stuck };
}

function isFinished(row: ReceivingRow, summaries: ReadonlyMap<number, ChunkSummary>): boolean {
  const chunks = [...summaries.values()];
  if (chunks.length < row.facts.chunkCount || chunks.length === 0) return false;
  if (chunks.every((chunk) => chunk.reversed)) return true;
  return chunks.every(
    (chunk) =>
      chunk.final && !chunk.expected && !chunk.asking && chunk.waitsFor === undefined && !chunk.failed,
  );
}

/** The state a waiting process shows: the most urgent thing any of its lines waits for. */
export function stateOf(chunks: readonly ChunkSummary[]): ReceivingState {
  if (chunks.some((chunk) => chunk.waitsFor !== undefined || chunk.failed)) return 'WAITING_PARTNER';
  if (chunks.some((chunk) => chunk.asking)) return 'REVIEW';
  if (chunks.some((chunk) => chunk.counted)) return 'RECEIVING';
  return 'AWAITING_RECEIPT';
}

function deadline(
  row: ReceivingRow,
  document: TenantDocument,
  state: ReceivingState,
  now: string,
  { until }: Agenda,
): string {
  const calendar = calendarOf(document, row.site);
  const due = dueAtOf(row, document);
  const own = {
    // What failed waits for a person; what is parked has a time of its own.
    WAITING_PARTNER: () => backOff(now, Number.POSITIVE_INFINITY),
    REVIEW: () => addBusinessMinutes(calendar, now, document.receiving.review.parkMinutes),
  }[state as string];
  const ownDue = own?.() ?? (due > now ? due : addBusinessDays(calendar, now, 1));
  return until !== undefined && until < ownDue ? until : ownDue;
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
