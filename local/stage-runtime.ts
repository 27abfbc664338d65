import { randomBytes } from 'node:crypto';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';

import {
  CreateSecretCommand,
  PutSecretValueCommand,
  ResourceExistsException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { SFNClient } from '@aws-sdk/client-sfn';
import type { SystemName } from '../lambdas/adapters/contract.ts';
import { CLOCK_KEY, clockOffset } from '../lambdas/shared/clock.ts';
import { publisher } from '../lambdas/shared/publish.ts';
import type { bus, Core, documents, journal, machines } from '../lambdas/shared/runtime.ts';
import { uuidV7 } from '../lambdas/shared/uuid.ts';
import { completer } from '../lambdas/shared/wait-token.ts';
import { dynamoStores } from '../lambdas/store/index.ts';
import { s3Documents } from '../lambdas/store/s3-documents.ts';
import { type TableName, tableName } from '../lambdas/store/schema.ts';
import { localCredentials } from './credentials.ts';

/** What a deployed stage is called; `lib/names.ts` decides. */
export interface StageNames {
  readonly stage: string;
  readonly bus: string;
  readonly documentsBucket: string;
  readonly journalBucket: string;
  readonly sweeperFunction: string;
  readonly adapterFunction: (system: SystemName) => string;
}

export interface Clients {
  readonly dynamo: DynamoDBClient;
  readonly events: EventBridgeClient;
  readonly lambda: LambdaClient;

  readonly secrets: SecretsManagerClient;
  readonly sfn: SFNClient;
}

/** A person's or a scenario's hands on a running local stage: the same stores and logic the functions use. */
export interface StageRuntime
  extends Core,
    ReturnType<typeof documents>,
    ReturnType<typeof journal>,
    ReturnType<typeof bus> {
  readonly completeWait: ReturnType<typeof machines>['completeWait'];
  readonly clients: Clients;
  readonly names: StageNames;
  /** Moves the stage's clock on by milliseconds and lets the sweeper look at every deadline. */
  moveClock(milliseconds: number): Promise<void>;
  resetClock(): Promise<void>;
  sweep(): Promise<void>;
  /** Asks a system of a tenant through its adapter. A write is left out: nothing here carries a process's keys. */
  lookUp(question: {
    readonly system: SystemName;
    readonly operation: string;
    readonly tenantId: string;
    readonly site: string;
    readonly input: unknown;
  }): Promise<unknown>;
  putSecret(name: string, value: string): Promise<void>;
}

export async function stageRuntime(endpoint: string, names: StageNames): Promise<StageRuntime> {
  const config = { endpoint, ...localCredentials };
  const clients: Clients = {
    dynamo: new DynamoDBClient(config),
    events: new EventBridgeClient(config),
    lambda: new LambdaClient(config),
    secrets: new SecretsManagerClient(config),
    sfn: new SFNClient({ ...config, disableHostPrefix: true }),
  };
  const table = (name: TableName) => tableName(names.stage, name);
  const clockTable = table('intake');
  let offset = await clockOffset(clients.dynamo, clockTable);
  const clock = () => new Date(Date.now() + offset).toISOString();

  const setOffset = async (milliseconds: number) => {
    await clients.dynamo.send(
      new PutItemCommand({
        TableName: clockTable,
        Item: { ...CLOCK_KEY, milliseconds: { N: String(milliseconds) } },
      }),
    );
    offset = milliseconds;
  };
  const invoke = async (what: string, name: string, payload: unknown): Promise<unknown> => {
    const { FunctionError, Payload } = await clients.lambda.send(
      new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(payload) }),
    );
    const answer = Payload?.transformToString() ?? 'null';
    if (FunctionError) throw new Error(`${what} failed: ${answer}`);
    return JSON.parse(answer);
  };
  const sweep = async () => void (await invoke('the sweeper', names.sweeperFunction, {}));

  return {
    clients,
    names,
    clock,
    sweep,
    localStage: true,
    stores: dynamoStores({
      client: clients.dynamo,
      tables: {
        processes: table('processes'),
        work: table('work'),
        inventory: table('inventory'),
        intake: table('intake'),
        tenants: table('tenants'),
      },
    }),
    documents: s3Documents({ ...localCredentials, endpoint, bucket: names.documentsBucket }),
    journal: s3Documents({ ...localCredentials, endpoint, bucket: names.journalBucket }),
    publish: publisher(clients.events, names.bus),
    completeWait: completer(clients.sfn),
    newId: () => uuidV7(Date.now() + offset, randomBytes(10)),
    random: Math.random,
    moveClock: async (milliseconds) => {
      await setOffset(offset + milliseconds);
      await sweep();
    },
    resetClock: () => setOffset(0),
    lookUp: ({ system, operation, tenantId, site, input }) => {
      const id = `look-up-${operation}`;
      // In shadow an adapter lets lookups through and no write.
      const job = { tenantId, site, processId: id, correlationId: id, mode: 'shadow' };
      return invoke(`${system}.${operation}`, names.adapterFunction(system), {
        operation,
        job,
        step: id,
        input,
      });
    },
    putSecret: async (name, value) => {
      try {
        await clients.secrets.send(new CreateSecretCommand({ Name: name, SecretString: value }));
      } catch (error) {
        if (!(error instanceof ResourceExistsException)) throw error;
        await clients.secrets.send(new PutSecretValueCommand({ SecretId: name, SecretString: value }));
      }
    },
  };
}
