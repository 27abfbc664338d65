import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { QueueConsumer } from '../constructs/queue-consumer.ts';
import { TaskFunction } from '../constructs/task-function.ts';
import { lastPart, pascal } from '../functions.ts';
import { kernelConsumers, sharedTasks, sweeper } from '../kernel.ts';
import type { Platform } from '../platform.ts';
import { processes } from '../processes/index.ts';

/** What every process uses: the waiting task, the recorder of failures, the waker of parked work, the sweeper. */
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
    const { function: sweep } = new TaskFunction(this, 'Sweep', { spec: sweeper, platform, machines });
    const everyMinute = new Rule(this, 'EveryMinute', {
      ruleName: platform.names.rule(sweeper.entry),
      description: 'Wakes what is due; a missed minute is made up by the next',
      schedule: Schedule.rate(Duration.minutes(1)),
    });
    everyMinute.addTarget({
      bind: () => ({ arn: sweep.functionArn, retryPolicy: { maximumRetryAttempts: 0 } }),
    });
    // Not by the library's target, which puts the stage into the permission's id.
    sweep.addPermission('EveryMinute', {
      principal: new ServicePrincipal('events.amazonaws.com'),
      sourceArn: everyMinute.ruleArn,
    });
  }
}
