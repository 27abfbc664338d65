import { describe, expect, it } from 'vitest';
import { FROM, ID, Lane, type Setting, TO } from './lane.ts';

const judged = async (setting: Setting) => {
  const lane = await Lane.of(setting);
  await lane.request();
  return lane;
};

describe('approved without anybody', () => {
  it.each<[string, Setting, string]>([
    ['one cent below the limit', { asked: [1], cost: 249_999 }, 'APPROVED'],
    ['at the limit', { asked: [10], cost: 25_000 }, 'APPROVED'],
    ['one cent above it', { asked: [1], cost: 250_001 }, 'AWAITING_APPROVAL'],
    ['one unit above the reorder point', { reorderPoint: 89 }, 'APPROVED'],
    ['at the reorder point', { reorderPoint: 90 }, 'APPROVED'],
    ['one unit below it', { reorderPoint: 91 }, 'AWAITING_APPROVAL'],
    ['frozen at the source', { frozenAt: FROM }, 'AWAITING_APPROVAL'],
    ['frozen at the destination', { frozenAt: TO }, 'AWAITING_APPROVAL'],
    ['frozen elsewhere', { frozenAt: 'DC-LAX' }, 'APPROVED'],
    ['one unit more free than asked for', { taken: 89 }, 'APPROVED'],
    ['exactly what is free', { taken: 90 }, 'APPROVED'],
    ['one unit of somebody else', { taken: 91 }, 'AWAITING_APPROVAL'],
    ['by the limit of the tenant', { cost: 200, settings: { automaticValue: 1_999 } }, 'AWAITING_APPROVAL'],
    [
      'by the limit of the site before the one of the tenant',
      { cost: 200, settings: { automaticValue: 1_999, sites: { [FROM]: { automaticValue: 2_000 } } } },
      'APPROVED',
    ],
  ])('%s', async (_what, setting, state) => {
    const lane = await judged(setting);
    expect(await lane.state()).toBe(state);
    expect(await lane.decisions('approval')).toHaveLength(1);
    expect(await lane.problems()).toEqual([]);
  });

  it('adds up the lines of one item and the values of all', async () => {
    const lane = await judged({ asked: [5, 5], cost: 25_001 });
    expect(await lane.state()).toBe('AWAITING_APPROVAL');
    expect(await lane.decisions('approval')).toMatchObject([{ inputs: { value: 250_010 } }]);
  });
});

