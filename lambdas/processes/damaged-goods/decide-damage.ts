import * as z from 'zod/mini';
import { Item } from '../../adapters/erp/port.ts';
import { damageLimits } from '../../domain/damage-settings.ts';
import { Conflict } from '../../shared/errors.ts';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { type TenantScope, tenantScope } from '../../store/ports.ts';
import { openCase } from '../../work/cases.ts';
import { calendarOf, requireTenant } from '../../work/process-row.ts';
import { openTask } from '../../work/tasks.ts';
import { answersOf } from '../../work/tell-process.ts';
import type { AskStep, DamageBody, Look, TaskFact } from './contract.ts';
import { DAMAGE, type DamageRow, readDamage, requireDamage } from './facts.ts';
import { assessedEvent, claimFiledEvent, countEvent } from './news.ts';
import type { DamagePlan, PlannedCall } from './plan.ts';
import { postPlan } from './post-plan.ts';
import { look } from './rules/look.ts';

const Input = z.object({
  job: Job,
  /** What the ERP answered, where the look before asked for it. */
  found: z.nullable(z.object({ items: z.array(z.pick(Item, { unitCost: true, hazardClass: true })) })),
});

export interface Decided {
  /** look-up: the ERP is asked for the item · call: a plan is open, its calls are made · done: nothing is to do now. */
  readonly kind: 'look-up' | 'call' | 'done';
  readonly planId: string;
  readonly calls: readonly (PlannedCall & { readonly step: string })[];
  readonly items: { readonly poIds: readonly string[]; readonly skus: readonly string[] };
}

/** An item the ERP does not know is asked for again after this long. */
const UNKNOWN_ITEM_MINUTES = 1_440;

/** Looks at a damage. While a plan is open it is carried out, whatever else has arrived. */
export async function decideDamage({ job, found }: z.infer<typeof Input>, deps: Core): Promise<Decided> {
  const tenant = tenantScope(job.tenantId);
  const row = await requireDamage(deps.stores.processes, tenant, job.processId);
  const stored = await readDamage(deps.stores.processes, tenant, job.processId);
  const none = { planId: 'none', calls: [], items: { poIds: [], skus: [stored?.body.report.sku ?? ''] } };
  if (!stored) return { ...none, kind: 'done' };
  if (stored.body.plan) return carryOut(tenant, row, stored.body, stored.body.plan, stored.version, deps);

  const now = deps.clock();
  const document = await requireTenant(deps.stores, tenant);
  const calendar = calendarOf(document, row.site);
  const looked = look({
    now,
    processId: row.processId,
    mode: row.mode,
    currency: document.currency,
    calendar,
    approvalTiers: document.approvalTiers,
    limits: damageLimits(document, row.site),
    body: stored.body,
    answers: await answersFor(tenant, row, deps),
    settledByHand: await isSettledByHand(tenant, row, deps),
    reopened: typeof row.facts.reopened === 'string',
    ...(found?.items[0] ? { item: found.items[0] } : {}),
  });
  // Before the document is written: whoever dies in between asks and opens the same again.
  for (const ask of looked.asks)
    await openTask(deps, tenant, row, calendar, {
      ...ask,
      wakes: `${DAMAGE}:task/${ask.step}#${ask.round}`,
    });
  await openCases(tenant, row, looked, deps);
  const body = await keep(tenant, row, stored, looked, now, deps);
  if (looked.needsItem && !found) return { ...none, kind: 'look-up' };
  if (body.plan) return decideDamage({ job, found: null }, deps);
  const next = looked.needsItem
    ? { state: 'REVIEW' as const, at: after(now, UNKNOWN_ITEM_MINUTES) }
    : looked.next;
  if (looked.needsItem) await reportUnknownItem(tenant, row, body, deps);
  await deps.stores.processes.change(tenant, job.processId, {
    at: now,
    facts: {
      next: next ?? null,
      round: null,
      reopened: null,
      outcome: body.outcome ?? null,
      'chunk-1': body.parked ? { failed: 'parked' } : {},
    },
  });
  return { ...none, kind: 'done' };
}

const after = (now: string, minutes: number) => new Date(Date.parse(now) + minutes * 60_000).toISOString();

