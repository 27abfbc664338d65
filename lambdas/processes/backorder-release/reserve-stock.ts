import * as z from 'zod/mini';
import type { oms } from '../../adapters/oms/port.ts';
import type { wms } from '../../adapters/wms/port.ts';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { type TenantScope, tenantScope } from '../../store/ports.ts';
import type { PlannedLine, ReleaseChunk } from './contract.ts';
import { claimOf } from './facts.ts';

const Input = z.object({ job: Job, chunk: z.int() });

type InputOf<Operation extends { input: z.ZodMiniType }> = z.infer<Operation['input']>;

/** What the state machine is told to do for a plan, absent where there is nothing to call. */
export interface ReleaseCalls {
  readonly planId: string;
  readonly allocation?: InputOf<typeof oms.allocate>;
  readonly release?: InputOf<typeof oms.release>;
  readonly picks?: readonly { readonly id: string; readonly task: InputOf<typeof wms.createPickTask> }[];
}

/**
 * Reserves the lines of a plan, each by one conditional write, and names the calls that follow. A line another release
 * was faster to is lost, and so is the rest of its order when that ships complete. The same plan run again finds its own
 * reservations and names the same calls.
 */
export async function reserveStock({ job, chunk }: z.infer<typeof Input>, deps: Core): Promise<ReleaseCalls> {
  const tenant = tenantScope(job.tenantId);
  const { processes } = deps.stores;
  const stored = await processes.readChunk<ReleaseChunk>(tenant, job.processId, chunk);
  if (stored?.body.status !== 'planned') return { planId: 'none' };
  const { body, version } = stored;
  if (body.lines.every(({ outcome }) => outcome !== undefined)) return callsOf(job, body);

  const claim = claimOf(job.processId, body.planId);
  const outcomes = new Map<string, 'reserved' | 'lost'>();
  for (const line of body.lines)
    outcomes.set(line.orderLineId, await reserve(tenant, job.site, line, claim, deps));
  const torn = new Set(
    body.lines
      .filter(
        (line) => line.shipComplete && line.kind === 'firm' && outcomes.get(line.orderLineId) === 'lost',
      )
      .map(({ orderId }) => orderId),
  );
  for (const line of body.lines.filter(({ orderId }) => torn.has(orderId))) {
    const place = { site: job.site, sku: line.sku, orderLineId: line.orderLineId };
    await deps.stores.backorders.end(tenant, place, claim, { lapsed: false, at: deps.clock() }, []);
    outcomes.set(line.orderLineId, 'lost');
  }
  const lines = body.lines.map((line) => ({ ...line, outcome: outcomes.get(line.orderLineId) ?? 'lost' }));
  const reserved: ReleaseChunk = { ...body, lines };
  const step = {
    key: `reserve#${body.planId}`,
    name: 'ReserveStock',
    at: deps.clock(),
    detail: { chunk, lines: lines.length, lost: lines.filter(({ outcome }) => outcome === 'lost').length },
  };
  await processes.writeChunk(tenant, job.processId, chunk, reserved, version, step);
  return callsOf(job, reserved);
}

async function reserve(
  tenant: TenantScope,
  site: string,
  line: PlannedLine,
  claim: string,
  deps: Core,
): Promise<'reserved' | 'lost'> {
  const { orderId, orderLineId, sku, quantity, lots, kind, endsAt, replaces, promised } = line;
  if (quantity === 0) return 'reserved';
  const part = { claim, quantity, lots, kind, endsAt, at: deps.clock(), ...(promised && { promised }) };
  const outcome = await deps.stores.backorders.reserve(
    tenant,
    { site, sku, orderId, orderLineId },
    part,
    replaces,
  );
  return outcome === 'short' ? 'lost' : 'reserved';
}

/** Pure: the same plan always gives the same calls, so repeating them repeats their idempotency keys and bodies. */
export function callsOf(job: Job, { planId, lines }: ReleaseChunk): ReleaseCalls {
  const firm = lines.filter(({ kind, outcome }) => kind === 'firm' && outcome === 'reserved');
  const reference = `${job.processId}/${planId}`;
  const allocated = firm.flatMap(({ orderLineId, sku, lots }) =>
    lots.map(({ lot, quantity }) => ({ orderLineId, sku, quantity, ...(lot !== undefined && { lot }) })),
  );
  const picks = firm.map((line) => ({
    id: `${planId}/${line.orderLineId}`,
    task: { reference: `${reference}/${line.orderId}`, lines: pickLines(line) },
  }));
  return {
    planId,
    ...(allocated.length > 0 && { allocation: { reference, lines: allocated } }),
    ...(firm.length > 0 && {
      release: { reference, orderLineIds: firm.map(({ orderLineId }) => orderLineId) },
      picks,
    }),
  };
}

/** A pick task per order line, so that one of them can be cancelled; units the OMS had allocated before go with it. */
function pickLines({ orderLineId, sku, lots, already }: PlannedLine) {
  const units = already > 0 ? [...lots, { quantity: already }] : lots;
  return [...Map.groupBy(units, ({ lot }) => lot)].map(([lot, same]) => ({
    orderLineId,
    sku,
    quantity: same.reduce((sum, { quantity }) => sum + quantity, 0),
    ...(lot !== undefined && { lot }),
  }));
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => reserveStock(input, await deps()));
