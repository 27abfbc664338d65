import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';

/** The smallest function worth comparing with: it reads one item of a table. */
const client = new DynamoDBClient({});
export const handler = (event: { readonly key: string }) =>
  client.send(new GetItemCommand({ TableName: process.env.TABLE, Key: { pk: { S: event.key } } }));
