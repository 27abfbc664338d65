import { namesOf } from '../../lib/names.ts';
import { stageSettings } from '../../lib/stage.ts';
import { running } from '../../local/aws/localstack.ts';
import { defaultHome } from '../../local/aws/paths.ts';
import { type StageRuntime, stageRuntime } from '../../local/stage-runtime.ts';
import { NoStage } from './verb.ts';

/** The local stage that `AWS_ENDPOINT_URL` names, or the one this checkout runs. Raises NoStage when there is none. */
export async function connect(environment: NodeJS.ProcessEnv): Promise<StageRuntime> {
  const endpoint = environment.AWS_ENDPOINT_URL ?? running(defaultHome)?.endpoint;
  if (endpoint === undefined)
    throw new NoStage(
      'nothing runs on this machine: start the day at two warehouses with `npm start`, or name a LocalStack in AWS_ENDPOINT_URL',
    );
  try {
    return await connectTo(endpoint);
  } catch (error) {
    throw new NoStage(
      `${endpoint} has no Tallyflow stage (${(error as Error).message}); deploy it with \`npm start\``,
      { cause: error },
    );
  }
}

/** The local stage deployed at an endpoint. */
export function connectTo(endpoint: string): Promise<StageRuntime> {
  const { account = '', region } = stageSettings('local');
  const names = namesOf('local');
  return stageRuntime(endpoint, {
    stage: 'local',
    bus: names.bus,
    documentsBucket: names.bucket('documents', account, region),
    journalBucket: names.bucket('journal', account, region),
    sweeperFunction: names.function('sweeper/sweep'),
    adapterFunction: (system) => names.function(`adapters/${system}/handler`),
  });
}
