import {
  InvalidToken,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  type SFNClient,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';

/**
 * Ends the one wait of a process. `false` means the wait was over already: its timeout, or an earlier signal that carried
 * the same pending work, woke the process first. Nothing is lost then, because pending work is read again at the next wait.
 */
export type CompleteWait = (
  taskToken: string,
  result: { output: unknown } | { error: string; cause: string },
) => Promise<boolean>;

export function completer(client: SFNClient): CompleteWait {
  return async (taskToken, result) => {
    try {
      await ('output' in result
        ? client.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(result.output) }))
        : client.send(new SendTaskFailureCommand({ taskToken, error: result.error, cause: result.cause })));
      return true;
    } catch (error) {
      if (error instanceof TaskTimedOut || error instanceof TaskDoesNotExist || error instanceof InvalidToken)
        return false;
      throw error;
    }
  };
}
