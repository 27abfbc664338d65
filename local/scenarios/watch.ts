import {
  DeleteRuleCommand,
  type EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { Envelope } from '../../events/envelope.ts';
import { localCredentials } from '../credentials.ts';

/** Every event of a bus as it happens: what a person sees live, and what a test waits for. */
export interface BusWatch {
  /** All events seen so far, in the order they arrived. */
  readonly seen: readonly Envelope[];
  stop(): Promise<void>;
}

/** Starts listening; `onEvent` is called once per event, in arrival order. Duplicate deliveries are left out. */
export async function watchBus(
  endpoint: string,
  events: EventBridgeClient,
  bus: string,
  onEvent: (event: Envelope) => void = () => {},
): Promise<BusWatch> {
  const sqs = new SQSClient({ endpoint, ...localCredentials, useQueueUrlAsEndpoint: false });
  const name = `watch-${process.pid}-${Date.now()}`;
  const { QueueUrl: reported = '' } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
  // LocalStack reports a host name that does not resolve offline.
  const queueUrl = `${endpoint}/${reported.split('/').slice(-2).join('/')}`;
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['QueueArn'] }),
  );
  await events.send(
    new PutRuleCommand({
      Name: name,
      EventBusName: bus,
      EventPattern: JSON.stringify({ source: [{ prefix: 'warehouse.' }] }),
    }),
  );
  await events.send(
    new PutTargetsCommand({
      Rule: name,
      EventBusName: bus,
      Targets: [{ Id: 'watch', Arn: Attributes?.QueueArn ?? '' }],
    }),
  );

  const seen: Envelope[] = [];
  const ids = new Set<string>();
  let stopped = false;
  const listening = (async () => {
    while (!stopped) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
      );
      if (Messages.length === 0) continue;
      for (const { Body = '{}' } of Messages) {
        const event = (JSON.parse(Body) as { detail: Envelope }).detail;
        if (ids.has(event.id)) continue;
        ids.add(event.id);
        seen.push(event);
        onEvent(event);
      }
      await sqs.send(
        new DeleteMessageBatchCommand({
          QueueUrl: queueUrl,
          Entries: Messages.map(({ ReceiptHandle }, index) => ({
            Id: String(index),
            ReceiptHandle: ReceiptHandle ?? '',
          })),
        }),
      );
    }
  })();

  return {
    seen,
    stop: async () => {
      stopped = true;
      await listening;
      await events.send(new RemoveTargetsCommand({ Rule: name, EventBusName: bus, Ids: ['watch'] }));
      await events.send(new DeleteRuleCommand({ Name: name, EventBusName: bus }));
      await sqs.send(new DeleteQueueCommand({ QueueUrl: queueUrl }));
    },
  };
}
