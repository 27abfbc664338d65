import type * as z from 'zod/mini';
import type { Role } from '../../domain/tenant.ts';
import type { Principal, Scope, Subject } from '../principal.ts';
import type { ProblemType } from './problem.ts';
import type { ApiRequest } from './request.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** Who may make a call: one of the roles, and for clients the scope. */
export interface May {
  readonly roles: readonly [Role, ...Role[]];
  readonly scope: Scope;
}

/** Where a page begins and how much it holds; the cursor is the store's own, already checked and taken out of its seal. */
export interface PageAsked {
  readonly limit: number;
  readonly cursor?: string;
}

export interface Call<Params, Query, Body> {
  readonly principal: Principal;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly page: PageAsked;
  /** The version the caller saw, where the route demands If-Match. */
  readonly expectedVersion: number;
  readonly correlationId: string;
  /** Names this request: repeated under its Idempotency-Key it is the same, so what it makes has the same ids. */
  readonly requestId: string;
  readonly traceparent?: string;
  /** Raises Forbidden unless the caller's grants reach this site and process with the roles of the route. */
  readonly require: (about: Subject) => void;
}

export interface Reply<Answer> {
  readonly body: Answer;
  /** Becomes the ETag. */
  readonly version?: number;
  /** The path of what was made. */
  readonly location?: string;
  /** Where the next page begins, as the store says it; a caller gets it sealed. */
  readonly cursor?: string | undefined;
}

/** How a route proves who calls that takes no bearer token. */
export interface OwnProof<Deps> {
  /** The header it looks at, as the contract names it. */
  readonly header: string;
  readonly description: string;
  /** Who calls. Raises the same unauthenticated problem for whatever speaks against it. */
  readonly verify: (request: ApiRequest, deps: Deps) => Promise<Principal>;
}

export interface Route<Deps> {
  /** The file's name in camel case: `look-up-inventory.ts` holds `lookUpInventory`. */
  readonly operationId: string;
  readonly method: Method;
  readonly path: `/v1/${string}`;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly may: May;
  /** @default - the bearer token of an issuer of the tenant */
  readonly proof?: OwnProof<Deps>;
  /** The header that names a request, so that its repetition is known. @default Idempotency-Key */
  readonly keyHeader?: string;
  readonly params?: z.ZodMiniObject;
  readonly query?: z.ZodMiniObject;
  readonly body?: z.ZodMiniType;
  /** Bytes of the largest body it reads. @default 1 MB */
  readonly bodyBytes?: number;
  readonly answer: z.ZodMiniType;
  /** @default 200 */
  readonly status?: 200 | 201 | 202;
  /** A POST that changes nothing, because its question needs a body: it takes no Idempotency-Key. */
  readonly reads?: true;
  /** It answers pages: takes `limit` and `cursor`, and answers `items` with `next`. */
  readonly paged?: true;
  /** It answers an ETag. */
  readonly versioned?: true;
  /** It changes what somebody has read: If-Match must name the version. */
  readonly ifMatch?: true;
  /** Problems beyond those any call can meet. */
  readonly problems?: readonly ProblemType[];
  readonly deprecated?: { readonly since: string; readonly sunset: string; readonly instead: string };
  readonly about?: (call: { params: never; query: never; body: never }) => Subject;
  readonly run: (call: Call<never, never, never>, deps: Deps) => Promise<Reply<unknown>>;
}

type Parsed<Schema> = Schema extends z.ZodMiniType<infer Value> ? Value : undefined;

/** One route: the contract, who may call it, and what it does. The types of its call follow from its schemas. */
export function defineRoute<
  Deps,
  Params extends z.ZodMiniObject | undefined = undefined,
  Query extends z.ZodMiniObject | undefined = undefined,
  Body extends z.ZodMiniType | undefined = undefined,
  Answer extends z.ZodMiniType = z.ZodMiniType,
>(
  route: Omit<Route<Deps>, 'params' | 'query' | 'body' | 'answer' | 'about' | 'run'> & {
    readonly params?: Params;
    readonly query?: Query;
    readonly body?: Body;
    readonly answer: Answer;
    /** What of the request decides whether the caller's grants reach it; what only a row tells, `run` requires itself. */
    readonly about?: (call: { params: Parsed<Params>; query: Parsed<Query>; body: Parsed<Body> }) => Subject;
    readonly run: (
      call: Call<Parsed<Params>, Parsed<Query>, Parsed<Body>>,
      deps: Deps,
    ) => Promise<Reply<Parsed<Answer>>>;
  },
): Route<Deps> {
  return route as unknown as Route<Deps>;
}
