import { decodeProtectedHeader } from 'jose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { remoteKeys } from '../../../lambdas/api/identity/remote-keys.ts';
import { verifyBearer } from '../../../lambdas/api/identity/verify.ts';
import { Unauthenticated } from '../../../lambdas/shared/errors.ts';
import { memoryStores } from '../../../lambdas/store/index.ts';
import { tenantScope } from '../../../lambdas/store/ports.ts';
import { type RunningIssuer, startIssuer } from '../../../local/issuer/issuer.ts';
import { identityOf, tenantDocument } from '../../support/tenant.ts';

const audience = 'urn:tallyflow:local:api';
const now = () => new Date().toISOString();
const stores = memoryStores();
let issuer: RunningIssuer;

const acme = tenantDocument('acme', {
  members: [{ userId: 'sue', roles: ['supervisor'], sites: ['dc1'] }],
  clients: [
    { clientId: 'acme-wms', roles: ['service'], sites: ['*'], scopes: ['events:write', 'inventory:read'] },
  ],
});
const globex = tenantDocument('globex', { members: [{ userId: 'sue', roles: ['viewer'], sites: ['*'] }] });

beforeAll(async () => {
  issuer = await startIssuer({ audience, tenants: [acme, globex] });
  const identity = identityOf(issuer.url);
  for (const document of [acme, globex])
    await stores.tenants.apply(tenantScope(document.tenantId), { ...document, identity }, now());
});
afterAll(() => issuer.stop());

const verify = (token: string, keys = remoteKeys({ plainHttp: true })) =>
  verifyBearer(`Bearer ${token}`, {
    tenants: stores.tenants,
    keys,
    clock: now,
    audience,
  });

it('gives a person a token that proves who they are, each tenant its own', async () => {
  expect(await verify(await issuer.token({ tenant: 'acme', as: 'sue' }))).toMatchObject({
    tenant: 'acme',
    subject: 'sue',
    kind: 'person',
    roles: ['supervisor'],
    sites: ['dc1'],
    processes: ['*'],
  });
  expect(await verify(await issuer.token({ tenant: 'globex', as: 'sue' }))).toMatchObject({
    tenant: 'globex',
    roles: ['viewer'],
  });
});

it('gives a program a token for what it asked for and may have', async () => {
  const all = await verify(await issuer.token({ tenant: 'acme', as: 'acme-wms' }));
  expect(all).toMatchObject({
    subject: 'acme-wms',
    kind: 'client',
    scopes: ['events:write', 'inventory:read'],
  });
  const some = await issuer.token({ tenant: 'acme', as: 'acme-wms', scopes: ['inventory:read'] });
  expect((await verify(some)).scopes).toEqual(['inventory:read']);
});

it.each([
  ['a person nobody knows', { tenant: 'acme', as: 'eve' }, /eve is no member of acme/],
  ['a tenant nobody knows', { tenant: 'initech', as: 'sue' }, /initech is not one of this issuer/],
])('gives none to %s', async (_what, who, reason) => {
  await expect(issuer.token(who)).rejects.toThrow(reason);
});

it('leaves out scopes a program may not have', async () => {
  const token = await issuer.token({
    tenant: 'acme',
    as: 'acme-wms',
    scopes: ['inventory:read', 'tasks:write'],
  });
  expect((await verify(token)).scopes).toEqual(['inventory:read']);
});

it('rotates its key without anybody being told: the old one counts as long as it is published', async () => {
  const keys = remoteKeys({ plainHttp: true, cooldownMs: 0 });
  const who = { tenant: 'acme', as: 'sue' };
  const before = await issuer.token(who);
  await verify(before, keys);
  await issuer.rotate();
  const after = await issuer.token(who);
  expect(decodeProtectedHeader(after).kid).not.toBe(decodeProtectedHeader(before).kid);
  expect(await verify(after, keys)).toMatchObject({ subject: 'sue' });
  expect(await verify(before, keys)).toMatchObject({ subject: 'sue' });
  await issuer.rotate({ forgetting: true });
  expect(await verify(await issuer.token(who), keys)).toMatchObject({ subject: 'sue' });
  await expect(verify(before, keys)).rejects.toBeInstanceOf(Unauthenticated);
});

it('is not asked again for a key nobody knows before the cooldown has passed', async () => {
  const keys = remoteKeys({ plainHttp: true });
  const who = { tenant: 'acme', as: 'sue' };
  await verify(await issuer.token(who), keys);
  await issuer.rotate();
  await expect(verify(await issuer.token(who), keys)).rejects.toBeInstanceOf(Unauthenticated);
});

it('is reached without TLS in the local stage alone', async () => {
  const token = await issuer.token({ tenant: 'acme', as: 'sue' });
  await expect(verify(token, remoteKeys({ plainHttp: false }))).rejects.toThrow(/is not https/);
});
