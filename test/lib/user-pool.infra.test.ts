import { Code } from 'aws-cdk-lib/aws-lambda';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { Role } from '../../lambdas/domain/tenant.ts';
import { restContract } from '../../lib/constructs/rest-api.ts';
import { scopeNames } from '../../lib/identity.ts';
import { platformOf } from '../../lib/platform.ts';
import { IdentityStack } from '../../lib/stacks/identity-stack.ts';
import { checkSettings, type StageName, stageSettings, type UserPoolSettings } from '../../lib/stage.ts';
import { defineStage } from '../../lib/tallyflow.ts';
import { defineApp, type Json, ofType, resourcesOf } from './synthesized.ts';

/** LocalStack has no Cognito: what a user pool is told is judged as its template says it. */

const only = (stage: StageName, type: string): Json => {
  const [one, ...others] = ofType(stage, `AWS::Cognito::${type}`);
  expect(others).toEqual([]);
  return one?.properties;
};

describe.each(['dev', 'prod'] as const)('the user pool of %s', (stage) => {
  const pool = () => only(stage, 'UserPool');

  it('lets administrators alone make users, and nobody move one to another tenant', () => {
    expect(pool().AdminCreateUserConfig).toEqual({ AllowAdminCreateUserOnly: true });
    expect(pool().Schema).toContainEqual({
      Name: 'tenant',
      AttributeDataType: 'String',
      StringAttributeConstraints: { MinLength: '1', MaxLength: '64' },
      Mutable: false,
    });
    for (const { properties } of ofType(stage, 'AWS::Cognito::UserPoolClient'))
      expect(properties.WriteAttributes).toEqual(['email']);
  });

  it('asks for passwords nobody guesses, and for a second factor that is no text message', () => {
    expect(pool().Policies.PasswordPolicy).toEqual({
      MinimumLength: 14,
      PasswordHistorySize: 10,
      RequireLowercase: true,
      RequireNumbers: true,
      RequireSymbols: true,
      RequireUppercase: true,
      TemporaryPasswordValidityDays: 3,
    });
    expect(pool()).toMatchObject({
      MfaConfiguration: stage === 'prod' ? 'ON' : 'OPTIONAL',
      EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
      DeletionProtection: stage === 'prod' ? 'ACTIVE' : 'INACTIVE',
      UserPoolTier: 'ESSENTIALS',
    });
    expect(pool()).not.toHaveProperty('SmsConfiguration');
  });

  it('has its tokens completed by the trigger, those of programs included, and by nobody else', () => {
    const { PreTokenGenerationConfig, ...others } = pool().LambdaConfig;
    expect(PreTokenGenerationConfig.LambdaVersion).toBe('V3_0');
    const [trigger] = ofType(stage, 'AWS::Lambda::Function').filter(
      ({ properties }) => properties.FunctionName === `tallyflow-${stage}-api-identity-add-tenant`,
    );
    expect(PreTokenGenerationConfig.LambdaArn['Fn::GetAtt'][0]).toBe(trigger?.id);
    expect(others).toEqual({});
    const callers = ofType(stage, 'AWS::Lambda::Permission').filter(({ stack }) => stack === 'identity');
    expect(callers.map(({ properties }) => properties.Principal)).toEqual(['cognito-idp.amazonaws.com']);
    expect(callers[0]?.properties.SourceArn['Fn::GetAtt'][1]).toBe('Arn');
  });

  it('has a group for every role', () => {
    const groups = ofType(stage, 'AWS::Cognito::UserPoolGroup').map(({ properties }) => properties.GroupName);
    expect(groups.sort()).toEqual([...Role.options].sort());
  });

  it('issues every scope the contract asks for, with the audience before it', () => {
    const { Identifier, Scopes } = only(stage, 'UserPoolResourceServer');
    expect(Identifier).toBe(`urn:tallyflow:${stage}:api`);
    const asked = Object.values(restContract().paths).flatMap((methods) =>
      Object.values(methods).flatMap(({ security }) => security.flatMap(({ bearer = [] }) => bearer)),
    );
    const issued = Scopes.map(({ ScopeName }: Json) => ScopeName);
    expect(asked.length).toBeGreaterThan(20);
    expect(issued).toEqual(expect.arrayContaining(asked));
    expect(issued).toEqual(['use', ...scopeNames]);
  });

  it('lets the console have codes alone, without a secret, for people of the API', () => {
    const client = only(stage, 'UserPoolClient');
    expect(client).toMatchObject({
      GenerateSecret: false,
      AllowedOAuthFlows: ['code'],
      AllowedOAuthScopes: ['openid', `urn:tallyflow:${stage}:api/use`],
      EnableTokenRevocation: true,
      PreventUserExistenceErrors: 'ENABLED',
    });
    expect(client.ExplicitAuthFlows).toEqual(['ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH']);
  });
});

