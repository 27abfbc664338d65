import * as z from 'zod/mini';
import { type QueryDeps, runQuery } from './control-tower/run-query.ts';
import type { ReadDeps } from './deps.ts';
import { defineRoute } from './kernel/route.ts';
import { LOOK, record } from './schemas.ts';

/** What GraphQL clients branch on: our problem types in capitals, and what the limits answer. */
const QueryError = z.object({
  message: z.string(),
  locations: z.optional(z.array(z.object({ line: z.int(), column: z.int() }))),
  path: z.optional(z.array(z.union([z.string(), z.int()]))),
  extensions: z.optional(record),
});

export const route = defineRoute({
  operationId: 'queryControlTower',
  method: 'POST',
  path: '/v1/graphql',
  tag: 'Control tower',
  summary: 'The control tower view of items, by GraphQL: everything about them, as one answer.',
  description:
    'Reads only. The schema is api/control-tower.graphql; a query may be 8 fields deep and may cost 1,000. What is wrong with a query, or with parts of it, is in `errors` beside the rest, with status 200.',
  may: { roles: LOOK, scope: 'inventory:read' },
  reads: true,
  body: z.strictObject({
    query: z.string().check(z.minLength(1), z.maxLength(20_000)),
    variables: z.optional(z.nullable(record)),
    operationName: z.optional(z.nullable(z.string().check(z.maxLength(128)))),
  }),
  answer: z.object({ data: z.optional(z.nullable(record)), errors: z.optional(z.array(QueryError)) }),
  async run({ principal, body }, deps: ReadDeps & Pick<QueryDeps, 'introspection'>) {
    const { data, errors } = await runQuery(principal, body, deps);
    // GraphQL makes objects without a prototype, and its lists read-only: a plain copy is what the contract looks at.
    return { body: JSON.parse(JSON.stringify({ data, errors })) };
  },
});
