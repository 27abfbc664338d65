import type { DecisionRecord } from '../../lambdas/store/ports.ts';
import { findProcess, wholeNumber } from './find.ts';
import { lines, localTime, table, zoneOf } from './table.ts';
import { type Arguments, type Ops, type Report, UsageError, type Verb } from './verb.ts';

export const why: Verb = {
  words: ['processId'],
  options: ['line'],
  summary: 'says why each rule decided as it did: inputs, limits and the level each limit came from',
  run: showDecisions,
};

async function showDecisions(ops: Ops, { words: [processId = ''], options }: Arguments): Promise<Report> {
  const line = options.line === undefined ? undefined : wholeNumber('line', options.line, 1);
  const { tenant, row } = await findProcess(ops, processId);
  const steps = await ops.stores.processes.steps(tenant.scope, processId);
  const all = steps.flatMap((step) => step.decisions ?? []);
  const shown = all.filter((decision) => line === undefined || decision.line === line);
  if (line !== undefined && shown.length === 0 && all.length > 0) {
    const known = [...new Set(all.flatMap((decision) => decision.line ?? []))].sort((a, b) => a - b);
    throw new UsageError(
      `--line ${line} has no decision in ${processId}; lines with decisions are ${known.join(', ') || 'none'}`,
    );
  }
  const zone = zoneOf(tenant, row.site);
  return {
    data: shown,
    text:
      shown.length === 0
        ? `${processId} has decided nothing yet; it is ${row.state}. Look again after its next step: npm run ops -- show '${processId}'`
        : shown
            .map((decision) =>
              lines(title(decision, zone), table(['', 'value', 'from'], decisionRows(decision))),
            )
            .join('\n\n'),
  };
}

function title({ ruleId, ruleVersion, at, line, id }: DecisionRecord, zone: string): string {
  return `${line === undefined ? '' : `Line ${line}: `}rule ${ruleId} version ${ruleVersion}, ${localTime(at, zone)}, decision ${id}`;
}

function decisionRows({ inputs, thresholds, result }: DecisionRecord): string[][] {
  return [
    ...Object.entries(inputs).map(([name, value]) => [name, plain(value), 'input']),
    ...Object.entries(thresholds).map(([name, { value, level }]) => [
      name,
      plain(value),
      `limit of ${level}`,
    ]),
    ['result', plain(result), 'rule'],
  ];
}

function plain(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value, null, 1) ?? 'not given');
}
