import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { QueueConsumer } from '../constructs/queue-consumer.ts';
import { TaskFunction } from '../constructs/task-function.ts';
import { type FunctionSpec, lastPart, pascal } from '../functions.ts';
import { auditAnchor, kernelConsumers, sharedTasks, sweeper } from '../kernel.ts';
import type { Platform } from '../platform.ts';
import { processes } from '../processes/index.ts';

/** What every process uses: the waiting task, the recorder of failures, the waker of parked work, the sweeper, the audit anchor. */
export class KernelStack extends Stack {
  constructor(scope: Construct, id: string, platform: Platform, props: StackProps) {
    super(scope, id, props);
    const machines = processes.map(({ name }) => name);

    for (const [placeholder, spec] of Object.entries(sharedTasks)) {
      new TaskFunction(this, placeholder, { spec, platform, machines });
    }
    for (const spec of kernelConsumers) {
      new QueueConsumer(this, pascal(lastPart(spec.entry)), { spec, platform, machines });
    }
    const run = (id: string, spec: FunctionSpec) =>
      new TaskFunction(this, id, { spec, platform, machines }).function;
    runRegularly(this, 'EveryMinute', {
      ruleName: platform.names.rule(sweeper.entry),
      description: 'Wakes what is due; a missed minute is made up by the next',
      minutes: 1,
      target: run('Sweep', sweeper),
    });
    runRegularly(this, 'EveryFiveMinutes', {
      ruleName: platform.names.rule(auditAnchor.entry),
      description: 'Anchors audit chains; a missed run is made up by the next',
      minutes: 5,
      target: run('AnchorAudit', auditAnchor),
    });
  }
}

interface Regularly {
  readonly ruleName: string;
  readonly description: string;
  readonly minutes: number;
  readonly target: IFunction;
}

function runRegularly(
  scope: Construct,
  id: string,
  { ruleName, description, minutes, target }: Regularly,
): void {
  const rule = new Rule(scope, id, {
    ruleName,
    description,
    schedule: Schedule.rate(Duration.minutes(minutes)),
  });
  rule.addTarget({ bind: () => ({ arn: target.functionArn, retryPolicy: { maximumRetryAttempts: 0 } }) });
  // Not by the library's target, which puts the stage into the permission's id.
  target.addPermission(id, {
    principal: new ServicePrincipal('events.amazonaws.com'),
    sourceArn: rule.ruleArn,
  });
}
