import { instant, key } from '../keys.ts';
import type { IntakeStore } from '../ports.ts';
import { forgottenUntil } from '../sscc-memory.ts';

/** Claims of events and pack numbers in memory. */
export function memoryIntake(): IntakeStore {
  const events = new Map<string, { published: boolean }>();
  const packs = new Map<string, { processId: string; usedAt: string }>();

  return {
    async claim(tenant, eventId) {
      const standing = events.get(key(tenant, eventId));
      if (standing) return { first: false, published: standing.published };
      events.set(key(tenant, eventId), { published: false });
      return { first: true, published: false };
    },

    async markPublished(tenant, eventId) {
      events.set(key(tenant, eventId), { published: true });
    },

    async claimSscc(tenant, supplierId, sscc, processId, at, memoryDays) {
      const id = key(tenant, supplierId, sscc);
      const standing = packs.get(id);
      if (standing && standing.usedAt > forgottenUntil(at, memoryDays))
        return standing.processId === processId;
      packs.set(id, { processId, usedAt: instant(at) });
      return true;
    },
  };
}
