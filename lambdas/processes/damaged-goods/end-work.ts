import * as z from 'zod/mini';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { type TenantScope, tenantScope } from '../../store/ports.ts';
import { CallResult } from '../../work/call-result.ts';
import { openCase } from '../../work/cases.ts';
import { parkedEvent } from '../../work/parked.ts';
import { backOff } from '../../work/runs.ts';
import type { DamageBody } from './contract.ts';
import { DAMAGE, type DamageRow, readDamage, requireDamage } from './facts.ts';
import { claimFiledEvent, quarantinedEvent } from './news.ts';
import type { DamagePlan } from './plan.ts';
import { applyPlan } from './rules/apply-plan.ts';
import { takeBackPlan } from './rules/plans.ts';

const Input = z.object({
  job: Job,
  planId: z.string(),
  results: z.array(CallResult),
  failure: z.nullable(z.object({ Error: z.string(), Cause: z.optional(z.string()) })),
  /** The system a lookup waits for. */
  system: z.nullable(z.string()),
});
type Input = z.infer<typeof Input>;

/**
 * Ends the calls of a plan. Answered: what stands is kept, and the damage is looked at again at once (`more`). Away: the plan
 * stays open and the process is woken when the system is back. Refused: what a plan has done is taken back in reverse, and
 * what cannot be taken back stops the damage until a person has settled it (rule 4.7).
 */
export async function endWork(input: Input, deps: Core): Promise<{ more: boolean }> {
  const tenant = tenantScope(input.job.tenantId);
  const row = await requireDamage(deps.stores.processes, tenant, input.job.processId);
  const stored = await readDamage(deps.stores.processes, tenant, row.processId);
  const plan = stored?.body.plan?.planId === input.planId ? stored.body.plan : undefined;
  const away = input.system ?? input.results.find((result) => result.away !== undefined)?.system;
  if (away !== undefined || input.failure) {
    await hold(tenant, row, input, away, deps);
    return { more: false };
  }
  if (stored && plan) await settle(tenant, row, { ...stored, plan, results: input.results }, deps);
  return { more: true };
}

/** The run is tried again later, or as soon as the system it waits for is back. */
async function hold(
  tenant: TenantScope,
  row: DamageRow,
  input: Input,
  away: string | undefined,
  deps: Core,
): Promise<void> {
  const { processes } = deps.stores;
  const { processId } = row;
  const now = deps.clock();
  const tries = Math.max(1, row.facts.round?.tries ?? 0);
  if (away !== undefined) await processes.park(tenant, away, processId, [`${DAMAGE}:resume/${away}`], now);
  const status = input.failure?.Error ?? 'AdapterUnavailable';
  await processes.change(tenant, processId, {
    at: now,
    facts: {
      round: { tries, until: backOff(now, tries), ...(away === undefined ? {} : { waitsFor: away }) },
    },
    step: {
      key: `held#${input.planId}#${now}`,
      name: 'HoldWork',
      at: now,
      detail: { planId: input.planId, status, waitsFor: away ?? null },
    },
    ...(away === undefined ? {} : { events: [parkedEvent(row, input.planId, away, status, now)] }),
  });
}

interface Ended {
  readonly body: DamageBody;
  readonly version: number;
  readonly plan: DamagePlan;
  readonly results: readonly CallResult[];
}

async function settle(tenant: TenantScope, row: DamageRow, ended: Ended, deps: Core): Promise<void> {
  const { body, version, plan, results } = ended;
  const now = deps.clock();
  const answers = new Map(results.flatMap(({ id, answer }) => (answer ? [[id, answer] as const] : [])));
  // A shop that does not list an item sells none of it: that decides nothing about the goods.
  const refused = results.filter(({ id, refused: error }) => error !== undefined && id !== 'publish');
  const isUndone = refused.length > 0 && plan.onRefusal === 'take-back';
  const isStuck = refused.length > 0 && plan.onRefusal === 'stop';
  if (isUndone || isStuck) await reportRefusal(tenant, row, ended, refused, isStuck, deps);
  const { plan: _, ...rest } = body;
  const kept: DamageBody = isUndone
    ? { ...body, plan: takeBackPlan(plan, answers) }
    : isStuck
      ? { ...rest, stuck: true }
      : applyPlan(body, plan, answers);
  const outcome = isUndone ? 'undone' : isStuck ? 'stuck' : 'done';
  const step = {
    key: `${outcome}#${plan.planId}`,
    name: 'EndWork',
    at: now,
    detail: { plan: plan.kind, outcome, answered: [...answers.keys()], refused: refused.map(({ id }) => id) },
  };
  const isFiled = outcome === 'done' && plan.after.claim?.state === 'FILED';
  const events = [
    ...(outcome === 'done' && plan.kind === 'quarantine'
      ? [
          quarantinedEvent(
            row,
            body,
            plan,
            await deps.stores.backorders.stock(tenant, row.site, body.report.sku),
            now,
          ),
        ]
      : []),
    ...(isFiled ? claimFiledEvent(row, kept, now) : []),
  ];
  await deps.stores.processes.writeChunk(tenant, row.processId, DAMAGE, kept, version, step, events);
}

async function reportRefusal(
  tenant: TenantScope,
  row: DamageRow,
  { body, plan }: Ended,
  refused: readonly CallResult[],
  isStuck: boolean,
  deps: Core,
): Promise<void> {
  const names = refused.map(({ id, system, refused: error }) => `${system} ${id} (${error})`).join(', ');
  const ending = isStuck
    ? 'could not be taken back: nothing automatic follows'
    : 'it is taken back and decided again';
  await openCase(deps, tenant, {
    class: isStuck ? 'COMPENSATION_FAILED' : 'POSTING_FAILED',
    site: row.site,
    processId: row.processId,
    subject: plan.planId,
    summary: `Damage ${body.report.damageId}, plan ${plan.planId}: ${names}; ${ending}.`.slice(0, 500),
    links: [{ kind: 'sku', id: body.report.sku }],
  });
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => endWork(input, await deps()));
