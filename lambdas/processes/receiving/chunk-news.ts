import type { Envelope } from '../../../events/envelope.ts';
import { ReceivingAdviceIssued } from '../../../events/inbound.ts';
import { CallParked } from '../../../events/integration.ts';
import { InspectionRequested } from '../../../events/quality.ts';
import type { Core } from '../../shared/runtime.ts';
import type { ProcessRow, TenantScope } from '../../store/ports.ts';
import { openCase, resolveCasesOf } from '../../work/cases.ts';
import { makeEvent } from '../../work/events.ts';
import { planCalls } from './calls.ts';
import { askKey } from './chunks.ts';
import type { AskStep, ChunkBody, ChunkPlan, ReceivingFacts } from './contract.ts';
import { derivedId } from './facts.ts';

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
export function confirmedEvents(row: Row, body: ChunkBody, plan: ChunkPlan, now: string): Envelope[] {
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
  return advice
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

export function parkedEvent(row: Row, planId: string, system: string, status: string, now: string): Envelope {
  return makeEvent(CallParked, {
    about: row,
    causationId: planId,
    now,
    data: { adapter: system, operation: planId, processId: row.processId, status },
    newId: () => derivedId(row.tenantId, row.processId, planId, system, now),
  });
}

/** Cases of lines people settled are closed by their answer; a line whose time ran out gets one that stays open. */
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
    for (const answer of line.answers) {
      if (!EXCEPTIONS.includes(answer.step) || answer.option === 'EXPIRED') continue;
      const rootCause =
        typeof answer.form?.rootCause === 'string' ? answer.form.rootCause : line.classes.join(', ');
      await resolveCasesOf(
        deps,
        tenant,
        { processId: row.processId, taskId: answer.taskId },
        {
          by: answer.by,
          rootCause,
          resolution: `${askKey(line.line, answer)}: ${answer.option}${answer.comment ? `, ${answer.comment}` : ''}`,
        },
      );
    }
  }
}
