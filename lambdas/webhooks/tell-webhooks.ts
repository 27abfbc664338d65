import * as z from 'zod/mini';
import { Envelope } from '../../events/envelope.ts';
import { parseOrRaise } from '../shared/parse.ts';
import { queueHandler } from '../shared/queue-handler.ts';
import { deliverEvent } from './deliver.ts';
import { deliverDeps } from './runtime.ts';

/** A queue gets the whole bus entry; the event is its detail. */
const Message = z.object({ detail: Envelope });

/** Tells webhooks of every event there is. */
export const handler = queueHandler(async (body) => {
  const { detail } = parseOrRaise(Message, body, 'an event on the bus');
  await deliverEvent(await deliverDeps(), detail as Parameters<typeof deliverEvent>[1]);
});
