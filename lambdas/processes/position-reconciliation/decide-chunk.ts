import * as z from 'zod/mini';
import { reconciliationLimits } from '../../domain/reconciliation-settings.ts';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { type DecisionRecord, tenantScope } from '../../store/ports.ts';
import { requireTenant } from '../../work/process-row.ts';
import { assembleItem, effectsToJudge } from './assemble.ts';
import type { ChunkBody, Drift, Tally } from './contract.ts';
import { requireChunk, requireReconciliation, saveChunk } from './facts.ts';
import { decisionIdOf, driftEvent } from './news.ts';
import { judgeItem, needsDocuments } from './rules/judge.ts';
import { recordOf } from './rules/record.ts';

const Input = z.object({ job: Job, chunk: z.int() });

/** Judges the SKUs of a chunk by what the systems answered, keeps why, and announces what nobody explains by itself. */
export async function decideChunk(
  { job, chunk }: z.infer<typeof Input>,
  deps: Core,
): Promise<Record<string, never>> {
  const tenant = tenantScope(job.tenantId);
  const { stores } = deps;
  const { body, version } = await requireChunk(stores.processes, tenant, job.processId, chunk);
  if (body.status !== 'gathering') return {};
  const row = await requireReconciliation(stores.processes, tenant, job.processId);
  const limits = reconciliationLimits(await requireTenant(stores, tenant), job.site);
  const now = deps.clock();
  const drifts: Drift[] = [];
  const decisions: DecisionRecord[] = [];
  for (const sku of body.skus) {
    const plain = await assembleItem(stores, tenant, job.site, sku, body, now);
    const item = needsDocuments(plain, limits)
      ? { ...plain, effects: await effectsToJudge(stores, tenant, job.site, plain, limits) }
      : plain;
    const drift = judgeItem(item, limits);
    if (!drift) continue;
    drifts.push(drift);
    decisions.push(recordOf(drift, decisionIdOf(row, chunk, body, sku), item, limits));
  }
  const search = drifts.map(({ sku }) => ({ kind: 'sku' as const, value: sku }));
  if (search.length > 0) await stores.processes.addSearch(tenant, job.processId, search);
  await saveChunk(
    stores.processes,
    tenant,
    job.processId,
    chunk,
    { ...body, status: 'decided', drifts, tally: withRound(body, drifts) },
    version,
    {
      key: `decide#${chunk}#${body.round}#${body.attempt}`,
      name: 'DecideChunk',
      at: now,
      detail: { chunk, round: body.round, compared: body.skus.length, drifts: drifts.map(listed) },
      ...(decisions.length > 0 && { decisions }),
    },
    drifts
      .filter((drift) => drift.class !== 'IN_FLIGHT')
      .map((drift) => driftEvent(row, chunk, body, drift, now)),
  );
  return {};
}

const listed = ({ sku, class: kind }: Drift) => ({ sku, class: kind });

/** A SKU counts once as compared; one whose channel agrees after it was told was healed. */
function withRound({ tally, round, skus }: ChunkBody, drifts: readonly Drift[]): Tally {
  if (round > 1) {
    const agreeing = skus.filter((sku) => !drifts.some((drift) => drift.sku === sku));
    return { ...tally, healed: tally.healed + agreeing.length };
  }
  const counts: Partial<Record<Drift['class'], number>> = {};
  for (const { class: kind } of drifts) counts[kind] = (counts[kind] ?? 0) + 1;
  return { compared: skus.length, drifts: counts, healed: 0 };
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => decideChunk(input, await deps()));
