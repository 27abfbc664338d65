import * as z from 'zod/mini';
import { eventIdOfHash } from '../domain/epcis/event-hash.ts';
import { NotFound } from '../shared/errors.ts';
import type { ReadDeps } from './deps.ts';
import { defineRoute } from './kernel/route.ts';
import { LOOK } from './schemas.ts';
import { seenBy } from './seen-events.ts';
import { TraceEventView, traceEventView } from './views/trace.ts';

export const route = defineRoute({
  operationId: 'showEvent',
  method: 'GET',
  path: '/v1/epcis/events/{hash}',
  tag: 'Trace',
  summary: 'One EPCIS event, by the 64 digits of its event hash.',
  may: { roles: LOOK, scope: 'events:read' },
  params: z.object({
    hash: z.string().check(z.regex(/^[0-9a-f]{64}$/, 'the 64 hexadecimal digits of an event hash')),
  }),
  answer: TraceEventView,
  problems: ['not-found'],
  async run({ principal, params: { hash } }, { stores }: ReadDeps) {
    const trace = await stores.epcis.event(principal.tenant, eventIdOfHash(hash));
    const isSeen = await seenBy(principal, stores);
    if (!trace || !isSeen(trace))
      throw new NotFound(`there is no event with the hash ${hash} that the caller may see`);
    return { body: traceEventView(trace) };
  },
});
