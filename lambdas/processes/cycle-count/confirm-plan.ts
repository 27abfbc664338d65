import * as z from 'zod/mini';
import { CountAdjusted, StockFrozen, StockUnfrozen } from '../../../events/count.ts';
import type { Envelope } from '../../../events/envelope.ts';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { type TenantScope, tenantScope } from '../../store/ports.ts';
import { openCase } from '../../work/cases.ts';
import { makeEvent } from '../../work/events.ts';
import type { Freeze } from '../../work/frozen-stock.ts';
import { derivedId } from '../../work/process-row.ts';
import type { CountBody, CountPlan, Run } from './contract.ts';
import { COUNT, type CountRow, placeOf, readCount, requireCountRow, step } from './facts.ts';

const Input = z.object({
  job: Job,
  planId: z.string(),
  outcome: z.enum(['confirmed', 'failed']),
  holdId: z.optional(z.nullable(z.string())),
  failure: z.optional(z.nullable(z.object({ Error: z.string(), Cause: z.optional(z.string()) }))),
});
type Input = z.infer<typeof Input>;

/** A plan that was refused and taken back so often ends the count for a person to go on. */
const MOST_FAILURES = 3;
/** A refused plan waits so long for a person before it is tried again. */
const RETRY_MINUTES = 24 * 60;

/**
 * Ends a run of the plan. Confirmed: it is closed and announced in one write. Failed: it was taken back; somebody gets a case,
 * and the same adjustment waits under new keys.
 */
export async function confirmPlan(input: Input, deps: Core): Promise<{ outcome: string }> {
  const { job, planId, outcome } = input;
  const tenant = tenantScope(job.tenantId);
  const { processes } = deps.stores;
  const row = await requireCountRow(processes, tenant, job.processId);
  const { body, version } = await readCount(processes, tenant, job.processId);
  const now = deps.clock();
  if (body.plan?.planId !== planId) {
    await processes.change(tenant, row, {
      at: now,
      facts: { run: runAfter(row, now), frozen: frozenBy(body) },
    });
    return { outcome };
  }
  const next = outcome === 'confirmed' ? confirmed(body, input) : failed(body, body.plan, input);
  if (outcome === 'failed') await reportFailure(tenant, row, body, input, deps);
  await processes.writeChunk(
    tenant,
    job.processId,
    COUNT,
    next,
    version,
    step(`${outcome}#${planId}`, outcome === 'confirmed' ? 'ConfirmPlan' : 'RecordFailure', now, {
      planId,
      kind: body.plan.kind,
      ...(input.failure && { error: input.failure.Error }),
    }),
    outcome === 'confirmed' ? newsOf(row, body, body.plan, input, now) : [],
  );
  const until = new Date(Date.parse(now) + RETRY_MINUTES * 60_000).toISOString();
  const { work = [] } = row.facts.run ?? {};
  const run = outcome === 'failed' && next.plan ? { tries: 1, until, work } : runAfter(row, now);
  await processes.change(tenant, row, { at: now, facts: { run, frozen: frozenBy(next) } });
  return { outcome };
}

/** What arrived while the plan was carried out is looked at next. */
function runAfter({ facts }: CountRow, now: string): Run | null {
  const { work = [] } = facts.run ?? {};
  return work.length > 0 ? { tries: 0, until: now, work } : null;
}

/** What the first count found is in doubt as long as the hold stands. */
function frozenBy({ hold, counts: [first] }: CountBody): Freeze | null {
  return hold && first ? { ...hold, expected: first.expected, counted: first.quantity } : null;
}

function confirmed({ plan, hold, ...rest }: CountBody, { holdId }: Input): CountBody {
  if (plan?.kind !== 'freeze') return rest;
  const standing = holdId ? { holdId } : hold;
  return { ...rest, ...(standing && { hold: standing }) };
}

function failed(body: CountBody, plan: CountPlan, { failure }: Input): CountBody {
  const failures = body.failures + 1;
  const { plan: _, ...rest } = body;
  if (failure?.Error === 'CompensationFailed' || failures >= MOST_FAILURES)
    return { ...rest, failures, phase: 'SETTLED', outcome: 'stuck' };
  return { ...rest, failures, plan: { ...plan, planId: `${plan.kind}-${failures + 1}` } };
}

async function reportFailure(
  tenant: TenantScope,
  row: CountRow,
  body: CountBody,
  { planId, failure }: Input,
  deps: Core,
): Promise<void> {
  const stays = failure?.Error === 'CompensationFailed';
  await openCase(deps, tenant, {
    class: stays ? 'COMPENSATION_FAILED' : 'POSTING_FAILED',
    site: row.site,
    processId: row.processId,
    subject: planId,
    summary: stays
      ? `The adjustment of ${body.sku} was refused and could not be taken back everywhere (${failure?.Cause ?? ''}): nothing more happens by itself.`
      : `The adjustment of ${body.sku} was refused (${failure?.Error}: ${failure?.Cause ?? ''}) and taken back; it is tried again in a day, or with: npm run ops -- retry.`,
    links: [{ kind: 'sku', id: body.sku }],
  });
}

/** What a confirmed plan made true. */
function newsOf(row: CountRow, body: CountBody, plan: CountPlan, { holdId }: Input, now: string): Envelope[] {
  const place = placeOf(body);
  const about = { about: row, causationId: plan.planId, now };
  const id = (what: string) => () => derivedId(row.tenantId, row.processId, plan.planId, what);
  if (plan.kind === 'freeze')
    return holdId
      ? [makeEvent(StockFrozen, { ...about, data: { ...place, holdId }, newId: id('frozen') })]
      : [];
  const { adjustment } = plan;
  const adjusted = adjustment && {
    ...place,
    documentId: `${row.processId}/${plan.planId}`,
    adjustment: adjustment.quantity - (adjustment.located ?? 0),
    ...(adjustment.located !== undefined && { located: adjustment.located }),
    value: adjustment.value,
    cause: adjustment.cause,
    adjustmentReason: adjustmentReasonOf(adjustment),
    approvedBy: [...adjustment.approvedBy],
    ...(adjustment.found && { foundElsewhere: adjustment.found }),
  };
  return [
    ...(adjusted ? [makeEvent(CountAdjusted, { ...about, data: adjusted, newId: id('adjusted') })] : []),
    ...(body.hold
      ? [
          makeEvent(StockUnfrozen, {
            ...about,
            data: { ...place, holdId: body.hold.holdId },
            newId: id('unfrozen'),
          }),
        ]
      : []),
  ];
}

/** X12 947, W19: 56 increases the book, 51 located, AH any other. */
function adjustmentReasonOf(adjustment: NonNullable<CountPlan['adjustment']>): '56' | '51' | 'AH' {
  const { quantity, located = 0, found } = adjustment;
  if (quantity > located) return '56';
  return quantity === located && (found || located > 0) ? '51' : 'AH';
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => confirmPlan(input, await deps()));
