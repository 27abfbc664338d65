import * as z from 'zod/mini';

/** How a state of the machine failed, as its `Catch` hands it on. */
export const StateFailure = z.object({ Error: z.string(), Cause: z.optional(z.string()) });
export type StateFailure = z.infer<typeof StateFailure>;

/** The error in a sentence for a case: its name, and the message of the function that raised it. */
export function reasonOf({ Error: name, Cause }: StateFailure): string {
  return `${name}: ${messageOf(Cause ?? '') ?? Cause ?? 'no cause given'}`.slice(0, 400);
}

/** A function's error arrives as JSON, perhaps cut; what Step Functions says itself is plain text. */
function messageOf(cause: string): string | undefined {
  const quoted = /"errorMessage":\s*("(?:[^"\\]|\\.)*")/.exec(cause)?.[1];
  return quoted && (JSON.parse(quoted) as string);
}
