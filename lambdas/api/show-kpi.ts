import * as z from 'zod/mini';
import { identifier, timestamp } from '../../events/envelope.ts';
import { EVERY } from '../domain/grants.ts';
import { countedWindow, kpiNames, kpis, wholeSteps } from '../domain/kpis.ts';
import { Forbidden } from '../shared/errors.ts';
import type { ReadDeps } from './deps.ts';
import { ApiProblem } from './kernel/problem.ts';
import { defineRoute } from './kernel/route.ts';
import { LOOK } from './schemas.ts';
import { Window } from './views/kpi.ts';

export const route = defineRoute({
  operationId: 'showKpi',
  method: 'GET',
  path: '/v1/kpis/{kpi}',
  tag: 'KPIs',
  summary: 'One rate: of a site, a supplier or a system, over a window.',
  description:
    'Give the one of site, supplier and system that the KPI is counted by. Without from and to the window is all that is counted; one that is given is widened to whole steps. n is how many things were counted; without any there is no rate. What is counted over all sites is for callers granted all of them.',
  may: { roles: LOOK, scope: 'kpis:read' },
  params: z.object({ kpi: z.enum(kpiNames) }),
  query: z.strictObject({
    site: z.optional(identifier),
    supplier: z.optional(identifier),
    system: z.optional(identifier),
    from: z.optional(timestamp),
    to: z.optional(timestamp),
  }),
  answer: z.object({
    kpi: z.string(),
    by: z.string(),
    id: z.string(),
    window: Window,
    n: z.int(),
    met: z.int(),
    rate: z.optional(z.object({ numerator: z.int(), denominator: z.int() })),
  }),
  about: ({ query }) => ({ site: query.site }),
  problems: ['unprocessable'],
  async run({ principal, params: { kpi }, query }, { stores, clock }: ReadDeps) {
    const { by, tally } = kpis[kpi];
    const id = query[by];
    const others = (['site', 'supplier', 'system'] as const).filter(
      (name) => name !== by && query[name] !== undefined,
    );
    if (id === undefined || others.length > 0)
      throw unfit(
        others[0] ?? by,
        query[others[0] ?? by],
        `${kpi} is counted by ${by}: give ${by} and no other`,
      );
    if (by !== 'site' && !principal.sites.includes(EVERY))
      throw new Forbidden(
        `${kpi} is counted over all sites, and ${principal.subject} is granted some: ask for all`,
      );
    const document = await stores.tenants.current(principal.tenant);
    const counted = countedWindow(kpi, document, clock());
    const window = wholeSteps(kpi, { ...counted, ...query });
    if (window.from < counted.from)
      throw unfit('from', query.from, `is counted since ${counted.from}: ask for no earlier time`);
    if (window.to > counted.to)
      throw unfit('to', query.to, `is counted until ${counted.to}: ask for no later time`);
    if (window.from >= window.to) throw unfit('to', query.to, `must be later than ${window.from}`);
    const { steps } = await stores.tallies.sums(principal.tenant, [tally, id]);
    const within = steps.filter(({ start }) => start >= window.from && start < window.to);
    const n = within.reduce((sum, { of }) => sum + of, 0);
    const met = n - within.reduce((sum, { hits }) => sum + hits, 0);
    return {
      body: { kpi, by, id, window, n, met, ...(n > 0 && { rate: { numerator: met, denominator: n } }) },
    };
  },
});

function unfit(field: string, value: string | undefined, message: string): ApiProblem {
  return new ApiProblem('unprocessable', `${field} ${message}`, {
    errors: [{ field, value: value ?? 'nothing', message }],
  });
}
