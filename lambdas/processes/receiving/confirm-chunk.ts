import * as z from 'zod/mini';
import { InspectionCompleted, SupplierInspectionStateChanged } from '../../../events/quality.ts';
import { isSteady, nextSeverity } from '../../domain/inspection.ts';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { type InspectionHistory, type ProcessRow, type TenantScope, tenantScope } from '../../store/ports.ts';
import { openCase, recurring } from '../../work/cases.ts';
import { makeEvent } from '../../work/events.ts';
import { parkedEvent } from '../../work/parked.ts';
import { confirmedEvents, settleCases } from './chunk-news.ts';
import { summarizeChunk } from './chunks.ts';
import {
  type ChunkBody,
  type ChunkPlan,
  type ChunkSummary,
  OrderChangeMade,
  type PlanDocuments,
  type ReceivingFacts,
} from './contract.ts';
import { derivedId, requireProcess, requireTenant, summaryKey } from './facts.ts';
import { reasonOf, StateFailure } from './failure.ts';
import { endRound, roundKey, roundOf } from './rounds.ts';
import type { FollowUp, LineMovement } from './rules/line.ts';

const id = z.optional(z.nullable(z.string()));
const Input = z.object({
  job: Job,
  chunk: z.int(),
  planId: z.string(),
  handled: z.array(z.string()),
  outcome: z.enum(['confirmed', 'parked', 'failed']),
  documents: z.object({
    orderChanges: z.array(OrderChangeMade),
    goodsReceiptId: id,
    receiptCorrectionId: id,
    stockDocumentId: id,
    wmsDocumentId: id,
    accrualId: id,
    claimId: id,
    adviceId: id,
  }),
  system: id,
  failure: z.optional(z.nullable(StateFailure)),
});
type Input = z.infer<typeof Input>;

/**
 * Ends one round of a chunk. Confirmed: the plan's effects are facts of the lines now. Parked: the plan stays open and the
 * process is woken when the system is back. Failed: effects were taken back, a case is open, `<chunk>:retry` tries again.
 */
export async function confirmChunk(
  input: Input,
  deps: Core,
): Promise<{ chunk: number; outcome: Input['outcome'] }> {
  const { job, chunk, outcome } = input;
  const tenant = tenantScope(job.tenantId);
  const row = await requireProcess(deps.stores.processes, tenant, job.processId);
  const stored = await deps.stores.processes.readChunk<ChunkBody>(tenant, job.processId, chunk);
  const now = deps.clock();
  let body = stored?.body;
  const plan = body?.plan?.planId === input.planId ? body.plan : undefined;

  const open = roundOf(row, chunk);
  const step = plan && {
    // A plan may be parked again and again; each time is a step of its own.
    key: outcome === 'parked' ? `parked#${input.planId}-${open?.tries ?? 0}` : `${outcome}#${input.planId}`,
    name: STEP_NAME[outcome],
    at: now,
    detail: detailOf(input, plan),
  };
  if (body && plan && outcome !== 'parked') {
    if (outcome === 'confirmed') {
      for (const inspected of plan.inspected) await recordInspection(tenant, row, inspected, deps, now);
      body = confirmed(body, plan, input.documents);
      await settleCases(tenant, row, body, deps);
    } else {
      body = {
        ...body,
        plan: { ...plan, failed: input.failure?.Error === 'CompensationFailed' ? 'stuck' : 'undone' },
      };
    }
    // Its calls were made, whatever comes now. Before the chunk, which does not know the plan anymore and could not tell it.
    const news =
      outcome === 'confirmed' && stored ? confirmedEvents(row, stored.body, plan, input.documents, now) : [];
    if (step) await deps.stores.processes.record(tenant, job.processId, step, news);
    await deps.stores.processes.writeChunk(tenant, job.processId, chunk, body, stored?.version ?? 0);
  }
  if (outcome === 'parked' && input.system)
    await deps.stores.processes.park(
      tenant,
      input.system,
      job.processId,
      [`${chunk}:resume/${input.system}`],
      now,
    );
  if (outcome === 'failed') await reportFailure(tenant, job, input, plan, deps);

  const summary = body
    ? summarizeChunk(body, {
        ...(outcome === 'parked' && input.system && { waitsFor: input.system }),
        ...(outcome === 'failed' && { failed: true }),
      })
    : undefined;
  const round = endRound(open, input.handled, outcome, now);
  await deps.stores.processes.change(tenant, row, {
    at: now,
    handled: input.handled,
    facts: {
      ...(summary && { [summaryKey(chunk)]: summary satisfies ChunkSummary }),
      ...((round || open) && { [roundKey(chunk)]: round }),
    },
    ...(outcome === 'parked' && {
      step,
      events: input.system
        ? [parkedEvent(row, input.planId, input.system, input.failure?.Error ?? 'unknown', now)]
        : [],
    }),
  });
  return { chunk, outcome };
}

const STEP_NAME = { confirmed: 'ConfirmChunk', parked: 'ParkChunk', failed: 'RecordFailure' } as const;

