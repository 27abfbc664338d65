import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { QueueConsumer } from '../constructs/queue-consumer.ts';
import { lastPart, pascal } from '../functions.ts';
import { fileDoor } from '../kernel.ts';
import type { Platform } from '../platform.ts';

/** The doors through which partners reach the system; today the file door. */
export class ApiStack extends Stack {
  constructor(scope: Construct, id: string, platform: Platform, props: StackProps) {
    super(scope, id, props);
    new QueueConsumer(this, pascal(lastPart(fileDoor.entry)), { spec: fileDoor, platform, machines: [] });
  }
}
