import * as z from 'zod/mini';
import { identifier } from '../../events/envelope.ts';
import type { May } from './kernel/route.ts';
import { amount, DECIDE, record, STEER, words } from './schemas.ts';

/** What people decide about processes, cases and tasks, one at a time or many in a job. */

export const steersProcesses = { roles: STEER, scope: 'processes:write' } as const satisfies May;
export const decidesCases = { roles: DECIDE, scope: 'cases:write' } as const satisfies May;
export const decidesTasks = { roles: DECIDE, scope: 'tasks:write' } as const satisfies May;

export const Cancellation = z.strictObject({ reason: words, reverse: z.optional(z.boolean()) });
export const Assignment = z.strictObject({ assignee: identifier });
export const Resolution = z.strictObject({ rootCause: words, resolution: words, cost: z.optional(amount) });
export const Answer = z.strictObject({
  option: z.string().check(z.minLength(1), z.maxLength(64)),
  comment: z.optional(words),
  form: z.optional(record),
});
export const HandOver = z.strictObject({ to: identifier });
