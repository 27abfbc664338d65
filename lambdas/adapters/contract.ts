import * as z from 'zod/mini';
import { Job } from '../shared/job.ts';

/**
 * What every system of record looks like from here. A system's `port.ts` declares its operations with this file; its
 * `http.ts` and `fake.ts` implement them, its `handler.ts` is the Lambda function state machines call.
 */

/** The systems there are, by name: the keys of the registry. */
export type { SystemName } from './registry.ts';

/** Lookups read and may be repeated freely; writes carry an idempotency key and name their inverse, or say why there is none. */
export interface Operation<Input = unknown, Output = unknown> {
  readonly kind: 'lookup' | 'write';
  readonly input: z.ZodMiniType<Input>;
  readonly output: z.ZodMiniType<Output>;
  /** The operation that takes a write back; `null` where the business has none. */
  readonly inverse?: string | null;
  /** Milliseconds one attempt may take: lookup 3,000, posting 15,000, file 60,000 unless stated. */
  readonly timeoutMs: number;
}

export type Operations = Readonly<Record<string, Operation>>;

/** What an operation is asked with, for instance `InputOf<typeof erp.postGoodsReceipt>`. */
export type InputOf<Asked extends { readonly input: z.ZodMiniType }> = z.infer<Asked['input']>;

/** The typed functions a connector implements for a table of operations. */
export type PortOf<Table extends Operations> = {
  readonly [Name in keyof Table]: (
    input: z.infer<Table[Name]['input']>,
    call: CallContext,
  ) => Promise<z.infer<Table[Name]['output']>>;
};

/** Who calls, for what: enough to repeat the call safely and to find it in the other system's log. */
export interface CallContext {
  readonly tenantId: string;
  readonly site: string;
  readonly correlationId: string;
  /** SHA-256(processId|step|line|direction), hex: the same business step always carries the same key (rule 4.6). */
  readonly idempotencyKey: string;
  readonly traceparent?: string;
}

/** Parts of the idempotency key are joined with `|`, so none may hold one: two steps could otherwise share a key. */
const keyPart = z.string().check(z.minLength(1), z.maxLength(300), z.regex(/^[^|]*$/, 'text without |'));

/** The payload a state machine passes to an adapter function. */
export const AdapterRequest = z.object({
  operation: z.string(),
  /** Carried through the state machine unchanged; its process id is part of the key. */
  job: z.extend(Job, { processId: keyPart }),
  /** Names the business step; with `line` it makes the idempotency key. */
  step: keyPart,
  line: z.optional(keyPart),
  direction: z.optional(z.enum(['do', 'undo'])),
  input: z.unknown(),
});
export type AdapterRequest = z.infer<typeof AdapterRequest>;

/** What a write answers where the cut-over level forbids it (rule 4.12): nothing was sent. */
export interface Skipped {
  readonly skipped: 'shadow' | 'advise';
}

export function lookup<I extends z.ZodMiniType, O extends z.ZodMiniType>(
  input: I,
  output: O,
): Operation<z.infer<I>, z.infer<O>> & { kind: 'lookup' } {
  return { kind: 'lookup', input: input as never, output: output as never, timeoutMs: 3_000 };
}

export function write<I extends z.ZodMiniType, O extends z.ZodMiniType>(
  input: I,
  output: O,
  inverse: string | null,
): Operation<z.infer<I>, z.infer<O>> & { kind: 'write' } {
  return { kind: 'write', input: input as never, output: output as never, inverse, timeoutMs: 15_000 };
}
