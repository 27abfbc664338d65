import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { Envelope } from '../../events/envelope.ts';
import { AdapterUnavailable } from './errors.ts';

export type Publish = (events: readonly Envelope[]) => Promise<void>;

/** EventBridge takes ten entries a call. */
const BATCH = 10;

/** Puts events on the bus; entries the bus refuses are tried again twice, then AdapterUnavailable names the first reason. */
export function publisher(client: EventBridgeClient, bus: string): Publish {
  return async (events) => {
    for (let start = 0; start < events.length; start += BATCH) {
      await putAll(events.slice(start, start + BATCH));
    }
  };

  async function putAll(events: readonly Envelope[], triesLeft = 3): Promise<void> {
    const { Entries = [] } = await client.send(
      new PutEventsCommand({
        Entries: events.map((event) => ({
          EventBusName: bus,
          Source: event.source,
          DetailType: event.type,
          Detail: JSON.stringify(event),
          Time: new Date(event.time),
        })),
      }),
    );
    const refused = events.filter((_, index) => Entries[index]?.ErrorCode);
    if (refused.length === 0) return;
    if (triesLeft === 1) {
      const first = Entries.find((entry) => entry.ErrorCode);
      throw new AdapterUnavailable(
        `the bus refused ${refused.length} of ${events.length} events: ${first?.ErrorCode} ${first?.ErrorMessage}`,
      );
    }
    await putAll(refused, triesLeft - 1);
  }
}
