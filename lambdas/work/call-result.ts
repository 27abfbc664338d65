import * as z from 'zod/mini';

/** How one call of a plan ended: answered, refused for good, or without an answer: then it may have happened. */
export const CallResult = z.object({
  id: z.string(),
  system: z.string(),
  answer: z.optional(z.record(z.string(), z.unknown())),
  refused: z.optional(z.string()),
  away: z.optional(z.string()),
});
export type CallResult = z.infer<typeof CallResult>;
