import type { Fault } from './faults.ts';

/** One request to a system. The bearer token is never kept. */
export interface LoggedCall {
  readonly sequence: number;
  readonly at: string;
  readonly tenant: string;
  readonly system: string;
  readonly operation: string | null;
  readonly method: string;
  readonly path: string;
  readonly idempotencyKey: string | null;
  readonly correlationId: string | null;
  readonly traceparent: string | null;
  /** `null` while no answer was given: it hangs, or the connection was cut. */
  readonly status: number | null;
  readonly fault: Fault['kind'] | null;
  /** A write that was answered from memory because its key was known. */
  readonly repeated: boolean;
}

/** Old entries make room: a day of traffic must not fill the memory. */
const KEPT = 20_000;

export interface CallLog {
  begin(call: Omit<LoggedCall, 'sequence' | 'status' | 'fault' | 'repeated' | 'operation'>): number;
  note(
    sequence: number,
    facts: Partial<Pick<LoggedCall, 'status' | 'fault' | 'repeated' | 'operation'>>,
  ): void;
  /** Entries after `since`, oldest first, that equal every given field. */
  list(
    filter: { readonly since?: number } & Partial<Pick<LoggedCall, 'tenant' | 'system' | 'operation'>>,
  ): LoggedCall[];
}

export function callLog(): CallLog {
  const entries = new Map<number, LoggedCall>();
  let last = 0;
  return {
    begin(call) {
      last += 1;
      entries.set(last, {
        sequence: last,
        ...call,
        operation: null,
        status: null,
        fault: null,
        repeated: false,
      });
      entries.delete(last - KEPT);
      return last;
    },
    note(sequence, facts) {
      const entry = entries.get(sequence);
      if (entry) entries.set(sequence, { ...entry, ...facts });
    },
    list: ({ since = 0, ...wanted }) =>
      [...entries.values()].filter(
        (entry) =>
          entry.sequence > since &&
          (['tenant', 'system', 'operation'] as const).every(
            (field) => wanted[field] === undefined || wanted[field] === entry[field],
          ),
      ),
  };
}
