import { beforeAll, describe, expect, inject, it } from 'vitest';
import { verifyChain } from '../../lambdas/domain/audit-verify.ts';
import { Conflict } from '../../lambdas/shared/errors.ts';
import { dynamoStores } from '../../lambdas/store/index.ts';
import { outboxItemKey, rowKeyOf } from '../../lambdas/store/outbox-row.ts';
import type { Stores, TenantScope } from '../../lambdas/store/ports.ts';
import { tenantDocument } from '../support/tenant.ts';
import { chainOf } from './contract/chain-of.ts';
import { type Fault, faultOf, InjectedCrash } from './faults.ts';
import {
  EVENING,
  event,
  MORNING,
  movement,
  NEXT_DAY,
  NOON,
  newCase,
  newProcess,
  newTask,
  posting,
  someTenant,
  step,
} from './samples.ts';
import { createTables, localDynamo } from './tables.ts';

const ID = 'receiving:S1/ASN-1';
let stores: Stores;
let fault: Fault;
beforeAll(async () => {
  const client = localDynamo(inject('dynamodbEndpoint'));
  stores = dynamoStores({ client, tables: await createTables(client) });
  fault = faultOf(client);
});

/** Steps of a process, each as a function would run it: from its beginning again after a crash. */
const steps: readonly ((tenant: TenantScope) => Promise<unknown>)[] = [
  (tenant) => stores.tenants.apply(tenant, tenantDocument(tenant), MORNING),
  async (tenant) => {
    const { published } = await stores.intake.claim(tenant, 'event-1', MORNING);
    if (published) return;
    await stores.processes.putFact(tenant, ID, { key: 'notice#1', sequence: 1, body: { asnId: 'ASN-1' } });
    await stores.processes.signal(tenant, ID, ['notice'], MORNING);
    await stores.intake.markPublished(tenant, 'event-1', MORNING);
  },
  (tenant) =>
    stores.processes.open(
      tenant,
      newProcess({ executionArn: 'arn:aws:states:local:0:execution:receiving:one' }),
      [
        { kind: 'po', value: 'PO-1' },
        { kind: 'asn', value: 'ASN-1' },
      ],
      step('open'),
      [event(tenant, 'started')],
    ),
  (tenant) => stores.intake.claimSscc(tenant, 'S1', '00123', ID, MORNING, 365),
  async (tenant) => {
    const chunk = await stores.processes.readChunk<{ settled: boolean }>(tenant, ID, 1);
    if (chunk?.body.settled) return;
    await stores.processes.writeChunk(
      tenant,
      ID,
      1,
      { settled: true },
      chunk?.version ?? 0,
      step('settle#1'),
      [event(tenant, 'settled')],
    );
  },
  (tenant) =>
    stores.processes.wait(tenant, ID, { taskToken: 'token', state: 'WAITING', dueAt: NOON, at: MORNING }),
  (tenant) =>
    stores.processes.change(tenant, ID, {
      at: NOON,
      state: 'POSTING',
      dueAt: EVENING,
      handled: ['notice'],
      facts: { counted: 30 },
      step: step('count', { at: NOON }),
      search: [{ kind: 'sku', value: 'SKU-1' }],
    }),
  (tenant) => {
    const movements = Array.from({ length: 30 }, (_, n) =>
      movement(`post#${n}`, { sku: `SKU-${n % 7}`, lot: 'L1' }),
    );
    return stores.inventory.post(tenant, posting(movements), (applied) => [
      event(tenant, `posted-${applied[0]?.effectKey}`),
    ]);
  },
  (tenant) =>
    stores.inventory.post(
      tenant,
      posting([movement('out', { quantity: 5, from: 'available', to: 'hold' })], { at: NEXT_DAY }),
      () => [],
    ),
  (tenant) => stores.work.openTask(tenant, newTask(), [event(tenant, 'task')]),
  async (tenant) => {
    const { taskId } = newTask();
    const answer = { option: 'RECOUNT', by: 'u-2', at: NOON };
    const standing = await stores.work.task(tenant, taskId);
    if (standing?.version === 1)
      await stores.work.changeTask(tenant, taskId, 1, { state: 'ANSWERED', answer, told: false }, [
        event(tenant, 'answered'),
      ]);
    await stores.inventory.audit(
      tenant,
      {
        key: `answer#${taskId}`,
        about: ID,
        site: 'dc1',
        at: NEXT_DAY,
        kind: 'task-answered',
        actor: 'u-2',
        body: answer,
      },
      [event(tenant, 'audited')],
    );
  },
  (tenant) => stores.work.openCase(tenant, newCase(), [event(tenant, 'case')]),
  (tenant) => stores.processes.park(tenant, 'erp', ID, ['1:resume/erp'], NOON),
  async (tenant) => {
    const { version } = await stores.quality.history(tenant, 'S1', 'SKU-1');
    if (version === 0)
      await stores.quality.record(
        tenant,
        'S1',
        'SKU-1',
        { severity: 'tightened', receipts: 1, outcomes: [] },
        0,
        [event(tenant, 'switched')],
      );
  },
  async (tenant) => {
    for (const { event: told } of await stores.inventory.eventsOf(tenant, 'S1/ASN-1')) {
      const row = rowKeyOf(outboxItemKey(tenant, [told]));
      await stores.inventory.markMissed(tenant, row, EVENING);
      await stores.inventory.markPublished(tenant, row);
    }
  },
  (tenant) =>
    stores.processes.change(tenant, ID, {
      at: EVENING,
      state: 'CLOSED',
      outcome: 'posted',
      closedAt: EVENING,
      dueAt: null,
      step: step('close', { at: EVENING }),
      events: [event(tenant, 'closed')],
    }),
];

