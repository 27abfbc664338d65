import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ProcessMachine } from '../constructs/process-machine.ts';
import { QueueConsumer } from '../constructs/queue-consumer.ts';
import { TaskFunction } from '../constructs/task-function.ts';
import { lastPart, type ProcessSpec, pascal } from '../functions.ts';
import { sharedEntries } from '../kernel.ts';
import type { Platform } from '../platform.ts';

export interface ProcessStackProps extends StackProps {
  readonly process: ProcessSpec;
}

/**
 * One business process: its machine, its task functions and the queues through which events start and wake it. A stack
 * of its own, because eleven processes pass CloudFormation's 500 resources and because one can then change alone.
 */
export class ProcessStack extends Stack {
  constructor(scope: Construct, id: string, platform: Platform, { process, ...props }: ProcessStackProps) {
    super(scope, id, props);
    const machines = [process.name];
    const own = Object.entries(process.tasks);
    for (const [placeholder, spec] of own) new TaskFunction(this, placeholder, { spec, platform, machines });
    new ProcessMachine(this, 'Process', {
      process,
      platform,
      tasks: {
        ...sharedEntries(process),
        ...Object.fromEntries(own.map(([placeholder, { entry }]) => [placeholder, entry])),
      },
    });
    for (const spec of process.consumers) {
      new QueueConsumer(this, pascal(lastPart(spec.entry)), { spec, platform, machines });
    }
  }
}
