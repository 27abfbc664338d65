import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Context, DynamoDBStreamEvent } from 'aws-lambda';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Envelope } from '../../events/envelope.ts';
import { TaskExpired } from '../../events/work.ts';
import { publishRecords } from '../../lambdas/outbox/publish-outbox.ts';
import { publishRows } from '../../lambdas/outbox/publish-rows.ts';
import { key } from '../../lambdas/store/keys.ts';
import { memoryStores } from '../../lambdas/store/memory/index.ts';
import { announcement, outboxItemKey } from '../../lambdas/store/outbox-row.ts';
import { pack } from '../../lambdas/store/packed.ts';
import { type OutboxRow, type Stores, tenantScope } from '../../lambdas/store/ports.ts';
import { makeEvent } from '../../lambdas/work/events.ts';

const acme = tenantScope('acme');
const at = (second: number) => `2026-03-02T07:00:${String(second).padStart(2, '0')}.000Z`;
const event = (subject: string, sequence: number): Envelope =>
  makeEvent(TaskExpired, {
    about: { tenantId: 'acme', site: 'BER1', businessKey: subject, correlationId: 'c-1', mode: 'act' },
    data: { taskId: subject, processId: 'p', step: 's', group: 'buyer' },
    causationId: 'deadline',
    sequence,
    now: at(sequence),
    newId: () => `${subject}-event-${sequence}`,
  });

let stores: Stores;
let streamed: OutboxRow[];
let published: string[];
let refused: Set<string>;
const deps = () => ({
  stores,
  clock: () => at(58),
  publish: async (events: readonly Envelope[]) => {
    for (const { id } of events) {
      // A turn of the event loop, so that anything that could overtake does.
      await new Promise((resolve) => setImmediate(resolve));
      if (refused.has(id)) throw new Error(`the bus refused ${id}`);
      published.push(id);
    }
  },
});
const missed = async () =>
  (await stores.inventory.unpublished(at(59), 100)).flatMap((row) => row.events.map(({ id }) => id));

beforeEach(async () => {
  streamed = [];
  stores = memoryStores((row) => streamed.push(row));
  published = [];
  refused = new Set();
});

describe('outbox rows', () => {
  const store = async (...events: Envelope[]) => {
    for (const one of events) await stores.inventory.enqueue(acme, [one]);
    return streamed;
  };

  it('are published with all their events, in their order', async () => {
    await stores.inventory.enqueue(acme, [event('A', 1), event('B', 1), event('A', 2)]);
    for (const row of streamed) await publishRows(deps().publish)(row);
    expect(streamed).toHaveLength(2);
    expect(published).toEqual(['A-event-1', 'A-event-2', 'B-event-1']);
  });

  it('of one subject never overtake each other, even given all at once', async () => {
    refused.add('A-event-2');
    const rows = await store(event('A', 1), event('A', 2), event('A', 3), event('B', 4));
    const outcomes = await Promise.allSettled(rows.map(publishRows(deps().publish)));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
    expect(published.toSorted()).toEqual(['A-event-1', 'B-event-4']);
  });
});

/** A function gets its records as JSON: bytes arrive as base64 text. */
const asStreamed = (image: Record<string, AttributeValue>) =>
  Object.fromEntries(
    Object.entries(image).map(([name, value]) => [
      name,
      value.B ? { B: Buffer.from(value.B).toString('base64') } : value,
    ]),
  );

describe('a batch of stream records', () => {
  const context = { getRemainingTimeInMillis: () => 1_000 } as Context;
  const record = (item: Record<string, unknown>, sequenceNumber: string) => ({
    eventID: sequenceNumber,
    eventName: 'INSERT' as const,
    dynamodb: {
      SequenceNumber: sequenceNumber,
      NewImage: asStreamed(marshall(item, { removeUndefinedValues: true })),
    },
  });
  const outboxItem = (...stored: [Envelope, ...Envelope[]]) => ({
    ...outboxItemKey(acme, stored),
    ...announcement(acme, stored),
  });
  const batch = (...records: ReturnType<typeof record>[]) =>
    ({ Records: records }) as unknown as DynamoDBStreamEvent;

  it('publishes its outbox rows and passes over every other item', async () => {
    const position = { pk: key('T', 'acme', 'STK', 'BER1', 'SKU-1'), sk: 'POSITION', available: 3 };
    const result = await publishRecords(
      batch(record(outboxItem(event('A', 1)), '1'), record(position, '2')),
      context,
      deps(),
    );
    expect(result).toEqual({ batchItemFailures: [] });
    expect(published).toEqual(['A-event-1']);
  });

  it('hands what the bus refuses to the sweeper, with what is behind it of its subject, and holds nothing back', async () => {
    refused.add('A-event-1');
    const stored = [event('A', 1), event('B', 1), event('A', 2)];
    for (const one of stored) await stores.inventory.enqueue(acme, [one]);
    const records = stored.map((one, index) => record(outboxItem(one), String(index + 1)));
    expect(await publishRecords(batch(...records), context, deps())).toEqual({ batchItemFailures: [] });
    expect(published).toEqual(['B-event-1']);
    expect(await missed()).toEqual(['A-event-1', 'A-event-2']);
  });

  it('reports what can neither be published nor handed over, so that the stream starts again there', async () => {
    refused.add('A-event-1');
    const deaf = {
      ...deps(),
      stores: { inventory: { markMissed: () => Promise.reject(new Error('the table is away')) } },
    };
    const records = [event('A', 1), event('B', 1)].map((one, index) =>
      record(outboxItem(one), String(index + 1)),
    );
    const result = await publishRecords(batch(...records), context, deaf);
    expect(result).toEqual({ batchItemFailures: [{ itemIdentifier: '1' }] });
    expect(published).toEqual(['B-event-1']);
    refused.clear();
    expect(await publishRecords(batch(...records), context, deaf)).toEqual({ batchItemFailures: [] });
    expect(published.toSorted()).toEqual(['A-event-1', 'B-event-1', 'B-event-1']);
  });

  it('publishes an event that was stored compressed', async () => {
    const short = event('A', 1);
    const long = { ...short, data: { ...(short.data as object), step: 's'.repeat(700) } };
    const item = outboxItem(long);
    expect(item).toHaveProperty('events', expect.any(Uint8Array));
    expect(await publishRecords(batch(record(item, '1')), context, deps())).toEqual({
      batchItemFailures: [],
    });
    expect(published).toEqual([long.id]);
  });

  it('publishes what a step of a process announced', async () => {
    const step = {
      pk: key('T', 'acme', 'P', 'receiving:S1/A1'),
      sk: key('STEP', 'open'),
      body: pack({ key: 'open' }),
      ...announcement(acme, [event('A', 1), event('A', 2)]),
    };
    expect(await publishRecords(batch(record(step, '1')), context, deps())).toEqual({
      batchItemFailures: [],
    });
    expect(published).toEqual(['A-event-1', 'A-event-2']);
  });

  it('reports all when all fail, instead of failing itself', async () => {
    refused.add('A-event-1');
    const deaf = {
      ...deps(),
      stores: { inventory: { markMissed: () => Promise.reject(new Error('away')) } },
    };
    const result = await publishRecords(batch(record(outboxItem(event('A', 1)), '7')), context, deaf);
    expect(result).toEqual({ batchItemFailures: [{ itemIdentifier: '7' }] });
  });
});
