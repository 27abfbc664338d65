import type { TestProject } from 'vitest/node';
import { deployLocal, synthesizeLocal } from '../../scripts/deploy-local.ts';
import { testLocalStack } from './aws-endpoint.ts';

/** End-to-end tests get LocalStack with every stack of this checkout deployed. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const templates = synthesizeLocal(console.log);
  const localStack = await testLocalStack();
  await deployLocal({ endpoint: localStack.endpoint, onProgress: console.log, templates });
  project.provide('awsEndpoint', localStack.endpoint);
  return () => localStack.stop();
}
