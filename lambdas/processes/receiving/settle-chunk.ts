import * as z from 'zod/mini';
import type { Envelope } from '../../../events/envelope.ts';
import { ReceiptReconciled } from '../../../events/inbound.ts';
import { isSteady, presentSeverity } from '../../domain/inspection.ts';
import { valueInQuestion } from '../../domain/money.ts';
import type { TenantDocument } from '../../domain/tenant.ts';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import {
  type DecisionRecord,
  type InspectionHistory,
  type ProcessRow,
  type TenantScope,
  tenantScope,
} from '../../store/ports.ts';
import { makeEvent } from '../../work/events.ts';
import { isWake } from '../../work/runs.ts';
import { type PlannedCalls, planCalls } from './calls.ts';
import { adviceDue, arrivalOf, emptyChunk, replan, withReceipts } from './chunks.ts';
import type { ChunkBody, ChunkPlan, ReceivingFacts } from './contract.ts';
import { calendarOf, derivedId, receiptFactPrefix, requireProcess, requireTenant } from './facts.ts';
import { workOf } from './rounds.ts';
import type { AnswerFact, AskStep, ReceivingLine, SettleContext, Settlement } from './rules/line.ts';
import { standingCounts } from './rules/line-facts.ts';
import { settleLine } from './rules/settle.ts';

const Input = z.object({ job: Job, chunk: z.int() });

/**
 * Brings the facts of one chunk together, settles every line, and stores what follows as the chunk's plan before anything
 * is called. While a plan is open the same plan is answered, whatever else has arrived: one thing at a time per chunk.
 */
export async function settleChunk({ job, chunk }: z.infer<typeof Input>, deps: Core): Promise<PlannedCalls> {
  const tenant = tenantScope(job.tenantId);
  const row = await requireProcess(deps.stores.processes, tenant, job.processId);
  const document = await requireTenant(deps.stores, tenant);
  const stored = await deps.stores.processes.readChunk<ChunkBody>(tenant, job.processId, chunk);
  const body = stored?.body ?? emptyChunk(chunk, []);
  const handled = workOf(row, chunk);

  if (body.plan && !body.plan.failed) {
    const calls = planCalls(job, row.facts, body, body.plan);
    // What told us to go on is answered by going on; the rest waits for this plan's end.
    return { ...calls, handled: [...new Set([...calls.handled, ...handled.filter(isWake)])] };
  }
  if (body.plan?.failed) {
    if (body.plan.failed === 'stuck' || !handled.some((entry) => entry.startsWith(`${chunk}:retry`)))
      return { planId: 'none', handled };
    const again = replan({ ...body, plan: { ...body.plan, handled } });
    // Counts and answers that came while the plan was undone are merged in a round of their own.
    const next = `${chunk}:after/${again.plan?.planId}`;
    await deps.stores.processes.signal(tenant, job.processId, [next], deps.clock());
    await deps.stores.processes.writeChunk(tenant, job.processId, chunk, again, stored?.version ?? 0);
    return planCalls(job, row.facts, again, again.plan as ChunkPlan);
  }

  const merged = await withFacts(tenant, row, body, deps);
  const unknown = merged.lines.filter((line) => line.limits === undefined);
  if (unknown.length > 0) {
    // Kept before the call: goods that wait for the ERP are goods that came.
    if (JSON.stringify(merged) !== JSON.stringify(body))
      await deps.stores.processes.writeChunk(tenant, job.processId, chunk, merged, stored?.version ?? 0);
    const skus = [...new Set(unknown.map((line) => line.sku))];
    return { planId: 'unknown', handled, lookup: { supplierId: row.facts.supplierId, skus } };
  }
  const now = deps.clock();
  const settlements = await Promise.all(
    merged.lines.map(async (line) =>
      settleLine(line, await contextFor(line, { tenant, job, row, document, body: merged, now, deps })),
    ),
  );
  const settled = apply(job.processId, merged, settlements, handled);
  if (!settled.plan && JSON.stringify(settled) === JSON.stringify(body)) return { planId: 'none', handled };

  const version = stored?.version ?? 0;
  // What leads to no plan is a decision too: named by the state of the chunk it was made about.
  const name = settled.plan?.planId ?? `${chunk}-${settled.plans}-v${version}`;
  const decisions = settlements
    .filter((settlement, index) => isNews(settlement) || changed(settlement.line, merged.lines[index]))
    .map((settlement) => settlement.decision);
  const step = {
    key: `settle#${name}`,
    name: 'SettleChunk',
    at: now,
    detail: { chunk, ...(settled.plan && { planId: settled.plan.planId }) },
    decisions,
  };
  await deps.stores.processes.writeChunk(
    tenant,
    job.processId,
    chunk,
    settled,
    version,
    step,
    reconciled(row, settled, decisions, name, now),
  );
  return settled.plan ? planCalls(job, row.facts, settled, settled.plan) : { planId: 'none', handled };
}

