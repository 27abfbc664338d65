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
  const sweep = async () => {
    const { FunctionError, Payload } = await clients.lambda.send(
      new InvokeCommand({ FunctionName: names.sweeperFunction, Payload: '{}' }),
    );
    if (FunctionError) throw new Error(`the sweeper failed: ${Payload?.transformToString()}`);
  };

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
