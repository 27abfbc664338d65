import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { answerRequest } from '../../lambdas/api/kernel/answer-request.ts';
import { requestOf } from '../../lambdas/api/kernel/request.ts';
import { type Door, frontDoor, principal } from '../../test/api/front-door.ts';
import { routesByFunction } from '../generate.ts';

/** Made-up addresses are longer than Node.js takes by itself; a gateway would refuse them before a handler saw them. */
const LONGEST_HEAD = 1_000_000;

const routes = Object.values(routesByFunction).flat();
const patterns = routes.map(({ path }) => ({
  path,
  pattern: new RegExp(`^${path.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`),
}));

/** Every route of the API over stores in memory, behind plain HTTP: what a contract test calls. */
export async function startRestServer(): Promise<{ url: string; door: Door; stop: () => Promise<void> }> {
  const door = await frontDoor();
  const everything = [...new Set(routes.flatMap(({ may }) => may.roles))];
  door.principals.set(
    'everybody',
    principal({ subject: 'sue', roles: everything, callsPerMinute: 1_000_000_000 }),
  );
  const server = createServer({ maxHeaderSize: LONGEST_HEAD }, async (request, response) => {
    const { status, headers, body } = await answer(door, request);
    response.writeHead(status, { ...headers }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    door,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function answer(door: Door, request: IncomingMessage) {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const found = patterns.flatMap(({ path, pattern }) => {
    const match = pattern.exec(url.pathname);
    return match ? [{ path, params: match.groups ?? {} }] : [];
  })[0];
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const query: Record<string, string[]> = {};
  for (const [name, value] of url.searchParams) query[name] = [...(query[name] ?? []), value];
  // As the gateway hands it over.
  const event = {
    httpMethod: request.method ?? 'GET',
    resource: found?.path ?? url.pathname,
    pathParameters: { ...found?.params },
    multiValueQueryStringParameters: query,
    headers: Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    ),
    body: Buffer.concat(chunks).toString('utf8'),
    isBase64Encoded: false,
  };
  return answerRequest(routes as never, requestOf(event as APIGatewayProxyEvent), door);
}
