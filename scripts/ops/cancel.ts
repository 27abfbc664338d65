import type { ReceivingState } from '../../lambdas/processes/receiving/contract.ts';
import { requireMember } from '../../lambdas/work/members.ts';
import { signalProcess } from '../../lambdas/work/signal.ts';
import { findProcess } from './find.ts';
import { type Arguments, type Ops, type Report, UsageError, type Verb } from './verb.ts';

export const cancel: Verb = {
  words: ['processId'],
  options: ['as', 'reverse'],
  needs: ['as'],
  summary: 'ends a process before anything was counted; with --reverse, takes back what it posted',
  run: cancelProcess,
};

/** Up to here nothing was counted, so there is nothing to take back. */
const BEFORE_GOODS: readonly ReceivingState[] = ['AWAITING_NOTICE', 'ASN_RECEIVED', 'AWAITING_RECEIPT'];

async function cancelProcess(
  ops: Ops,
  { words: [processId = ''], options: { as = '', reverse } }: Arguments,
): Promise<Report> {
  const { tenant, row } = await findProcess(ops, processId);
  requireMember(tenant.document, row.site, as);
  if (row.closedAt !== undefined)
    throw new UsageError(`process ${processId} ended as ${row.state}; what has ended cannot be canceled`);
  const untouched = BEFORE_GOODS.some((state) => state === row.state);
  if (!untouched && !reverse)
    throw new UsageError(
      `process ${processId} is ${row.state}: goods were counted; add --reverse to take back what was posted`,
    );
  const kind = reverse ? 'reverse' : 'cancel';
  // The audit entry first: an order nobody can be named for must never take effect.
  await ops.stores.inventory.audit(tenant.scope, {
    key: `process-${kind}#${processId}#${row.generation}#${as}`,
    about: processId,
    site: row.site,
    at: ops.clock(),
    kind: `process-${kind}`,
    actor: as,
    body: { processId, state: row.state },
  });
  const { woken } = await signalProcess(ops, tenant.scope, processId, [
    reverse ? `reverse/${as}` : `notice/cancel/${as}`,
  ]);
  return {
    data: { processId, kind, woken },
    text: `${processId} ${woken ? 'was told' : 'will hear'} to ${reverse ? 'take back what it posted' : 'end'}${woken ? '' : ' at its next wait'}.\nNext: npm run ops -- show '${processId}' --tenant ${tenant.scope}`,
  };
}