describe('approved by people', () => {
  const big = { asked: [10], cost: 100_000 };

  it('of both sites, two different ones, and nobody of finance at its limit', async () => {
    const lane = await judged(big);
    expect(await lane.openTask()).toMatchObject({
      step: 'approve-source',
      site: FROM,
      group: 'inventory-manager',
    });
    await expect(lane.answer('APPROVE', 'manager-to')).rejects.toThrow('works at');
    await lane.answer('APPROVE', 'manager-both');
    expect(await lane.openTask()).toMatchObject({ step: 'approve-destination', site: TO });
    await expect(lane.answer('APPROVE', 'manager-both')).rejects.toThrow('may not answer it');
    await lane.answer('APPROVE', 'manager-to');
    expect(await lane.state()).toBe('APPROVED');
    expect(lane.published('TransferApproved')).toMatchObject([
      { automatic: false, lines: [{ asked: 10, quantity: 10 }] },
    ]);
  });

  it('and of finance above it', async () => {
    const lane = await judged({ asked: [10], cost: 100_001 });
    await lane.answer('APPROVE', 'manager-from');
    await lane.answer('APPROVE', 'manager-to');
    expect(await lane.openTask()).toMatchObject({ step: 'approve-finance', site: FROM, group: 'finance' });
    await lane.answer('APPROVE', 'money');
    expect(await lane.state()).toBe('APPROVED');
  });

  it('in part: the smallest quantity counts, and the rest is free again', async () => {
    const lane = await judged(big);
    await expect(lane.answer('APPROVE_PART', 'manager-from', { line1: 11 })).rejects.toThrow('at most 10');
    await lane.answer('APPROVE_PART', 'manager-from', { line1: 8 });
    await lane.answer('APPROVE_PART', 'manager-to', { line1: 6 });
    expect(await lane.books()).toMatchObject({ source: 100, free: 94 });
    expect(lane.published('TransferApproved')).toMatchObject([{ lines: [{ asked: 10, quantity: 6 }] }]);
    await lane.scan('SHIPPED', [6]);
    await lane.scan('RECEIVED', [6]);
    expect(await lane.outcome()).toBe('received');
  });

  it.each([
    [9, 91],
    [10, 90],
  ])('in part, up to all that was asked for: %i of 10', async (line1, free) => {
    const lane = await judged(big);
    await lane.answer('APPROVE_PART', 'manager-from', { line1 });
    await lane.answer('APPROVE', 'manager-to');
    expect([await lane.state(), await lane.books()]).toMatchObject(['APPROVED', { free }]);
  });

  it('for nothing, which is a refusal', async () => {
    const lane = await judged(big);
    await lane.answer('APPROVE_PART', 'manager-from', { line1: 0 });
    await lane.answer('APPROVE', 'manager-to');
    expect([await lane.outcome(), await lane.books()]).toMatchObject(['rejected', { free: 100 }]);
  });

  it('who ask for at most what is free', async () => {
    const lane = await judged({ asked: [10], taken: 97 });
    await lane.answer('APPROVE', 'manager-from');
    await lane.answer('APPROVE', 'manager-to');
    expect(lane.published('TransferApproved')).toMatchObject([{ lines: [{ asked: 10, quantity: 3 }] }]);
    expect(await lane.books()).toMatchObject({ source: 100, free: 0 });
  });

  it('of finance in part, too', async () => {
    const lane = await judged({ asked: [10], cost: 100_001 });
    await lane.answer('APPROVE', 'manager-from');
    await lane.answer('APPROVE', 'manager-to');
    await lane.answer('APPROVE_PART', 'money', { line1: 4 });
    expect([await lane.state(), await lane.books()]).toMatchObject(['APPROVED', { free: 96 }]);
  });

  it.each([
    ['the source', 'manager-from', []],
    ['the destination', 'manager-to', ['manager-from']],
    ['finance', 'money', ['manager-from', 'manager-to']],
  ])('or rejected by %s, which gives the reserved units back', async (_who, rejects, before) => {
    const lane = await judged({ asked: [10], cost: 100_001 });
    for (const manager of before) await lane.answer('APPROVE', manager);
    expect(await lane.books()).toMatchObject({ free: 90 });
    await lane.answer('REJECT', rejects);
    expect([await lane.outcome(), await lane.books()]).toMatchObject(['rejected', { free: 100 }]);
    expect(lane.published('TransferRejected')).toMatchObject([{ reason: 'REFUSED' }]);
    expect(lane.published('ReservationEnded')).toHaveLength(1);
  });
});

