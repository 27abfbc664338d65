import type * as z from 'zod/mini';
import type { InputOf } from '../contract.ts';
import { fakeDocuments } from '../fake-documents.ts';
import { type FakeSystem, fakeSystem, numbering, Refusal, type SystemModel } from '../fake-system.ts';
import { supplierPortal } from './port.ts';

/** Seeded like it is answered: the confirmations suppliers sent. */
const PortalSeed = supplierPortal.lookUpConfirmations.output;
type PortalSeed = z.infer<typeof PortalSeed>;

type Confirmation = PortalSeed['confirmations'][number];
type Sent<Asked extends { readonly input: z.ZodMiniType }> = z.infer<Asked['input']> & {
  readonly messageId: string;
};
type Claim = z.infer<typeof supplierPortal.fileClaim.input> & {
  readonly claimId: string;
  readonly withdrawnFor?: string;
};

/** A supplier portal: confirmations to read, messages that are never recalled, claims that may be withdrawn. */
export function supplierPortalFake(): FakeSystem {
  return fakeSystem(supplierPortal, PortalSeed, portalModel());
}

function portalModel(): SystemModel<typeof supplierPortal, PortalSeed> {
  const number = numbering();
  const confirmations = new Map<string, Confirmation>();
  const advices: ({ readonly messageId: string } & z.infer<
    typeof supplierPortal.sendReceivingAdvice.input
  >)[] = [];
  const orderChanges: ({ readonly messageId: string } & z.infer<
    typeof supplierPortal.sendOrderChange.input
  >)[] = [];
  const orders: Sent<typeof supplierPortal.sendOrder>[] = [];
  const reminders: Sent<typeof supplierPortal.sendReminder>[] = [];
  const claims = new Map<string, Claim>();
  const returns = fakeDocuments<InputOf<typeof supplierPortal.requestReturn>>('supplier return', () =>
    number('SRT'),
  );

  return {
    operations: {
      lookUpConfirmations: ({ poIds }) => ({
        confirmations: [...confirmations.values()].filter(({ poId }) => poIds.includes(poId)),
      }),
      sendReceivingAdvice(advice) {
        if (advice.replaces && !advices.some(({ adviceId }) => adviceId === advice.replaces)) {
          throw new Refusal(
            422,
            `advice ${advice.adviceId} replaces ${advice.replaces}, which was never sent`,
          );
        }
        const messageId = number('MSG');
        advices.push({ messageId, ...advice });
        return { messageId };
      },
      sendOrderChange(change) {
        const messageId = number('MSG');
        orderChanges.push({ messageId, ...change });
        return { messageId };
      },
      requestReturn: (request) => ({ returnId: returns.file(request) }),
      sendOrder(order) {
        const messageId = number('MSG');
        orders.push({ messageId, ...order });
        return { messageId };
      },
      sendReminder(reminder) {
        const messageId = number('MSG');
        reminders.push({ messageId, ...reminder });
        return { messageId };
      },
      fileClaim(claim) {
        const claimId = number('CLM');
        claims.set(claimId, { ...claim, claimId });
        return { claimId };
      },
      withdrawClaim({ claimId, reason }) {
        const claim = claims.get(claimId);
        if (!claim) throw new Refusal(404, `claim ${claimId} does not exist`);
        if (claim.withdrawnFor === undefined) claims.set(claimId, { ...claim, withdrawnFor: reason });
        return { claimId };
      },
    },
    seed(data) {
      for (const confirmation of data.confirmations)
        confirmations.set(`${confirmation.poId}#${confirmation.poLine}`, confirmation);
    },
    state: () => ({
      confirmations: [...confirmations.values()],
      advices: [...advices],
      orderChanges: [...orderChanges],
      orders: [...orders],
      reminders: [...reminders],
      claims: [...claims.values()],
      returns: returns.all(),
    }),
  };
}
