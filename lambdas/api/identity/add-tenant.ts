import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { PreTokenGenerationV2TriggerEvent, PreTokenGenerationV3TriggerEvent } from 'aws-lambda';
import { readEnvironment } from '../../shared/environment.ts';
import { ContractViolation } from '../../shared/errors.ts';
import { logger } from '../../shared/powertools.ts';
import { parameters, runtimeWith } from '../../shared/runtime.ts';

/**
 * The last word of the stage's user pool on a token, before it is signed: it puts the tenant in. Amazon Cognito sends the
 * same event, version 3, for people and for programs; its access tokens hold no attributes by themselves.
 */
export type TokenEvent = PreTokenGenerationV2TriggerEvent | PreTokenGenerationV3TriggerEvent;

/** Set when a user is created, by administrators of the pool alone: it cannot be changed, and no app client may write it. */
const TENANT_ATTRIBUTE = 'custom:tenant';

export interface AddTenantDeps {
  /** The tenant administrators gave a program, by its client id; `undefined` for a program they gave none. */
  readonly tenantOfClient: (clientId: string) => Promise<string | undefined>;
}

/**
 * The event with the tenant of whoever gets the token. Nothing the caller says counts, `clientMetadata` least of all.
 * Raises ContractViolation, so that no token is made, for whoever has no tenant.
 */
export async function addTenant(event: TokenEvent, { tenantOfClient }: AddTenantDeps): Promise<TokenEvent> {
  const { triggerSource, userName, callerContext, request } = event;
  const isProgram = triggerSource === 'TokenGeneration_ClientCredentials';
  const tenant = isProgram
    ? await tenantOfClient(callerContext.clientId)
    : request.userAttributes[TENANT_ATTRIBUTE];
  if (!tenant)
    throw new ContractViolation(
      isProgram
        ? `client ${callerContext.clientId} has no tenant: an administrator adds it to machineClients in lib/stage.ts`
        : `user ${userName} has no ${TENANT_ATTRIBUTE}: an administrator creates the user again, with it`,
    );
  const accessTokenGeneration = { claimsToAddOrOverride: { tenant } };
  return { ...event, response: { claimsAndScopeOverrideDetails: { accessTokenGeneration } } } as TokenEvent;
}

const runtime = runtimeWith(parameters);

export const handler = middy<TokenEvent, TokenEvent>()
  .use(injectLambdaContext(logger, { resetKeys: true }))
  .handler(async (event) => {
    const { parameter } = await runtime();
    const { MACHINE_CLIENTS } = readEnvironment(process.env);
    if (!MACHINE_CLIENTS)
      throw new ContractViolation(
        'environment variable MACHINE_CLIENTS is not set: give the function `machineClients` access in lib/kernel.ts',
      );
    return addTenant(event, { tenantOfClient: (clientId) => parameter(`${MACHINE_CLIENTS}${clientId}`) });
  });
