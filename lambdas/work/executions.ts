import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  RedriveExecutionCommand,
  type SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';

/** Executions of any process, for whoever sets one going again. */
export interface Executions {
  /** `undefined` for one that was never started, or is kept no longer (90 days). */
  readonly describe: (executionArn: string) => Promise<Execution | undefined>;
  /** Starting a name again is starting it once. */
  readonly start: (stateMachineArn: string, name: string, input: string) => Promise<void>;
  /** Goes on from the failed state. `false` where the platform has no redrive, or not for this execution anymore. */
  readonly redrive: (executionArn: string) => Promise<boolean>;
}

export interface Execution {
  readonly status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED' | 'PENDING_REDRIVE';
  readonly stateMachineArn: string;
  readonly input: string;
}

/** What Step Functions answers where an execution cannot be redriven, or, on LocalStack, where nothing can. */
const NO_REDRIVE = new Set([
  'ExecutionNotRedrivable',
  'ExecutionLimitExceeded',
  'InternalFailure',
  'UnknownOperationException',
  'NotImplemented',
]);

export function executionsOf(client: SFNClient): Executions {
  return {
    async describe(executionArn) {
      try {
        const {
          status,
          stateMachineArn = '',
          input = '',
        } = await client.send(new DescribeExecutionCommand({ executionArn }));
        return status && { status, stateMachineArn, input };
      } catch (error) {
        if (error instanceof ExecutionDoesNotExist) return undefined;
        throw error;
      }
    },
    async start(stateMachineArn, name, input) {
      try {
        await client.send(new StartExecutionCommand({ stateMachineArn, name, input }));
      } catch (error) {
        if (!(error instanceof ExecutionAlreadyExists)) throw error;
      }
    },
    async redrive(executionArn) {
      try {
        await client.send(new RedriveExecutionCommand({ executionArn }));
        return true;
      } catch (error) {
        if (error instanceof Error && NO_REDRIVE.has(error.name)) return false;
        throw error;
      }
    },
  };
}
