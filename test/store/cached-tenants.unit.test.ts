import { expect, it } from 'vitest';
import { cachedTenants, FRESH_FOR_MS } from '../../lambdas/store/cached-tenants.ts';
import { memoryStores } from '../../lambdas/store/memory/index.ts';
import { tenantDocument } from '../support/tenant.ts';
import { MORNING, someTenant } from './samples.ts';

const tenant = someTenant();
const version = (number: number) => ({ ...tenantDocument(tenant), version: number });

function watched() {
  const { tenants } = memoryStores();
  let elapsed = 0;
  let reads = 0;
  const counted = {
    ...tenants,
    current: (scope: typeof tenant) => {
      reads += 1;
      return tenants.current(scope);
    },
  };
  return {
    behind: tenants,
    cached: cachedTenants(counted, () => elapsed),
    pass: (milliseconds: number) => {
      elapsed += milliseconds;
    },
    reads: () => reads,
  };
}

it('reads a document once while it is fresh, and sees what others changed after that', async () => {
  const { behind, cached, pass, reads } = watched();
  await behind.apply(tenant, version(1), MORNING);
  await cached.current(tenant);
  await behind.apply(tenant, version(2), MORNING);
  pass(FRESH_FOR_MS - 1);
  expect((await cached.current(tenant))?.version).toBe(1);
  expect(reads()).toBe(1);
  pass(1);
  expect((await cached.current(tenant))?.version).toBe(2);
});

it('sees at once what was applied through it, and never keeps that a tenant is missing', async () => {
  const { cached, reads } = watched();
  expect(await cached.current(tenant)).toBeUndefined();
  await cached.apply(tenant, version(1), MORNING);
  expect((await cached.current(tenant))?.version).toBe(1);
  await cached.apply(tenant, version(2), MORNING);
  expect((await cached.current(tenant))?.version).toBe(2);
  expect(reads()).toBe(3);
});
