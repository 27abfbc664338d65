import { describe, expect, it } from 'vitest';
import { BackorderQueued } from '../../../events/backorder.ts';
import { ReceiptPosted, ReceiptReversed } from '../../../events/inbound.ts';
import { InventoryPositionChanged } from '../../../events/inventory.ts';
import { PutawayAssigned, PutawayCompleted, PutawayQueued } from '../../../events/putaway.ts';
import { seededLine, seededOrder } from '../../adapters/oms/orders.ts';
import { Dock, LPN, SITE } from './dock.ts';

const EFFECT = 'receiving:SUP/ASN-1#to-available#1-1';

async function opened(setting: Parameters<typeof Dock.open>[0] = {}): Promise<Dock> {
  const dock = await Dock.open(setting);
  dock.item();
  dock.bins({}, { bin: 'C-02', distance: 20 });
  return dock;
}

const line = (effectKey: string, bucket: string, quantity = 100) => ({
  line: 1,
  sku: 'OATS',
  quantity,
  bucket,
  effectKey,
  value: { minor: 1, currency: 'USD' },
});
const posted = (dock: Dock, ...lines: ReturnType<typeof line>[]) =>
  dock.event(ReceiptPosted, 'SUP/ASN-1', { supplierId: 'SUP', documentId: 'D', lines });
const moved = (dock: Dock, reasonCode: string, delta: number, bucket: 'available' | 'hold' = 'available') =>
  dock.event(InventoryPositionChanged, 'RMA-1', {
    documentId: 'D',
    reasonCode,
    changes: [{ sku: 'OATS', bucket, delta, effectKey: EFFECT }],
  });
const started = (dock: Dock) => [...dock.world.runs.values()].length;

describe('a putaway begins', () => {
  it('for a receipt line that went on sale, and for no other line', async () => {
    const dock = await opened();
    dock.load({ loadId: EFFECT });
    await dock.publish(
      posted(dock, line(EFFECT, 'available'), line('x', 'quarantine'), line('y', 'damaged')),
    );
    expect(started(dock)).toBe(1);
    expect(dock.open()).toEqual({ [EFFECT]: 'C-01' });
    await dock.scan('C-01', { loadId: EFFECT });
    expect((await dock.row(EFFECT)).outcome).toBe('stored');
    expect(await dock.problems()).toEqual([]);
  });

  it('for each license plate of a receipt line, once, whoever names it', async () => {
    const dock = await opened();
    dock.load({ postedAs: EFFECT });
    dock.load({ loadId: 'LPN-2', postedAs: EFFECT });
    await dock.queue('LPN-2');
    await dock.publish(posted(dock, line(EFFECT, 'available')));
    expect((await dock.row(EFFECT)).outcome).toBe('split');
    expect(
      dock
        .published(PutawayQueued)
        .map(({ lpn }) => lpn)
        .sort(),
    ).toEqual([LPN, 'LPN-2', 'LPN-2']);
    expect(dock.open()).toEqual({ 'LPN-2': 'C-01', [LPN]: 'C-02' });
    expect(started(dock)).toBe(3);
    expect(await dock.problems()).toEqual([]);
  });

  it('for a return that went on sale again, and for no other movement', async () => {
    const dock = await opened();
    dock.load({ loadId: EFFECT });
    await dock.publish(
      moved(dock, 'RECEIPT', 5),
      moved(dock, 'RESTOCK', -5),
      moved(dock, 'RESTOCK', 5, 'hold'),
    );
    expect(started(dock)).toBe(0);
    await dock.publish(moved(dock, 'RESTOCK', 5));
    expect(dock.open()).toEqual({ [EFFECT]: 'C-01' });
  });

  it('again when a plate that was stored is staged again, and not when its old news come again', async () => {
    const dock = await opened();
    dock.load();
    const first = dock.queued(LPN, 'queued-1');
    await dock.publish(first);
    await dock.scan('C-01');
    await dock.publish(first);
    expect(started(dock)).toBe(1);
    await dock.world.advance(60);
    dock.load();
    await dock.queue();
    expect(started(dock)).toBe(2);
    await dock.scan('C-02');
    expect((await dock.row(LPN, 2)).outcome).toBe('stored');
    expect(dock.published(PutawayCompleted)).toHaveLength(2);
    expect(await dock.problems()).toEqual([]);
  });

  it('is over at once for a load that is stored already', async () => {
    const dock = await opened();
    dock.load({ state: 'stored' });
    await dock.queue();
    expect((await dock.row()).outcome).toBe('stored');
    expect(dock.floor()).toEqual([]);
  });
});

describe('a load nobody knows', () => {
  it.each([
    [239, 'WAITING_LOAD', []],
    [240, 'PARKED', ['LOAD_MISSING']],
  ])('after %i minutes: %s', async (minutes, state, cases) => {
    const dock = await opened();
    await dock.queue();
    for (let passed = 0; passed < minutes; passed += 15)
      await dock.world.advance(Math.min(15, minutes - passed));
    expect((await dock.row()).state).toBe(state);
    expect(await dock.cases()).toEqual(cases);
    expect(await dock.problems()).toEqual([]);
  });

  it('is put away when it shows up', async () => {
    const dock = await opened();
    await dock.queue();
    dock.load();
    await dock.world.advance(15);
    expect(dock.open()).toEqual({ [LPN]: 'C-01' });
  });

  it('is one whose item no system knows', async () => {
    const dock = await Dock.open();
    dock.bins({});
    dock.load();
    await dock.queue();
    for (let quarter = 0; quarter < 16; quarter++) await dock.world.advance(15);
    expect((await dock.row()).outcome).toBe('load-missing');
  });
});

