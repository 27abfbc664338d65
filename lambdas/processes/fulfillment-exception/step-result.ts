import * as z from 'zod/mini';

/** One step: answered, refused for good, or without an answer: then it may have happened. */
export const StepResult = z.object({
  id: z.string(),
  direction: z.enum(['do', 'undo']),
  system: z.string(),
  answer: z.optional(z.record(z.string(), z.unknown())),
  refused: z.optional(z.string()),
  away: z.optional(z.string()),
  cause: z.optional(z.string()),
});
export type StepResult = z.infer<typeof StepResult>;
