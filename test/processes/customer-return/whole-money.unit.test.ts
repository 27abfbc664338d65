import { describe, expect, it } from 'vitest';
import { Shop } from './shop.ts';

/** The money: when it goes back, how much, and that nothing gives it twice. */

const tierOne = { order: { serviceTier: 1 } };

describe('refund on the carrier’s scan', () => {
  it.each([
    ['tier inside, value inside', 1, 4_999, [9_998]],
    ['value at the limit', 1, 5_000, [10_000]],
    ['value outside the limit', 1, 5_001, []],
    ['tier outside', 2, 4_999, []],
  ])('%s', async (_what, serviceTier, unitPrice, refunds) => {
    const shop = await Shop.open({ order: { serviceTier }, unitPrice });
    await shop.request();
    await shop.scan();
    expect(shop.refunds()).toEqual(refunds);
    expect((await shop.row())?.closedAt).toBeUndefined();
  });

  it('is the only one, whatever the inspection says', async () => {
    const shop = await Shop.open(tierOne);
    await shop.request();
    await shop.scan();
    await shop.receive();
    await shop.inspect({ grade: 'X' });
    await shop.answer('DENY', { code: 'IN' });
    expect(shop.refunds()).toEqual([10_000]);
    expect(await shop.row()).toMatchObject({ state: 'CLOSED', outcome: 'refused' });
  });

  it('is not needed where goods came unscanned', async () => {
    const shop = await Shop.open(tierOne);
    await shop.request();
    await shop.receive();
    expect(shop.refunds()).toEqual([10_000]);
    await shop.inspect();
    expect(shop.refunds()).toEqual([10_000]);
  });
});

describe('goods that need not come', () => {
  it.each([
    ['inside the limit', 499, true],
    ['at the limit', 500, true],
    ['outside the limit', 501, false],
  ])('two units, worth %s', async (_where, unitPrice, stays) => {
    const shop = await Shop.open({ unitPrice });
    await shop.request();
    expect(shop.refunds()).toEqual(stays ? [2 * unitPrice] : []);
    expect(shop.state('tms').returnLabels).toHaveLength(stays ? 0 : 1);
    expect((await shop.row())?.outcome).toBe(stays ? 'refunded' : undefined);
  });

  it.each([
    ['CREDIT', 'CREDIT_ONLY', 'KA'],
    ['SCRAP', 'SCRAP', 'DI'],
  ] as const)('and a customer who wants %s gets %s', async (wants, action, rdr01) => {
    const shop = await Shop.open({ unitPrice: 400 });
    await shop.request({ wants });
    expect(shop.heard('ReturnAuthorized')).toEqual([
      expect.objectContaining({ action, rdr01, goodsComeBack: false }),
    ]);
    expect(shop.refunds()).toEqual([800]);
    expect(await shop.row()).toMatchObject({ state: 'CLOSED', outcome: 'refunded' });
  });

  it('are replaced for nothing where that is wanted: no money goes back', async () => {
    const shop = await Shop.open({ unitPrice: 400 });
    await shop.request({ wants: 'REPLACE_AND_SCRAP' });
    expect(shop.refunds()).toEqual([]);
    expect(shop.state('contact-center').tasks).toHaveLength(1);
    expect(await shop.row()).toMatchObject({ outcome: 'replaced' });
  });

  it('must come from a customer at risk', async () => {
    const shop = await Shop.open({ unitPrice: 400, settings: { addressPoints: 30 } });
    await shop.request({ from: { country: 'CA', postalCode: 'K1A' } });
    expect(await shop.row()).toMatchObject({ state: 'LABELED' });
    expect(shop.refunds()).toEqual([]);
  });
});

