import type * as z from 'zod/mini';
import type { oms } from '../../adapters/oms/port.ts';
import type { wms } from '../../adapters/wms/port.ts';
import { type ReleaseLimits, releaseLimits } from '../../domain/release-settings.ts';
import type { TenantDocument } from '../../domain/tenant.ts';
import type { BackorderStore, TenantScope } from '../../store/ports.ts';
import { calendarOf } from '../../work/process-row.ts';
import { assembleCase } from './assemble.ts';
import type { ItemDecision, ReleaseCase } from './contract.ts';
import { decideRelease } from './rules/decide.ts';

/** The lookups a preview makes: it reads and changes nothing. */
export interface PreviewLookups {
  readonly lookUpDemand: Lookup<typeof oms.lookUpDemand>;
  readonly lookUpOrders: Lookup<typeof oms.lookUpOrders>;
  readonly lookUpStock: Lookup<typeof wms.lookUpStock>;
}
type Lookup<Operation extends { input: z.ZodMiniType; output: z.ZodMiniType }> = (
  input: z.infer<Operation['input']>,
) => Promise<z.infer<Operation['output']>>;

export interface Preview {
  readonly given: ReleaseCase;
  readonly limits: ReleaseLimits;
  readonly decisions: readonly ItemDecision[];
}

/**
 * Who would get what of some items now, and why, before anything happens. It knows what a release would know and decides
 * by the same function, so the release comes to the same unless the facts change first; payments that must be renewed
 * are taken to be renewed.
 */
export async function previewRelease(
  about: { readonly site: string; readonly skus: readonly string[]; readonly now: string },
  document: TenantDocument,
  tenant: TenantScope,
  lookups: PreviewLookups,
  backorders: Pick<BackorderStore, 'stock' | 'reservation'>,
): Promise<Preview> {
  const { site, skus, now } = about;
  const { lines } = await lookups.lookUpDemand({ skus: [...skus] });
  const whole = [...new Set(lines.filter((line) => line.shipComplete).map(({ orderId }) => orderId))];
  const { orders } = whole.length > 0 ? await lookups.lookUpOrders({ orderIds: whole }) : { orders: [] };
  const { stock } = await lookups.lookUpStock({ skus: [...skus] });
  const given = await assembleCase(
    {
      site,
      now,
      skus,
      zone: calendarOf(document, site).zone,
      mayTake: true,
      renewals: new Map(),
      causes: new Map(),
      rulings: new Map(),
    },
    { lines, orders, stock },
    tenant,
    backorders,
  );
  const limits = releaseLimits(document, site);
  return { given, limits, decisions: decideRelease(given, limits) };
}
