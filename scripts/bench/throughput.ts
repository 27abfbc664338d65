import { CreateFunctionCommand, LambdaClient, waitUntilFunctionActiveV2 } from '@aws-sdk/client-lambda';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  type SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { localCredentials } from '../../local/credentials.ts';
import type { Floor } from '../../local/scenarios/floor.ts';
import { zip } from '../../test/support/zip.ts';
import { countAll, RETAILER } from './clean-lines.ts';
import { type Figure, secondsSince } from './figure.ts';
import { largeNotice } from './large-file.ts';

const PROCESSES = 20;
/** States a clean receiving process enters by itself. */
const STATES = 9;
const LIMIT_SECONDS = 300;
const ROLE = 'arn:aws:iam::000000000000:role/bench';

export const throughput: Figure = {
  name: 'throughput',
  title: 'Processes per second on LocalStack',
  how:
    `${PROCESSES} clean one-line receiving processes at once: from ${PROCESSES} dropped files to all awaiting goods, and from ${PROCESSES} counts to ` +
    `all closed, added up. Beside it, in the same run, ${PROCESSES} executions at once of a minimal Standard machine of as many states (${STATES}), ` +
    'a Lambda that answers at once and Pass in turns: what LocalStack itself needs.',
  measure: async ({ stage, say }) => {
    const { floor, localStack } = await stage();
    say('receiving');
    const receiving = await receive(floor);
    say('the minimal machine');
    const minimal = await runMinimal(localStack.endpoint, floor.stage.clients.sfn);
    return [
      {
        what: 'receiving',
        value: PROCESSES / receiving,
        unit: 'processes/s',
        detail: `${receiving.toFixed(1)} s`,
      },
      {
        what: 'minimal machine',
        value: PROCESSES / minimal,
        unit: 'executions/s',
        detail: `${minimal.toFixed(1)} s`,
      },
      { what: 'receiving takes so many times as long', value: receiving / minimal, unit: 'times' },
    ];
  },
};

/** Seconds of work from files to closed processes. */
async function receive(floor: Floor): Promise<number> {
  const { tenant, supplierId } = RETAILER;
  const notices = Array.from({ length: PROCESSES }, (_, index) => largeNotice(`BENCH-${index + 1}`, 1));
  for (const { masterData } of notices) await floor.systems.seed(tenant, 'erp', masterData);
  const all = async (state: string) => {
    await Promise.all(
      notices.map(({ asnId }) =>
        floor.until(
          `${asnId} reaching ${state}`,
          async () => (await floor.process(tenant, supplierId, asnId))?.state === state,
          LIMIT_SECONDS,
        ),
      ),
    );
  };

  const dropped = performance.now();
  await Promise.all(
    notices.map(({ asnId, csv }) => floor.dropText(tenant, 'bright-csv', `${asnId}.csv`, csv)),
  );
  await all('AWAITING_RECEIPT');
  const toAwaiting = secondsSince(dropped);
  const counted = performance.now();
  await Promise.all(notices.map((notice) => countAll(floor, notice)));
  await all('CLOSED');
  return toAwaiting + secondsSince(counted);
}

async function runMinimal(endpoint: string, sfn: SFNClient): Promise<number> {
  const lambda = new LambdaClient({ endpoint, ...localCredentials });
  const FunctionName = 'bench-minimal';
  const { FunctionArn = '' } = await lambda.send(
    new CreateFunctionCommand({
      FunctionName,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Role: ROLE,
      Code: { ZipFile: zip({ 'index.mjs': 'export const handler = async () => ({});\n' }) },
    }),
  );
  await waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: 60 }, { FunctionName });
  const { stateMachineArn = '' } = await sfn.send(
    new CreateStateMachineCommand({
      name: FunctionName,
      roleArn: ROLE,
      definition: minimalDefinition(FunctionArn),
    }),
  );
  const run = async () => {
    const { executionArn = '' } = await sfn.send(new StartExecutionCommand({ stateMachineArn, input: '{}' }));
    for (;;) {
      const { status } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
      if (status === 'SUCCEEDED') return;
      if (status !== 'RUNNING') throw new Error(`the minimal machine ended ${status}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  // The deployed functions are warm by now; this one must be as well.
  await run();
  const began = performance.now();
  await Promise.all(Array.from({ length: PROCESSES }, run));
  return secondsSince(began);
}

function minimalDefinition(functionArn: string): string {
  const name = (index: number) => `State${index + 1}`;
  const states = Array.from({ length: STATES }, (_, index) => [
    name(index),
    {
      ...(index % 2 === 0
        ? {
            Type: 'Task',
            Resource: 'arn:aws:states:::lambda:invoke',
            Arguments: { FunctionName: functionArn, Payload: {} },
          }
        : { Type: 'Pass' }),
      ...(index === STATES - 1 ? { End: true } : { Next: name(index + 1) }),
    },
  ]);
  return JSON.stringify({ QueryLanguage: 'JSONata', StartAt: name(0), States: Object.fromEntries(states) });
}
