import { expect, it } from 'vitest';
import { type AuthorizeDeps, authorize, usageKeys } from '../../lambdas/api/authorize.ts';
import { AdapterUnavailable, Forbidden } from '../../lambdas/shared/errors.ts';
import { principal } from './front-door.ts';

/** What is no good token is in identity/attacks.unit.test.ts, which asks the authorizer as well. */

const asked = {
  authorizationToken: 'Bearer a.b.c',
  methodArn: 'arn:aws:execute-api:eu-west-1:123456789012:abc123/prod/GET/v1/inventory/dc1/OATS',
};
const endings = { everyone: '-all', 'acme/acme-wms': '-wms', 'globex/sue': '-sue' };
const deps = (authenticate: AuthorizeDeps['authenticate']): AuthorizeDeps => ({
  authenticate,
  usageKeyOf: usageKeys('secret', endings),
});
const wms = principal({ subject: 'acme-wms', kind: 'client', roles: ['service'] });

it('lets whoever has a good token call every method of the stage, because the answer is kept for all of them', async () => {
  const answer = await authorize(
    asked,
    deps(async (given) =>
      given === asked.authorizationToken ? wms : Promise.reject(new Error('not asked')),
    ),
  );
  expect(answer).toEqual({
    principalId: 'acme/acme-wms',
    policyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: 'execute-api:Invoke',
          Resource: 'arn:aws:execute-api:eu-west-1:123456789012:abc123/prod/*',
        },
      ],
    },
    context: { tenant: 'acme', subject: 'acme-wms', kind: 'client' },
    usageIdentifierKey: 'secret-wms',
  });
});

it('counts whoever has no plan with everybody else, and nobody by the plan of another tenant', async () => {
  const sue = principal({ subject: 'sue' });
  const { usageIdentifierKey } = await authorize(
    asked,
    deps(async () => sue),
  );
  expect(usageIdentifierKey).toBe('secret-all');
});

it('denies whoever has a good token and is nobody the tenant knows', async () => {
  const answer = await authorize(
    asked,
    deps(async () => {
      throw new Forbidden('eve is neither a member nor a client');
    }),
  );
  expect(answer).toMatchObject({ policyDocument: { Statement: [{ Effect: 'Deny' }] } });
  expect(answer).not.toHaveProperty('usageIdentifierKey');
});

it('says of nobody that a token is bad because something here failed', async () => {
  const failing = deps(async () => {
    throw new AdapterUnavailable('the table is away');
  });
  await expect(authorize(asked, failing)).rejects.toThrow('the table is away');
});