/** Writes what the look made of the damage, with its reasons and news; a look that changes nothing writes nothing. */
async function keep(
  tenant: TenantScope,
  row: DamageRow,
  stored: { readonly body: DamageBody; readonly version: number },
  { body, decisions, announces }: Look,
  now: string,
  deps: Core,
): Promise<DamageBody> {
  if (JSON.stringify(body) === JSON.stringify(stored.body)) return stored.body;
  const looks = stored.body.looks + 1;
  const kept = { ...body, looks };
  const events = [
    ...(announces.includes('assessed') ? assessedEvent(row, kept, now) : []),
    ...(announces.includes('claim-filed') ? claimFiledEvent(row, kept, now) : []),
  ];
  const detail = { plan: body.plan?.kind ?? null, heard: body.heard.length };
  const step = { key: `look#${looks}`, name: 'DecideDamage', at: now, detail, decisions };
  const { processes } = deps.stores;
  await processes.writeChunk(tenant, row.processId, DAMAGE, kept, stored.version, step, events);
  return kept;
}

/** Moves the stock of a plan and answers its calls. Goods that are not there are a case and a count, never a negative bucket. */
async function carryOut(
  tenant: TenantScope,
  row: DamageRow,
  body: DamageBody,
  plan: DamagePlan,
  version: number,
  deps: Core,
): Promise<Decided> {
  const { processId } = row;
  try {
    const posted = await postPlan(tenant, row, body, plan, version, deps);
    const step = `plan-${plan.planId}`;
    const calls = posted.calls.map((call) => ({ ...call, step }));
    return { kind: 'call', planId: plan.planId, calls, items: { poIds: [], skus: [] } };
  } catch (error) {
    if (!(error instanceof Conflict)) throw error;
    const now = deps.clock();
    const { plan: _, ...rest } = body;
    await openCase(deps, tenant, {
      class: 'DAMAGE_NOT_FOUND',
      site: row.site,
      processId,
      subject: plan.planId,
      summary: `Damage ${body.report.damageId}: ${error.message}. Nothing was moved.`.slice(0, 500),
      links: [{ kind: 'sku', id: body.report.sku }],
    });
    const step = {
      key: `missing#${plan.planId}`,
      name: 'DecideDamage',
      at: now,
      detail: { missing: error.message },
    };
    const kept = { ...rest, looks: body.looks + 1, stockMissing: true };
    const events = [countEvent(row, body, plan.planId, now)];
    await deps.stores.processes.writeChunk(tenant, processId, DAMAGE, kept, version, step, events);
    return decideDamage({ job: jobOf(row), found: null }, deps);
  }
}

const jobOf = ({ tenantId, site, processId, correlationId, mode, traceparent }: DamageRow): Job => ({
  tenantId,
  site,
  processId,
  correlationId,
  mode,
  ...(traceparent === undefined ? {} : { traceparent }),
});

/** What people said on the tasks of this damage, in the order they were asked. */
async function answersFor(tenant: TenantScope, { processId }: DamageRow, deps: Core): Promise<TaskFact[]> {
  const tasks = await deps.stores.work.tasksOf(tenant, processId);
  return tasks
    .filter(({ state }) => state === 'ANSWERED' || state === 'EXPIRED')
    .toSorted((one, other) =>
      one.createdAt < other.createdAt
        ? -1
        : one.createdAt > other.createdAt
          ? 1
          : one.taskId < other.taskId
            ? -1
            : 1,
    )
    .map((task) => ({
      taskId: task.taskId,
      step: task.step as AskStep,
      option: task.answer?.option ?? 'EXPIRED',
      by: answersOf(task).at(-1)?.by ?? 'deadline',
      form: task.answer?.form ?? {},
    }));
}

async function isSettledByHand(tenant: TenantScope, { processId }: DamageRow, deps: Core): Promise<boolean> {
  const cases = await deps.stores.work.casesOf(tenant, processId);
  const own = cases.filter((row) => row.class === 'DECISION_PARKED' || row.class === 'COMPENSATION_FAILED');
  return own.length > 0 && own.every(({ state }) => state === 'RESOLVED');
}

async function openCases(tenant: TenantScope, row: DamageRow, looked: Look, deps: Core): Promise<void> {
  const { sku } = looked.body.report;
  for (const kase of looked.cases) {
    const task = kase.class === 'DECISION_PARKED' ? [{ kind: 'task', id: kase.subject }] : [];
    await openCase(deps, tenant, {
      ...kase,
      site: row.site,
      processId: row.processId,
      links: [{ kind: 'sku', id: sku }, ...task],
    });
  }
}

async function reportUnknownItem(
  tenant: TenantScope,
  row: DamageRow,
  body: DamageBody,
  deps: Core,
): Promise<void> {
  const { sku, damageId } = body.report;
  await openCase(deps, tenant, {
    class: 'CHECK_FAILED',
    site: row.site,
    processId: row.processId,
    subject: sku,
    summary: `The ERP does not know item ${sku}: damage ${damageId} stays blocked without a value until it does.`,
    links: [{ kind: 'sku', id: sku }],
  });
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => decideDamage(input, await deps()));
