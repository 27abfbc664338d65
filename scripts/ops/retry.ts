import type { ChunkSummary } from '../../lambdas/processes/receiving/contract.ts';
import { type CheckedChunk, checkedKey, summaryKey } from '../../lambdas/processes/receiving/facts.ts';
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
  const numbered = <Fact>(keyOf: (chunk: number) => string) =>
    Object.entries(row.facts).flatMap(([name, fact]) => {
      const chunk = Number(/\d+$/.exec(name)?.[0]);
      return name === keyOf(chunk) ? [{ chunk, fact: fact as Fact }] : [];
    });
  const failed = numbered<ChunkSummary>(summaryKey).filter(({ fact }) => fact.failed);
  const unchecked = numbered<CheckedChunk>(checkedKey).filter(
    ({ fact }) => fact.failure !== undefined && fact.revision === row.facts.revision,
  );
  const work = [
    ...failed.map(({ chunk }) => `${chunk}:retry/${as}`),
    ...(unchecked.length > 0 ? [`notice/recheck/${as}`] : []),
  ];
  if (work.length === 0)
    throw new UsageError(
      `process ${processId} is ${row.state} and nothing of it failed; see: npm run ops -- show '${processId}'`,
    );
  const { woken } = await signalProcess(ops, tenant.scope, processId, work);
  const chunks = failed.map(({ chunk }) => String(chunk));
  const what = [
    ...(chunks.length > 0 ? [`post chunk ${chunks.join(', ')} again`] : []),
    ...(unchecked.length > 0 ? ['check its notice again'] : []),
  ].join(' and ');
  return {
    data: { processId, chunks, unchecked: unchecked.length > 0, woken },
    text: `${processId} will ${what}${woken ? '' : ' at its next wait'}.\nNext: npm run ops -- show '${processId}' --tenant ${tenant.scope}`,
  };
}
