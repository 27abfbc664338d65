import { ExecutionAlreadyExists, SFNClient } from '@aws-sdk/client-sfn';
import { expect, it } from 'vitest';
import { executionName } from '../../lambdas/work/process-id.ts';
import { startProcess } from '../../lambdas/work/start-process.ts';

const start = {
  stateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:receiving',
  tenantId: 'acme',
  process: 'receiving',
  businessKey: 'SUP-1/ASN-1',
  generation: 1,
  input: { job: { tenantId: 'acme' } },
};
const name = executionName('acme', 'receiving', 'SUP-1/ASN-1', 1);

/** A client whose commands never leave the process. */
function client(answer: (input: unknown) => unknown): SFNClient {
  const sfn = new SFNClient({ region: 'us-east-1' });
  sfn.send = (async (command: { input: unknown }) => answer(command.input)) as typeof sfn.send;
  return sfn;
}

it('starts one execution under the deterministic name', async () => {
  const sent: unknown[] = [];
  expect(
    await startProcess(
      client((input) => sent.push(input)),
      start,
    ),
  ).toEqual({ started: true, name });
  expect(sent).toEqual([
    { stateMachineArn: start.stateMachineArn, name, input: '{"job":{"tenantId":"acme"}}' },
  ]);
});

it('takes an execution that exists for the process that runs already', async () => {
  const exists = client(() => {
    throw new ExecutionAlreadyExists({ message: 'exists', $metadata: {} });
  });
  expect(await startProcess(exists, start)).toEqual({ started: false, name });
});

it('hides no other failure', async () => {
  const broken = client(() => {
    throw new Error('no such machine');
  });
  await expect(startProcess(broken, start)).rejects.toThrow('no such machine');
});
