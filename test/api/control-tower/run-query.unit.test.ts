import { OperationTypeNode } from 'graphql';
import { beforeEach, describe, expect, it } from 'vitest';
import { runQuery } from '../../../lambdas/api/control-tower/run-query.ts';
import { schema } from '../../../lambdas/api/control-tower/schema.ts';
import type { Principal } from '../../../lambdas/api/principal.ts';
import type { Stores } from '../../../lambdas/store/ports.ts';
import { counted, looker, NOW, rival, stockedTower } from './stocked.ts';

let stores: Stores;
beforeEach(async () => {
  stores = await stockedTower();
});

const ask = (
  query: string,
  who: Principal = looker(),
  more: { variables?: Record<string, unknown>; introspection?: boolean } = {},
) =>
  runQuery(
    who,
    { query, variables: more.variables },
    { stores, clock: () => NOW, introspection: more.introspection ?? true },
  );
const at = (fields: string, sites = '["dc1"]') =>
  `{ product(sku: "SKU-1") { positions(sites: ${sites}) { ${fields} } } }`;
/** The one position of an answer. */
// biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever was answered
const position = (answer: { data?: unknown }) => (answer.data as any).product.positions[0];
const codes = (answer: { errors?: readonly { extensions?: Record<string, unknown> }[] }) =>
  answer.errors?.map(({ extensions }) => extensions?.code);

const WHOLE = `
  site onHand usable reserved inTransit onOrder frozen
  atp(days: 5) { date quantity } lots { lot available free }
  openProcesses { processId state cases { caseId } } cases { caseId process { processId } }
  ordersAtRisk { risk orderId orderLineId quantity reason process { process } }
  lastEvents { type data } channels { channel published sellable } drift { class published processId }`;

describe('an item at a site', () => {
  it('has its units by what they are', async () => {
    expect(await ask(at('site onHand usable reserved inTransit onOrder frozen'))).toEqual({
      data: {
        product: {
          positions: [
            { site: 'dc1', onHand: 12, usable: 10, reserved: 4, inTransit: 0, onOrder: 6, frozen: 3 },
          ],
        },
      },
    });
  });

  it('can be promised day by day: what is free and not in doubt, and what comes', async () => {
    // 10 usable, 4 reserved, 2 of the 3 frozen ones were not found; 6 come on Thursday.
    expect(position(await ask(at('atp(days: 5) { date quantity }'))).atp).toEqual([
      { date: '2026-03-02', quantity: 4 },
      { date: '2026-03-03', quantity: 4 },
      { date: '2026-03-04', quantity: 4 },
      { date: '2026-03-05', quantity: 10 },
      { date: '2026-03-06', quantity: 10 },
    ]);
  });

  it('is on order no longer once a receipt of the order has ended', async () => {
    const row = {
      processId: 'receiving:S1/A',
      process: 'receiving',
      businessKey: 'S1/A',
      site: 'dc1',
      state: 'OPENED',
      mode: 'act',
      generation: 1,
      correlationId: 'c',
      at: NOW,
      facts: {},
    } as const;
    await stores.processes.open(
      looker().tenant,
      row,
      [{ kind: 'po', value: 'PO-7' }],
      { key: 'open', name: 'open', at: NOW },
      [],
    );
    expect(position(await ask(at('onOrder'))).onOrder).toBe(6);
    await stores.processes.change(looker().tenant, row.processId, {
      at: NOW,
      state: 'CLOSED',
      closedAt: NOW,
      dueAt: null,
    });
    expect(position(await ask(at('onOrder'))).onOrder).toBe(0);
  });

  it('has lots, open processes with their cases, and what happened last', async () => {
    const found = position(
      await ask(
        at(
          'lots { lot available free } openProcesses { processId cases { caseId process { processId } } } lastEvents { type }',
        ),
      ),
    );
    expect(found.lots).toEqual([
      { lot: 'L1', available: 10, free: 10 },
      { lot: 'L2', available: 0, free: 0 },
    ]);
    const exception = found.openProcesses.find(
      ({ processId }: { processId: string }) => processId === 'fulfillment-exception:O-1/E-1',
    );
    expect(exception.cases).toEqual([
      { caseId: 'case-1', process: { processId: 'fulfillment-exception:O-1/E-1' } },
    ]);
    expect(found.lastEvents).toEqual([{ type: 'InventoryDriftDetected' }]);
  });

  it('names the orders in danger, the worst first', async () => {
    expect(
      position(await ask(at('ordersAtRisk { risk orderId orderLineId process { process } }'))).ordersAtRisk,
    ).toEqual([
      { risk: 'EXCEPTION', orderId: 'O-1', orderLineId: null, process: { process: 'fulfillment-exception' } },
      { risk: 'WAITING', orderId: null, orderLineId: 'O-9/1', process: null },
      { risk: 'PROMISE', orderId: 'O-2', orderLineId: null, process: { process: 'order-promise' } },
    ]);
  });

  it('says what its channel shows and what it drifted by', async () => {
    expect(
      position(
        await ask(
          at(
            'channels { channel published sellable asOf } drift { class position published foundAt processId }',
          ),
        ),
      ),
    ).toEqual({
      channels: [{ channel: 'ecommerce', published: 9, sellable: 4, asOf: NOW }],
      drift: {
        class: 'PUBLISH_LAG',
        position: 12,
        published: 9,
        foundAt: NOW,
        processId: 'position-reconciliation:R-1',
      },
    });
  });
});

