import * as z from 'zod/mini';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { type NextMove, nextMove } from './next-move.ts';

const Input = z.object({ job: Job });

/** What a putaway does after its wait: whatever came first, the row says what is next. */
export async function summarizePutaway({ job }: z.infer<typeof Input>, deps: Core): Promise<NextMove> {
  return nextMove(job, deps);
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => summarizePutaway(input, await deps()));
