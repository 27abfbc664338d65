import type { EdgeStore } from '../../store/edge.ts';
import type { Principal } from '../principal.ts';
import { ApiProblem } from './problem.ts';

const WINDOW_SECONDS = 60;
/** Calls a minute for whoever the tenant's document gives no number. */
const USUAL_CALLS_PER_MINUTE = 600;

/**
 * Counts a call in the minute it falls into and says how many are left, in the headers of the IETF's RateLimit draft.
 * Raises rate-limited once there are none; gateways have limits of their own per API key, which tell nobody what is left.
 */
export async function countCall(
  edge: EdgeStore,
  { tenant, subject, callsPerMinute: limit = USUAL_CALLS_PER_MINUTE }: Principal,
  now: string,
): Promise<Readonly<Record<string, string>>> {
  const window = `${now.slice(0, 16)}:00Z`;
  const calls = await edge.countCall(tenant, subject, window);
  const reset = WINDOW_SECONDS - Number(now.slice(17, 19));
  const headers = {
    'ratelimit-policy': `"minute";q=${limit};w=${WINDOW_SECONDS}`,
    ratelimit: `"minute";r=${Math.max(0, limit - calls)};t=${reset}`,
  };
  if (calls <= limit) return headers;
  throw new ApiProblem(
    'rate-limited',
    `${subject} may call ${limit} times a minute; call again in ${reset} seconds`,
    { headers: { ...headers, 'retry-after': String(reset) } },
  );
}
