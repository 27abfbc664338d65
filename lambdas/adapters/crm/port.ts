import * as z from 'zod/mini';
import {
  calendarDate,
  identifier,
  money,
  nonNegativeUnits,
  positiveUnits,
  timestamp,
} from '../../../events/envelope.ts';
import { lookup, write } from '../contract.ts';
import { serviceTier, timeZone } from '../shapes.ts';

export const MessageChannel = z.enum(['email', 'sms', 'push', 'phone']);
export type MessageChannel = z.infer<typeof MessageChannel>;

/** A customer by number. Names and addresses stay in the CRM: nothing here needs them. */
export const Customer = z.object({
  customerId: identifier,
  tier: serviceTier,
  /** Quiet hours are hours of this zone. */
  zone: timeZone,
  /** BCP 47, e.g. en-US. */
  locale: z.string(),
  /** The channels the CRM has an address for. */
  channels: z.array(z.object({ channel: MessageChannel, consent: z.boolean(), preferred: z.boolean() })),
  openComplaint: z.boolean(),
});
export type Customer = z.infer<typeof Customer>;

/** What a customer is given: store credit in money, or loyalty points. */
export const LoyaltyAmount = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('credit'), value: money }),
  z.object({ kind: z.literal('points'), points: positiveUnits }),
]);
export type LoyaltyAmount = z.infer<typeof LoyaltyAmount>;

/** What a customer ordered and sent back from a day on. */
export const ReturnHistory = z.object({
  customerId: identifier,
  orders: nonNegativeUnits,
  returns: z.array(z.object({ orderId: identifier, on: calendarDate, value: money })),
});
export type ReturnHistory = z.infer<typeof ReturnHistory>;

const task = z.object({ taskId: identifier });
const grant = z.object({ grantId: identifier });

export const crm = {
  lookUpCustomers: lookup(
    z.object({ customerIds: z.array(identifier) }),
    z.object({ customers: z.array(Customer) }),
  ),
  /** Who never sent anything back is left out. */
  lookUpReturnHistory: lookup(
    z.object({ customerIds: z.array(identifier), from: calendarDate }),
    z.object({ histories: z.array(ReturnHistory) }),
  ),
  /**
   * Sends one message. `accepted` is false when the provider knows the address to be dead: another channel must be
   * used. No inverse: a sent message is corrected by another one.
   */
  sendMessage: write(
    z.object({
      customerId: identifier,
      channel: MessageChannel,
      template: identifier,
      orderId: identifier,
      /** What the template's placeholders stand for. */
      values: z.record(z.string(), z.string()),
    }),
    z.object({ messageId: identifier, accepted: z.boolean() }),
    null,
  ),
  /** Puts a remark on the customer's record. No inverse: a record is added to, never erased. */
  addNote: write(
    z.object({ customerId: identifier, orderId: z.optional(identifier), text: z.string() }),
    z.object({ noteId: identifier }),
    null,
  ),
  /** Work for whoever looks after the customer. */
  createTask: write(
    z.object({
      customerId: identifier,
      orderId: z.optional(identifier),
      subject: z.string(),
      dueAt: timestamp,
    }),
    task,
    'closeTask',
  ),
  closeTask: write(z.object({ taskId: identifier, reason: z.string() }), task, null),
  grantLoyalty: write(
    z.object({ customerId: identifier, orderId: identifier, amount: LoyaltyAmount, reason: z.string() }),
    grant,
    'revokeLoyalty',
  ),
  /** Takes a grant back before the customer used it. */
  revokeLoyalty: write(z.object({ grantId: identifier, reason: z.string() }), grant, null),
};
