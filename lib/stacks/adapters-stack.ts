import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { adapters } from '../adapters.ts';
import { TaskFunction } from '../constructs/task-function.ts';
import { pascal } from '../functions.ts';
import type { Platform } from '../platform.ts';

/**
 * One function per system of record. Its concurrency limit protects the system, its circuit is a row in the tables, its
 * secrets are one per tenant and are written when the tenant is onboarded, so no stack knows them.
 */
export class AdaptersStack extends Stack {
  constructor(scope: Construct, id: string, platform: Platform, props: StackProps) {
    super(scope, id, props);
    for (const spec of adapters) new TaskFunction(this, `${pascal(spec.system)}Adapter`, { spec, platform });
  }
}
