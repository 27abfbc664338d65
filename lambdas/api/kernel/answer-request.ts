import { logger } from '../../shared/powertools.ts';
import type { Core } from '../../shared/runtime.ts';
import type { KeptAnswer } from '../../store/edge.ts';
import type { Stores, TenantScope } from '../../store/ports.ts';
import { type Principal, requireGrant, requireScope } from '../principal.ts';
import type { CursorSeal } from './cursor.ts';
import { expectedVersionOf, versionTag } from './etag.ts';
import { once, requestIdOf } from './idempotency.ts';
import { ApiProblem, problemOf, problemTypes, problemUri } from './problem.ts';
import { countCall } from './rate-limit.ts';
import { type ApiRequest, type ParsedRequest, parseRequest } from './request.ts';
import type { Call, Reply, Route } from './route.ts';
import { type Trace, traceOf } from './trace.ts';

/** What every route is carried out with. */
export interface ApiDeps extends Core {
  /** Who sends a request. Raises Unauthenticated or Forbidden. */
  readonly authenticate: (authorization: string | undefined) => Promise<Principal>;
  /** The stores with which the request of a tenant is carried out, once it is known whose it is. */
  readonly storesOf: (tenant: TenantScope) => Stores;
  readonly cursors: CursorSeal;
}

/**
 * Answers one request: verifies who calls, counts the call, reads the request as the contract says, checks role, scope,
 * site and process, carries it out (a POST once per Idempotency-Key) and answers what the contract lists and nothing
 * else. Never raises: what goes wrong is a problem.
 */
export async function answerRequest<Deps extends ApiDeps>(
  routes: readonly Route<Deps>[],
  request: ApiRequest,
  deps: Deps,
): Promise<KeptAnswer> {
  const trace = traceOf(request.headers, deps.newId);
  logger.appendKeys({ correlationId: trace.correlationId });
  const headers: Record<string, string> = { ...trace.answered, 'cache-control': 'no-store' };
  try {
    const route = routes.find(({ method, path }) => method === request.method && path === request.template);
    if (!route) throw noRoute(routes, request);
    Object.assign(headers, deprecationOf(route));
    const principal = await (route.proof?.verify(request, deps) ??
      deps.authenticate(request.headers.authorization));
    logger.appendKeys({ tenant: principal.tenant, subject: principal.subject, operation: route.operationId });
    const own = { ...deps, stores: deps.storesOf(principal.tenant) };
    Object.assign(headers, await countCall(own.stores.edge, principal, own.clock()));
    requireScope(principal, route.may.scope);
    const answer = await answerRoute(route, request, principal, trace, own);
    return { ...answer, headers: { ...headers, ...answer.headers } };
  } catch (error) {
    const answer = problemAnswer(error, trace.correlationId);
    return { ...answer, headers: { ...headers, ...answer.headers } };
  }
}

async function answerRoute<Deps extends ApiDeps>(
  route: Route<Deps>,
  request: ApiRequest,
  principal: Principal,
  trace: Trace,
  deps: Deps,
): Promise<KeptAnswer> {
  // The role first: who may not call at all learns nothing of what is well formed.
  requireGrant(principal, route.may.roles);
  const parsed = parseRequest(route as Route<never>, request);
  const call = callOf(route, request, parsed, principal, trace, deps);
  call.require(route.about?.(call) ?? {});
  const carryOut = async () => answerOf(route, await route.run(call, deps), principal, deps);
  if (!changes(route)) return carryOut();
  return once(
    { edge: deps.stores.edge, clock: deps.clock },
    principal,
    request,
    route.keyHeader,
    async () => {
      try {
        return await carryOut();
      } catch (error) {
        // Kept under the key like any answer, unless it may be tried again.
        return problemAnswer(error, trace.correlationId);
      }
    },
  );
}

/** What is carried out once per Idempotency-Key. */
function changes<Deps>({ method, reads }: Pick<Route<Deps>, 'method' | 'reads'>): boolean {
  return method === 'POST' && !reads;
}

function callOf<Deps extends ApiDeps>(
  route: Route<Deps>,
  request: ApiRequest,
  { params, query, body, limit, cursor }: ParsedRequest,
  principal: Principal,
  { correlationId, traceparent }: Trace,
  deps: Deps,
): Call<never, never, never> {
  const opened =
    cursor === undefined ? {} : { cursor: deps.cursors.open(principal.tenant, route.operationId, cursor) };
  return {
    principal,
    params: params as never,
    query: query as never,
    body: body as never,
    page: { limit, ...opened },
    expectedVersion: route.ifMatch ? expectedVersionOf(request.headers['if-match']) : 0,
    correlationId,
    requestId: changes(route) ? requestIdOf(principal, request, route.keyHeader) : deps.newId(),
    ...(traceparent === undefined ? {} : { traceparent }),
    require: (about) => requireGrant(principal, route.may.roles, about),
  };
}

function answerOf<Deps extends ApiDeps>(
  route: Route<Deps>,
  reply: Reply<unknown>,
  principal: Principal,
  { cursors }: Deps,
): KeptAnswer {
  const next =
    reply.cursor === undefined ? undefined : cursors.seal(principal.tenant, route.operationId, reply.cursor);
  const body =
    next === undefined ? reply.body : { ...(reply.body as Readonly<Record<string, unknown>>), next };
  return {
    status: route.status ?? 200,
    headers: {
      'content-type': 'application/json',
      ...(reply.version === undefined ? {} : { etag: versionTag(reply.version) }),
      ...(reply.location === undefined ? {} : { location: reply.location }),
    },
    // Through the contract, so nothing leaves that it does not list.
    body: JSON.stringify(route.answer.parse(body)),
  };
}

function noRoute(routes: readonly Route<never>[], { method, template }: ApiRequest): ApiProblem {
  const methods = routes.filter(({ path }) => path === template).map((route) => route.method);
  if (methods.length === 0) return new ApiProblem('not-found', `there is no ${template}`);
  return new ApiProblem('method-not-allowed', `${template} takes ${methods.join(', ')}, not ${method}`, {
    headers: { allow: methods.join(', ') },
  });
}

/** RFC 9745 and RFC 8594: since when a route is deprecated, when it ends, and what takes its place. */
function deprecationOf({ deprecated }: Route<never>): Record<string, string> {
  if (!deprecated) return {};
  return {
    deprecation: `@${Math.floor(Date.parse(deprecated.since) / 1000)}`,
    sunset: new Date(deprecated.sunset).toUTCString(),
    link: `<${deprecated.instead}>; rel="successor-version"`,
  };
}

function problemAnswer(error: unknown, correlationId: string): KeptAnswer {
  const problem = problemOf(error);
  if (!problem) logger.error('request failed', { error: error as Error });
  const shown =
    problem ??
    new ApiProblem(
      'internal',
      'it failed for a reason nobody foresaw; the correlation id finds it in the log',
    );
  const { status, title } = problemTypes[shown.type];
  return {
    status,
    headers: { 'content-type': 'application/problem+json', ...shown.headers },
    body: JSON.stringify({
      type: problemUri(shown.type),
      title,
      status,
      detail: shown.message,
      instance: `urn:tallyflow:correlation:${correlationId}`,
      ...(shown.errors.length > 0 ? { errors: shown.errors } : {}),
    }),
  };
}
