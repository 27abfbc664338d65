import * as z from 'zod/mini';
import type { WorkDeps } from './deps.ts';
import { defineRoute } from './kernel/route.ts';
import { idOf, Quarantined, quarantined, quarantinedKeys } from './quarantined.ts';
import { LOOK, pageOf } from './schemas.ts';

export const route = defineRoute({
  operationId: 'listQuarantine',
  method: 'GET',
  path: '/v1/quarantine',
  tag: 'Events',
  summary: 'Events that were refused, with their problems; a partner sees those it sent.',
  may: { roles: LOOK, scope: 'events:read' },
  answer: pageOf(z.omit(Quarantined, { event: true })),
  paged: true,
  async run({ principal, page: { limit, cursor } }, { documents }: WorkDeps) {
    const keys = (await quarantinedKeys(principal, documents)).filter((key) => key > (cursor ?? ''));
    const shown = keys.slice(0, limit);
    const items = await Promise.all(shown.map((key) => quarantined(principal, idOf(key), documents)));
    return { body: { items }, ...(keys.length > limit ? { cursor: shown.at(-1) } : {}) };
  },
});
