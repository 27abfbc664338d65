import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { Refusal } from '../../lambdas/adapters/fake-system.ts';
import { systems as registeredSystems, type SystemRegistry } from '../../lambdas/adapters/registry.ts';
import { systemClock } from '../../lambdas/shared/clock.ts';
import { ContractViolation } from '../../lambdas/shared/errors.ts';
import { control } from './control.ts';
import { docsPage } from './docs-page.ts';
import { type Fault, faultBoard } from './faults.ts';
import { callLog } from './log.ts';
import { openApi } from './openapi.ts';
import { Problem, problemBody } from './problem.ts';
import { pathParts, routeTable } from './routes.ts';
import { systemsWorld } from './world.ts';

export interface SystemsOptions {
  /** @default 0, any free port */
  readonly port?: number;
  /** @default the systems of `lambdas/adapters/registry.ts` */
  readonly registry?: SystemRegistry;
  /** Stamps the request log. */
  readonly clock?: () => string;
}

export interface RunningSystems {
  /** For instance http://127.0.0.1:4600; a tenant's system is at `<url>/<tenant>/<system>/v1`. */
  readonly url: string;
  /** Ends every connection, hanging ones too. */
  readonly stop: () => Promise<void>;
}

const LONGEST_REQUEST_BYTES = 10 * 1024 * 1024;

/**
 * Starts the reference systems: one server on the loopback interface that plays every registered system for any number
 * of tenants. `/docs` explains it, `/openapi.json` describes it, `/__control` steers it, `/__log` shows what was called.
 */
export async function startSystems(options: SystemsOptions = {}): Promise<RunningSystems> {
  const { port = 0, registry = registeredSystems, clock = systemClock } = options;
  const world = systemsWorld(registry);
  const faults = faultBoard();
  const log = callLog();
  const operations = routeTable(registry);
  const answerControl = control({ world, faults, log });
  const description = openApi(registry);
  const stopping = new AbortController();

  const server = createServer((request, response) => {
    void answer(request, response).catch((error: unknown) => fail(response, error));
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const body = await readBody(request);
    if (url.pathname === '/openapi.json') return sendJson(response, 200, description);
    if (url.pathname === '/' || url.pathname === '/docs')
      return send(response, 200, 'text/html; charset=utf-8', docsPage(description));
    if (url.pathname.startsWith('/__')) {
      refuseOtherHosts(request);
      const { status, result } = answerControl(
        request.method ?? 'GET',
        url,
        request.headers['content-type'],
        body,
      );
      return sendJson(response, status, result);
    }
    return answerSystem(request, response, url, body);
  }

  async function answerSystem(
    request: IncomingMessage,
    response: ServerResponse,
    url: URL,
    body: string,
  ): Promise<void> {
    const [tenant = '', system = '', ...rest] = pathParts(url);
    const { method = 'GET', headers } = request;
    const idempotencyKey = headerOf(headers['idempotency-key']);
    const call = log.begin({
      at: clock(),
      tenant,
      system,
      method,
      path: url.pathname,
      idempotencyKey,
      correlationId: headerOf(headers['x-correlation-id']),
      traceparent: headerOf(headers.traceparent),
    });
    response.once('finish', () => log.note(call, { status: response.statusCode }));

    const fake = world.enter(tenant, system, headers.authorization);
    const { operation, kind, pathFields } = operations.find(system, method, rest);
    log.note(call, { operation });
    const fault = faults.strike({ tenant, system, operation });
    if (fault) log.note(call, { fault: fault.kind });

    if (fault && (await struckBefore(fault, request, response))) return;
    const site = headerOf(headers['x-site']);
    if (site === null) throw new Problem(400, 'header X-Site is missing: name the site the call is for');
    if (kind === 'write' && idempotencyKey === null)
      throw new Problem(400, 'header Idempotency-Key is missing: every write needs one');
    const input = method === 'GET' ? pathFields : { ...parseObject(body), ...pathFields };
    const { answer: result, repeated } = fake.run(operation, input, {
      site,
      idempotencyKey: idempotencyKey ?? '',
    });
    log.note(call, { repeated });
    if (fault && struckAfter(fault, request, response, JSON.stringify(result))) return;
    sendJson(response, 200, result);
  }

  /** Faults that keep the system from working. `true` when the call is over. */
  async function struckBefore(
    fault: Fault,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<boolean> {
    switch (fault.kind) {
      case 'latency':
        await delay(fault.milliseconds, undefined, { signal: stopping.signal });
        return false;
      case 'rate-limit':
        response.setHeader('retry-after', fault.retryAfter);
        sendJson(
          response,
          429,
          problemBody(429, 'too many calls, as switched on by a fault'),
          'application/problem+json',
        );
        return true;
      case 'error':
        sendJson(
          response,
          fault.status,
          problemBody(fault.status, 'switched on by a fault'),
          'application/problem+json',
        );
        return true;
      case 'hang':
        return true;
      case 'reset-before':
        request.socket.resetAndDestroy();
        return true;
      default:
        return false;
    }
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE';
      reject(
        taken
          ? new Error(`port ${port} is taken: stop what listens there or choose another with --port`, {
              cause: error,
            })
          : error,
      );
    });
    server.listen(port, '127.0.0.1', resolve);
  });
  const { port: boundPort } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${boundPort}`,
    stop: async () => {
      stopping.abort();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Faults that lose the answer of work that is done. `true` when the call is over. */
function struckAfter(
  fault: Fault,
  request: IncomingMessage,
  response: ServerResponse,
  answer: string,
): boolean {
  switch (fault.kind) {
    case 'reset-after':
      request.socket.resetAndDestroy();
      return true;
    case 'malformed':
      send(response, 200, 'application/json', answer.slice(0, -1));
      return true;
    case 'half-body':
      response.writeHead(200, {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(answer),
      });
      response.write(answer.slice(0, Math.floor(answer.length / 2)), () => request.socket.destroy());
      return true;
    default:
      return false;
  }
}

function fail(response: ServerResponse, error: unknown): void {
  if (response.destroyed || response.headersSent) return;
  const [status, detail] = statusOf(error);
  if (status === 401) response.setHeader('www-authenticate', 'Bearer');
  sendJson(response, status, problemBody(status, detail), 'application/problem+json');
}

function statusOf(error: unknown): [number, string] {
  if (error instanceof Problem || error instanceof Refusal) return [error.status, error.message];
  if (error instanceof ContractViolation) return [400, error.message];
  return [500, error instanceof Error ? error.message : String(error)];
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > LONGEST_REQUEST_BYTES)
      throw new Problem(413, `the request is longer than ${LONGEST_REQUEST_BYTES} bytes: send it in parts`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text || '{}');
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
  } catch {
    // Said below, together with JSON that is no object.
  }
  throw new Problem(400, 'the body is not a JSON object');
}

/** The control plane has no token, so a page in a browser must not reach it under a name of its own. */
function refuseOtherHosts(request: IncomingMessage): void {
  const host = request.headers.host ?? '';
  if (!/^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(host))
    throw new Problem(403, `host ${host} may not steer the reference systems: use 127.0.0.1`);
}

function headerOf(value: string | string[] | undefined): string | null {
  return (Array.isArray(value) ? value[0] : value) ?? null;
}

function sendJson(
  response: ServerResponse,
  status: number,
  value: unknown,
  contentType = 'application/json',
): void {
  send(response, status, contentType, JSON.stringify(value));
}

function send(response: ServerResponse, status: number, contentType: string, body: string): void {
  response.writeHead(status, { 'content-type': contentType, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}
