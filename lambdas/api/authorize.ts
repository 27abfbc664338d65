import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { APIGatewayAuthorizerResult, APIGatewayTokenAuthorizerEvent } from 'aws-lambda';
import { readEnvironment } from '../shared/environment.ts';
import { ContractViolation, Forbidden, Unauthenticated } from '../shared/errors.ts';
import { logger } from '../shared/powertools.ts';
import { type Core, runtimeWith, secrets } from '../shared/runtime.ts';
import { authenticator } from './identity/authenticator.ts';
import type { Principal } from './principal.ts';

/**
 * The gateway's authorizer of cloud stages: it turns calls away before a function behind the gateway costs anything, and
 * names the usage plan a call counts against. It decides nothing a handler does not decide again, with the grants of that
 * moment: its answer is for the whole API, because the gateway keeps it for all calls with the same token.
 */
export interface AuthorizeDeps {
  readonly authenticate: (authorization: string | undefined) => Promise<Principal>;
  /** The value of the API key whose usage plan counts the caller. */
  readonly usageKeyOf: (principal: Principal) => string;
}

/** The message by which API Gateway knows that it is to answer 401. Any other is 500. */
const UNAUTHORIZED = 'Unauthorized';

/**
 * Answers what the caller of a method may call. Raises the error that API Gateway answers with 401 unless the token is
 * good; whoever has a good token and is nobody the tenant knows is denied, which it answers with 403.
 */
export async function authorize(
  { authorizationToken, methodArn }: Pick<APIGatewayTokenAuthorizerEvent, 'authorizationToken' | 'methodArn'>,
  { authenticate, usageKeyOf }: AuthorizeDeps,
): Promise<APIGatewayAuthorizerResult> {
  try {
    const principal = await authenticate(authorizationToken);
    const { tenant, subject, kind } = principal;
    return {
      principalId: `${tenant}/${subject}`,
      policyDocument: policy('Allow', methodArn),
      // For the access log; a handler reads none of it.
      context: { tenant, subject, kind },
      usageIdentifierKey: usageKeyOf(principal),
    };
  } catch (error) {
    if (error instanceof Unauthenticated) {
      logger.info('a call was turned away', { reason: error.reason });
      throw new Error(UNAUTHORIZED);
    }
    if (error instanceof Forbidden)
      return { principalId: 'nobody', policyDocument: policy('Deny', methodArn) };
    throw error;
  }
}

/** About every method of the stage: `arn:aws:execute-api:<region>:<account>:<api>/<stage>/<method>/<path>`. */
function policy(Effect: 'Allow' | 'Deny', methodArn: string): APIGatewayAuthorizerResult['policyDocument'] {
  const [api, stage] = methodArn.split('/');
  return {
    Version: '2012-10-17',
    Statement: [{ Effect, Action: 'execute-api:Invoke', Resource: `${api}/${stage}/*` }],
  };
}

/**
 * Keys by who they count, as `lib/constructs/usage-plans.ts` makes them: all begin with the same secret.
 *
 * @param endings by `<tenant>/<subject>`, and `everyone` for all who have no plan of their own
 */
export function usageKeys(
  secret: string,
  endings: Readonly<Record<string, string>>,
): AuthorizeDeps['usageKeyOf'] {
  return ({ tenant, subject }) => `${secret}${endings[`${tenant}/${subject}`] ?? endings.everyone}`;
}

const runtime = runtimeWith(secrets);
let wired: Promise<AuthorizeDeps> | undefined;

async function wire(deps: Core & ReturnType<typeof secrets>): Promise<AuthorizeDeps> {
  const { API_AUDIENCE: audience, USAGE_SECRET, USAGE_KEYS } = readEnvironment(process.env);
  if (!audience || !USAGE_SECRET || !USAGE_KEYS)
    throw new ContractViolation(
      'environment variables API_AUDIENCE, USAGE_SECRET and USAGE_KEYS are not set: give the function `authorizer` access in lib/kernel.ts',
    );
  const secret = await deps.secret(USAGE_SECRET);
  return {
    authenticate: authenticator(deps, audience),
    usageKeyOf: usageKeys(secret, JSON.parse(USAGE_KEYS)),
  };
}

export const handler = middy<APIGatewayTokenAuthorizerEvent, APIGatewayAuthorizerResult>()
  .use(injectLambdaContext(logger, { resetKeys: true }))
  .handler(async (event) => {
    wired ??= wire(await runtime()).catch((error: unknown) => {
      // A secret that could not be read now is read for the next request.
      wired = undefined;
      throw error;
    });
    return authorize(event, await wired);
  });
