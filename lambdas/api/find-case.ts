import type { CaseRow, Stores } from '../store/ports.ts';
import { processNameOf } from '../work/process-id.ts';
import { ApiProblem } from './kernel/problem.ts';
import type { Call } from './kernel/route.ts';

type ById = Pick<Call<{ caseId: string }, unknown, unknown>, 'principal' | 'params' | 'require'>;

/** The case a path names. Raises not-found, or Forbidden when the caller's grants do not reach its site. */
export async function findCase(
  { principal, params: { caseId }, require }: ById,
  { work }: Pick<Stores, 'work'>,
): Promise<CaseRow> {
  const row = await work.case(principal.tenant, caseId);
  if (!row) throw new ApiProblem('not-found', `there is no case ${caseId}`);
  require({ site: row.site, process: row.processId && processNameOf(row.processId) });
  return row;
}
