import { freePort, startLocalStack } from '../../local/aws/localstack.ts';
import { testHome } from '../../local/aws/paths.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** LocalStack. */
    awsEndpoint: string;
    /** DynamoDB Local by itself; much faster than through LocalStack. */
    dynamodbEndpoint: string;
  }
}

/**
 * The LocalStack of a test run: the one `npm test` has started for all tiers, or one of its own when a tier is run by
 * itself. `AWS_ENDPOINT_URL` is not used: tests count on an empty LocalStack and leave things behind.
 */
export async function testLocalStack(): Promise<{ endpoint: string; stop: () => Promise<void> }> {
  const given = process.env.TALLYFLOW_TEST_ENDPOINT;
  if (given) return { endpoint: given, stop: async () => {} };
  return startLocalStack({ home: testHome, port: await freePort(), onProgress: console.log });
}
