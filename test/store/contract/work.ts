import { describe, expect, it } from 'vitest';
import { Conflict, ContractViolation, NotFound } from '../../../lambdas/shared/errors.ts';
import type { TenantScope, WorkStore } from '../../../lambdas/store/ports.ts';
import { event, MORNING, NOON, newCase, newTask, someTenant } from '../samples.ts';
import type { MakeStores } from './make-stores.ts';

const ID = newTask().taskId;

/** What every form of the work store must do. */
export function workContract(makeStores: MakeStores): void {
  describe('a task', () => {
    it('is opened once', async () => {
      const { work, inventory } = await makeStores();
      const tenant = someTenant();
      const first = await work.openTask(tenant, newTask(), [event(tenant, 'a')]);
      expect(first).toEqual({
        opened: true,
        row: {
          ...newTask(),
          tenantId: tenant,
          state: 'OPEN',
          reminded: false,
          level: 1,
          told: true,
          version: 1,
        },
      });
      expect(await work.openTask(tenant, newTask({ title: 'other' }), [event(tenant, 'b')])).toEqual({
        opened: false,
        row: first.row,
      });
      expect(await work.task(tenant, ID)).toEqual(first.row);
      expect((await inventory.eventsOf(tenant, 'S1/ASN-1')).map((row) => row.event.id)).toEqual(['event-a']);
      await expect(work.openTask(tenant, newTask({ taskId: 'other#step#1' }), [])).rejects.toThrow(
        ContractViolation,
      );
    });

    it('gives a second answer the one that stands', async () => {
      const { work, inventory } = await makeStores();
      const tenant = someTenant();
      await work.openTask(tenant, newTask(), []);
      const answer = (by: string) => ({
        state: 'ANSWERED' as const,
        answer: { option: 'RECOUNT', by, at: NOON },
        told: false,
      });
      const answers = await Promise.allSettled(
        ['u-2', 'u-3', 'u-4'].map((by) => work.changeTask(tenant, ID, 1, answer(by), [event(tenant, by)])),
      );
      const [won] = answers.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
      expect(won).toMatchObject({ state: 'ANSWERED', version: 2 });
      const lost = answers.flatMap((result) =>
        result.status === 'rejected' ? [result.reason as unknown] : [],
      );
      expect(lost).toHaveLength(2);
      for (const error of lost) {
        expect(error).toBeInstanceOf(Conflict);
        expect(error).toMatchObject({ standing: won });
      }
      expect(await work.task(tenant, ID)).toEqual(won);
      expect(await inventory.eventsOf(tenant, 'S1/ASN-1')).toHaveLength(1);
    });

    it('removes what a change sets to null', async () => {
      const { work } = await makeStores();
      const tenant = someTenant();
      await work.openTask(tenant, newTask(), []);
      expect(
        await work.changeTask(tenant, ID, 1, { state: 'CLAIMED', assignee: 'u-2', delegatedBy: 'u-3' }, []),
      ).toMatchObject({ assignee: 'u-2' });
      const row = await work.changeTask(
        tenant,
        ID,
        2,
        { state: 'OPEN', assignee: null, delegatedBy: null, group: 'dc-manager', level: 2 },
        [],
      );
      expect('assignee' in row || 'delegatedBy' in row).toBe(false);
      expect(await work.task(tenant, ID)).toEqual(row);
    });

    it('that does not exist cannot change', async () => {
      const { work } = await makeStores();
      await expect(work.changeTask(someTenant(), ID, 1, { reminded: true }, [])).rejects.toThrow(NotFound);
      expect(await work.task(someTenant(), ID)).toBeUndefined();
    });

    it('of the same id in two tenants is two tasks', async () => {
      const { work } = await makeStores();
      const [one, other] = [someTenant(), someTenant()];
      await work.openTask(one, newTask(), []);
      expect((await work.openTask(other, newTask({ title: 'theirs' }), [])).opened).toBe(true);
      expect((await work.task(one, ID))?.title).toBe('Over receipt');
    });

    it('is listed with its process, rounds in order', async () => {
      const { work } = await makeStores();
      const tenant = someTenant();
      for (const round of [10, 2, 1]) await work.openTask(tenant, newTask({ round }), []);
      await work.openTask(tenant, newTask({ step: 'recount' }), []);
      await work.openTask(tenant, newTask({ processId: 'receiving:S1/ASN-1#2' }), []);
      expect(
        (await work.tasksOf(tenant, 'receiving:S1/ASN-1')).map(({ step, round }) => `${step} ${round}`),
      ).toEqual(['recount 1', 'review-over 1', 'review-over 2', 'review-over 10']);
      expect((await work.tasksOf(tenant, 'receiving:S1/ASN-1#2')).map(({ taskId }) => taskId)).toEqual([
        'receiving:S1/ASN-1#2#review-over#1',
      ]);
    });

    it('is in the queue of its group while it is open, soonest first', async () => {
      const { work } = await makeStores();
      const tenant = someTenant();
      const due = ['2026-03-05T08:00:00Z', '2026-03-04T08:00:00Z', '2026-03-06T08:00:00Z'];
      for (const [index, dueAt] of due.entries())
        await work.openTask(tenant, newTask({ round: index + 1, dueAt }), []);
      await work.openTask(tenant, newTask({ round: 4, site: 'dc2' }), []);
      const first = await work.tasksByGroup(tenant, 'dc1', 'supervisor', { limit: 2 });
      expect(first.rows.map(({ round }) => round)).toEqual([2, 1]);
      const rest = await work.tasksByGroup(tenant, 'dc1', 'supervisor', { limit: 2, cursor: first.cursor });
      expect(rest.rows.map(({ round }) => round)).toEqual([3]);
      const taskId = (round: number) => newTask({ round }).taskId;
      await work.changeTask(tenant, taskId(1), 1, { state: 'CLAIMED', assignee: 'u-2' }, []);
      await work.changeTask(tenant, taskId(2), 1, { state: 'CANCELLED' }, []);
      await work.changeTask(tenant, taskId(3), 1, { group: 'dc-manager', level: 2 }, []);
      expect(
        (await work.tasksByGroup(tenant, 'dc1', 'supervisor', { limit: 9 })).rows.map(({ round }) => round),
      ).toEqual([1]);
      expect(
        (await work.tasksByGroup(tenant, 'dc1', 'dc-manager', { limit: 9 })).rows.map(({ round }) => round),
      ).toEqual([3]);
    });

    it('is due at its reminder, each escalation and its end, and until its process was told', async () => {
      const { work } = await makeStores();
      const tenant = someTenant();
      await work.openTask(tenant, newTask(), []);
      const isDue = async (now: string) => (await dueTasks(work, tenant, now)).includes(ID);
      expect([await isDue('2026-03-02T09:59:59.999Z'), await isDue('2026-03-02T10:00:00Z')]).toEqual([
        false,
        true,
      ]);
      await work.changeTask(tenant, ID, 1, { reminded: true }, []);
      expect([await isDue('2026-03-02T11:59:59Z'), await isDue('2026-03-02T12:00:00Z')]).toEqual([
        false,
        true,
      ]);
      await work.changeTask(tenant, ID, 2, { level: 2, group: 'dc-manager' }, []);
      expect([await isDue('2026-03-02T15:59:59Z'), await isDue('2026-03-02T16:00:00Z')]).toEqual([
        false,
        true,
      ]);
      await work.changeTask(tenant, ID, 3, { level: 3, group: 'purchasing' }, []);
      expect([await isDue('2026-03-03T07:59:59Z'), await isDue('2026-03-03T08:00:00Z')]).toEqual([
        false,
        true,
      ]);
      await work.changeTask(tenant, ID, 4, { state: 'EXPIRED', told: false }, []);
      expect(await isDue(MORNING)).toBe(true);
      await work.changeTask(tenant, ID, 5, { told: true }, []);
      expect(await isDue('2099-01-01T00:00:00Z')).toBe(false);
    });
  });

  describe('a case', () => {
    it('is opened once, found by process and owner while open, and due until it was escalated', async () => {
      const { work } = await makeStores();
      const [tenant, other] = [someTenant(), someTenant()];
      const first = await work.openCase(tenant, newCase(), [event(tenant, 'a')]);
      expect(first).toEqual({
        opened: true,
        row: { ...newCase(), tenantId: tenant, state: 'OPEN', escalated: false, version: 1 },
      });
      expect(await work.openCase(tenant, newCase({ summary: 'other' }), [])).toEqual({
        opened: false,
        row: first.row,
      });
      await work.openCase(
        tenant,
        newCase({ caseId: 'CASE-2', processId: undefined, slaDueAt: '2026-03-02T09:00:00Z' }),
        [],
      );
      await work.openCase(other, newCase(), []);
      expect((await work.casesOf(tenant, 'receiving:S1/ASN-1')).map(({ caseId }) => caseId)).toEqual([
        'CASE-1',
      ]);
      const owned = async () =>
        (await work.casesByOwner(tenant, 'dc1', 'integration-admin', { limit: 9 })).rows.map(
          ({ caseId }) => caseId,
        );
      expect(await owned()).toEqual(['CASE-2', 'CASE-1']);
      expect(await dueCases(work, tenant, NOON)).toEqual(['CASE-2', 'CASE-1']);
      expect(await dueCases(work, tenant, '2026-03-02T11:59:59Z')).toEqual(['CASE-2']);

      await work.changeCase(tenant, 'CASE-2', 1, { escalated: true, owner: 'dc-manager' }, []);
      expect(await dueCases(work, tenant, NOON)).toEqual(['CASE-1']);
      expect(await owned()).toEqual(['CASE-1']);
      const resolved = await work.changeCase(
        tenant,
        'CASE-1',
        1,
        { state: 'RESOLVED', rootCause: 'DATA', resolution: 'FIXED', resolvedBy: 'u-1', resolvedAt: NOON },
        [],
      );
      expect(resolved).toMatchObject({ state: 'RESOLVED', version: 2 });
      expect(await owned()).toEqual([]);
      expect(await dueCases(work, tenant, NOON)).toEqual([]);
      const late = await work
        .changeCase(tenant, 'CASE-1', 1, { assignee: 'u-9' }, [])
        .catch((error: unknown) => error);
      expect(late).toBeInstanceOf(Conflict);
      expect(late).toMatchObject({ standing: resolved });
      expect(await work.case(tenant, 'CASE-1')).toEqual(resolved);
      expect(await work.casesOf(tenant, 'receiving:S1/ASN-1')).toEqual([resolved]);
      expect(await work.case(tenant, 'CASE-9')).toBeUndefined();
      expect((await work.case(other, 'CASE-1'))?.state).toBe('OPEN');
    });
  });
}

async function dueTasks(work: WorkStore, tenant: TenantScope, now: string): Promise<string[]> {
  return (await work.dueTasks(now, 100_000))
    .filter((row) => row.tenant === tenant)
    .map(({ taskId }) => taskId);
}

async function dueCases(work: WorkStore, tenant: TenantScope, now: string): Promise<string[]> {
  return (await work.dueCases(now, 100_000))
    .filter((row) => row.tenant === tenant)
    .map(({ caseId }) => caseId);
}
