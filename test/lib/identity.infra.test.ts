import { readFileSync } from 'node:fs';
import { Stack } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { describe, expect, it } from 'vitest';
import { usageKeys } from '../../lambdas/api/authorize.ts';
import { RestApi, type RestContract, restContract } from '../../lib/constructs/rest-api.ts';
import { platformOf } from '../../lib/platform.ts';
import { ApiStack } from '../../lib/stacks/api-stack.ts';
import { checkSettings, type StageName, stageNames, stageSettings } from '../../lib/stage.ts';
import { principal } from '../api/front-door.ts';
import { defineApp, type Json, ofType, resourcesOf } from './synthesized.ts';

/** Who calls and how much, as the gateway of a cloud stage is told: LocalStack runs neither authorizer nor usage plan. */

const clouds = ['dev', 'prod'] as const;
const documentOf = (stage: StageName): Json => ofType(stage, 'AWS::ApiGateway::RestApi')[0]?.properties.Body;
const operationsOf = (document: Json): Json[] =>
  Object.values<Json>(document.paths).flatMap((methods) => Object.values<Json>(methods));
const code = () => Code.fromInline('exports.handler = () => {};');

describe.each(clouds)('the gateway of %s', (stage) => {
  const document = documentOf(stage);

  it('asks the authorizer about every operation', () => {
    const operations = operationsOf(document);
    expect(operations.length).toBeGreaterThan(20);
    // A signed webhook is its handler's to verify: the contract says which operations take no token.
    const contract: Json = JSON.parse(
      readFileSync(new URL('../../api/openapi.json', import.meta.url), 'utf8'),
    );
    const bearing = new Set(
      operationsOf(contract)
        .filter(({ security }) => security.some((way: object) => 'bearer' in way))
        .map(({ operationId }) => operationId),
    );
    expect(bearing.size).toBeGreaterThanOrEqual(operations.length - 1);
    for (const { operationId, security } of operations)
      expect([operationId, security]).toEqual([
        operationId,
        bearing.has(operationId) ? [{ bearer: [], 'usage-key': [] }] : undefined,
      ]);
    const { 'x-amazon-apigateway-authorizer': authorizer, ...scheme } =
      document.components.securitySchemes.bearer;
    expect(scheme).toMatchObject({ type: 'apiKey', name: 'Authorization', in: 'header' });
    expect(authorizer).toMatchObject({ type: 'token', authorizerResultTtlInSeconds: 60 });
    expect(JSON.stringify(authorizer.authorizerUri)).toContain(`:function:tallyflow-${stage}-api-authorize/`);
  });

  it.each([
    ['Bearer aa.b-b.c_c', true],
    ['bearer aa.bb.cc', true],
    ['Bearer aa.bb', false],
    ['Bearer aa.bb.', false],
    ['Bearer aa.bb.cc.dd', false],
    ['Basic c3VlOnB3', false],
    ['xBearer aa.bb.cc', false],
  ])('asks about the header %s: %s', (header, asks) => {
    const { identityValidationExpression } =
      document.components.securitySchemes.bearer['x-amazon-apigateway-authorizer'];
    expect(new RegExp(identityValidationExpression).test(header)).toBe(asks);
  });

  it('takes the key of a usage plan from the authorizer alone', () => {
    expect(document['x-amazon-apigateway-api-key-source']).toBe('AUTHORIZER');
  });

  it('may call the authorizer, and nobody else may', () => {
    const callers = ofType(stage, 'AWS::Lambda::Permission').filter(
      ({ properties }) => properties.FunctionName === `tallyflow-${stage}-api-authorize`,
    );
    expect(callers.map(({ properties }) => properties.Principal)).toEqual(['apigateway.amazonaws.com']);
    expect(JSON.stringify(callers[0]?.properties.SourceArn)).toContain('/authorizers/*');
  });

  it('writes down whose each call was', () => {
    const [gateway] = ofType(stage, 'AWS::ApiGateway::Stage');
    expect(JSON.parse(gateway?.properties.AccessLogSetting.Format)).toMatchObject({
      requestId: '$context.requestId',
      tenant: '$context.authorizer.tenant',
      subject: '$context.authorizer.subject',
    });
  });

  it('lets the authorizer read tenants’ documents by name, and its secret, and nothing else', () => {
    const [policy] = ofType(stage, 'AWS::IAM::Policy').filter(({ id }) => id.startsWith('ApiAuthorizeRole'));
    const granted = policy?.properties.PolicyDocument.Statement.map(({ Action, Resource }: Json) => [
      [Action].flat().sort(),
      JSON.stringify(Resource),
    ]);
    expect(granted).toEqual([
      [['logs:CreateLogStream', 'logs:PutLogEvents'], expect.anything()],
      [
        ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query'],
        expect.stringMatching(/table\/tallyflow-\w+-tenants"\]\]\}$/),
      ],
      [['secretsmanager:GetSecretValue'], expect.stringContaining('usage-keys-??????')],
      [['xray:PutTelemetryRecords', 'xray:PutTraceSegments'], '"*"'],
    ]);
  });

  it('keeps whoever has no plan of their own within one', () => {
    const [plan, ...others] = ofType(stage, 'AWS::ApiGateway::UsagePlan');
    expect(others).toEqual([]);
    expect(plan?.properties).toMatchObject({
      UsagePlanName: `tallyflow-${stage}-everyone`,
      Throttle: { RateLimit: 200, BurstLimit: 400 },
    });
  });
});

it('says 401 with the way to do better', () => {
  const { UNAUTHORIZED } = documentOf('prod')['x-amazon-apigateway-gateway-responses'];
  expect(UNAUTHORIZED.responseParameters).toMatchObject({
    'gatewayresponse.header.WWW-Authenticate': "'Bearer'",
  });
});

it('leaves authorizer, keys and plans out of the local stage, whose gateway runs none', () => {
  expect(operationsOf(documentOf('local')).filter(({ security }) => security)).toEqual([]);
  expect(documentOf('local')).not.toHaveProperty('components');
  expect(documentOf('local')).not.toHaveProperty('x-amazon-apigateway-api-key-source');
  const types = ['AWS::ApiGateway::UsagePlan', 'AWS::ApiGateway::ApiKey'];
  expect(resourcesOf('local').filter(({ type }) => types.includes(type))).toEqual([]);
  const functionsOf = (stage: StageName) =>
    ofType(stage, 'AWS::Lambda::Function').map(({ properties }) =>
      properties.FunctionName.slice(`tallyflow-${stage}-`.length),
    );
  const local = functionsOf('local');
  expect(
    functionsOf('prod')
      .filter((name) => !local.includes(name))
      .sort(),
  ).toEqual(['api-authorize', 'api-identity-add-tenant']);
});

it('asks nothing about an operation that proves itself otherwise', () => {
  const [path = ''] = Object.keys(restContract().paths);
  const [operation] = Object.values(restContract().paths[path] ?? {});
  if (!operation) throw new Error('the contract is empty');
  const signed = { ...operation, operationId: 'receiveWebhook', security: [{ signature: [] }] };
  const paths: RestContract['paths'] = { [path]: { get: operation }, '/v1/hooks': { post: signed } };
  const contract = { ...restContract(), paths };
  const stack = new Stack(defineApp([]), 'Gateway', { env: { region: 'us-east-1' } });
  const platform = platformOf(stageSettings('prod'), code);
  const rest = new RestApi(stack, 'Rest', { platform, contract, authorizer: 'api/authorize' });
  const body = stack.resolve((rest.api.node.defaultChild as Json).body);
  expect(body.paths[path].get.security).toHaveLength(1);
  expect(body.paths['/v1/hooks'].post).not.toHaveProperty('security');
});

describe('a partner with limits of its own', () => {
  const partners = [
    { tenantId: 'acme', clientId: 'acme-wms', callsPerSecond: 5, burst: 10, callsPerMonth: 100_000 },
    { tenantId: 'globex', clientId: 'acme-wms', callsPerSecond: 1, burst: 2 },
  ];
  const given = stageSettings('prod', { account: '999999999999' });
  const everyone = { callsPerSecond: 200, burst: 400 };
  const platform = platformOf(checkSettings({ ...given, usagePlans: { everyone, partners } }), code);
  const app = defineApp([]);
  new ApiStack(app, 'api', platform, { env: { region: 'us-east-1', account: '999999999999' } });
  const [synthesized] = app.synth({ skipValidation: true }).stacks;
  const resources: Readonly<Record<string, Json>> = synthesized?.template.Resources ?? {};
  const of = (type: string) => Object.entries(resources).filter(([, { Type }]) => Type === type);
  const [[secretId] = ['']] = of('AWS::SecretsManager::Secret').filter(
    ([, { Properties }]) => Properties.Name === 'tallyflow/prod/usage-keys',
  );

  it('gets a plan with its rate, bursts and quota', () => {
    expect(of('AWS::ApiGateway::UsagePlan').map(([, { Properties }]) => Properties)).toEqual([
      expect.objectContaining({ UsagePlanName: 'tallyflow-prod-everyone' }),
      expect.objectContaining({
        UsagePlanName: 'tallyflow-prod-acme.acme-wms',
        Throttle: { RateLimit: 5, BurstLimit: 10 },
        Quota: { Limit: 100_000, Period: 'MONTH' },
      }),
      expect.objectContaining({ UsagePlanName: 'tallyflow-prod-globex.acme-wms' }),
    ]);
    expect(of('AWS::ApiGateway::UsagePlanKey')).toHaveLength(3);
  });

  it('gets a key whose value is in no template, and which is the one the authorizer names', () => {
    const values = of('AWS::ApiGateway::ApiKey').map(([, { Properties }]) => {
      const [, parts] = Properties.Value['Fn::Join'];
      return parts
        .map((part: Json) => (typeof part === 'string' ? part : part.Ref))
        .join('')
        .replace(`{{resolve:secretsmanager:${secretId}:SecretString:::}}`, '<secret>');
    });
    const [, authorizer] =
      of('AWS::Lambda::Function').find(
        ([, { Properties }]) => Properties.FunctionName === 'tallyflow-prod-api-authorize',
      ) ?? [];
    const { USAGE_KEYS, USAGE_SECRET } = authorizer.Properties.Environment.Variables;
    expect(USAGE_SECRET).toBe('tallyflow/prod/usage-keys');
    const keyOf = usageKeys('<secret>', JSON.parse(USAGE_KEYS));
    const asked = [
      principal({ subject: 'sue' }),
      principal({ subject: 'acme-wms' }),
      principal({ subject: 'acme-wms', tenant: 'globex' as never }),
    ];
    expect(values).toEqual(asked.map(keyOf));
    expect(new Set(values).size).toBe(3);
    for (const value of values) expect(value).toMatch(/^<secret>[0-9a-f]{16}$/);
  });
});

it('is the same for every stage that has one', () => {
  expect(stageNames.filter((stage) => documentOf(stage).components)).toEqual([...clouds]);
});
