import type { ProcessRow, Stores } from '../store/ports.ts';
import { ApiProblem } from './kernel/problem.ts';
import type { Call } from './kernel/route.ts';
import { plainId } from './opaque-id.ts';

type ById = Pick<Call<{ id: string }, unknown, unknown>, 'principal' | 'params' | 'require'>;

/** The process a path names. Raises not-found, or Forbidden when the caller's grants do not reach it. */
export async function findProcess(
  { principal, params, require }: ById,
  { processes }: Pick<Stores, 'processes'>,
): Promise<ProcessRow> {
  const processId = plainId('process', params.id);
  const row = await processes.get(principal.tenant, processId);
  if (!row) throw new ApiProblem('not-found', `there is no process ${processId.slice(0, 200)}`);
  require({ site: row.site, process: row.process });
  return row;
}
