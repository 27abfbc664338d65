import * as z from 'zod/mini';
import { problemsOf } from '../../shared/parse.ts';
import { ApiProblem } from '../kernel/problem.ts';
import { opaque, record } from '../schemas.ts';
import { type JobOperation, jobOperationNames, jobOperations } from './operations.ts';
import type { JobAsked } from './preview.ts';

/** A job takes minutes, not hours: more is more than one job. */
const MOST_ITEMS = 500;

export const JobQuestion = z.strictObject({
  operation: z.enum(jobOperationNames),
  /** What the operation is carried out on: ids as its path takes them, each once. */
  items: z.array(opaque).check(z.minLength(1), z.maxLength(MOST_ITEMS)),
  /** The body of the operation, the same for each. */
  body: z.optional(record),
});

/** Raises a problem for an item named twice and for a body the operation would not take. */
export function jobAsked({ operation, items, body }: z.infer<typeof JobQuestion>): JobAsked {
  const twice = items.filter((item, index) => items.indexOf(item) !== index);
  if (twice.length > 0)
    throw new ApiProblem('unprocessable', 'an item is named twice', {
      errors: [...new Set(twice)].map((item) => ({
        field: 'body.items',
        value: item,
        message: 'name it once',
      })),
    });
  const { body: expected }: JobOperation = jobOperations[operation];
  if (!expected) {
    if (body === undefined) return { operation, items };
    throw new ApiProblem('unprocessable', `${operation} takes no body`, {
      errors: [{ field: 'body.body', value: JSON.stringify(body).slice(0, 80), message: 'leave it out' }],
    });
  }
  const parsed = expected.safeParse(body ?? {});
  if (parsed.success) return { operation, items, body: parsed.data as Readonly<Record<string, unknown>> };
  throw new ApiProblem('unprocessable', `${operation} does not take this body`, {
    errors: problemsOf(parsed.error, body ?? {}).map((problem) => ({
      ...problem,
      field: `body.body.${problem.field}`,
    })),
  });
}
