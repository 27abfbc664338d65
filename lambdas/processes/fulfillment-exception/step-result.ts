import * as z from 'zod/mini';
import { CallResult } from '../../work/call-result.ts';

/** One step of a plan, made or taken back. */
export const StepResult = z.extend(CallResult, {
  direction: z.enum(['do', 'undo']),
  cause: z.optional(z.string()),
});
export type StepResult = z.infer<typeof StepResult>;
