import * as z from 'zod/mini';
import { DamageReported } from '../../../events/damage.ts';
import type { Envelope } from '../../../events/envelope.ts';
import { NotFound } from '../../shared/errors.ts';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { type Movement, tenantScope } from '../../store/ports.ts';
import { makeEvent } from '../../work/events.ts';
import { positionChanged } from '../../work/position-changed.ts';
import { derivedId } from '../../work/process-row.ts';
import type { ReturnBody, ReturnPlan } from './contract.ts';
import { type ReturnRow, readReturn, requireReturn } from './facts.ts';

const Input = z.object({ job: Job, planId: z.string() });

/**
 * Moves the goods of a plan: position, ledger, audit entry and events in one transaction. Whoever waits for stock hears of
 * restocked units by the position; damage is reported once its units are in `damaged`.
 */
export async function postStock(
  { job, planId }: z.infer<typeof Input>,
  deps: Core,
): Promise<{ documentId: string }> {
  const tenant = tenantScope(job.tenantId);
  const row = await requireReturn(deps.stores.processes, tenant, job.processId);
  const body = (await readReturn(deps.stores.processes, tenant, job.processId))?.body;
  const plan = body?.plan;
  if (!body || plan?.planId !== planId)
    throw new NotFound(`plan ${planId} of ${job.processId} is not open; it was confirmed already`);
  const documentId = `${job.processId}/${planId}`;
  const now = deps.clock();
  const { movements, reasonCode } = plan;
  await deps.stores.inventory.post(
    tenant,
    {
      site: job.site,
      documentId,
      processId: job.processId,
      reasonCode,
      actor: `process:${job.processId}`,
      at: now,
      movements,
    },
    (applied) => [
      positionChanged(row, { documentId, reasonCode, at: now }, applied),
      ...(plan.damaged ? [damageOf(row, body, plan, applied, now)] : []),
    ],
  );
  return { documentId };
}

function damageOf(
  row: ReturnRow,
  body: ReturnBody,
  plan: ReturnPlan,
  applied: readonly Movement[],
  now: string,
): Envelope {
  const { request, inspection, known } = body;
  const lot = inspection?.lot;
  return makeEvent(DamageReported, {
    about: row,
    causationId: `${row.processId}/${plan.planId}`,
    subject: `DMG-${request.rmaId}`,
    now,
    newId: () => derivedId(row.tenantId, applied[0]?.effectKey ?? '', 'damage'),
    data: {
      damageId: `DMG-${request.rmaId}`,
      sku: request.sku,
      ...(lot === undefined ? {} : { lot }),
      quantity: applied.reduce((sum, { quantity }) => sum + quantity, 0),
      bucket: 'damaged',
      place: 'RETURN',
      packState: inspection?.packState ?? 'UNKNOWN',
      notedOnDelivery: false,
      foundBy: inspection?.inspectedBy ?? row.processId,
      foundAt: inspection?.inspectedAt ?? now,
      evidence: [...(inspection?.evidence ?? [])],
      ...(known?.terms?.supplierId === undefined ? {} : { supplierId: known.terms.supplierId }),
      orderId: request.orderId,
    },
  });
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => postStock(input, await deps()));
