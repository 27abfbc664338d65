import { createLocalJWKSet, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { expect, it } from 'vitest';
import { addTenant, type TokenEvent } from '../../../lambdas/api/identity/add-tenant.ts';
import { verifyBearer } from '../../../lambdas/api/identity/verify.ts';
import { memoryStores } from '../../../lambdas/store/index.ts';
import { tenantScope } from '../../../lambdas/store/ports.ts';
import { tenantDocument } from '../../support/tenant.ts';

/** Events and tokens as the developer guide of Amazon Cognito shows them. */

const POOL = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Ab12Cd34E';
const audience = 'urn:tallyflow:prod:api';
const PROGRAM = '7lbh2q9v8mcc4d1k0example11';
const deps = { tenantOfClient: async (id: string) => (id === PROGRAM ? 'acme' : undefined) };

const common = { version: '3', region: 'eu-west-1', userPoolId: 'eu-west-1_Ab12Cd34E' };
const groupConfiguration = { groupsToOverride: ['supervisor'], iamRolesToOverride: [] };
const person = (userAttributes: Record<string, string>, more: object = {}) =>
  ({
    ...common,
    triggerSource: 'TokenGeneration_HostedAuth',
    userName: 'sue',
    callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: '1console2console3console4' },
    request: {
      userAttributes: { sub: 'b0b6f3a0-1111-4000-8000-000000000001', ...userAttributes },
      groupConfiguration,
      scopes: ['openid', `${audience}/use`],
      ...more,
    },
    response: { claimsAndScopeOverrideDetails: {} },
  }) as unknown as TokenEvent;
const program = (clientId: string, more: object = {}) =>
  ({
    ...common,
    triggerSource: 'TokenGeneration_ClientCredentials',
    userName: clientId,
    callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId },
    request: { userAttributes: {}, groupConfiguration: {}, scopes: [`${audience}/inventory:read`], ...more },
    response: { claimsAndScopeOverrideDetails: {} },
  }) as unknown as TokenEvent;
const claimsOf = (event: TokenEvent) =>
  event.response.claimsAndScopeOverrideDetails.accessTokenGeneration?.claimsToAddOrOverride;

it('gives people the tenant administrators made them for', async () => {
  const event = person({ 'custom:tenant': 'acme' });
  const answer = await addTenant(event, deps);
  expect(answer).toEqual({
    ...event,
    response: {
      claimsAndScopeOverrideDetails: {
        accessTokenGeneration: { claimsToAddOrOverride: { tenant: 'acme' } },
      },
    },
  });
});

it('gives programs the tenant administrators gave their client id', async () => {
  expect(claimsOf(await addTenant(program(PROGRAM), deps))).toEqual({ tenant: 'acme' });
});

it('listens to nothing the caller says', async () => {
  const said = { clientMetadata: { tenant: 'globex', 'custom:tenant': 'globex', clientId: 'other' } };
  expect(claimsOf(await addTenant(person({ 'custom:tenant': 'acme' }, said), deps))).toEqual({
    tenant: 'acme',
  });
  expect(claimsOf(await addTenant(program(PROGRAM, said), deps))).toEqual({ tenant: 'acme' });
  // Attributes of a user do not make a program theirs, nor a program's id a user.
  const both = program('unknown', { userAttributes: { 'custom:tenant': 'globex' } });
  await expect(addTenant(both, deps)).rejects.toThrow('client unknown has no tenant');
  await expect(addTenant(person({ tenant: 'globex' }, said), deps)).rejects.toThrow(
    'user sue has no custom:tenant',
  );
});

it.each([
  ['a user without one', person({})],
  ['a user with an empty one', person({ 'custom:tenant': '' })],
  ['a program nobody gave one', program('unknown')],
])('lets no token be made for %s', async (_what, event) => {
  await expect(addTenant(event, deps)).rejects.toThrow(/has no .*: an administrator/);
});

it('is not silent when it cannot find out', async () => {
  const away = { tenantOfClient: () => Promise.reject(new Error('throttled')) };
  await expect(addTenant(program(PROGRAM), away)).rejects.toThrow('throttled');
});

const { privateKey, publicKey } = await generateKeyPair('RS256');
const jwk = { ...(await exportJWK(publicKey)), kid: 'pool-key', alg: 'RS256', use: 'sig' };
const issuer = {
  issuer: POOL,
  jwksUri: `${POOL}/.well-known/jwks.json`,
  algorithms: ['RS256' as const],
  tenantClaim: 'tenant',
  rolesClaim: 'cognito:groups',
  subjectClaim: 'username',
  audienceIn: 'scope' as const,
};
const NOW = '2026-03-02T08:00:00Z';
const seconds = Date.parse(NOW) / 1000;
const times = { auth_time: seconds, iat: seconds, exp: seconds + 3600 };

/** The token the user pool would sign for an event. */
async function signed(event: TokenEvent, claims: object): Promise<string> {
  const base = { iss: POOL, version: 2, token_use: 'access', jti: 'a-token', ...times };
  const added = claimsOf(await addTenant(event, deps));
  return new SignJWT({ ...base, scope: event.request.scopes?.join(' '), ...claims, ...added })
    .setProtectedHeader({ alg: 'RS256', kid: 'pool-key' })
    .sign(privateKey);
}

async function verified(token: string) {
  const { tenants } = memoryStores();
  for (const name of ['acme', 'globex'])
    await tenants.apply(
      tenantScope(name),
      tenantDocument(name, {
        members: [{ userId: 'sue', roles: ['supervisor', 'tenant-admin'], sites: [name] }],
        clients: [
          { clientId: PROGRAM, roles: ['service'], sites: ['*'], scopes: ['inventory:read', 'tasks:read'] },
        ],
        identity: { issuers: [issuer] },
      }),
      NOW,
    );
  const keys = () => createLocalJWKSet({ keys: [jwk] });
  return verifyBearer(`Bearer ${token}`, { tenants, keys, clock: () => NOW, audience });
}

it('makes a token of a person the API takes, for that tenant and with the roles of the groups', async () => {
  const claims = {
    sub: 'b0b6f3a0-1111-4000-8000-000000000001',
    'cognito:groups': ['supervisor'],
    client_id: '1console2console3console4',
    username: 'sue',
  };
  const who = await verified(await signed(person({ 'custom:tenant': 'globex' }), claims));
  expect(who).toMatchObject({
    tenant: 'globex',
    subject: 'sue',
    kind: 'person',
    roles: ['supervisor'],
    sites: ['globex'],
  });
});

it('makes a token of a program the API takes, for that tenant and the scopes both sides granted', async () => {
  const who = await verified(await signed(program(PROGRAM), { sub: PROGRAM, client_id: PROGRAM }));
  expect(who).toMatchObject({ tenant: 'acme', subject: PROGRAM, kind: 'client', scopes: ['inventory:read'] });
});
