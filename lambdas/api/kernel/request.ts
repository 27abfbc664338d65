import type { APIGatewayProxyEvent } from 'aws-lambda';
import type * as z from 'zod/mini';
import { isWellFormed, type Problem, problemsOf } from '../../shared/parse.ts';
import { ApiProblem } from './problem.ts';
import type { Route } from './route.ts';

/** What is read of a request; the names of headers are lower case. */
export interface ApiRequest {
  readonly method: string;
  /** The path as the contract writes it: `/v1/inventory/{site}/{sku}`. */
  readonly template: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, readonly string[]>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Largest body a route reads that does not say otherwise. */
const BODY_BYTES = 1_000_000;

export function requestOf(event: APIGatewayProxyEvent): ApiRequest {
  const headers = Object.fromEntries(
    Object.entries(event.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value ?? '']),
  );
  const raw = event.body ?? '';
  return {
    method: event.httpMethod,
    template: event.resource,
    params: Object.fromEntries(
      Object.entries(event.pathParameters ?? {}).map(([name, value]) => [name, decoded(value ?? '')]),
    ),
    query: Object.fromEntries(
      Object.entries(event.multiValueQueryStringParameters ?? {}).map(([name, values]) => [
        name,
        values ?? [],
      ]),
    ),
    headers,
    body: event.isBase64Encoded ? Buffer.from(raw, 'base64').toString('utf8') : raw,
  };
}

/** No identifier holds a percent sign, so a gateway that has decoded a parameter and one that has not mean the same. */
function decoded(value: string): string {
  try {
    return value.includes('%') ? decodeURIComponent(value) : value;
  } catch {
    return value;
  }
}

export interface ParsedRequest {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  readonly limit: number;
  readonly cursor?: string;
}

/** Pages hold this many unless asked otherwise, and never more than the second number. */
const PAGE = { usual: 50, most: 200 } as const;

/**
 * Reads a request as its route says. Raises one problem with everything that is wrong with it: malformed-request, or
 * unprocessable where every part has its shape and they only do not fit each other.
 */
export function parseRequest(route: Route<never>, request: ApiRequest): ParsedRequest {
  const errors: Faults = [];
  const { limit: askedLimit, cursor: askedCursor, ...rest } = request.query;
  const limit = route.paged ? readLimit(askedLimit, errors) : PAGE.usual;
  const cursor = route.paged ? onlyOne('cursor', askedCursor, errors) : undefined;
  const given = route.paged ? rest : request.query;
  const params = check('path', route.params, request.params, errors);
  const query = check('query', route.query, queryValues(route.query, given), errors);
  if (!route.query) for (const name of Object.keys(given)) errors.push(unknown(name, request));
  const body = route.body ? check('body', route.body, readBody(request, route.bodyBytes), errors) : undefined;
  if (errors.length > 0)
    throw new ApiProblem(
      errors.every(({ wellFormed }) => wellFormed) ? 'unprocessable' : 'malformed-request',
      `${errors.length} of its parts ${errors.length === 1 ? 'is' : 'are'} not as the contract says`,
      { errors: errors.map(({ wellFormed: _, ...problem }) => problem) },
    );
  return { params, query, body, limit, ...(cursor === undefined ? {} : { cursor }) };
}

type Faults = (Problem & { readonly wellFormed?: boolean })[];

function check(place: string, schema: z.ZodMiniType | undefined, value: unknown, errors: Faults): unknown {
  if (!schema) return undefined;
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const wellFormed = isWellFormed(parsed.error);
  for (const problem of problemsOf(parsed.error, value))
    errors.push({
      ...problem,
      field: problem.field === '(whole)' ? place : `${place}.${problem.field}`,
      wellFormed,
    });
  return undefined;
}

function unknown(name: string, { query }: ApiRequest): Problem {
  return {
    field: `query.${name}`,
    value: String(query[name]).slice(0, 80),
    message: 'is not a parameter here',
  };
}

function readLimit(values: readonly string[] | undefined, errors: Faults): number {
  const text = onlyOne('limit', values, errors);
  if (text === undefined) return PAGE.usual;
  const limit = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= PAGE.most) return limit;
  errors.push({
    field: 'query.limit',
    value: text.slice(0, 80),
    message: `must be a whole number from 1 to ${PAGE.most}`,
  });
  return PAGE.usual;
}

function onlyOne(name: string, values: readonly string[] | undefined, errors: Faults): string | undefined {
  if (values && values.length > 1)
    errors.push({ field: `query.${name}`, value: values.join(', ').slice(0, 80), message: 'is given twice' });
  return values?.[0];
}

/** Query strings are text: whole numbers and yes or no become what their schema says before it looks at them. */
function queryValues(
  schema: z.ZodMiniObject | undefined,
  given: Readonly<Record<string, readonly string[]>>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(given).map(([name, values]) => {
      const kind = kindOf(schema?.def.shape[name] as z.ZodMiniType | undefined);
      if (kind === 'array') return [name, values];
      // Given twice, where one is asked for: a list, which its schema refuses.
      if (values.length > 1) return [name, values];
      return [name, typed(kind, values[0] ?? '')];
    }),
  );
}

function kindOf(schema: z.ZodMiniType | undefined): string | undefined {
  const def = schema?._zod.def as { type: string; innerType?: z.ZodMiniType } | undefined;
  if (def?.innerType) return kindOf(def.innerType);
  return def?.type;
}

function typed(kind: string | undefined, text: string): unknown {
  if (kind === 'number' && /^-?\d{1,16}$/.test(text) && Number.isSafeInteger(Number(text)))
    return Number(text);
  if (kind === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}

function readBody({ headers, body }: ApiRequest, most = BODY_BYTES): unknown {
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json')
    throw new ApiProblem(
      'unsupported-media-type',
      `content-type is ${type ? `"${type}"` : 'missing'}; send application/json`,
    );
  if (Buffer.byteLength(body) > most)
    throw new ApiProblem(
      'too-large',
      `the body has ${Buffer.byteLength(body)} bytes, at most ${most} are read; send it in parts, or a file by POST /v1/files/uploads`,
    );
  try {
    return JSON.parse(body) as unknown;
  } catch (error) {
    throw new ApiProblem('malformed-request', 'the body is not JSON', {
      errors: [{ field: 'body', value: body.slice(0, 80), message: (error as Error).message.slice(0, 200) }],
    });
  }
}
