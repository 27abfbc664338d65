import type { Operation } from '../../lambdas/adapters/contract.ts';
import type { SystemRegistry } from '../../lambdas/adapters/registry.ts';
import { Problem } from './problem.ts';

export interface FoundOperation {
  readonly operation: string;
  readonly kind: Operation['kind'];
  /** Values of the `{names}` in the route's path. */
  readonly pathFields: Readonly<Record<string, string>>;
}

export interface RouteTable {
  /** The operation at these path parts, `v1` first; raises a 404 or 405 problem. */
  find(system: string, method: string, parts: readonly string[]): FoundOperation;
}

/** Finds operations by the routes their connectors call, so client and server cannot disagree. */
export function routeTable(registry: SystemRegistry): RouteTable {
  const entries = Object.entries(registry).flatMap(([system, { operations, http }]) =>
    Object.entries(operations).map(([operation, { kind }]) => {
      const route = http.routes[operation];
      if (!route) throw new Error(`${system}.${operation} has no route: add it to the system's http.ts`);
      return {
        system,
        operation,
        kind,
        method: route.method,
        parts: ['v1', ...route.path.split('/').slice(1)],
      };
    }),
  );

  return {
    find(system, method, parts) {
      const atPath = entries.flatMap((entry) => {
        const pathFields = entry.system === system ? matchParts(entry.parts, parts) : undefined;
        return pathFields ? [{ ...entry, pathFields }] : [];
      });
      if (atPath.length === 0)
        throw new Problem(404, `${system} has nothing at /${parts.join('/')}: see /docs`);
      const found = atPath.find((entry) => entry.method === method);
      if (!found)
        throw new Problem(
          405,
          `/${parts.join('/')} of ${system} takes ${atPath.map((entry) => entry.method).join(', ')}, not ${method}`,
        );
      return found;
    },
  };
}

function matchParts(
  pattern: readonly string[],
  parts: readonly string[],
): Record<string, string> | undefined {
  if (pattern.length !== parts.length) return undefined;
  const fields: Record<string, string> = {};
  for (const [index, expected] of pattern.entries()) {
    const part = parts[index] ?? '';
    const name = /^\{(\w+)\}$/.exec(expected)?.[1];
    if (name) fields[name] = part;
    else if (part !== expected) return undefined;
  }
  return fields;
}

/** The decoded parts of a path, without the leading slash; raises a 400 problem for broken percent-encoding. */
export function pathParts(url: URL): string[] {
  try {
    return url.pathname.split('/').slice(1).map(decodeURIComponent);
  } catch {
    throw new Problem(400, `${url.pathname} is not valid percent-encoding`);
  }
}
