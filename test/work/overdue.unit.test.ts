import { beforeEach, describe, expect, it } from 'vitest';
import { openCase } from '../../lambdas/work/cases.ts';
import { settleOverdue } from '../../lambdas/work/overdue.ts';
import { acme, eventTypes, processId, site, type World, world } from './support.ts';

let deps: World;
beforeEach(async () => {
  deps = await world();
});
const opened = async (name: 'PROCESS_OVERDUE' | 'POSTING_FAILED', subject: string, of = processId) => {
  const spec = { class: name, site, processId: of, subject, summary: 'late', links: [] };
  return (await openCase(deps, acme, spec)).row.caseId;
};

describe('a process that was late and has reacted', () => {
  it('has its overdue cases resolved, once, and no other', async () => {
    const late = await opened('PROCESS_OVERDUE', '2026-03-02T10:00:00.000Z');
    const other = await opened('POSTING_FAILED', 'chunk-1');
    const elsewhere = await opened('PROCESS_OVERDUE', '2026-03-02T10:00:00.000Z', 'receiving:SUP-1/ASN-2');
    await settleOverdue(deps, acme, processId);
    await settleOverdue(deps, acme, processId);
    const state = async (caseId: string) => (await deps.stores.work.case(acme, caseId))?.state;
    expect([await state(late), await state(other), await state(elsewhere)]).toEqual([
      'RESOLVED',
      'OPEN',
      'OPEN',
    ]);
    expect(await eventTypes(deps.stores, late)).toEqual(['CaseOpened', 'CaseResolved']);
  });
});
