import * as z from 'zod/mini';
import { defineEvent, identifier, timestamp } from './envelope.ts';
import { Finding } from './inbound.ts';

const call = { adapter: z.string(), operation: z.string(), processId: z.string(), status: z.string() };
export const CallFailed = defineEvent(
  'integration',
  'CallFailed',
  'A system refused a call for good.',
  z.object({ ...call, message: z.string() }),
);
export const CallParked = defineEvent(
  'integration',
  'CallParked',
  'A call waits until a system is back.',
  z.object(call),
);
export const CircuitOpened = defineEvent(
  'integration',
  'CircuitOpened',
  'A system failed too often; calls are parked.',
  z.object({ adapter: z.string(), failures: z.int(), openUntil: timestamp }),
);
export const CircuitClosed = defineEvent(
  'integration',
  'CircuitClosed',
  'A system answers again; parked calls go on.',
  z.object({ adapter: z.string() }),
);

export const CallsCounted = defineEvent(
  'integration',
  'CallsCounted',
  'So many calls of a system were made and failed, as one instance of its adapter counted them.',
  z.object({
    adapter: z.string(),
    /** When the first of the calls was made. */
    from: timestamp,
    /** When the last of the calls was made. */
    to: timestamp,
    calls: z.int().check(z.positive()),
    /** Those the system did not answer; a refusal is an answer. */
    failed: z.int().check(z.nonnegative()),
  }),
);

const file = {
  partnerId: identifier,
  key: z.string(),
  format: z.string(),
  reportKey: z.string(),
  findings: z.array(Finding),
};
export const FileReceived = defineEvent(
  'integration',
  'FileReceived',
  'A partner file was read whole.',
  z.object({
    ...file,
    documents: z.array(identifier),
    /** Documents other than notices, and where each lies as JSON. */
    canonical: z.optional(z.array(z.object({ type: z.string(), documentId: identifier, key: z.string() }))),
  }),
);
export const FileRejected = defineEvent(
  'integration',
  'FileRejected',
  'A partner file is in quarantine with its report.',
  z.object({ ...file, quarantineKey: z.string() }),
);
export const EventQuarantined = defineEvent(
  'integration',
  'EventQuarantined',
  'An event broke its contract and was set aside.',
  z.object({
    eventId: z.string(),
    eventType: z.string(),
    quarantineKey: z.string(),
    /** Who sent it, where a registered partner did. */
    partnerId: z.optional(identifier),
    problems: z.array(
      z.object({
        field: z.string(),
        /** What stands there, as text. */
        value: z.string(),
        message: z.string(),
      }),
    ),
  }),
);

export const WebhookFailed = defineEvent(
  'integration',
  'WebhookFailed',
  'A message did not reach its webhook, however often it was tried, or its webhook is gone.',
  z.object({
    endpointId: identifier,
    messageId: identifier,
    /** Of what the message tells. */
    eventId: z.string(),
    eventType: z.string(),
    attempts: z.int().check(z.positive()),
    /** What the receiver answered last; absent when no answer came. */
    status: z.optional(z.int()),
    reason: z.string(),
  }),
);
export const WebhookTested = defineEvent(
  'integration',
  'WebhookTested',
  'Somebody tries a webhook: nothing has happened in a warehouse.',
  z.object({ endpointId: identifier, requestedBy: z.string() }),
);
