import { createHash } from 'node:crypto';

/** What a message tells of. */
export interface Telling {
  readonly id: string;
  readonly type: string;
  readonly site: string;
  /** When it happened; later messages have greater ids. */
  readonly time: string;
  readonly data: unknown;
}

/**
 * A message that waits for its first attempt, with the body of the Standard Webhooks specification: type, timestamp, data.
 * Its id follows from endpoint and event, so it is the same however often it is made, and is the receiver's to know it by.
 */
export function messageOf(
  { endpointId }: { readonly endpointId: string },
  { id, type, site, time, data }: Telling,
  now: string,
) {
  const moment = Date.parse(time).toString(16).padStart(12, '0');
  const what = createHash('sha256')
    .update(JSON.stringify([endpointId, id]))
    .digest('hex')
    .slice(0, 24);
  return {
    ...{ messageId: `msg_${moment}${what}`, endpointId, eventId: id, eventType: type, site },
    body: JSON.stringify({ type, timestamp: time, data }),
    ...{ createdAt: now, dueAt: now, tried: 0, attempts: [], version: 1 },
    state: 'pending' as const,
  };
}