describe('another tenant', () => {
  it('sees nothing of this one, and this one nothing of it, though site and item are called the same', async () => {
    const theirs = position(await ask(at(WHOLE), looker({ tenant: rival })));
    expect(theirs).toMatchObject({
      onHand: 77,
      reserved: 0,
      onOrder: 0,
      openProcesses: [],
      cases: [],
      ordersAtRisk: [],
      lastEvents: [],
      channels: [],
      drift: null,
    });
    expect(position(await ask(at('onHand')))).toEqual({ onHand: 12 });
  });
});

describe('what was not granted', () => {
  const north = looker({ sites: ['dc2'] });
  it('a site is refused by name, whether it exists or not', async () => {
    for (const site of ['dc1', 'nowhere'])
      expect(codes(await ask(at('onHand', `["${site}"]`), north))).toEqual(['FORBIDDEN']);
  });
  it('sites are left out where none was named', async () => {
    const answer = await ask('{ product(sku: "SKU-1") { positions { site } } }', north);
    expect(answer).toEqual({ data: { product: { positions: [{ site: 'dc2' }] } } });
  });
  it('processes are not shown, nor whatever hangs on them', async () => {
    const counter = looker({ processes: ['cycle-count'] });
    const found = position(
      await ask(at('openProcesses { process } cases { caseId } ordersAtRisk { risk }'), counter),
    );
    expect(found).toEqual({
      openProcesses: [{ process: 'cycle-count' }],
      cases: [],
      ordersAtRisk: [{ risk: 'WAITING' }],
    });
  });
  it('a client gets only what its token was issued for, field by field', async () => {
    const client = looker({ kind: 'client', scopes: ['inventory:read'] });
    expect(await ask(at('onHand'), client)).toEqual({ data: { product: { positions: [{ onHand: 12 }] } } });
    for (const field of [
      'openProcesses { state }',
      'cases { caseId }',
      'ordersAtRisk { risk }',
      'lastEvents { id }',
      'drift { class }',
    ])
      expect(codes(await ask(at(field), client)), field).toEqual(['FORBIDDEN']);
  });
});

describe('the stores', () => {
  const everywhere = `{ product(sku: "SKU-1") { positions(first: 5) { ${WHOLE} again: onHand more: usable } } }`;
  it('are asked once for each thing, however many fields want it', async () => {
    const watched = counted(stores);
    const answer = await runQuery(
      looker(),
      { query: everywhere },
      { stores: watched.stores, clock: () => NOW, introspection: false },
    );
    expect(answer.errors).toBeUndefined();
    const times = Object.fromEntries(
      Object.entries(Object.groupBy(watched.calls, (name) => name)).map(([name, calls = []]) => [
        name,
        calls.length,
      ]),
    );
    expect(times).toMatchObject({ 'tenants.current': 1, 'backorders.stock': 5, 'backorders.queued': 5 });
    // By the item once, by its purchase order once, by two orders with reservations.
    expect(times['processes.search']).toBe(4);
    expect(watched.calls.length).toBeLessThanOrEqual(60);
  });
  it('are not written to', async () => {
    const watched = counted(stores);
    await runQuery(
      looker(),
      { query: everywhere },
      { stores: watched.stores, clock: () => NOW, introspection: false },
    );
    expect([...new Set(watched.calls)].toSorted()).toEqual([
      'backorders.queued',
      'backorders.stock',
      'inventory.eventsOf',
      'processes.announced',
      'processes.get',
      'processes.search',
      'tenants.current',
      'work.case',
      'work.casesOf',
    ]);
  });
});

