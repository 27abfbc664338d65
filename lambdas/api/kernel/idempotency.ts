import { createHash } from 'node:crypto';
import type { EdgeStore, KeptAnswer, KeyedRequest } from '../../store/edge.ts';
import type { Principal } from '../principal.ts';
import { ApiProblem } from './problem.ts';
import type { ApiRequest } from './request.ts';

/** A function lives no longer than this: whoever began a request and has not finished it by then is gone. */
const TAKEN_OVER_AFTER_MS = 60_000;

const KEY = /^[\x21-\x7e]{1,200}$/;

/**
 * Carries a POST out once: the same key with the same request gets the first answer again, with another request a 422.
 * What failed in a way that may be tried again (429, 5xx) leaves the key free.
 */
export async function once(
  { edge, clock }: { readonly edge: EdgeStore; readonly clock: () => string },
  principal: Principal,
  request: ApiRequest,
  header: string | undefined,
  carryOut: () => Promise<KeptAnswer>,
): Promise<KeptAnswer> {
  const keyed: KeyedRequest = {
    subject: principal.subject,
    key: keyOf(request, header),
    digest: digestOf(request),
  };
  const now = clock();
  const until = new Date(Date.parse(now) + TAKEN_OVER_AFTER_MS).toISOString();
  const begun = await edge.begin(principal.tenant, keyed, now, until);
  switch (begun.kind) {
    case 'answered':
      return { ...begun.answer, headers: { ...begun.answer.headers, 'idempotent-replayed': 'true' } };
    case 'other-request':
      throw new ApiProblem(
        'idempotency-key-reused',
        `${header ?? 'Idempotency-Key'} ${keyed.key} was used for another request; use a new one for each new request`,
      );
    case 'in-progress':
      throw new ApiProblem('conflict', 'the same request is being carried out; repeat it in a few seconds', {
        headers: { 'retry-after': '5' },
      });
    case 'first': {
      const answer = await carryOutOrRelease(edge, principal, keyed, carryOut);
      if (mayBeTriedAgain(answer.status)) await edge.release(principal.tenant, keyed);
      else await edge.finish(principal.tenant, keyed, answer);
      return answer;
    }
  }
}

async function carryOutOrRelease(
  edge: EdgeStore,
  { tenant }: Principal,
  keyed: KeyedRequest,
  carryOut: () => Promise<KeptAnswer>,
): Promise<KeptAnswer> {
  try {
    return await carryOut();
  } catch (error) {
    await edge.release(tenant, keyed);
    throw error;
  }
}

/** The same for every repetition of a request, whoever else uses its key. */
export function requestIdOf({ tenant, subject }: Principal, request: ApiRequest, header?: string): string {
  const parts = [tenant, subject, request.method, request.template, keyOf(request, header)];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}

function mayBeTriedAgain(status: number): boolean {
  return status === 429 || status >= 500;
}

function keyOf({ headers }: ApiRequest, header = 'Idempotency-Key'): string {
  const key = headers[header.toLowerCase()] ?? '';
  if (KEY.test(key)) return key;
  throw new ApiProblem('malformed-request', `a POST needs ${header}`, {
    errors: [
      {
        field: `header.${header}`,
        value: key ? JSON.stringify(key).slice(0, 80) : 'missing',
        message: 'must be 1 to 200 visible ASCII characters, new for each new request: a UUID will do',
      },
    ],
  });
}

function digestOf({ method, template, params, query, headers, body }: ApiRequest): string {
  const parts = [method, template, params, query, headers['if-match'] ?? '', body];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
