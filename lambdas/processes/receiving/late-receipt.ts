import type { ProcessRow, TenantScope } from '../../store/ports.ts';
import { openCase } from '../../work/cases.ts';
import type { WorkDependencies } from '../../work/origin.ts';

/** Goods were counted for a process that ended without them: one case per receipt, however it is noticed. */
export async function openLateReceiptCase(
  deps: WorkDependencies,
  tenant: TenantScope,
  { processId, businessKey, site, state }: Pick<ProcessRow, 'processId' | 'businessKey' | 'site' | 'state'>,
  receiptId: string,
): Promise<void> {
  await openCase(deps, tenant, {
    class: 'LATE_RECEIPT',
    site,
    processId,
    subject: receiptId,
    summary: `Receipt ${receiptId} counts goods for ${businessKey}, which is ${state}; the goods are not posted.`,
    links: [{ kind: 'receipt', id: receiptId }],
  });
}
