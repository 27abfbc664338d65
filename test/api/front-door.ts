import type { Envelope } from '../../events/envelope.ts';
import type { FileDeps, TrialDeps, WorkDeps } from '../../lambdas/api/deps.ts';
import { type ApiDeps, answerRequest } from '../../lambdas/api/kernel/answer-request.ts';
import { cursorSeal } from '../../lambdas/api/kernel/cursor.ts';
import type { Route } from '../../lambdas/api/kernel/route.ts';
import type { Principal } from '../../lambdas/api/principal.ts';
import type { HearDeps } from '../../lambdas/api/webhooks/deps.ts';
import type { Role } from '../../lambdas/domain/tenant.ts';
import { tryFile } from '../../lambdas/doors/try-file.ts';
import { Unauthenticated } from '../../lambdas/shared/errors.ts';
import { memoryDocuments } from '../../lambdas/store/index.ts';
import type { CaseRow } from '../../lambdas/store/ports.ts';
import { openCase } from '../../lambdas/work/cases.ts';
import { acme, processId, site, type World, world } from '../work/support.ts';

/** The front door over stores in memory: a token is the name of the principal it stands for. */
export type Door = World &
  WorkDeps &
  FileDeps &
  TrialDeps &
  HearDeps & { readonly published: Envelope[]; readonly principals: Map<string, Principal> };

export async function frontDoor(options?: Parameters<typeof world>[0]): Promise<Door> {
  const deps = await world(options);
  const published: Envelope[] = [];
  const principals = new Map<string, Principal>();
  for (const [name, roles, sites] of [
    ['sue', ['supervisor'], ['BER1']],
    ['hana', ['supervisor'], ['HAM1']],
    ['ben', ['buyer'], ['*']],
    ['vic', ['viewer', 'auditor'], ['*']],
    ['ida', ['inventory-manager'], ['*']],
  ] as const satisfies readonly (readonly [string, readonly Role[], readonly string[]])[])
    principals.set(name, principal({ subject: name, roles, sites }));
  const documents = memoryDocuments();
  return {
    ...deps,
    documents,
    filesOf: () => ({
      ...documents,
      presign: async (key, { contentType, contentLength, seconds }) =>
        `https://bucket.test/${key}?type=${contentType}&length=${contentLength}&seconds=${seconds}`,
    }),
    journal: memoryDocuments(),
    published,
    principals,
    publish: async (events) => void published.push(...events),
    random: () => 0.5,
    localStage: true,
    tryFile: async (trial) => tryFile(trial),
    realClock: deps.clock,
    stageKey: async () => 'the key of a stage',
    cursors: cursorSeal('a key only the tests know'),
    startProcess: async () => ({ started: true }),
    executions: {
      describe: async () => undefined,
      start: async () => {},
      redrive: async () => false,
    },
    storesOf: () => deps.stores,
    authenticate: async (authorization) => {
      const found = principals.get(authorization?.replace(/^Bearer /, '') ?? '');
      if (!found) throw new Unauthenticated('unknown token');
      return found;
    },
  };
}

export function principal(more: Partial<Principal>): Principal {
  return {
    tenant: acme,
    subject: 'somebody',
    kind: 'person',
    roles: [],
    sites: ['*'],
    processes: ['*'],
    scopes: [],
    ...more,
  };
}

export interface Sent {
  readonly as?: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | readonly string[]>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Route that answers instead. */
  readonly route?: Route<never>;
  /** The text of the body, where it is not JSON. */
  readonly text?: string;
}

export interface Received {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever was answered
  readonly body: any;
}

/** An open case of the world's process. */
export async function lateNotice(deps: Door): Promise<CaseRow> {
  const { row } = await openCase(deps, acme, {
    class: 'NOTICE_TOO_LATE',
    site,
    processId,
    subject: 'n-1',
    summary: 'It came too late.',
    links: [],
  });
  return row;
}

let keys = 0;

/** Sends a request to a route; a POST gets a fresh idempotency key unless it brings one. */
export async function send<Deps extends ApiDeps>(
  deps: Deps,
  route: Route<Deps>,
  { as = 'sue', params = {}, query = {}, headers = {}, body, text, route: known = route as never }: Sent = {},
): Promise<Received> {
  keys += 1;
  const answer = await answerRequest(
    [known as Route<Deps>],
    {
      method: route.method,
      template: route.path,
      params,
      query: Object.fromEntries(
        Object.entries(query).map(([name, value]) => [name, typeof value === 'string' ? [value] : value]),
      ),
      headers: {
        authorization: `Bearer ${as}`,
        ...(route.method === 'POST' ? { 'idempotency-key': `key-${keys}` } : {}),
        ...(body === undefined && text === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: text ?? (body === undefined ? '' : JSON.stringify(body)),
    },
    deps,
  );
  return { ...answer, body: JSON.parse(answer.body) };
}
