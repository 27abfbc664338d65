import * as z from 'zod/mini';
import { finance } from '../../adapters/finance/port.ts';
import { type Order, oms } from '../../adapters/oms/port.ts';
import { tms } from '../../adapters/tms/port.ts';
import { wms } from '../../adapters/wms/port.ts';
import { fulfillmentLimits } from '../../domain/fulfillment-settings.ts';
import { NotFound } from '../../shared/errors.ts';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { type ReservedPart, type TenantScope, tenantScope } from '../../store/ports.ts';
import { openCase } from '../../work/cases.ts';
import { calendarOf, cutoverLevel, requireTenant } from '../../work/process-row.ts';
import { openTask } from '../../work/tasks.ts';
import type { ExceptionCase } from './contract.ts';
import { EXCEPTION, PROCESS, readException, requireException, wordOn, workOf } from './facts.ts';
import { handleException } from './rules/handle-exception.ts';

const Input = z.object({
  job: Job,
  orders: oms.lookUpOrders.output,
  carriers: tms.lookUpTransit.output,
  /** `null` where the exception is about no units. */
  places: z.nullable(wms.lookUpPickPlaces.output),
  sourcing: z.nullable(oms.lookUpSourcing.output),
  /** `null` where finance did not answer. */
  payments: z.nullable(finance.lookUpPayments.output),
});

/** The plan to carry out, `none` where there is nothing to do outside. */
export interface DecidedPlan {
  readonly planId: string;
  readonly handled: readonly string[];
}

/**
 * Brings together what the systems answered and what was said, decides, and stores the decision with its plan before
 * anything is called. Asked again while that plan is open it answers the same plan.
 */
export async function decideException(input: z.infer<typeof Input>, deps: Core): Promise<DecidedPlan> {
  const { job } = input;
  const tenant = tenantScope(job.tenantId);
  const { processes, work } = deps.stores;
  const row = await requireException(processes, tenant, job.processId);
  const stored = await readException(processes, tenant, job.processId);
  if (!stored) throw new NotFound(`${job.processId} has no document; its first state lays it down`);
  const { body, version } = stored;
  if (body.plan) return { planId: body.plan.planId, handled: body.plan.handled };
  const handled = workOf(row);
  const document = await requireTenant(deps.stores, tenant);
  const [order] = input.orders.orders;
  const given: ExceptionCase = {
    now: deps.clock(),
    processId: job.processId,
    site: job.site,
    mode: job.mode,
    currency: document.currency,
    calendar: calendarOf(document, job.site),
    limits: fulfillmentLimits(document, job.site),
    actingSites: document.sites
      .map(({ site }) => site)
      .filter((site) => cutoverLevel(document, PROCESS, site) === 'act'),
    body,
    answers: {
      order,
      transits: input.carriers.transits,
      places: input.places?.places ?? [],
      sourcing: input.sourcing ?? undefined,
      reserved: await reservedFor(deps, tenant, order, job.site),
      payments: input.payments?.payments,
    },
    word: wordOn(await work.tasksOf(tenant, job.processId), body.ask),
  };
  const { ask, blocked, decisions, body: decided } = handleException(given);
  // The task comes first: a document that says somebody is asked must not outlive a crash without the question.
  if (ask)
    await openTask(deps, tenant, row, given.calendar, {
      ...ask,
      excluded: [],
      wakes: `${EXCEPTION}:task/${ask.step}#${ask.round}`,
    });
  if (blocked !== undefined)
    await openCase(deps, tenant, {
      class: 'EXCEPTION_BLOCKED',
      site: job.site,
      processId: job.processId,
      subject: 'resolution',
      summary: `${body.exception.type} of order ${body.exception.orderId} cannot be settled: ${blocked}.`,
      links: [{ kind: 'order', id: body.exception.orderId }],
    });
  const plan = decided.plan && { ...decided.plan, handled };
  const next = { ...decided, ...(plan ? { plan } : {}) };
  if (JSON.stringify(next) !== JSON.stringify(body))
    await processes.writeChunk(tenant, job.processId, EXCEPTION, next, version, {
      key: `decide#${version}`,
      name: 'DecideException',
      at: given.now,
      detail: { look: decided.looks, ...(plan ? { planId: plan.planId, resolution: plan.resolution } : {}) },
      decisions,
    });
  return { planId: plan?.planId ?? 'none', handled };
}

async function reservedFor(
  { stores: { backorders } }: Core,
  tenant: TenantScope,
  order: Order | undefined,
  site: string,
): Promise<ReadonlyMap<string, readonly ReservedPart[]>> {
  const lines = (order?.lines ?? []).filter((line) => line.site === site && line.allocated > 0);
  const found = await Promise.all(
    lines.map(async ({ orderLineId, sku }) => {
      const reservation = await backorders.reservation(tenant, { site, sku, orderLineId });
      return [orderLineId, reservation?.parts ?? []] as const;
    }),
  );
  return new Map(found);
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => decideException(input, await deps()));
