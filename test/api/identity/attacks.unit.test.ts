import { createHmac } from 'node:crypto';
import { createLocalJWKSet, exportJWK, exportSPKI, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { beforeEach, describe, expect, it } from 'vitest';
import { authorize } from '../../../lambdas/api/authorize.ts';
import { type VerifyDependencies, verifyBearer } from '../../../lambdas/api/identity/verify.ts';
import type { Issuer } from '../../../lambdas/domain/identity-settings.ts';
import type { TenantDocument } from '../../../lambdas/domain/tenant.ts';
import { movableClock } from '../../../lambdas/shared/clock.ts';
import { Forbidden, Unauthenticated } from '../../../lambdas/shared/errors.ts';
import { memoryStores } from '../../../lambdas/store/index.ts';
import { tenantScope } from '../../../lambdas/store/ports.ts';
import { tenantDocument } from '../../support/tenant.ts';

const NOW = '2026-03-02T08:00:00Z';
const seconds = (time: string) => Math.floor(Date.parse(time) / 1000);
const audience = 'urn:tallyflow:test:api';
const ISSUER = 'https://login.acme.example';
const keyPair = async (kid: string, alg = 'ES256') => {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { kid, alg, privateKey, publicKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
};
const key = await keyPair('k1');
const rotated = await keyPair('k2');
const foreign = await keyPair('k1');
const globexKey = await keyPair('g1');

const clock = movableClock(NOW);
let published: Record<string, readonly object[]>;
let deps: VerifyDependencies;
let tenants: ReturnType<typeof memoryStores>['tenants'];

const issuerOf = (issuer: string, more: Partial<Issuer> = {}): Issuer => ({
  issuer,
  jwksUri: `${issuer}/jwks`,
  algorithms: ['ES256', 'RS256'],
  tenantClaim: 'tenant',
  ...more,
});
const acme = tenantDocument('acme', {
  members: [{ userId: 'sue', roles: ['supervisor', 'quality'], sites: ['dc1'], processes: ['receiving'] }],
  clients: [{ clientId: 'wms', roles: ['service'], sites: ['*'], scopes: ['events:write'] }],
  identity: { issuers: [issuerOf(ISSUER), issuerOf('https://shared.example', { rolesClaim: 'groups' })] },
});
const globex = tenantDocument('globex', {
  members: [{ userId: 'sue', roles: ['viewer'], sites: ['*'] }],
  clients: [{ clientId: '4app', roles: ['service'], sites: ['*'], scopes: ['inventory:read'] }],
  identity: {
    issuers: [
      issuerOf('https://login.globex.example'),
      issuerOf('https://shared.example'),
      issuerOf('https://pool.example', {
        tenantClaim: 'custom:tenant',
        rolesClaim: 'cognito:groups',
        subjectClaim: 'username',
        audienceIn: 'scope',
      }),
    ],
  },
});

beforeEach(async () => {
  clock.set(NOW);
  published = {
    [`${ISSUER}/jwks`]: [key.jwk],
    'https://login.globex.example/jwks': [globexKey.jwk],
    'https://shared.example/jwks': [key.jwk],
    'https://pool.example/jwks': [key.jwk],
  };
  ({ tenants } = memoryStores());
  for (const document of [acme, globex]) await tenants.apply(tenantScope(document.tenantId), document, NOW);
  deps = {
    tenants,
    clock,
    audience,
    keys: ({ jwksUri }) => createLocalJWKSet({ keys: [...(published[jwksUri] ?? [])] as never }),
  };
});

interface Made {
  readonly claims?: JWTPayload;
  readonly header?: object;
  readonly by?: typeof key;
}
const good = { iss: ISSUER, aud: audience, sub: 'sue', tenant: 'acme', exp: seconds(NOW) + 3600 };
const token = ({ claims = {}, header = {}, by = key }: Made = {}) =>
  new SignJWT({ ...good, ...claims })
    .setProtectedHeader({ alg: by.alg, kid: by.kid, ...header })
    .sign(by.privateKey);
const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const verify = (given: string) => verifyBearer(`Bearer ${given}`, deps);
/** By whoever is asked: the handler, and the gateway's authorizer in front of it. */
async function headerRefused(header: string | undefined): Promise<void> {
  await expect(verifyBearer(header, deps)).rejects.toBeInstanceOf(Unauthenticated);
  const asked = {
    authorizationToken: header ?? '',
    methodArn: 'arn:aws:execute-api:r:1:api/test/GET/v1/tasks',
  };
  const doors = {
    authenticate: (given: string | undefined) => verifyBearer(given, deps),
    usageKeyOf: () => 'key',
  };
  await expect(authorize(asked, doors)).rejects.toThrow(/^Unauthorized$/);
}
const refused = async (given: string | Promise<string>) => headerRefused(`Bearer ${await given}`);

it('takes a good token, with the grants the document gives', async () => {
  expect(await verify(await token())).toEqual({
    tenant: 'acme',
    subject: 'sue',
    kind: 'person',
    roles: ['supervisor', 'quality'],
    sites: ['dc1'],
    processes: ['receiving'],
    scopes: [],
  });
});

describe('refuses', () => {
  it.each([
    undefined,
    '',
    'Basic c3VlOnB3',
    'Bearer',
    'Bearer a.b',
    'Bearer a.b.c.d',
    'Bearer a..c',
    `Bearer ${'a'.repeat(9000)}.b.c`,
  ])('the header %s', headerRefused);

  it.each(['none', 'None', 'NONE', 'nOnE'])('the algorithm %s, with and without a signature', async (alg) => {
    const unsigned = `${encoded({ alg })}.${encoded(good)}`;
    await refused(`${unsigned}.AA`);
    await headerRefused(`Bearer ${unsigned}.`);
  });

  it('a signature made with the public key as if it were a shared secret', async () => {
    const content = `${encoded({ alg: 'HS256', kid: 'k1' })}.${encoded(good)}`;
    for (const secret of [await exportSPKI(key.publicKey), JSON.stringify(key.jwk), key.jwk.x ?? '']) {
      const mac = createHmac('sha256', secret).update(content).digest('base64url');
      await refused(`${content}.${mac}`);
    }
  });

  it('an algorithm the issuer is not registered for', async () => {
    const other = await keyPair('e384', 'ES384');
    published[`${ISSUER}/jwks`] = [key.jwk, other.jwk];
    await refused(token({ by: other }));
  });

  it.each(['../../k1', '/dev/null', "k1' OR '1'='1", 'https://evil.example/jwks', 'k1\u0000', '', 'K1'])(
    'the key id %j',
    async (kid) => refused(token({ header: { kid } })),
  );

  it.each([
    ['jku', 'https://evil.example/jwks'],
    ['x5u', 'https://evil.example/cert'],
    ['jwk', foreign.jwk],
    ['x5c', ['MIIB']],
  ])(
    'the header %s, by which a token would say where its key is, even when the signature is good',
    async (name, value) => refused(token({ header: { [name]: value } })),
  );

  it('a header that changes what the token means', async () => {
    for (const changed of [{ crit: ['exp'], exp: 1 }, { zip: 'DEF' }, { b64: false, crit: ['b64'] }]) {
      const content = `${encoded({ alg: 'ES256', kid: 'k1', ...changed })}.${encoded(good)}`;
      await refused(`${content}.${'A'.repeat(86)}`);
    }
  });

  it('a key somebody else has under the same id', () => refused(token({ by: foreign })));

  it('a token that was changed', async () => {
    const [header, , signature] = (await token()).split('.');
    await refused(`${header}.${encoded({ ...good, sub: 'wms' })}.${signature}`);
  });

  it.each([
    ['another audience', { aud: 'urn:tallyflow:prod:api' }],
    ['no audience', { aud: undefined }],
    ['an id token, which is for a program', { aud: 'tallyflow-desk' }],
    ['another issuer', { iss: 'https://evil.example' }],
    ['an issuer that only begins like ours', { iss: `${ISSUER}.evil.example` }],
    ['an issuer with a slash more', { iss: `${ISSUER}/` }],
    ['an issuer in capitals', { iss: ISSUER.toUpperCase() }],
    ['no issuer', { iss: undefined }],
    ['one that has expired', { exp: seconds(NOW) - 31 }],
    ['one without an end', { exp: undefined }],
    ['one that is not valid yet', { nbf: seconds(NOW) + 31 }],
    ['one without a subject', { sub: undefined }],
    ['no tenant', { tenant: undefined }],
    ['a list of tenants', { tenant: ['acme', 'globex'] }],
    ['an empty tenant', { tenant: '' }],
    ['a tenant that is a key of the table', { tenant: 'acme#P#1' }],
    ['a tenant nobody has registered', { tenant: 'initech' }],
    ['two claims with tenants', { 'custom:tenant': 'acme' }],
    ['the tenant in a claim its issuer does not use', { tenant: undefined, 'custom:tenant': 'acme' }],
  ])('%s', async (_what, claims) => refused(token({ claims: claims as JWTPayload })));

  it('another tenant’s issuer, whatever tenant its token names', async () => {
    await refused(token({ claims: { iss: 'https://login.globex.example', tenant: 'acme' }, by: globexKey }));
    await refused(token({ claims: { tenant: 'globex' } }));
  });

  it('a key that was rotated out', async () => {
    published[`${ISSUER}/jwks`] = [rotated.jwk];
    await refused(token());
  });
});

it('lets clocks differ by half a minute, and no more', async () => {
  clock.set('2026-03-02T09:00:29Z');
  expect(await verify(await token())).toMatchObject({ subject: 'sue' });
  clock.set('2026-03-02T09:00:30Z');
  await expect(verify(await token())).rejects.toThrow(/has expired/);
});

it('takes a token of the new key while the old one is still published, and after', async () => {
  published[`${ISSUER}/jwks`] = [key.jwk, rotated.jwk];
  expect(await verify(await token({ by: rotated }))).toMatchObject({ subject: 'sue' });
  expect(await verify(await token())).toMatchObject({ subject: 'sue' });
  published[`${ISSUER}/jwks`] = [rotated.jwk];
  expect(await verify(await token({ by: rotated }))).toMatchObject({ subject: 'sue' });
});

it('keeps tenants of one issuer apart by the claim it signs', async () => {
  const shared = { iss: 'https://shared.example' };
  expect(await verify(await token({ claims: shared }))).toMatchObject({ tenant: 'acme', sites: ['dc1'] });
  expect(await verify(await token({ claims: { ...shared, tenant: 'globex' } }))).toMatchObject({
    tenant: 'globex',
    roles: ['viewer'],
  });
});

it('narrows roles to the groups a token names, and never widens them', async () => {
  const grouped = (groups: unknown) => token({ claims: { iss: 'https://shared.example', groups } });
  const roles = async (groups: unknown) => (await verify(await grouped(groups))).roles;
  expect(await roles(['quality', 'everyone'])).toEqual(['quality']);
  expect(await roles(['tenant-admin'])).toEqual([]);
  expect(await roles('supervisor')).toEqual(['supervisor']);
});

it('gives a program what its token was issued for, as far as the document grants it', async () => {
  const claims = { sub: 'wms', client_id: 'wms', scope: 'events:write tasks:write' };
  expect(await verify(await token({ claims }))).toMatchObject({ kind: 'client', scopes: ['events:write'] });
});

it('forbids whoever the tenant does not know, or knows no more', async () => {
  await expect(verify(await token({ claims: { sub: 'eve' } }))).rejects.toBeInstanceOf(Forbidden);
  const without: TenantDocument = { ...acme, version: 2, members: [] };
  const given = await token();
  await tenants.apply(tenantScope('acme'), without, NOW);
  await expect(verify(given)).rejects.toBeInstanceOf(Forbidden);
});

it('gives a person who is no member nothing of the client they came by', async () => {
  const claims = { sub: 'eve', client_id: 'wms', scope: 'events:write' };
  await expect(verify(await token({ claims }))).rejects.toBeInstanceOf(Forbidden);
});

describe('an issuer whose access tokens have no audience', () => {
  const pool = {
    iss: 'https://pool.example',
    aud: undefined,
    tenant: undefined,
    'custom:tenant': 'globex',
    client_id: '4desk',
    username: 'sue',
    sub: 'b0b6f3a0-0000-4000-8000-000000000001',
    scope: `${audience}/use`,
    token_use: 'access',
  };
  const poolToken = (claims: object) => token({ claims: { ...pool, ...claims } as JWTPayload });

  it('says by its scopes which API they are for', async () => {
    expect(await verify(await poolToken({}))).toMatchObject({
      kind: 'person',
      subject: 'sue',
      scopes: ['use'],
    });
  });

  it('names programs by the client id and leaves them the scopes that are granted', async () => {
    const scope = `${audience}/inventory:read ${audience}/tasks:write other/inventory:read`;
    expect(
      await verify(await poolToken({ sub: '4app', client_id: '4app', username: undefined, scope })),
    ).toMatchObject({ kind: 'client', subject: '4app', scopes: ['inventory:read'] });
  });

  it.each([
    ['no scope, as id tokens have', { scope: undefined }],
    ['scopes for the identity provider alone', { scope: 'openid aws.cognito.signin.user.admin' }],
    ['scopes for another stage', { scope: 'urn:tallyflow:prod:api/inventory:read' }],
    ['scopes for an API whose name begins like ours', { scope: `${audience}2/inventory:read` }],
  ])('refuses one with %s', (_what, claims) => refused(poolToken(claims)));

  it('takes nobody for a member by a claim that is not the agreed one', async () => {
    await expect(verify(await poolToken({ username: 'eve', sub: 'sue' }))).rejects.toBeInstanceOf(Forbidden);
  });
});
