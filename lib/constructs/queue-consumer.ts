import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { EventBus, Match, Rule, type RuleProps, Schedule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Alias } from 'aws-cdk-lib/aws-kms';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { type ConsumerSpec, type Trigger, timeoutSecondsOf } from '../functions.ts';
import { arnsOf, type Platform } from '../platform.ts';
import { allow } from './grants.ts';
import { TaskFunction } from './task-function.ts';

export interface QueueConsumerProps {
  readonly spec: ConsumerSpec;
  readonly platform: Platform;
  /** Processes whose machines the consumer may start or signal, and whose endings it may listen to. */
  readonly machines: readonly string[];
}

/** After this many tries a message is put aside for a person. */
const MAX_RECEIVES = 5;

/**
 * Bus, queue, work: one rule fills a queue, one function empties it at its own pace, and what it cannot handle ends in
 * a dead-letter queue. Neither the bus's retries nor its own dead-letter queue carry a promise here, because LocalStack
 * knows neither.
 */
export class QueueConsumer extends Construct {
  constructor(scope: Construct, id: string, { spec, platform, machines }: QueueConsumerProps) {
    super(scope, id);
    const { settings, names } = platform;
    const arns = arnsOf(this, names);

    const encryption = {
      encryption: QueueEncryption.KMS,
      encryptionMasterKey: Alias.fromAliasName(this, 'MessagesKey', names.messagesKeyAlias),
      enforceSSL: true,
      removalPolicy: RemovalPolicy.DESTROY,
    };
    const deadLetters = new Queue(this, 'DeadLetters', {
      queueName: names.deadLetters(spec.entry),
      retentionPeriod: Duration.days(14),
      ...encryption,
    });
    const queue = new Queue(this, 'Queue', {
      queueName: names.queue(spec.entry),
      retentionPeriod: Duration.days(4),
      // The rule AWS states for event source mappings, so that a slow batch is not handed out twice.
      visibilityTimeout: Duration.seconds(6 * timeoutSecondsOf(spec)),
      deadLetterQueue: { queue: deadLetters, maxReceiveCount: MAX_RECEIVES },
      ...encryption,
    });

    const { defaultBus, ...heard } = triggerOf(
      spec.on,
      arns.bucketName('documents'),
      machines.map(arns.machine),
    );
    const rule = new Rule(this, 'Rule', {
      ruleName: names.rule(spec.entry),
      description: `Fills the queue of ${spec.entry}`,
      ...(defaultBus ? {} : { eventBus: EventBus.fromEventBusArn(this, 'Bus', arns.bus) }),
      ...heard,
    });
    rule.addTarget({ bind: () => ({ arn: queue.queueArn, deadLetterConfig: { arn: arns.undeliverable } }) });
    queue.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('events.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [queue.queueArn],
        conditions: { ArnEquals: { 'aws:SourceArn': rule.ruleArn } },
      }),
    );

    const worker = new TaskFunction(this, 'Worker', { spec, platform, machines });
    allow(
      worker.role,
      ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ChangeMessageVisibility'],
      [queue.queueArn],
    );
    new EventSourceMapping(this, 'Mapping', {
      target: worker.function,
      eventSourceArn: queue.queueArn,
      batchSize: spec.batchSize ?? 10,
      reportBatchItemFailures: true,
      maxConcurrency: settings.queueConcurrency,
    });
  }
}

function triggerOf(
  on: Trigger,
  documents: string,
  machineArns: readonly string[],
): { defaultBus: boolean } & Pick<RuleProps, 'eventPattern' | 'schedule'> {
  // A schedule can only stand on the default bus.
  if ('everyMinutes' in on)
    return { defaultBus: true, schedule: Schedule.rate(Duration.minutes(on.everyMinutes)) };
  if ('event' in on) {
    return { defaultBus: false, eventPattern: { source: [on.event.source], detailType: [on.event.type] } };
  }
  if ('anyOf' in on) {
    // Types are named once in the catalog, so any source with any type is one of the pairs.
    const source = [...new Set(on.anyOf.map((event) => event.source))];
    return { defaultBus: false, eventPattern: { source, detailType: on.anyOf.map(({ type }) => type) } };
  }
  if ('sourcePrefix' in on)
    return { defaultBus: false, eventPattern: { source: Match.prefix(on.sourcePrefix) } };
  if ('objectsIn' in on) {
    return {
      defaultBus: true,
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: { bucket: { name: [documents] }, object: { key: [{ prefix: on.prefix }] } },
      },
    };
  }
  return {
    defaultBus: true,
    eventPattern: {
      source: ['aws.states'],
      detailType: ['Step Functions Execution Status Change'],
      detail: { status: [...on.executionsEnding], stateMachineArn: [...machineArns] },
    },
  };
}