/** Merges receipts and answers the chunk has not seen. */
async function withFacts(
  tenant: TenantScope,
  row: ProcessRow,
  body: ChunkBody,
  deps: Core,
): Promise<ChunkBody> {
  const receipts = await deps.stores.processes.facts(tenant, row.processId, receiptFactPrefix(body.chunk));
  const merged = withReceipts(body, receipts);
  if (!merged.lines.some((line) => line.asked.length > 0)) return merged;
  const tasks = await deps.stores.work.tasksOf(tenant, row.processId);
  const answers = tasks.flatMap((task): { line: number; answer: AnswerFact }[] => {
    const { chunk, line, ask } = task.context as { chunk?: number; line?: number; ask?: AskStep };
    if (chunk !== body.chunk || line === undefined || ask === undefined) return [];
    if (task.state === 'EXPIRED')
      return [
        {
          line,
          answer: {
            taskId: task.taskId,
            step: ask,
            round: task.round,
            option: 'EXPIRED',
            by: 'clock',
            at: task.parkAt,
          },
        },
      ];
    if (task.state !== 'ANSWERED' || !task.answer) return [];
    return [{ line, answer: { ...task.answer, taskId: task.taskId, step: ask, round: task.round } }];
  });
  return {
    ...merged,
    lines: merged.lines.map((line) => ({
      ...line,
      answers: merge(
        line.answers,
        answers.filter((entry) => entry.line === line.line).map((entry) => entry.answer),
      ),
    })),
  };
}

function merge(known: readonly AnswerFact[], found: readonly AnswerFact[]): readonly AnswerFact[] {
  const fresh = found.filter((answer) => !known.some((other) => other.taskId === answer.taskId));
  return fresh.length === 0 ? known : [...known, ...fresh.sort((a, b) => a.at.localeCompare(b.at))];
}

interface Situation {
  readonly tenant: TenantScope;
  readonly job: Job;
  readonly row: ProcessRow & { facts: ReceivingFacts };
  readonly document: TenantDocument;
  readonly body: ChunkBody;
  readonly now: string;
  readonly deps: Core;
}

async function contextFor(
  line: ReceivingLine,
  { tenant, job, row, document, body, now, deps }: Situation,
): Promise<SettleContext> {
  const history =
    line.counts.length > 0
      ? await deps.stores.quality.history(tenant, row.facts.supplierId, line.sku)
      : undefined;
  return {
    processId: job.processId,
    site: job.site,
    supplierId: row.facts.supplierId,
    now,
    mode: job.mode,
    arrivedAt: arrivalOf(line, body) ?? now,
    final: body.final,
    withoutNotice: row.facts.withoutNotice,
    currency: document.currency,
    zone: calendarOf(document, job.site).zone,
    approvalTiers: document.approvalTiers,
    settings: document.receiving,
    history: inspectionFacts(history, row.facts.supplierId, document, now),
  };
}

