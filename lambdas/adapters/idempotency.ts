import { createHash } from 'node:crypto';

/** The parts of one business step, in the order rule 4.6 joins them. None may hold `|`. */
export interface StepIdentity {
  readonly processId: string;
  readonly step: string;
  readonly line?: string;
  readonly direction?: 'do' | 'undo';
}

/** SHA-256 hex of `processId|step|line|direction` (rule 4.6): the same step carries the same key, whatever is retried. */
export function idempotencyKey({ processId, step, line = '', direction = 'do' }: StepIdentity): string {
  return createHash('sha256').update([processId, step, line, direction].join('|')).digest('hex');
}
