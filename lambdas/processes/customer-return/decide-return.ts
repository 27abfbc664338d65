import * as z from 'zod/mini';
import { crm } from '../../adapters/crm/port.ts';
import { erp } from '../../adapters/erp/port.ts';
import { oms } from '../../adapters/oms/port.ts';
import { returnLimits } from '../../domain/return-settings.ts';
import type { TenantDocument } from '../../domain/tenant.ts';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { type TenantScope, tenantScope } from '../../store/ports.ts';
import { calendarOf, requireTenant } from '../../work/process-row.ts';
import { isWake } from '../../work/runs.ts';
import { openWork } from './asks.ts';
import { type PlannedCalls, planCalls } from './calls.ts';
import type { AskStep, Inspection, Known, Look, Parcel, ReturnBody, ReturnCase, Word } from './contract.ts';
import {
  INSPECTION,
  newsEntry,
  parcelPrefix,
  type ReturnRow,
  readReturn,
  requireReturn,
  SCAN,
  writeReturn,
} from './facts.ts';
import { newsEvents } from './news.ts';
import { reviewReturn } from './rules/follow.ts';
import { settlePlan } from './rules/settle-plan.ts';

const answered = <Output extends z.ZodMiniType>(output: Output) =>
  z.object({
    system: z.string(),
    answer: z.optional(output),
    refused: z.optional(z.string()),
    away: z.optional(z.string()),
  });
const Input = z.object({
  job: Job,
  answers: z.tuple([
    answered(oms.lookUpOrders.output),
    answered(oms.lookUpSales.output),
    answered(erp.lookUpReturnTerms.output),
    answered(crm.lookUpCustomers.output),
    answered(crm.lookUpReturnHistory.output),
  ]),
});
type Input = z.infer<typeof Input>;

/**
 * Brings together what the systems said and what was heard, decides, and stores the decision with its plan before anything
 * is called. Asked again while that plan is open it answers the same plan.
 */
export async function decideReturn(input: Input, deps: Core): Promise<PlannedCalls> {
  const { job } = input;
  const tenant = tenantScope(job.tenantId);
  const { processes } = deps.stores;
  const row = await requireReturn(processes, tenant, job.processId);
  const document = await requireTenant(deps.stores, tenant);
  const stored = await readReturn(processes, tenant, job.processId);
  if (!stored) return planCalls(job, undefined, row.pending);
  const { body, version } = stored;
  if (body.plan) {
    await openWork(deps, tenant, row, document, body);
    // What told us to go on is answered by going on; the rest waits for this plan's end.
    const goOn = row.pending.filter((entry) => isWake(entry) || entry.startsWith('deadline@'));
    return planCalls(job, body.plan, [...new Set([...body.plan.handled, ...goOn])]);
  }
  const given = await caseOf(input, { tenant, row, document, body, deps });
  const look = reviewReturn(given);
  // Whether a return may come is decided before anything that came is looked at: that waits for the next look.
  const handled =
    body.state === 'REQUESTED'
      ? row.pending.filter((entry) => !entry.startsWith(newsEntry('')))
      : row.pending;
  const { next, news } = carriedOut(given, look, handled);
  if (JSON.stringify(next) !== JSON.stringify(body))
    await writeReturn(
      processes,
      tenant,
      job.processId,
      next,
      version,
      look.decisions.length === 0 && news.length === 0
        ? undefined
        : { key: `look#${next.looks}`, name: 'DecideReturn', at: given.now, decisions: look.decisions },
      newsEvents(row, next, news, given.now),
    );
  await openWork(deps, tenant, row, document, next);
  return planCalls(job, next.plan, handled, look.waits ? waitsOf(input) : []);
}

/** Below cut-over level ACT nothing is called: the plan is done with at once, and only said (rule 4.12). */
function carriedOut({ mode, now }: ReturnCase, { body }: Look, handled: readonly string[]) {
  if (!body.plan) return { next: body, news: [] };
  if (mode === 'act') return { next: { ...body, plan: { ...body.plan, handled } }, news: [] };
  const done = body.plan.parts.map(({ id }) => ({ id, answer: {} }));
  const settled = settlePlan(body, body.plan.planId, done, now);
  return { next: settled.body, news: settled.news };
}

/** Systems without an answer. One that refused is asked again later too: its case is with a person. */
const waitsOf = ({ answers }: Input) => [
  ...new Set(answers.filter(({ answer }) => answer === undefined).map(({ system }) => system)),
];

interface Situation {
  readonly tenant: TenantScope;
  readonly row: ReturnRow;
  readonly document: TenantDocument;
  readonly body: ReturnBody;
  readonly deps: Core;
}

async function caseOf(input: Input, { tenant, row, document, body, deps }: Situation): Promise<ReturnCase> {
  const { job } = input;
  const { processes, work } = deps.stores;
  const parcels = await processes.facts(tenant, job.processId, parcelPrefix);
  const [scan] = await processes.facts(tenant, job.processId, SCAN);
  const [inspection] = await processes.facts(tenant, job.processId, INSPECTION);
  const answers = knownOf(input, body);
  const tasks = body.ask ? await work.tasksOf(tenant, job.processId) : [];
  return {
    now: deps.clock(),
    processId: job.processId,
    site: job.site,
    mode: job.mode,
    currency: document.currency,
    calendar: calendarOf(document, job.site),
    limits: returnLimits(document, job.site),
    body,
    ...(answers ? { answers } : {}),
    scanned: scan !== undefined,
    retry: row.pending.some((entry) => /^1:retry\//.test(entry)),
    parcels: parcels.map((fact) => fact.body as Parcel),
    ...(inspection ? { inspection: inspection.body as Inspection } : {}),
    words: tasks.flatMap(({ step, round, state, answer }): Word[] => {
      const about = { step: step as AskStep, round };
      if (state === 'EXPIRED') return [{ ...about, option: 'EXPIRED', by: 'clock', form: {} }];
      if (state !== 'ANSWERED' || !answer) return [];
      return [{ ...about, option: answer.option, by: answer.by, form: answer.form ?? {} }];
    }),
  };
}

/** Only whole answers count: half of them could let through what the other half forbids. */
function knownOf({ answers }: Input, { request }: ReturnBody): Known | undefined {
  const [orders, sales, terms, customers, histories] = answers;
  if (!orders.answer || !sales.answer || !terms.answer || !customers.answer || !histories.answer)
    return undefined;
  const known = {
    order: orders.answer.orders.find(({ orderId }) => orderId === request.orderId),
    sale: sales.answer.sales.find(({ orderLineId }) => orderLineId === request.orderLineId),
    terms: terms.answer.terms.find(({ sku }) => sku === request.sku),
    customer: customers.answer.customers.find(({ customerId }) => customerId === request.customerId),
    history: histories.answer.histories.find(({ customerId }) => customerId === request.customerId),
  };
  return Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined));
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => decideReturn(input, await deps()));
