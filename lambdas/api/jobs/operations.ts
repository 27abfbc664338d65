import type * as z from 'zod/mini';
import type { Stores } from '../../store/ports.ts';
import {
  Answer,
  Assignment,
  Cancellation,
  decidesCases,
  decidesTasks,
  HandOver,
  Resolution,
  steersProcesses,
} from '../decisions.ts';
import { findCase } from '../find-case.ts';
import { findProcess } from '../find-process.ts';
import { findOpenTask } from '../find-task.ts';
import { ApiProblem } from '../kernel/problem.ts';
import type { Call, May } from '../kernel/route.ts';

/**
 * What a job may do to many things: operations of the API as they are. Asking for one needs who may and what it takes; how it
 * is carried out is the business of `carry-out.ts`, which another function runs.
 */
export interface JobOperation {
  readonly may: May;
  readonly body?: z.ZodMiniType;
  /** What an item is now. Raises the problem the operation would meet at once. */
  readonly look: (call: ItemCall, stores: Pick<Stores, 'processes' | 'work'>) => Promise<Seen>;
}
export type ItemCall = Pick<Call<never, never, never>, 'principal' | 'require'> & { readonly item: string };
export interface Seen {
  readonly version: number;
  /** What a person would call it. */
  readonly summary: string;
}

const ofProcess = (body?: z.ZodMiniType): JobOperation => ({
  may: steersProcesses,
  ...(body ? { body } : {}),
  async look({ item, ...call }, stores) {
    const row = await findProcess({ ...call, params: { id: item } }, stores);
    const { processId, state, closedAt, version } = row;
    if (closedAt !== undefined)
      throw new ApiProblem('conflict', `process ${processId} ended as ${state} at ${closedAt}`);
    return { version, summary: `${processId}, ${state}` };
  },
});

const ofCase = (body?: z.ZodMiniType): JobOperation => ({
  may: decidesCases,
  ...(body ? { body } : {}),
  async look({ item, ...call }, stores) {
    const row = await findCase({ ...call, params: { caseId: item } }, stores);
    if (row.state === 'RESOLVED')
      throw new ApiProblem('conflict', `case ${row.caseId} was resolved by ${row.resolvedBy}`);
    return { version: row.version, summary: `${row.class}: ${row.summary}` };
  },
});

const ofTask = (body?: z.ZodMiniType): JobOperation => ({
  may: decidesTasks,
  ...(body ? { body } : {}),
  async look({ item, ...call }, stores) {
    const row = await findOpenTask({ ...call, params: { id: item } }, stores);
    if (row.state === 'ANSWERED')
      throw new ApiProblem('conflict', `task ${row.taskId} was answered by ${row.answer?.by}`);
    return { version: row.version, summary: row.title };
  },
});

export const jobOperations = {
  retryProcess: ofProcess(),
  redriveProcess: ofProcess(),
  resumeProcess: ofProcess(),
  cancelProcess: ofProcess(Cancellation),
  assignCase: ofCase(Assignment),
  resolveCase: ofCase(Resolution),
  answerTask: ofTask(Answer),
  delegateTask: ofTask(HandOver),
} as const satisfies Readonly<Record<string, JobOperation>>;
export type JobOperationName = keyof typeof jobOperations;
export const jobOperationNames = Object.keys(jobOperations) as [JobOperationName, ...JobOperationName[]];
