import * as z from 'zod/mini';
import { ContractViolation } from './errors.ts';

/** Everything a function reads from its environment, named by the stack that defines the function. */
const Environment = z.object({
  TABLE_PROCESSES: z.string(),
  TABLE_WORK: z.string(),
  TABLE_INVENTORY: z.string(),
  TABLE_INTAKE: z.string(),
  TABLE_TENANTS: z.string(),
  EVENT_BUS: z.string(),
  DOCUMENTS_BUCKET: z.string(),
  JOURNAL_BUCKET: z.string(),
  /** Only functions that anchor audit chains have it. */
  AUDIT_ANCHOR_BUCKET: z.optional(z.string()),
  /** Only functions behind the gateway have these: the secret that seals cursors, and what tokens are issued for. */
  CURSOR_KEY: z.optional(z.string()),
  API_AUDIENCE: z.optional(z.string()),
  /** Only the gateway's authorizer has these: what all keys of usage plans begin with, and by whom they count what they end in. */
  USAGE_SECRET: z.optional(z.string()),
  USAGE_KEYS: z.optional(z.string()),
  /** Only what calls another function has it: that function's name. */
  INVOKED_FUNCTION: z.optional(z.string()),
  /** Only what signs or proves webhooks has it: the secret all their secrets follow from. */
  WEBHOOK_KEY: z.optional(z.string()),
  /** Only the trigger of the user pool has it: what names of parameters with the tenants of programs begin with. */
  MACHINE_CLIENTS: z.optional(z.string()),
  /** Only in cloud stages: the role whose sessions reach one tenant each. */
  DATA_ROLE: z.optional(z.string()),
  /** Only functions that start executions have it. */
  MACHINE_ARN: z.optional(z.string()),
  /** `on` lets GraphQL tell its schema; only functions behind the gateway have it. */
  GRAPHQL_INTROSPECTION: z.optional(z.string()),
  /** Only the local stage sets it: the table whose CLOCK item moves the clock. */
  CLOCK_TABLE: z.optional(z.string()),
});
export type Environment = z.infer<typeof Environment>;

export function readEnvironment(variables: Readonly<Record<string, string | undefined>>): Environment {
  const parsed = Environment.safeParse(variables);
  if (parsed.success) return parsed.data;
  const missing = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
  throw new ContractViolation(
    `environment variables ${missing} are not set: the function's stack must pass them`,
  );
}
