import type { TenantScope } from '../store/ports.ts';

/** Calls of a system for a tenant: the first and the last of them, how many, and how many it did not answer. */
export interface CountedCalls {
  readonly from: string;
  readonly to: string;
  readonly calls: number;
  readonly failed: number;
}

/** Calls that were answered are told this long after the first of them, with the next one. */
export const TELL_AFTER_MS = 60_000;

/**
 * Counts the calls one instance of an adapter's function makes, in its memory: an answered call costs no write of its own.
 * What is to be told comes back from `count`: what was counted for a minute, and every failure at once. The answered calls
 * of an instance's last minute may never be told (decision 0016).
 */
export function callCounter() {
  const counts = new Map<TenantScope, CountedCalls>();
  return {
    count(tenant: TenantScope, failed: boolean, now: string): readonly CountedCalls[] {
      const standing = counts.get(tenant);
      const isDue = standing !== undefined && Date.parse(now) - Date.parse(standing.from) >= TELL_AFTER_MS;
      const before = isDue ? undefined : standing;
      const counted = {
        from: before?.from ?? now,
        to: now,
        calls: (before?.calls ?? 0) + 1,
        failed: failed ? 1 : 0,
      };
      if (failed) counts.delete(tenant);
      else counts.set(tenant, counted);
      return [...(isDue ? [standing] : []), ...(failed ? [counted] : [])];
    },
  };
}
