import * as z from 'zod/mini';
import { contactCenter } from '../../adapters/contact-center/port.ts';
import { crm } from '../../adapters/crm/port.ts';
import { erp, Item } from '../../adapters/erp/port.ts';
import { finance } from '../../adapters/finance/port.ts';
import { type DemandLine, Order } from '../../adapters/oms/port.ts';
import { tms } from '../../adapters/tms/port.ts';
import { promiseLimits } from '../../domain/promise-settings.ts';
import type { TenantDocument } from '../../domain/tenant.ts';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { type StepRecord, type TenantScope, tenantScope } from '../../store/ports.ts';
import { calendarOf, cutoverLevel, requireTenant } from '../../work/process-row.ts';
import { noCalls, type PlannedCalls, planCalls } from './calls.ts';
import type {
  AnswerFact,
  AskStep,
  BounceFact,
  Cause,
  OrderAnswers,
  PromiseBody,
  Review,
  ReviewCase,
  SiteStock,
  TaskFact,
} from './contract.ts';
import {
  causeKey,
  demandPrefix,
  generationOf,
  ORDER,
  PROCESS,
  type PromiseRow,
  processIdOfOrder,
  readOrder,
  requirePromise,
  workOf,
} from './facts.ts';
import { openAsks } from './open-asks.ts';
import { openPromiseCases } from './promise-cases.ts';
import { reviewOrder } from './rules/review-order.ts';

const Input = z.object({
  job: Job,
  look: z.int(),
  answers: z.object({
    orders: z.object({ orders: z.array(Order) }),
    items: z.object({ items: z.array(z.pick(Item, { sku: true, substitutes: true })) }),
    sites: z.array(
      z.object({
        site: z.string(),
        skus: z.array(z.string()),
        supply: erp.lookUpSupply.output,
        transit: tms.lookUpTransit.output,
      }),
    ),
    shipments: tms.lookUpShipments.output,
    customers: z.nullable(crm.lookUpCustomers.output),
    contacts: z.nullable(contactCenter.lookUpContacts.output),
    payments: z.nullable(finance.lookUpPayments.output),
  }),
});
type Input = z.infer<typeof Input>;

/**
 * Brings together what the systems answered and what was heard, decides, and stores the decision with its plan before
 * anything is called. Asked again while that plan is open it answers the same plan.
 */
export async function decidePromise(input: Input, deps: Core): Promise<PlannedCalls> {
  const { job } = input;
  const tenant = tenantScope(job.tenantId);
  const row = await requirePromise(deps.stores.processes, tenant, job.processId);
  const document = await requireTenant(deps.stores, tenant);
  const { body, version } = await requireBody(tenant, row, deps);
  const handled = workOf(row, ORDER);
  if (body.plan) {
    await openAsks(deps, tenant, row, document, body.plan);
    return planCalls(job, body.orderId, body.plan, document);
  }
  const given = await caseOf(input, { tenant, row, document, body, handled, deps });
  const review = reviewOrder(given);
  await openPromiseCases(deps, tenant, row, given, review);

  const reviewed = [...new Set([...body.reviewed, ...handled])];
  const plan = review.plan && { ...review.plan, handled };
  const next = { ...review.body, reviewed, next: review.next, ...(plan ? { plan } : {}) };
  if (JSON.stringify(next) !== JSON.stringify(body))
    await deps.stores.processes.writeChunk(
      tenant,
      job.processId,
      ORDER,
      next,
      version,
      stepOf(given, review),
    );
  if (!plan) return noCalls(handled);
  await openAsks(deps, tenant, row, document, plan);
  return planCalls(job, body.orderId, plan, document);
}

interface Situation {
  readonly tenant: TenantScope;
  readonly row: PromiseRow;
  readonly document: TenantDocument;
  readonly body: PromiseBody;
  readonly handled: readonly string[];
  readonly deps: Core;
}

async function requireBody(tenant: TenantScope, row: PromiseRow, { stores }: Core) {
  const stored = await readOrder(stores.processes, tenant, row.processId);
  return stored ?? { body: emptyBody(row.facts.orderId ?? ''), version: 0 };
}