describe('nobody answers', () => {
  /** Sixteen hours of business a day from 10:00 on a Monday: 24 h end on Tuesday at 18:00. */
  const END = '2026-03-03T23:00:00.000Z';
  const big = { asked: [10], cost: 100_000 };

  it('reminds after 4 h, is due and goes to the DC manager at 8 h', async () => {
    const lane = await judged(big);
    await lane.until('2026-03-02T18:59:00.000Z');
    expect(await lane.openTask()).toMatchObject({ reminded: false });
    await lane.until('2026-03-02T19:00:00.000Z');
    expect(await lane.openTask()).toMatchObject({
      reminded: true,
      level: 1,
      dueAt: '2026-03-02T23:00:00.000Z',
    });
    await lane.until('2026-03-02T22:59:00.000Z');
    expect(await lane.openTask()).toMatchObject({ level: 1 });
    await lane.until('2026-03-02T23:00:00.000Z');
    expect(await lane.openTask()).toMatchObject({ level: 2, group: 'dc-manager' });
  });

  it('and at 24 h of business the request is canceled, not a minute before', async () => {
    const lane = await judged(big);
    await lane.until('2026-03-03T22:59:00.000Z');
    expect(await lane.state()).toBe('AWAITING_APPROVAL');
    await lane.until(END);
    expect([await lane.state(), await lane.outcome()]).toEqual(['CLOSED', 'canceled']);
    expect(lane.published('TransferCanceled')).toMatchObject([{ transferId: ID, reason: 'UNANSWERED' }]);
    expect(await lane.books()).toMatchObject({ source: 100, free: 100 });
  });

  it('of the second site: the time is counted from the first question', async () => {
    const lane = await judged(big);
    await lane.until('2026-03-03T20:00:00.000Z');
    await lane.answer('APPROVE', 'manager-from');
    await lane.until(END);
    expect(await lane.outcome()).toBe('canceled');
    expect((await lane.tasks()).map(({ step, state }) => [step, state]).sort()).toEqual([
      ['approve-destination', 'CANCELLED'],
      ['approve-source', 'ANSWERED'],
    ]);
  });

  it('the reservation ends after 24 h by itself, and an approval after that reserves again', async () => {
    const lane = await judged(big);
    await lane.until('2026-03-03T14:59:00.000Z');
    expect(await lane.books()).toMatchObject({ free: 90 });
    await lane.until('2026-03-03T15:00:00.000Z');
    expect(await lane.books()).toMatchObject({ free: 100 });
    expect(lane.published('ReservationEnded')).toHaveLength(1);
    await lane.answer('APPROVE', 'manager-from');
    await lane.answer('APPROVE', 'manager-to');
    expect([await lane.state(), await lane.books()]).toMatchObject(['APPROVED', { free: 90 }]);
  });

  it('and is rejected when the units are gone by then', async () => {
    const lane = await judged(big);
    await lane.until('2026-03-03T15:00:00.000Z');
    await lane.reserve('SKU-1', 91);
    await lane.answer('APPROVE', 'manager-from');
    await lane.answer('APPROVE', 'manager-to');
    expect([await lane.outcome(), await lane.books()]).toMatchObject(['rejected', { free: 9 }]);
    expect(lane.published('TransferRejected')).toMatchObject([{ reason: 'NOT_ENOUGH_STOCK' }]);
  });
});

describe('a request no rule allows', () => {
  it.each<[string, Setting, string]>([
    ['to the site it comes from', { to: FROM }, 'SAME_SITE'],
    ['to a site the tenant does not have', { to: 'DC-NONE' }, 'UNKNOWN_SITE'],
    ['for an item the ERP does not know', { known: false }, 'UNKNOWN_ITEM'],
  ])('%s is rejected', async (_what, setting, reason) => {
    const lane = await judged(setting);
    expect(await lane.outcome()).toBe('rejected');
    expect(lane.published('TransferRejected')).toMatchObject([{ reason: 'IMPOSSIBLE' }]);
    expect(await lane.decisions('request')).toMatchObject([{ result: { reasons: [reason] } }]);
    expect(await lane.problems()).toEqual([]);
  });

  it('is rejected when nothing is free', async () => {
    const lane = await judged({ taken: 100 });
    expect(await lane.outcome()).toBe('rejected');
    expect(lane.published('TransferRejected')).toMatchObject([{ reason: 'NOT_ENOUGH_STOCK' }]);
  });

  it.each(['shadow', 'advise'] as const)('is only judged at level %s: nothing is written', async (level) => {
    const lane = await judged({ level });
    expect(await lane.outcome()).toBe('proposed');
    expect(await lane.books()).toMatchObject({ source: 100, free: 100 });
    expect(lane.fake('erp').effects()).toEqual({});
    expect(lane.fake('wms').effects()).toEqual({});
  });
});
