import { createHash } from 'node:crypto';
import { Duration, RemovalPolicy, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import { Archive, CfnEventBusPolicy, EventBus } from 'aws-cdk-lib/aws-events';
import { AccountPrincipal, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping, FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ACCEPTED } from '../../events/from-outside.ts';
import { partnerSource } from '../../events/partner-source.ts';
import { ANNOUNCES } from '../../lambdas/store/schema.ts';
import { dataKey } from '../constructs/data-key.ts';
import { allow, allowUnnamed } from '../constructs/grants.ts';
import { TaskFunction } from '../constructs/task-function.ts';
import { pascal } from '../functions.ts';
import { outboxPublisher } from '../kernel.ts';
import type { Platform } from '../platform.ts';
import type { StageSettings } from '../stage.ts';

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
    const partners = new Construct(this, 'Partners');
    for (const partner of settings.partnerAccounts) admitPartner(partners, bus, partner);
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

/**
 * Lets an account put events on the bus that say whom they come from, and that outsiders may send; nothing else of the bus.
 * One policy per partner, so that one can go without a change of another.
 */
function admitPartner(
  scope: Construct,
  bus: EventBus,
  partner: StageSettings['partnerAccounts'][number],
): void {
  const source = partnerSource(partner);
  const statement = new PolicyStatement({
    principals: [new AccountPrincipal(partner.account)],
    actions: ['events:PutEvents'],
    resources: [bus.eventBusArn],
    conditions: {
      // A request may name several: every one of them must be allowed, and there must be one.
      'ForAllValues:StringEquals': { 'events:source': source, 'events:detail-type': [...ACCEPTED] },
      Null: { 'events:source': 'false', 'events:detail-type': 'false' },
    },
  });
  new CfnEventBusPolicy(scope, source, {
    eventBusName: bus.eventBusName,
    // At most 64 characters, which a source may exceed.
    statementId: `partner-${createHash('sha256').update(source).digest('hex').slice(0, 32)}`,
    statement: statement.toStatementJson(),
  });
}
