import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import middy from '@middy/core';
import type { Context, DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import type { Clock } from '../shared/clock.ts';
import { logger, metrics } from '../shared/powertools.ts';
import type { Publish } from '../shared/publish.ts';
import { bus, runtimeWith } from '../shared/runtime.ts';
import { outboxRowOfImage } from '../store/outbox-row.ts';
import type { Stores } from '../store/ports.ts';
import { publishRows } from './publish-rows.ts';

export interface PublishDependencies {
  readonly stores: { readonly inventory: Pick<Stores['inventory'], 'markMissed'> };
  readonly publish: Publish;
  readonly clock: Clock;
}

/**
 * Publishes the outbox rows among a batch of stream records. A row the bus refuses is handed to the sweeper, with those of
 * its subject behind it, so it neither holds back its shard nor is lost. Only a row that cannot even be handed over fails;
 * the stream then starts again at it.
 */
export function publishRecords(
  event: DynamoDBStreamEvent,
  context: Context,
  deps: PublishDependencies,
): Promise<DynamoDBBatchResponse> {
  const publish = publishRows(deps.publish);
  // One processor per invocation: it keeps the failures of the batch it last saw.
  const processor = new BatchProcessor(EventType.DynamoDBStreams);
  const handle = async ({ dynamodb }: DynamoDBRecord) => {
    // The stream's image has the shape of an item, its type only other names.
    const row = outboxRowOfImage(dynamodb?.NewImage as Record<string, AttributeValue> | undefined);
    if (!row) return;
    try {
      await publish(row);
    } catch (error) {
      logger.error('events could not be published: the sweeper tries again', { row: row.key, error });
      await deps.stores.inventory.markMissed(row.tenant, row.key, deps.clock());
    }
  };
  return processPartialResponse(event, handle, processor, { context, throwOnFullBatchFailure: false });
}

const deps = runtimeWith(bus);

/** Feeds the bus from the streams of the tables whose items announce events. */
export const handler = middy<DynamoDBStreamEvent, DynamoDBBatchResponse>()
  .use(injectLambdaContext(logger, { resetKeys: true }))
  .use(logMetrics(metrics))
  .handler(async (event, context) => publishRecords(event, context, await deps()));
