import { Duration, RemovalPolicy, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import { Archive, EventBus } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping, FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { ANNOUNCES } from '../../lambdas/store/schema.ts';
import { dataKey } from '../constructs/data-key.ts';
import { allow, allowUnnamed } from '../constructs/grants.ts';
import { TaskFunction } from '../constructs/task-function.ts';
import { pascal } from '../functions.ts';
import { outboxPublisher } from '../kernel.ts';
import type { Platform } from '../platform.ts';

export interface BusStackProps extends StackProps {
  /** Streams of the tables whose items announce events, by table. */
  readonly streamArns: Readonly<Record<string, string>>;
}

/** The event bus, what keeps its events, and the publisher that feeds it from the outbox. */
export class BusStack extends Stack {
  constructor(scope: Construct, id: string, platform: Platform, { streamArns, ...props }: BusStackProps) {
    super(scope, id, props);
    const { settings, names } = platform;

    const key = dataKey(this, 'MessagesKey', {
      platform,
      alias: names.messagesKeyAlias,
      description: 'Tallyflow events on their way: queues, dead letters, alarms',
      through: ['sqs', 'sns'],
      services: ['events', 'sns', 'cloudwatch'],
    });
    const encryption = {
      encryption: QueueEncryption.KMS,
      encryptionMasterKey: key,
      enforceSSL: true,
      removalPolicy: RemovalPolicy.DESTROY,
    };

    const bus = new EventBus(this, 'Bus', {
      eventBusName: names.bus,
      description: 'Every canonical event, one detail-type each',
    });
    if (settings.eventArchiveDays !== undefined) {
      new Archive(this, 'Archive', {
        sourceEventBus: bus,
        archiveName: names.bus,
        description: 'Every event, for replay',
        eventPattern: { account: [this.account] },
        retention: Duration.days(settings.eventArchiveDays),
      });
    }

    const undeliverable = new Queue(this, 'Undeliverable', {
      queueName: names.undeliverable,
      retentionPeriod: Duration.days(14),
      ...encryption,
    });
    undeliverable.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('events.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [undeliverable.queueArn],
        conditions: {
          ArnLike: {
            'aws:SourceArn': this.formatArn({
              service: 'events',
              resource: 'rule',
              resourceName: `${names.prefix}*`,
            }),
          },
        },
      }),
    );

    const deadLetters = new Queue(this, 'OutboxDeadLetters', {
      queueName: names.deadLetters(outboxPublisher.entry),
      retentionPeriod: Duration.days(14),
      ...encryption,
    });
    const publisher = new TaskFunction(this, 'PublishOutbox', { spec: outboxPublisher, platform });
    allow(
      publisher.role,
      ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
      Object.values(streamArns),
    );
    allowUnnamed(
      publisher.role,
      ['dynamodb:ListStreams'],
      '*',
      'The one stream action that knows no resource; without it Lambda refuses the mapping.',
    );
    allow(publisher.role, ['sqs:SendMessage'], [deadLetters.queueArn]);
    for (const lastStop of [undeliverable, deadLetters]) {
      Validations.of(lastStop).acknowledge({
        id: 'AwsSolutions-SQS3',
        reason: 'It is a dead-letter queue itself.',
      });
    }
    for (const [table, eventSourceArn] of Object.entries(streamArns)) {
      new EventSourceMapping(this, `OutboxStream${pascal(table)}`, {
        target: publisher.function,
        eventSourceArn,
        startingPosition: StartingPosition.TRIM_HORIZON,
        batchSize: 25,
        reportBatchItemFailures: true,
        // A record fails only when it could be neither published nor handed to the sweeper, so it is tried as long as the
        // stream keeps it; what is older than that is in the dead-letter queue.
        onFailure: { bind: () => ({ destination: deadLetters.queueArn }) },
        // Nothing else of a table costs an invocation. An item announces when it is written first.
        filters: [
          FilterCriteria.filter({
            eventName: FilterRule.isEqual('INSERT'),
            dynamodb: { NewImage: { [ANNOUNCES]: { N: FilterRule.exists() } } },
          }),
        ],
      });
    }
  }
}