it('is not in the local stage, nor in one whose tenants bring their own issuers', () => {
  const isIdentity = ({ type }: { readonly type: string }) => /^AWS::(Cognito|SSM)::/.test(type);
  expect(resourcesOf('local').filter(isIdentity)).toEqual([]);
  const { userPool: _off, ...without } = stageSettings('prod');
  const app = defineApp([]);
  defineStage(app, checkSettings(without), code);
  const names = app.synth({ skipValidation: true }).stacks.map(({ stackName }) => stackName);
  expect(names).toContain('Tallyflow-prod-api');
  expect(names).not.toContain('Tallyflow-prod-identity');
});

const code = () => Code.fromInline('exports.handler = () => {};');

describe('a program of a tenant', () => {
  const settings = stageSettings('prod', { account: '999999999999' });
  const userPool: UserPoolSettings = {
    mfa: 'required',
    callbackUrls: ['https://console.example/callback'],
    logoutUrls: [],
    machineClients: [
      { tenantId: 'acme', name: 'wms', scopes: ['inventory:read', 'events:write'] },
      { tenantId: 'globex', name: 'wms', scopes: ['inventory:read'] },
    ],
  };
  const app = defineApp([]);
  const platform = platformOf(checkSettings({ ...settings, userPool }), code);
  new IdentityStack(app, platform.names.stack('identity'), platform, {
    env: { region: 'us-east-1', account: '999999999999' },
    userPool,
  });
  const [synthesized] = app.synth({ skipValidation: true }).stacks;
  const resources: Readonly<Record<string, Json>> = synthesized?.template.Resources ?? {};
  const of = (type: string) => Object.entries(resources).filter(([, { Type }]) => Type === type);

  it('gets tokens by its own secret for the scopes named, and for nobody', () => {
    const programs = of('AWS::Cognito::UserPoolClient').filter(
      ([, { Properties }]) => Properties.GenerateSecret,
    );
    expect(programs.map(([, { Properties }]) => Properties)).toEqual([
      expect.objectContaining({
        ClientName: 'tallyflow-prod-acme.wms',
        AllowedOAuthFlows: ['client_credentials'],
        AllowedOAuthScopes: ['urn:tallyflow:prod:api/inventory:read', 'urn:tallyflow:prod:api/events:write'],
      }),
      expect.objectContaining({ ClientName: 'tallyflow-prod-globex.wms' }),
    ]);
  });

  it('has its tenant where the trigger looks, under the id the user pool gave it', () => {
    const tenants = of('AWS::SSM::Parameter').map(([, { Properties }]) => {
      const [, [prefix, { Ref }]] = Properties.Name['Fn::Join'];
      return [prefix, resources[Ref].Properties.ClientName, Properties.Value];
    });
    expect(tenants).toEqual([
      ['/tallyflow/prod/machine-clients/', 'tallyflow-prod-acme.wms', 'acme'],
      ['/tallyflow/prod/machine-clients/', 'tallyflow-prod-globex.wms', 'globex'],
    ]);
    const [[, trigger] = []] = of('AWS::Lambda::Function');
    expect(trigger.Properties.Environment.Variables.MACHINE_CLIENTS).toBe('/tallyflow/prod/machine-clients/');
  });

  it('leaves no rule unacknowledged', () => {
    expect(new AwsSolutionsChecks(app).validateScope(app).violations).toEqual([]);
  });
});

it.each([
  [{ callbackUrls: ['http://console.example/'] }, 'userPool.callbackUrls.0'],
  [{ callbackUrls: [] }, 'userPool.callbackUrls'],
  [{ mfa: 'optional' }, 'userPool.mfa is "optional" in prod'],
  [
    { machineClients: [{ tenantId: 'acme', name: 'wms', scopes: ['everything'] }] },
    'machineClients.0.scopes.0',
  ],
  [
    {
      machineClients: [
        { tenantId: 'acme', name: 'wms', scopes: ['inventory:read'] },
        { tenantId: 'acme', name: 'wms', scopes: ['tasks:read'] },
      ],
    },
    'one of them is there twice',
  ],
])('refuses settings of a user pool like %j', (change, problem) => {
  const settings = stageSettings('prod');
  expect(() => checkSettings({ ...settings, userPool: { ...settings.userPool, ...change } })).toThrow(
    problem,
  );
});

it('refuses one in the local stage', () => {
  const { userPool } = stageSettings('prod');
  expect(() => checkSettings({ ...stageSettings('local'), userPool })).toThrow('userPool is set in local');
});
