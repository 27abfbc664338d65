import * as z from 'zod/mini';
import { type ProblemType, problemTypes, problemUri } from '../../lambdas/api/kernel/problem.ts';
import type { OwnProof, Route } from '../../lambdas/api/kernel/route.ts';

type Json = Readonly<Record<string, unknown>>;

/** Routes by the function that carries them out, such as `api/read`. */
export type RoutesByFunction = Readonly<Record<string, readonly Route<never>[]>>;

/** The version of the contract: additions raise the second number, and nothing else ever happens under `/v1`. */
const VERSION = '1.0.0';

/** The OpenAPI 3.1 document of the REST API, from the schemas the handlers check with. */
export function openApi(byFunction: RoutesByFunction): Json {
  const components = new Map<string, unknown>();
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [entry, routes] of Object.entries(byFunction))
    for (const route of routes) {
      const operation = { ...operationOf(route, components), 'x-tallyflow-function': entry };
      paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation };
    }
  const all = Object.values(byFunction).flat();
  return {
    openapi: '3.1.0',
    info: {
      title: 'Tallyflow',
      version: VERSION,
      summary: 'Warehouse processes of retailers: look up, tell, decide, steer.',
      description: INTRODUCTION,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [
      {
        url: '{endpoint}',
        description: 'The address the deployment of the `api` stack prints.',
        variables: { endpoint: { default: 'http://127.0.0.1:4566/_aws/execute-api/tallyflow/local' } },
      },
    ],
    tags: [...new Set(all.map(({ tag }) => tag))].map((name) => ({ name })),
    security: [{ bearer: [] }],
    paths: sorted(paths),
    components: {
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description:
            'An access token of an issuer the tenant’s document allows. The tenant comes from it alone.',
        },
        ...Object.fromEntries(
          all.flatMap(({ proof }) =>
            proof
              ? [
                  [
                    schemeOf(proof),
                    { type: 'apiKey', in: 'header', name: proof.header, description: proof.description },
                  ],
                ]
              : [],
          ),
        ),
      },
      schemas: { ...sorted(Object.fromEntries(components)), Problem: PROBLEM },
      headers: HEADERS,
    },
  };
}

const INTRODUCTION = `Every answer that is not the one asked for is \`application/problem+json\` (RFC 9457); its \`type\` is stable.
A POST needs an \`Idempotency-Key\`: the same key with the same request gets the first answer again, with another request a 422.
What has a version is answered with an \`ETag\`; to change it, send that back as \`If-Match\`.
Lists answer \`items\` and, while there is more, \`next\`: send it as \`cursor\`. It is sealed for the tenant and the list.
Ids of processes and tasks are opaque in paths; answers give them as \`id\`.
Times are UTC, quantities whole numbers in the item's base unit, money whole numbers in the currency's minor unit.`;

const PROBLEM = {
  type: 'object',
  description: 'RFC 9457 problem details.',
  required: ['type', 'title', 'status', 'detail', 'instance'],
  properties: {
    type: { type: 'string', enum: Object.keys(problemTypes).map((type) => problemUri(type as ProblemType)) },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string', description: 'What is wrong, with which value, and what to do about it.' },
    instance: { type: 'string', description: 'Finds this call in the logs.' },
    errors: {
      type: 'array',
      description: 'Field by field.',
      items: {
        type: 'object',
        required: ['field', 'value', 'message'],
        properties: { field: { type: 'string' }, value: { type: 'string' }, message: { type: 'string' } },
      },
    },
  },
};

const text = { type: 'string' };
const HEADERS = {
  ETag: { description: 'The version of what is answered.', schema: text },
  RateLimit: { description: 'Calls left in this minute, and the seconds until the next.', schema: text },
  'RateLimit-Policy': { description: 'Calls a minute.', schema: text },
  'X-Correlation-Id': { description: 'Finds the call in logs, events and processes.', schema: text },
  'Retry-After': { description: 'Seconds until the call may be made again.', schema: { type: 'integer' } },
  Location: { description: 'The path of what was made.', schema: text },
};

/** The name of a scheme of its own: `webhook-signature` is `webhookSignature`. */
function schemeOf({ header }: OwnProof<never>): string {
  return header.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function operationOf(route: Route<never>, components: Map<string, unknown>): Json {
  const { operationId, tag, summary, description, may, deprecated, body } = route;
  const roles = route.proof
    ? 'No bearer token is taken.'
    : `Roles: ${may.roles.join(', ')}. Scope for clients: \`${may.scope}\`.`;
  return {
    operationId,
    tags: [tag],
    summary,
    description: description === undefined ? roles : `${description}\n\n${roles}`,
    ...(deprecated ? { deprecated: true } : {}),
    security: [route.proof ? { [schemeOf(route.proof)]: [] } : { bearer: [may.scope] }],
    parameters: parametersOf(route, components),
    ...(body
      ? {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: schemaOf(body, 'input', components) } },
          },
        }
      : {}),
    responses: responsesOf(route, components),
  };
}

