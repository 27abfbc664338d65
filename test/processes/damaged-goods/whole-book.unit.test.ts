import { describe, expect, it } from 'vitest';
import { unitsBooked } from '../../../lambdas/domain/site-book.ts';
import { AdapterRejected, AdapterUnavailable } from '../../../lambdas/shared/errors.ts';
import { tenantScope } from '../../../lambdas/store/ports.ts';
import { Floor, SITE, TENANT } from './floor.ts';

/** What the ERP hears: what leaves its book, what becomes ours, and nothing of goods that stay what they are. */

const DOCK = { place: 'DOCK', bucket: 'damaged', packState: 'INTACT' } as const;
const inspected = { form: { inspectionId: 'INS-1' } };

async function fromAisle(option: string, form?: Record<string, unknown>) {
  const floor = await Floor.of();
  await floor.report({ packState: 'INTACT', supplierId: 'SUP-1' });
  await floor.answer('assess', option, form ? { form } : {});
  return floor;
}
/** Twelve units the dock counted as damaged: they were never received. */
async function fromDock(option: string, form?: Record<string, unknown>) {
  const floor = await Floor.of({ stock: { damaged: 12 } });
  await floor.report({ ...DOCK, supplierId: 'SUP-1' });
  await floor.answer('assess', option, form ? { form } : {});
  return floor;
}

describe('goods of the site', () => {
  it.each([
    ['DISPOSE', undefined, { OATS: -12 }],
    ['DONATE', { recipient: 'a food bank' }, { OATS: -12 }],
    ['RTV', undefined, { OATS: -12 }],
    ['DOWNGRADE', { toSku: 'OATS-B', recoveredMinor: 2_500 }, { OATS: -12, 'OATS-B': 12 }],
    ['FOUND_GOOD', { inspectionId: 'INS-1' }, {}],
  ])('%s', async (option, form, booked) => {
    const floor = await fromAisle(option, form);
    expect(floor.booked()).toEqual(booked);
    expect(await floor.cases()).toEqual([]);
  });

  it('REWORK back to stock changes their status, not the book', async () => {
    const floor = await fromAisle('REWORK');
    await floor.answer('rework', 'REWORKED', inspected);
    expect(await floor.buckets()).toMatchObject({ available: 100, damaged: 0 });
    expect(floor.fake('erp').effects()).toEqual({});
  });

  it('are kept in the book while a carrier is claimed for them', async () => {
    const floor = await Floor.of();
    await floor.report({ place: 'DOCK', notedOnDelivery: true, shipmentId: 'SHP-7' });
    await floor.answer('assess', 'CARRIER_CLAIM');
    expect(floor.booked()).toEqual({});
  });
});

describe('goods the dock found damaged', () => {
  it.each([
    ['DISPOSE', undefined, {}],
    ['RTV', undefined, {}],
    ['DOWNGRADE', { toSku: 'OATS-B', recoveredMinor: 2_500 }, { 'OATS-B': 12 }],
    ['FOUND_GOOD', { inspectionId: 'INS-1' }, { OATS: 12 }],
  ])('%s: the book held none of them', async (option, form, booked) => {
    const floor = await fromDock(option, form);
    expect(floor.booked()).toEqual(booked);
  });

  it('REWORK: they become ours', async () => {
    const floor = await fromDock('REWORK');
    await floor.answer('rework', 'REWORKED', inspected);
    expect(floor.booked()).toEqual({ OATS: 12 });
    expect(await floor.buckets()).toMatchObject({ available: 12, damaged: 0 });
  });
});

it.each([
  ['aisle', fromAisle],
  ['dock', fromDock],
] as const)(
  'documents name the effects of the ledger, with the units it says are booked: %s',
  async (_where, from) => {
    const floor = await from('DOWNGRADE', { toSku: 'OATS-B', recoveredMinor: 0 });
    const { inventory } = floor.world.stores;
    const told = [];
    for (const sku of ['OATS', 'OATS-B']) {
      const { rows } = await inventory.ledger(tenantScope(TENANT), SITE, sku, { limit: 10 });
      const own = rows.filter(({ effectKey }) => effectKey.startsWith('damaged-goods:'));
      told.push(...own.map((entry) => ({ sku, effectKey: entry.effectKey, quantity: unitsBooked(entry) })));
    }
    const { postings } = floor.fake('erp').state() as { postings: object[] };
    const due = told.filter(({ quantity }) => quantity !== 0);
    expect(postings).toHaveLength(due.length);
    expect(postings).toEqual(due.map((line) => expect.objectContaining(line)));
  },
);

describe('an ERP', () => {
  const strike = (floor: Floor, call: string, error: Error) => {
    floor.world.fault = (moment, name) => {
      if (moment === 'before' && name === call) throw error;
    };
  };

  it('that refuses has the disposition taken back, and the question is asked again', async () => {
    const floor = await Floor.of();
    await floor.report();
    strike(floor, 'erp.postStockAdjustment', new AdapterRejected('period closed'));
    await floor.answer('assess', 'DISPOSE');
    expect(await floor.buckets()).toMatchObject({ available: 88, damaged: 12 });
    expect(floor.standing('finance', 'writeOffs')).toEqual([]);
    expect(floor.fake('wms').effects()).toEqual({ changeStockStatus: 2, revertStockStatus: 1 });
    expect(await floor.cases()).toEqual(['INTEGRATION_REJECTED', 'POSTING_FAILED']);
    expect(await floor.openSteps()).toEqual(['assess']);
  });

  it('has its adjustment reversed when finance refuses the write-off', async () => {
    const floor = await Floor.of();
    await floor.report();
    strike(floor, 'finance.writeOffStock', new AdapterRejected('period closed'));
    await floor.answer('assess', 'DISPOSE');
    expect(floor.fake('erp').effects()).toEqual({ postStockAdjustment: 1, reverseStockAdjustment: 1 });
    expect(floor.booked()).toEqual({ OATS: 0 });
    expect(await floor.buckets()).toMatchObject({ available: 88, damaged: 12 });
  });

  it('that is away is told with the same key when it is back', async () => {
    const floor = await Floor.of();
    await floor.report();
    strike(floor, 'erp.postStockAdjustment', new AdapterUnavailable('away'));
    await floor.answer('assess', 'DISPOSE');
    expect(await floor.row()).toMatchObject({ state: 'WAITING_PARTNER' });
    floor.world.fault = () => {};
    await floor.world.advance(60);
    expect(floor.booked()).toEqual({ OATS: -12 });
    expect(await floor.row()).toMatchObject({ state: 'CLOSED', outcome: 'disposed' });
  });
});
