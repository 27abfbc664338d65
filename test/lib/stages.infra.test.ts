import { expect, it } from 'vitest';
import type { StageName } from '../../lib/stage.ts';
import { type Json, type Resource, resourcesOf } from './synthesized.ts';

/** Every way in which the local stage may differ from prod; each is a field of `lib/stage.ts`. */
const differences: Readonly<Record<string, readonly string[]>> = {
  removal: ['DeletionPolicy', 'UpdateReplacePolicy'],
  deletionProtection: ['AWS::DynamoDB::GlobalTable Replicas.DeletionProtectionEnabled'],
  pointInTimeRecovery: [
    'AWS::DynamoDB::GlobalTable Replicas.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled',
  ],
  logRetentionDays: ['AWS::Logs::LogGroup RetentionInDays'],
  executionLogs: [
    'AWS::ApiGateway::Stage AccessLogSetting',
    'AWS::ApiGateway::Stage MethodSettings.LoggingLevel',
    'AWS::StepFunctions::StateMachine LoggingConfiguration',
    'AWS::Logs::LogGroup',
    'AWS::IAM::Policy PolicyDocument',
  ],
  tracing: [
    'AWS::ApiGateway::Stage TracingEnabled',
    'AWS::StepFunctions::StateMachine TracingConfiguration',
    'AWS::Lambda::Function TracingConfig',
    'AWS::IAM::Policy PolicyDocument',
  ],
  movableClock: [
    'AWS::Lambda::Function Environment.Variables.CLOCK_TABLE',
    'AWS::IAM::Policy PolicyDocument',
  ],
  tenantSessions: [
    'AWS::IAM::Role',
    'AWS::IAM::Policy',
    'AWS::Lambda::Function Environment.Variables.DATA_ROLE',
  ],
  graphqlIntrospection: ['AWS::Lambda::Function Environment.Variables.GRAPHQL_INTROSPECTION'],
  usagePlans: [
    'AWS::ApiGateway::ApiKey',
    'AWS::ApiGateway::UsagePlan',
    'AWS::ApiGateway::UsagePlanKey',
    'AWS::IAM::Policy',
    'AWS::IAM::Role',
    // identity.infra.test.ts says which.
    'AWS::Lambda::Function',
    'AWS::Lambda::Permission',
    'AWS::Logs::LogGroup',
    'AWS::SecretsManager::Secret',
    'AWS::ApiGateway::RestApi Body',
  ],
  userPool: [
    'AWS::Cognito::UserPool',
    'AWS::Cognito::UserPoolClient',
    'AWS::Cognito::UserPoolDomain',
    'AWS::Cognito::UserPoolGroup',
    'AWS::Cognito::UserPoolResourceServer',
  ],
  // A deployment is named after its document, which holds the stage's names.
  gatewayId: ['AWS::ApiGateway::RestApi Tags.Key', 'AWS::ApiGateway::Stage DeploymentId'],
  auditRetentionDays: ['AWS::S3::Bucket ObjectLockConfiguration.Rule.DefaultRetention.Days'],
  eventArchiveDays: ['AWS::Events::Archive'],
  schemaRegistry: ['AWS::EventSchemas::Registry', 'AWS::EventSchemas::Schema'],
  reservedConcurrency: ['AWS::Lambda::Function ReservedConcurrentExecutions'],
  queueConcurrency: ['AWS::Lambda::EventSourceMapping ScalingConfig.MaximumConcurrency'],
  chunkExecutionType: ['AWS::StepFunctions::StateMachine DefinitionSubstitutions.ChunkExecutionType'],
};

it('gives the local stage what prod gets, except for what its settings say', () => {
  const allowed = Object.values(differences).flat();
  const unexplained = differing('local', 'prod').filter(
    (path) => !allowed.some((prefix) => path === prefix || path.startsWith(`${prefix}.`)),
  );
  expect(unexplained).toEqual([]);
});

it('gives dev the functions, machines and queues of prod', () => {
  const shapes = (stage: StageName) =>
    resourcesOf(stage).map((resource) => `${placeOf(resource)} ${resource.type}`);
  expect(shapes('dev')).toEqual(shapes('prod'));
});

/** Stage and deployment of the gateway are named after the stage and after its document, which holds the stage's names. */
function placeOf({ stack, id, type }: Resource): string {
  return /^AWS::ApiGateway::(Deployment|Stage)$/.test(type) ? `${stack}/${type}` : `${stack}/${id}`;
}

/** Property paths, without list positions, at which two stages have different values once names are made equal. */
function differing(one: StageName, other: StageName): string[] {
  const [left, right] = [one, other].map(
    (stage) =>
      new Map(resourcesOf(stage).map((resource) => [placeOf(resource), flat(stage, resource)] as const)),
  );
  const paths = new Set<string>();
  for (const key of new Set([...(left?.keys() ?? []), ...(right?.keys() ?? [])])) {
    const [a, b] = [left?.get(key), right?.get(key)];
    if (!a || !b) {
      paths.add(String((a ?? b)?.get('type')));
      continue;
    }
    for (const path of new Set([...a.keys(), ...b.keys()])) {
      if (a.get(path) === b.get(path)) continue;
      paths.add(path.endsWith('Policy') ? path : `${a.get('type')} ${path}`);
    }
  }
  return [...paths];
}

function flat(
  stage: StageName,
  { type, properties, deletionPolicy, updatePolicy }: Json,
): Map<string, string> {
  const result = new Map<string, string>([
    ['type', type],
    ['DeletionPolicy', String(deletionPolicy)],
    ['UpdateReplacePolicy', String(updatePolicy)],
  ]);
  const add = (path: string, value: Json) => {
    const isLeaf =
      value === null ||
      typeof value !== 'object' ||
      'Fn::Join' in value ||
      'Ref' in value ||
      'Fn::GetAtt' in value;
    if (isLeaf) {
      result.set(path, `${result.get(path) ?? ''}${plain(stage, value)};`);
      return;
    }
    for (const [field, inner] of Object.entries(value))
      add(Array.isArray(value) ? path : path ? `${path}.${field}` : field, inner);
  };
  add('', properties);
  result.delete('Tags.Value');
  return result;
}

/** A value as text, with the stage's own name, account and joins made equal. */
function plain(stage: StageName, value: Json): string {
  const join = (inner: Json): string => {
    if (inner?.['Fn::Join']) return inner['Fn::Join'][1].map(join).join('');
    if (inner?.Ref === 'AWS::AccountId') return '000000000000';
    return typeof inner === 'string' ? inner : JSON.stringify(inner);
  };
  return join(value).replaceAll(new RegExp(`\\b${stage}\\b`, 'g'), '<stage>');
}
