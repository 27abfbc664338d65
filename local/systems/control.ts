import * as z from 'zod/mini';
import { identifier } from '../../events/envelope.ts';
import { parseOrRaise } from '../../lambdas/shared/parse.ts';
import { Fault, type FaultBoard } from './faults.ts';
import type { CallLog } from './log.ts';
import { Problem } from './problem.ts';
import { pathParts } from './routes.ts';
import type { World } from './world.ts';

export interface ControlParts {
  readonly world: World;
  readonly faults: FaultBoard;
  readonly log: CallLog;
}

/** `seed` is master data of the system; each fake says what it takes. */
export const Installation = z.object({
  token: z.string().check(z.minLength(16), z.regex(/^\S+$/, 'text without spaces')),
  seed: z.optional(z.unknown()),
});
export type Installation = z.infer<typeof Installation>;

export interface ControlAnswer {
  readonly status: number;
  readonly result: unknown;
}

/** The control plane: who has which system with what data, what goes wrong, and what was called. */
export function control({ world, faults, log }: ControlParts) {
  return (method: string, url: URL, contentType: string | undefined, body: string): ControlAnswer => {
    const parts = pathParts(url);
    const command = `${method} /${parts.map((part, index) => (isName(parts, index) ? '*' : part)).join('/')}`;
    const [, , tenant = '', , system = ''] = parts;
    switch (command) {
      case 'GET /__log':
        return { status: 200, result: log.list(logFilter(url.searchParams)) };
      case 'PUT /__control/tenants/*/systems/*': {
        const { token, seed } = parseOrRaise(Installation, readJson(contentType, body), 'the installation');
        world.install(parseOrRaise(identifier, tenant, 'the tenant'), system, token);
        if (seed !== undefined) world.system(tenant, system).seed(seed);
        return { status: 200, result: { tenant, system } };
      }
      case 'POST /__control/tenants/*/systems/*/seed':
        world.system(tenant, system).seed(readJson(contentType, body));
        return { status: 200, result: { tenant, system } };
      case 'GET /__control/tenants/*/systems/*/state':
        return { status: 200, result: world.system(tenant, system).state() };
      case 'GET /__control/tenants/*/systems/*/effects':
        return { status: 200, result: world.system(tenant, system).effects() };
      case 'DELETE /__control/tenants/*':
        return { status: 200, result: { forgotten: world.forget(tenant) } };
      case 'GET /__control/faults':
        return { status: 200, result: faults.list() };
      case 'POST /__control/faults':
        return {
          status: 201,
          result: faults.set(parseOrRaise(Fault, readJson(contentType, body), 'the fault')),
        };
      case 'DELETE /__control/faults':
        return { status: 200, result: { cleared: faults.clear() } };
      case 'DELETE /__control/faults/*':
        return { status: 200, result: { cleared: faults.clear(parts[2]) } };
      default:
        throw new Problem(404, `${method} ${url.pathname} is no command: see /docs`);
    }
  };
}

/** Names stand after `tenants`, `systems` and `faults`; everything else in a path is fixed. */
function isName(parts: readonly string[], index: number): boolean {
  return ['tenants', 'systems', 'faults'].includes(parts[index - 1] ?? '') && index % 2 === 0;
}

/** Only a declared JSON body is taken: a web page cannot send one to another origin unasked. */
function readJson(contentType: string | undefined, body: string): unknown {
  if (contentType?.split(';')[0]?.trim() !== 'application/json')
    throw new Problem(415, 'content-type must be application/json');
  try {
    return JSON.parse(body);
  } catch {
    throw new Problem(400, 'the body is not JSON');
  }
}

function logFilter(query: URLSearchParams) {
  const text = (name: 'tenant' | 'system' | 'operation') =>
    query.has(name) ? { [name]: query.get(name) ?? '' } : {};
  const since = Number(query.get('since') ?? 0);
  if (!Number.isInteger(since))
    throw new Problem(400, `since = ${query.get('since')} is not a sequence number`);
  return { since, ...text('tenant'), ...text('system'), ...text('operation') };
}
