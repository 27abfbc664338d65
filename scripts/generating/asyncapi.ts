import * as z from 'zod/mini';
import type { EventContract } from '../../events/envelope.ts';
import { ACCEPTED } from '../../events/from-outside.ts';
import { catalog } from '../../events/index.ts';
import { TOPICS } from '../../lambdas/domain/webhooks/topics.ts';
import type { JsonSchema } from './contract-diff.ts';
import { breakingChanges } from './contract-diff.ts';

/** The contract of our events as AsyncAPI 3 has it. */
export interface AsyncApi {
  readonly asyncapi: '3.0.0';
  readonly channels: Readonly<Record<string, unknown>>;
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>>; readonly messages: unknown };
  readonly [part: string]: unknown;
}

/** The version of the contract: additions raise the second number. */
const VERSION = '1.0.0';

/**
 * Our events from a partner's point of view: `receive` is what a partner may listen to, `send` what it may put on the bus.
 * One channel an event, because rules on the bus choose by detail-type,
 * and one for each topic of webhooks. `samples` are real events by type.
 */
export function asyncApi(samples: (type: string) => unknown): AsyncApi {
  const contracts = [...catalog.values()];
  const accepted = contracts.filter(({ type }) => ACCEPTED.has(type));
  const topics = contracts.filter(({ type }) => TOPICS.includes(type));
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Tallyflow events',
      version: VERSION,
      description:
        'Every event is CloudEvents 1.0 in the EventBridge `detail`, with its type as detail-type. Fields may be added at any time: ignore those you do not know. How to send: docs/partner-events.md.',
      license: { name: 'Apache-2.0' },
    },
    defaultContentType: 'application/json',
    servers: {
      bus: {
        host: 'events.{region}.amazonaws.com',
        protocol: 'https',
        description: 'The event bus `tallyflow-<stage>`, by EventBridge.',
        variables: { region: { default: 'us-east-1' } },
      },
      receiver: {
        host: '{receiver}',
        protocol: 'https',
        description: 'The address a webhook was made for; see docs/webhooks.md.',
        variables: { receiver: { default: 'hooks.example.com' } },
      },
    },
    channels: {
      ...Object.fromEntries(contracts.map((contract) => [contract.type, channelOf(contract)])),
      ...Object.fromEntries(topics.map((contract) => [topicOf(contract), webhookOf(contract)])),
    },
    operations: {
      ...Object.fromEntries(contracts.map(({ type }) => [`receive${type}`, operation('receive', type)])),
      ...Object.fromEntries(accepted.map(({ type }) => [`send${type}`, operation('send', type)])),
      ...Object.fromEntries(
        topics.map((contract) => [
          `hear${contract.type}`,
          operation('receive', contract.type, topicOf(contract)),
        ]),
      ),
    },
    components: {
      messages: Object.fromEntries(
        contracts.map((contract) => [contract.type, messageOf(contract, samples(contract.type))]),
      ),
      schemas: Object.fromEntries(contracts.map((contract) => [contract.type, schemaOf(contract)])),
    },
  };
}

/** Of two versions of the contract: whatever of the later one breaks whoever sends, reads, or kept events of the earlier one. */
export function brokenEvents(released: AsyncApi, present: AsyncApi): string[] {
  return Object.entries(released.components.schemas).flatMap(([type, before]) => {
    const after = present.components.schemas[type];
    if (after === undefined) return [`${type}: was removed or renamed`];
    // Events of the journal and the archive are read again under the present contract, so each must be both.
    const found = [...breakingChanges(before, after, 'input'), ...breakingChanges(before, after, 'output')];
    return [...new Set(found)].map((problem) => `${type}.${problem}`);
  });
}

function channelOf({ type, source, summary }: EventContract) {
  return {
    address: type,
    title: type,
    summary,
    description: `source \`${source}\`, detail-type \`${type}\``,
    servers: [{ $ref: '#/servers/bus' }],
    messages: { [type]: { $ref: `#/components/messages/${type}` } },
  };
}

function messageOf({ type, summary }: EventContract, sample: unknown) {
  return {
    name: type,
    summary,
    contentType: 'application/cloudevents+json',
    payload: { $ref: `#/components/schemas/${type}` },
    examples: [{ name: type, payload: sample }],
  };
}

function operation(action: 'send' | 'receive', type: string, channel = type) {
  return {
    action,
    channel: { $ref: `#/channels/${channel}` },
    messages: [{ $ref: `#/channels/${channel}/messages/${type}` }],
  };
}

function topicOf({ type }: EventContract): string {
  return `webhook-${type}`;
}

/** A topic of webhooks: the event as the Standard Webhooks specification wraps it, signed. */
function webhookOf({ type, summary }: EventContract) {
  const text = { type: 'string' };
  return {
    // Whoever makes a webhook says where it goes.
    address: null,
    title: `${type} by webhook`,
    summary,
    servers: [{ $ref: '#/servers/receiver' }],
    messages: {
      [type]: {
        name: type,
        summary,
        contentType: 'application/json',
        headers: {
          type: 'object',
          required: ['webhook-id', 'webhook-timestamp', 'webhook-signature'],
          properties: { 'webhook-id': text, 'webhook-timestamp': text, 'webhook-signature': text },
        },
        payload: {
          type: 'object',
          required: ['type', 'timestamp', 'data'],
          properties: {
            type: { const: type },
            timestamp: { type: 'string', format: 'date-time' },
            data: { $ref: `#/components/schemas/${type}/properties/data` },
          },
        },
      },
    },
  };
}

/** As whoever reads has to take it: objects are open, because fields may be added. */
function schemaOf(contract: EventContract): JsonSchema {
  const { $schema: _, ...schema } = z.toJSONSchema(contract.event, { io: 'input' });
  return schema as JsonSchema;
}
