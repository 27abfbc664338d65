import { type DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { dynamoStores, memoryStores } from '../../lambdas/store/index.ts';
import { outboxRow } from '../../lambdas/store/outbox-row.ts';
import type { OutboxRow, Stores } from '../../lambdas/store/ports.ts';
import type { TableName } from '../../lambdas/store/schema.ts';

/** Stores, and what their tables' streams would carry. */
export interface Source {
  readonly stores: Stores;
  /** The outbox rows stored since the last call, oldest first. */
  readonly take: () => Promise<readonly OutboxRow[]>;
}

export function memorySource(): Source {
  const rows: OutboxRow[] = [];
  return { stores: memoryStores((row) => rows.push(row)), take: async () => rows.splice(0) };
}

/** DynamoDB Local's streams belong to its server; looking through small tables of one's own does as well. */
export function dynamoSource(
  client: DynamoDBClient,
  tables: Readonly<Record<TableName, string>>,
  stores: Stores = dynamoStores({ client, tables }),
): Source {
  const seen = new Set<string>();
  return {
    stores,
    take: async () => {
      const found = await Promise.all(
        [tables.inventory, tables.processes].map(async (TableName) => {
          const { Items = [], LastEvaluatedKey } = await client.send(
            new ScanCommand({
              TableName,
              FilterExpression: 'attribute_exists(announces)',
              ConsistentRead: true,
            }),
          );
          if (LastEvaluatedKey) throw new Error(`${TableName} is too large to be looked through`);
          return Items.flatMap((item) => outboxRow(unmarshall(item)) ?? []);
        }),
      );
      const fresh = found.flat().filter(({ key }) => !seen.has(key));
      for (const { key } of fresh) seen.add(key);
      const time = (row: OutboxRow) => row.events[0]?.time ?? '';
      return fresh.toSorted((left, right) => time(left).localeCompare(time(right)));
    },
  };
}
