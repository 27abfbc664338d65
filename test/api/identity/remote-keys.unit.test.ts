import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair } from 'jose';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { remoteKeys } from '../../../lambdas/api/identity/remote-keys.ts';
import { AdapterUnavailable } from '../../../lambdas/shared/errors.ts';

let server: Server;
let answer: { status: number; body: string };
let jwksUri = '';
beforeEach(async () => {
  server = createServer((_request, response) => response.writeHead(answer.status).end(answer.body));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  jwksUri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`;
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

const issuer = () => ({
  issuer: 'https://login.example',
  jwksUri,
  algorithms: ['ES256' as const],
  tenantClaim: 'tenant',
});
const header = { alg: 'ES256', kid: 'k1' };
const jws = { payload: '', signature: '' };
const ask = () => remoteKeys({ plainHttp: true })(issuer())(header, jws);
const keySet = async (padding = '') => {
  const { publicKey } = await generateKeyPair('ES256');
  return JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'k1' }], padding });
};

it('finds the key a token names', async () => {
  answer = { status: 200, body: await keySet() };
  expect(await ask()).toMatchObject({ type: 'public' });
});

it('reads no answer to its end that is longer than any issuer’s', async () => {
  answer = { status: 200, body: await keySet('x'.repeat(512 * 1024)) };
  await expect(ask()).rejects.toThrow(/jwksUri http.* answers more than 524288 bytes/);
  answer = { status: 404, body: 'x'.repeat(600 * 1024) };
  await expect(ask()).rejects.toThrow(/answers more than/);
});

it.each([404, 204, 302, 500])('takes no keys from an answer with status %i', async (status) => {
  answer = { status, body: status === 204 ? '' : await keySet() };
  const refused = ask();
  await expect(refused).rejects.toBeInstanceOf(AdapterUnavailable);
  await expect(refused).rejects.toThrow(/keys of issuer https:\/\/login.example cannot be read/);
});

it('says of an issuer that is away, or answers no key set, that it may be asked again', async () => {
  answer = { status: 200, body: 'no json' };
  await expect(ask()).rejects.toBeInstanceOf(AdapterUnavailable);
  await new Promise((resolve) => server.close(resolve));
  await expect(ask()).rejects.toBeInstanceOf(AdapterUnavailable);
});

it('lays a key nobody has on the token', async () => {
  answer = { status: 200, body: await keySet() };
  await expect(remoteKeys({ plainHttp: true })(issuer())({ ...header, kid: 'other' }, jws)).rejects.toThrow(
    /no applicable key/,
  );
});
