import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IAlarmAction,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';

/** The sections of `docs/operating.md`, one per kind of alarm: what it means, where to look, what to do. */
export const runbooks = [
  'process-failed',
  'process-throttled',
  'dead-letters',
  'queue-too-old',
  'undeliverable-events',
  'outbox-late',
  'adapter-failing',
  'api-failing',
  'audit-anchor-failing',
  'sweeper-silent',
] as const;
export type Runbook = (typeof runbooks)[number];

export interface ErrorAlarmProps {
  readonly alarmName: string;
  readonly metric: Metric;
  /** What is broken for the warehouse while the alarm is on: one sentence, for the person who is called. */
  readonly errorImpact: string;
  readonly runbook: Runbook;
  readonly action: IAlarmAction;
  /** @default 1 */
  readonly threshold?: number;
  /** Five-minute periods in a row the threshold must be reached. @default 1 */
  readonly periods?: number;
  /** The alarm goes off when there is less than the threshold, or nothing at all. @default - it goes off at the threshold */
  readonly below?: boolean;
}

/** An alarm that tells the person on call what is broken and where the runbook is. */
export class ErrorAlarm extends Construct {
  constructor(scope: Construct, id: string, props: ErrorAlarmProps) {
    super(scope, id);
    const {
      alarmName,
      metric,
      errorImpact,
      runbook,
      action,
      threshold = 1,
      periods = 1,
      below = false,
    } = props;
    const alarm = new Alarm(this, 'Alarm', {
      alarmName,
      alarmDescription: `${errorImpact} Runbook: docs/operating.md#${runbook}`,
      metric,
      threshold,
      evaluationPeriods: periods,
      comparisonOperator: below
        ? ComparisonOperator.LESS_THAN_THRESHOLD
        : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: below ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(action);
  }
}

type Statistic = 'Sum' | 'Maximum' | 'p50' | 'p90' | 'p99';

function metric(
  namespace: string,
  metricName: string,
  statistic: Statistic,
  dimensionsMap: Record<string, string>,
): Metric {
  return new Metric({ namespace, metricName, statistic, dimensionsMap, period: Duration.minutes(5) });
}

/** Metrics by the physical name of what they measure, so that no stack has to hand out its resources. */
export const metricsOf = {
  machine: (
    arn: string,
    name:
      | 'ExecutionsStarted'
      | 'ExecutionsSucceeded'
      | 'ExecutionsFailed'
      | 'ExecutionsTimedOut'
      | 'ExecutionsAborted'
      | 'ExecutionThrottled',
    statistic: Statistic = 'Sum',
  ) => metric('AWS/States', name, statistic, { StateMachineArn: arn }),
  machineTime: (arn: string, statistic: Statistic) =>
    metric('AWS/States', 'ExecutionTime', statistic, { StateMachineArn: arn }),
  queueDepth: (queue: string) =>
    metric('AWS/SQS', 'ApproximateNumberOfMessagesVisible', 'Maximum', { QueueName: queue }),
  /** Seconds. */
  oldestMessage: (queue: string) =>
    metric('AWS/SQS', 'ApproximateAgeOfOldestMessage', 'Maximum', { QueueName: queue }),
  function: (name: string, measure: 'Invocations' | 'Errors' | 'Throttles') =>
    metric('AWS/Lambda', measure, 'Sum', { FunctionName: name }),
  functionTime: (name: string, statistic: Statistic) =>
    metric('AWS/Lambda', 'Duration', statistic, { FunctionName: name }),
  /** Answers of the gateway with a 5xx, whoever behind it gave them. */
  gatewayFaults: (api: string, stage: string) =>
    metric('AWS/ApiGateway', '5XXError', 'Sum', { ApiName: api, Stage: stage }),
  /** Milliseconds between a write to the table and its reading from the stream. */
  streamAge: (name: string) => metric('AWS/Lambda', 'IteratorAge', 'Maximum', { FunctionName: name }),
} as const;
