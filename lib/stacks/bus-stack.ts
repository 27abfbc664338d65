import { Duration, RemovalPolicy, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import { Archive, EventBus } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping, FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { outboxUnpublished } from '../../lambdas/store/schema.ts';
import { dataKey } from '../constructs/data-key.ts';
import { allow, allowUnnamed } from '../constructs/grants.ts';
import { TaskFunction } from '../constructs/task-function.ts';
import { outboxPublisher } from '../kernel.ts';
import type { Platform } from '../platform.ts';

export interface BusStackProps extends StackProps {
  readonly inventoryStreamArn: string;
}

/** The event bus, what keeps its events, and the publisher that feeds it from the outbox. */
export class BusStack extends Stack {
  constructor(
    scope: Construct,
    id: string,
    platform: Platform,
    { inventoryStreamArn, ...props }: BusStackProps,
  ) {
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
      [inventoryStreamArn],
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
    new EventSourceMapping(this, 'OutboxStream', {
      target: publisher.function,
      eventSourceArn: inventoryStreamArn,
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: 25,
      reportBatchItemFailures: true,
      // Past these tries the sweeper publishes the row; a stuck batch must not hold back its shard for a day.
      retryAttempts: 10,
      onFailure: { bind: () => ({ destination: deadLetters.queueArn }) },
      // An item is in this index exactly while it is an outbox row that nobody has published.
      filters: [
        FilterCriteria.filter({
          eventName: FilterRule.isEqual('INSERT'),
          dynamodb: { NewImage: { [outboxUnpublished.partitionKey]: { S: FilterRule.exists() } } },
        }),
      ],
    });
  }
}
