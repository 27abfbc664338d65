import * as z from 'zod/mini';
import { erp } from '../../adapters/erp/port.ts';
import { oms } from '../../adapters/oms/port.ts';
import { localDate } from '../../domain/calendar.ts';
import { type ReplenishmentLimits, replenishmentLimits } from '../../domain/replenishment-settings.ts';
import type { TenantDocument } from '../../domain/tenant.ts';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { type DecisionRecord, type TenantScope, tenantScope } from '../../store/ports.ts';
import { openCase } from '../../work/cases.ts';
import { calendarOf, derivedId, requireTenant } from '../../work/process-row.ts';
import { assembleCase } from './assemble.ts';
import type { Case, Proposal, ReplenishmentFacts } from './contract.ts';
import { demandKey, type ReplenishmentRow, requireReplenishment } from './facts.ts';
import { failedCall, parkCall } from './failed-call.ts';
import { triggeredEvent } from './news.ts';
import { carryOut, moveOf, type NextMove, nextMove } from './next-move.ts';
import { decide } from './rules/decide.ts';
import { proceed, type Settled } from './settle.ts';

const Input = z.object({
  job: Job,
  planning: z.nullable(erp.lookUpPlanning.output),
  demand: z.nullable(oms.lookUpDemand.output),
  ...failedCall,
});

/**
 * Keeps a page of demand; after the last one decides about the item, stores what follows and names the next move. A lookup
 * that was refused has its case, and the item is looked at again later.
 */
export async function decideReplenishment(
  { job, planning, demand, failure, system }: z.infer<typeof Input>,
  deps: Core,
): Promise<NextMove> {
  const tenant = tenantScope(job.tenantId);
  const { processes } = deps.stores;
  const document = await requireTenant(deps.stores, tenant);
  const row = await requireReplenishment(processes, tenant, job.processId);
  const { phase, round, pages } = row.facts;
  const now = deps.clock();
  if (phase !== 'look') return nextMove(job, tenant, document, deps);
  if (failure || !planning || !demand) {
    const error = failure?.Error ?? 'unknown';
    if (system) await parkCall(row, `lookup-${round}`, system, error, tenant, deps);
    else {
      const facts = { phase: 'done' as const, outcome: 'lookup-refused', proposal: null };
      await carryOut(row, { key: `refused#${round}`, facts, events: [], detail: { error } }, tenant, deps);
    }
    return nextMove(job, tenant, document, deps);
  }
  const body = demand.lines.map(({ orderLineId, open }) => ({ orderLineId, open }));
  await processes.putFact(tenant, job.processId, { key: demandKey(round, pages + 1), sequence: 1, body });
  if (demand.next !== undefined) {
    await processes.change(tenant, job.processId, { at: now, facts: { pages: pages + 1 } });
    const call = { line: `${round}-${pages + 2}`, after: demand.next };
    return { ...moveOf(row, now), next: 'page', call };
  }
  const limits = replenishmentLimits(document, job.site);
  const today = localDate(calendarOf(document, job.site).zone, now);
  const given = planning.planning && (await assembleCase(row, planning.planning, today, tenant, deps));
  const proposal: Proposal = given
    ? decide(given, limits, document.currency)
    : { verdict: 'unplanned', sources: [], reasons: [], approvers: [] };
  await carryOutDecision({ row, given, proposal, limits, document, tenant, deps });
  return nextMove(job, tenant, document, deps);
}

interface Decided {
  readonly row: ReplenishmentRow;
  readonly given: Case | null;
  readonly proposal: Proposal;
  readonly limits: ReplenishmentLimits;
  readonly document: TenantDocument;
  readonly tenant: TenantScope;
  readonly deps: Core;
}

async function carryOutDecision(decided: Decided): Promise<void> {
  const { row, given, proposal, limits, tenant, deps } = decided;
  const now = deps.clock();
  const { verdict, figures } = proposal;
  if (verdict === 'blocked') await reportBlocked(decided);
  const settled = settledBy(decided);
  const isFirst = verdict === 'order' && !row.facts.triggered && row.mode !== 'shadow';
  const facts: Partial<ReplenishmentFacts> = {
    proposal,
    ...(given ? { free: given.own.usable - given.own.reserved } : {}),
    ...(isFirst ? { triggered: true } : {}),
    ...settled.facts,
  };
  const events = [...(isFirst && figures ? [triggeredEvent(row, figures, now)] : []), ...settled.events];
  const record = given ? [recordOf(row, given, proposal, limits)] : [];
  await carryOut(row, { ...settled, facts, events, decisions: record }, tenant, deps);
}

/** What a verdict leads to. In shadow nothing follows, and below ACT a person does what is proposed. */
function settledBy({ row, proposal, limits, document, deps }: Decided): Settled {
  const key = `decide#${row.facts.round}`;
  const end = (outcome: string): Settled => ({ key, facts: { phase: 'done', outcome }, events: [] });
  if (proposal.verdict !== 'order') return end(proposal.verdict);
  if (row.mode === 'shadow') return end('shadow');
  if (row.mode === 'advise' || proposal.approvers.length > 0)
    return { key, facts: { phase: 'ask', asked: null }, events: [] };
  const now = deps.clock();
  const calendar = calendarOf(document, row.site);
  return proceed(row, proposal, { now, calendar, limits, currency: document.currency, news: [] }, key);
}

async function reportBlocked({ row, proposal, tenant, deps }: Decided): Promise<void> {
  const { sku } = row.facts;
  const { position, reorderPoint } = proposal.figures ?? { position: 0, reorderPoint: 0 };
  await openCase(deps, tenant, {
    class: 'REPLENISHMENT_BLOCKED',
    site: row.site,
    processId: row.processId,
    subject: `round-${row.facts.round}`,
    summary: `${sku} at ${row.site} is short (position ${position}, reorder point ${reorderPoint}) and no source can bring any: give the item a supplier, or room for a pack.`,
    links: [{ kind: 'sku', id: sku }],
  });
}

function recordOf(
  row: ReplenishmentRow,
  { own, last, excluded, now }: Case,
  { verdict, figures, sources, reasons, approvers }: Proposal,
  limits: ReplenishmentLimits,
): DecisionRecord {
  const { round, sku } = row.facts;
  return {
    id: derivedId(row.processId, 'decide', round),
    ruleId: 'replenishment/5.4',
    ruleVersion: 1,
    at: now,
    inputs: { sku, ...own, ...figures, last, excluded },
    thresholds: { ...limits },
    result: { verdict, sources: sources.slice(0, 10), reasons, approvers },
  };
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => decideReplenishment(input, await deps()));
