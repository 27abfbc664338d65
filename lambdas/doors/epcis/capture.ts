import type { CapturedEvent, EpcisStore } from '../../store/epcis.ts';
import type { TenantScope } from '../../store/ports.ts';
import type { ReadEvent } from './read-events.ts';

/** Keeps what can be kept, in the order of the document: an event that is refused keeps none of the others back. */
export async function captureEvents(
  tenant: TenantScope,
  events: readonly ReadEvent[],
  epcis: EpcisStore,
): Promise<readonly CapturedEvent[]> {
  const verdicts: CapturedEvent[] = [];
  for (const read of events) {
    if ('problems' in read) {
      verdicts.push({ verdict: 'refused', problems: read.problems });
      continue;
    }
    const { first } = await epcis.capture(tenant, read.trace);
    const verdict = read.trace.errorDeclaration ? 'declared-error' : first ? 'captured' : 'repeated';
    verdicts.push({ eventID: read.trace.eventId, verdict });
  }
  return verdicts;
}
