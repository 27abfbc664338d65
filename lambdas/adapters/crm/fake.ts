import * as z from 'zod/mini';
import { identifier } from '../../../events/envelope.ts';
import type { InputOf } from '../contract.ts';
import { fakeDocuments } from '../fake-documents.ts';
import { type FakeSystem, fakeSystem, numbering, Refusal, type SystemModel } from '../fake-system.ts';
import { Customer, crm, MessageChannel, ReturnHistory } from './port.ts';

const CrmSeed = z.object({
  customers: z.optional(z.array(Customer)),
  histories: z.optional(z.array(ReturnHistory)),
  /** Addresses the provider knows to be dead. */
  bounces: z.optional(z.array(z.object({ customerId: identifier, channel: MessageChannel }))),
  /** Grants customers have spent. */
  usedGrants: z.optional(z.array(identifier)),
});
type CrmSeed = z.infer<typeof CrmSeed>;

/** A CRM: customers with their consent, messages that leave, notes, tasks and loyalty grants. */
export function crmFake(): FakeSystem {
  return fakeSystem(crm, CrmSeed, crmModel());
}

function crmModel(): SystemModel<typeof crm, CrmSeed> {
  const number = numbering();
  const customers = new Map<string, Customer>();
  const histories = new Map<string, ReturnHistory>();
  const bounces = new Set<string>();
  const messages = fakeDocuments<InputOf<typeof crm.sendMessage> & { accepted: boolean }>('message', () =>
    number('MSG'),
  );
  const notes = fakeDocuments<InputOf<typeof crm.addNote>>('note', () => number('NTE'));
  const tasks = fakeDocuments<InputOf<typeof crm.createTask>>('task', () => number('TSK'));
  const grants = fakeDocuments<InputOf<typeof crm.grantLoyalty> & { used: boolean }>('loyalty grant', () =>
    number('LOY'),
  );

  const customerOf = (customerId: string) => {
    const customer = customers.get(customerId);
    if (!customer) throw new Refusal(404, `customer ${customerId} does not exist`);
    return customer;
  };
  const addressKey = (customerId: string, channel: MessageChannel) => `${customerId}#${channel}`;

  return {
    operations: {
      lookUpCustomers: ({ customerIds }) => ({
        customers: [...customers.values()].filter(({ customerId }) => customerIds.includes(customerId)),
      }),
      lookUpReturnHistory: ({ customerIds, from }) => ({
        histories: [...histories.values()]
          .filter(({ customerId }) => customerIds.includes(customerId))
          .map((history) => ({ ...history, returns: history.returns.filter(({ on }) => on >= from) })),
      }),
      sendMessage(message) {
        const { customerId, channel } = message;
        const address = customerOf(customerId).channels.find((entry) => entry.channel === channel);
        if (!address) throw new Refusal(422, `customer ${customerId} has no address for ${channel}`);
        if (!address.consent)
          throw new Refusal(422, `customer ${customerId} gave no consent to ${channel}: use another channel`);
        const accepted = !bounces.has(addressKey(customerId, channel));
        return { messageId: messages.file({ ...message, accepted }), accepted };
      },
      addNote(note) {
        customerOf(note.customerId);
        return { noteId: notes.file(note) };
      },
      createTask(task) {
        customerOf(task.customerId);
        return { taskId: tasks.file(task) };
      },
      closeTask({ taskId, reason }) {
        tasks.takeBack(taskId, reason);
        return { taskId };
      },
      grantLoyalty(grant) {
        customerOf(grant.customerId);
        if (grant.amount.kind === 'credit' && grant.amount.value.minor <= 0)
          throw new Refusal(422, `a credit of ${grant.amount.value.minor} is none: grant a positive amount`);
        return { grantId: grants.file({ ...grant, used: false }) };
      },
      revokeLoyalty({ grantId, reason }) {
        const { used, customerId } = grants.get(grantId);
        if (used) throw new Refusal(409, `customer ${customerId} has used loyalty grant ${grantId}`);
        grants.takeBack(grantId, reason);
        return { grantId };
      },
    },
    seed(data) {
      for (const customer of data.customers ?? []) customers.set(customer.customerId, customer);
      for (const history of data.histories ?? []) histories.set(history.customerId, history);
      for (const { customerId, channel } of data.bounces ?? []) bounces.add(addressKey(customerId, channel));
      for (const grantId of data.usedGrants ?? []) {
        if (grants.get(grantId).takenBack !== undefined)
          throw new Refusal(409, `loyalty grant ${grantId} was revoked: nobody can use it`);
        grants.change(grantId, { used: true });
      }
    },
    state: () => ({
      customers: [...customers.values()],
      histories: [...histories.values()],
      messages: messages.all(),
      notes: notes.all(),
      tasks: tasks.all(),
      grants: grants.all(),
    }),
  };
}
