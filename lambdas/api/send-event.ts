import * as z from 'zod/mini';
import { ACCEPTED } from '../../events/from-outside.ts';
import { holds } from '../domain/grants.ts';
import { acceptEvent } from '../doors/receive-event.ts';
import type { TellDeps } from './deps.ts';
import { ApiProblem } from './kernel/problem.ts';
import { defineRoute } from './kernel/route.ts';
import { record, TELL } from './schemas.ts';

export const route = defineRoute({
  operationId: 'sendEvent',
  method: 'POST',
  path: '/v1/events',
  tag: 'Events',
  summary: 'A canonical event as it would be on the bus: CloudEvents 1.0 with our extensions.',
  description: `What breaks its contract is kept in quarantine with every problem, and answered 422 with where. Accepted types: ${[...ACCEPTED].join(', ')}.`,
  may: { roles: [...TELL, 'integration-admin'], scope: 'events:write' },
  body: record,
  answer: z.object({ eventId: z.string() }),
  status: 202,
  problems: ['unprocessable'],
  async run({ principal, body, require }, deps: TellDeps) {
    const site = typeof body.site === 'string' ? body.site : undefined;
    // A site that is none is the door's to refuse; one that is must be granted.
    if (site !== undefined && !holds(principal.sites, site)) require({ site });
    const outcome = await acceptEvent(body, principal.tenant, deps, principal.partnerId);
    if (outcome.accepted) return { body: { eventId: outcome.eventId } };
    throw new ApiProblem('unprocessable', `the event was refused and kept as ${outcome.quarantineKey}`, {
      errors: outcome.problems.map((problem) => ({ ...problem, field: `body.${problem.field}` })),
    });
  },
});
