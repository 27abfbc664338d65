import * as z from 'zod/mini';
import { type EventContract, identifier } from '../../events/envelope.ts';
import type { Role } from '../domain/tenant.ts';
import { announce } from '../doors/announce.ts';
import { Forbidden } from '../shared/errors.ts';
import { makeEvent } from '../work/events.ts';
import type { TellDeps } from './deps.ts';
import { ApiProblem } from './kernel/problem.ts';
import { defineRoute, type Route } from './kernel/route.ts';
import type { Scope } from './principal.ts';

interface Submission<Data> {
  readonly operationId: string;
  readonly path: `/v1/${string}`;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly roles: readonly [Role, ...Role[]];
  readonly scope: Scope;
  /** The event it becomes. */
  readonly event: EventContract<Data>;
  /** The process whose grants count. */
  readonly process: string;
  /** The natural key of what happened. */
  readonly subjectOf: (data: Data) => string;
  /** The field with the person who did it: a person tells only of what they did themselves; a system tells of others. */
  readonly by?: keyof Data & string;
}

/**
 * A route by which somebody tells what happened: the body is the data of an event of the catalog, and the answer is that
 * it is kept and on its way. The same request again is the same event.
 */
export function defineSubmission<Data>(submission: Submission<Data>): Route<TellDeps> {
  const { event, subjectOf, by, roles, scope, process, ...described } = submission;
  return defineRoute({
    ...described,
    method: 'POST',
    may: { roles, scope },
    body: z.strictObject({ site: identifier, data: event.data }),
    answer: z.object({ eventId: z.string(), type: z.string(), subject: z.string() }),
    status: 202,
    about: ({ body }) => ({ site: body.site, process }),
    async run({ principal, body: { site, data }, correlationId, traceparent, requestId }, deps: TellDeps) {
      await requireSite(principal.tenant, site, deps);
      const who = by === undefined ? undefined : String(data[by]);
      if (who !== undefined && principal.kind === 'person' && who !== principal.subject)
        throw new Forbidden(
          `${by} is ${who}, and ${principal.subject} sends it; a person tells of their own work`,
        );
      const subject = subjectOf(data);
      const now = deps.clock();
      const made = makeEvent(event, {
        about: {
          tenantId: principal.tenant,
          site,
          businessKey: subject,
          correlationId,
          mode: 'act',
          ...(traceparent === undefined ? {} : { traceparent }),
        },
        data,
        causationId: `api:${principal.subject}`,
        // Of two tellings about one thing the later one counts.
        sequence: Date.parse(now),
        now,
        newId: () => requestId,
      });
      await announce(principal.tenant, [made], now, deps);
      return { body: { eventId: made.id, type: made.type, subject } };
    },
  });
}

async function requireSite(
  tenant: Parameters<typeof announce>[0],
  site: string,
  { stores }: Pick<TellDeps, 'stores'>,
) {
  const document = await stores.tenants.current(tenant);
  const sites = document?.sites.map((known) => known.site) ?? [];
  if (sites.includes(site)) return;
  throw new ApiProblem('unprocessable', `${site} is no site of ${tenant}`, {
    errors: [{ field: 'body.site', value: site, message: `must be one of ${sites.join(', ')}` }],
  });
}
