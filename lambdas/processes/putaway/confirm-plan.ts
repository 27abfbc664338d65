import * as z from 'zod/mini';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { type TenantScope, tenantScope } from '../../store/ports.ts';
import { openCase } from '../../work/cases.ts';
import type { Assignment, Plan, PutawayFacts } from './contract.ts';
import { freshScan, type PutawayRow, requirePutaway } from './facts.ts';
import { assignedEvent } from './news.ts';
import { type NextMove, nextMove } from './next-move.ts';
import { lookAgain } from './take-in.ts';
import { Failure, waitForSystem } from './wait-for-system.ts';

const Input = z.object({
  job: Job,
  planId: z.string(),
  answer: z.nullable(z.object({ putawayTaskId: z.string() })),
  failure: z.nullable(Failure),
  system: z.nullable(z.string()),
});
type Input = z.infer<typeof Input>;
type PlanOf<Kind extends Plan['kind']> = Extract<Plan, { kind: Kind }>;

/**
 * Ends one try of a plan's call: done, parked until its system is back, or refused. A refused bin is given back and another
 * one is looked for; a task that cannot be taken back stops everything automatic but the scan.
 */
export async function confirmPlan(input: Input, deps: Core): Promise<NextMove> {
  const tenant = tenantScope(input.job.tenantId);
  const row = await requirePutaway(deps.stores.processes, tenant, input.job.processId);
  const { plan } = row.facts;
  if (plan?.planId === input.planId) await endTry(tenant, row, plan, input, deps);
  return nextMove(input.job, deps);
}

async function endTry(
  tenant: TenantScope,
  row: PutawayRow,
  plan: Plan,
  { answer, failure, system }: Input,
  deps: Core,
): Promise<void> {
  if (system) return waitForSystem(row, { system, failure, what: `plan-${plan.planId}` }, deps);
  const isDone = answer !== null;
  // A bin is given back before the row forgets it: a run that dies in between gives it back again.
  if ((plan.kind === 'cancel' && isDone) || (plan.kind === 'create' && !isDone))
    await deps.stores.bins.release(tenant, { site: row.site, bin: plan.bin }, row.processId);
  const now = deps.clock();
  const facts = await factsAfter(tenant, row, plan, answer?.putawayTaskId, deps);
  const { load, rank } = row.facts;
  await deps.stores.processes.change(tenant, row.processId, {
    at: now,
    facts: { plan: null, tries: 0, until: null, waitsFor: null, ...facts },
    step: {
      key: `plan#${plan.planId}`,
      name: isDone ? 'ConfirmPlan' : 'UndoAssignBin',
      at: now,
      detail: { ...plan, ...answer, ...(failure && { error: failure.Error }) },
    },
    ...(plan.kind === 'create' &&
      facts.assignment &&
      load &&
      rank && { events: [assignedEvent(row, { load, rank }, facts.assignment, plan.planId, now)] }),
  });
}

async function factsAfter(
  tenant: TenantScope,
  row: PutawayRow,
  plan: Plan,
  putawayTaskId: string | undefined,
  deps: Core,
): Promise<Partial<PutawayFacts>> {
  const { facts } = row;
  switch (plan.kind) {
    case 'create':
      if (putawayTaskId === undefined) return { refused: [...facts.refused, plan.bin], ...lookAgain(facts) };
      return { assignment: assignmentOf(plan, putawayTaskId) };
    case 'rank':
      return facts.assignment ? { assignment: { ...facts.assignment, rank: plan.rank } } : {};
    case 'cancel':
      if (putawayTaskId !== undefined) return { assignment: null, ...lookAgain(facts) };
      // The floor was faster: its scan says where the load is.
      if (await freshScan(deps.stores.processes, tenant, row)) return { ruling: null };
      await reportStuck(tenant, row, plan, deps);
      return { stuck: true, ruling: null };
  }
}

function assignmentOf({ bin, zone, rule, rank, until }: PlanOf<'create'>, putawayTaskId: string): Assignment {
  return { bin, zone, rule, rank, until, putawayTaskId };
}

async function reportStuck(
  tenant: TenantScope,
  row: PutawayRow,
  { putawayTaskId, bin, reason }: PlanOf<'cancel'>,
  deps: Core,
): Promise<void> {
  await openCase(deps, tenant, {
    class: 'COMPENSATION_FAILED',
    site: row.site,
    processId: row.processId,
    subject: putawayTaskId,
    summary:
      `Putaway task ${putawayTaskId} of ${row.facts.loadId} to ${bin} could not be taken back (${reason}). Nothing automatic follows but its scan.`.slice(
        0,
        500,
      ),
    links: [],
  });
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => confirmPlan(input, await deps()));
