import { beforeEach, describe, expect, it } from 'vitest';
import { Conflict, ContractViolation, Forbidden, NotFound } from '../../lambdas/shared/errors.ts';
import {
  assignCase,
  type CaseSpec,
  caseIdOf,
  escalateCase,
  openCase,
  resolveCase,
  resolveCasesOf,
} from '../../lambdas/work/cases.ts';
import { acme, document, eventTypes, MONDAY, processId, site, taskId, type World, world } from './support.ts';

const spec: CaseSpec = {
  class: 'RECEIPT_DISCREPANCY',
  site,
  processId,
  subject: '1/review-over',
  summary: 'Line 1 has 20 pieces too many',
  links: [{ kind: 'task', id: taskId }],
};
const caseId = caseIdOf(acme, spec);
const resolution = { by: 'dora', rootCause: 'OVER_SHIPPED', resolution: 'ACCEPTED' };

let deps: World;
beforeEach(async () => {
  deps = await world();
});
const open = (change: Partial<CaseSpec> = {}) => openCase(deps, acme, { ...spec, ...change });

describe('opening', () => {
  it('takes severity, owner and time of its class, in business time of its site', async () => {
    expect(await open()).toEqual({
      opened: true,
      row: expect.objectContaining({
        caseId,
        state: 'OPEN',
        severity: 'S3',
        owner: 'supervisor',
        openedAt: MONDAY,
        escalated: false,
        slaDueAt: '2026-03-02T15:00:00.000Z',
        links: [
          { kind: 'process', id: processId },
          { kind: 'task', id: taskId },
        ],
      }),
    });
    expect(await eventTypes(deps.stores, caseId)).toEqual(['CaseOpened']);
  });

  it('runs a severity 1 case through nights and weekends', async () => {
    deps.clock.set('2026-03-07T22:00:00.000Z');
    const { row } = await open({ class: 'COMPENSATION_FAILED' });
    expect(row).toMatchObject({ severity: 'S1', slaDueAt: '2026-03-07T23:00:00.000Z' });
  });

  it('finds the case that stands for the same cause', async () => {
    await open();
    expect(await open({ summary: 'Again' })).toMatchObject({ opened: false, row: { summary: spec.summary } });
    expect(await eventTypes(deps.stores, caseId)).toEqual(['CaseOpened']);
    for (const other of [
      { subject: '2/review-over' },
      { class: 'LATE_RECEIPT' as const },
      { processId: 'receiving:other' },
    ]) {
      expect((await open(other)).opened).toBe(true);
    }
  });

  it('prefers the tenant’s own terms, and the caller’s to both', async () => {
    await deps.stores.tenants.apply(
      acme,
      {
        ...document,
        version: 2,
        cases: { RECEIPT_DISCREPANCY: { severity: 'S2', owner: 'buyer', slaMinutes: 30 } },
      },
      MONDAY,
    );
    expect((await open()).row).toMatchObject({
      severity: 'S2',
      owner: 'buyer',
      slaDueAt: '2026-03-02T07:30:00.000Z',
    });
    expect((await open({ subject: '2', severity: 'S4', owner: 'quality' })).row).toMatchObject({
      severity: 'S4',
      owner: 'quality',
    });
  });

  it('needs no process, and correlates with itself then', async () => {
    const { processId: _, ...loose } = spec;
    const { row } = await openCase(deps, acme, loose);
    const [stored] = await deps.stores.inventory.eventsOf(acme, row.caseId);
    expect(stored?.event).toMatchObject({
      correlationid: expect.stringMatching(/^[0-9a-f]{16}$/),
      mode: 'act',
      data: { caseId: row.caseId },
    });
    expect(row).not.toHaveProperty('processId');
  });
});

