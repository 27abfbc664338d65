import type { Publish } from '../shared/publish.ts';
import type { OutboxRow, Stores } from '../store/ports.ts';

export interface PublishDependencies {
  readonly stores: { readonly inventory: Pick<Stores['inventory'], 'markPublished'> };
  readonly publish: Publish;
}

/** Publishing order is kept per subject, because `sequence` orders the events of one subject. */
const subjectOf = (row: OutboxRow) => JSON.stringify([row.tenant, row.event.subject]);

/**
 * Publishes outbox rows, given to it one after another or all at once. Rows of one subject go one by one in the order
 * they were given; when one fails, those behind it fail with it and stay unpublished, so none overtakes it. A crash
 * between publishing and marking publishes a row again, which every consumer accepts.
 */
export function publishRows(deps: PublishDependencies) {
  const last = new Map<string, Promise<void>>();
  return (row: OutboxRow): Promise<void> => {
    const subject = subjectOf(row);
    const published = (last.get(subject) ?? Promise.resolve()).then(async () => {
      await deps.publish([row.event]);
      await deps.stores.inventory.markPublished(row.tenant, row.key);
    });
    last.set(subject, published);
    return published;
  };
}
