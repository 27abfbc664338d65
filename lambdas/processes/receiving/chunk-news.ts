import type { Envelope } from '../../../events/envelope.ts';
import { ReceivingAdviceIssued } from '../../../events/inbound.ts';
import { InspectionRequested } from '../../../events/quality.ts';
import type { Core } from '../../shared/runtime.ts';
import type { ProcessRow, TenantScope } from '../../store/ports.ts';
import { openCase, resolveCasesOf } from '../../work/cases.ts';
import { makeEvent } from '../../work/events.ts';
import { taskIdOf } from '../../work/tasks.ts';
import { planCalls } from './calls.ts';
import { askKey } from './chunks.ts';
import type { ChunkBody, ChunkPlan, PlanDocuments, ReceivingFacts } from './contract.ts';
import { derivedId } from './facts.ts';
import { EXPIRED, WITHDRAWN } from './rules/disputes.ts';
import type { AskStep, ReceivingLine } from './rules/line.ts';

type Row = ProcessRow & { readonly facts: ReceivingFacts };

/** Questions about an exception. A recount, an inspection and a proposal are work, not exceptions. */
export const EXCEPTIONS: readonly AskStep[] = [
  'review-over',
  'review-short',
  'review-item',
  'review-order',
  'failed-lot',
];

/** What the bus hears of a plan that was carried out: inspections that were asked for, and the advice the supplier got. */
export function confirmedEvents(
  row: Row,
  body: ChunkBody,
  plan: ChunkPlan,
  documents: PlanDocuments,
  now: string,
): Envelope[] {
  const about = { about: row, causationId: plan.planId, now };
  const inspections = plan.asks.flatMap(({ line, ask }) => {
    const inspection = body.lines.find((candidate) => candidate.line === line)?.inspection;
    const sku = body.lines.find((candidate) => candidate.line === line)?.sku;
    if (ask.step !== 'inspection' || !inspection || !sku) return [];
    const data = {
      supplierId: row.facts.supplierId,
      sku,
      line,
      plan: inspection.plan,
      reasons: [...inspection.reasons],
    };
    return [
      makeEvent(InspectionRequested, {
        ...about,
        data,
        newId: () => derivedId(row.tenantId, row.processId, plan.planId, line, 'inspection'),
      }),
    ];
  });
  const job = {
    tenantId: row.tenantId,
    site: row.site,
    processId: row.processId,
    correlationId: row.correlationId,
    mode: row.mode,
  };
  const advice = planCalls(job, row.facts, body, plan).advice;
  // Where writes are left out (rule 4.12), or its portal refused it, the supplier got none.
  return advice && row.mode === 'act' && documents.adviceId
    ? [
        ...inspections,
        makeEvent(ReceivingAdviceIssued, {
          ...about,
          data: advice,
          newId: () => derivedId(row.tenantId, advice.adviceId),
        }),
      ]
    : inspections;
}

/** Cases of settled lines are closed; a line whose time ran out gets one that stays open. */
export async function settleCases(tenant: TenantScope, row: Row, body: ChunkBody, deps: Core): Promise<void> {
  for (const line of body.lines) {
    if (line.status === 'parked') {
      await openCase(deps, tenant, {
        class: 'DECISION_PARKED',
        site: row.site,
        processId: row.processId,
        subject: `line-${line.line}`,
        links: [],
        summary: `Nobody decided about ${line.sku}, line ${line.line}, in time. What is disputed stays on hold; good units are posted.`,
      });
    }
    if (line.status !== 'settled') continue;
    for (const step of EXCEPTIONS) await resolveDispute(tenant, row, line, step, deps);
  }
}

/**
 * Closes the case of a dispute in the name of whoever decided it. A question may have been asked in several rounds, and
 * its case knows the first of them. Where later counts left nothing to decide, the process itself says so.
 */
async function resolveDispute(
  tenant: TenantScope,
  row: Row,
  line: ReceivingLine,
  step: AskStep,
  deps: Core,
): Promise<void> {
  const answer = line.answers.findLast(
    (given) => given.step === step && given.option !== EXPIRED && given.option !== WITHDRAWN,
  );
  const rootCause = answer?.form?.rootCause ?? line.classes.join(', ');
  const said = answer
    ? `${answer.option}${answer.comment ? `, ${answer.comment}` : ''}`
    : 'later counts left nothing to decide';
  const resolution = {
    by: answer?.by ?? `process:${row.processId}`,
    rootCause: String(rootCause),
    resolution: `${askKey(line.line, { step })}: ${said}`,
  };
  const rounds = line.asked.filter((key) => key.startsWith(`${step}#`));
  for (const key of rounds) {
    const taskId = taskIdOf(row.processId, askKey(line.line, { step }), Number(key.slice(step.length + 1)));
    await resolveCasesOf(deps, tenant, { processId: row.processId, taskId }, resolution);
  }
}
