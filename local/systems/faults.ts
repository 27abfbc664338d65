import * as z from 'zod/mini';

const scope = {
  /** Left out, the fault hits every tenant, system or operation. */
  tenant: z.optional(z.string()),
  system: z.optional(z.string()),
  operation: z.optional(z.string()),
  /** How many calls it hits before it is used up; left out, it stays until it is cleared. */
  times: z.optional(z.int().check(z.positive())),
};

/** What can go wrong on the way to a system and back. The last three happen after the system did its work. */
export const Fault = z.discriminatedUnion('kind', [
  /** Answers late. The work is done even when the caller has gone by then. */
  z.object({ ...scope, kind: z.literal('latency'), milliseconds: z.int().check(z.positive()) }),
  /** 429 with a Retry-After of seconds or an HTTP date. */
  z.object({
    ...scope,
    kind: z.literal('rate-limit'),
    retryAfter: z.union([z.int().check(z.nonnegative()), z.string()]),
  }),
  z.object({
    ...scope,
    kind: z.literal('error'),
    status: z._default(z.int().check(z.minimum(400), z.maximum(599)), 500),
  }),
  /** Takes the request and never answers. */
  z.object({ ...scope, kind: z.literal('hang') }),
  z.object({ ...scope, kind: z.literal('reset-before') }),
  /** The ambiguous success: the work is done, the answer never arrives. */
  z.object({ ...scope, kind: z.literal('reset-after') }),
  /** A whole answer that is no JSON. */
  z.object({ ...scope, kind: z.literal('malformed') }),
  /** The connection ends in the middle of the answer. */
  z.object({ ...scope, kind: z.literal('half-body') }),
]);
export type Fault = z.infer<typeof Fault>;

export interface SetFault {
  readonly id: string;
  readonly fault: Fault;
  /** How often it struck. */
  readonly hits: number;
}

export interface CalledOperation {
  readonly tenant: string;
  readonly system: string;
  readonly operation: string;
}

export interface FaultBoard {
  set(fault: Fault): SetFault;
  /** Removes one fault, or all of them; tells how many. */
  clear(id?: string): number;
  list(): readonly SetFault[];
  /** The first fault that is set for this call, which counts as used once more. */
  strike(call: CalledOperation): Fault | undefined;
}

/** The switches of the reference systems, oldest first. */
export function faultBoard(): FaultBoard {
  let set: readonly SetFault[] = [];
  let last = 0;

  return {
    set(fault) {
      last += 1;
      const entry = { id: `fault-${last}`, fault, hits: 0 };
      set = [...set, entry];
      return entry;
    },
    clear(id) {
      const kept = id === undefined ? [] : set.filter((entry) => entry.id !== id);
      const cleared = set.length - kept.length;
      set = kept;
      return cleared;
    },
    list: () => set,
    strike(call) {
      const found = set.find(
        ({ fault, hits }) => hitsCall(fault, call) && (fault.times === undefined || hits < fault.times),
      );
      if (!found) return undefined;
      set = set.map((entry) => (entry === found ? { ...entry, hits: entry.hits + 1 } : entry));
      return found.fault;
    },
  };
}

function hitsCall(fault: Fault, call: CalledOperation): boolean {
  return (['tenant', 'system', 'operation'] as const).every(
    (part) => fault[part] === undefined || fault[part] === call[part],
  );
}
