import { CountRequested, type CountTrigger } from '../../../events/count.ts';
import type { Envelope } from '../../../events/envelope.ts';
import type { TenantDocument } from '../../domain/tenant.ts';
import { makeEvent } from '../../work/events.ts';
import { shortHash } from '../../work/origin.ts';
import { cutoverLevel, derivedId } from '../../work/process-row.ts';
import type { CountBody } from './contract.ts';
import { PROCESS } from './facts.ts';

/** A request of our own for a count. The same cause on the same day is the same count. */
export function requestOf(
  document: TenantDocument,
  site: string,
  place: Pick<CountBody, 'sku' | 'bin' | 'lot'>,
  trigger: CountTrigger,
  day: string,
  now: string,
): Envelope {
  const { tenantId } = document;
  const { sku, bin, lot } = place;
  const countId = `CNT-${day}-${shortHash(site, sku, bin ?? '', lot ?? '', trigger)}`;
  return makeEvent(CountRequested, {
    about: {
      tenantId,
      site,
      businessKey: countId,
      correlationId: countId,
      mode: cutoverLevel(document, PROCESS, site),
    },
    causationId: trigger,
    sequence: 1,
    now,
    data: {
      countId,
      sku,
      ...(bin !== undefined && { bin }),
      ...(lot !== undefined && { lot }),
      trigger,
      requestedBy: 'system:cycle-count',
    },
    newId: () => derivedId(tenantId, countId, 'requested'),
  });
}
