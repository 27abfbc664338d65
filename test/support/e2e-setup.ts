import type { TestProject } from 'vitest/node';
import { testLocalStack } from './aws-endpoint.ts';

/** End-to-end tests get LocalStack. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const localStack = await testLocalStack();
  project.provide('awsEndpoint', localStack.endpoint);
  return () => localStack.stop();
}
