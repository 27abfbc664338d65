import type { TaskRow } from '../../lambdas/store/ports.ts';
import { answerTask, claimTask, delegateTask } from '../../lambdas/work/answer-task.ts';
import { fieldsOf } from '../../lambdas/work/form.ts';
import { type Found, findTask, rowsOfQueues } from './find.ts';
import { counted, distance, lines, localTime, money, table, zoneOf } from './table.ts';
import { type Arguments, type Ops, type Report, UsageError, type Verb } from './verb.ts';

export const tasks: Verb = {
  words: [],
  options: ['group', 'site', 'limit'],
  summary: 'lists what waits for a person, soonest deadline first',
  run: listTasks,
};
export const claim: Verb = {
  words: ['taskId'],
  options: ['as'],
  needs: ['as'],
  summary: 'takes a task, so that nobody else works on it',
  run: claimOne,
};
export const delegate: Verb = {
  words: ['taskId'],
  options: ['as', 'to'],
  needs: ['as', 'to'],
  summary: 'hands a task to somebody else, who answers in your name; both names are kept',
  run: delegateOne,
};
export const answer: Verb = {
  words: ['taskId', 'OPTION'],
  options: ['as', 'comment', 'form'],
  needs: ['as'],
  summary: 'answers a task; --form <field>=<value> as often as the option asks for fields',
  run: answerOne,
};

export const taskHead = ['tenant', 'task', 'what', 'group', 'value', 'due', 'ends', 'state', 'options'];

export function taskCells({ tenant, row }: Found<TaskRow>, now: string): string[] {
  const zone = zoneOf(tenant, row.site);
  return [
    tenant.scope,
    row.taskId,
    row.title,
    row.group,
    money(row.value),
    `${localTime(row.dueAt, zone)} (${distance(row.dueAt, now)})`,
    localTime(row.parkAt, zone),
    row.assignee === undefined ? row.state : `${row.state} by ${row.assignee}`,
    row.options.map(({ code }) => code).join('\n'),
  ];
}

async function listTasks(ops: Ops, { options }: Arguments): Promise<Report> {
  const { found, limit } = await rowsOfQueues(
    ops,
    { ...options, role: ['group', options.group] },
    (tenant, site, role, page) => ops.stores.work.tasksByGroup(tenant.scope, site, role, page),
    ({ state }) => state === 'OPEN' || state === 'CLAIMED',
  );
  const shown = found.toSorted((a, b) => a.row.dueAt.localeCompare(b.row.dueAt)).slice(0, limit);
  const [first] = shown;
  return {
    data: shown.map(({ row }) => row),
    text: first
      ? lines(
          table(
            taskHead,
            shown.map((entry) => taskCells(entry, ops.clock())),
          ),
          `${counted(shown.length, 'task')}${found.length > limit ? ` of at least ${found.length}; --limit shows more` : ''}.`,
          `Next: npm run ops -- answer '${first.row.taskId}' ${first.row.options[0]?.code ?? '<OPTION>'} --as <user> --tenant ${first.tenant.scope}`,
        )
      : 'Nothing waits for a person.',
  };
}

async function claimOne(
  ops: Ops,
  { words: [taskId = ''], options: { as = '' } }: Arguments,
): Promise<Report> {
  const { tenant } = await findTask(ops, taskId);
  const row = await claimTask(ops, tenant.scope, taskId, as);
  const zone = zoneOf(tenant, row.site);
  const choices = row.options.map(({ code, label, effect, needsComment, formSchema }) => [
    code,
    label,
    effect,
    [needsComment && 'comment', formSchema && fieldNames(taskId, formSchema)].filter(Boolean).join('\n'),
  ]);
  return {
    data: row,
    text: lines(
      `${row.title}\nClaimed by ${as}; due ${localTime(row.dueAt, zone)} (${distance(row.dueAt, ops.clock())}).`,
      table(['option', 'label', 'effect', 'needs'], choices),
      `Next: npm run ops -- answer '${taskId}' <OPTION> --as ${as}`,
    ),
  };
}

async function delegateOne(
  ops: Ops,
  { words: [taskId = ''], options: { as = '', to = '' } }: Arguments,
): Promise<Report> {
  const { tenant } = await findTask(ops, taskId);
  const row = await delegateTask(ops, tenant.scope, taskId, { from: as, to });
  return { data: row, text: `${row.title}\n${to} answers it for ${row.delegatedBy ?? as} now.` };
}

async function answerOne(
  ops: Ops,
  { words: [taskId = '', option = ''], options: { as = '', comment }, form }: Arguments,
): Promise<Report> {
  const { tenant, row } = await findTask(ops, taskId);
  const chosen = row.options.find(({ code }) => code === option);
  const given = form.length === 0 ? undefined : readForm(taskId, chosen?.formSchema, form);
  const answered = await answerTask(ops, tenant.scope, taskId, { option, by: as, comment, form: given });
  const done = answered.answer
    ? lines(
        `${answered.title}\n${option} by ${as}. ${chosen?.effect ?? ''}`,
        `Next: npm run ops -- show '${answered.processId}' --tenant ${tenant.scope}`,
      )
    : `${answered.title}\n${option} approved by ${as}; ${answered.group} must approve it too, and be another person.`;
  return { data: answered, text: done };
}

/** Turns `field=value` words into the values the form asks for. */
function readForm(
  taskId: string,
  schema: Readonly<Record<string, unknown>> | undefined,
  words: readonly string[],
): Record<string, unknown> {
  const fields = schema ? fieldsOf(`task ${taskId}`, schema) : new Map<string, { type: string }>();
  return Object.fromEntries(
    words.map((word) => {
      const at = word.indexOf('=');
      if (at < 1)
        throw new UsageError(`--form "${word}" is not <field>=<value>; for example --form quantity=12`);
      const [name, text] = [word.slice(0, at), word.slice(at + 1)];
      return [name, typed(fields.get(name)?.type, text)];
    }),
  );
}

/** A text that does not fit stays a text: the form's own check then says what would fit. */
function typed(type: string | undefined, text: string): unknown {
  if (type === 'integer' && /^-?\d+$/.test(text)) return Number(text);
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}

function fieldNames(taskId: string, schema: Readonly<Record<string, unknown>>): string {
  return [...fieldsOf(`task ${taskId}`, schema)]
    .map(([name, { type }]) => `--form ${name}=<${type}>`)
    .join('\n');
}
