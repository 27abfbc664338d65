import { DamageReported } from '../../../events/damage.ts';
import type { Envelope } from '../../../events/envelope.ts';
import { ReceiptPosted } from '../../../events/inbound.ts';
import { anyOrQuarantine } from '../../doors/quarantine.ts';
import { queueHandler } from '../../shared/queue-handler.ts';
import { bus, type Core, documents, machines, runtimeWith } from '../../shared/runtime.ts';
import { startFor } from '../../work/start-for.ts';
import { type DamageReport, PROCESS } from './contract.ts';

type Posted = Envelope<typeof ReceiptPosted.data._zod.output>;

/** Damage somebody reported, or the dock counted: one process each, however often its event comes. */
export async function startDamage(
  event: Envelope<unknown>,
  deps: Core & ReturnType<typeof machines>,
): Promise<void> {
  const reports =
    event.type === ReceiptPosted.type
      ? reportsOf(ReceiptPosted.event.parse(event))
      : [DamageReported.event.parse(event).data];
  for (const report of reports) await startFor(deps, event, PROCESS, report.damageId, { report });
}

/**
 * The damaged lines of a receipt. Its key is the effect that posted them, so a receipt heard again names the same damage; its
 * stock lies in `damaged` already. The dock's count names no finder, pack or photo: those are asked for.
 */
function reportsOf({ data, time }: Posted): readonly DamageReport[] {
  return data.lines
    .filter(({ bucket }) => bucket === 'damaged')
    .map(({ effectKey, sku, lot, quantity }) => ({
      damageId: effectKey.replaceAll('#', ':'),
      sku,
      ...(lot === undefined ? {} : { lot }),
      quantity,
      bucket: 'damaged',
      place: 'DOCK',
      packState: 'UNKNOWN',
      notedOnDelivery: false,
      foundAt: time,
      evidence: [],
      supplierId: data.supplierId,
    }));
}

const deps = runtimeWith(documents, bus, machines);

export const handler = queueHandler(async (body) => {
  const parts = await deps();
  const event = await anyOrQuarantine(body, [DamageReported, ReceiptPosted], parts);
  if (event) await startDamage(event, parts);
});
