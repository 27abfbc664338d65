import { describe, expect, it } from 'vitest';
import { stageNames } from '../../lib/stage.ts';
import { type Json, nameOf, ofType, resourcesOf } from './synthesized.ts';

interface Statement {
  readonly where: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly principals: Json;
  readonly conditions: Json;
}

/**
 * Actions that know no resource AWS would accept, or whose resources get their names at run time. Anything else that is
 * allowed on `*` fails the test.
 */
const unnamed: Readonly<Record<string, RegExp>> = {
  'logs:(Create|Get|Update|Delete|List)LogDelivery|logs:ListLogDeliveries|logs:PutResourcePolicy|logs:DescribeResourcePolicies|logs:DescribeLogGroups':
    /^\*$/,
  'xray:(PutTraceSegments|PutTelemetryRecords|GetSamplingRules|GetSamplingTargets)': /^\*$/,
  'dynamodb:ListStreams': /^\*$/,
  's3:(Get|Put)Object':
    /^arn:aws:s3:::tallyflow-\w+-(documents|journal|audit-anchor)-[^*]*(\/(inbox|reports)\/(\*|\$\{aws:PrincipalTag\/tenant\}))?\/\*$/,
  'secretsmanager:GetSecretValue':
    /:secret:tallyflow\/\w+\/(\*\/[a-z-]+|cursor-key|usage-keys|webhook-key)-\?{6}$/,
  'ssm:GetParameter': /:parameter\/tallyflow\/\w+\/machine-clients\/\*$/,
  'states:(Describe|Redrive|Stop)Execution': /:execution:tallyflow-\w+-[a-z-]+:\*$/,
};

const asList = (value: Json): Json[] => (value === undefined ? [] : Array.isArray(value) ? value : [value]);

/** `{ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::AccountId' }]] }` as one text. */
function textOf(value: Json): string {
  if (typeof value === 'string') return value;
  if (value['Fn::Join']) return value['Fn::Join'][1].map(textOf).join('');
  return `<${value.Ref ?? asList(value['Fn::GetAtt']).join('.') ?? value['Fn::ImportValue']}>`;
}

function allowsIn(where: string, document: Json): Statement[] {
  return asList(document?.Statement)
    .filter(({ Effect }) => Effect === 'Allow')
    .map((statement) => ({
      where,
      actions: asList(statement.Action),
      resources: asList(statement.Resource).map(textOf),
      principals: statement.Principal,
      conditions: statement.Condition,
    }));
}

const roleStatements = (stage: (typeof stageNames)[number]) => [
  ...ofType(stage, 'AWS::IAM::Policy').flatMap((policy) =>
    allowsIn(nameOf(policy), policy.properties.PolicyDocument),
  ),
  ...ofType(stage, 'AWS::IAM::Role').flatMap((role) =>
    asList(role.properties.Policies).flatMap((policy) => allowsIn(nameOf(role), policy.PolicyDocument)),
  ),
];

describe.each(stageNames)('%s', (stage) => {
  it('allows no action by wildcard', () => {
    const statements = [
      ...roleStatements(stage),
      ...['AWS::SQS::QueuePolicy', 'AWS::SNS::TopicPolicy', 'AWS::S3::BucketPolicy']
        .flatMap((type) => ofType(stage, type))
        .flatMap((policy) => allowsIn(nameOf(policy), policy.properties.PolicyDocument)),
    ];
    expect(statements.length).toBeGreaterThan(50);
    expect(
      statements.filter(
        ({ actions }) => actions.length === 0 || actions.some((action) => action.includes('*')),
      ),
    ).toEqual([]);
  });

  it('names every resource a role may touch, except the ones that have no name', () => {
    const wrong = roleStatements(stage).flatMap(({ where, actions, resources }) =>
      resources
        .filter((resource) => /[*?]/.test(resource))
        .flatMap((resource) =>
          actions
            .filter((action) => !isUnnamed(action, resource))
            .map((action) => `${where}: ${action} on ${resource}`),
        ),
    );
    expect(wrong).toEqual([]);
  });

  it('never scans a table and never manages what it uses', () => {
    const managing =
      /:(Scan|PartiQL\w+|Create(?!LogStream|LogDelivery)\w+|Delete(?!Item|Message|LogDelivery)\w+|PutBucket\w+|PassRole)$/;
    expect(
      roleStatements(stage).flatMap(({ where, actions }) =>
        actions.filter((action) => managing.test(action)).map((action) => `${where}: ${action}`),
      ),
    ).toEqual([]);
  });

  it('attaches no managed policy', () => {
    expect(ofType(stage, 'AWS::IAM::ManagedPolicy')).toEqual([]);
    expect(
      ofType(stage, 'AWS::IAM::Role')
        .filter(({ properties }) => properties.ManagedPolicyArns)
        .map(nameOf),
    ).toEqual([]);
  });

  it('lets only one AWS service assume each role, or one function the role of its sessions', () => {
    for (const role of ofType(stage, 'AWS::IAM::Role')) {
      const [statement, ...others] = role.properties.AssumeRolePolicyDocument.Statement;
      // tenant-isolation.infra.test.ts judges these.
      if (statement.Principal.AWS?.['Fn::GetAtt']) continue;
      expect([nameOf(role), statement.Principal, others]).toEqual([
        nameOf(role),
        { Service: expect.any(String) },
        [],
      ]);
    }
  });

  it('opens queues, topics and keys to nobody outside this account', () => {
    const open = resourcesOf(stage)
      .filter(({ type }) =>
        ['AWS::SQS::QueuePolicy', 'AWS::SNS::TopicPolicy', 'AWS::KMS::Key'].includes(type),
      )
      .flatMap((resource) =>
        allowsIn(nameOf(resource), resource.properties.PolicyDocument ?? resource.properties.KeyPolicy),
      )
      .filter(({ principals, conditions }) => {
        const isThisAccount = JSON.stringify(principals ?? '').includes(':root');
        const keys = Object.values<Json>(conditions ?? {}).flatMap((condition) => Object.keys(condition));
        return (
          !isThisAccount &&
          !keys.some((key) => ['aws:SourceArn', 'aws:SourceAccount', 'kms:CallerAccount'].includes(key))
        );
      });
    expect(open).toEqual([]);
  });
});

function isUnnamed(action: string, resource: string): boolean {
  return Object.entries(unnamed).some(
    ([actions, pattern]) => new RegExp(`^(${actions})$`).test(action) && pattern.test(resource),
  );
}
