import { holds } from '../domain/grants.ts';
import { captureEvents } from '../doors/epcis/capture.ts';
import { siteOf } from '../doors/epcis/query-events.ts';
import { type ReadEvent, readEpcis } from '../doors/epcis/read-events.ts';
import type { ReadDeps } from './deps.ts';
import { ApiProblem } from './kernel/problem.ts';
import { defineRoute } from './kernel/route.ts';
import type { Principal } from './principal.ts';
import { record, TELL } from './schemas.ts';
import { CaptureView, captureView } from './views/trace.ts';

export const route = defineRoute({
  operationId: 'captureEvents',
  method: 'POST',
  path: '/v1/epcis/capture',
  tag: 'Trace',
  summary: 'EPCIS 2.0 events: a document, a query document or a single event.',
  description:
    'Each event gets a verdict of its own; one that is refused keeps none of the others back. The id of an event is its event hash (CBV 2.0), so what is told twice is one event. At most 200 events with 2000 identifiers in one call.',
  may: { roles: TELL, scope: 'events:write' },
  body: record,
  answer: CaptureView,
  status: 202,
  async run({ principal, body, requestId }, { stores, clock }: ReadDeps) {
    const capturedAt = clock();
    const read = readEpcis(body, capturedAt);
    if ('problems' in read)
      throw new ApiProblem('unprocessable', 'the document cannot be read', { errors: [...read.problems] });
    const sites = (await stores.tenants.current(principal.tenant))?.sites ?? [];
    const mine = read.events.map((event) => grantedOnly(event, principal, sites));
    const events = await captureEvents(principal.tenant, mine, stores.epcis);
    const report = { captureId: requestId, capturedAt, subject: principal.subject, events };
    await stores.epcis.keepReport(principal.tenant, report);
    return {
      body: captureView(report),
      location: `/v1/epcis/capture/${requestId}`,
    };
  },
});

/** Whoever is granted single sites tells of no other site of ours; what happens at places of partners anybody may tell. */
function grantedOnly(
  read: ReadEvent,
  { subject, sites: granted }: Principal,
  sites: Parameters<typeof siteOf>[1],
): ReadEvent {
  const site = 'trace' in read ? siteOf(read.trace.event, sites) : undefined;
  if (holds(granted, site)) return read;
  const message = `is a site ${subject} is not granted; ask the tenant's administrator`;
  return { problems: [{ field: 'bizLocation.id', value: String(site), message }] };
}
