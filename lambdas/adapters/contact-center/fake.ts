import * as z from 'zod/mini';
import { identifier } from '../../../events/envelope.ts';
import type { InputOf } from '../contract.ts';
import { fakeDocuments } from '../fake-documents.ts';
import { type FakeSystem, fakeSystem, numbering, type SystemModel } from '../fake-system.ts';
import { Contact, contactCenter } from './port.ts';

const ContactCenterSeed = z.object({
  contacts: z.optional(z.array(Contact)),
  /** Contacts that are open no more. */
  closed: z.optional(z.array(identifier)),
});
type ContactCenterSeed = z.infer<typeof ContactCenterSeed>;

/** A contact center: open contacts to read; cards, tasks and suppressions that stand until they are taken back. */
export function contactCenterFake(): FakeSystem {
  return fakeSystem(contactCenter, ContactCenterSeed, contactCenterModel());
}

function contactCenterModel(): SystemModel<typeof contactCenter, ContactCenterSeed> {
  const number = numbering();
  const contacts = new Map<string, Contact>();
  const cards = fakeDocuments<InputOf<typeof contactCenter.showCard>>('card', () => number('CRD'));
  const tasks = fakeDocuments<InputOf<typeof contactCenter.createTask>>('task', () => number('TSK'));
  const suppressions = fakeDocuments<InputOf<typeof contactCenter.suppressOutbound>>('suppression', () =>
    number('SUP'),
  );

  return {
    operations: {
      lookUpContacts: ({ customerIds }) => ({
        contacts: [...contacts.values()].filter(({ customerId }) => customerIds.includes(customerId)),
      }),
      showCard: (card) => ({ cardId: cards.file(card) }),
      removeCard({ cardId, reason }) {
        cards.takeBack(cardId, reason);
        return { cardId };
      },
      createTask: (task) => ({ taskId: tasks.file(task) }),
      closeTask({ taskId, reason }) {
        tasks.takeBack(taskId, reason);
        return { taskId };
      },
      suppressOutbound: (suppression) => ({ suppressionId: suppressions.file(suppression) }),
      liftSuppression({ suppressionId, reason }) {
        suppressions.takeBack(suppressionId, reason);
        return { suppressionId };
      },
    },
    seed(data) {
      for (const contact of data.contacts ?? []) contacts.set(contact.contactId, contact);
      for (const contactId of data.closed ?? []) contacts.delete(contactId);
    },
    state: () => ({
      contacts: [...contacts.values()],
      cards: cards.all(),
      tasks: tasks.all(),
      suppressions: suppressions.all(),
    }),
  };
}
