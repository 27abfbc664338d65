import { beforeAll, describe, expect, inject, it } from 'vitest';
import { LANES } from '../../lambdas/domain/audit-chain.ts';
import { dynamoStores } from '../../lambdas/store/index.ts';
import { type Meter, meter, type Units } from '../../lambdas/store/meter.ts';
import type { Stores, TenantScope } from '../../lambdas/store/ports.ts';
import {
  EVENING,
  event,
  MORNING,
  movement,
  NEXT_DAY,
  NOON,
  newProcess,
  posting,
  someTenant,
  step,
} from './samples.ts';
import { createTables, localDynamo } from './tables.ts';

const ID = newProcess().processId;
let stores: Stores;
let units: Meter;
beforeAll(async () => {
  const client = localDynamo(inject('dynamodbEndpoint'));
  const tables = await createTables(client);
  units = meter(client, tables);
  stores = dynamoStores({ client, tables });
});

async function spentOn(run: () => Promise<unknown>): Promise<Units> {
  units.reset();
  await run();
  return Object.values(units.units()).reduce(
    (sum, { write, read }) => ({ write: sum.write + write, read: sum.read + read }),
    { write: 0, read: 0 },
  );
}

async function writesOf(run: () => Promise<unknown>): Promise<number> {
  return (await spentOn(run)).write;
}

const approval = { site: 'dc1', about: 'another process', kind: 'approval', actor: 'u-1', body: {} };

/** A process that was opened, in a tenant whose chain of the day has begun. */
async function opened(): Promise<TenantScope> {
  const tenant = someTenant();
  await stores.processes.open(tenant, newProcess(), [], step('open'), []);
  await stores.inventory.audit(tenant, { ...approval, at: MORNING });
  return tenant;
}

describe('write units', () => {
  it('of opening: row, step with its event, one per search key and index entry', async () => {
    const tenant = someTenant();
    const search = [
      { kind: 'po', value: 'PO-1' },
      { kind: 'asn', value: 'ASN-1' },
    ] as const;
    expect(
      await writesOf(() =>
        stores.processes.open(tenant, newProcess(), search, step('open'), [event(tenant, 'a')]),
      ),
    ).toBe(1 + 2 + 1 + 2);
  });

  it('of a change are one when no index key changes, and an index entry is moved only when its own key changes', async () => {
    const tenant = await opened();
    const change = (change: object) =>
      writesOf(() => stores.processes.change(tenant, ID, { at: NOON, ...change }));
    expect(await change({ facts: { counted: 1 } })).toBe(1);
    expect(await change({ state: 'RECEIVING' })).toBe(1 + 2);
    expect(await change({ state: 'RECEIVING', dueAt: NOON })).toBe(1);
    expect(await change({ dueAt: EVENING })).toBe(1 + 2 + 2);
    expect(await change({ step: step('count'), events: [event(tenant, 'a')] })).toBe(2 + 2);
    const close = { state: 'CLOSED', closedAt: NOON, outcome: 'posted', step: step('close') };
    expect(await change({ ...close, events: [event(tenant, 'b')] })).toBe(2 + 1 + 2 + 2);
  });

  it('of waiting are one and its token, of signaling one, while state and deadline stay', async () => {
    const tenant = await opened();
    const wait = { taskToken: 'token', state: 'WAITING', dueAt: EVENING, at: NOON };
    await stores.processes.wait(tenant, ID, wait);
    expect(await writesOf(() => stores.processes.wait(tenant, ID, wait))).toBe(1 + 1);
    expect(await writesOf(() => stores.processes.signal(tenant, ID, ['1:a'], NOON))).toBe(1);
    expect(await writesOf(() => stores.processes.signal(tenant, ID, [], NOON))).toBe(0);
  });

  it('of posting: position, ledger, audit entry and its events doubled, for a SKU moved twice one position', async () => {
    const tenant = await opened();
    const post = (movements: Parameters<typeof posting>[0], events: string[] = []) =>
      writesOf(() =>
        stores.inventory.post(tenant, posting(movements), () => events.map((id) => event(tenant, id))),
      );
    // The first movement of a SKU at a site also enters it in the list of the site's positions.
    expect(await post([movement('a')])).toBe(3 * 2 + 1);
    expect(await post([movement('b'), movement('c')])).toBe(4 * 2);
    expect(await post([movement('d')], ['d', 'e'])).toBe(4 * 2);
    expect(await spentOn(() => stores.inventory.post(tenant, posting([movement('e')]), () => []))).toEqual({
      write: 3 * 2,
      read: 1,
    });
  });

  it('of an audit entry are two, and of opening a day 36 once: a seal behind every lane, and the opening with their ends', async () => {
    const tenant = await opened();
    const audit = (at: string) => writesOf(() => stores.inventory.audit(tenant, { ...approval, at }));
    for (let n = 0; n < 60; n++)
      await stores.inventory.audit(tenant, { ...approval, at: NOON, about: `process ${n}` });
    expect(await audit(NOON)).toBe(2);
    expect(await audit(NEXT_DAY)).toBe(2 + LANES * 2 + 2 * 2);
    expect(await audit(NEXT_DAY)).toBe(2);
  });

  it('of a chunk of 100 lines are few, because it is packed', async () => {
    const tenant = await opened();
    const lines = Array.from({ length: 100 }, (_, line) => ({
      line,
      sku: `SKU-${line}`,
      status: 'settled',
      counts: [{ id: `R-${line}`, good: line * 7, damaged: 0, by: 'u-1', at: NOON }],
    }));
    expect(JSON.stringify(lines).length).toBeGreaterThan(10 * 1024);
    expect(
      await writesOf(() => stores.processes.writeChunk(tenant, ID, 1, { lines }, 0)),
    ).toBeLessThanOrEqual(3);
  });
});
