import type * as z from 'zod/mini';
import { ContractViolation } from './errors.ts';

export interface Problem {
  readonly field: string;
  readonly value: string;
  readonly message: string;
}

/** Whether a shape is right and only what its parts say of each other is not: nothing a JSON Schema can tell a caller. */
export function isWellFormed(error: z.core.$ZodError): boolean {
  return error.issues.every(({ code }) => code === 'custom');
}

/** What is wrong with `value`, field by field, with the offending value cut to 80 characters. */
export function problemsOf(error: z.core.$ZodError, value: unknown): Problem[] {
  return error.issues.map((issue) => ({
    field: issue.path.join('.') || '(whole)',
    value: preview(valueAt(value, issue.path)),
    message: expectationOf(issue),
  }));
}

/** `zod/mini` ships no sentences: without this a partner would read "Invalid input" and nothing about what is valid. */
export function expectationOf(issue: z.core.$ZodIssue): string {
  if (issue.message !== 'Invalid input') return issue.message;
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${issue.expected}`;
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return `must be ${issue.inclusive ? 'at least' : 'above'} ${issue.minimum} (${issue.origin})`;
    case 'too_big':
      return `must be ${issue.inclusive ? 'at most' : 'below'} ${issue.maximum} (${issue.origin})`;
    case 'invalid_format':
      return `must match ${issue.pattern ?? issue.format}`;
    case 'unrecognized_keys':
      return `must not have ${issue.keys.join(', ')}`;
    default:
      return `is not valid (${issue.code})`;
  }
}

/** What stands at a path of a value; `undefined` where the path leads nowhere. */
export function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (inner as Record<PropertyKey, unknown> | undefined | null)?.[key],
    value,
  );
}

/** Returns the parsed value or raises ContractViolation naming every field, its value and what is expected. */
export function parseOrRaise<T>(schema: z.ZodMiniType<T>, value: unknown, what: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = problemsOf(parsed.error, value).map((p) => `${p.field} = ${p.value}: ${p.message}`);
  throw new ContractViolation(`${what} breaks its contract: ${problems.join('; ')}`);
}

function preview(value: unknown): string {
  const text = JSON.stringify(value) ?? 'missing';
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}
