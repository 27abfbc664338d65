import type { Envelope } from '../../../events/envelope.ts';
import { ContractViolation } from '../../shared/errors.ts';
import { instant, key } from '../keys.ts';
import { inOrder, outboxKey } from '../outbox-row.ts';
import type { InventoryStore, OutboxRow, TenantScope } from '../ports.ts';
import { copy, sortedBy } from './rows.ts';

/** The outbox all stores in memory write to. */
export class MemoryOutbox {
  readonly #rows = new Map<string, OutboxRow & { published: boolean }>();

  add(tenant: TenantScope, events: readonly Envelope[]): void {
    const foreign = events.find((event) => event.tenantid !== tenant);
    if (foreign) {
      throw new ContractViolation(
        `event ${foreign.id} is of tenant ${foreign.tenantid}, not ${tenant}: an outbox holds its own tenant's events`,
      );
    }
    for (const event of events) {
      const rowKey = outboxKey(event);
      this.#rows.set(key(tenant, rowKey), {
        tenant,
        key: rowKey,
        event: copy(event),
        createdAt: instant(event.time),
        published: false,
      });
    }
  }

  store(): Pick<InventoryStore, 'enqueue' | 'markPublished' | 'unpublished' | 'eventsOf'> {
    return {
      enqueue: async (tenant, events) => this.add(tenant, events),
      markPublished: async (tenant, rowKey) => {
        const row = this.#rows.get(key(tenant, rowKey));
        if (row) row.published = true;
      },
      unpublished: async (olderThan, limit) => {
        const waiting = [...this.#rows.values()].filter(
          (row) => !row.published && row.createdAt <= instant(olderThan),
        );
        return inOrder(
          sortedBy(
            waiting,
            ({ createdAt, tenant, key: rowKey }) => `${createdAt}\n${key('T', tenant, rowKey)}`,
          ).slice(0, limit),
        ).map(({ published, ...row }) => copy(row));
      },
      eventsOf: async (tenant, subject) => {
        const about = [...this.#rows.values()].filter(
          (row) => row.tenant === tenant && row.event.subject === subject,
        );
        return inOrder(about).map(({ event, published }) => copy({ event, published }));
      },
    };
  }
}
