import type { ChunkSummary } from '../../lambdas/processes/receiving/contract.ts';
import { requireMember } from '../../lambdas/work/members.ts';
import { signalProcess } from '../../lambdas/work/signal.ts';
import { findProcess } from './find.ts';
import { type Arguments, type Ops, type Report, UsageError, type Verb } from './verb.ts';

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
  requireMember(tenant.document, row.site, as);
  const failed = Object.entries(row.facts).filter(
    ([name, fact]) => name.startsWith('chunk-') && (fact as ChunkSummary).failed,
  );
  const chunks = failed.map(([name]) => name.slice('chunk-'.length));
  const unchecked = row.facts.verdict === 'unchecked';
  const work = [
    ...chunks.map((chunk) => `${chunk}:retry/${as}`),
    ...(unchecked ? [`notice/recheck/${as}`] : []),
  ];
  if (work.length === 0)
    throw new UsageError(
      `process ${processId} is ${row.state} and nothing of it failed; see: npm run ops -- show '${processId}'`,
    );
  const { woken } = await signalProcess(ops, tenant.scope, processId, work);
  const what = [
    ...(chunks.length > 0 ? [`post chunk ${chunks.join(', ')} again`] : []),
    ...(unchecked ? ['check its notice again'] : []),
  ].join(' and ');
  return {
    data: { processId, chunks, unchecked, woken },
    text: `${processId} will ${what}${woken ? '' : ' at its next wait'}.\nNext: npm run ops -- show '${processId}' --tenant ${tenant.scope}`,
  };
}
