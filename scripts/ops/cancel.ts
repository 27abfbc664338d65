import { cancelReceiving } from '../../lambdas/processes/receiving/steer.ts';
import { requireMember } from '../../lambdas/work/members.ts';
import { findProcess } from './find.ts';
import type { Arguments, Ops, Report, Verb } from './verb.ts';

export const cancel: Verb = {
  words: ['processId'],
  options: ['as', 'reverse'],
  needs: ['as'],
  summary: 'ends a process before anything was counted; with --reverse, takes back what it posted',
  run: cancelProcess,
};

async function cancelProcess(
  ops: Ops,
  { words: [processId = ''], options: { as = '', reverse } }: Arguments,
): Promise<Report> {
  const { tenant, row } = await findProcess(ops, processId);
  requireMember(tenant.document, row, as);
  const order = { by: as, reverse: reverse !== undefined };
  const { kind, woken } = await cancelReceiving(ops, tenant.scope, row, order);
  return {
    data: { processId, kind, woken },
    text: `${processId} ${woken ? 'was told' : 'will hear'} to ${reverse ? 'take back what it posted' : 'end'}${woken ? '' : ' at its next wait'}.\nNext: npm run ops -- show '${processId}' --tenant ${tenant.scope}`,
  };
}
