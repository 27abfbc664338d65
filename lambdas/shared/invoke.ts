import { AwsClient } from 'aws4fetch';
import type { placeOf } from './runtime.ts';

/** Calls another function and answers what it returned. */
export type Invoke = (payload: unknown) => Promise<unknown>;

/**
 * A function of this stage, called by its name and waited for. A signed request instead of the Lambda client, which would be
 * a fifth of the bundle that has it. Raises an error with what the function, or Lambda, said.
 */
export function invoker(
  functionName: string,
  { region, endpoint, credentials }: ReturnType<typeof placeOf>,
): Invoke {
  const client = new AwsClient({ ...credentials, region, service: 'lambda', retries: 2, initRetryMs: 100 });
  const base = endpoint ?? `https://lambda.${region}.amazonaws.com`;
  const url = `${base}/2015-03-31/functions/${encodeURIComponent(functionName)}/invocations`;
  return async (payload) => {
    const answer = await client.fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(payload),
    });
    const text = await answer.text();
    if (answer.ok && !answer.headers.has('x-amz-function-error')) return JSON.parse(text) as unknown;
    throw new Error(`function ${functionName} answered ${answer.status}: ${text.slice(0, 1_000)}`);
  };
}
