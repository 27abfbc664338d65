import type { Publish } from '../shared/publish.ts';
import type { OutboxRow } from '../store/ports.ts';

/** Publishing order is kept per subject, because `sequence` orders the events of one subject. */
const subjectOf = ({ tenant, events }: OutboxRow) => JSON.stringify([tenant, events[0]?.subject]);

/**
 * Publishes outbox rows, given to it one after another or all at once. Rows of one subject go one by one in the order
 * they were given; when one fails, those behind it fail with it, so none overtakes it. A row may be published again, by a
 * stream that was not sure or after a crash, which every consumer accepts.
 */
export function publishRows(publish: Publish) {
  const last = new Map<string, Promise<void>>();
  return (row: OutboxRow): Promise<void> => {
    const subject = subjectOf(row);
    const published = (last.get(subject) ?? Promise.resolve()).then(() => publish(row.events));
    last.set(subject, published);
    return published;
  };
}