describe('limits', () => {
  const nested = (levels: number): string =>
    levels === 0 ? 'caseId' : `process { cases { ${nested(levels - 1)} } }`;
  it('let through a query eight fields deep, and no deeper', async () => {
    // product, positions, cases, process, cases, process, cases, caseId
    expect(
      (await ask(`{ product(sku: "SKU-1") { positions(first: 1) { cases(first: 1) { ${nested(2)} } } } }`))
        .errors,
    ).toBeUndefined();
    const deeper = await ask(
      `{ product(sku: "SKU-1") { positions(first: 1) { cases(first: 1) { process { cases { process { cases { process { state } } } } } } } } }`,
    );
    expect(codes(deeper)).toEqual(['TOO_DEEP']);
    expect(deeper).not.toHaveProperty('data');
    expect(deeper.errors?.[0]?.message).toContain('is 9 fields deep');
  });
  it('refuse a flood of aliases, and name what it would cost', async () => {
    const flood = Array.from(
      { length: 60 },
      (_, n) => `a${n}: product(sku: "S${n}") { positions { cases { caseId } } }`,
    );
    const answer = await ask(`{ ${flood.join(' ')} }`);
    // Each: a product, 5 positions with 10 cases each, and a leaf.
    expect(answer.errors?.[0]?.extensions).toEqual({
      code: 'TOO_COSTLY',
      cost: 60 * (1 + 5 * (1 + 10) + 1),
      limit: 1_000,
    });
    expect(answer.errors?.[0]?.message).toContain('may cost 3420');
    expect(answer).not.toHaveProperty('data');
  });
  it('count lists at every level, by literals, variables and defaults alike', async () => {
    const query =
      'query($n: Int! = 50) { product(sku: "SKU-1") { positions(first: $n) { lots(first: 20) { lot } } } }';
    expect(codes(await ask(query))).toEqual(['TOO_COSTLY']);
    expect(codes(await ask(query, looker(), { variables: { n: 5 } }))).toBeUndefined();
  });
  it('count a fragment as often as it is spread', async () => {
    const spread = Array.from({ length: 20 }, (_, n) => `p${n}: product(sku: "S${n}") { ...all }`);
    const answer = await ask(
      `{ ${spread.join(' ')} } fragment all on Product { positions { cases { caseId } } }`,
    );
    expect(answer.errors?.[0]?.extensions).toMatchObject({ code: 'TOO_COSTLY', cost: 20 * 57 });
  });
  it('hold for fragments that multiply by each other, without going through them all', async () => {
    const doubled = Array.from(
      { length: 40 },
      (_, n) => `fragment f${n} on Position { ...f${n + 1} ... on Position { ...f${n + 1} } }`,
    );
    const answer = await ask(
      `{ product(sku: "SKU-1") { positions(first: 1) { ...f0 } } } ${doubled.join(' ')} fragment f40 on Position { lots(first: 1) { lot } }`,
    );
    expect(codes(answer)).toEqual(['TOO_COSTLY']);
  });
  it('refuse fragments that go round in circles', async () => {
    const answer = await ask(
      '{ product(sku: "S") { ...a } } fragment a on Product { ...b } fragment b on Product { ...a }',
    );
    expect(codes(answer)).toEqual(['BAD_QUERY']);
    expect(answer.errors?.[0]?.message).toContain('fragment "a"');
  });
  it.each([0, -1, 101])('refuse a list of %i entries', async (first) => {
    expect(codes(await ask(`{ product(sku: "S") { positions(first: ${first}) { site } } }`))).toEqual([
      'BAD_LIST_SIZE',
    ]);
  });
  it('refuse a document of too many words', async () => {
    const answer = await ask(`{ ${Array.from({ length: 2_000 }, (_, n) => `a${n}: __typename`).join(' ')} }`);
    expect(answer.errors?.[0]?.message).toContain('2000 tokens');
  });
});

describe('the schema', () => {
  it('can only be read by: it has no mutation and no subscription', () => {
    expect(schema.getRootType(OperationTypeNode.MUTATION)).toBeUndefined();
    expect(schema.getRootType(OperationTypeNode.SUBSCRIPTION)).toBeUndefined();
  });
  it('refuses whoever wants to change something', async () => {
    expect(codes(await ask('mutation { product(sku: "S") { sku } }'))).toEqual(['BAD_QUERY']);
  });
  it('is told to whoever asks, unless the stage says no', async () => {
    const query = '{ __schema { queryType { name } } }';
    expect((await ask(query)).data).toEqual({ __schema: { queryType: { name: 'Query' } } });
    expect(codes(await ask(query, looker(), { introspection: false }))).toEqual(['BAD_QUERY', 'BAD_QUERY']);
  });
});

describe('errors', () => {
  it('say what is wrong with the query', async () => {
    expect((await ask('{ produkt }')).errors?.[0]).toMatchObject({
      message: expect.stringContaining('produkt'),
      extensions: { code: 'BAD_QUERY' },
    });
    expect(codes(await ask('{ product(sku: '))).toEqual(['BAD_QUERY']);
    expect(codes(await ask('query($s: ID!) { product(sku: $s) { sku } }'))).toEqual(['BAD_QUERY']);
  });
  it('nobody foresaw are masked', async () => {
    stores = {
      ...stores,
      backorders: { ...stores.backorders, stock: () => Promise.reject(new Error('secret host 10.0.0.1')) },
    };
    const answer = await ask(at('onHand'));
    expect(codes(answer)).toEqual(['INTERNAL']);
    expect(JSON.stringify(answer)).not.toContain('secret');
  });
});
