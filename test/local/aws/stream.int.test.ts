import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CreateTableCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { CreateEventSourceMappingCommand, CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { expect, inject, it } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { zip } from '../../support/zip.ts';

const settings = {
  endpoint: inject('awsEndpoint'),
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
};

// The stream server is this project's npm package: a LocalStack that fetched it at first use would need a network.
it('a function reads the stream of a table', async () => {
  const name = `streamed-${process.pid}`;
  const dynamodb = new DynamoDBClient(settings);
  const lambda = new LambdaClient(settings);
  const logs = new CloudWatchLogsClient(settings);
  const { TableDescription } = await dynamodb.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
    }),
  );
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: name,
      Role: 'arn:aws:iam::000000000000:role/stream',
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Code: {
        ZipFile: zip({
          'index.mjs': `export const handler = async ({ Records }) => {
            for (const { eventName, dynamodb } of Records) console.log(eventName, dynamodb.NewImage.id.S);
          }`,
        }),
      },
    }),
  );
  await lambda.send(
    new CreateEventSourceMappingCommand({
      FunctionName: name,
      EventSourceArn: TableDescription?.LatestStreamArn,
      StartingPosition: 'TRIM_HORIZON',
    }),
  );
  await dynamodb.send(new PutItemCommand({ TableName: name, Item: { id: { S: 'first' } } }));
  await eventually(async () => {
    const { events = [] } = await logs.send(
      new FilterLogEventsCommand({ logGroupName: `/aws/lambda/${name}` }),
    );
    expect(events.map(({ message }) => message).join('')).toContain('INSERT first');
  }, 45_000);
});
