import { existsSync } from 'node:fs';
import { ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { TableName } from '../lambdas/store/schema.ts';
import { type BucketKind, dashed, type Names, namesOf } from './names.ts';
import type { StageSettings } from './stage.ts';

/** What every construct of a stage shares: its settings, its names and its bundles. No resource of another stack. */
export interface Platform {
  readonly settings: StageSettings;
  readonly names: Names;
  /** The bundled code of a function, by its entry. */
  readonly code: (entry: string) => Code;
}

export function platformOf(settings: StageSettings, code: Platform['code'] = bundledCode): Platform {
  return { settings, names: namesOf(settings.stage), code };
}

/** Bundles are built by `scripts/bundle.ts`, all in one call, before the synthesis. */
function bundledCode(entry: string): Code {
  const folder = `dist/lambdas/${dashed(entry)}`;
  if (!existsSync(folder))
    throw new Error(`${folder} is missing: run \`npm run bundle\` before the synthesis`);
  return Code.fromAsset(folder);
}

/** ARNs by name, in the account and region of the stack that asks. */
export function arnsOf(scope: Construct, names: Names) {
  const stack = Stack.of(scope);
  const arn = (
    service: string,
    resource: string,
    resourceName: string,
    arnFormat = ArnFormat.COLON_RESOURCE_NAME,
  ) => stack.formatArn({ service, resource, resourceName, arnFormat });
  const plain = (service: string, resource: string) =>
    stack.formatArn({ service, resource, arnFormat: ArnFormat.NO_RESOURCE_NAME });
  const bucket = (kind: BucketKind) => names.bucket(kind, stack.account, stack.region);
  return {
    bucketName: bucket,
    bucket: (kind: BucketKind) => `arn:${stack.partition}:s3:::${bucket(kind)}`,
    bus: arn('events', 'event-bus', names.bus, ArnFormat.SLASH_RESOURCE_NAME),
    table: (table: TableName) => arn('dynamodb', 'table', names.table(table), ArnFormat.SLASH_RESOURCE_NAME),
    function: (entry: string) => arn('lambda', 'function', names.function(entry)),
    machine: (process: string) => arn('states', 'stateMachine', names.machine(process)),
    /** Every execution of a machine: their names are only known when they run. */
    executions: (process: string) => arn('states', 'execution', `${names.machine(process)}:*`),
    /** The secrets of a system, whatever the tenant; AWS ends each ARN with six characters of its own. */
    secretsOf: (system: string) => arn('secretsmanager', 'secret', `${names.secret('*', system)}-??????`),
    /** AWS ends the ARN of a secret with six characters of its own. */
    webhookKey: arn('secretsmanager', 'secret', `${names.webhookKey}-??????`),
    cursorKey: arn('secretsmanager', 'secret', `${names.cursorKey}-??????`),
    usageSecret: arn('secretsmanager', 'secret', `${names.usageSecret}-??????`),
    /** Programs get their ids from the user pool: whatever they are. */
    machineClients: arn(
      'ssm',
      'parameter',
      `${names.machineClients.slice(1)}*`,
      ArnFormat.SLASH_RESOURCE_NAME,
    ),
    undeliverable: plain('sqs', names.undeliverable),
    alarmTopic: plain('sns', names.alarmTopic),
  };
}

export function removalPolicyOf({ removal }: StageSettings): RemovalPolicy {
  return removal === 'retain' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
}

/** A log group with the stage's retention. Logs hold no business record, so they go with their stack. */
export function logGroupOf(
  scope: Construct,
  logGroupName: string,
  { logRetentionDays }: StageSettings,
): LogGroup {
  return new LogGroup(scope, 'Logs', {
    logGroupName,
    // RetentionDays is a numeric enum whose values are the days themselves.
    retention: logRetentionDays as RetentionDays,
    removalPolicy: RemovalPolicy.DESTROY,
  });
}
