import type { Envelope } from '../../../events/envelope.ts';
import { instant, key } from '../keys.ts';
import { bySubject, distinct, inOrder, outboxItemKey, requireOwn, rowKeyOf } from '../outbox-row.ts';
import type { InventoryStore, OutboxRow, TenantScope, ToldEvent } from '../ports.ts';
import { copy, sortedBy } from './rows.ts';

/** What the stream of a table would carry. */
export type Stream = (row: OutboxRow) => void;

interface Stored {
  readonly row: OutboxRow;
  /** The process whose timeline entry it is. */
  readonly processId?: string;
  missedAt?: string;
}

/** The outbox all stores in memory write to. */
export class MemoryOutbox {
  readonly #rows = new Map<string, Stored>();
  readonly #stream: Stream;

  constructor(stream: Stream) {
    this.#stream = stream;
  }

  add(tenant: TenantScope, events: readonly Envelope[]): void {
    for (const together of bySubject(events)) {
      requireOwn(tenant, together);
      this.#store({
        row: { tenant, key: rowKeyOf(outboxItemKey(tenant, together)), events: copy([...together]) },
      });
    }
  }

  /** Events of a timeline entry; the entry is written once, so these are new. */
  addOf(tenant: TenantScope, processId: string, stepKey: string, events: readonly Envelope[]): void {
    requireOwn(tenant, events);
    if (events.length === 0) return;
    const rowKey = rowKeyOf({ pk: key('T', tenant, 'P', processId), sk: key('STEP', stepKey) });
    this.#store({ row: { tenant, key: rowKey, events: copy([...events]) }, processId });
  }

  announced(tenant: TenantScope, processId: string): readonly ToldEvent[] {
    return this.#told((stored) => stored.row.tenant === tenant && stored.processId === processId);
  }

  store(): Pick<InventoryStore, 'enqueue' | 'markMissed' | 'markPublished' | 'unpublished' | 'eventsOf'> {
    const find = (tenant: TenantScope, rowKey: string) => {
      const stored = this.#rows.get(rowKey);
      return stored?.row.tenant === tenant ? stored : undefined;
    };
    return {
      enqueue: async (tenant, events) => this.add(tenant, events),
      markMissed: async (tenant, rowKey, at) => {
        const stored = find(tenant, rowKey);
        if (stored) stored.missedAt = instant(at);
      },
      markPublished: async (tenant, rowKey) => {
        const stored = find(tenant, rowKey);
        if (stored) delete stored.missedAt;
      },
      unpublished: async (until, limit) => {
        const missed = [...this.#rows.values()].filter(
          ({ missedAt }) => missedAt !== undefined && missedAt <= instant(until),
        );
        return sortedBy(missed, ({ missedAt, row }) => `${missedAt}\n${row.key}`)
          .slice(0, limit)
          .map(({ row }) => copy(row));
      },
      eventsOf: async (tenant, subject) =>
        this.#told(
          ({ row, processId }) =>
            processId === undefined && row.tenant === tenant && row.events[0]?.subject === subject,
        ),
    };
  }

  #store(stored: Stored): void {
    // Written again it is the same row, which a stream carries no second time.
    if (this.#rows.has(stored.row.key)) return;
    this.#rows.set(stored.row.key, stored);
    this.#stream(copy(stored.row));
  }

  #told(isWanted: (stored: Stored) => boolean): readonly ToldEvent[] {
    const told = [...this.#rows.values()]
      .filter(isWanted)
      .flatMap(({ row, missedAt }) =>
        row.events.map((event) => ({ event, published: missedAt === undefined })),
      );
    return copy(inOrder(distinct(told)));
  }
}
