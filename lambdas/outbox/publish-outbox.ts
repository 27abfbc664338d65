import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import middy from '@middy/core';
import type { Context, DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { logger, metrics } from '../shared/powertools.ts';
import { bus, runtimeWith } from '../shared/runtime.ts';
import { outboxRowOfImage } from '../store/outbox-row.ts';
import { type PublishDependencies, publishRows } from './publish-rows.ts';

/**
 * Publishes the outbox rows among a batch of stream records. The stream starts again at the first record that failed, so
 * a refused event repeats what came after it and never loses or reorders it.
 */
export function publishRecords(
  event: DynamoDBStreamEvent,
  context: Context,
  deps: PublishDependencies,
): Promise<DynamoDBBatchResponse> {
  const publish = publishRows(deps);
  // One processor per invocation: it keeps the failures of the batch it last saw.
  const processor = new BatchProcessor(EventType.DynamoDBStreams);
  const handle = async ({ dynamodb }: DynamoDBRecord) => {
    try {
      // The stream's image has the shape of an item, its type only other names.
      const row = outboxRowOfImage(dynamodb?.NewImage as Record<string, AttributeValue> | undefined);
      if (row) await publish(row);
    } catch (error) {
      logger.error('event could not be published', { keys: dynamodb?.Keys, error });
      throw error;
    }
  };
  return processPartialResponse(event, handle, processor, { context, throwOnFullBatchFailure: false });
}

const deps = runtimeWith(bus);

/** Feeds the bus from the inventory table's stream. */
export const handler = middy<DynamoDBStreamEvent, DynamoDBBatchResponse>()
  .use(injectLambdaContext(logger, { resetKeys: true }))
  .use(logMetrics(metrics))
  .handler(async (event, context) => publishRecords(event, context, await deps()));
