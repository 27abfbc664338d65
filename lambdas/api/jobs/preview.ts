import { createHash } from 'node:crypto';
import { canonical } from '../../domain/audit-chain.ts';
import type { Stores } from '../../store/ports.ts';
import { problemOf, problemUri } from '../kernel/problem.ts';
import { type Principal, requireGrant, requireScope } from '../principal.ts';
import { type JobOperation, type JobOperationName, jobOperations } from './operations.ts';

/** One operation on many things, as it is asked for. */
export interface JobAsked {
  readonly operation: JobOperationName;
  readonly items: readonly string[];
  readonly body?: Readonly<Record<string, unknown>> | undefined;
}

export interface PreviewedItem {
  readonly item: string;
  readonly verdict: 'READY' | 'REFUSED';
  readonly summary?: string;
  readonly version?: number;
  readonly type?: string;
  readonly detail?: string;
}
export interface Preview {
  readonly items: readonly PreviewedItem[];
  /** Names what was seen: the same again as long as nothing of it has changed. */
  readonly digest: string;
}

/** Items read at once: enough to be quick, few enough to leave the tables to others. */
const AT_ONCE = 10;

/**
 * What a job would meet now, item by item. Raises Forbidden for a caller who may not call the operation at all. What shows
 * only when it is carried out, such as a process that cannot be canceled, shows in the result of the item.
 */
export async function preview(
  { operation, items, body }: JobAsked,
  principal: Principal,
  stores: Pick<Stores, 'processes' | 'work'>,
): Promise<Preview> {
  const { may, look }: JobOperation = jobOperations[operation];
  requireScope(principal, may.scope);
  requireGrant(principal, may.roles);
  const seen: PreviewedItem[] = [];
  for (let from = 0; from < items.length; from += AT_ONCE) {
    const part = items.slice(from, from + AT_ONCE);
    seen.push(...(await Promise.all(part.map((item) => previewed(item, { may, look }, principal, stores)))));
  }
  const digest = createHash('sha256').update(canonical({ operation, body, seen })).digest('hex');
  return { items: seen, digest };
}

async function previewed(
  item: string,
  { may, look }: Pick<JobOperation, 'may' | 'look'>,
  principal: Principal,
  stores: Pick<Stores, 'processes' | 'work'>,
): Promise<PreviewedItem> {
  const require = (about: Parameters<typeof requireGrant>[2]) => requireGrant(principal, may.roles, about);
  try {
    return { item, verdict: 'READY', ...(await look({ item, principal, require }, stores)) };
  } catch (error) {
    const problem = problemOf(error);
    if (!problem) throw error;
    return { item, verdict: 'REFUSED', type: problemUri(problem.type), detail: problem.message };
  }
}
