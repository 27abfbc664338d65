import { holds } from '../../domain/grants.ts';
import type { CaseRow, ProcessRow } from '../../store/ports.ts';
import { requireScope } from '../principal.ts';
import { isSeen, type Tower } from './context.ts';

/** Processes and cases as fields of an answer; every row is one the caller may see. */

export interface First {
  readonly first: number;
}

export function processOf(tower: Tower, row: ProcessRow): object {
  return {
    ...row,
    cases: async ({ first }: First) => {
      requireScope(tower.principal, 'cases:read');
      return openCases(tower, await tower.load.cases.load(row.processId), first);
    },
  };
}

export function openCases(tower: Tower, rows: readonly CaseRow[], first: number) {
  return rows
    .filter(({ state, site }) => state === 'OPEN' && holds(tower.principal.sites, site))
    .toSorted((a, b) => (a.slaDueAt < b.slaDueAt ? -1 : 1))
    .slice(0, first)
    .map((row) => ({
      ...row,
      process: async () => {
        requireScope(tower.principal, 'processes:read');
        const process =
          row.processId === undefined ? undefined : await tower.load.process.load(row.processId);
        return process && isSeen(tower.principal, process) ? processOf(tower, process) : null;
      },
    }));
}
