import { ContractViolation } from '../shared/errors.ts';
import type { CallContext, Operations, PortOf } from './contract.ts';
import type { HttpRequest, Send } from './http-client.ts';

/** Where an operation lives in the reference REST contract. `{name}` in the path is a text field of the input. */
export interface Route {
  readonly method: HttpRequest['method'];
  readonly path: `/${string}`;
  /** One sentence for the OpenAPI page. */
  readonly summary: string;
}

export type RoutesOf<Table extends Operations> = { readonly [Name in keyof Table]: Route };

export interface HttpConnector<Table extends Operations> {
  readonly routes: RoutesOf<Table>;
  readonly connect: (send: Send) => PortOf<Table>;
}

/** Header names of the reference contract; node and fetch spell them in lower case. */
export const header = {
  idempotencyKey: 'idempotency-key',
  correlationId: 'x-correlation-id',
  site: 'x-site',
  traceparent: 'traceparent',
} as const;

/** The port of a system over its reference REST contract. Fields that are not in the path travel as the JSON body. */
export function httpConnector<Table extends Operations>(
  operations: Table,
  routes: RoutesOf<Table>,
): HttpConnector<Table> {
  const connect = (send: Send): PortOf<Table> => {
    const port = Object.entries(operations).map(([name, { kind, timeoutMs }]) => {
      const route = routes[name] as Route;
      const call = (input: Readonly<Record<string, unknown>>, context: CallContext) => {
        const { path, rest } = fillPath(route, input);
        const body = route.method === 'GET' ? {} : { body: rest };
        return send({ method: route.method, path, headers: headersOf(kind, context), timeoutMs, ...body });
      };
      return [name, call] as const;
    });
    return Object.fromEntries(port) as unknown as PortOf<Table>;
  };
  return { routes, connect };
}

/** The names in braces of a route's path. */
export function pathFields(route: Route): string[] {
  return [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string);
}

function fillPath(route: Route, input: Readonly<Record<string, unknown>>) {
  const rest = { ...input };
  const path = route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = input[name];
    // A URL drops dot segments, so such a value would reach another resource.
    if (typeof value !== 'string' || value === '' || value === '.' || value === '..') {
      throw new ContractViolation(
        `${name} = ${JSON.stringify(value)} cannot stand in the path ${route.path}: it must be a text that is not empty, . or ..`,
      );
    }
    delete rest[name];
    return encodeURIComponent(value);
  });
  return { path, rest };
}

function headersOf(kind: 'lookup' | 'write', context: CallContext): Record<string, string> {
  return {
    [header.correlationId]: printable(context.correlationId),
    [header.site]: printable(context.site),
    ...(context.traceparent ? { [header.traceparent]: printable(context.traceparent) } : {}),
    ...(kind === 'write' ? { [header.idempotencyKey]: context.idempotencyKey } : {}),
  };
}

/** Header values are ASCII; anything else would make fetch refuse the whole request. */
function printable(value: string): string {
  return value.replaceAll(/[^\x20-\x7e]/g, '?');
}
