import * as z from 'zod/mini';
import { SOURCE_PART } from '../events/partner-source.ts';
import { scopeNames } from './identity.ts';

/**
 * The one place where stages differ. Every construct reads these settings; nothing below `bin/` reads the process
 * environment or the context. A setting that is missing or unsafe for its stage stops the synthesis with a sentence.
 */

export const stageNames = ['local', 'dev', 'prod'] as const;
export type StageName = (typeof stageNames)[number];

/** Retention periods CloudWatch Logs knows, in days. */
const logRetentionDays = z.union([
  z.literal(1),
  z.literal(7),
  z.literal(14),
  z.literal(30),
  z.literal(90),
  z.literal(365),
]);

/** An id that can stand in the source of a partner's events. */
const sourcePart = z
  .string()
  .check(z.regex(SOURCE_PART, 'letters, digits, _ and - only, starting with a letter or digit, 64 at most'));

/** Nothing of a list is said of the same one twice. */
const onlyOnce = <Item>(nameOf: (item: Item) => string) =>
  z.refine<readonly Item[]>(
    (items) => new Set(items.map(nameOf)).size === items.length,
    'one of them is there twice: name each once',
  );

/** A steady rate with bursts, and how much in a month. */
const usageLimit = {
  callsPerSecond: z.number().check(z.positive()),
  burst: z.int().check(z.positive()),
  callsPerMonth: z.optional(z.int().check(z.positive())),
};
const UsagePlans = z.strictObject({
  everyone: z.strictObject(usageLimit),
  partners: z
    .array(
      z.strictObject({
        tenantId: sourcePart,
        /** The `clientId` in the tenant's document. */
        clientId: sourcePart,
        ...usageLimit,
      }),
    )
    .check(
      z.maxLength(30, 'at most 30: they are in the environment of the authorizer, which holds 4 KB'),
      onlyOnce(({ tenantId, clientId }) => `${tenantId}/${clientId}`),
    ),
});