/** Runs a step again and again, crashing at its first call, then its second, until it gets to its end; tells how often it crashed. */
async function crashEverywhere(run: () => Promise<unknown>, when: 'before' | 'after'): Promise<number> {
  for (let crashes = 0; ; crashes++) {
    fault.arm(crashes + 1, when);
    const outcome = await run().catch((error: unknown) => error);
    if (!fault.disarm()) {
      expect(outcome).not.toBeInstanceOf(Error);
      return crashes;
    }
    expect(outcome).toBeInstanceOf(InjectedCrash);
  }
}

/** Everything a reader can see of a tenant; versions count attempts, so they are left out. */
async function stateOf(tenant: TenantScope) {
  const { processes, inventory, work, quality, intake, tenants } = stores;
  const chain = await chainOf(inventory, tenant);
  expect(await verifyChain(chain)).toMatchObject({ ok: true });
  const skus = Array.from({ length: 7 }, (_, n) => `SKU-${n}`);
  const state = {
    document: (await tenants.current(tenant))?.version,
    claim: await intake.claim(tenant, 'event-1', MORNING),
    pack: await intake.claimSscc(tenant, 'S1', '00123', 'another', MORNING, 365),
    row: await processes.get(tenant, ID),
    steps: await processes.steps(tenant, ID),
    facts: await processes.facts(tenant, ID, ''),
    chunk: await processes.readChunk(tenant, ID, 1),
    found: await Promise.all(
      (['po', 'asn', 'sku'] as const).map((kind) =>
        processes.search(
          tenant,
          { kind, value: { po: 'PO-1', asn: 'ASN-1', sku: 'SKU-1' }[kind] },
          { limit: 9 },
        ),
      ),
    ),
    parked: await processes.parked(tenant, 'erp', 9),
    stock: await Promise.all(skus.map((sku) => inventory.position(tenant, 'dc1', sku))),
    ledger: await Promise.all(skus.map((sku) => inventory.ledger(tenant, 'dc1', sku, { limit: 99 }))),
    chain: chain.map(({ day, lane, sequence, kind, body }) => ({
      ...{ day, lane, sequence, kind },
      // An opening carries hashes, which no two runs share.
      body: kind === 'day-opened' ? Object.keys(body) : body,
    })),
    events: [...(await processes.announced(tenant, ID)), ...(await inventory.eventsOf(tenant, 'S1/ASN-1'))],
    tasks: await work.tasksOf(tenant, ID),
    cases: await work.casesOf(tenant, ID),
    quality: await quality.history(tenant, 'S1', 'SKU-1'),
  };
  return JSON.parse(JSON.stringify(state).replaceAll(tenant, 'TENANT'), (name, value: unknown) =>
    name === 'version' ? undefined : value,
  ) as unknown;
}

describe('a crash before or after any call, and the step again', () => {
  it('leads to the same final state as no crash', { timeout: 180_000 }, async () => {
    const undisturbed = someTenant();
    for (const run of steps) await run(undisturbed);
    const expected = await stateOf(undisturbed);

    for (const when of ['before', 'after'] as const) {
      const tenant = someTenant();
      for (const [place, run] of steps.entries()) {
        expect(await crashEverywhere(() => run(tenant), when), `step ${place}`).toBeGreaterThan(0);
      }
      expect(await stateOf(tenant), `crashes ${when} each call`).toEqual(expected);
    }
  });

  it('of the connection after every call took effect is healed by the client that repeats it', {
    timeout: 180_000,
  }, async () => {
    const undisturbed = someTenant();
    for (const run of steps) await run(undisturbed);
    const tenant = someTenant();
    for (const run of steps) {
      fault.loseAnswers();
      await run(tenant);
      expect(fault.disarm()).toBe(true);
    }
    expect(await stateOf(tenant)).toEqual(await stateOf(undisturbed));
  });

  it('repeats no audit entry that has no key, and no close', async () => {
    const tenant = someTenant();
    const approval = { site: 'dc1', about: ID, at: MORNING, kind: 'approval', actor: 'u-1', body: {} };
    await stores.inventory.audit(tenant, approval);
    await stores.processes.open(tenant, newProcess(), [], step('open'), []);
    fault.loseAnswers();
    const entry = await stores.inventory.audit(tenant, approval);
    const closed = await stores.processes.change(tenant, ID, {
      at: NOON,
      state: 'CLOSED',
      outcome: 'posted',
      closedAt: NOON,
    });
    expect(fault.disarm()).toBe(true);
    expect((await chainOf(stores.inventory, tenant)).at(-1)).toEqual(entry);
    expect(await chainOf(stores.inventory, tenant)).toHaveLength(1 + 2);
    expect(closed).toMatchObject({ state: 'CLOSED', version: 2 });
  });

  it('never tells a late change that it closed the process', async () => {
    const tenant = someTenant();
    for (const run of steps) await run(tenant);
    await expect(
      stores.processes.change(tenant, ID, {
        at: NEXT_DAY,
        state: 'CLOSED',
        outcome: 'other',
        closedAt: NEXT_DAY,
      }),
    ).rejects.toThrow(Conflict);
  });
});
