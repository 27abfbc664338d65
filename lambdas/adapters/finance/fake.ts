import * as z from 'zod/mini';
import type { InputOf } from '../contract.ts';
import { fakeDocuments } from '../fake-documents.ts';
import { type FakeSystem, fakeSystem, numbering, Refusal, type SystemModel } from '../fake-system.ts';
import { finance, Payment } from './port.ts';

const FinanceSeed = z.object({
  /** Months whose books are closed, e.g. 2026-02. */
  closedPeriods: z.optional(z.array(z.string().check(z.regex(/^\d{4}-\d{2}$/, 'a month such as 2026-02')))),
  payments: z.optional(z.array(Payment)),
});
type FinanceSeed = z.infer<typeof FinanceSeed>;

type Accrual = InputOf<typeof finance.accrueReceipt> & {
  readonly accrualId: string;
  readonly reversedBy?: string;
};
type Debit = InputOf<typeof finance.debitSupplier> & {
  readonly debitId: string;
  readonly creditedBy?: string;
};
type Refund = InputOf<typeof finance.refundCustomer> & { readonly refundId: string };

/** A finance system: accruals, supplier debits and write-offs, each taken back at most once, and payments that are refunded. */
export function financeFake(): FakeSystem {
  return fakeSystem(finance, FinanceSeed, financeModel());
}

function financeModel(): SystemModel<typeof finance, FinanceSeed> {
  const number = numbering();
  const closedPeriods = new Set<string>();
  const accruals = new Map<string, Accrual>();
  const debits = new Map<string, Debit>();
  const writeOffs = fakeDocuments<InputOf<typeof finance.writeOffStock>>('write-off', () => number('WOF'));
  const payments = new Map<string, Payment>();
  const refunds = new Map<string, Refund>();
  const variances = fakeDocuments<InputOf<typeof finance.postStockVariance>>('stock variance', () =>
    number('VAR'),
  );

  return {
    operations: {
      isPeriodOpen: ({ date }) => ({ open: !closedPeriods.has(date.slice(0, 7)) }),
      accrueReceipt(input) {
        const accrualId = number('ACC');
        accruals.set(accrualId, { ...input, accrualId });
        return { accrualId };
      },
      reverseAccrual({ accrualId }) {
        const accrual = accruals.get(accrualId);
        if (!accrual) throw new Refusal(404, `accrual ${accrualId} does not exist`);
        if (accrual.reversedBy) return { accrualId: accrual.reversedBy };
        const reversedBy = number('ACR');
        accruals.set(accrualId, { ...accrual, reversedBy });
        return { accrualId: reversedBy };
      },
      debitSupplier(input) {
        const debitId = number('DEB');
        debits.set(debitId, { ...input, debitId });
        return { debitId };
      },
      creditSupplier({ debitId }) {
        const debit = debits.get(debitId);
        if (!debit) throw new Refusal(404, `supplier debit ${debitId} does not exist`);
        if (debit.creditedBy) return { creditId: debit.creditedBy };
        const creditedBy = number('CRE');
        debits.set(debitId, { ...debit, creditedBy });
        return { creditId: creditedBy };
      },
      postStockVariance: (variance) => ({ varianceId: variances.file(variance) }),
      reverseStockVariance({ varianceId, reason }) {
        variances.takeBack(varianceId, reason);
        return { varianceId };
      },
      writeOffStock: (input) => ({ writeOffId: writeOffs.file(input) }),
      reverseWriteOff({ writeOffId, reason }) {
        writeOffs.takeBack(writeOffId, reason);
        return { writeOffId };
      },
      lookUpPayments: ({ orderIds }) => ({
        payments: [...payments.values()].filter(({ orderId }) => orderIds.includes(orderId)),
      }),
      refundCustomer(input) {
        const { orderId, amount } = input;
        const payment = payments.get(orderId);
        if (!payment) throw new Refusal(404, `order ${orderId} has no payment`);
        const { paid } = payment;
        if (amount.minor <= 0 || amount.currency !== paid.currency)
          throw new Refusal(
            422,
            `${amount.minor} ${amount.currency} cannot be refunded: name a positive amount in ${paid.currency}`,
          );
        const left = paid.minor - payment.refunded.minor;
        if (amount.minor > left)
          throw new Refusal(
            409,
            `order ${orderId} has ${left} ${paid.currency} left to refund: ${amount.minor} are more than was paid`,
          );
        const refunded = { ...paid, minor: payment.refunded.minor + amount.minor };
        payments.set(orderId, {
          ...payment,
          refunded,
          state: refunded.minor === paid.minor ? 'refunded' : payment.state,
        });
        const refundId = number('RFD');
        refunds.set(refundId, { ...input, refundId });
        return { refundId };
      },
    },
    seed(data) {
      for (const period of data.closedPeriods ?? []) closedPeriods.add(period);
      for (const payment of data.payments ?? []) payments.set(payment.orderId, payment);
    },
    state: () => ({
      closedPeriods: [...closedPeriods],
      accruals: [...accruals.values()],
      debits: [...debits.values()],
      writeOffs: writeOffs.all(),
      payments: [...payments.values()],
      refunds: [...refunds.values()],
      variances: variances.all(),
    }),
  };
}
