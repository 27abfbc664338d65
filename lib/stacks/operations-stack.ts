import { Stack, type StackProps } from 'aws-cdk-lib';
import { Dashboard, GraphWidget, type IAlarmAction, type IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Alias } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import { adapters } from '../adapters.ts';
import { ErrorAlarm, metricsOf } from '../constructs/monitoring.ts';
import { ConsumerMonitoring, ProcessMonitoring } from '../constructs/process-monitoring.ts';
import { lastPart, pascal } from '../functions.ts';
import {
  auditAnchor,
  fileDoor,
  kernelConsumers,
  outboxPublisher,
  partnerEventDoor,
  sweeper,
  webhookSenders,
} from '../kernel.ts';
import type { Platform } from '../platform.ts';
import { processes } from '../processes/index.ts';

/**
 * Who is told what, when something is wrong. It knows every other stack by name only, so alarms and dashboards change
 * without touching what they watch.
 */
export class OperationsStack extends Stack {
  constructor(scope: Construct, id: string, platform: Platform, props: StackProps) {
    super(scope, id, props);
    const action = new SnsAction(alarmTopic(this, platform));

    const rows = processes.map(
      (process) => new ProcessMonitoring(this, pascal(process.name), { process, platform, action }).widgets,
    );
    for (const consumer of [...kernelConsumers, fileDoor, partnerEventDoor, ...webhookSenders]) {
      new ConsumerMonitoring(this, pascal(lastPart(consumer.entry)), { consumer, platform, action });
    }
    platformAlarms(this, platform, action);

    new Dashboard(this, 'Dashboard', {
      dashboardName: platform.names.dashboard,
      widgets: [...rows.map((row) => [...row]), platformWidgets(platform)],
    });
  }
}

function alarmTopic(scope: Construct, { names, settings }: Platform): Topic {
  const topic = new Topic(scope, 'Alarms', {
    topicName: names.alarmTopic,
    masterKey: Alias.fromAliasName(scope, 'MessagesKey', names.messagesKeyAlias),
    enforceSSL: true,
  });
  topic.addToResourcePolicy(
    new PolicyStatement({
      sid: 'AlarmsOfThisAccount',
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
    }),
  );
  if (settings.alarmEmail) topic.addSubscription(new EmailSubscription(settings.alarmEmail));
  return topic;
}

/** Alarms on what all processes share. */
function platformAlarms(scope: Construct, { names, settings }: Platform, action: IAlarmAction): void {
  const outbox = names.function(outboxPublisher.entry);
  new ErrorAlarm(scope, 'Undeliverable', {
    alarmName: names.undeliverable,
    metric: metricsOf.queueDepth(names.undeliverable),
    errorImpact: 'The bus could not hand over events to a queue: their processes do not know what happened.',
    runbook: 'undeliverable-events',
    action,
  });
  new ErrorAlarm(scope, 'OutboxLate', {
    alarmName: `${outbox}-late`,
    metric: metricsOf.streamAge(outbox),
    threshold: 5 * 60_000,
    errorImpact: 'What happened is not announced: allocation, partners and read models see old positions.',
    runbook: 'outbox-late',
    action,
  });
  new ErrorAlarm(scope, 'OutboxDeadLetters', {
    alarmName: names.deadLetters(outboxPublisher.entry),
    metric: metricsOf.queueDepth(names.deadLetters(outboxPublisher.entry)),
    errorImpact: 'Events of a whole day were neither published nor handed to the sweeper: nobody heard them.',
    runbook: 'outbox-late',
    action,
  });
  for (const { system, entry, errorImpact } of adapters) {
    new ErrorAlarm(scope, `${pascal(system)}Failing`, {
      alarmName: `${names.prefix}-${system}-failing`,
      metric: metricsOf.function(names.function(entry), 'Errors'),
      threshold: 5,
      periods: 2,
      errorImpact,
      runbook: 'adapter-failing',
      action,
    });
  }
  new ErrorAlarm(scope, 'ApiFailing', {
    alarmName: `${names.prefix}-api-failing`,
    metric: metricsOf.gatewayFaults(names.prefix, settings.stage),
    threshold: 5,
    errorImpact: 'Calls of people, partners and sales channels to the API fail here, whatever they ask.',
    runbook: 'api-failing',
    action,
  });
  new ErrorAlarm(scope, 'SweeperSilent', {
    alarmName: `${names.prefix}-sweeper-silent`,
    metric: metricsOf.function(names.function(sweeper.entry), 'Invocations'),
    below: true,
    periods: 2,
    errorImpact: 'Deadlines pass unnoticed: nothing is reminded, escalated or parked.',
    runbook: 'sweeper-silent',
    action,
  });
  new ErrorAlarm(scope, 'SweeperFailing', {
    alarmName: `${names.prefix}-sweeper-failing`,
    metric: metricsOf.function(names.function(sweeper.entry), 'Errors'),
    threshold: 3,
    errorImpact: 'Some deadlines pass unnoticed: what is due is not reminded, escalated or parked.',
    runbook: 'sweeper-silent',
    action,
  });
  new ErrorAlarm(scope, 'AuditAnchorFailing', {
    alarmName: `${names.prefix}-audit-anchor-failing`,
    metric: metricsOf.function(names.function(auditAnchor.entry), 'Errors'),
    errorImpact: 'Audit chains are not fixed in write-once storage, or one was rewritten after it was.',
    runbook: 'audit-anchor-failing',
    action,
  });
}

function platformWidgets({ names }: Platform): IWidget[] {
  const systems = adapters.map(({ entry }) => names.function(entry));
  const outbox = names.function(outboxPublisher.entry);
  return [
    new GraphWidget({
      title: 'Calls to systems',
      width: 8,
      left: systems.map((name) => metricsOf.function(name, 'Invocations')),
      right: systems.map((name) => metricsOf.function(name, 'Errors')),
    }),
    new GraphWidget({
      title: 'Time of calls, p99',
      width: 8,
      left: systems.map((name) => metricsOf.functionTime(name, 'p99')),
    }),
    new GraphWidget({
      title: 'Outbox: age of the oldest row',
      width: 8,
      left: [metricsOf.streamAge(outbox)],
    }),
  ];
}