/** Defects of the look-back window; older lots no longer speak for a supplier. */
function inspectionFacts(
  history: InspectionHistory | undefined,
  supplierId: string,
  document: TenantDocument,
  now: string,
): SettleContext['history'] {
  if (!history) return { severity: 'normal', receipts: 0, defectUnits: 0, inspectedUnits: 0 };
  const since = new Date(
    Date.parse(now) - document.receiving.inspection.defectWindowDays * 86_400_000,
  ).toISOString();
  const recent = history.outcomes.filter((outcome) => outcome.at >= since);
  return {
    severity: presentSeverity(history.severity, isSteady(supplierId, document.receiving.inspection)),
    receipts: history.receipts,
    defectUnits: recent.reduce((sum, outcome) => sum + outcome.defectUnits, 0),
    inspectedUnits: recent.reduce((sum, outcome) => sum + outcome.inspectedUnits, 0),
  };
}

const changed = (after: ReceivingLine, before: ReceivingLine | undefined) =>
  after.status !== before?.status || after.classes.join() !== before.classes.join();
const isNews = (settlement: Settlement) =>
  settlement.movements.length +
    settlement.followUps.length +
    settlement.asks.length +
    settlement.withdrawn.length >
    0 || settlement.inspected !== undefined;

function apply(
  processId: string,
  body: ChunkBody,
  settlements: readonly Settlement[],
  handled: readonly string[],
): ChunkBody {
  const lines = settlements.map((settlement) => settlement.line);
  const settled = { ...body, lines };
  const advice = adviceDue(processId, settled);
  if (!settlements.some(isNews) && !advice) return settled;
  const plans = body.plans + 1;
  const plan: ChunkPlan = {
    planId: `${body.chunk}-${plans}`,
    handled,
    ...(advice && { advice }),
    movements: settlements.flatMap((settlement) => settlement.movements),
    followUps: settlements.flatMap((settlement) => settlement.followUps),
    asks: settlements.flatMap(({ line, asks }) => asks.map((ask) => ({ line: line.line, ask }))),
    withdrawn: settlements.flatMap(({ line, withdrawn }) =>
      withdrawn.map((ask) => ({ line: line.line, ask })),
    ),
    inspected: settlements.flatMap(({ line, inspected }) =>
      inspected && line.inspection
        ? [{ line: line.line, sku: line.sku, plan: line.inspection.plan, ...inspected }]
        : [],
    ),
  };
  return { ...settled, plans, plan };
}

function reconciled(
  row: ProcessRow & { facts: ReceivingFacts },
  body: ChunkBody,
  decisions: readonly DecisionRecord[],
  name: string,
  now: string,
): Envelope[] {
  const decided = new Map(decisions.map((decision) => [decision.line, decision.id]));
  const lines = body.lines.filter((line) => decided.has(line.line));
  if (lines.length === 0) return [];
  const sum = (line: ReceivingLine, field: 'good' | 'damaged') =>
    standingCounts(line.counts).reduce((total, count) => total + count[field], 0);
  const data = {
    asnId: row.facts.asnId,
    supplierId: row.facts.supplierId,
    lines: lines.map((line) => ({
      line: line.line,
      poId: line.poId,
      sku: line.sku,
      class: [...line.classes],
      ordered: line.orderLine?.ordered ?? 0,
      confirmed: line.orderLine?.confirmed ?? 0,
      announced: line.announced,
      good: sum(line, 'good'),
      damaged: sum(line, 'damaged'),
      value: line.orderLine
        ? valueInQuestion(sum(line, 'good') + sum(line, 'damaged'), line.orderLine.unitCost)
        : { minor: 0, currency: 'XXX' },
      decisionId: decided.get(line.line) ?? '',
    })),
  };
  return [
    makeEvent(ReceiptReconciled, {
      about: row,
      data,
      causationId: `settle#${name}`,
      now,
      newId: () => derivedId(row.tenantId, row.processId, name, 'reconciled'),
    }),
  ];
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => settleChunk(input, await deps()));
