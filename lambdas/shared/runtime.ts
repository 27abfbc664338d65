import { randomBytes } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SFNClient } from '@aws-sdk/client-sfn';
import { GetParameterCommand, ParameterNotFound, SSMClient } from '@aws-sdk/client-ssm';
import { type AnchorBucket, s3AnchorBucket } from '../store/audit-anchor.ts';
import { cachedTenants } from '../store/cached-tenants.ts';
import { dynamoStores } from '../store/index.ts';
import type { DocumentStore, LargeDocumentStore, Stores } from '../store/ports.ts';
import { s3Documents } from '../store/s3-documents.ts';
import type { TableName } from '../store/schema.ts';
import { type Executions, executionsOf } from '../work/executions.ts';
import { type StartProcess, startProcess } from '../work/start-process.ts';
import { type Clock, clockOffset } from './clock.ts';
import { type Environment, readEnvironment } from './environment.ts';
import { ContractViolation } from './errors.ts';
import { type Publish, publisher } from './publish.ts';
import { uuidV7 } from './uuid.ts';
import { type CompleteWait, completer } from './wait-token.ts';

/** What every handler works with. Logic takes what it needs as an argument, so tests pass their own. */
export interface Core {
  readonly stores: Stores;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly random: () => number;
  /** Only the local stage moves the clock, and only there may a system of record be called without TLS. */
  readonly localStage: boolean;
}

type Part<Adds extends object> = (environment: Environment) => Adds;
type AllOf<Parts extends readonly Part<object>[]> = (
  Parts[number] extends infer One
    ? One extends Part<infer Adds>
      ? (adds: Adds) => void
      : never
    : never
) extends (all: infer All) => void
  ? All
  : never;

/** Documents of partners and canonical chunks. */
export function documents(environment: Environment): { readonly documents: LargeDocumentStore } {
  return { documents: s3Documents({ ...placeOf(), bucket: environment.DOCUMENTS_BUCKET }) };
}

/** The journal of everything that came in. */
export function journal(environment: Environment): { readonly journal: DocumentStore } {
  return { journal: s3Documents({ ...placeOf(), bucket: environment.JOURNAL_BUCKET }) };
}

/** The write-once bucket of audit roots; its default retention holds for every object. */
export function auditAnchors({ AUDIT_ANCHOR_BUCKET: bucket }: Environment): {
  readonly anchorBucket: AnchorBucket;
} {
  if (bucket) return { anchorBucket: s3AnchorBucket({ ...placeOf(), bucket }) };
  throw new ContractViolation(
    "environment variable AUDIT_ANCHOR_BUCKET is not set: the function's stack must give it access to the anchors",
  );
}

/** The event bus. */
export function bus(environment: Environment): { readonly publish: Publish } {
  return { publish: publisher(new EventBridgeClient({}), environment.EVENT_BUS) };
}

/** Waits of state machines, and starting the one machine a function was given. */
export function machines(environment: Environment): {
  readonly completeWait: CompleteWait;
  /** Repeated starts of one business key are one execution. */
  readonly startProcess: (start: Omit<StartProcess, 'stateMachineArn'>) => Promise<{ started: boolean }>;
} {
  const client = new SFNClient({ disableHostPrefix: true });
  return {
    completeWait: completer(client),
    startProcess: (start) => startProcess(client, { ...start, stateMachineArn: machineArn(environment) }),
  };
}

/** Executions of every process, to set one going again. */
export function executions(): { readonly executions: Executions } {
  return { executions: executionsOf(new SFNClient({})) };
}

/** Secrets by name. */
export function secrets(): { readonly secret: (name: string) => Promise<string> } {
  const client = new SecretsManagerClient({});
  return {
    secret: async (name) => {
      const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: name }));
      return SecretString ?? '';
    },
  };
}

/** Parameters by name; `undefined` for one that is not there. */
export function parameters(): { readonly parameter: (name: string) => Promise<string | undefined> } {
  const client = new SSMClient({});
  return {
    parameter: async (name) => {
      try {
        const { Parameter } = await client.send(new GetParameterCommand({ Name: name }));
        return Parameter?.Value;
      } catch (error) {
        if (error instanceof ParameterNotFound) return undefined;
        throw error;
      }
    },
  };
}

/**
 * The runtime of one function: the core and the parts it names, so that a bundle holds the clients it uses and no other.
 * Clients live as long as the execution environment; the moved clock is read at every invocation.
 */
export function runtimeWith<Parts extends readonly Part<object>[]>(
  ...parts: Parts
): () => Promise<Core & AllOf<Parts>> {
  let wired: { runtime: Core & AllOf<Parts>; refresh: () => Promise<void> } | undefined;
  return async () => {
    wired ??= wire(parts);
    await wired.refresh();
    return wired.runtime;
  };
}

/** The physical names of the tables. */
export function tablesOf(environment: Environment): Readonly<Record<TableName, string>> {
  return {
    processes: environment.TABLE_PROCESSES,
    work: environment.TABLE_WORK,
    inventory: environment.TABLE_INVENTORY,
    intake: environment.TABLE_INTAKE,
    tenants: environment.TABLE_TENANTS,
  };
}

function wire<Parts extends readonly Part<object>[]>(parts: Parts) {
  const environment = readEnvironment(process.env);
  const client = new DynamoDBClient({});
  let offset = 0;
  const stores = dynamoStores({
    client,
    tables: tablesOf(environment),
  });
  const core: Core = {
    stores: { ...stores, tenants: cachedTenants(stores.tenants, () => performance.now()) },
    clock: () => new Date(Date.now() + offset).toISOString(),
    newId: () => uuidV7(Date.now() + offset, randomBytes(10)),
    random: Math.random,
    localStage: environment.CLOCK_TABLE !== undefined,
  };
  const runtime = Object.assign(core, ...parts.map((part) => part(environment))) as Core & AllOf<Parts>;
  const refresh = async () => {
    if (environment.CLOCK_TABLE) offset = await clockOffset(client, environment.CLOCK_TABLE);
  };
  return { runtime, refresh };
}

/** Lambda puts its role's credentials and its region in the environment. */
export function placeOf() {
  const {
    AWS_REGION = '',
    AWS_ENDPOINT_URL,
    AWS_ACCESS_KEY_ID = '',
    AWS_SECRET_ACCESS_KEY = '',
    AWS_SESSION_TOKEN,
  } = process.env;
  const credentials = {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    sessionToken: AWS_SESSION_TOKEN,
  };
  return { region: AWS_REGION, endpoint: AWS_ENDPOINT_URL, credentials };
}

function machineArn({ MACHINE_ARN }: Environment): string {
  if (MACHINE_ARN) return MACHINE_ARN;
  throw new ContractViolation(
    'environment variable MACHINE_ARN is not set: only a function whose stack names a state machine may start one',
  );
}