const emptyBody = (orderId: string): PromiseBody => ({
  orderId,
  lines: [],
  messages: [],
  heard: [],
  digest: '',
  reviews: 0,
  reviewed: [],
});

function stepOf(given: ReviewCase, { decisions, body, plan }: Review): StepRecord | undefined {
  if (decisions.length === 0) return undefined;
  return {
    key: `review#${given.generation}-${body.reviews}`,
    name: 'DecidePromise',
    at: given.now,
    detail: { causes: given.causes, ...(plan ? { planId: plan.planId } : {}) },
    decisions,
  };
}

async function caseOf({ job, look, answers }: Input, situation: Situation): Promise<ReviewCase> {
  const { tenant, row, document, body, deps } = situation;
  const facts = (prefix: string) =>
    deps.stores.processes.facts(tenant, processIdOfOrder(body.orderId), prefix);
  const entries = situation.handled.map((entry) => entry.slice(`${ORDER}:review/`.length));
  const causes = (await facts('cause#')).filter(({ key }) => entries.some((id) => key === causeKey(id)));
  const [order] = answers.orders.orders;
  return {
    now: deps.clock(),
    processId: job.processId,
    generation: generationOf(job.processId).generation,
    mode: job.mode,
    currency: document.currency,
    approvalTiers: document.approvalTiers,
    limits: promiseLimits(document, job.site),
    body,
    answers: answersOf(answers, order),
    stock: await Promise.all(answers.sites.map((site) => stockOf(site, look, situation))),
    causes: causes.map((fact) => fact.body as Cause),
    heard: {
      answers: (await facts('answer#')).map((fact) => fact.body as AnswerFact),
      bounces: (await facts('bounce#')).map((fact) => fact.body as BounceFact),
      tasks: await wordsOf(tenant, row, deps),
    },
  };
}

function answersOf(answers: Input['answers'], order: Order | undefined): OrderAnswers {
  const { customers, contacts, payments } = answers;
  return {
    order,
    items: answers.items.items,
    sites: answers.sites.map(({ site, supply, transit }) => ({
      site,
      supply: supply.supply,
      leads: supply.items,
      transits: transit.transits,
    })),
    shipments: answers.shipments.shipments,
    customer:
      customers === null ? null : customers.customers.find((one) => one.customerId === order?.customerId),
    contacts: contacts === null ? null : contacts.contacts,
    payment: payments === null ? null : payments.payments.find((one) => one.orderId === order?.orderId),
  };
}

async function stockOf(
  { site, skus }: Input['answers']['sites'][number],
  look: number,
  { tenant, row, document, deps }: Situation,
): Promise<SiteStock> {
  const { inventory, processes } = deps.stores;
  const positions = await Promise.all(skus.map((sku) => inventory.position(tenant, site, sku)));
  const pages = await processes.facts(tenant, row.processId, demandPrefix(site));
  return {
    site,
    calendar: calendarOf(document, site),
    limits: promiseLimits(document, site),
    acts: row.mode !== 'act' || cutoverLevel(document, PROCESS, site) === 'act',
    onHand: Object.fromEntries(positions.map(({ sku, buckets }) => [sku, buckets.available])),
    demand: pages.filter(({ sequence }) => sequence === look).flatMap((page) => page.body as DemandLine[]),
  };
}

/** What people said about this order's tasks, or that their time is over. */
async function wordsOf(tenant: TenantScope, row: PromiseRow, deps: Core): Promise<readonly TaskFact[]> {
  const tasks = await deps.stores.work.tasksOf(tenant, row.processId);
  return tasks.flatMap(({ taskId, step, state, answer }): TaskFact[] => {
    const fact = { taskId, step: step as AskStep };
    if (state === 'EXPIRED') return [{ ...fact, option: 'EXPIRED', by: 'clock' }];
    return state === 'ANSWERED' && answer ? [{ ...fact, option: answer.option, by: answer.by }] : [];
  });
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => decidePromise(input, await deps()));
