import type { StageRuntime } from '../../local/stage-runtime.ts';
import { deployLocal } from '../../scripts/deploy-local.ts';
import { connectTo } from '../../scripts/ops/connect.ts';

/** The local stage on a test run's LocalStack: every stack, deployed once, with the code of this checkout. */
export async function deployForTests(endpoint: string): Promise<StageRuntime> {
  await deployLocal({ endpoint, onProgress: (message) => console.log(message) });
  return connectTo(endpoint);
}
