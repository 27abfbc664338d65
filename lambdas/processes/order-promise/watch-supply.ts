import * as z from 'zod/mini';
import type { Envelope } from '../../../events/envelope.ts';
import { ReceiptOverdue, ReceiptReconciled, ReceiptReversed } from '../../../events/inbound.ts';
import { InventoryPositionChanged } from '../../../events/inventory.ts';
import { PromiseReviewRequested, type ReviewReason } from '../../../events/promise.ts';
import { promiseLimits } from '../../domain/promise-settings.ts';
import type { TenantDocument } from '../../domain/tenant.ts';
import { anyOrQuarantine } from '../../doors/quarantine.ts';
import { NotFound } from '../../shared/errors.ts';
import { parseOrRaise } from '../../shared/parse.ts';
import { queueHandler } from '../../shared/queue-handler.ts';
import { bus, type Core, documents, machines, runtimeWith } from '../../shared/runtime.ts';
import { type TenantScope, tenantScope } from '../../store/ports.ts';
import { jobFor } from '../../work/job-for.ts';
import { processIdOf } from '../../work/process-id.ts';
import { PROCESS } from './facts.ts';
import { shortItems, stockLosses } from './rules/supply-changes.ts';

type Deps = Core & ReturnType<typeof machines>;

interface SupplyChange {
  readonly skus: readonly string[];
  readonly reason: ReviewReason;
}

/** Supply that promises may stand on is late, short or gone: a process of its own finds the orders of its items. */
export async function watchSupply(event: Envelope<unknown>, deps: Deps): Promise<void> {
  const tenant = tenantScope(event.tenantid);
  const document = await deps.stores.tenants.current(tenant);
  if (!document) return;
  const { skus, reason } = await changeOf(event, tenant, document, deps);
  if (skus.length === 0) return;
  const businessKey = `supply/${event.id}`;
  const processId = processIdOf(PROCESS, businessKey);
  const job = jobFor(event, PROCESS, processId, document);
  const input = { job, skus: [...new Set(skus)].sort(), reason };
  await deps.startProcess({ tenantId: tenant, process: PROCESS, businessKey, generation: 1, input });
}

async function changeOf(
  event: Envelope<unknown>,
  tenant: TenantScope,
  document: TenantDocument,
  deps: Deps,
): Promise<SupplyChange> {
  switch (event.type) {
    case ReceiptOverdue.type:
      return { skus: await announcedItems(event.subject, tenant, deps), reason: 'SUPPLY_LATE' };
    case ReceiptReconciled.type:
      return { skus: shortItems(ReceiptReconciled.event.parse(event).data.lines), reason: 'SUPPLY_SHORT' };
    case ReceiptReversed.type:
      return {
        skus: ReceiptReversed.event.parse(event).data.lines.map(({ sku }) => sku),
        reason: 'SUPPLY_REVERSED',
      };
    case InventoryPositionChanged.type: {
      const { fulfillmentReasons } = promiseLimits(document, event.site);
      const { data } = InventoryPositionChanged.event.parse(event);
      return { skus: stockLosses(data, fulfillmentReasons.value), reason: 'STOCK_LOST' };
    }
    default:
      return PromiseReviewRequested.event.parse(event).data;
  }
}

/** The part of a receiving chunk that names its items. */
const Announced = z.object({ lines: z.array(z.object({ sku: z.string() })) });

/**
 * What an overdue notice announced, as its own process keeps it: the event names the notice, not its items. Raises NotFound
 * when there is nothing of it, so that the message is seen.
 */
async function announcedItems(
  notice: string,
  tenant: TenantScope,
  { stores: { processes } }: Deps,
): Promise<readonly string[]> {
  const processId = processIdOf('receiving', notice);
  const skus: string[] = [];
  for (let chunk = 1; ; chunk++) {
    const stored = await processes.readChunk(tenant, processId, chunk);
    if (!stored && chunk === 1)
      throw new NotFound(`${processId} is overdue and keeps no lines; look for its notice in the documents`);
    if (!stored) return skus;
    skus.push(
      ...parseOrRaise(Announced, stored.body, `chunk ${chunk} of ${processId}`).lines.map(({ sku }) => sku),
    );
  }
}

const deps = runtimeWith(documents, bus, machines);

export const handler = queueHandler(async (body) => {
  const parts = await deps();
  const event = await anyOrQuarantine(
    body,
    [PromiseReviewRequested, ReceiptOverdue, ReceiptReconciled, ReceiptReversed, InventoryPositionChanged],
    parts,
  );
  if (event) await watchSupply(event, parts);
});