describe('what a person decides', () => {
  const risky = { settings: { addressPoints: 50 } };
  const asked = async (setting = {}) => {
    const shop = await Shop.open({ ...risky, ...setting });
    await shop.request({ from: { country: 'CA', postalCode: 'K1A' } });
    await shop.receive();
    await shop.inspect({ grade: 'B' });
    expect(shop.refunds()).toEqual([]);
    return shop;
  };

  it('ACCEPT: the whole money, the proposed way', async () => {
    const shop = await asked();
    await shop.answer('ACCEPT');
    expect(shop.refunds()).toEqual([10_000]);
    expect(await shop.buckets()).toMatchObject({ available: 2, hold: 0 });
  });

  it('CHANGE_DISPOSITION: the whole money, the way that is named', async () => {
    const shop = await asked();
    await shop.answer('CHANGE_DISPOSITION', { disposition: 'RTV' });
    expect(shop.refunds()).toEqual([10_000]);
    expect(shop.state('supplier-portal').returns).toEqual([
      expect.objectContaining({
        supplierId: 'SUP-ACORN',
        quantity: 2,
        credit: { minor: 5_000, currency: 'USD' },
      }),
    ]);
    expect(await shop.buckets()).toMatchObject({ available: 0, hold: 2 });
    expect(shop.heard('ReturnDisposed')).toEqual([expect.objectContaining({ disposition: 'RTV' })]);
  });

  it.each([
    [1, 100],
    [50, 5_000],
    [99, 9_900],
  ])('PARTIAL_REFUND of %i percent', async (percent, minor) => {
    const shop = await asked();
    await shop.answer('PARTIAL_REFUND', { percent, reason: 'a scratch' });
    expect(shop.refunds()).toEqual([minor]);
  });

  it.each([0, 100])('no PARTIAL_REFUND of %i percent', async (percent) => {
    const shop = await asked();
    await expect(shop.answer('PARTIAL_REFUND', { percent, reason: 'x' })).rejects.toThrow(/percent/);
  });

  it.each(['RT', 'EW', 'NR', 'IN'])('DENY with %s: no money, the goods stay in hold', async (code) => {
    const shop = await asked();
    await shop.answer('DENY', { code });
    expect(shop.refunds()).toEqual([]);
    expect(await shop.buckets()).toMatchObject({ hold: 2, available: 0 });
    expect(shop.heard('ReturnDenied')).toEqual([expect.objectContaining({ code, by: 'boss-1' })]);
    expect(await shop.row()).toMatchObject({ outcome: 'refused' });
  });

  it('REQUEST_PHOTOS: an agent asks, and the question comes again with the next inspection', async () => {
    const shop = await asked();
    await shop.answer('REQUEST_PHOTOS');
    expect(shop.state('contact-center').tasks).toHaveLength(1);
    expect((await shop.tasks()).filter(({ state }) => state === 'OPEN')).toEqual([]);
    await shop.inspect({ grade: 'B', evidence: ['photo-1'] }, 2);
    expect((await shop.openTask()).round).toBe(2);
    await shop.answer('ACCEPT');
    expect(shop.refunds()).toEqual([10_000]);
  });

  it('whoever inspected may not answer', async () => {
    const shop = await Shop.open(risky);
    await shop.request({ from: { country: 'CA', postalCode: 'K1A' } });
    await shop.receive();
    await shop.inspect({ inspectedBy: 'boss-1' });
    await expect(shop.answer('ACCEPT')).rejects.toThrow(/boss-1/);
  });

  it('offers no other way for goods a guard has sent theirs', async () => {
    const shop = await Shop.open({ terms: { hygiene: true } });
    await shop.request();
    await shop.receive();
    await shop.inspect({ opened: true });
    expect((await shop.openTask()).options.map(({ code }) => code)).toEqual([
      'ACCEPT',
      'PARTIAL_REFUND',
      'DENY',
      'REQUEST_PHOTOS',
    ]);
    await shop.answer('ACCEPT');
    expect(await shop.buckets()).toMatchObject({ damaged: 2, hold: 0 });
  });
});

describe('what loss prevention decides about held money', () => {
  it.each([
    ['ACCEPT', {}, [10_000]],
    ['CHANGE_DISPOSITION', { disposition: 'RTV' }, [10_000]],
    ['PARTIAL_REFUND', { percent: 10, reason: 'used' }, [1_000]],
    ['DENY', { code: 'NR' }, []],
    ['REQUEST_PHOTOS', {}, []],
  ])('%s', async (option, form, refunds) => {
    const shop = await Shop.open({ settings: { addressPoints: 80 } });
    await shop.request({ from: { country: 'CA', postalCode: 'K1A' } });
    await shop.receive();
    await shop.inspect();
    expect(await shop.openTask()).toMatchObject({ step: 'fraud', group: 'loss-prevention' });
    await shop.answer(option, form);
    expect(shop.refunds()).toEqual(refunds);
    expect((await shop.row())?.closedAt === undefined).toBe(option === 'REQUEST_PHOTOS');
  });
});

describe('what was sent back in the last 365 days counts', () => {
  it.each([
    ['2025-03-03', 20],
    ['2025-03-02', 20],
    ['2025-03-01', 0],
  ])('three of five orders, one of them on %s', async (on, score) => {
    const value = { minor: 100, currency: 'USD' };
    const returns = [on, '2026-01-05', '2026-01-06'].map((day, index) => ({
      orderId: `O-0${index}`,
      on: day,
      value,
    }));
    const shop = await Shop.open({ history: { orders: 5, returns } });
    await shop.request();
    expect((await shop.body()).risk?.score).toBe(score);
  });
});

describe('the risk score never denies by itself', () => {
  it.each([
    [49, []],
    [50, ['review']],
    [51, ['review']],
    [79, ['review']],
    [80, ['fraud']],
    [81, ['fraud']],
    [1_000, ['fraud']],
  ])('a score of %i', async (addressPoints, steps) => {
    const shop = await Shop.open({ settings: { addressPoints } });
    await shop.request({ from: { country: 'CA', postalCode: 'K1A' } });
    expect(await shop.row()).toMatchObject({ state: 'LABELED' });
    await shop.receive();
    await shop.inspect();
    expect((await shop.tasks()).map(({ step }) => step)).toEqual(steps);
    expect(shop.refunds()).toEqual(steps.length === 0 ? [10_000] : []);
    expect(shop.heard('ReturnDenied')).toEqual([]);
    expect(await shop.cases()).toEqual(steps.includes('fraud') ? ['RETURN_REFUND_HELD'] : []);
  });
});

it('refunds what came where less came, and no more than was asked for', async () => {
  const less = await Shop.open();
  await less.request();
  await less.receive({ quantity: 1 });
  await less.inspect();
  expect(less.refunds()).toEqual([5_000]);
  const more = await Shop.open();
  await more.request();
  await more.receive({ quantity: 3 });
  await more.inspect();
  expect(more.refunds()).toEqual([10_000]);
  expect(await more.buckets()).toMatchObject({ available: 3 });
});

it('a replacement that is paid anew: the old goods are credited and an agent orders the new ones', async () => {
  const shop = await Shop.open();
  await shop.request({ wants: 'REPLACE_AND_CREDIT' });
  await shop.receive();
  await shop.inspect();
  expect(shop.refunds()).toEqual([10_000]);
  expect(shop.state('contact-center').tasks).toHaveLength(1);
});
