import { describe, expect, it } from 'vitest';
import { ReceiptPosted } from '../../../events/inbound.ts';
import { tenantScope } from '../../../lambdas/store/ports.ts';
import { sample } from '../../events/samples.ts';
import { freeze } from '../support/freeze.ts';
import { DAMAGE, Floor, MANAGER, SITE, SUPERVISOR, TENANT } from './floor.ts';

/** A damage from its report to its end: what moves, who is asked, what the systems and the bus hear. */

const usd = (minor: number) => ({ minor, currency: 'USD' });

describe('goods nobody can use anymore', () => {
  it('are out of reach at once, valued, decided, written off and closed, in at most 12 transitions', async () => {
    const floor = await Floor.of();
    await floor.report();
    expect(await floor.buckets()).toMatchObject({ available: 88, damaged: 12, free: 88 });
    expect(floor.fake('wms').state()).toMatchObject({
      stock: expect.arrayContaining([expect.objectContaining({ status: 'damaged', quantity: 12 })]),
    });
    expect(floor.fake('ecommerce').state()).toMatchObject({
      listings: [{ published: 88 }, { published: 100 }],
    });
    expect(floor.published('DamageQuarantined')).toMatchObject([
      { damageId: DAMAGE, from: 'available', short: 0, orders: [] },
    ]);
    expect(floor.published('DamageAssessed')).toMatchObject([
      { party: 'SITE', value: usd(6_000), missing: [] },
    ]);
    expect(await floor.row()).toMatchObject({ state: 'REVIEW', waiting: true });
    expect(await floor.openSteps()).toEqual(['assess']);

    await floor.answer('assess', 'DISPOSE');
    expect(await floor.row()).toMatchObject({ state: 'CLOSED', outcome: 'disposed' });
    expect(await floor.buckets()).toMatchObject({ available: 88, damaged: 0 });
    expect(floor.standing('finance', 'writeOffs')).toMatchObject([
      { amount: usd(6_000), account: 'DAMAGE_DISPOSE' },
    ]);
    expect(floor.published('DamageClosed')).toMatchObject([
      {
        disposition: 'DISPOSE',
        writtenOff: usd(6_000),
        adjustments: [
          { reason: 'AU', from: 'available', to: 'damaged', quantity: 12 },
          { reason: '07', from: 'damaged', to: null, quantity: 12 },
        ],
      },
    ]);
    const [{ run } = { run: { entered: [] } }] = [...floor.world.runs.values()];
    expect(run.entered.length).toBeLessThanOrEqual(12);
    expect(await floor.cases()).toEqual([]);
    expect(await floor.problems()).toEqual([]);
  });

  it('name the orders whose reserved units are gone, and only those', async () => {
    const inside = await Floor.of({ stock: { available: 20 } });
    await inside.reserve('SO-1', 8);
    await inside.report();
    expect(inside.published('DamageQuarantined')).toMatchObject([{ short: 0, orders: [] }]);

    const outside = await Floor.of({ stock: { available: 20 } });
    await outside.reserve('SO-1', 9);
    await outside.report({ orderId: 'SO-4' });
    expect(outside.published('DamageQuarantined')).toMatchObject([
      {
        short: 1,
        orders: [
          { orderId: 'SO-1', orderLineId: 'SO-1-1', reserved: 9 },
          { orderId: 'SO-4', reserved: 0 },
        ],
      },
    ]);
    expect(outside.fake('ecommerce').state()).toMatchObject({ listings: [{ published: 0 }, {}] });
  });

  it('are looked for when they are not where the books have them: a case and a count, never a negative bucket', async () => {
    const floor = await Floor.of({ stock: { available: 11 } });
    await floor.report();
    expect(await floor.buckets()).toMatchObject({ available: 11, damaged: 0 });
    expect(await floor.row()).toMatchObject({ state: 'STOCK_MISSING' });
    expect(await floor.cases()).toEqual(['DAMAGE_NOT_FOUND']);
    expect(floor.published('CountRequested')).toMatchObject([{ sku: 'OATS', trigger: 'DAMAGE' }]);
    await floor.put('available', 12);
    await floor.answer('stock', 'RETRY', { by: MANAGER });
    expect(await floor.buckets()).toMatchObject({ available: 11, damaged: 12 });
    expect(await floor.row()).toMatchObject({ state: 'REVIEW' });
  });

  it('end as not found when somebody says so', async () => {
    const floor = await Floor.of({ stock: { available: 11 } });
    await floor.report();
    await floor.answer('stock', 'NOT_FOUND', { by: MANAGER });
    expect(await floor.row()).toMatchObject({ state: 'CLOSED', outcome: 'not-found' });
    expect(floor.published('DamageClosed')).toMatchObject([{ outcome: 'not-found', adjustments: [] }]);
    expect(await floor.buckets()).toMatchObject({ available: 11, damaged: 0 });
  });

  it.each(['hold', 'quarantine'] as const)(
    'are taken from %s too, and the shop need not hear of it',
    async (bucket) => {
      const floor = await Floor.of({ stock: { [bucket]: 12 } });
      await floor.report({ bucket });
      expect(await floor.buckets()).toMatchObject({ [bucket]: 0, damaged: 12 });
      expect(floor.fake('ecommerce').effects()).toEqual({});
    },
  );

  it('that left the building are in no bucket: nothing moves, nothing is written off', async () => {
    const floor = await Floor.of();
    await floor.report({
      bucket: undefined,
      place: 'CUSTOMER',
      packState: 'WET',
      shipmentId: 'SHP-7',
    });
    expect(await floor.buckets()).toMatchObject({ available: 100, damaged: 0 });
    expect((await floor.task('assess')).options.map(({ code }) => code)).toEqual([
      'CARRIER_CLAIM',
      'DISPOSE',
      'FOUND_GOOD',
    ]);
    await floor.answer('assess', 'CARRIER_CLAIM');
    expect(floor.standing('tms', 'claims')).toMatchObject([{ shipmentId: 'SHP-7', amount: usd(6_000) }]);
    expect(floor.standing('finance', 'writeOffs')).toEqual([]);
    await floor.answer('claim', 'FILED', { form: { reference: 'C-77' } });
    expect(floor.published('ClaimFiled')).toMatchObject([
      { against: 'CARRIER', claimId: 'C-77', filedBy: SUPERVISOR },
    ]);
    await floor.answer('claim', 'SETTLED', { form: { paidMinor: 5_000 } });
    expect(await floor.row()).toMatchObject({ state: 'CLOSED', outcome: 'claimed' });
    expect(floor.published('DamageClosed')).toMatchObject([{ recovered: usd(5_000) }]);
  });
});

