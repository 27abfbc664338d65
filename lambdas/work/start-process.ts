import { ExecutionAlreadyExists, type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { executionName } from './process-id.ts';

export interface StartProcess {
  readonly stateMachineArn: string;
  readonly tenantId: string;
  readonly process: string;
  readonly businessKey: string;
  readonly generation: number;
  readonly input: unknown;
}

/** Starts the execution of a process under its deterministic name; `started: false` means it runs, or ran, already. */
export async function startProcess(
  client: SFNClient,
  start: StartProcess,
): Promise<{ started: boolean; name: string }> {
  const name = executionName(start.tenantId, start.process, start.businessKey, start.generation);
  try {
    await client.send(
      new StartExecutionCommand({
        stateMachineArn: start.stateMachineArn,
        name,
        input: JSON.stringify(start.input),
      }),
    );
    return { started: true, name };
  } catch (error) {
    if (error instanceof ExecutionAlreadyExists) return { started: false, name };
    throw error;
  }
}
