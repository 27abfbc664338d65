import * as z from 'zod/mini';
import { identifier, timestamp } from '../../../events/envelope.ts';
import { lookup, write } from '../contract.ts';

/** A contact that is not closed yet. */
export const Contact = z.object({
  contactId: identifier,
  customerId: identifier,
  kind: z.enum(['complaint', 'question']),
  openedAt: timestamp,
});
export type Contact = z.infer<typeof Contact>;

const card = z.object({ cardId: identifier });
const task = z.object({ taskId: identifier });
const suppression = z.object({ suppressionId: identifier });

export const contactCenter = {
  lookUpContacts: lookup(
    z.object({ customerIds: z.array(identifier) }),
    z.object({ contacts: z.array(Contact) }),
  ),
  /** Shows agents what to know when this customer calls about this order. */
  showCard: write(
    z.object({
      customerId: identifier,
      orderId: identifier,
      headline: z.string(),
      /** Name and value of each line on the card. */
      facts: z.record(z.string(), z.string()),
    }),
    card,
    'removeCard',
  ),
  removeCard: write(z.object({ cardId: identifier, reason: z.string() }), card, null),
  /** Asks an agent to speak to the customer. */
  createTask: write(
    z.object({ customerId: identifier, orderId: identifier, subject: z.string(), dueAt: timestamp }),
    task,
    'closeTask',
  ),
  closeTask: write(z.object({ taskId: identifier, reason: z.string() }), task, null),
  /** Keeps campaigns and dialers from contacting the customer about this order. */
  suppressOutbound: write(
    z.object({ customerId: identifier, orderId: identifier, reason: z.string() }),
    suppression,
    'liftSuppression',
  ),
  liftSuppression: write(z.object({ suppressionId: identifier, reason: z.string() }), suppression, null),
};