describe('damage the dock counted', () => {
  const posted = sample<typeof ReceiptPosted.data._zod.output>('ReceiptPosted').data;
  const lines = [
    {
      line: 1,
      sku: 'OATS',
      quantity: 40,
      bucket: 'available',
      effectKey: 'receiving:S/A#to-available#1-1',
      value: usd(0),
    },
    {
      line: 1,
      sku: 'OATS',
      quantity: 12,
      bucket: 'damaged',
      effectKey: 'receiving:S/A#to-damaged#1-2',
      value: usd(0),
    },
  ];

  it('starts one process for each damaged line, whose stock stays where it lies', async () => {
    const floor = await Floor.of({ stock: { available: 40, damaged: 12 } });
    const event = floor.event(ReceiptPosted, { ...posted, lines });
    await floor.tell(event, event);
    expect(floor.world.runs.size).toBe(1);
    floor.processId = 'damaged-goods:receiving:S/A:to-damaged:1-2';
    expect(await floor.buckets()).toMatchObject({ available: 40, damaged: 12 });
    expect(floor.fake('wms').effects()).toEqual({});
    expect(await floor.row()).toMatchObject({ state: 'AWAITING_EVIDENCE', site: SITE });
    const [{ formSchema } = {}] = (await floor.task('evidence')).options;
    expect(formSchema).toMatchObject({ required: ['photo', 'foundBy', 'packState'] });
    await floor.answer('evidence', 'PROVIDED', {
      form: {
        photo: 'p-1',
        foundBy: 'dock-2',
        packState: 'CRUSHED',
        notedOnDelivery: true,
        shipmentId: 'SHP-7',
      },
    });
    expect(floor.published('DamageAssessed')).toMatchObject([
      { party: 'SITE', missing: ['photo', 'finder', 'packState'] },
      { party: 'CARRIER', missing: [], evidence: ['p-1'], claimUntil: '2026-12-02T15:00:00.000Z' },
    ]);
    expect((await floor.task('assess')).excluded).toEqual(['dock-2']);
  });

  it('starts nothing for a receipt without damage', async () => {
    const floor = await Floor.of();
    await floor.tell(floor.event(ReceiptPosted, { ...posted, lines: lines.slice(0, 1) }));
    expect(floor.world.runs.size).toBe(0);
  });
});

describe('a site that is not cut over', () => {
  it('decides in shadow and touches nothing', async () => {
    const floor = await Floor.of({ level: 'shadow' });
    await floor.report();
    expect(await floor.row()).toMatchObject({ state: 'CLOSED', outcome: 'shadow' });
    expect(await floor.buckets()).toMatchObject({ available: 100, damaged: 0 });
    expect(await floor.tasks()).toEqual([]);
    expect(await floor.decisions('assess')).toMatchObject([{ result: { party: 'SITE', value: usd(6_000) } }]);
    for (const system of ['wms', 'ecommerce', 'finance', 'tms'] as const)
      expect(floor.fake(system).effects()).toEqual({});
  });

  it.each(['DONE', 'DONE_OTHERWISE'])('advises one person, who says %s', async (option) => {
    const floor = await Floor.of({ level: 'advise' });
    await floor.report();
    expect(await floor.openSteps()).toEqual(['proposal']);
    await floor.answer('proposal', option);
    expect(await floor.row()).toMatchObject({ state: 'CLOSED', outcome: 'advise' });
    expect(await floor.buckets()).toMatchObject({ available: 100, damaged: 0 });
  });
});

it('waits with a deadline for an item the ERP does not know, blocked all the same', async () => {
  const floor = await Floor.of({ unknownItem: true });
  await floor.report();
  expect(await floor.buckets()).toMatchObject({ damaged: 12 });
  expect(await floor.row()).toMatchObject({
    state: 'REVIEW',
    waiting: true,
    dueAt: '2026-03-03T15:00:00.000Z',
  });
  expect(await floor.cases()).toEqual(['CHECK_FAILED']);
});

it('tells the shop of no unit a count doubts, so that damage does not lift its freeze', async () => {
  const floor = await Floor.of();
  await freeze(floor.world, tenantScope(TENANT), SITE, 'OATS', { expected: 100, counted: 70 });
  await floor.report();
  expect(floor.fake('ecommerce').state()).toMatchObject({
    listings: [{ published: 58 }, { published: 100 }],
  });
});
