import type { StepRecord, TaskRow } from '../../lambdas/store/ports.ts';
import { caseCells, caseHead } from './cases.ts';
import { findProcess } from './find.ts';
import { distance, lines, localTime, money, table, zoneOf } from './table.ts';
import { taskCells, taskHead } from './tasks.ts';
import type { Arguments, Ops, Report, Verb } from './verb.ts';

export const show: Verb = {
  words: ['processId'],
  options: [],
  summary: 'shows one process: where it stands, its timeline, its tasks and its cases',
  run: showProcess,
};

async function showProcess(ops: Ops, { words: [processId = ''] }: Arguments): Promise<Report> {
  const { tenant, row } = await findProcess(ops, processId);
  const [steps, tasks, cases] = await Promise.all([
    ops.stores.processes.steps(tenant.scope, processId),
    ops.stores.work.tasksOf(tenant.scope, processId),
    ops.stores.work.casesOf(tenant.scope, processId),
  ]);
  const zone = zoneOf(tenant, row.site);
  const now = ops.clock();
  const open = tasks.filter(({ state }) => state === 'OPEN' || state === 'CLAIMED');
  const unsolved = cases.filter(({ state }) => state === 'OPEN');
  const facts: [string, string][] = [
    ['process', row.processId],
    ['tenant and site', `${tenant.scope}, ${row.site}`],
    ['state', `${row.state}${row.waiting ? ', waiting' : ''}`],
    ['mode', row.mode],
    ['opened', localTime(row.openedAt, zone)],
    row.closedAt === undefined
      ? [
          'next deadline',
          row.dueAt === undefined ? 'none' : `${localTime(row.dueAt, zone)} (${distance(row.dueAt, now)})`,
        ]
      : ['ended', `${localTime(row.closedAt, zone)}: ${row.outcome ?? row.state}`],
    ['work not handled yet', row.pending.join(', ') || 'none'],
    ['correlation', row.correlationId],
    ['execution', row.executionArn ?? 'none'],
  ];
  return {
    data: { process: row, steps, tasks, cases },
    text: lines(
      table(['', ''], facts),
      '',
      'Timeline',
      table(
        ['when', 'step', 'detail', 'decisions'],
        steps.map((step) => stepCells(step, zone)),
      ),
      open.length > 0 &&
        lines(
          '',
          'Open tasks',
          table(
            taskHead,
            open.map((task) => taskCells({ tenant, row: task }, now)),
          ),
        ),
      tasks.some((task) => task.answer) &&
        lines(
          '',
          'Answers',
          table(
            ['task', 'option', 'by', 'when', 'value'],
            tasks.flatMap((task) => answerCells(task, zone)),
          ),
        ),
      unsolved.length > 0 &&
        lines(
          '',
          'Open cases',
          table(
            caseHead,
            unsolved.map((kase) => caseCells({ tenant, row: kase }, now)),
          ),
        ),
      '',
      hint(row.processId, open, steps),
    ),
  };
}

function stepCells(step: StepRecord, zone: string): (string | number)[] {
  const detail = Object.entries(step.detail ?? {}).map(
    ([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return [localTime(step.at, zone), step.name, detail.join(', '), step.decisions?.length ?? 0];
}

function answerCells(task: TaskRow, zone: string): string[][] {
  if (!task.answer) return [];
  const { option, by, onBehalfOf, at } = task.answer;
  return [
    [
      task.taskId,
      option,
      onBehalfOf === undefined ? by : `${by} for ${onBehalfOf}`,
      localTime(at, zone),
      money(task.value),
    ],
  ];
}

function hint(processId: string, open: readonly TaskRow[], steps: readonly StepRecord[]): string {
  const [task] = open;
  if (task)
    return `Next: npm run ops -- answer '${task.taskId}' ${task.options[0]?.code ?? '<OPTION>'} --as <user>`;
  return steps.some((step) => step.decisions?.length)
    ? `Why it is so: npm run ops -- why '${processId}'`
    : `Events of it: npm run ops -- events '${processId}'`;
}