describe('resolving', () => {
  beforeEach(async () => {
    await open();
  });

  it('keeps who, why and how', async () => {
    deps.clock.advance(60_000);
    expect(
      await resolveCase(deps, acme, caseId, { ...resolution, cost: { minor: 500, currency: 'EUR' } }),
    ).toMatchObject({
      state: 'RESOLVED',
      rootCause: 'OVER_SHIPPED',
      resolution: 'ACCEPTED',
      resolvedBy: 'dora',
      resolvedAt: '2026-03-02T07:01:00.000Z',
      cost: { minor: 500 },
    });
    expect(await eventTypes(deps.stores, caseId)).toEqual(['CaseOpened', 'CaseResolved']);
  });

  it.each([
    ['root cause', { rootCause: ' ' }],
    ['resolution', { resolution: '' }],
  ])('needs a %s', async (field, change) => {
    const attempt = resolveCase(deps, acme, caseId, { ...resolution, ...change });
    await expect(attempt).rejects.toThrow(ContractViolation);
    await expect(attempt).rejects.toThrow(`needs a ${field}`);
  });

  it('twice alike is once; otherwise the first stands', async () => {
    const first = await resolveCase(deps, acme, caseId, resolution);
    expect(await resolveCase(deps, acme, caseId, resolution)).toEqual(first);
    const other = resolveCase(deps, acme, caseId, { ...resolution, rootCause: 'MISCOUNT' });
    await expect(other).rejects.toThrow(Conflict);
    await expect(other).rejects.toThrow(/resolved by dora: OVER_SHIPPED, ACCEPTED/);
  });

  it('at the same instant as an assignment loses neither', async () => {
    await Promise.all([
      assignCase(deps, acme, caseId, { assignee: 'sue', by: 'dora' }),
      resolveCase(deps, acme, caseId, resolution),
    ]);
    expect(await deps.stores.work.case(acme, caseId)).toMatchObject({ state: 'RESOLVED', assignee: 'sue' });
  });

  it('is for people of its site who decide', async () => {
    await expect(resolveCase(deps, acme, caseId, { ...resolution, by: 'hana' })).rejects.toThrow(Forbidden);
    await expect(resolveCase(deps, acme, caseId, { ...resolution, by: 'vic' })).rejects.toThrow(Forbidden);
    await expect(resolveCase(deps, acme, caseId, { ...resolution, by: 'tom' })).rejects.toThrow(
      /works on transfer, not on receiving/,
    );
    await expect(resolveCase(deps, acme, 'case-unknown', resolution)).rejects.toThrow(NotFound);
  });

  it('follows from the answer of the task it is linked to', async () => {
    await open({ subject: 'other', links: [] });
    await resolveCasesOf(deps, acme, { processId, taskId }, resolution);
    await resolveCasesOf(deps, acme, { processId, taskId }, resolution);
    const states = (await deps.stores.work.casesOf(acme, processId)).map(({ links, state }) => [
      links.length,
      state,
    ]);
    expect(states.sort()).toEqual([
      [1, 'OPEN'],
      [2, 'RESOLVED'],
    ]);
  });
});

describe('assigning', () => {
  it('gives it to somebody of the site, once', async () => {
    await open();
    await assignCase(deps, acme, caseId, { assignee: 'sue', by: 'dora' });
    expect(await assignCase(deps, acme, caseId, { assignee: 'sue', by: 'dora' })).toMatchObject({
      assignee: 'sue',
    });
    expect(await eventTypes(deps.stores, caseId)).toEqual(['CaseOpened', 'CaseAssigned']);
    await expect(assignCase(deps, acme, caseId, { assignee: 'hana', by: 'dora' })).rejects.toThrow(Forbidden);
    await expect(assignCase(deps, acme, caseId, { assignee: 'tom', by: 'dora' })).rejects.toThrow(
      /receiving/,
    );
    await resolveCase(deps, acme, caseId, resolution);
    await expect(assignCase(deps, acme, caseId, { assignee: 'sam', by: 'dora' })).rejects.toThrow(Conflict);
  });
});

describe('escalation', () => {
  it('hands the case on at its very minute, once', async () => {
    await open();
    deps.clock.set('2026-03-02T14:59:59.999Z');
    expect(await escalateCase(deps, acme, caseId)).toMatchObject({ escalated: false, owner: 'supervisor' });
    deps.clock.set('2026-03-02T15:00:00.000Z');
    expect(await escalateCase(deps, acme, caseId)).toMatchObject({ escalated: true, owner: 'dc-manager' });
    await escalateCase(deps, acme, caseId);
    expect(await eventTypes(deps.stores, caseId)).toEqual(['CaseOpened', 'CaseEscalated']);
  });

  it('leaves a resolved case alone', async () => {
    await open();
    await resolveCase(deps, acme, caseId, resolution);
    deps.clock.set('2026-03-09T15:00:00.000Z');
    expect(await escalateCase(deps, acme, caseId)).toMatchObject({ state: 'RESOLVED', escalated: false });
  });
});
