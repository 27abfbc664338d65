import * as z from 'zod/mini';
import { Job } from '../../shared/job.ts';
import { runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { nextMove } from './next-move.ts';

const Input = z.object({ job: Job });

const deps = runtimeWith();

/** What a putaway does after its wait: whatever came first, the row says what is next. */
export const handler = taskHandler(Input, async ({ job }) => nextMove(job, await deps()));
