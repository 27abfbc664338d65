import { type App, type StackProps, Tags } from 'aws-cdk-lib';
import { type Platform, platformOf } from './platform.ts';
import { processes } from './processes/index.ts';
import { AdaptersStack } from './stacks/adapters-stack.ts';
import { ApiStack } from './stacks/api-stack.ts';
import { BusStack } from './stacks/bus-stack.ts';
import { DataStack } from './stacks/data-stack.ts';
import { IdentityStack } from './stacks/identity-stack.ts';
import { KernelStack } from './stacks/kernel-stack.ts';
import { OperationsStack } from './stacks/operations-stack.ts';
import { ProcessStack } from './stacks/process-stack.ts';
import { SchemasStack } from './stacks/schemas-stack.ts';
import type { StageSettings } from './stage.ts';

/**
 * Defines the stacks of one stage, those that outlive the others first.
 *
 * @param code where the bundles are; tests pass a stand-in so that they need no build
 */
export function defineStage(app: App, settings: StageSettings, code?: Platform['code']): void {
  const platform = platformOf(settings, code);
  const { stack } = platform.names;
  const props = (description: string): StackProps => ({
    description: `Tallyflow: ${description}`,
    env: { region: settings.region, ...(settings.account ? { account: settings.account } : {}) },
    terminationProtection: settings.deletionProtection,
  });

  const data = new DataStack(app, stack('data'), platform, props('tables, buckets and their keys'));
  const bus = new BusStack(app, stack('bus'), platform, {
    ...props('event bus and outbox'),
    streamArns: data.streamArns,
  });
  const adapters = new AdaptersStack(app, stack('adapters'), platform, props('systems of record'));
  const api = new ApiStack(app, stack('api'), platform, props('doors for partners'));
  const { userPool } = settings;
  const identity = userPool
    ? [
        new IdentityStack(app, stack('identity'), platform, {
          ...props('people and programs without an issuer of their own'),
          userPool,
        }),
      ]
    : [];
  const kernel = new KernelStack(app, stack('kernel'), platform, props('what every process uses'));
  const ofProcesses = processes.map(
    (process) =>
      new ProcessStack(app, stack(`process-${process.name}`), platform, {
        ...props(`the process ${process.name}`),
        process,
      }),
  );
  const operations = new OperationsStack(app, stack('operations'), platform, props('alarms and dashboard'));

  const schemas = settings.schemaRegistry
    ? [new SchemasStack(app, stack('schemas'), platform, props('contracts of events'))]
    : [];

  // Stacks meet by name, so the order in which they must exist is said here.
  for (const user of [api, kernel, ...ofProcesses, operations]) user.addStackDependency(bus);
  for (const process of ofProcesses) {
    process.addStackDependency(adapters);
    process.addStackDependency(kernel);
  }
  for (const each of [
    data,
    bus,
    adapters,
    api,
    ...identity,
    kernel,
    ...ofProcesses,
    operations,
    ...schemas,
  ]) {
    for (const [key, value] of Object.entries(settings.tags)) Tags.of(each).add(key, value);
  }
}
