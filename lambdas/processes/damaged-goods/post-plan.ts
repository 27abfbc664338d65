import { availabilityToShow } from '../../domain/availability.ts';
import type { Core } from '../../shared/runtime.ts';
import type { TenantScope } from '../../store/ports.ts';
import { frozenStock } from '../../work/frozen-stock.ts';
import type { DamageBody } from './contract.ts';
import { DAMAGE, type DamageRow } from './facts.ts';
import { movedEvent } from './news.ts';
import type { DamagePlan, PlannedCall } from './plan.ts';

/**
 * Posts a plan's stock and answers its calls: those it has, and what the shop may sell now. That number is read once the stock
 * has moved and kept with the plan, so that every try tells the shop the same. Raises Conflict when goods are not there.
 */
export async function postPlan(
  tenant: TenantScope,
  row: DamageRow,
  body: DamageBody,
  plan: DamagePlan,
  version: number,
  { stores, clock }: Core,
): Promise<{ calls: readonly PlannedCall[] }> {
  const { site, processId } = row;
  const { planId, movements, reasonCode, publishes } = plan;
  const now = clock();
  const documentId = `${processId}/${planId}`;
  const form = body.decided?.form ?? {};
  if (movements.length > 0)
    await stores.inventory.post(
      tenant,
      {
        site,
        documentId,
        processId,
        reasonCode,
        actor: `process:${processId}`,
        at: now,
        movements,
        // The record of an inspection that found goods good is in the audit chain with the posting it allows.
        ...(plan.kind === 'restore'
          ? { details: { inspectionId: form.inspectionId, inspectedBy: body.decided?.by } }
          : {}),
      },
      (applied) => [movedEvent(row, plan, documentId, applied, now)],
    );
  if (publishes.length === 0) return { calls: plan.calls };
  const published = plan.published ?? (await availabilityOf(tenant, site, publishes, stores));
  if (!plan.published)
    await stores.processes.writeChunk(
      tenant,
      processId,
      DAMAGE,
      { ...body, plan: { ...plan, published } },
      version,
    );
  const publication: PlannedCall = {
    id: 'publish',
    system: 'ecommerce',
    operation: 'publishAvailability',
    direction: 'do',
    input: { lines: published },
  };
  return { calls: [...plan.calls, publication] };
}

/** What nobody has reserved can be sold, less what a count doubts. */
async function availabilityOf(
  tenant: TenantScope,
  site: string,
  skus: readonly string[],
  stores: Core['stores'],
): Promise<NonNullable<DamagePlan['published']>> {
  return Promise.all(
    skus.map(async (sku) => {
      const { free } = await stores.inventory.position(tenant, site, sku);
      return { sku, quantity: availabilityToShow(free, await frozenStock(stores, tenant, site, sku)) };
    }),
  );
}
