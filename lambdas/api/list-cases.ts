import * as z from 'zod/mini';
import { identifier } from '../../events/envelope.ts';
import { Role } from '../domain/tenant.ts';
import type { ReadDeps } from './deps.ts';
import { pageOver } from './kernel/pages.ts';
import { defineRoute } from './kernel/route.ts';
import { LOOK, pageOf } from './schemas.ts';
import { CaseView, caseView } from './views/work.ts';

export const route = defineRoute({
  operationId: 'listCases',
  method: 'GET',
  path: '/v1/cases',
  tag: 'Cases',
  summary: 'Open cases of a site: owner by owner, soonest deadline first.',
  description: 'Without owner, the owners are the caller’s own roles.',
  may: { roles: LOOK, scope: 'cases:read' },
  query: z.strictObject({
    site: identifier,
    owner: z.optional(Role),
    class: z.optional(z.string().check(z.maxLength(64))),
  }),
  answer: pageOf(CaseView),
  paged: true,
  about: ({ query }) => ({ site: query.site }),
  async run({ principal, query, page }, { stores }: ReadDeps) {
    const { rows, cursor } = await pageOver(
      query.owner === undefined ? [...new Set(principal.roles)] : [query.owner],
      page,
      (owner, asked) => stores.work.casesByOwner(principal.tenant, query.site, owner, asked),
      (row) => row.state === 'OPEN' && (query.class === undefined || row.class === query.class),
    );
    return { body: { items: rows.map(caseView) }, cursor };
  },
});
