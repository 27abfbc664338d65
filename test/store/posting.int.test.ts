import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { LANES, laneOf } from '../../lambdas/domain/audit-chain.ts';
import { verifyChain } from '../../lambdas/domain/audit-verify.ts';
import { WriteConflict } from '../../lambdas/shared/errors.ts';
import { dynamoStores } from '../../lambdas/store/index.ts';
import type { Movement, TenantScope } from '../../lambdas/store/ports.ts';
import type { TableName } from '../../lambdas/store/schema.ts';
import { chainOf } from './contract/chain-of.ts';
import { event, MORNING, movement, posting, processIn, someTenant } from './samples.ts';
import { createTables, localDynamo } from './tables.ts';

/** Postings that meet, are in each other's way, or end halfway: what is counted does not depend on the machine. */

let tables: Record<TableName, string>;
beforeAll(async () => {
  tables = await createTables(localDynamo(inject('dynamodbEndpoint')));
});

/** A tenant whose day is open, so that a posting is nothing but its own calls. */
async function openedTenant(): Promise<TenantScope> {
  const tenant = someTenant();
  const approval = { at: MORNING, kind: 'approval', actor: 'u-1', body: {} };
  await writer().inventory.audit(tenant, { site: 'dc1', about: 'something else', ...approval });
  return tenant;
}

/** A function of its own: its client, what happens before each transaction it sends, and what it was seen to do. */
function writer(before: (transaction: number) => Promise<void> | void = () => {}) {
  const client = localDynamo(inject('dynamodbEndpoint'));
  const seen = { transactions: 0, queries: 0, waits: 0 };
  client.middlewareStack.add(
    (next, context) => async (args) => {
      if (context.commandName === 'QueryCommand') seen.queries += 1;
      if (context.commandName === 'TransactWriteItemsCommand') await before(++seen.transactions);
      return next(args);
    },
    { step: 'initialize', name: 'seen' },
  );
  const sleep = async () => {
    seen.waits += 1;
  };
  return { inventory: dynamoStores({ client, tables, sleep }).inventory, seen };
}

/** Lets writers send their transactions in rounds: nobody before everybody who still has one to send is ready. */
function inRounds(writers: number) {
  let active = writers;
  let ready: (() => void)[] = [];
  const go = () => {
    if (ready.length < active) return;
    for (const send of ready.splice(0)) send();
  };
  return {
    arrive: () =>
      new Promise<void>((resolve) => {
        ready = [...ready, resolve];
        go();
      }),
    leave: () => {
      active -= 1;
      go();
    },
  };
}

describe('writers of one site at once', () => {
  const WRITERS = 16;

  /** Each writer posts once for its process; gives the transactions all of them sent. */
  async function postAll(processOf: (index: number) => string): Promise<number> {
    const tenant = await openedTenant();
    const rounds = inRounds(WRITERS);
    const all = Array.from({ length: WRITERS }, (_, index) => ({
      index,
      effect: `w${index}`,
      sku: `SKU-${index}`,
    }));
    const counts = await Promise.all(
      all.map(async ({ index, effect, sku }) => {
        const { inventory, seen } = writer(rounds.arrive);
        const one = posting([movement(effect, { sku })], { processId: processOf(index) });
        expect((await inventory.post(tenant, one, () => [])).applied).toHaveLength(1);
        rounds.leave();
        return seen.transactions;
      }),
    );
    const { inventory } = writer();
    const chain = await chainOf(inventory, tenant);
    expect(await verifyChain(chain)).toMatchObject({ ok: true, entries: 2 + WRITERS });
    const posted = chain.flatMap(({ body }) => (body.movements ?? []) as Movement[]);
    expect(posted.map(({ effectKey }) => effectKey).sort()).toEqual(all.map(({ effect }) => effect).sort());
    for (const { sku } of all) {
      const { buckets, version } = await inventory.position(tenant, 'dc1', sku);
      expect([buckets.available, version]).toEqual([10, 1]);
    }
    return counts.reduce((sum, count) => sum + count, 0);
  }

  it('need a transaction each when their lanes differ, and wait for each other only in the same lane', async () => {
    const processes = Array.from({ length: WRITERS }, (_, index) => `receiving:S1/ASN-${100 + index}`);
    const oneLane = await postAll(() => 'receiving:S1/ASN-1');
    const asTheyCome = await postAll((index) => processes[index] ?? '');
    const apart = await postAll((index) => processIn(1 + (index % LANES)));

    // Of n writers in a lane one gets on each round, so all of them need n(n+1)/2 transactions.
    const inLanes = [...Map.groupBy(processes, laneOf).values()].map(
      ({ length }) => (length * (length + 1)) / 2,
    );
    const expected = inLanes.reduce((sum, transactions) => sum + transactions, 0);
    expect({ oneLane, asTheyCome, apart }).toEqual({ oneLane: 136, asTheyCome: expected, apart: WRITERS });
    expect(asTheyCome).toBeLessThan(oneLane / 4);
  });
});

