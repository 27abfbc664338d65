import {
  type AuditDay,
  type AuditDraft,
  type AuditEntry,
  dayRoot,
  laneOf,
  nextEntry,
  openingOf,
  utcDay,
} from '../../domain/audit-chain.ts';
import { key } from '../keys.ts';
import type { InventoryStore } from '../ports.ts';
import type { MemoryOutbox } from './outbox.ts';
import { copy } from './rows.ts';

interface Day {
  readonly opening: AuditEntry;
  /** In the order they were appended, all lanes together. */
  readonly entries: AuditEntry[];
}

/** Audit chains in memory, with the rules of the DynamoDB form. Ticks only count up: there is no clock here. */
export class MemoryAudit {
  readonly #sites = new Map<string, Day[]>();
  readonly #keyed = new Map<string, AuditEntry>();

  /** The day an entry made at `at` joins: its own, unless the chain has reached a later one. */
  open({ tenantId, site, at }: Pick<AuditDraft, 'tenantId' | 'site' | 'at'>): Day {
    const days = this.#days(tenantId, site);
    const latest = days.at(-1);
    if (latest && latest.opening.day >= utcDay(at)) return latest;
    const opening = openingOf(latest && asItStands(latest), { tenantId, site, at }, 0);
    const opened = { opening, entries: [] };
    days.push(opened);
    return opened;
  }

  /** The next entry of a lane, not appended yet. */
  next(draft: AuditDraft, about: string, leastTick = 0): AuditEntry {
    const { opening, entries } = this.open(draft);
    const lane = laneOf(about);
    return nextEntry(entries.findLast((entry) => entry.lane === lane) ?? opening, lane, draft, leastTick);
  }

  append(entry: AuditEntry): void {
    this.#days(entry.tenantId, entry.site).at(-1)?.entries.push(entry);
  }

  store(outbox: MemoryOutbox): Pick<InventoryStore, 'audit' | 'auditDays' | 'auditChain' | 'auditRoot'> {
    const days = (tenant: string, site: string) => this.#days(tenant, site);
    const dayOf = (tenant: string, site: string, day: string) =>
      days(tenant, site).find(({ opening }) => opening.day === day);
    return {
      audit: async (tenant, { key: name, about, ...draft }, events = []) => {
        const place = name === undefined ? undefined : key(tenant, draft.site, name);
        const standing = place && this.#keyed.get(place);
        if (standing) return copy(standing);
        const entry = this.next({ ...draft, tenantId: tenant }, about);
        outbox.add(tenant, events);
        this.append(entry);
        if (place) this.#keyed.set(place, entry);
        return copy(entry);
      },

      auditDays: async (tenant, site) => days(tenant, site).map(({ opening }) => opening.day),

      async *auditChain(tenant, site, day) {
        const held = dayOf(tenant, site, day);
        if (held === undefined) return;
        yield copy(held.opening);
        for (const entry of held.entries.toSorted((one, other) => one.lane - other.lane)) yield copy(entry);
      },

      auditRoot: async (tenant, site, day) => {
        const held = dayOf(tenant, site, day);
        return held && dayRoot(asItStands(held));
      },
    };
  }

  #days(tenantId: string, site: string): Day[] {
    const days = this.#sites.get(key(tenantId, site)) ?? [];
    this.#sites.set(key(tenantId, site), days);
    return days;
  }
}

function asItStands({ opening, entries }: Day): AuditDay {
  return { opening, ends: [...new Map(entries.map((entry) => [entry.lane, entry])).values()] };
}
