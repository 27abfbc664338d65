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
import { pack } from '../../lambdas/store/packed.ts';
import { type Stores, tenantScope } from '../../lambdas/store/ports.ts';
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
let published: string[];
let refused: Set<string>;
const deps = () => ({
  stores,
  publish: async (events: readonly Envelope[]) => {
    for (const { id } of events) {
      // A turn of the event loop, so that anything that could overtake does.
      await new Promise((resolve) => setImmediate(resolve));
      if (refused.has(id)) throw new Error(`the bus refused ${id}`);
      published.push(id);
    }
  },
});
const unpublished = async () => (await stores.inventory.unpublished(at(59), 100)).map((row) => row.event.id);

beforeEach(async () => {
  stores = memoryStores();
  published = [];
  refused = new Set();
});

describe('outbox rows', () => {
  const store = async (...events: Envelope[]) => {
    await stores.inventory.enqueue(acme, events);
    return stores.inventory.unpublished(at(59), 100);
  };

  it('are published and marked', async () => {
    for (const row of await store(event('A', 1), event('B', 1))) await publishRows(deps())(row);
    expect(published).toEqual(['A-event-1', 'B-event-1']);
    expect(await unpublished()).toEqual([]);
  });

  it('of one subject never overtake each other, even given all at once', async () => {
    refused.add('A-event-2');
    const rows = await store(event('A', 1), event('A', 2), event('A', 3), event('B', 4));
    const outcomes = await Promise.allSettled(rows.map(publishRows(deps())));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
    expect(published.toSorted()).toEqual(['A-event-1', 'B-event-4']);
    expect(await unpublished()).toEqual(['A-event-2', 'A-event-3']);
  });

  it('are published again when nobody could mark them', async () => {
    const [row] = await store(event('A', 1));
    if (!row) throw new Error('no row was stored');
    const crashing = {
      ...deps(),
      stores: { inventory: { markPublished: () => Promise.reject(new Error('died')) } },
    };
    await expect(publishRows(crashing)(row)).rejects.toThrow('died');
    await publishRows(deps())(row);
    expect(published).toEqual(['A-event-1', 'A-event-1']);
    expect(await unpublished()).toEqual([]);
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
  const outboxItem = (stored: Envelope) => ({
    pk: key('T', 'acme', 'OUT', stored.subject),
    sk: key(stored.time, stored.id),
    event: pack(stored),
    outPk: 'OUT#00',
    outSk: stored.time,
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

  it('reports the first record of a subject that failed and those behind it, and nothing of other subjects', async () => {
    refused.add('A-event-1');
    const records = [event('A', 1), event('B', 1), event('A', 2)].map((stored, index) =>
      record(outboxItem(stored), String(index + 1)),
    );
    const result = await publishRecords(batch(...records), context, deps());
    expect(result.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(['1', '3']);
    expect(published).toEqual(['B-event-1']);
    refused.clear();
    expect(await publishRecords(batch(...records), context, deps())).toEqual({ batchItemFailures: [] });
    expect(published.filter((id) => id.startsWith('A'))).toEqual(['A-event-1', 'A-event-2']);
  });

  it('publishes an event that was stored compressed', async () => {
    const short = event('A', 1);
    const long = { ...short, data: { ...(short.data as object), step: 's'.repeat(700) } };
    const item = outboxItem(long);
    expect(item.event).toBeInstanceOf(Uint8Array);
    expect(await publishRecords(batch(record(item, '1')), context, deps())).toEqual({
      batchItemFailures: [],
    });
    expect(published).toEqual([long.id]);
  });

  it('reports all when all fail, instead of failing itself', async () => {
    refused.add('A-event-1');
    const result = await publishRecords(batch(record(outboxItem(event('A', 1)), '7')), context, deps());
    expect(result).toEqual({ batchItemFailures: [{ itemIdentifier: '7' }] });
  });
});
