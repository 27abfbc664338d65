import { retryReceiving } from '../../lambdas/processes/receiving/steer.ts';
import { requireMember } from '../../lambdas/work/members.ts';
import { findProcess } from './find.ts';
import type { Arguments, Ops, Report, Verb } from './verb.ts';

export const retry: Verb = {
  words: ['processId'],
  options: ['as'],
  needs: ['as'],
  summary: 'checks or posts again what was refused, once its cause is gone',
  run: retryProcess,
};

async function retryProcess(
  ops: Ops,
  { words: [processId = ''], options: { as = '' } }: Arguments,
): Promise<Report> {
  const { tenant, row } = await findProcess(ops, processId);
  requireMember(tenant.document, row, as);
  const { chunks, unchecked, woken } = await retryReceiving(ops, tenant.scope, row, as);
  const what = [
    ...(chunks.length > 0 ? [`post chunk ${chunks.join(', ')} again`] : []),
    ...(unchecked ? ['check its notice again'] : []),
  ].join(' and ');
  return {
    data: { processId, chunks, unchecked, woken },
    text: `${processId} will ${what}${woken ? '' : ' at its next wait'}.\nNext: npm run ops -- show '${processId}' --tenant ${tenant.scope}`,
  };
}
