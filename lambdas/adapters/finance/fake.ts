import * as z from 'zod/mini';
import { type FakeSystem, fakeSystem, numbering, Refusal, type SystemModel } from '../fake-system.ts';
import { finance } from './port.ts';

const FinanceSeed = z.object({
  /** Months whose books are closed, e.g. 2026-02. */
  closedPeriods: z.array(z.string().check(z.regex(/^\d{4}-\d{2}$/, 'a month such as 2026-02'))),
});
type FinanceSeed = z.infer<typeof FinanceSeed>;

type Accrual = z.infer<typeof finance.accrueReceipt.input> & {
  readonly accrualId: string;
  readonly reversedBy?: string;
};
type Debit = z.infer<typeof finance.debitSupplier.input> & {
  readonly debitId: string;
  readonly creditedBy?: string;
};

/** A finance system: accruals and supplier debits, each taken back at most once. */
export function financeFake(): FakeSystem {
  return fakeSystem(finance, FinanceSeed, financeModel());
}

function financeModel(): SystemModel<typeof finance, FinanceSeed> {
  const number = numbering();
  const closedPeriods = new Set<string>();
  const accruals = new Map<string, Accrual>();
  const debits = new Map<string, Debit>();

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
    },
    seed(data) {
      for (const period of data.closedPeriods) closedPeriods.add(period);
    },
    state: () => ({
      closedPeriods: [...closedPeriods],
      accruals: [...accruals.values()],
      debits: [...debits.values()],
    }),
  };
}
