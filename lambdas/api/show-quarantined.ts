import * as z from 'zod/mini';
import type { WorkDeps } from './deps.ts';
import { defineRoute } from './kernel/route.ts';
import { Quarantined, quarantined } from './quarantined.ts';
import { LOOK } from './schemas.ts';

export const route = defineRoute({
  operationId: 'showQuarantined',
  method: 'GET',
  path: '/v1/quarantine/{id}',
  tag: 'Events',
  summary: 'One refused event as it came, with every problem.',
  may: { roles: LOOK, scope: 'events:read' },
  params: z.object({ id: z.string().check(z.regex(/^[0-9a-f]{32}$/, 'an id as the list gives it')) }),
  answer: Quarantined,
  problems: ['not-found'],
  async run({ principal, params: { id } }, { documents }: WorkDeps) {
    return { body: await quarantined(principal, id, documents) };
  },
});
