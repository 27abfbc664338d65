import { describe, expect, it } from 'vitest';
import { Conflict, ContractViolation, NotFound, WriteConflict } from '../../../lambdas/shared/errors.ts';
import type { ProcessRow, ProcessStore, SearchKey, TenantScope } from '../../../lambdas/store/ports.ts';
import { EVENING, event, MORNING, NEXT_DAY, NOON, newProcess, someTenant, step } from '../samples.ts';
import type { MakeStores } from './make-stores.ts';

const ID = 'receiving:S1/ASN-1';
const FAR = '2099-01-01T00:00:00Z';

/** What every form of the process store must do. */
export function processContract(makeStores: MakeStores): void {
  const open = (processes: ProcessStore, tenant: TenantScope, overrides = {}) =>
    processes.open(tenant, newProcess(overrides), [], step('open'), []);

  describe('a business key', () => {
    it('is claimed once and the second opening gets the standing row and writes nothing', async () => {
      const { processes } = await makeStores();
      const tenant = someTenant();
      const search: SearchKey[] = [{ kind: 'po', value: 'PO-1' }];
      const first = await processes.open(tenant, newProcess(), search, step('open'), [event(tenant, 'a')]);
      const second = await processes.open(
        tenant,
        newProcess({ state: 'OTHER', facts: { other: true } }),
        [{ kind: 'po', value: 'PO-2' }],
        step('again'),
        [event(tenant, 'b')],
      );

      expect(first.opened).toBe(true);
      expect(first.row).toEqual({
        ...newRow(tenant),
        facts: { supplierId: 'S1' },
      });
      expect(second).toEqual({ opened: false, row: first.row });
      expect(await processes.get(tenant, ID)).toEqual(first.row);
      expect((await processes.steps(tenant, ID)).map(({ key }) => key)).toEqual(['open']);
      expect(await found(processes, tenant, { kind: 'po', value: 'PO-2' })).toEqual([]);
      expect((await processes.announced(tenant, ID)).map((row) => row.event.id)).toEqual(['event-a']);
    });

    it('is claimed by one of many that come at once', async () => {
      const { processes } = await makeStores();
      const tenant = someTenant();
      const opened = await Promise.all(
        Array.from({ length: 8 }, (_, n) =>
          processes.open(tenant, newProcess({ executionArn: `e-${n}` }), [], step('open'), []),
        ),
      );
      expect(opened.filter((result) => result.opened)).toHaveLength(1);
      expect(new Set(opened.map((result) => result.row.executionArn)).size).toBe(1);
    });

    it('of another tenant is another process', async () => {
      const { processes } = await makeStores();
      const [one, other] = [someTenant(), someTenant()];
      await open(processes, one);
      expect(await processes.get(other, ID)).toBeUndefined();
      expect((await open(processes, other, { state: 'X' })).opened).toBe(true);
      expect((await processes.get(one, ID))?.state).toBe('ASN_RECEIVED');
    });
  });

  describe('a change', () => {
    it('merges facts, moves state and deadline and adds its step', async () => {
      const { processes } = await makeStores();
      const tenant = someTenant();
      await open(processes, tenant);
      const row = await processes.change(tenant, ID, {
        at: NOON,
        state: 'RECEIVING',
        dueAt: EVENING,
        executionArn: 'arn:1',
        facts: { 'chunk#1': { lines: 3 }, count: 1.5 },
        step: step('receive', { at: NOON, detail: { note: 'ok' } }),
        search: [{ kind: 'sku', value: 'SKU#1' }],
      });
      expect(row).toEqual({
        ...newRow(tenant),
        state: 'RECEIVING',
        dueAt: EVENING,
        updatedAt: NOON,
        executionArn: 'arn:1',
        facts: { supplierId: 'S1', 'chunk#1': { lines: 3 }, count: 1.5 },
        version: 2,
      });
      expect(await processes.get(tenant, ID)).toEqual(row);
      expect(await processes.steps(tenant, ID)).toEqual([
        step('open'),
        step('receive', { at: NOON, detail: { note: 'ok' } }),
      ]);
      expect(await found(processes, tenant, { kind: 'sku', value: 'SKU#1' })).toEqual([ID]);
    });

    it('keeps the first writing of a step that is repeated', async () => {
      const { processes } = await makeStores();
      const tenant = someTenant();
      await open(processes, tenant);
      await processes.change(tenant, ID, { at: NOON, step: step('count', { at: NOON }) });
      await processes.change(tenant, ID, { at: EVENING, step: step('count', { at: EVENING }) });
      expect((await processes.steps(tenant, ID)).map(({ key, at }) => [key, at])).toEqual([
        ['open', MORNING],
        ['count', NOON],
      ]);
    });

    it('of a process that does not exist is NotFound', async () => {
      const { processes } = await makeStores();
      const tenant = someTenant();
      await processes.signal(tenant, ID, ['1:early'], MORNING);
      await expect(processes.change(tenant, ID, { at: NOON, state: 'X' })).rejects.toThrow(NotFound);
    });

    it('may not take the deadline of a live process', async () => {
      const { processes } = await makeStores();
      const tenant = someTenant();
      await open(processes, tenant);
      await expect(processes.change(tenant, ID, { at: NOON, dueAt: null })).rejects.toThrow(
        ContractViolation,
      );
      expect((await processes.get(tenant, ID))?.dueAt).toBe(NOON);
    });

    it('refuses events of another tenant and then changes nothing', async () => {
      const { processes } = await makeStores();
      const [tenant, other] = [someTenant(), someTenant()];
      await open(processes, tenant);
      await expect(
        processes.change(tenant, ID, { at: NOON, state: 'X', events: [event(other, 'a')] }),
      ).rejects.toThrow(ContractViolation);
      expect((await processes.get(tenant, ID))?.state).toBe('ASN_RECEIVED');
    });
  });

  describe('a closed process', () => {
    const close = { at: EVENING, state: 'CLOSED', outcome: 'posted', closedAt: EVENING, dueAt: null };

    it('has no deadline, no token and never changes again', async () => {
      const { processes } = await makeStores();
      const tenant = someTenant();
      await open(processes, tenant);
      await processes.wait(tenant, ID, { taskToken: 'token', state: 'WAITING', dueAt: NOON, at: MORNING });
      const row = await processes.change(tenant, ID, close);
      expect(row).toMatchObject({ state: 'CLOSED', outcome: 'posted', closedAt: EVENING, waiting: false });
      expect(row.dueAt).toBeUndefined();
      expect((await dueOf(processes, tenant)).length).toBe(0);

      const refused = await processes
        .change(tenant, ID, { at: NEXT_DAY, state: 'OTHER' })
        .catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(Conflict);
      expect(refused).toMatchObject({ standing: row });
      await expect(
        processes.wait(tenant, ID, { taskToken: 't', state: 'W', dueAt: NOON, at: NOON }),
      ).rejects.toThrow(Conflict);
      expect(await processes.signal(tenant, ID, ['1:late'], NEXT_DAY)).toEqual({ pending: [] });
      expect(await processes.get(tenant, ID)).toEqual(row);
      expect((await processes.open(tenant, newProcess(), [], step('open'), [])).opened).toBe(false);
    });

    it('answers a repeated close with the row that stands', async () => {
      const { processes } = await makeStores();
      const tenant = someTenant();
      await open(processes, tenant);
      const row = await processes.change(tenant, ID, close);
      expect(await processes.change(tenant, ID, { ...close, at: NEXT_DAY, closedAt: NEXT_DAY })).toEqual(row);
    });

    it('is not closed over work that nobody handled', async () => {
      const { processes } = await makeStores();
      const tenant = someTenant();
      await open(processes, tenant);
      await processes.signal(tenant, ID, ['1:a', '1:b'], NOON);
      await expect(processes.change(tenant, ID, { ...close, handled: ['1:a'] })).rejects.toThrow(
        WriteConflict,
      );
      expect((await processes.get(tenant, ID))?.pending).toEqual(['1:a', '1:b']);
      const row = await processes.change(tenant, ID, { ...close, handled: ['1:a', '1:b', '1:c'] });
      expect(row.pending).toEqual([]);
      expect(row.closedAt).toBe(EVENING);
    });
  });

  describe('signal and wait', () => {
    it('keep work that comes before the process exists and leave the business key free', async () => {
      const { processes } = await makeStores();
      const tenant = someTenant();
      expect(await processes.signal(tenant, ID, ['1:receipt/R-1'], MORNING)).toEqual({
        pending: ['1:receipt/R-1'],
      });
      expect(await processes.get(tenant, ID)).toBeUndefined();
      const { opened, row } = await open(processes, tenant);
      expect(opened).toBe(true);
      expect(row.pending).toEqual(['1:receipt/R-1']);
      expect(
        await processes.wait(tenant, ID, { taskToken: 't-1', state: 'WAITING', dueAt: NOON, at: MORNING }),
      ).toEqual({ pending: ['1:receipt/R-1'] });
    });

    it('hand the token to whoever brings work, again and again until the next wait', async () => {
      const { processes } = await makeStores();
      const tenant = someTenant();
      await open(processes, tenant);
      expect(await processes.signal(tenant, ID, [], MORNING)).toEqual({ pending: [] });
      await processes.wait(tenant, ID, { taskToken: 't-1', state: 'WAITING', dueAt: EVENING, at: NOON });
      expect(await processes.get(tenant, ID)).toMatchObject({
        state: 'WAITING',
        dueAt: EVENING,
        updatedAt: NOON,
        waiting: true,
        version: 2,
      });
      expect(await processes.signal(tenant, ID, [], NOON)).toEqual({ taskToken: 't-1', pending: [] });
      expect(await processes.signal(tenant, ID, ['1:b', '1:a'], NOON)).toEqual({
        taskToken: 't-1',
        pending: ['1:a', '1:b'],
      });
      expect(await processes.signal(tenant, ID, ['1:a'], NOON)).toEqual({
        taskToken: 't-1',
        pending: ['1:a', '1:b'],
      });
      expect(await processes.get(tenant, ID)).toMatchObject({ waiting: false, version: 2 });
      const row = await processes.change(tenant, ID, { at: NOON, handled: ['1:a', '9:unknown'] });
      expect(row.pending).toEqual(['1:b']);
      expect(
        await processes.wait(tenant, ID, { taskToken: 't-2', state: 'WAITING', dueAt: EVENING, at: NOON }),
      ).toEqual({ pending: ['1:b'] });
      expect((await processes.signal(tenant, ID, [], NOON)).taskToken).toBe('t-2');
    });

    it('never show the token in a read', async () => {
      const { processes } = await makeStores();
      const tenant = someTenant();
      const search: SearchKey[] = [{ kind: 'po', value: 'PO-1' }];
      await processes.open(tenant, newProcess(), search, step('open'), []);
      await processes.wait(tenant, ID, {
        taskToken: 'secret-token',
        state: 'WAITING',
        dueAt: NOON,
        at: MORNING,
      });
      const reads = [
        await processes.get(tenant, ID),
        await processes.steps(tenant, ID),
        await processes.search(tenant, { kind: 'po', value: 'PO-1' }, { limit: 5 }),
        await processes.byState(tenant, 'dc1', 'WAITING', { limit: 5 }),
        await processes.due(FAR, 1000),
        await processes.change(tenant, ID, { at: NOON, facts: { a: 1 } }),
        await open(processes, tenant),
      ];
      expect(JSON.stringify(reads)).toContain(ID);
      expect(JSON.stringify(reads)).not.toContain('secret-token');
    });

    it('refuse to wait in a process that does not exist', async () => {
      const { processes } = await makeStores();
      await expect(
        processes.wait(someTenant(), ID, { taskToken: 't', state: 'W', dueAt: NOON, at: NOON }),
      ).rejects.toThrow(NotFound);
    });
  });
}

function newRow(tenant: TenantScope): ProcessRow {
  const { at, ...process } = newProcess();
  return {
    ...process,
    tenantId: tenant,
    openedAt: at,
    updatedAt: at,
    pending: [],
    waiting: false,
    version: 1,
  };
}

async function found(processes: ProcessStore, tenant: TenantScope, key: SearchKey): Promise<string[]> {
  return (await processes.search(tenant, key, { limit: 50 })).rows.map((row) => row.processId);
}

async function dueOf(processes: ProcessStore, tenant: TenantScope, now = FAR) {
  return (await processes.due(now, 100_000)).filter((row) => row.tenant === tenant);
}
