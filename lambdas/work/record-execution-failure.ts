import { parseOrRaise } from '../shared/parse.ts';
import { queueHandler } from '../shared/queue-handler.ts';
import { runtimeWith } from '../shared/runtime.ts';
import { ExecutionEnded, recordExecutionFailure } from './execution-failure.ts';

const deps = runtimeWith();

/** No red execution goes unnoticed: each ends in a case somebody owns. */
export const handler = queueHandler(async (body) => {
  const { detail } = parseOrRaise(ExecutionEnded, body, 'the execution status event');
  await recordExecutionFailure(await deps(), detail);
});
