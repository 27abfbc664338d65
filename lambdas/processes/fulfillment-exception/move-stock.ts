import * as z from 'zod/mini';
import { InventoryPositionChanged } from '../../../events/inventory.ts';
import { Conflict, WriteConflict } from '../../shared/errors.ts';
import { Job } from '../../shared/job.ts';
import { parseOrRaise } from '../../shared/parse.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { type Movement, type Posting, type TenantScope, tenantScope } from '../../store/ports.ts';
import { makeEvent } from '../../work/events.ts';
import { changesOf } from '../../work/position-changed.ts';
import { derivedId } from '../../work/process-row.ts';
import { PROCESS, requireException } from './facts.ts';

const count = z.int().check(z.nonnegative());
const lots = z.array(z.object({ lot: z.optional(z.string()), quantity: count }));
const line = { sku: z.string(), claim: z.string() };
const operations = {
  reserve: z.object({
    ...line,
    orderId: z.string(),
    orderLineId: z.string(),
    quantity: count,
    lots,
    promised: z.boolean(),
  }),
  release: z.object({ ...line, orderLineId: z.string() }),
  confirm: z.object({ ...line, orderLineId: z.string(), pickTaskId: z.string() }),
  endUnits: z.object({
    ...line,
    orderLineId: z.string(),
    quantity: count,
    lot: z.optional(z.string()),
    pickTaskId: z.optional(z.string()),
  }),
  /** `missing` is what the warehouse found missing in the bin; without it the reported quantity counts. */
  hold: z.object({
    ...line,
    quantity: count,
    missing: z.optional(count),
    lot: z.optional(z.string()),
    reason: z.string(),
  }),
};
const Input = z.object({
  job: Job,
  operation: z.enum(['reserve', 'release', 'confirm', 'endUnits', 'hold']),
  line: z.string(),
  input: z.unknown(),
});
type Input = z.infer<typeof Input>;

/**
 * One step in this system's own book of units: reserve them, give them back, or hold what is missing. Each may be repeated.
 * Raises Conflict when too few units are free. Below cut-over level ACT nothing is written (rule 4.12).
 */
export async function moveStock(
  { job, operation, line: key, input }: Input,
  deps: Core,
): Promise<Record<string, unknown>> {
  if (job.mode !== 'act') return { skipped: job.mode };
  const tenant = tenantScope(job.tenantId);
  const { backorders } = deps.stores;
  const at = deps.clock();
  const read = <Shape>(schema: z.ZodMiniType<Shape>) =>
    parseOrRaise(schema, input, `the input of stock.${operation}`);
  switch (operation) {
    case 'reserve': {
      const { claim, quantity, lots: ofLots, promised, ...place } = read(operations.reserve);
      const named = ofLots.map(({ lot, quantity: units }) => ({
        quantity: units,
        ...(lot === undefined ? {} : { lot }),
      }));
      const outcome = await backorders.reserve(
        tenant,
        { ...place, site: job.site },
        { claim, quantity, lots: named, kind: 'firm', at, promised },
      );
      if (outcome === 'short')
        throw new Conflict(
          `${quantity} of ${place.sku} at ${job.site} are not free for ${place.orderLineId}: others were first`,
          outcome,
        );
      return { reservation: claim };
    }
    case 'release': {
      const { claim, ...place } = read(operations.release);
      await backorders.end(tenant, { ...place, site: job.site }, claim, { lapsed: false, at }, []);
      return { reservation: claim };
    }
    case 'confirm': {
      const { claim, pickTaskId, ...place } = read(operations.confirm);
      const documents = { allocationId: claim, releaseId: claim, pickTaskId };
      await backorders.confirm(tenant, { ...place, site: job.site }, claim, documents, []);
      return { reservation: claim };
    }
    case 'endUnits': {
      const { sku, orderLineId, claim: _, ...units } = read(operations.endUnits);
      const place = { site: job.site, sku, orderLineId };
      await backorders.endUnits(tenant, place, { ...units, effectKey: effectOf(job, key) }, []);
      return { ended: units.quantity };
    }
    default: {
      const { sku, quantity, missing, lot, reason } = read(operations.hold);
      return hold(tenant, job, key, { sku, quantity: missing ?? quantity, lot, reason }, deps);
    }
  }
}

const effectOf = ({ processId }: Job, key: string) => `${processId}#${key}`;

/**
 * Units nobody found wait on hold until the spot count says where they are: sold to nobody, written off by nobody. No more
 * than the book has available, of the lot where one is named.
 */
async function hold(
  tenant: TenantScope,
  job: Job,
  key: string,
  { sku, quantity, lot, reason }: { sku: string; quantity: number; lot: string | undefined; reason: string },
  deps: Core,
): Promise<{ held: number }> {
  const { inventory, backorders } = deps.stores;
  const effectKey = effectOf(job, key);
  const [known] = await inventory.effects(tenant, job.site, [{ sku, effectKey }]);
  if (known) return { held: known.quantity };
  const { position, lots: byLot } = await backorders.stock(tenant, job.site, sku);
  const ofLot = byLot.find((entry) => entry.lot === lot)?.available ?? 0;
  const has = lot === undefined ? position.buckets.available : Math.min(ofLot, position.buckets.available);
  const held = Math.min(quantity, has);
  if (held === 0) return { held };
  const row = await requireException(deps.stores.processes, tenant, job.processId);
  const movement: Movement = {
    effectKey,
    sku,
    quantity: held,
    from: 'available',
    to: 'hold',
    ...(lot === undefined ? {} : { lot }),
  };
  const at = deps.clock();
  const posting: Posting = {
    site: job.site,
    documentId: job.processId,
    processId: job.processId,
    reasonCode: reason,
    actor: PROCESS,
    at,
    movements: [movement],
  };
  try {
    await inventory.post(tenant, posting, () => [
      makeEvent(InventoryPositionChanged, {
        about: row,
        subject: job.processId,
        causationId: key,
        now: at,
        newId: () => derivedId(tenant, effectKey),
        data: {
          documentId: job.processId,
          reasonCode: reason,
          changes: changesOf([movement]),
        },
      }),
    ]);
  } catch (error) {
    // Somebody took units since the look: there is less to hold now, which the next try sees.
    if (error instanceof Conflict) throw new WriteConflict(error.message, { cause: error });
    throw error;
  }
  return { held };
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => moveStock(input, await deps()));
