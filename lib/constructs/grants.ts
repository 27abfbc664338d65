import { Stack, Token, Validations } from 'aws-cdk-lib';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { schema, type TableName } from '../../lambdas/store/schema.ts';
import type { Access } from '../functions.ts';
import type { BucketKind } from '../names.ts';
import { arnsOf, type Platform } from '../platform.ts';
import { keyEndings } from '../usage-plans.ts';

const readItems = ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'];
const writeItems = [
  ...readItems,
  'dynamodb:PutItem',
  'dynamodb:UpdateItem',
  'dynamodb:DeleteItem',
  'dynamodb:BatchWriteItem',
  'dynamodb:ConditionCheckItem',
];
const machineActions = {
  start: ['states:StartExecution'],
  signal: ['states:SendTaskSuccess', 'states:SendTaskFailure'],
};

/** The table with the item that moves the clock of the local stage. */
const clockTable: TableName = 'intake';

/**
 * Gives a role what `access` allows, action by action. Keys need no statement: their own policies let the roles of this
 * stage use them through DynamoDB, S3 and SQS, and only so.
 *
 * @param machines the processes whose machines `access.machines` speaks of
 */
export function grantAccess(
  role: Role,
  platform: Platform,
  access: Access,
  machines: readonly string[],
): void {
  const arns = arnsOf(role, platform.names);
  const { tables = {}, publish, secretsOf } = access;
  // Where the clock can be moved, every function reads the item that moves it.
  const clock = platform.settings.movableClock ? ({ [clockTable]: 'read' } as const) : {};
  const reach = access.frontDoor || access.authorizer ? 'one tenant' : 'all tenants';
  for (const { actions, resources } of tableStatements(role, platform, { ...clock, ...tables }, reach))
    allow(role, actions, resources);
  if (access.files) grantFiles(role, platform, '*');
  grantObjects(role, platform, 'documents', access.documents);
  grantObjects(role, platform, 'journal', access.journal);
  grantObjects(role, platform, 'audit-anchor', access.auditAnchor);
  if (publish) allow(role, ['events:PutEvents'], [arns.bus]);
  if (secretsOf) {
    allowUnnamed(
      role,
      ['secretsmanager:GetSecretValue'],
      arns.secretsOf(secretsOf),
      'Tenants are onboarded after the deployment; their secrets of this one system end in its name.',
    );
  }
  if (access.frontDoor) {
    allowUnnamed(
      role,
      ['secretsmanager:GetSecretValue'],
      arns.cursorKey,
      'The key that seals cursors; AWS ends the ARN of a secret with six characters of its own.',
    );
  }
  if (access.authorizer) {
    allowUnnamed(
      role,
      ['secretsmanager:GetSecretValue'],
      arns.usageSecret,
      'What keys of usage plans begin with; AWS ends the ARN of a secret with six characters of its own.',
    );
  }
  if (access.invokes) allow(role, ['lambda:InvokeFunction'], [arns.function(access.invokes)]);
  if (access.webhookKey) {
    allowUnnamed(
      role,
      ['secretsmanager:GetSecretValue'],
      arns.webhookKey,
      'What all webhook secrets follow from; AWS ends the ARN of a secret with six characters of its own.',
    );
  }
  if (access.machineClients) {
    allowUnnamed(
      role,
      ['ssm:GetParameter'],
      arns.machineClients,
      'The user pool chooses the ids of programs; their tenants are all there is below this name.',
    );
  }
  for (const use of access.machines ?? []) {
    if (use !== 'recover') allow(role, machineActions[use], machines.map(arns.machine));
    else grantRecovery(role, platform, machines);
  }
}

/**
 * What must be allowed for the access to tables, one statement a table. Requests work for one tenant and reach no index
 * that mixes tenants.
 */
export function tableStatements(
  scope: Construct,
  platform: Platform,
  tables: NonNullable<Access['tables']>,
  reach: 'one tenant' | 'all tenants',
): { readonly actions: string[]; readonly resources: string[] }[] {
  const arns = arnsOf(scope, platform.names);
  return Object.entries(tables).map(([name, mode]) => {
    const table = name as TableName;
    // Indexes by name, so that no wildcard is needed.
    const indexes = schema[table].indexes
      .filter(({ acrossTenants }) => reach === 'all tenants' || !acrossTenants)
      .map((index) => `${arns.table(table)}/index/${index.name}`);
    return {
      actions: mode === 'write' ? writeItems : readItems,
      resources: [arns.table(table), ...indexes],
    };
  });
}

/** Executions have no name before they run: of the machines named, all of them. */
function grantRecovery(role: Role, platform: Platform, machines: readonly string[]): void {
  const arns = arnsOf(role, platform.names);
  allow(role, machineActions.start, machines.map(arns.machine));
  for (const process of machines)
    allowUnnamed(
      role,
      ['states:DescribeExecution', 'states:RedriveExecution'],
      arns.executions(process),
      'Executions of this one machine are known only when they run.',
    );
}

