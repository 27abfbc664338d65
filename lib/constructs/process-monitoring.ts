import { GraphWidget, type IAlarmAction, type IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { ConsumerSpec, ProcessSpec } from '../functions.ts';
import { dashed } from '../names.ts';
import { arnsOf, type Platform } from '../platform.ts';
import { ErrorAlarm, metricsOf } from './monitoring.ts';

export interface ProcessMonitoringProps {
  readonly process: ProcessSpec;
  readonly platform: Platform;
  readonly action: IAlarmAction;
}

/** What is watched of one process: how its executions end, and that its queues keep moving. */
export class ProcessMonitoring extends Construct {
  /** The process's row of the dashboard. */
  public readonly widgets: readonly IWidget[];

  constructor(scope: Construct, id: string, { process, platform, action }: ProcessMonitoringProps) {
    super(scope, id);
    const machine = arnsOf(this, platform.names).machine(process.name);
    const alarmName = (what: string) => `${platform.names.prefix}-${process.name}-${what}`;

    for (const ending of ['Failed', 'TimedOut', 'Aborted'] as const) {
      new ErrorAlarm(this, ending, {
        alarmName: alarmName(ending.toLowerCase()),
        metric: metricsOf.machine(machine, `Executions${ending}`),
        errorImpact: process.errorImpact,
        runbook: 'process-failed',
        action,
      });
    }
    new ErrorAlarm(this, 'Throttled', {
      alarmName: alarmName('throttled'),
      metric: metricsOf.machine(machine, 'ExecutionThrottled'),
      errorImpact: process.errorImpact,
      runbook: 'process-throttled',
      threshold: 100,
      action,
    });
    for (const consumer of process.consumers)
      new ConsumerMonitoring(this, dashed(consumer.entry), { consumer, platform, action });

    this.widgets = [
      new GraphWidget({
        title: `${process.name}: executions`,
        width: 8,
        left: [
          metricsOf.machine(machine, 'ExecutionsStarted'),
          metricsOf.machine(machine, 'ExecutionsSucceeded'),
          metricsOf.machine(machine, 'ExecutionsFailed'),
          metricsOf.machine(machine, 'ExecutionsTimedOut'),
        ],
      }),
      new GraphWidget({
        title: `${process.name}: time from start to end`,
        width: 8,
        left: (['p50', 'p90', 'p99'] as const).map((statistic) => metricsOf.machineTime(machine, statistic)),
      }),
      new GraphWidget({
        title: `${process.name}: oldest message`,
        width: 8,
        left: process.consumers.map(({ entry }) => metricsOf.oldestMessage(platform.names.queue(entry))),
      }),
    ];
  }
}

export interface ConsumerMonitoringProps {
  readonly consumer: ConsumerSpec;
  readonly platform: Platform;
  readonly action: IAlarmAction;
}

/** What is watched of one queue: nothing is put aside, and nothing waits long. */
export class ConsumerMonitoring extends Construct {
  constructor(scope: Construct, id: string, { consumer, platform, action }: ConsumerMonitoringProps) {
    super(scope, id);
    const { errorImpact, entry } = consumer;
    const queue = platform.names.queue(entry);
    const deadLetters = platform.names.deadLetters(entry);
    new ErrorAlarm(this, 'DeadLetters', {
      alarmName: deadLetters,
      metric: metricsOf.queueDepth(deadLetters),
      errorImpact,
      runbook: 'dead-letters',
      action,
    });
    new ErrorAlarm(this, 'TooOld', {
      alarmName: `${queue}-too-old`,
      metric: metricsOf.oldestMessage(queue),
      threshold: 15 * 60,
      errorImpact,
      runbook: 'queue-too-old',
      action,
    });
  }
}