function confirmed(body: ChunkBody, plan: ChunkPlan, documents: PlanDocuments): ChunkBody {
  const keys = new Set(plan.movements.map((movement) => movement.effectKey));
  const ids = new Set(plan.followUps.map((followUp) => followUp.id));
  const post = (movement: LineMovement) =>
    keys.has(movement.effectKey) ? { ...movement, posted: true } : movement;
  const finish = (followUp: FollowUp) => (ids.has(followUp.id) ? { ...followUp, done: true } : followUp);
  const { plan: _, ...rest } = body;
  return {
    ...rest,
    lines: body.lines.map((line) => ({
      ...line,
      movements: line.movements.map(post),
      followUps: line.followUps.map(finish),
    })),
    confirmed: [...body.confirmed, { planId: plan.planId, documents }],
    ...(plan.advice && {
      advice: {
        made: (body.advice?.made ?? 0) + 1,
        says: plan.advice.says,
        sent: documents.adviceId ?? body.advice?.sent,
      },
    }),
  };
}

/** One lot's verdict, and what it does to how strictly this supplier and item are inspected. */
async function recordInspection(
  tenant: TenantScope,
  row: ProcessRow & { facts: ReceivingFacts },
  inspected: ChunkPlan['inspected'][number],
  deps: Core,
  now: string,
): Promise<void> {
  const { supplierId } = row.facts;
  const lotKey = `${row.processId}#${inspected.line}`;
  const history = await deps.stores.quality.history(tenant, supplierId, inspected.sku);
  if (history.outcomes.some((outcome) => outcome.lotKey === lotKey)) return;
  const { version, ...known } = history;
  const outcome = {
    accepted: inspected.verdict === 'pass',
    severity: inspected.plan.severity,
    at: now,
    lotKey,
    inspectedUnits: inspected.plan.classes[0]?.sample ?? 0,
    defectUnits: inspected.defects.critical + inspected.defects.major + inspected.defects.minor,
  };
  const judged: Omit<InspectionHistory, 'version'> = {
    ...known,
    receipts: known.receipts + 1,
    outcomes: [...known.outcomes, outcome],
  };
  const { inspection } = (await requireTenant(deps.stores, tenant)).receiving;
  const next = nextSeverity(judged, isSteady(supplierId, inspection));
  const about = { about: row, causationId: lotKey, now };
  const base = { supplierId, sku: inspected.sku };
  const completed = makeEvent(InspectionCompleted, {
    ...about,
    data: {
      ...base,
      line: inspected.line,
      plan: inspected.plan,
      defects: inspected.defects,
      verdict: inspected.verdict,
    },
    newId: () => derivedId(lotKey, 'inspected'),
  });
  const switched =
    next.severity === known.severity
      ? []
      : [
          makeEvent(SupplierInspectionStateChanged, {
            ...about,
            data: { ...base, from: known.severity, to: next.severity, reason: next.reason },
            newId: () => derivedId(lotKey, 'severity'),
          }),
        ];
  await deps.stores.quality.record(
    tenant,
    supplierId,
    inspected.sku,
    { ...judged, severity: next.severity },
    version,
    [completed, ...switched],
  );
  if (next.severity === 'stopped' && known.severity !== 'stopped') {
    await openCase(deps, tenant, {
      class: 'SUPPLIER_STOPPED',
      site: row.site,
      processId: row.processId,
      subject: `${supplierId}/${inspected.sku}`,
      summary: next.reason,
      links: [
        { kind: 'supplier', id: supplierId },
        { kind: 'sku', id: inspected.sku },
      ],
    });
  }
}

/** Tells a person, once per failure that is not resolved. A chunk that failed before it had a plan could not be checked. */
async function reportFailure(
  tenant: TenantScope,
  job: Job,
  { chunk, failure, planId }: Input,
  plan: ChunkPlan | undefined,
  deps: Core,
): Promise<void> {
  const reason = failure ? reasonOf(failure) : 'no reason given';
  const [kind, what] = plan
    ? failure?.Error === 'CompensationFailed'
      ? (['COMPENSATION_FAILED', `Plan ${planId} failed and could not be taken back`] as const)
      : (['POSTING_FAILED', `Plan ${planId} failed; what was posted is taken back`] as const)
    : (['CHECK_FAILED', `What was counted for chunk ${chunk} could not be checked`] as const);
  const about = { class: kind, site: job.site, processId: job.processId, subject: `chunk-${chunk}` };
  const { subject, standing } = await recurring(deps, tenant, about);
  if (!standing)
    await openCase(deps, tenant, { ...about, subject, summary: `${what}. ${reason}`, links: [] });
}

function detailOf({ chunk, documents, failure, system }: Input, plan: ChunkPlan) {
  return {
    chunk,
    planId: plan.planId,
    movements: plan.movements.length,
    asks: plan.asks.length,
    ...(system && { system }),
    ...(failure && { error: failure.Error }),
    documents,
  };
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => confirmChunk(input, await deps()));
