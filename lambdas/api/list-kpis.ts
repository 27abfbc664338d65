import * as z from 'zod/mini';
import { countedWindow, kpiNames, kpis } from '../domain/kpis.ts';
import type { ReadDeps } from './deps.ts';
import { defineRoute } from './kernel/route.ts';
import { LOOK } from './schemas.ts';
import { Window } from './views/kpi.ts';

export const route = defineRoute({
  operationId: 'listKpis',
  method: 'GET',
  path: '/v1/kpis',
  tag: 'KPIs',
  summary: 'The rates that are counted: what of, for what, and over which time.',
  may: { roles: LOOK, scope: 'kpis:read' },
  answer: z.object({
    items: z.array(
      z.object({
        kpi: z.string(),
        title: z.string(),
        of: z.string(),
        met: z.string(),
        by: z.enum(['site', 'supplier', 'system']),
        stepMinutes: z.int(),
        counted: Window,
      }),
    ),
  }),
  async run({ principal }, { stores, clock }: ReadDeps) {
    const document = await stores.tenants.current(principal.tenant);
    const now = clock();
    const items = kpiNames.map((kpi) => {
      const { title, of, met, by, step } = kpis[kpi];
      return {
        kpi,
        title,
        of,
        met,
        by,
        stepMinutes: step / 60_000,
        counted: countedWindow(kpi, document, now),
      };
    });
    return { body: { items } };
  },
});