describe('a posting', () => {
  const lines = (count: number) =>
    Array.from({ length: count }, (_, line) =>
      movement(`l-${line}`, { sku: `SKU-${line % 40}`, lot: `L${line}` }),
    );

  it('of 100 movements that is cut off between two batches goes on where it stopped', async () => {
    const tenant = await openedTenant();
    const cut = writer((transaction) => {
      if (transaction === 3) throw new Error('the function timed out');
    });
    const movements = lines(100);
    const announce = (applied: readonly Movement[]) => [event(tenant, applied[0]?.effectKey ?? '')];
    await expect(cut.inventory.post(tenant, posting(movements), announce)).rejects.toThrow('timed out');

    const { inventory, seen } = writer();
    const { applied, repeated } = await inventory.post(tenant, posting(movements), announce);
    expect([repeated, applied]).toEqual([movements.slice(0, 50), movements.slice(50)]);
    // The first batch is refused and says that an earlier try was here; the second is not sent again.
    expect(seen.transactions).toBe(3);
    const chain = await chainOf(inventory, tenant);
    const batches = chain
      .filter(({ kind }) => kind === 'posting')
      .map(({ body }) => body.movements as Movement[]);
    expect(batches).toEqual([0, 25, 50, 75].map((start) => movements.slice(start, start + 25)));
    const told = await inventory.eventsOf(tenant, 'S1/ASN-1');
    expect(told.map((row) => row.event.id).sort()).toEqual([
      'event-l-0',
      'event-l-25',
      'event-l-50',
      'event-l-75',
    ]);
    let available = 0;
    for (const sku of new Set(movements.map((one) => one.sku)))
      available += (await inventory.position(tenant, 'dc1', sku)).buckets.available;
    expect(available).toBe(100 * 10);
    expect(await verifyChain(chain)).toMatchObject({ ok: true });
  });

  /** What DynamoDB answers while another transaction holds an item. */
  const conflict = () =>
    new TransactionCanceledException({
      message: 'Transaction cancelled',
      $metadata: {},
      CancellationReasons: [{ Code: 'None' }, { Code: 'TransactionConflict' }, { Code: 'None' }],
    });

  it('waits while another transaction holds its position, and follows what came meanwhile', async () => {
    const tenant = await openedTenant();
    const other = writer().inventory;
    const { inventory, seen } = writer(async (transaction) => {
      if (transaction === 1) await other.post(tenant, posting([movement('theirs')]), () => []);
      if (transaction <= 3) throw conflict();
    });
    await inventory.post(tenant, posting([movement('ours')]), () => []);
    expect(seen).toMatchObject({ transactions: 4, waits: 3 });
    expect((await inventory.position(tenant, 'dc1', 'SKU-1')).buckets.available).toBe(20);
    expect(await verifyChain(await chainOf(inventory, tenant))).toMatchObject({ ok: true });
  });

  it('gives up with WriteConflict when it is held up for good', async () => {
    const tenant = await openedTenant();
    const { inventory } = writer(() => {
      throw conflict();
    });
    await expect(inventory.post(tenant, posting([movement('ours')]), () => [])).rejects.toThrow(
      WriteConflict,
    );
  });

  it('that loses follows the entry that was first, at once and without another read', async () => {
    const tenant = await openedTenant();
    const other = writer().inventory;
    const { inventory, seen } = writer(async (transaction) => {
      if (transaction === 2)
        await other.post(tenant, posting([movement('theirs', { sku: 'SKU-2' })]), () => []);
    });
    await inventory.post(tenant, posting([movement('first')]), () => []);
    const { queries } = seen;
    await inventory.post(tenant, posting([movement('ours')]), () => []);
    expect(seen).toEqual({ transactions: 3, queries: queries + 1, waits: 0 });
    expect(await verifyChain(await chainOf(inventory, tenant))).toMatchObject({ ok: true, entries: 2 + 3 });
  });

  it('from a machine whose clock is behind still comes after what moved its SKU before', async () => {
    const tenant = await openedTenant();
    const behind = dynamoStores({
      client: localDynamo(inject('dynamodbEndpoint')),
      tables,
      wallClock: () => new Date('2001-01-01'),
    }).inventory;
    await writer().inventory.post(tenant, posting([movement('a')], { processId: processIn(1) }), () => []);
    await behind.post(tenant, posting([movement('b')], { processId: processIn(2) }), () => []);
    const posted = (await chainOf(behind, tenant)).filter(({ kind }) => kind === 'posting');
    expect(posted.map(({ lane }) => lane)).toEqual([1, 2]);
    expect(posted[1]?.tick).toBe((posted[0]?.tick ?? 0) + 1);
  });
});