function parametersOf(route: Route<never>, components: Map<string, unknown>): readonly Json[] {
  const of = (place: 'path' | 'query', schema: z.ZodMiniObject | undefined) => {
    if (!schema) return [];
    const { properties = {}, required = [] } = schemaOf(schema, 'input', components) as {
      properties?: Readonly<Record<string, unknown>>;
      required?: readonly string[];
    };
    return Object.entries(properties).map(([name, described]) => ({
      name,
      in: place,
      required: place === 'path' || required.includes(name),
      schema: described,
    }));
  };
  const header = (name: string, required: boolean, description: string, schema: Json = text) => ({
    name,
    in: 'header',
    required,
    description,
    schema,
  });
  return [
    ...of('path', route.params),
    ...of('query', route.query),
    ...(route.paged
      ? [
          {
            name: 'limit',
            in: 'query',
            required: false,
            schema: { type: 'integer', minimum: 1, maximum: 200, default: 50 },
          },
          {
            name: 'cursor',
            in: 'query',
            required: false,
            description: '`next` of the page before.',
            schema: text,
          },
        ]
      : []),
    ...(route.method === 'POST' && !route.reads
      ? [
          header(route.keyHeader ?? 'Idempotency-Key', true, 'New for each new request; a UUID will do.', {
            type: 'string',
            minLength: 1,
            maxLength: 200,
            pattern: '^[\\x21-\\x7e]+$',
          }),
        ]
      : []),
    ...(route.ifMatch
      ? [
          header('If-Match', true, 'The ETag of what was read.', {
            type: 'string',
            pattern: '^"v[0-9]{1,15}"$',
          }),
        ]
      : []),
    header('X-Correlation-Id', false, 'Finds the call in logs, events and processes.'),
    header('traceparent', false, 'W3C trace context.'),
  ];
}

/** Problems any call can meet, and those that come with what a route reads. */
function problemsOf({
  method,
  reads,
  query,
  paged,
  body,
  ifMatch,
  problems = [],
}: Route<never>): readonly ProblemType[] {
  return [
    'malformed-request',
    'unauthenticated',
    'forbidden',
    ...(body ? (['too-large', 'unsupported-media-type'] as const) : []),
    ...(body || query || paged ? (['unprocessable'] as const) : []),
    ...(method === 'POST' && !reads ? (['conflict', 'idempotency-key-reused'] as const) : []),
    ...(ifMatch ? (['precondition-failed', 'precondition-required'] as const) : []),
    ...problems,
    'rate-limited',
    'internal',
    'unavailable',
  ];
}

function responsesOf(route: Route<never>, components: Map<string, unknown>): Json {
  const header = (name: keyof typeof HEADERS) => ({ [name]: { $ref: `#/components/headers/${name}` } });
  const always = { ...header('X-Correlation-Id'), ...header('RateLimit'), ...header('RateLimit-Policy') };
  const good = {
    description: 'Done.',
    headers: {
      ...always,
      ...(route.versioned ? header('ETag') : {}),
      ...(route.status === 201 ? header('Location') : {}),
    },
    content: { 'application/json': { schema: schemaOf(route.answer, 'output', components) } },
  };
  const byStatus = new Map<number, string[]>();
  for (const type of problemsOf(route)) {
    const { status, title } = problemTypes[type];
    const titles = byStatus.get(status) ?? [];
    if (!titles.includes(title)) byStatus.set(status, [...titles, title]);
  }
  const problems = [...byStatus].map(([status, titles]) => [
    String(status),
    {
      description: titles.join(' '),
      headers: {
        ...header('X-Correlation-Id'),
        ...(status === 429 || status === 503 ? header('Retry-After') : {}),
      },
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    },
  ]);
  return sorted(Object.fromEntries([[String(route.status ?? 200), good], ...problems]));
}

/** The JSON Schema of a contract; what has an id of its own goes to the components once. */
function schemaOf(contract: z.ZodMiniType, io: 'input' | 'output', components: Map<string, unknown>): Json {
  const {
    $schema: _,
    $defs = {},
    ...schema
  } = z.toJSONSchema(contract, {
    io,
    unrepresentable: 'any',
    // Answers may gain fields: a client that refuses what it does not know would break by it.
    override: ({ jsonSchema }) => {
      if (io === 'output' && jsonSchema.additionalProperties === false)
        delete jsonSchema.additionalProperties;
    },
  });
  const moved = (value: unknown) =>
    JSON.parse(JSON.stringify(value).replaceAll('"#/$defs/', '"#/components/schemas/')) as Json;
  for (const [id, definition] of Object.entries($defs)) components.set(id, moved(definition));
  const named = (schema as { id?: string }).id;
  if (named === undefined) return moved(schema);
  components.set(named, moved(schema));
  return { $ref: `#/components/schemas/${named}` };
}

function sorted<Value>(values: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(values).sort(([a], [b]) => a.localeCompare(b)));
}
