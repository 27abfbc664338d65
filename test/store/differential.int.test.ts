import fc from 'fast-check';
import { beforeAll, expect, inject, it } from 'vitest';
import { dynamoStores, memoryStores } from '../../lambdas/store/index.ts';
import type { Page, Stores, TenantScope } from '../../lambdas/store/ports.ts';
import { chainOf } from './contract/chain-of.ts';
import {
  event,
  movement,
  newCase,
  newProcess,
  newTask,
  posting,
  someTenant,
  step,
  tenantDocument,
} from './samples.ts';
import { createTables, localDynamo } from './tables.ts';

let dynamo: Stores;
beforeAll(async () => {
  const client = localDynamo(inject('dynamodbEndpoint'));
  dynamo = dynamoStores({ client, tables: await createTables(client) });
});

/** One call of a store, ready to be made on either form. */
type Call = (stores: Stores, tenant: TenantScope) => Promise<unknown>;

const at = fc.constantFrom(
  '2026-03-02T08:00:00Z',
  '2026-03-02T08:00:00.500Z',
  '2026-03-03T00:00:00Z',
  '2026-03-05T23:59:59.999Z',
);
const id = fc.constantFrom('p:1', 'p#2', 'p%233', 'p/4');
const site = fc.constantFrom('dc1', 'dc2');
const state = fc.constantFrom('A', 'B', 'C');
const work = fc.array(fc.constantFrom('1:a', '2:b', '3:c'), { maxLength: 2 });
const small = fc.integer({ min: 0, max: 3 });
const limit = fc.integer({ min: 1, max: 3 });
const role = fc.constantFrom('supervisor' as const, 'dc-manager' as const);
const searchKey = fc.record({
  kind: fc.constantFrom('po' as const, 'sku' as const),
  value: fc.constantFrom('X', 'X#1', 'Y%'),
});
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
const events = (tenant: TenantScope, names: readonly string[]) =>
  names.map((name) => event(tenant, name, { subject: `about#${name}` }));
const eventNames = fc.array(fc.constantFrom('e1', 'e2', 'e3'), { maxLength: 1 });

