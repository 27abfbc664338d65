import { decodeJwt } from 'jose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { remoteKeys } from '../../../lambdas/api/identity/remote-keys.ts';
import { verifyBearer } from '../../../lambdas/api/identity/verify.ts';
import { route as listCases } from '../../../lambdas/api/list-cases.ts';
import { tenantScope } from '../../../lambdas/store/ports.ts';
import { type RunningIssuer, startIssuer } from '../../../local/issuer/issuer.ts';
import {
  type Challenge,
  challengeOf,
  logIn,
  newVerifier,
  redeem,
} from '../../../local/issuer/request-token.ts';
import { frontDoor, send } from '../../api/front-door.ts';
import { identityOf, tenantDocument } from '../../support/tenant.ts';
import { site } from '../../work/support.ts';

/** A person's token as a program in a browser gets it: login, code, token. */

const audience = 'urn:tallyflow:local:api';
const members = [{ userId: 'sue', roles: ['supervisor' as const], sites: [site] }];
const acme = tenantDocument('acme', { members });
const globex = tenantDocument('globex', {
  members: [{ ...members[0], userId: 'gus', roles: [], sites: [] }],
});
let issuer: RunningIssuer;
beforeAll(async () => {
  issuer = await startIssuer({ audience, tenants: [acme, globex] });
});
afterAll(() => issuer.stop());

const place = () => ({ url: issuer.url, audience });
const sue = { tenant: 'acme', user: 'sue' };

it('is taken by the front door for a call of who logged in', async () => {
  const verifier = newVerifier();
  const token = await redeem(place(), await logIn(place(), sue, challengeOf(verifier)), verifier);
  const door = await frontDoor();
  const now = new Date().toISOString();
  const tenant = tenantScope('acme');
  const standing = await door.stores.tenants.current(tenant);
  const identity = identityOf(issuer.url);
  await door.stores.tenants.apply(tenant, { ...acme, version: (standing?.version ?? 0) + 1, identity }, now);
  const keys = remoteKeys({ plainHttp: true });
  const deps = {
    ...door,
    authenticate: (given: string | undefined) =>
      verifyBearer(given, { tenants: door.stores.tenants, keys, clock: () => now, audience }),
  };
  expect(await send(deps, listCases, { as: token, query: { site } })).toMatchObject({ status: 200 });
  expect(await send(deps, listCases, { as: token, query: { site: 'elsewhere' } })).toMatchObject({
    status: 403,
  });
  expect(decodeJwt(token)).toMatchObject({ sub: 'sue', tenant: 'acme', aud: audience, iss: issuer.url });
});

it('is not given for a code somebody else asked for', async () => {
  const code = await logIn(place(), sue, challengeOf(newVerifier()));
  await expect(redeem(place(), code, newVerifier())).rejects.toThrow(/invalid_grant/);
});

it('is not given twice for one code', async () => {
  const verifier = newVerifier();
  const code = await logIn(place(), sue, challengeOf(verifier));
  await redeem(place(), code, verifier);
  await expect(redeem(place(), code, verifier)).rejects.toThrow(/invalid_grant/);
});

it.each<readonly [string, Challenge]>([
  ['in plain text', { code_challenge: newVerifier(), code_challenge_method: 'plain' }],
  ['without its method, which would be plain text', { code_challenge: newVerifier() }],
  ['that is missing', {}],
])('gives no code for a challenge %s', async (_what, challenge) => {
  await expect(logIn(place(), sue, challenge)).rejects.toThrow(
    /no code for sue of acme: .*(code_challenge|PKCE)/,
  );
});

it.each([
  ['a member of another tenant', { tenant: 'globex', user: 'sue' }, /sue is no member of globex/],
  ['somebody of a tenant nobody knows', { tenant: 'initech', user: 'sue' }, /initech is not one/],
])('lets nobody log in as %s', async (_what, who, reason) => {
  await expect(logIn(place(), who, challengeOf(newVerifier()))).rejects.toThrow(reason);
});

it('lets nobody log in who was not sent by a program', async () => {
  const answer = await fetch(`${issuer.url}/login/made-up`, {
    method: 'POST',
    body: new URLSearchParams({ account: 'acme/sue' }),
  });
  expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('log in again')]);
});

it('shows a browser the people of the tenants, and lets programs on this machine alone read its answers', async () => {
  const asked = new URLSearchParams({
    client_id: 'tallyflow-console',
    redirect_uri: 'http://localhost:5173/callback',
    response_type: 'code',
    scope: 'openid',
    ...challengeOf(newVerifier()),
  });
  const answer = await fetch(`${issuer.url}/auth?${asked}`, { redirect: 'manual' });
  const cookie = answer.headers.getSetCookie().map((one) => one.split(';')[0]);
  const page = await fetch(new URL(answer.headers.get('location') ?? '', issuer.url), {
    headers: { cookie: cookie.join('; ') },
  });
  expect(await page.text()).toMatch(/<option>acme\/sue<\/option>\s*<option>globex\/gus<\/option>/);
  asked.set('redirect_uri', 'https://evil.example/callback');
  expect((await fetch(`${issuer.url}/auth?${asked}`, { redirect: 'manual' })).status).toBe(400);

  const allowed = async (origin: string) => {
    const body = new URLSearchParams({ client_id: 'tallyflow-console', grant_type: 'authorization_code' });
    const told = await fetch(`${issuer.url}/token`, { method: 'POST', headers: { origin }, body });
    return told.headers.get('access-control-allow-origin');
  };
  expect(await allowed('http://localhost:5173')).toBe('http://localhost:5173');
  expect(await allowed('https://evil.example')).toBeNull();
});