function grantObjects(
  role: Role,
  platform: Platform,
  kind: BucketKind,
  mode: 'read' | 'write' | undefined,
): void {
  if (!mode) return;
  const bucket = arnsOf(role, platform.names).bucket(kind);
  const actions = mode === 'write' ? ['s3:GetObject', 's3:PutObject'] : ['s3:GetObject'];
  allowUnnamed(
    role,
    actions,
    `${bucket}/*`,
    'Objects of this one bucket have no name before they are written.',
  );
  // Without it a missing object answers 403 instead of 404, which looks like a missing right.
  allow(role, ['s3:ListBucket'], [bucket]);
}

/**
 * The inbox, to write, and the reports, to read, below the folder of a tenant.
 *
 * @param tenant a tenant's id as policies write it, a variable or `*`
 */
export function grantFiles(role: Role, platform: Platform, tenant: string): void {
  const bucket = arnsOf(role, platform.names).bucket('documents');
  const reason = 'Objects of this folder have no name before they are written.';
  allowUnnamed(role, ['s3:PutObject'], `${bucket}/inbox/${tenant}/*`, reason);
  allowUnnamed(role, ['s3:GetObject'], `${bucket}/reports/${tenant}/*`, reason);
  role.addToPolicy(
    new PolicyStatement({
      actions: ['s3:ListBucket'],
      resources: [bucket],
      conditions: { StringLike: { 's3:prefix': [`inbox/${tenant}/*`, `reports/${tenant}/*`] } },
    }),
  );
}

export function allow(role: Role, actions: readonly string[], resources: readonly string[]): void {
  role.addToPolicy(new PolicyStatement({ actions: [...actions], resources: [...resources] }));
}

/** Allows actions on something that has no name yet, with the reason why the wildcard is needed. */
export function allowUnnamed(role: Role, actions: readonly string[], resource: string, reason: string): void {
  allow(role, actions, [resource]);
  acknowledgeWildcard(role, resource, reason);
}

/** Gives the policy check the reason for a wildcard that this role has, by `allowUnnamed` or by the CDK itself. */
export function acknowledgeWildcard(role: Role, resource: string, reason: string): void {
  const { account } = Stack.of(role);
  const asReported = Token.isUnresolved(account)
    ? resource.replaceAll(account, '<AWS::AccountId>')
    : resource;
  const id = `AwsSolutions-IAM5[Resource::${asReported.replaceAll(/\$\{(aws:[^}]+)\}/g, '<$1>')}]`;
  Validations.of(role).acknowledge({ id, reason });
}

/**
 * The environment of a function, as `lambdas/shared/environment.ts` reads it. Every function gets every name, because one
 * wiring serves all of them; what it may touch is its role's business.
 *
 * @param machines the process whose machine the function may start, if its access says so
 */
export function environmentOf(
  scope: Construct,
  { names, settings }: Platform,
  access: Access,
  machines: readonly string[],
): Record<string, string> {
  const arns = arnsOf(scope, names);
  const [machine] = machines;
  return {
    TABLE_PROCESSES: names.table('processes'),
    TABLE_WORK: names.table('work'),
    TABLE_INVENTORY: names.table('inventory'),
    TABLE_INTAKE: names.table('intake'),
    TABLE_TENANTS: names.table('tenants'),
    EVENT_BUS: names.bus,
    DOCUMENTS_BUCKET: arns.bucketName('documents'),
    JOURNAL_BUCKET: arns.bucketName('journal'),
    ...(access.frontDoor ? { CURSOR_KEY: names.cursorKey, API_AUDIENCE: names.audience } : {}),
    ...(access.authorizer && settings.usagePlans
      ? {
          API_AUDIENCE: names.audience,
          USAGE_SECRET: names.usageSecret,
          USAGE_KEYS: JSON.stringify(keyEndings(settings.usagePlans)),
        }
      : {}),
    ...(access.invokes ? { INVOKED_FUNCTION: names.function(access.invokes) } : {}),
    ...(access.webhookKey ? { WEBHOOK_KEY: names.webhookKey } : {}),
    ...(access.machineClients ? { MACHINE_CLIENTS: names.machineClients } : {}),
    ...(access.frontDoor && settings.graphqlIntrospection ? { GRAPHQL_INTROSPECTION: 'on' } : {}),
    ...(access.auditAnchor ? { AUDIT_ANCHOR_BUCKET: arns.bucketName('audit-anchor') } : {}),
    ...(access.machines?.includes('start') && machine ? { MACHINE_ARN: arns.machine(machine) } : {}),
    ...(settings.movableClock ? { CLOCK_TABLE: names.table(clockTable) } : {}),
    POWERTOOLS_METRICS_NAMESPACE: 'Tallyflow',
    POWERTOOLS_LOG_LEVEL: settings.logLevel,
    NODE_OPTIONS: '--enable-source-maps',
  };
}
