import * as z from 'zod/mini';
import type { WorkDeps } from './deps.ts';
import { defineRoute } from './kernel/route.ts';
import { Quarantined, quarantinedKeys, readQuarantined } from './quarantined.ts';
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
    const found = await Promise.all(shown.map((key) => readQuarantined(key, documents)));
    // One that was deleted since the list was read has nothing to show.
    const items = found.filter((one) => one !== undefined);
    return { body: { items }, ...(keys.length > limit ? { cursor: shown.at(-1) } : {}) };
  },
});
