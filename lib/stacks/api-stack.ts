import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { generatedSecret } from '../constructs/generated-secret.ts';
import { QueueConsumer } from '../constructs/queue-consumer.ts';
import { RestApi, restContract } from '../constructs/rest-api.ts';
import { TaskFunction } from '../constructs/task-function.ts';
import { UsagePlans } from '../constructs/usage-plans.ts';
import { lastPart, pascal } from '../functions.ts';
import {
  apiFunctions,
  fileDoor,
  fileTrial,
  gatewayAuthorizer,
  partnerEventDoor,
  webhookSenders,
} from '../kernel.ts';
import type { Platform } from '../platform.ts';
import { processes } from '../processes/index.ts';

/** The doors through which partners and people reach the system: the REST API, the file door and the bus. */
export class ApiStack extends Stack {
  constructor(scope: Construct, id: string, platform: Platform, props: StackProps) {
    super(scope, id, props);
    const machines = processes.map(({ name }) => name);
    for (const spec of [fileDoor, partnerEventDoor, ...webhookSenders])
      new QueueConsumer(this, pascal(lastPart(spec.entry)), { spec, platform, machines: [] });

    const { names } = platform;
    // Seals the cursors callers get; a new one only makes them start their lists again.
    generatedSecret(this, 'CursorKey', {
      ...{ platform, secretName: names.cursorKey, length: 48 },
      description: 'Seals the cursors of the API',
      notRotated:
        'It protects no data: who knows it can only make cursors, which the store checks for the tenant again.',
    });
    // Whoever has it has the secrets of all webhooks: a new one ends them all, so it is kept as data is.
    generatedSecret(this, 'WebhookKey', {
      ...{ platform, secretName: names.webhookKey, length: 64 },
      description: 'What all webhook secrets follow from',
      notRotated: 'A new one would end every webhook secret at once; those are rotated one by one.',
    });
    new TaskFunction(this, 'TryFile', { spec: fileTrial, platform });
    const functions = apiFunctions.map(
      (spec) => new TaskFunction(this, `Api${pascal(lastPart(spec.entry))}`, { spec, platform, machines }),
    );
    const { usagePlans } = platform.settings;
    const asked = usagePlans && new TaskFunction(this, 'ApiAuthorize', { spec: gatewayAuthorizer, platform });
    const rest = new RestApi(this, 'Rest', {
      platform,
      contract: restContract(),
      ...(asked ? { authorizer: gatewayAuthorizer.entry } : {}),
    });
    for (const { function: behind } of [...functions, ...(asked ? [asked] : [])])
      rest.node.addDependency(behind);
    if (usagePlans) new UsagePlans(this, 'Usage', { platform, plans: usagePlans, api: rest.api });
  }
}
