import { describe, expect, it } from 'vitest';
import { createdByLocalStack, skippedByLocalStack } from '../../lib/localstack.ts';
import { stageNames } from '../../lib/stage.ts';
import { type Json, nameOf, ofType, resourcesOf, stacksOf } from './synthesized.ts';

const stateful = [
  'AWS::DynamoDB::GlobalTable',
  'AWS::S3::Bucket',
  'AWS::KMS::Key',
  'AWS::KMS::Alias',
  'AWS::Events::EventBus',
  'AWS::Events::Archive',
  'AWS::Cognito::UserPool',
];

describe.each(stageNames)('%s', (stage) => {
  const named = (type: string, wrong: (properties: Json) => boolean) =>
    ofType(stage, type)
      .filter(({ properties }) => wrong(properties))
      .map(nameOf);

  it('encrypts tables with a customer key that rotates', () => {
    expect(ofType(stage, 'AWS::DynamoDB::GlobalTable')).toHaveLength(5);
    expect(
      named(
        'AWS::DynamoDB::GlobalTable',
        ({ SSESpecification, Replicas }) =>
          !SSESpecification?.SSEEnabled ||
          SSESpecification.SSEType !== 'KMS' ||
          !Replicas[0].SSESpecification?.KMSMasterKeyId,
      ),
    ).toEqual([]);
    expect(named('AWS::KMS::Key', ({ EnableKeyRotation }) => EnableKeyRotation !== true)).toEqual([]);
  });

  it('encrypts every bucket, blocks public access and refuses plain HTTP', () => {
    const buckets = ofType(stage, 'AWS::S3::Bucket');
    expect(buckets).toHaveLength(4);
    for (const bucket of buckets) {
      const { BucketEncryption, PublicAccessBlockConfiguration } = bucket.properties;
      expect(BucketEncryption.ServerSideEncryptionConfiguration).toHaveLength(1);
      expect(Object.values(PublicAccessBlockConfiguration)).toEqual([true, true, true, true]);
    }
    const protectedBuckets = ofType(stage, 'AWS::S3::BucketPolicy').filter(({ properties }) =>
      refusesPlainHttp(properties.PolicyDocument),
    );
    expect(protectedBuckets.map(({ properties }) => properties.Bucket.Ref).sort()).toEqual(
      buckets.map(({ id }) => id).sort(),
    );
  });

  it('keeps versions of business documents, and anchors write-once', () => {
    const business = ofType(stage, 'AWS::S3::Bucket').filter(({ id }) => !id.startsWith('AccessLogs'));
    expect(business.map(({ properties }) => properties.VersioningConfiguration?.Status)).toEqual([
      'Enabled',
      'Enabled',
      'Enabled',
    ]);
    const anchors = business.filter(({ properties }) => properties.ObjectLockEnabled);
    expect(
      anchors.map(({ properties }) => properties.ObjectLockConfiguration.Rule.DefaultRetention.Mode),
    ).toEqual(['COMPLIANCE']);
  });

  it('announces new documents on the default bus without a helper function', () => {
    const announcing = ofType(stage, 'AWS::S3::Bucket').filter(
      ({ properties }) =>
        properties.NotificationConfiguration?.EventBridgeConfiguration?.EventBridgeEnabled === true,
    );
    expect(announcing.map(({ id }) => id.replace(/[0-9A-F]{8}$/, ''))).toEqual(['Documents']);
    expect(
      resourcesOf(stage)
        .filter(({ type }) => type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource')
        .map(nameOf),
    ).toEqual([]);
  });

  it('encrypts every queue and topic, and refuses plain HTTP', () => {
    expect(named('AWS::SQS::Queue', ({ KmsMasterKeyId }) => !KmsMasterKeyId)).toEqual([]);
    expect(named('AWS::SNS::Topic', ({ KmsMasterKeyId }) => !KmsMasterKeyId)).toEqual([]);
    const refusing = ofType(stage, 'AWS::SQS::QueuePolicy')
      .filter(({ properties }) => refusesPlainHttp(properties.PolicyDocument))
      .flatMap(({ stack, properties }) => properties.Queues.map((queue: Json) => `${stack}/${queue.Ref}`));
    expect(refusing.sort()).toEqual(ofType(stage, 'AWS::SQS::Queue').map(nameOf).sort());
    expect(named('AWS::SNS::TopicPolicy', ({ PolicyDocument }) => !refusesPlainHttp(PolicyDocument))).toEqual(
      [],
    );
  });

  it('puts aside after five tries what a consumer cannot handle', () => {
    const queues = ofType(stage, 'AWS::SQS::Queue');
    const isDeadLetters = (name: string) =>
      name.endsWith('-dead-letters') || name === `tallyflow-${stage}-undeliverable`;
    const work = queues.filter(({ properties }) => !isDeadLetters(properties.QueueName));
    expect(work.length).toBeGreaterThan(3);
    expect(
      work.filter(({ properties }) => properties.RedrivePolicy?.maxReceiveCount !== 5).map(nameOf),
    ).toEqual([]);
    expect(
      named(
        'AWS::SQS::Queue',
        ({ QueueName, MessageRetentionPeriod }) =>
          isDeadLetters(QueueName) && MessageRetentionPeriod !== 14 * 86_400,
      ),
    ).toEqual([]);
  });

  it('hides a message six times as long as its consumer may take', () => {
    const timeouts = new Map(
      ofType(stage, 'AWS::Lambda::Function').map(({ properties }) => [
        properties.FunctionName,
        properties.Timeout,
      ]),
    );
    for (const { properties } of ofType(stage, 'AWS::SQS::Queue').filter(
      ({ properties: { RedrivePolicy } }) => RedrivePolicy,
    )) {
      expect([properties.QueueName, properties.VisibilityTimeout]).toEqual([
        properties.QueueName,
        6 * timeouts.get(properties.QueueName),
      ]);
    }
  });

  it('takes events from queues and streams with partial failures, a limit and a last stop', () => {
    const mappings = ofType(stage, 'AWS::Lambda::EventSourceMapping');
    expect(
      mappings
        .filter(({ properties }) => !properties.FunctionResponseTypes?.includes('ReportBatchItemFailures'))
        .map(nameOf),
    ).toEqual([]);
    const streams = mappings.filter(({ properties }) => properties.StartingPosition);
    expect(streams).toHaveLength(2);
    for (const { properties } of streams) {
      // As long as the stream keeps a record, it is tried: nothing announced is dropped while it could still be published.
      expect(properties).not.toHaveProperty('MaximumRetryAttempts');
      expect(properties).toMatchObject({
        DestinationConfig: { OnFailure: { Destination: expect.anything() } },
        FilterCriteria: {
          Filters: [
            {
              Pattern: JSON.stringify({
                eventName: ['INSERT'],
                dynamodb: { NewImage: { announces: { N: [{ exists: true }] } } },
              }),
            },
          ],
        },
      });
    }
    const queues = mappings.filter(({ properties }) => !properties.StartingPosition);
    expect(
      queues.filter(({ properties }) => !(properties.ScalingConfig?.MaximumConcurrency >= 2)).map(nameOf),
    ).toEqual([]);
  });

  it('gives every rule that fills a queue the shared dead-letter queue', () => {
    const filling = ofType(stage, 'AWS::Events::Rule').filter(({ properties }) => properties.EventPattern);
    expect(filling.length).toBeGreaterThan(3);
    expect(
      filling
        .filter(
          ({ properties }) =>
            !JSON.stringify(properties.Targets[0].DeadLetterConfig ?? '').includes(
              `tallyflow-${stage}-undeliverable`,
            ),
        )
        .map(nameOf),
    ).toEqual([]);
  });

  it('gives every function a name, a time, the newest runtime and a log group that forgets', () => {
    const groups = new Map(
      ofType(stage, 'AWS::Logs::LogGroup').map((group) => [nameOf(group), group.properties.RetentionInDays]),
    );
    const functions = ofType(stage, 'AWS::Lambda::Function');
    expect(functions.length).toBeGreaterThan(20);
    for (const { stack, properties } of functions) {
      const { FunctionName, Timeout, Runtime, Architectures, LoggingConfig } = properties;
      expect([FunctionName, Runtime, Architectures]).toEqual([FunctionName, 'nodejs24.x', ['arm64']]);
      expect(Timeout).toBeGreaterThan(0);
      expect(groups.get(`${stack}/${LoggingConfig.LogGroup.Ref}`)).toBeGreaterThan(0);
    }
    expect([...groups.values()].filter((days) => !days)).toEqual([]);
  });

  it('moves the clock in the local stage only', () => {
    const movable = ofType(stage, 'AWS::Lambda::Function').filter(
      ({ properties }) => 'CLOCK_TABLE' in properties.Environment.Variables,
    );
    expect(movable.length > 0).toBe(stage === 'local');
  });

  it('logs and traces what machines do in every cloud stage', () => {
    const machines = ofType(stage, 'AWS::StepFunctions::StateMachine').map(({ properties }) => ({
      level: properties.LoggingConfiguration?.Level,
      data: properties.LoggingConfiguration?.IncludeExecutionData,
      traced: properties.TracingConfiguration?.Enabled ?? false,
    }));
    const expected =
      stage === 'local'
        ? { level: undefined, data: undefined, traced: false }
        : { level: 'ALL', data: false, traced: true };
    expect(machines).toEqual(machines.map(() => expected));
    expect(machines.length).toBeGreaterThan(0);
  });

  it('tells in every alarm what is broken and where the runbook is', () => {
    const alarms = ofType(stage, 'AWS::CloudWatch::Alarm');
    expect(alarms.length).toBeGreaterThan(10);
    for (const { properties } of alarms) {
      expect(properties.AlarmDescription).toMatch(/^[A-Z].{20,}\. Runbook: docs\/operating\.md#[a-z-]+$/);
      expect(properties.AlarmActions).toHaveLength(1);
    }
  });

  it('watches every dead-letter queue, and the gateway', () => {
    const watched = ofType(stage, 'AWS::CloudWatch::Alarm').flatMap(({ properties }) =>
      (properties.Dimensions ?? []).map(({ Value }: Json) => Value),
    );
    const deadLetters = ofType(stage, 'AWS::SQS::Queue')
      .map(({ properties }) => String(properties.QueueName))
      .filter((name) => name.endsWith('dead-letters'));
    expect(deadLetters.length).toBeGreaterThan(20);
    expect(deadLetters.filter((name) => !watched.includes(name))).toEqual([]);
    const [gateway] = ofType(stage, 'AWS::ApiGateway::RestApi');
    expect(watched).toContain(gateway?.properties.Name);
  });

  it('keeps the ids of what holds data, because a new id is a new, empty resource', () => {
    const ids = resourcesOf(stage)
      .filter(({ type }) => stateful.includes(type))
      .map((resource) => `${resource.type} ${nameOf(resource)}`);
    expect(ids.sort()).toMatchSnapshot();
  });

  it('exports nothing between stacks but the streams that have no name', () => {
    const exports = stacksOf(stage).flatMap(({ template }) =>
      Object.entries<Json>(template.Outputs ?? {})
        .filter(([, output]) => output.Export)
        .map(([id]) => id),
    );
    expect(exports.sort()).toEqual([
      expect.stringMatching(/^ExportsOutputFnGetAttInventoryTable\w+StreamArn/),
      expect.stringMatching(/^ExportsOutputFnGetAttProcessesTable\w+StreamArn/),
    ]);
  });
});

it('retains and protects everything that holds data in prod', () => {
  const holding = resourcesOf('prod').filter(({ type }) =>
    ['AWS::DynamoDB::GlobalTable', 'AWS::S3::Bucket', 'AWS::KMS::Key', 'AWS::Cognito::UserPool'].includes(
      type,
    ),
  );
  expect(holding).toHaveLength(14);
  expect(
    holding
      .filter(({ deletionPolicy, updatePolicy }) => deletionPolicy !== 'Retain' || updatePolicy !== 'Retain')
      .map(nameOf),
  ).toEqual([]);
  for (const { properties } of ofType('prod', 'AWS::DynamoDB::GlobalTable')) {
    const [replica] = properties.Replicas;
    expect([
      replica.DeletionProtectionEnabled,
      replica.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled,
    ]).toEqual([true, true]);
  }
  expect(
    stacksOf('prod')
      .filter(({ terminationProtection }) => !terminationProtection)
      .map(({ stackName }) => stackName),
  ).toEqual([]);
});

it('uses locally only types that LocalStack creates, or that are known to be skipped', () => {
  const types = new Set(resourcesOf('local').map(({ type }) => type));
  const known = [...createdByLocalStack, ...Object.keys(skippedByLocalStack)];
  expect([...types].filter((type) => !known.includes(type))).toEqual([]);
  expect(known.filter((type) => !types.has(type))).toEqual([]);
});

it('keeps the event archive out of the local stage, which has none', () => {
  expect(stageNames.map((stage) => ofType(stage, 'AWS::Events::Archive').length)).toEqual([0, 1, 1]);
});

function refusesPlainHttp(document: Json): boolean {
  return document.Statement.some(
    ({ Effect, Condition, Principal }: Json) =>
      Effect === 'Deny' &&
      Condition?.Bool?.['aws:SecureTransport'] === 'false' &&
      (Principal === '*' || Principal.AWS === '*'),
  );
}
