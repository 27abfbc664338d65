import { describe, expect, it } from 'vitest';
import { ContractViolation, WriteConflict } from '../../../lambdas/shared/errors.ts';
import type { ProcessStore, SearchKey, TenantScope } from '../../../lambdas/store/ports.ts';
import { EVENING, event, MORNING, NEXT_DAY, NOON, newProcess, someTenant, step } from '../samples.ts';
import type { MakeStores } from './make-stores.ts';

const ID = 'receiving:S1/ASN-1';
const FAR = '2099-01-01T00:00:00Z';

/** What every form must do with what lies beside a process, and how processes are found. */
export function processPartsContract(makeStores: MakeStores): void {
  const open = (processes: ProcessStore, tenant: TenantScope, overrides = {}) =>
    processes.open(tenant, newProcess(overrides), [], step('open'), []);

  describe('facts and chunks', () => {
    it('keep the newest fact of a key, by sequence, and list them in order', async () => {
      const { processes } = await makeStores();
      const tenant = someTenant();
      expect(await processes.putFact(tenant, ID, { key: 'receipt#R-1', sequence: 5, body: { n: 5 } })).toBe(
        true,
      );
      expect(
        await processes.putFact(tenant, ID, { key: 'receipt#R-1', sequence: 5, body: { n: 'again' } }),
      ).toBe(false);
      expect(await processes.putFact(tenant, ID, { key: 'receipt#R-1', sequence: 4, body: { n: 4 } })).toBe(
        false,
      );
      expect(await processes.putFact(tenant, ID, { key: 'receipt#R-1', sequence: 7, body: { n: 7 } })).toBe(
        true,
      );
      expect(await processes.putFact(tenant, ID, { key: 'receipt#R-0', sequence: 9, body: null })).toBe(true);
      expect(await processes.putFact(tenant, ID, { key: 'notice#1', sequence: 1, body: 'text' })).toBe(true);
      expect(await processes.facts(tenant, ID, 'receipt#')).toEqual([
        { key: 'receipt#R-1', sequence: 7, body: { n: 7 } },
        { key: 'receipt#R-0', sequence: 9, body: null },
      ]);
      expect((await processes.facts(tenant, ID, '')).map(({ key }) => key)).toEqual([
        'notice#1',
        'receipt#R-1',
        'receipt#R-0',
      ]);
      expect(await processes.facts(tenant, `${ID}0`, '')).toEqual([]);
    });

    it('refuse a stale version of a chunk and keep what stands', async () => {
      const { processes } = await makeStores();
      const tenant = someTenant();
      const body = {
        lines: Array.from({ length: 100 }, (_, line) => ({ line, sku: `SKU-${line}`, note: 'as announced' })),
      };
      expect(await processes.readChunk(tenant, ID, 1)).toBeUndefined();
      await processes.writeChunk(tenant, ID, 1, body, 0);
      await expect(processes.writeChunk(tenant, ID, 1, {}, 0)).rejects.toThrow(WriteConflict);
      await processes.writeChunk(tenant, ID, 1, { ...body, done: true }, 1, step('settle#1'), [
        event(tenant, 'c'),
      ]);
      await expect(
        processes.writeChunk(tenant, ID, 1, {}, 1, step('stale'), [event(tenant, 'd')]),
      ).rejects.toThrow(WriteConflict);
      expect(await processes.readChunk(tenant, ID, 1)).toEqual({ body: { ...body, done: true }, version: 2 });
      expect(await processes.readChunk(tenant, ID, 2)).toBeUndefined();
      expect((await processes.steps(tenant, ID)).map(({ key }) => key)).toEqual(['settle#1']);
      expect((await processes.announced(tenant, ID)).map((row) => row.event.id)).toEqual(['event-c']);
    });
  });

  describe('search', () => {
    it('pages by business keys of one tenant, in order, each process once', async () => {
      const { processes } = await makeStores();
      const [tenant, other] = [someTenant(), someTenant()];
      const key: SearchKey = { kind: 'po', value: 'PO#1' };
      const ids = Array.from({ length: 7 }, (_, n) => `receiving:S1/ASN-${n}`);
      for (const processId of ids)
        await processes.open(tenant, newProcess({ processId }), [key, key], step('open'), []);
      await processes.open(other, newProcess(), [key], step('open'), []);

      const first = await processes.search(tenant, key, { limit: 3 });
      expect(first.rows.map((row) => row.processId)).toEqual(ids.slice(0, 3));
      const second = await processes.search(tenant, key, { limit: 3, cursor: first.cursor });
      expect(second.rows.map((row) => row.processId)).toEqual(ids.slice(3, 6));
      const third = await processes.search(tenant, key, { limit: 3, cursor: second.cursor });
      expect(third.rows.map((row) => row.processId)).toEqual(ids.slice(6));
      expect(third.cursor).toBeUndefined();
      expect((await processes.search(tenant, key, { limit: 7 })).cursor).toBeUndefined();
      await expect(processes.search(other, key, { limit: 3, cursor: first.cursor })).rejects.toThrow(
        ContractViolation,
      );
      await expect(processes.search(tenant, key, { limit: 3, cursor: 'nonsense' })).rejects.toThrow(
        ContractViolation,
      );
    });

    it('by state gives the soonest deadline first and forgets the states a row has left', async () => {
      const { processes } = await makeStores();
      const [tenant, other] = [someTenant(), someTenant()];
      await open(processes, tenant, { processId: 'p:1', dueAt: EVENING });
      await open(processes, tenant, { processId: 'p:2', dueAt: NOON });
      await open(processes, tenant, { processId: 'p:3', dueAt: NEXT_DAY });
      await open(processes, tenant, { processId: 'p:4', dueAt: undefined });
      await open(processes, tenant, { processId: 'p:5', site: 'dc2' });
      await open(processes, other, { processId: 'p:6' });
      const first = await processes.byState(tenant, 'dc1', 'ASN_RECEIVED', { limit: 2 });
      expect(first.rows.map((row) => row.processId)).toEqual(['p:4', 'p:2']);
      const rest = await processes.byState(tenant, 'dc1', 'ASN_RECEIVED', { limit: 2, cursor: first.cursor });
      expect(rest.rows.map((row) => row.processId)).toEqual(['p:1', 'p:3']);
      expect(rest.cursor).toBeUndefined();

      await processes.change(tenant, 'p:1', { at: NOON, state: 'RECEIVING' });
      await processes.wait(tenant, 'p:2', { taskToken: 't', state: 'RECEIVING', dueAt: NEXT_DAY, at: NOON });
      await processes.change(tenant, 'p:3', { at: NOON, dueAt: MORNING });
      const received = await processes.byState(tenant, 'dc1', 'ASN_RECEIVED', { limit: 9 });
      expect(received.rows.map((row) => row.processId).sort()).toEqual(['p:3', 'p:4']);
      const receiving = await processes.byState(tenant, 'dc1', 'RECEIVING', { limit: 9 });
      expect(receiving.rows.map((row) => row.processId)).toEqual(['p:1', 'p:2']);
    });
  });

  describe('the sweeper', () => {
    it('sees live deadlines that have come, over all tenants', async () => {
      const { processes } = await makeStores();
      const [one, other] = [someTenant(), someTenant()];
      await open(processes, one, { processId: 'p#1', dueAt: NOON });
      await open(processes, one, { processId: 'p#2', dueAt: EVENING });
      await open(processes, other, { processId: 'p#1', dueAt: '2026-03-02T07:00:00Z' });
      await processes.signal(one, 'p#9', ['early'], MORNING);
      expect(await dueOf(processes, one, NOON)).toEqual([{ tenant: one, processId: 'p#1', dueAt: NOON }]);
      expect(await dueOf(processes, other, NOON)).toEqual([
        { tenant: other, processId: 'p#1', dueAt: '2026-03-02T07:00:00.000Z' },
      ]);
      await processes.change(one, 'p#1', { at: NOON, dueAt: NEXT_DAY });
      expect((await dueOf(processes, one)).map(({ processId }) => processId)).toEqual(['p#2', 'p#1']);
    });
  });

  describe('parking', () => {
    it('gathers the work of a process and lets go only of what was seen', async () => {
      const { processes } = await makeStores();
      const [tenant, other] = [someTenant(), someTenant()];
      await processes.park(tenant, 'erp', 'p:1', ['1:resume/erp'], NOON);
      await processes.park(tenant, 'erp', 'p:2', ['3:resume/erp'], MORNING);
      await processes.park(tenant, 'wms', 'p:3', [], MORNING);
      await processes.park(other, 'erp', 'p:4', ['x'], MORNING);
      await processes.park(tenant, 'erp', 'p:1', ['2:resume/erp'], EVENING);
      expect(await processes.parked(tenant, 'erp', 10)).toEqual([
        { processId: 'p:2', work: ['3:resume/erp'], at: MORNING },
        { processId: 'p:1', work: ['1:resume/erp', '2:resume/erp'], at: EVENING },
      ]);
      expect(await processes.parked(tenant, 'erp', 1)).toHaveLength(1);
      await processes.unpark(tenant, 'erp', 'p:1', NOON);
      await processes.unpark(tenant, 'erp', 'p:2', MORNING);
      expect((await processes.parked(tenant, 'erp', 10)).map(({ processId }) => processId)).toEqual(['p:1']);
      expect(await processes.parked(tenant, 'wms', 10)).toEqual([
        { processId: 'p:3', work: [], at: MORNING },
      ]);
    });
  });
}

async function dueOf(processes: ProcessStore, tenant: TenantScope, now = FAR) {
  return (await processes.due(now, 100_000)).filter((row) => row.tenant === tenant);
}
