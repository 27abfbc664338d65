import { describe, expect, it } from 'vitest';
import { ContractViolation } from '../../lambdas/shared/errors.ts';
import { openTask } from '../../lambdas/work/tasks.ts';
import {
  acme,
  askedWorld,
  calendar,
  eventTypes,
  MONDAY,
  processId,
  review,
  site,
  taskId,
  world,
} from './support.ts';

describe('opening a task', () => {
  it('keeps every time as a moment of the business calendar of its site', async () => {
    const { stores } = await askedWorld();
    expect(await stores.work.task(acme, taskId)).toMatchObject({
      taskId,
      processId,
      process: 'receiving',
      site,
      state: 'OPEN',
      level: 1,
      told: true,
      createdAt: MONDAY,
      reminderAt: '2026-03-02T09:00:00.000Z',
      dueAt: '2026-03-02T11:00:00.000Z',
      escalations: [
        { at: '2026-03-02T11:00:00.000Z', group: 'dc-manager', level: 2 },
        { at: '2026-03-02T15:00:00.000Z', group: 'purchasing', level: 3 },
      ],
      // 24 business hours of an eight-hour day end on Wednesday evening.
      parkAt: '2026-03-04T15:00:00.000Z',
    });
    expect(await eventTypes(stores, taskId)).toEqual(['TaskCreated']);
  });

  it('lets no time run while the site is closed', async () => {
    const deps = await world();
    deps.clock.set('2026-04-02T13:00:00.000Z');
    const { row } = await openTask(deps, acme, deps.process, calendar, review);
    // Thursday 15:00 in summer time, an hour before the shift ends; Friday is a holiday.
    expect(row.dueAt).toBe('2026-04-06T09:00:00.000Z');
  });

  it('asks once, however often it is opened', async () => {
    const deps = await askedWorld();
    deps.clock.advance(3_600_000);
    const again = await openTask(deps, acme, deps.process, calendar, review);
    expect(again).toMatchObject({ opened: false, row: { createdAt: MONDAY } });
    expect(await eventTypes(deps.stores, taskId)).toEqual(['TaskCreated']);
    const next = await openTask(deps, acme, deps.process, calendar, { ...review, round: 2 });
    expect(next).toMatchObject({ opened: true, row: { taskId: `${processId}#1/review-over#2` } });
  });

  it('asks the first approver where several must agree', async () => {
    const deps = await world();
    const approvals = { approvers: ['inventory-manager', 'finance'] as const, options: ['ACCEPT_ALL'] };
    const { row } = await openTask(deps, acme, deps.process, calendar, { ...review, approvals });
    expect(row).toMatchObject({
      group: 'inventory-manager',
      firstGroup: 'supervisor',
      context: { line: 1, approvals },
    });
  });

  it('refuses times out of order and a task without options', async () => {
    const deps = await world();
    const open = (change: object) => openTask(deps, acme, deps.process, calendar, { ...review, ...change });
    await expect(open({ parkMinutes: 100 })).rejects.toThrow(/120, 240, 240, 480, 100 minutes/);
    await expect(open({ reminderMinutes: 241 })).rejects.toThrow(ContractViolation);
    await expect(open({ options: [] })).rejects.toThrow(/no options/);
    expect(await deps.stores.work.tasksOf(acme, processId)).toEqual([]);
  });
});
