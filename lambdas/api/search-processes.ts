import * as z from 'zod/mini';
import { identifier } from '../../events/envelope.ts';
import { holds } from '../domain/grants.ts';
import type { ProcessRow, SearchKind } from '../store/ports.ts';
import type { ReadDeps } from './deps.ts';
import { pageOver } from './kernel/pages.ts';
import { ApiProblem } from './kernel/problem.ts';
import { defineRoute } from './kernel/route.ts';
import { LOOK, pageOf } from './schemas.ts';
import { ProcessView, processView } from './views/process.ts';

const text = z.string().check(z.minLength(1), z.maxLength(256));

/** What a process is found by, rule 4.15; of these one at a time. */
const keys = {
  businessKey: 'business-key',
  po: 'po',
  asn: 'asn',
  sku: 'sku',
  sscc: 'sscc',
  lpn: 'lpn',
  order: 'order',
  rma: 'rma',
  supplier: 'supplier',
  class: 'class',
  assignee: 'assignee',
  errorCode: 'error-code',
} as const satisfies Readonly<Record<string, SearchKind>>;

const Query = z.strictObject({
  businessKey: z.optional(text),
  po: z.optional(text),
  asn: z.optional(text),
  sku: z.optional(text),
  sscc: z.optional(text),
  lpn: z.optional(text),
  order: z.optional(text),
  rma: z.optional(text),
  supplier: z.optional(text),
  class: z.optional(text),
  assignee: z.optional(text),
  errorCode: z.optional(text),
  site: z.optional(identifier),
  state: z.optional(text),
  process: z.optional(identifier),
  /** Only those that have been open for at least so many minutes. */
  openForMinutes: z.optional(z.int().check(z.nonnegative(), z.maximum(5_256_000))),
});

export const route = defineRoute({
  operationId: 'searchProcesses',
  method: 'GET',
  path: '/v1/processes',
  tag: 'Processes',
  summary: 'Processes by one key, or by site and state with the soonest deadline first.',
  description:
    'Give one of the keys (businessKey, po, asn, sku, sscc, lpn, order, rma, supplier, class, assignee, errorCode), or site and state. What else is given narrows the answer. Only processes at sites and of kinds the caller is granted are listed.',
  may: { roles: LOOK, scope: 'processes:read' },
  query: Query,
  answer: pageOf(ProcessView),
  paged: true,
  about: ({ query }) => ({ site: query.site, process: query.process }),
  async run({ principal, query, page }, { stores, clock }: ReadDeps) {
    const { tenant } = principal;
    const given = Object.entries(keys).filter(([name]) => query[name as keyof typeof keys] !== undefined);
    const [key] = given;
    if (given.length > 1 || (!key && (query.site === undefined || query.state === undefined)))
      throw wrongKeys(given.map(([name]) => name));
    const fits = (row: ProcessRow) =>
      holds(principal.sites, row.site) &&
      holds(principal.processes, row.process) &&
      (query.site === undefined || row.site === query.site) &&
      (query.state === undefined || row.state === query.state) &&
      (query.process === undefined || row.process === query.process) &&
      isOldEnough(row, query.openForMinutes, clock());
    const { rows, cursor } = await pageOver(
      [key],
      page,
      (one, asked) =>
        one
          ? stores.processes.search(
              tenant,
              { kind: one[1], value: String(query[one[0] as keyof typeof keys]) },
              asked,
            )
          : stores.processes.byState(tenant, query.site ?? '', query.state ?? '', asked),
      fits,
    );
    return { body: { items: rows.map(processView) }, cursor };
  },
});

function isOldEnough({ openedAt, closedAt }: ProcessRow, minutes: number | undefined, now: string): boolean {
  if (minutes === undefined) return true;
  return closedAt === undefined && Date.parse(now) - Date.parse(openedAt) >= minutes * 60_000;
}

function wrongKeys(given: readonly string[]): ApiProblem {
  const message =
    given.length > 1
      ? 'search by one key at a time; site, state and process narrow it'
      : `give one of ${Object.keys(keys).join(', ')}, or both site and state`;
  return new ApiProblem('unprocessable', message, {
    errors: [{ field: 'query', value: given.join(', ') || 'no key', message }],
  });
}
