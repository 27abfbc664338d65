import { randomBytes } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SFNClient } from '@aws-sdk/client-sfn';
import { dynamoStores } from '../store/index.ts';
import type { DocumentStore, Stores } from '../store/ports.ts';
import { s3Documents } from '../store/s3-documents.ts';
import { type Clock, clockOffset } from './clock.ts';
import { type Environment, readEnvironment } from './environment.ts';
import { ContractViolation } from './errors.ts';
import { type Publish, publisher } from './publish.ts';
import { type StartProcess, startProcess } from '../work/start-process.ts';
import { completer, type CompleteWait } from './wait-token.ts';

/** What a handler works with. Logic takes the parts it needs as arguments, so tests pass their own. */
export interface Runtime {
  readonly stores: Stores;
  readonly documents: DocumentStore;
  readonly journal: DocumentStore;
  readonly publish: Publish;
  readonly completeWait: CompleteWait;
  /** Starts the state machine this function was given; repeated starts of one business key are one execution. */
  readonly startProcess: (start: Omit<StartProcess, 'stateMachineArn'>) => Promise<{ started: boolean }>;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly random: () => number;
  readonly secret: (name: string) => Promise<string>;
  /** Only the local stage moves the clock, and only there may a system of record be called without TLS. */
  readonly localStage: boolean;
}

/** Clients live as long as the execution environment; the moved clock is read once per invocation by `refresh`. */
let cached: { runtime: Runtime; refresh: () => Promise<void> } | undefined;

/** The wired runtime of this function. Only `handler.ts` files and the thin exported handlers call it. */
export async function runtime(): Promise<Runtime> {
  cached ??= wire();
  await cached.refresh();
  return cached.runtime;
}

function wire() {
  const environment = readEnvironment(process.env);
  const dynamo = new DynamoDBClient({});
  const secrets = new SecretsManagerClient({});
  const s3 = new S3Client({ forcePathStyle: process.env.AWS_ENDPOINT_URL !== undefined });
  const sfn = new SFNClient({ disableHostPrefix: true });
  let offset = 0;
  const clock = () => new Date(Date.now() + offset).toISOString();
  const stores = dynamoStores({
    client: dynamo,
    tables: {
      processes: environment.TABLE_PROCESSES, work: environment.TABLE_WORK, inventory: environment.TABLE_INVENTORY,
      intake: environment.TABLE_INTAKE, tenants: environment.TABLE_TENANTS,
    },
  });
  const runtime: Runtime = {
    stores,
    documents: s3Documents(s3, environment.DOCUMENTS_BUCKET),
    journal: s3Documents(s3, environment.JOURNAL_BUCKET),
    publish: publisher(new EventBridgeClient({}), environment.EVENT_BUS),
    completeWait: completer(sfn),
    startProcess: (start) => startProcess(sfn, { ...start, stateMachineArn: machineArn(environment) }),
    clock,
    newId: () => uuidV7(Date.now() + offset, randomBytes(10)),
    random: Math.random,
    secret: async (name) => {
      const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId: name }));
      return SecretString ?? '';
    },
    localStage: environment.CLOCK_TABLE !== undefined,
  };
  const refresh = async () => {
    if (environment.CLOCK_TABLE) offset = await clockOffset(dynamo, environment.CLOCK_TABLE);
  };
  return { runtime, refresh };
}

function machineArn({ MACHINE_ARN }: Environment): string {
  if (MACHINE_ARN) return MACHINE_ARN;
  throw new ContractViolation('environment variable MACHINE_ARN is not set: only a function whose stack names a state machine may start one');
}

/** A time-ordered id: RFC 9562 version 7. */
export function uuidV7(milliseconds: number, entropy: Uint8Array): string {
  const bytes = new Uint8Array(16);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(milliseconds) << 16n);
  bytes.set(entropy.slice(0, 10), 6);
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  return Buffer.from(bytes).toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
