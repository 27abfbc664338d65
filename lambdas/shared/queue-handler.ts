import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { logger, metrics } from './powertools.ts';

/**
 * The middleware stack of every queue consumer. A record that fails is reported alone, so its batch mates are not
 * repeated; after the queue's receive limit it reaches the dead-letter queue.
 */
export function queueHandler(run: (body: unknown, record: SQSRecord) => Promise<void>) {
  return middy<SQSEvent, SQSBatchResponse>()
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .use(logMetrics(metrics))
    .handler(async (event, context) => {
      // One processor per invocation: it keeps the failures of the batch it last saw.
      const processor = new BatchProcessor(EventType.SQS);
      const handle = async (record: SQSRecord) => {
        try {
          await run(JSON.parse(record.body), record);
        } catch (error) {
          logger.error('record failed', { messageId: record.messageId, error });
          throw error;
        }
      };
      return processPartialResponse(event, handle, processor, { context, throwOnFullBatchFailure: false });
    });
}
