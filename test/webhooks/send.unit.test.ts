import { createServer, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { generate } from 'selfsigned';
import { afterEach, describe, expect, it } from 'vitest';
import { send } from '../../lambdas/webhooks/send.ts';

const running: Server[] = [];
afterEach(() => {
  for (const server of running.splice(0)) server.close();
});

const message = { headers: { 'webhook-id': 'msg_1', 'content-type': 'application/json' }, body: '{"a":1}' };
const local = { rules: { loopback: true } };

async function receiver(answer: Parameters<typeof createServer>[1]): Promise<number> {
  const server = createServer(answer);
  running.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

describe('a message', () => {
  it('is posted, and the answer read', async () => {
    const seen: unknown[] = [];
    const port = await receiver((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part) => parts.push(part));
      request.on('end', () => {
        const { host, 'webhook-id': id } = request.headers;
        seen.push([request.method, request.url, host, id, Buffer.concat(parts).toString()]);
        response.writeHead(429, { 'retry-after': '7' }).end('slow down');
      });
    });
    const sent = await send(`http://hooks.example:${port}/in?x=1`, message, {
      ...local,
      resolve: async () => ['127.0.0.1'],
    });
    expect(sent).toEqual({ status: 429, answer: 'slow down', retryAfterMs: 7_000 });
    expect(seen).toEqual([['POST', '/in?x=1', `hooks.example:${port}`, 'msg_1', '{"a":1}']]);
  });

  it('follows no redirect, and reads no more than the beginning of an answer', async () => {
    const port = await receiver((_request, response) =>
      response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end('x'.repeat(100_000)),
    );
    const { status, answer } = await send(`http://127.0.0.1:${port}/`, message, local);
    expect([status, answer?.length]).toEqual([302, 1_000]);
  });

  it('is given up when no answer comes in time', async () => {
    const port = await receiver(() => {});
    const { status, error } = await send(`http://127.0.0.1:${port}/`, message, { ...local, timeoutMs: 50 });
    expect([status, error]).toEqual([undefined, expect.stringMatching(/abort|timeout/i)]);
  });

  it('is given up when its name does not resolve in time', async () => {
    const resolve = () => new Promise<never>(() => {});
    const sent = await send('http://slow.example/', message, { ...local, resolve, timeoutMs: 50 });
    expect(sent).toEqual({ error: expect.stringMatching(/abort|timeout/i) });
  });

  it('says why nobody could be asked', async () => {
    expect(await send('http://127.0.0.1:1/', message, local)).toEqual({
      error: expect.stringMatching(/ECONNREFUSED/),
    });
  });
});

describe('an address', () => {
  const cloud = { rules: { loopback: false } };
  const nobody = async (): Promise<never> => {
    throw new Error('was asked');
  };

  it.each([
    'http://hooks.example.com/',
    'https://127.0.0.1/',
    'https://[::1]/',
    'https://169.254.169.254/latest/meta-data',
    'https://10.0.0.1/',
    'https://[::ffff:10.0.0.1]/',
    'https://2130706433/',
    'https://user:pass@hooks.example.com/',
  ])('%s is not called in a cloud stage', async (url) => {
    expect(await send(url, message, { ...cloud, resolve: nobody })).toEqual({ error: expect.any(String) });
  });

  it('is not called when any of those its name has is not public', async () => {
    const resolve = async () => ['93.184.216.34', '10.0.0.1'];
    expect(await send('https://hooks.example.com/', message, { ...cloud, resolve })).toEqual({
      error: expect.stringMatching(/hooks\.example\.com leads to .*10\.0\.0\.1 is not public/),
    });
  });

  it('is resolved once for each attempt, and the one that was checked is called', async () => {
    let asked = 0;
    const port = await receiver((_request, response) => response.writeHead(204).end());
    const resolve = async () => {
      asked += 1;
      return ['127.0.0.1'];
    };
    for (const attempt of [1, 2]) {
      expect(await send(`http://name-of-nobody.invalid:${port}/`, message, { ...local, resolve })).toEqual({
        status: 204,
      });
      expect(asked).toBe(attempt);
    }
  });

  it('keeps its name in TLS although the address is pinned', async () => {
    const { private: key, cert } = await generate([{ name: 'commonName', value: 'hooks.example' }], {
      extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'hooks.example' }] }],
    });
    const names: unknown[] = [];
    const server = createSecureServer({ key, cert }, (request, response) => {
      names.push((request.socket as { servername?: string }).servername);
      response.writeHead(200).end();
    });
    running.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const options = { ...local, resolve: async () => ['127.0.0.1'], ca: cert };
    expect(await send(`https://hooks.example:${port}/`, message, options)).toEqual({ status: 200 });
    expect(names).toEqual(['hooks.example']);
    // A certificate for another name proves nothing, whatever address was called.
    expect(await send(`https://other.example:${port}/`, message, options)).toEqual({
      error: expect.stringMatching(/altnames|does not match/i),
    });
  });
});
