import type { EdgeStore, KeptAnswer, KeyedRequest } from '../edge.ts';
import { instant, key } from '../keys.ts';
import type { TenantScope } from '../ports.ts';

interface Entry {
  readonly digest: string;
  readonly until: string;
  readonly answer?: KeptAnswer;
}

/** What the front door remembers, in memory. */
export function memoryEdge(): EdgeStore {
  const entries = new Map<string, Entry>();
  const calls = new Map<string, number>();
  const idOf = (tenant: TenantScope, request: KeyedRequest) => key(tenant, request.subject, request.key);

  return {
    async begin(tenant, request, at, until) {
      const standing = entries.get(idOf(tenant, request));
      if (standing && standing.digest !== request.digest) return { kind: 'other-request' };
      if (standing?.answer) return { kind: 'answered', answer: standing.answer };
      if (standing && standing.until > instant(at)) return { kind: 'in-progress', until: standing.until };
      entries.set(idOf(tenant, request), { digest: request.digest, until: instant(until) });
      return { kind: 'first' };
    },

    async finish(tenant, request, answer) {
      const standing = entries.get(idOf(tenant, request));
      if (standing) entries.set(idOf(tenant, request), { ...standing, answer });
    },

    async release(tenant, request) {
      const standing = entries.get(idOf(tenant, request));
      if (standing && !standing.answer) entries.delete(idOf(tenant, request));
    },

    async countCall(tenant, subject, window) {
      const id = key(tenant, subject, instant(window));
      const count = (calls.get(id) ?? 0) + 1;
      calls.set(id, count);
      return count;
    },
  };
}