/** All rows, page by page, with the size of each page. */
async function pages<Row>(read: (cursor: string | undefined) => Promise<Page<Row>>) {
  const sizes: number[] = [];
  const rows: Row[] = [];
  let cursor: string | undefined;
  do {
    const page: Page<Row> = await read(cursor);
    sizes.push(page.rows.length);
    rows.push(...page.rows);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return { sizes, rows };
}

const onlyOf = <Row extends { tenant: TenantScope }>(tenant: TenantScope, rows: readonly Row[]) =>
  rows.filter((row) => row.tenant === tenant);

const processCalls: fc.Arbitrary<Call>[] = [
  fc.tuple(id, site, state, maybe(at), fc.array(searchKey, { maxLength: 2 }), eventNames).map(
    ([processId, where, first, dueAt, search, names]): Call =>
      ({ processes }, tenant) =>
        processes.open(
          tenant,
          newProcess({ processId, site: where, state: first, dueAt }),
          search,
          step('open'),
          events(tenant, names),
        ),
  ),
  fc
    .record({
      processId: id,
      now: at,
      to: maybe(state),
      dueAt: maybe(fc.option(at)),
      closes: fc.boolean(),
      handled: maybe(work),
      fact: maybe(small),
      search: fc.array(searchKey, { maxLength: 1 }),
      names: eventNames,
    })
    .map(
      ({ processId, now, to, dueAt, closes, handled, fact, search, names }): Call =>
        ({ processes }, tenant) =>
          processes.change(tenant, processId, {
            at: now,
            state: to,
            dueAt,
            handled,
            search,
            events: events(tenant, names),
            step: step(`change ${now}`, { at: now }),
            ...(fact === undefined ? {} : { facts: { [`fact#${fact}`]: { fact, gone: undefined } } }),
            ...(closes && fact === 3 ? { closedAt: now, outcome: 'done' } : {}),
          }),
    ),
  fc.tuple(id, state, at).map(
    ([processId, to, dueAt]): Call =>
      ({ processes }, tenant) =>
        processes.wait(tenant, processId, { taskToken: `token ${to}`, state: to, dueAt, at: dueAt }),
  ),
  fc.tuple(id, work, at).map(
    ([processId, some, now]): Call =>
      ({ processes }, tenant) =>
        processes.signal(tenant, processId, some, now),
  ),
  fc.tuple(id, fc.constantFrom('a#1', 'a#2', 'b'), small).map(
    ([processId, key, sequence]): Call =>
      ({ processes }, tenant) =>
        processes.putFact(tenant, processId, { key, sequence, body: { sequence } }),
  ),
  fc.tuple(id, fc.constantFrom('', 'a', 'a#', 'b#')).map(
    ([processId, prefix]): Call =>
      ({ processes }, tenant) =>
        processes.facts(tenant, processId, prefix),
  ),
  fc.tuple(id, small, small).map(
    ([processId, chunk, version]): Call =>
      ({ processes }, tenant) =>
        processes.writeChunk(
          tenant,
          processId,
          chunk,
          { chunk, text: 'x'.repeat(700) },
          version,
          step(`chunk ${version}`),
        ),
  ),
  fc.tuple(id, small).map(
    ([processId, chunk]): Call =>
      ({ processes }, tenant) =>
        processes.readChunk(tenant, processId, chunk),
  ),
  id.map(
    (processId): Call =>
      ({ processes }, tenant) =>
        Promise.all([processes.get(tenant, processId), processes.steps(tenant, processId)]),
  ),
  fc.tuple(searchKey, limit).map(
    ([key, size]): Call =>
      ({ processes }, tenant) =>
        pages((cursor) => processes.search(tenant, key, { limit: size, cursor })),
  ),
  fc.tuple(site, state, limit).map(
    ([where, of, size]): Call =>
      ({ processes }, tenant) =>
        pages((cursor) => processes.byState(tenant, where, of, { limit: size, cursor })),
  ),
  at.map(
    (now): Call =>
      async ({ processes }, tenant) =>
        onlyOf(tenant, await processes.due(now, 100_000)),
  ),
  fc.tuple(id, work, at).map(
    ([processId, some, now]): Call =>
      ({ processes }, tenant) =>
        processes.park(tenant, 'erp', processId, some, now),
  ),
  fc.tuple(id, at).map(
    ([processId, now]): Call =>
      ({ processes }, tenant) =>
        processes.unpark(tenant, 'erp', processId, now),
  ),
  fc.constant(({ processes }, tenant) => processes.parked(tenant, 'erp', 100)),
];

const bucket = fc.constantFrom('available' as const, 'hold' as const, null);
const someMovement = fc
  .record({
    effect: fc.integer({ min: 0, max: 30 }),
    sku: fc.constantFrom('S1', 'S#2'),
    quantity: fc.integer({ min: 0, max: 9 }),
    lot: maybe(fc.constant('L#1')),
    from: bucket,
    to: bucket,
  })
  .map(({ effect, lot, ...rest }) =>
    movement(`e#${effect}`, { ...rest, ...(lot === undefined ? {} : { lot }) }),
  );
const inventoryCalls: fc.Arbitrary<Call>[] = [
  fc.tuple(fc.array(someMovement, { minLength: 1, maxLength: 4 }), at, eventNames).map(
    ([movements, now, names]): Call =>
      ({ inventory }, tenant) =>
        inventory.post(tenant, posting(movements, { at: now }), () => events(tenant, names)),
  ),
  fc.array(someMovement, { maxLength: 3 }).map(
    (some): Call =>
      ({ inventory }, tenant) =>
        inventory.effects(tenant, 'dc1', some),
  ),
  fc.tuple(fc.constantFrom('S1', 'S#2'), limit).map(
    ([sku, size]): Call =>
      async ({ inventory }, tenant) => [
        await inventory.position(tenant, 'dc1', sku),
        await pages((cursor) => inventory.ledger(tenant, 'dc1', sku, { limit: size, cursor })),
      ],
  ),
  fc.tuple(at, maybe(fc.constantFrom('k#1', 'k#2'))).map(
    ([now, key]): Call =>
      ({ inventory }, tenant) =>
        inventory.audit(tenant, { key, site: 'dc1', at: now, kind: 'approval', actor: 'u', body: { now } }),
  ),
  fc.constant(({ inventory }, tenant) => chainOf(inventory, tenant)),
  at.map(
    (until): Call =>
      async ({ inventory }, tenant) => {
        const [first, ...more] = onlyOf(tenant, await inventory.unpublished(until, 100_000));
        if (first) await inventory.markPublished(tenant, first.key);
        return [first, more, await inventory.eventsOf(tenant, 'about#e1')];
      },
  ),
];

const round = fc.integer({ min: 1, max: 2 });
const workCalls: fc.Arbitrary<Call>[] = [
  fc.tuple(id, round, site, role, at).map(
    ([processId, number, where, group, dueAt]): Call =>
      ({ work: tasks }, tenant) =>
        tasks.openTask(tenant, newTask({ processId, round: number, site: where, group, dueAt }), []),
  ),
  fc
    .record({
      processId: id,
      number: round,
      version: fc.integer({ min: 1, max: 3 }),
      change: fc.record(
        {
          state: fc.constantFrom('CLAIMED' as const, 'OPEN' as const, 'ANSWERED' as const),
          assignee: fc.option(fc.constant('u-1')),
          level: fc.integer({ min: 1, max: 3 }),
          told: fc.boolean(),
          reminded: fc.boolean(),
          group: role,
        },
        { requiredKeys: [] },
      ),
    })
    .map(
      ({ processId, number, version, change }): Call =>
        ({ work: tasks }, tenant) =>
          tasks.changeTask(tenant, newTask({ processId, round: number }).taskId, version, change, []),
    ),
  id.map(
    (processId): Call =>
      ({ work: tasks }, tenant) =>
        Promise.all([
          tasks.tasksOf(tenant, processId),
          tasks.casesOf(tenant, processId),
          tasks.task(tenant, newTask({ processId }).taskId),
        ]),
  ),
  fc.tuple(site, role, limit).map(
    ([where, group, size]): Call =>
      ({ work: tasks }, tenant) =>
        pages((cursor) => tasks.tasksByGroup(tenant, where, group, { limit: size, cursor })),
  ),
  at.map(
    (now): Call =>
      async ({ work: tasks }, tenant) => [
        onlyOf(tenant, await tasks.dueTasks(now, 100_000)),
        onlyOf(tenant, await tasks.dueCases(now, 100_000)),
      ],
  ),
  fc.tuple(id, maybe(id), site, role, at).map(
    ([caseId, processId, where, owner, slaDueAt]): Call =>
      ({ work: tasks }, tenant) =>
        tasks.openCase(tenant, newCase({ caseId, processId, site: where, owner, slaDueAt }), []),
  ),
  fc
    .record({
      caseId: id,
      version: fc.integer({ min: 1, max: 3 }),
      change: fc.record(
        { escalated: fc.boolean(), owner: role, state: fc.constant('RESOLVED' as const), slaDueAt: at },
        { requiredKeys: [] },
      ),
    })
    .map(
      ({ caseId, version, change }): Call =>
        ({ work: tasks }, tenant) =>
          tasks.changeCase(tenant, caseId, version, change, []),
    ),
  fc.tuple(site, role, limit).map(
    ([where, owner, size]): Call =>
      ({ work: tasks }, tenant) =>
        pages((cursor) => tasks.casesByOwner(tenant, where, owner, { limit: size, cursor })),
  ),
];

const otherCalls: fc.Arbitrary<Call>[] = [
  fc.tuple(id, at).map(
    ([eventId, now]): Call =>
      ({ intake }, tenant) =>
        intake.claim(tenant, eventId, now),
  ),
  fc.tuple(id, at).map(
    ([eventId, now]): Call =>
      ({ intake }, tenant) =>
        intake.markPublished(tenant, eventId, now),
  ),
  fc.tuple(id, id, at, small).map(
    ([sscc, processId, now, days]): Call =>
      ({ intake }, tenant) =>
        intake.claimSscc(tenant, 'S1', sscc, processId, now, days),
  ),
  fc.tuple(small, fc.constantFrom('Acme', 'Acme 2')).map(
    ([version, name]): Call =>
      ({ tenants }, tenant) =>
        tenants.apply(tenant, tenantDocument(tenant, { version, name }), '2026-03-02T08:00:00Z'),
  ),
  fc.constant(({ tenants }, tenant) => tenants.current(tenant)),
  fc.tuple(id, small).map(
    ([sku, version]): Call =>
      ({ quality }, tenant) =>
        quality.record(
          tenant,
          'S1',
          sku,
          { severity: 'reduced', receipts: version, outcomes: [] },
          version,
          [],
        ),
  ),
  id.map(
    (sku): Call =>
      ({ quality }, tenant) =>
        quality.history(tenant, 'S1', sku),
  ),
  fc.tuple(id, small, maybe(at)).map(
    ([system, version, openUntil]): Call =>
      ({ circuits }, tenant) =>
        circuits.write(tenant, system, { state: 'open', failures: ['f'], openUntil }, version),
  ),
  id.map(
    (system): Call =>
      ({ circuits }, tenant) =>
        circuits.read(tenant, system),
  ),
];

it.each([
  ['processes', processCalls, 40],
  ['inventory', inventoryCalls, 12],
  ['work', workCalls, 40],
  ['intake, tenants, quality and circuits', otherCalls, 40],
])(
  'any calls of %s answer on DynamoDB as they do in memory',
  { timeout: 180_000 },
  async (_, calls, numRuns) => {
    const call = fc.tuple(fc.oneof(...calls), fc.nat(1));
    await fc.assert(
      fc.asyncProperty(fc.array(call, { minLength: 10, maxLength: 40, size: 'max' }), async (some) => {
        const memory = memoryStores();
        const tenants = [someTenant(), someTenant()] as const;
        for (const [run, which] of some) {
          const tenant = tenants[which === 0 ? 0 : 1];
          expect(await answerOf(run(dynamo, tenant))).toEqual(await answerOf(run(memory, tenant)));
        }
      }),
      { numRuns },
    );
  },
);

/** The answer as a caller sees it: the value, or the kind, the message and the standing row of the error. */
async function answerOf(answer: Promise<unknown>): Promise<unknown> {
  try {
    return { value: await answer };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return {
      name: error.name,
      message: error.message,
      standing: 'standing' in error ? error.standing : undefined,
    };
  }
}
