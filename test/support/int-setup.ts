import type { TestProject } from 'vitest/node';
import { startDynamoDbLocal } from '../../local/aws/dynamodb.ts';
import { testLocalStack } from './aws-endpoint.ts';

/** Integration tests get LocalStack, for state machines, and a DynamoDB of their own, for the stores. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const localStack = await testLocalStack();
  const dynamodb = await startDynamoDbLocal();
  project.provide('awsEndpoint', localStack.endpoint);
  project.provide('dynamodbEndpoint', dynamodb.endpoint);
  return async () => {
    await Promise.all([localStack.stop(), dynamodb.stop()]);
  };
}
