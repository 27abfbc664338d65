import type { HoldRow } from '../store/hold.ts';
import type { Stores } from '../store/ports.ts';
import { ApiProblem } from './kernel/problem.ts';
import type { Call } from './kernel/route.ts';

type ById = Pick<Call<{ id: string }, unknown, unknown>, 'principal' | 'params' | 'require'>;

/** The reservation a path names. Raises not-found, or Forbidden when the caller's grants do not reach its site. */
export async function findReservation(
  { principal, params: { id }, require }: ById,
  { holds }: Pick<Stores, 'holds'>,
): Promise<HoldRow> {
  const row = await holds.held(principal.tenant, id);
  if (!row) throw new ApiProblem('not-found', `there is no reservation ${id}`);
  require({ site: row.site });
  return row;
}
