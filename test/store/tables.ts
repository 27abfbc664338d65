import { randomUUID } from 'node:crypto';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { schema, type TableName, type TableSchema, tableName } from '../../lambdas/store/schema.ts';

export const tableNames = Object.keys(schema) as TableName[];

/** A client for DynamoDB Local, which takes any credentials. */
export function localDynamo(endpoint: string): DynamoDBClient {
  return new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
}

/** Creates the five tables of the schema under names of their own and gives their physical names. */
export async function createTables(client: DynamoDBClient): Promise<Record<TableName, string>> {
  const stage = `test-${randomUUID()}`;
  await Promise.all(
    tableNames.map((table) => client.send(createTable(tableName(stage, table), schema[table]))),
  );
  return Object.fromEntries(tableNames.map((table) => [table, tableName(stage, table)])) as Record<
    TableName,
    string
  >;
}

function createTable(name: string, { partitionKey, sortKey, indexes, stream }: TableSchema) {
  const keys = (partition: string, sort: string) => [
    { AttributeName: partition, KeyType: 'HASH' as const },
    { AttributeName: sort, KeyType: 'RANGE' as const },
  ];
  const attributes = [
    partitionKey,
    sortKey,
    ...indexes.flatMap((index) => [index.partitionKey, index.sortKey]),
  ];
  return new CreateTableCommand({
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: keys(partitionKey, sortKey),
    AttributeDefinitions: attributes.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    ...(indexes.length > 0
      ? {
          GlobalSecondaryIndexes: indexes.map((index) => ({
            IndexName: index.name,
            KeySchema: keys(index.partitionKey, index.sortKey),
            Projection: { ProjectionType: index.projection },
          })),
        }
      : {}),
    ...(stream ? { StreamSpecification: { StreamEnabled: true, StreamViewType: stream } } : {}),
  });
}
