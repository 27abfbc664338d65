import * as z from 'zod/mini';
import type { Operation } from '../../lambdas/adapters/contract.ts';
import { pathFields, type Route } from '../../lambdas/adapters/http-connector.ts';
import type { SystemRegistry } from '../../lambdas/adapters/registry.ts';

interface JsonSchema {
  readonly [keyword: string]: unknown;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly required?: readonly string[];
}
export interface DescribedOperation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description: string;
  readonly parameters: readonly unknown[];
  readonly requestBody?: unknown;
  readonly responses: Readonly<Record<string, unknown>>;
}
export interface OpenApi {
  readonly openapi: '3.1.0';
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly tags: readonly { readonly name: string }[];
  readonly security: readonly unknown[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, DescribedOperation>>>>;
  readonly components: Readonly<Record<string, unknown>>;
}

/** The OpenAPI 3.1 description of the reference REST contract, made from the ports and the routes their connectors call. */
export function openApi(registry: SystemRegistry): OpenApi {
  const paths: Record<string, Record<string, DescribedOperation>> = {};
  for (const [system, { operations, http }] of Object.entries(registry)) {
    for (const [name, operation] of Object.entries(operations)) {
      const route = http.routes[name];
      if (!route) throw new Error(`${system}.${name} has no route: add it to the system's http.ts`);
      const path = `/{tenant}/${system}/v1${route.path}`;
      paths[path] = {
        ...paths[path],
        [route.method.toLowerCase()]: describe(system, name, operation, route),
      };
    }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Reference systems of record',
      version: 'v1',
      description:
        'The REST contract the adapters speak. One server plays every system for every tenant; each tenant and system has its own bearer token and its own data.',
    },
    tags: Object.keys(registry).map((name) => ({ name })),
    security: [{ bearer: [] }],
    paths,
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
      schemas: {
        Problem: {
          type: 'object',
          description: 'RFC 9457 problem details.',
          properties: {
            type: { type: 'string' },
            title: { type: 'string' },
            status: { type: 'integer' },
            detail: { type: 'string' },
          },
          required: ['type', 'title', 'status', 'detail'],
        },
      },
    },
  };
}

function describe(system: string, name: string, operation: Operation, route: Route): DescribedOperation {
  const fields = pathFields(route);
  const request = schemaOf(operation.input, 'input');
  const parameter = (
    place: 'path' | 'header',
    parameterName: string,
    required: boolean,
    schema: unknown,
    description?: string,
  ) => ({
    name: parameterName,
    in: place,
    required,
    schema,
    ...(description ? { description } : {}),
  });
  const text = { type: 'string' };
  const problem = (description: string) => ({
    description,
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  });
  return {
    operationId: `${system}.${name}`,
    tags: [system],
    summary: route.summary,
    description: inverseOf(system, operation),
    parameters: [
      parameter('path', 'tenant', true, text),
      ...fields.map((field) => parameter('path', field, true, request.properties?.[field] ?? text)),
      parameter('header', 'X-Site', true, text, 'The site the call is for.'),
      parameter('header', 'X-Correlation-Id', false, text, 'Finds the call in both logs.'),
      parameter('header', 'traceparent', false, text, 'W3C trace context.'),
      ...(operation.kind === 'write'
        ? [
            parameter(
              'header',
              'Idempotency-Key',
              true,
              text,
              'The same key with the same request gives the same answer and no second effect.',
            ),
          ]
        : []),
    ],
    ...(route.method === 'GET'
      ? {}
      : {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: without(request, fields) } },
          },
        }),
    responses: {
      200: {
        description: 'Done.',
        content: { 'application/json': { schema: schemaOf(operation.output, 'output') } },
      },
      400: problem('The request breaks its contract.'),
      401: problem('The bearer token is missing or not the one of this tenant and system.'),
      404: problem('There is no such document, line or resource.'),
      409: problem('The state of the system forbids it.'),
      422: problem('It makes no sense to the system, or the idempotency key was used for another request.'),
      429: problem('Too many calls; Retry-After says when to come back.'),
      500: problem('The system failed.'),
    },
  };
}

function inverseOf(system: string, { kind, inverse }: Operation): string {
  if (kind === 'lookup') return 'A lookup: it may be repeated freely.';
  return inverse ? `A write, taken back by \`${system}.${inverse}\`.` : 'A write without an inverse.';
}

function schemaOf(contract: z.ZodMiniType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _, ...schema } = z.toJSONSchema(contract, { io });
  return schema as JsonSchema;
}

/** The body holds what the path does not. */
function without(schema: JsonSchema, fields: readonly string[]): JsonSchema {
  const properties = Object.entries(schema.properties ?? {}).filter(([name]) => !fields.includes(name));
  return {
    ...schema,
    properties: Object.fromEntries(properties),
    required: (schema.required ?? []).filter((name) => !fields.includes(name)),
  };
}
