import type { Stores, TaskRow } from '../store/ports.ts';
import { ApiProblem } from './kernel/problem.ts';
import type { Call } from './kernel/route.ts';
import { plainId } from './opaque-id.ts';

type ById = Pick<Call<{ id: string }, unknown, unknown>, 'principal' | 'params' | 'require'>;

/** The task a path names. Raises not-found, or Forbidden when the caller's grants do not reach it. */
export async function findTask(
  { principal, params, require }: ById,
  { work }: Pick<Stores, 'work'>,
): Promise<TaskRow> {
  const taskId = plainId('task', params.id);
  const row = await work.task(principal.tenant, taskId);
  if (!row) throw new ApiProblem('not-found', `there is no task ${taskId.slice(0, 200)}`);
  require({ site: row.site, process: row.process });
  return row;
}

/** The task a path names, if something can still be said to it. Raises gone for one that ended without an answer. */
export async function findOpenTask(call: ById, stores: Pick<Stores, 'work'>): Promise<TaskRow> {
  const row = await findTask(call, stores);
  const { taskId, state, parkAt } = row;
  if (state === 'EXPIRED')
    throw new ApiProblem(
      'gone',
      `task ${taskId} ended at ${parkAt} without an answer; its process took the safe end and opened a case`,
    );
  if (state === 'CANCELLED')
    throw new ApiProblem('gone', `task ${taskId} was cancelled: its process needs no answer anymore`);
  return row;
}
