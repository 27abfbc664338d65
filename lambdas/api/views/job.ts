import * as z from 'zod/mini';
import type { JobResult, JobRow } from '../../store/job.ts';
import { type JobOperationName, jobOperationNames } from '../jobs/operations.ts';
import { record } from '../schemas.ts';

export const JobView = z
  .object({
    jobId: z.string(),
    operation: z.enum(jobOperationNames),
    body: z.optional(record),
    reason: z.string(),
    requestedBy: z.string(),
    requestedAt: z.string(),
    state: z.enum(['REQUESTED', 'RUNNING', 'FINISHED']),
    finishedAt: z.optional(z.string()),
    items: z.int(),
    version: z.int(),
  })
  .register(z.globalRegistry, { id: 'Job' });

export const JobResultView = z
  .object({
    item: z.string(),
    outcome: z.enum(['DONE', 'REFUSED', 'WAITING']),
    /** Of the problem the operation answered, as it would have answered it to a call of its own. */
    type: z.optional(z.string()),
    detail: z.optional(z.string()),
  })
  .register(z.globalRegistry, { id: 'JobResult' });

export function jobView({ items, owner, operation, ...row }: JobRow): z.infer<typeof JobView> {
  return {
    ...row,
    operation: operation as JobOperationName,
    body: row.body && { ...row.body },
    requestedBy: owner.subject,
    items: items.length,
  };
}

/** Every item in its order, with what came of it so far. */
export function resultViews(
  { items }: JobRow,
  results: readonly JobResult[],
): z.infer<typeof JobResultView>[] {
  return items.map((item, index) => ({ ...(results[index] ?? { item, outcome: 'WAITING' as const }) }));
}
