import { globSync, readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { problemTypes } from '../../lambdas/api/kernel/problem.ts';
import { apiFunctions } from '../../lib/kernel.ts';
import { routesByFunction } from '../../scripts/generate.ts';
import { root } from '../lints/imports.ts';
import { type Door, frontDoor, principal, send } from './front-door.ts';

/** Every route there is: what all of them promise is walked here, so no route can be forgotten. */
const routes = Object.entries(routesByFunction).flatMap(([entry, all]) =>
  all.map((route) => ({ entry, route })),
);
const named = routes.map(({ route }) => [route.operationId, route] as const);
/** Routes that take a bearer token, and those that prove otherwise who calls. */
const bearing = named.filter(([, { proof }]) => proof === undefined);
const proving = named.filter(([, { proof }]) => proof !== undefined);

let deps: Door;
beforeEach(async () => {
  deps = await frontDoor();
  // Whatever a route would do, it must not come so far.
  for (const [name, store] of Object.entries(deps.stores))
    if (name !== 'edge' && name !== 'tenants')
      for (const method of Object.keys(store))
        (store as unknown as Record<string, unknown>)[method] = () => {
          throw new Error(`${name}.${method} was called`);
        };
});

/** Something for every parameter of a path. */
const params = {
  ...{ id: 'cmVjZWl2aW5nOlg', site: 'BER1', sku: 'X', caseId: 'case-1' },
  ...{ tenant: 'acme', endpoint: 'desk' },
};

describe.each(proving)('%s', (_name, route) => {
  it('needs its own proof, and no token will do', async () => {
    deps.principals.set('all', principal({ roles: [...route.may.roles], scopes: [route.may.scope] }));
    for (const as of ['all', 'nobody'])
      expect(await send(deps, route as never, { as, params, body: {} })).toMatchObject({
        status: 401,
        body: { type: 'urn:tallyflow:problem:unauthenticated' },
      });
  });
});

describe.each(bearing)('%s', (_name, route) => {
  it('needs a token', async () => {
    expect(await send(deps, route as never, { as: 'nobody', params })).toMatchObject({ status: 401 });
  });

  it('needs a role', async () => {
    deps.principals.set('nothing', principal({ roles: [] }));
    expect(await send(deps, route as never, { as: 'nothing', params })).toMatchObject({ status: 403 });
  });

  it('needs the scope, for clients', async () => {
    deps.principals.set('app', principal({ kind: 'client', roles: [...route.may.roles], scopes: [] }));
    const { status, body } = await send(deps, route as never, { as: 'app', params });
    expect([status, body.detail]).toEqual([403, expect.stringContaining(`this needs ${route.may.scope}`)]);
  });
});

describe.each(named)('%s', (_name, route) => {
  it('looks by GET and changes by anything else', () => {
    expect(route.may.scope.endsWith(':read')).toBe(route.method === 'GET' || route.reads === true);
  });

  it('is described', () => {
    expect(route.summary).toMatch(/^[A-Z].{10,}\.$/);
    for (const problem of route.problems ?? []) expect(problemTypes).toHaveProperty(problem);
    for (const [, name] of route.path.matchAll(/\{(\w+)\}/g))
      expect(Object.keys(route.params?.def.shape ?? {})).toContain(name);
  });
});

it('has one route for each method and path, and one name for each route', () => {
  const places = named.map(([, { method, path }]) => `${method} ${path}`);
  expect(places.filter((place, index) => places.indexOf(place) !== index)).toEqual([]);
  const names = named.map(([name]) => name);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

it('has every route in a file of its name, and every such file in a function behind the gateway', () => {
  const files = globSync('lambdas/api/*.ts', { cwd: root })
    .filter((file) => /^export const route\b/m.test(readFileSync(`${root}/${file}`, 'utf8')))
    .map((file) =>
      file
        .slice('lambdas/api/'.length, -'.ts'.length)
        .replace(/-[a-z]/g, (dash) => dash.slice(1).toUpperCase()),
    );
  expect(files.sort()).toEqual(named.map(([name]) => name).sort());
  expect(Object.keys(routesByFunction).sort()).toEqual(apiFunctions.map(({ entry }) => entry).sort());
});
