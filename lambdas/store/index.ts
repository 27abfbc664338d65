import { setTimeout as sleep } from 'node:timers/promises';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { dynamoBackorders } from './dynamo-backorders.ts';
import { dynamoBins } from './dynamo-bins.ts';
import { dynamoCircuits } from './dynamo-circuits.ts';
import type { DynamoContext } from './dynamo-context.ts';
import { dynamoEdge } from './dynamo-edge.ts';
import { dynamoEpcis } from './dynamo-epcis.ts';
import { dynamoHolds } from './dynamo-holds.ts';
import { dynamoIntake } from './dynamo-intake.ts';
import { dynamoInventory } from './dynamo-inventory.ts';
import { dynamoJobs } from './dynamo-jobs.ts';
import { dynamoOccurrences } from './dynamo-occurrences.ts';
import { dynamoProcesses } from './dynamo-processes.ts';
import { dynamoQuality } from './dynamo-quality.ts';
import { dynamoTallies } from './dynamo-tallies.ts';
import { dynamoTenants } from './dynamo-tenants.ts';
import { dynamoWebhooks } from './dynamo-webhooks.ts';
import { dynamoWork } from './dynamo-work.ts';
import type { Stores } from './ports.ts';
import type { TableName } from './schema.ts';

export { memoryDocuments } from './memory/documents.ts';
export { memoryStores } from './memory/index.ts';

export interface DynamoStoresOptions {
  readonly client: DynamoDBClient;
  /** Physical table names. */
  readonly tables: Readonly<Record<TableName, string>>;
  /** From 0 up to 1, spreads retries. @default - Math.random */
  readonly random?: () => number;
  /** Waits between retries. @default - a timer */
  readonly sleep?: (milliseconds: number) => Promise<void>;
  /** Milliseconds since whenever, to pace retries by. @default - the process's monotonic clock */
  readonly stopwatch?: () => number;
  /** The time DynamoDB expires items by, which no moved clock changes. @default - the system's clock */
  readonly wallClock?: () => Date;
}

/** All stores on DynamoDB, on the tables `schema.ts` describes. */
export function dynamoStores(options: DynamoStoresOptions): Stores {
  const context: DynamoContext = {
    random: Math.random,
    sleep: (milliseconds) => sleep(milliseconds),
    stopwatch: () => performance.now(),
    wallClock: () => new Date(),
    ...options,
  };
  return {
    processes: dynamoProcesses(context),
    inventory: dynamoInventory(context),
    backorders: dynamoBackorders(context),
    holds: dynamoHolds(context),
    bins: dynamoBins(context),
    work: dynamoWork(context),
    jobs: dynamoJobs(context),
    intake: dynamoIntake(context),
    occurrences: dynamoOccurrences(context),
    tallies: dynamoTallies(context),
    tenants: dynamoTenants(context),
    quality: dynamoQuality(context),
    circuits: dynamoCircuits(context),
    edge: dynamoEdge(context),
    epcis: dynamoEpcis(context),
    webhooks: dynamoWebhooks(context),
  };
}