const returnUrl = z
  .string()
  .check(z.regex(/^https:\/\/|^http:\/\/localhost(:\d+)?\//, 'an https address, or one of http://localhost'));
const UserPool = z.strictObject({
  /** A second factor of people: offered, or asked of everybody. */
  mfa: z.enum(['optional', 'required']),
  /** Where people come back to after they have logged in, and out. */
  callbackUrls: z.array(returnUrl).check(z.minLength(1)),
  logoutUrls: z.array(returnUrl),
  /** Programs that get tokens by client credentials, each of one tenant. */
  machineClients: z
    .array(
      z.strictObject({
        tenantId: sourcePart,
        /** Tells the tenant's programs apart for administrators; the `clientId` is chosen by the user pool. */
        name: sourcePart,
        scopes: z.array(z.enum(scopeNames)).check(z.minLength(1)),
      }),
    )
    .check(onlyOnce(({ tenantId, name }) => `${tenantId}/${name}`)),
});

const StageSettings = z.strictObject({
  stage: z.enum(stageNames),
  /** The AWS account; without one the stacks take the account of the credentials that deploy them. */
  account: z.optional(z.string().check(z.regex(/^\d{12}$/, 'an AWS account id has 12 digits'))),
  region: z.string().check(z.regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'a region such as eu-west-1')),
  /** What happens to tables, buckets, keys and logs when their stack is deleted. */
  removal: z.enum(['retain', 'destroy']),
  deletionProtection: z.boolean(),
  pointInTimeRecovery: z.boolean(),
  logRetentionDays,
  logLevel: z.enum(['DEBUG', 'INFO', 'WARN']),
  /** Step Functions execution logs at level ALL; off halves the load of LocalStack. */
  executionLogs: z.boolean(),
  /** X-Ray traces of functions and state machines. */
  tracing: z.boolean(),
  /** Children of distributed maps: EXPRESS costs no transition; LocalStack runs only STANDARD ones. */
  chunkExecutionType: z.enum(['EXPRESS', 'STANDARD']),
  /** Lets the CLOCK item of the intake table move the time, so that deadlines are reached without waiting. */
  movableClock: z.boolean(),
  /** Requests read and write in a session that reaches one tenant alone; LocalStack enforces no rights. */
  tenantSessions: z.boolean(),
  /**
   * How much the gateway lets through, by an authorizer's word: for each partner named, and for everybody else together.
   * Absent where the gateway runs neither: LocalStack.
   */
  usagePlans: z.optional(UsagePlans),
  /** A user pool for the people and programs of tenants that have no issuer of their own; absent: there is none. */
  userPool: z.optional(UserPool),
  /** The id of the REST API, where whoever runs the stage lets it be chosen: LocalStack does. */
  gatewayId: z.optional(z.string().check(z.regex(/^[a-z0-9]+$/))),
  /** How long nobody, not even the account's root user, can delete an anchored audit root. */
  auditRetentionDays: z.int().check(z.positive()),
  /** How long the event archive keeps every event for replay; absent where there is no archive. */
  eventArchiveDays: z.optional(z.int().check(z.positive())),
  /** The contracts of our events in the schema registry of EventBridge, for code bindings; LocalStack has none. */
  schemaRegistry: z.boolean(),
  /** Who is told when an alarm goes off; absent: alarms are only seen on the dashboard and the topic. */
  alarmEmail: z.optional(z.string().check(z.regex(/^[^@\s]+@[^@\s]+$/, 'an e-mail address'))),
  /** Environments reserved per function of a kind; absent: the function shares the account's pool. */
  reservedConcurrency: z.strictObject({
    task: z.optional(z.int().check(z.positive())),
    adapter: z.optional(z.int().check(z.positive())),
    consumer: z.optional(z.int().check(z.positive())),
    api: z.optional(z.int().check(z.positive())),
  }),
  /** Most environments one queue may keep busy at once: what protects a slow system of record. */
  queueConcurrency: z.int().check(z.minimum(2), z.maximum(1000)),
  /** Whether GraphQL tells its schema to whoever may query; it is in the repository all the same. */
  graphqlIntrospection: z.boolean(),
  /** Partners that may put events on the bus from an AWS account of their own (docs/partner-events.md). */
  partnerAccounts: z.array(
    z.strictObject({
      tenantId: sourcePart,
      partnerId: sourcePart,
      account: z.string().check(z.regex(/^\d{12}$/, 'an AWS account id has 12 digits')),
    }),
  ),
  tags: z.record(z.string(), z.string()),
});
export type StageSettings = Readonly<z.infer<typeof StageSettings>>;
export type UserPoolSettings = NonNullable<StageSettings['userPool']>;
export type UsagePlans = NonNullable<StageSettings['usagePlans']>;
export type FunctionKind = keyof StageSettings['reservedConcurrency'];

/** The address of a console on the machine of whoever develops it; name yours beside it. */
const userPool: UserPoolSettings = {
  mfa: 'optional',
  callbackUrls: ['http://localhost:5173/callback'],
  logoutUrls: ['http://localhost:5173/'],
  machineClients: [],
};

const cloud = {
  region: 'us-east-1',
  logLevel: 'INFO',
  executionLogs: true,
  tracing: true,
  movableClock: false,
  chunkExecutionType: 'EXPRESS',
  pointInTimeRecovery: true,
  graphqlIntrospection: false,
  tenantSessions: true,
  usagePlans: { everyone: { callsPerSecond: 200, burst: 400 }, partners: [] },
  schemaRegistry: true,
  partnerAccounts: [],
} as const satisfies Partial<StageSettings>;

const stages: Readonly<Record<StageName, Omit<StageSettings, 'stage' | 'tags'>>> = {
  local: {
    account: '000000000000',
    region: 'us-east-1',
    removal: 'destroy',
    deletionProtection: false,
    pointInTimeRecovery: false,
    logRetentionDays: 1,
    logLevel: 'INFO',
    executionLogs: false,
    tracing: false,
    movableClock: true,
    chunkExecutionType: 'STANDARD',
    tenantSessions: false,
    gatewayId: 'tallyflow',
    auditRetentionDays: 1,
    schemaRegistry: false,
    // Few, because each is a Node process on the developer's machine.
    reservedConcurrency: { task: 3, adapter: 3, consumer: 2, api: 2 },
    queueConcurrency: 2,
    graphqlIntrospection: true,
    partnerAccounts: [],
  },
  dev: {
    ...cloud,
    graphqlIntrospection: true,
    removal: 'destroy',
    deletionProtection: false,
    logRetentionDays: 14,
    auditRetentionDays: 1,
    eventArchiveDays: 7,
    reservedConcurrency: {},
    queueConcurrency: 5,
    userPool,
  },
  prod: {
    ...cloud,
    removal: 'retain',
    deletionProtection: true,
    logRetentionDays: 365,
    auditRetentionDays: 2557,
    eventArchiveDays: 90,
    reservedConcurrency: { adapter: 50 },
    queueConcurrency: 50,
    userPool: { ...userPool, mfa: 'required' },
  },
};

/** What the command line may set without a change of this file: `cdk deploy -c stage=prod -c region=eu-west-1`. */
export const overridable = ['account', 'region', 'alarmEmail'] as const;
export type Overrides = Partial<Pick<StageSettings, (typeof overridable)[number]>>;

/**
 * The settings of a stage, checked. `local` keeps its account and region, because LocalStack is addressed by them.
 * Raises an error that names the field, the value and the remedy.
 */
export function stageSettings(name: string, overrides: Overrides = {}): StageSettings {
  const stage = stageNames.find((known) => known === name);
  if (!stage) throw new Error(`stage "${name}" is unknown: use one of ${stageNames.join(', ')}`);
  const given = Object.fromEntries(Object.entries(overrides).filter(([, value]) => value !== undefined));
  return checkSettings({
    stage,
    ...stages[stage],
    ...(stage === 'local' ? {} : given),
    tags: { app: 'tallyflow', env: stage, 'cost-center': 'warehouse' },
  });
}

/** Exported for a stage of your own: the same checks the three built-in stages pass. */
export function checkSettings(settings: unknown): StageSettings {
  const parsed = StageSettings.safeParse(settings);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(
      (issue) =>
        `${issue.path.join('.')} is ${JSON.stringify(valueAt(settings, issue.path))}: ${issue.message}`,
    );
    throw new Error(`stage settings are wrong: ${problems.join('; ')}. Correct them in lib/stage.ts`);
  }
  const unsafe = unsafeSettings(parsed.data);
  if (unsafe.length > 0)
    throw new Error(`stage settings are unsafe: ${unsafe.join('; ')}. Correct them in lib/stage.ts`);
  return parsed.data;
}

function unsafeSettings(settings: StageSettings): string[] {
  const isLocal = settings.stage === 'local';
  const isProd = settings.stage === 'prod';
  return [
    !isLocal &&
      settings.movableClock &&
      `movableClock is true in ${settings.stage}: only local may move the clock`,
    !isLocal &&
      !settings.executionLogs &&
      `executionLogs is false in ${settings.stage}: only local may run without them`,
    !isLocal &&
      !settings.tenantSessions &&
      `tenantSessions is false in ${settings.stage}: only local may run without them`,
    !isLocal &&
      !settings.usagePlans &&
      `usagePlans is missing in ${settings.stage}: only local may run without the gateway's authorizer`,
    isProd && settings.userPool?.mfa === 'optional' && 'userPool.mfa is "optional" in prod: use "required"',
    isLocal && settings.userPool !== undefined && 'userPool is set in local: LocalStack has none',
    isProd && settings.removal !== 'retain' && 'removal is "destroy" in prod: use "retain"',
    isProd && !settings.deletionProtection && 'deletionProtection is false in prod: use true',
    isProd && !settings.pointInTimeRecovery && 'pointInTimeRecovery is false in prod: use true',
  ].filter((problem) => problem !== false);
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key],
    value,
  );
}
