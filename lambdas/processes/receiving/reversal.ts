import type { Bucket } from '../../../events/inventory.ts';
import type { Job } from '../../shared/job.ts';
import type { Core } from '../../shared/runtime.ts';
import { tenantScope } from '../../store/ports.ts';
import type { ReceivingLine } from './rules/line.ts';
import { planReversal, type ReversalPlan } from './rules/reverse.ts';

/** The movements that take the lines back, as far as their stock is still where it was posted. */
export async function reversalOf(
  lines: readonly ReceivingLine[],
  job: Job,
  deps: Pick<Core, 'stores'>,
): Promise<ReversalPlan> {
  const tenant = tenantScope(job.tenantId);
  const skus = [...new Set(lines.map((line) => line.sku))];
  const positions = new Map(
    await Promise.all(
      skus.map(
        async (sku) => [sku, (await deps.stores.inventory.position(tenant, job.site, sku)).buckets] as const,
      ),
    ),
  );
  return planReversal(
    lines,
    job.processId,
    (sku: string, bucket: Bucket) => positions.get(sku)?.[bucket] ?? 0,
  );
}
