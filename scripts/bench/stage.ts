import path from 'node:path';
import { namesOf } from '../../lib/names.ts';
import { freePort, type LocalStack, startLocalStack } from '../../local/aws/localstack.ts';
import { localFolder } from '../../local/aws/paths.ts';
import { DAY_STARTS } from '../../local/scenarios/day.ts';
import { type Floor, floorOf } from '../../local/scenarios/floor.ts';
import { prepareDay } from '../../local/scenarios/prepare.ts';
import { systemsControl } from '../../local/systems/control-client.ts';
import { startSystems } from '../../local/systems/server.ts';
import { deployLocal } from '../deploy-local.ts';
import { connectTo } from '../ops/connect.ts';
import { secondsSince } from './figure.ts';

/** Every stack on a LocalStack of the bench's own, with the two retailers of the day and nothing done yet. */
export interface BenchStage {
  readonly localStack: LocalStack;
  readonly floor: Floor;
  readonly startSeconds: number;
  readonly deploySeconds: number;
  stop(): Promise<void>;
}

/** Its state is kept apart, so that a LocalStack that runs already is neither used nor disturbed. */
const HOME = path.join(localFolder, 'bench-aws');

export async function startStage(onProgress: (message: string) => void): Promise<BenchStage> {
  const began = performance.now();
  const localStack = await startLocalStack({ home: HOME, port: await freePort(), onProgress });
  try {
    const startSeconds = secondsSince(began);
    const empty = performance.now();
    await localStack.during(deployLocal({ endpoint: localStack.endpoint, onProgress }));
    const deploySeconds = secondsSince(empty);
    const systems = await startSystems();
    const floor = floorOf(await connectTo(localStack.endpoint), systemsControl(systems.url));
    await prepareDay(floor, { systems: systems.url, issuer: 'http://127.0.0.1' }, namesOf('local').secret);
    await floor.setClock(DAY_STARTS);
    return {
      localStack,
      floor,
      startSeconds,
      deploySeconds,
      stop: async () => {
        await systems.stop();
        await localStack.stop();
      },
    };
  } catch (error) {
    await localStack.stop();
    throw error;
  }
}