describe('the rank', () => {
  it('is computed again every 15 minutes, not before, and the floor hears of it', async () => {
    const dock = await opened();
    dock.load();
    await dock.queue();
    const ranks = () => dock.floor().map(({ rank }) => rank);
    const before = ranks();
    await dock.world.advance(14);
    expect(ranks()).toEqual(before);
    await dock.world.advance(1);
    expect(ranks()).not.toEqual(before);
    expect((await dock.row()).facts.rank?.score).toBe(3_000 + 3_125);
    await dock.world.advance(16);
    expect((await dock.row()).facts.rank?.score).toBe(3_000 + 6_458);
  });

  it('is computed again at once when an order begins to wait for the item', async () => {
    const dock = await opened();
    dock.load();
    await dock.queue();
    const waiting = seededLine('L-1', 50, { sku: 'OATS', site: SITE });
    dock.fake('oms').seed({ orders: [seededOrder('O-1', [waiting])] });
    await dock.publish(
      dock.event(BackorderQueued, 'L-1', {
        orderId: 'O-1',
        orderLineId: 'L-1',
        sku: 'OATS',
        site: SITE,
        quantity: 50,
        policy: 'PRIORITY',
        rank: 1,
        supplyEventId: 'e',
      }),
    );
    expect((await dock.row()).facts.rank).toMatchObject({ class: 'P0', score: 23_000 });
    expect(dock.floor()[0]?.rank).toMatch(/^P0/);
    expect(dock.published(PutawayAssigned)).toHaveLength(1);
  });
});

describe('goods that are taken back', () => {
  const reversed = (dock: Dock) =>
    dock.event(ReceiptReversed, 'SUP/ASN-1', {
      supplierId: 'SUP',
      documentId: 'D',
      reason: 'recount',
      lines: [line(`${EFFECT}/undo`, 'available', -100)],
    });

  it('go back to staging: the task is cancelled and the bin is free', async () => {
    const dock = await opened();
    dock.load({ loadId: EFFECT });
    await dock.publish(posted(dock, line(EFFECT, 'available')));
    expect(await dock.reserved('C-01')).toHaveLength(1);
    await dock.publish(reversed(dock));
    expect(dock.floor()).toMatchObject([{ state: 'cancelled' }]);
    expect(await dock.reserved('C-01')).toEqual([]);
    expect((await dock.row(EFFECT)).outcome).toBe('withdrawn');
    expect(await dock.problems()).toEqual([]);
  });

  it('are never put away when the news overtake the receipt', async () => {
    const dock = await opened();
    dock.load({ loadId: EFFECT });
    await dock.publish(reversed(dock));
    await dock.publish(posted(dock, line(EFFECT, 'available')));
    expect((await dock.row(EFFECT)).outcome).toBe('withdrawn');
    expect(dock.open()).toEqual({});
    expect(await dock.reserved('C-01')).toEqual([]);
  });
});

describe('below the level act', () => {
  it('shadow decides, records it, and touches nothing', async () => {
    const dock = await opened({ level: 'shadow' });
    dock.load();
    await dock.queue();
    expect((await dock.row()).outcome).toBe('shadow');
    expect(dock.fake('wms').effects()).toEqual({});
    expect(await dock.reserved('C-01')).toEqual([]);
    const steps = await dock.world.stores.processes.steps(dock.tenant, (await dock.row()).processId);
    const [record] = steps.flatMap(({ decisions }) => decisions ?? []);
    expect(record).toMatchObject({
      ruleId: '5.2',
      result: { class: 'P5', bin: 'C-01', rule: 'NEAREST_EMPTY' },
    });
    expect(record?.thresholds.reservationMinutes).toEqual({ value: 60, level: 'default' });
    expect(record?.thresholds.segregation).toEqual({ value: [], level: 'default' });
  });

  it.each([
    ['DONE', undefined],
    ['DISMISS', 'not now'],
  ])('advise asks one person, who answers %s', async (option, comment) => {
    const dock = await opened({ level: 'advise' });
    dock.load();
    await dock.queue();
    expect((await dock.task('proposal')).context).toMatchObject({ decision: { bin: 'C-01' } });
    await dock.answer('proposal', option, comment === undefined ? {} : { comment });
    expect((await dock.row()).outcome).toBe('advise');
    expect(dock.fake('wms').effects()).toEqual({});
  });

  it('advise ends with the scan as well', async () => {
    const dock = await opened({ level: 'advise' });
    dock.load();
    await dock.queue();
    await dock.scan('C-02');
    expect((await dock.row()).outcome).toBe('stored');
    expect((await dock.task('proposal')).state).toBe('CANCELLED');
  });
});
