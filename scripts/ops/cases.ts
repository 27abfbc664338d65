import type { CaseRow } from '../../lambdas/store/ports.ts';
import { resolveCase } from '../../lambdas/work/cases.ts';
import { type Found, findCase, rowsOfQueues } from './find.ts';
import { counted, distance, lines, localTime, table, zoneOf } from './table.ts';
import type { Arguments, Ops, Report, Verb } from './verb.ts';

export const cases: Verb = {
  words: [],
  options: ['owner', 'site', 'limit'],
  summary: 'lists open cases, worst and soonest first',
  run: listCases,
};
export const resolve: Verb = {
  words: ['caseId'],
  options: ['as', 'root-cause', 'resolution'],
  needs: ['as', 'root-cause', 'resolution'],
  summary: 'closes a case with what caused it and what was done',
  run: resolveOne,
};

export const caseHead = ['tenant', 'case', 'severity', 'class', 'what', 'owner', 'time ends', 'process'];

export function caseCells({ tenant, row }: Found<CaseRow>, now: string): string[] {
  const due = `${localTime(row.slaDueAt, zoneOf(tenant, row.site))} (${distance(row.slaDueAt, now)})${row.escalated ? ', escalated' : ''}`;
  return [
    tenant.scope,
    row.caseId,
    row.severity,
    row.class,
    row.summary,
    row.assignee ?? row.owner,
    due,
    row.processId ?? 'none',
  ];
}

async function listCases(ops: Ops, { options }: Arguments): Promise<Report> {
  const { found, limit } = await rowsOfQueues(
    ops,
    { ...options, role: ['owner', options.owner] },
    (tenant, site, role, page) => ops.stores.work.casesByOwner(tenant.scope, site, role, page),
    ({ state }) => state === 'OPEN',
  );
  const shown = found
    .toSorted(
      (a, b) => a.row.severity.localeCompare(b.row.severity) || a.row.slaDueAt.localeCompare(b.row.slaDueAt),
    )
    .slice(0, limit);
  const [first] = shown;
  return {
    data: shown.map(({ row }) => row),
    text: first
      ? lines(
          table(
            caseHead,
            shown.map((entry) => caseCells(entry, ops.clock())),
          ),
          `${counted(shown.length, 'open case')}${found.length > limit ? ` of at least ${found.length}; --limit shows more` : ''}.`,
          `Next: npm run ops -- resolve ${first.row.caseId} --as <user> --root-cause <what caused it> --resolution <what was done>`,
        )
      : 'No case is open.',
  };
}

async function resolveOne(ops: Ops, { words: [caseId = ''], options }: Arguments): Promise<Report> {
  const { tenant } = await findCase(ops, caseId);
  const { as: by = '', 'root-cause': rootCause = '', resolution = '' } = options;
  const row = await resolveCase(ops, tenant.scope, caseId, { by, rootCause, resolution });
  return { data: row, text: `${row.summary}\nResolved by ${by}: ${rootCause}; ${resolution}.` };
}
