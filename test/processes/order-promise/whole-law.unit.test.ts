import { describe, expect, it } from 'vitest';
import { type Setting, Shop } from './shop.ts';

/** The US delay rule as a guard (16 CFR 435): silence, consent, cancel and refund, with a moved clock. */

const po = (dueAt: string) => ({ sku: 'OATS', quantity: 10, dueAt, confirmed: true });
/** Promised for Thursday 2026-03-05: its day ends at 05:00 UTC on Friday in New York. */
const LAST_MINUTE = '2026-03-06T04:59:00.000Z';
const OVER = '2026-03-06T05:00:00.000Z';
const late = async (setting: Setting) => {
  const shop = await Shop.of(setting);
  await shop.review();
  expect(shop.problems()).toEqual([]);
  return shop;
};
const ruleOf = async (shop: Shop) => (await shop.decisions('delay-rule')).at(-1)?.result;
const offersOf = (shop: Shop) =>
  shop.standing<{ answer?: string }>('ecommerce', 'offers').filter(({ answer }) => answer === undefined);
const expectCancelled = (shop: Shop, refund: number) => {
  expect(shop.line()).toMatchObject({ cancelled: 10 });
  expect(shop.standing<{ amount: unknown }>('finance', 'refunds')).toMatchObject([
    { amount: { minor: refund, currency: 'USD' } },
  ]);
};
const expectWaiting = (shop: Shop) => {
  expect(shop.line()).toMatchObject({ cancelled: 0 });
  expect(shop.fake('finance').effects()).toEqual({});
};

describe('a first delay', () => {
  // 30 days after 2026-03-05 is 2026-04-04; supply of Thursday 04-02 arrives on Monday 04-06, that of Wednesday on Friday 04-03.
  it('of up to 30 days is agreed to by silence', async () => {
    const shop = await late({ supply: [po('2026-04-01')] });
    expect(await ruleOf(shop)).toMatchObject({ kind: 'SILENCE', reason: 'FIRST_DELAY' });
    await shop.until(OVER);
    await shop.until('2026-03-20T15:00:00.000Z');
    expectWaiting(shop);
  });

  it.each([
    ['at 30 days is silence', '2026-03-04', 30, 'SILENCE'],
    ['at 31 days needs a yes', '2026-03-03', 30, 'CONSENT'],
    ["at a tenant's own 29 days needs a yes", '2026-03-04', 29, 'CONSENT'],
  ])('%s', async (_case, before, silenceDays, expected) => {
    const { promiseDefaults } = await import('../../../lambdas/domain/promise-settings.ts');
    const shop = await late({
      supply: [po('2026-04-01')],
      lines: [{ sku: 'OATS', promisedAt: before }],
      settings: { delayRule: { ...promiseDefaults.delayRule, silenceDays } },
    });
    expect(await ruleOf(shop)).toMatchObject({ kind: expected });
  });

  it('longer than that is cancelled and refunded at the end of the old date, not a minute before', async () => {
    const shop = await late({ supply: [po('2026-04-02')] });
    expect(await ruleOf(shop)).toMatchObject({ kind: 'CONSENT', reason: 'LONGER', cancelAt: OVER });
    expect(offersOf(shop)).toMatchObject([{ expiresAt: OVER, newDate: '2026-04-06' }]);
    expect(shop.published('CustomerNotified')).toMatchObject([{ answerBy: OVER }]);
    expect(await shop.row()).toMatchObject({ state: 'AWAITING_ANSWER' });
    await shop.until(LAST_MINUTE);
    expectWaiting(shop);
    await shop.until(OVER);
    expect(shop.problems()).toEqual([]);
    expectCancelled(shop, 5_000);
    expect(shop.published('OrderLineCancelled')).toMatchObject([{ reason: 'NO_CONSENT', quantity: 10 }]);
    expect(shop.published('DemandWithdrawn')).toHaveLength(1);
    // At night: the customer reads of it in the morning.
    await shop.until('2026-03-06T13:00:00.000Z');
    expect(shop.messages().map(({ template }) => template)).toEqual(['promise-delayed', 'promise-cancelled']);
    expect(await shop.row()).toMatchObject({ state: 'CLOSED', outcome: 'cancelled' });
    // Cancelled in time, the promise was never broken.
    expect(shop.published('PromiseBreached')).toEqual([]);
  });

  it('nobody can end is cancelled and refunded too', async () => {
    const shop = await late({});
    expect(await ruleOf(shop)).toMatchObject({ kind: 'CONSENT', reason: 'INDEFINITE' });
    expect(shop.published('PromiseChanged')).toMatchObject([{ from: '2026-03-05' }]);
    expect(shop.messages().at(-1)?.values.lines).toBe('SO-1-1: no date yet instead of 2026-03-05');
    // The date that stands in the OMS is not made up.
    expect(shop.line()?.promisedAt).toBe('2026-03-05');
    await shop.until(LAST_MINUTE);
    expectWaiting(shop);
    await shop.until(OVER);
    expectCancelled(shop, 5_000);
  });

  it('of an order without a promise counts from the day the law sets', async () => {
    // Placed on 2026-03-01: 30 days are 2026-03-31.
    const made = await late({ supply: [po('2026-03-27')], lines: [{ sku: 'OATS' }] });
    expect(made.published('PromiseMade')).toMatchObject([{ promisedAt: '2026-03-31' }]);
    expect(made.messages()).toEqual([]);
    const shop = await late({ supply: [po('2026-03-30')], lines: [{ sku: 'OATS' }] });
    expect(shop.published('PromiseMade')).toMatchObject([{ promisedAt: '2026-04-01' }]);
    expect(shop.messages().at(-1)?.values.lines).toBe('SO-1-1: 2026-04-01 instead of 2026-03-31');
  });

  it('is told again by agreement of nobody where the rule does not hold', async () => {
    const shop = await late({ supply: [po('2026-04-02')], country: 'CA' });
    expect(await ruleOf(shop)).toMatchObject({ kind: 'NONE', reason: 'NOT_COVERED' });
    await shop.until('2026-03-20T15:00:00.000Z');
    expectWaiting(shop);
  });
});

describe('a second delay', () => {
  /** Told of 2026-03-11 first, then of 2026-03-13. */
  const twice = async (setting: Setting = {}) => {
    const shop = await late({ supply: [po('2026-03-09')], ...setting });
    await shop.until('2026-03-03T15:00:00.000Z');
    shop.supply([po('2026-03-11')]);
    await shop.review();
    expect(shop.messages()).toHaveLength(2);
    return shop;
  };

  it('of any length ends in cancel and refund without an answer by the date told before, never in waiting', async () => {
    const shop = await twice();
    expect(await ruleOf(shop)).toMatchObject({ notice: { kind: 'DELAYED', days: 2 } });
    // The end of 2026-03-11 in New York, after the clocks changed.
    expect(offersOf(shop)).toMatchObject([{ expiresAt: '2026-03-12T04:00:00.000Z', newDate: '2026-03-13' }]);
    await shop.until('2026-03-12T03:59:00.000Z');
    expectWaiting(shop);
    await shop.until('2026-03-12T04:00:00.000Z');
    expectCancelled(shop, 5_000);
  });

  it('that the customer agrees to stands, and a third one asks again', async () => {
    const shop = await twice();
    await shop.answer('WAIT');
    await shop.until('2026-03-12T04:00:00.000Z');
    expectWaiting(shop);
    shop.supply([po('2026-03-16')]);
    await shop.review();
    await shop.until('2026-03-12T13:00:00.000Z');
    expect(offersOf(shop)).toMatchObject([{ newDate: '2026-03-18', expiresAt: '2026-03-14T04:00:00.000Z' }]);
    await shop.until('2026-03-14T04:00:00.000Z');
    expectCancelled(shop, 5_000);
  });

  it('of goods that are picked and do not leave is somebody’s case once the date told before is over', async () => {
    const shop = await twice();
    const line = { sku: 'OATS', promisedAt: '2026-03-13', allocated: 10, released: 10 };
    shop.seedOrder('SO-1', [line]);
    await shop.until('2026-03-12T03:59:00.000Z');
    expect(await shop.cases()).toEqual([]);
    await shop.until('2026-03-12T04:00:00.000Z');
    expect(await shop.cases()).toEqual(['CONSENT_LAPSED']);
    await shop.until('2026-03-13T12:00:00.000Z');
    expect((await shop.cases()).filter((name) => name === 'CONSENT_LAPSED')).toHaveLength(1);
    expectWaiting(shop);
    expect(shop.problems()).toEqual([]);
  });

  it('that is gone before the old date asks nothing any more', async () => {
    const shop = await twice();
    shop.supply([po('2026-03-09')]);
    await shop.review();
    expect(offersOf(shop)).toEqual([]);
    await shop.until('2026-03-12T04:00:00.000Z');
    expectWaiting(shop);
  });

  it('counts no delay whose message never arrived', async () => {
    const shop = await late({ supply: [po('2026-03-09')] });
    await shop.bounce();
    shop.supply([po('2026-03-11')]);
    await shop.until('2026-03-02T16:00:00.000Z');
    await shop.review();
    expect(await ruleOf(shop)).toMatchObject({ notice: { kind: 'NONE' } });
    expect(shop.messages().at(-1)?.values.lines).toBe('SO-1-1: 2026-03-13 instead of 2026-03-05');
    await shop.until('2026-03-12T04:00:00.000Z');
    expectWaiting(shop);
  });
});

describe('an answer', () => {
  it('of yes in the last minute keeps the order; one after it is too late', async () => {
    const shop = await late({ supply: [po('2026-04-02')] });
    await shop.until(LAST_MINUTE);
    await shop.answer('WAIT');
    await shop.until(OVER);
    expectWaiting(shop);
    const slow = await late({ supply: [po('2026-04-02')] });
    await slow.until(OVER);
    await slow.answer('WAIT');
    expectCancelled(slow, 5_000);
    expect((await slow.decisions('answers')).at(-1)?.inputs).toMatchObject({
      ignored: [{ reason: 'LINE_ENDED' }],
    });
  });

  it('of no cancels and refunds at once', async () => {
    const shop = await late({ supply: [po('2026-03-09')] });
    await shop.answer('CANCEL');
    expect(shop.problems()).toEqual([]);
    expectCancelled(shop, 5_000);
    expect(shop.published('OrderLineCancelled')).toMatchObject([
      { reason: 'CUSTOMER', refund: { minor: 5_000, currency: 'USD' } },
    ]);
    expect(offersOf(shop)).toEqual([]);
  });

  it('to an offer that was replaced is no yes to the new date', async () => {
    const shop = await late({ supply: [po('2026-03-09')] });
    const first = (shop.fake('ecommerce').state() as { offers: { id: string }[] }).offers[0]?.id ?? '';
    await shop.until('2026-03-03T15:00:00.000Z');
    shop.supply([po('2026-03-11')]);
    await shop.review();
    const { CustomerAnswered } = await import('../../../events/promise.ts');
    const line = { orderId: 'SO-1', orderLineId: 'SO-1-1', sku: 'OATS' };
    await shop.tellBus(shop.event(CustomerAnswered, { ...line, offerId: first, answer: 'WAIT' }));
    expect((await shop.decisions('answers')).at(-1)?.inputs).toMatchObject({
      ignored: [{ reason: 'OFFER_REPLACED' }],
    });
    await shop.until('2026-03-12T04:00:00.000Z');
    expectCancelled(shop, 5_000);
  });

  it.each(['PARTIAL', 'SUBSTITUTE'] as const)(
    'of %s is an errand for whoever looks after the customer',
    async (answer) => {
      const shop = await late({
        supply: [po('2026-04-02')],
        onHand: { OATS: 4, OAT2: 20 },
        substitutes: ['OAT2'],
      });
      expect(offersOf(shop)).toMatchObject([{ kinds: ['WAIT', 'PARTIAL', 'SUBSTITUTE', 'CANCEL'] }]);
      await shop.answer(answer);
      expect(shop.standing('crm', 'tasks')).toHaveLength(1);
      await shop.until(OVER);
      expectWaiting(shop);
    },
  );

  it('that was given twice has one effect', async () => {
    const shop = await late({ supply: [po('2026-03-09')] });
    shop.world.copies = 3;
    await shop.answer('CANCEL');
    await shop.answer('CANCEL');
    expectCancelled(shop, 5_000);
    expect(shop.fake('oms').effects()).toMatchObject({ cancelLine: 1 });
  });

  it('of no that comes when the goods are on their way goes to a person', async () => {
    const shop = await late({ supply: [po('2026-03-09')] });
    shop.seedOrder('SO-1', [{ sku: 'OATS', promisedAt: '2026-03-11', allocated: 10, released: 10 }]);
    await shop.answer('CANCEL');
    expectWaiting(shop);
    expect(shop.standing('crm', 'tasks')).toMatchObject([{ subject: expect.stringContaining('on its way') }]);
  });
});

describe('an offer', () => {
  // Supply of 2026-03-09 arrives on 2026-03-11.
  it.each([
    ['is made for three days', '2026-03-08', 1],
    ['is not made for two', '2026-03-09', 0],
  ])('%s', async (_case, promisedAt, expected) => {
    const shop = await late({ supply: [po('2026-03-09')], lines: [{ sku: 'OATS', promisedAt }] });
    expect(shop.messages()).toHaveLength(1);
    expect(offersOf(shop)).toHaveLength(expected);
  });

  it.each([
    [
      'a part only where the order may be split',
      { order: { splitAllowed: false } },
      ['WAIT', 'SUBSTITUTE', 'CANCEL'],
    ],
    [
      'no substitute the customer did not opt in to',
      { order: { substitutesAllowed: false } },
      ['WAIT', 'PARTIAL', 'CANCEL'],
    ],
    ['no substitute that is not there', { onHand: { OATS: 4, OAT2: 9 } }, ['WAIT', 'PARTIAL', 'CANCEL']],
    ['no part of nothing', { onHand: { OAT2: 10 } }, ['WAIT', 'SUBSTITUTE', 'CANCEL']],
  ])('holds %s', async (_case, change, kinds) => {
    const shop = await late({
      supply: [po('2026-03-09')],
      onHand: { OATS: 4, OAT2: 10 },
      substitutes: ['OAT2'],
      ...change,
    });
    expect(offersOf(shop)).toMatchObject([{ kinds }]);
  });

  it('that needs no answer ends by itself, and the order goes on', async () => {
    const shop = await late({ supply: [po('2026-03-16')], country: 'CA' });
    expect(offersOf(shop)).toMatchObject([{ expiresAt: OVER }]);
    await shop.until(OVER);
    expect(await shop.row()).toMatchObject({ state: 'WATCHING' });
    expectWaiting(shop);
  });
});

describe('money', () => {
  it('goes back as far as it was paid', async () => {
    const shop = await late({ supply: [po('2026-03-09')], paid: 1_200 });
    await shop.answer('CANCEL');
    expectCancelled(shop, 1_200);
    const unpaid = await late({ supply: [po('2026-03-09')], paid: 0 });
    await unpaid.answer('CANCEL');
    expect(unpaid.line()).toMatchObject({ cancelled: 10 });
    expect(unpaid.fake('finance').effects()).toEqual({});
  });

  it('is owed while finance refuses, with a case once the legal days are over', async () => {
    const { AdapterRejected } = await import('../../../lambdas/shared/errors.ts');
    const shop = await late({ supply: [po('2026-03-09')] });
    shop.world.fault = (moment, name) => {
      if (moment === 'before' && name === 'finance.refundCustomer') throw new AdapterRejected('not today');
    };
    await shop.answer('CANCEL');
    expect(shop.line()).toMatchObject({ cancelled: 10 });
    expect(await shop.row()).toMatchObject({ state: 'WAITING_PARTNER' });
    // Seven days for a card: 2026-03-09 at 15:00 UTC.
    await shop.until('2026-03-09T14:59:00.000Z');
    expect(await shop.cases()).not.toContain('REFUND_OVERDUE');
    await shop.until('2026-03-09T15:00:00.000Z');
    expect(await shop.cases()).toContain('REFUND_OVERDUE');
    shop.world.fault = () => {};
    await shop.until('2026-03-10T15:00:00.000Z');
    expectCancelled(shop, 5_000);
  });

  it('of a line that has stock takes the stock away first, and gives it back when the OMS does not cancel', async () => {
    const { AdapterRejected } = await import('../../../lambdas/shared/errors.ts');
    const lines = [{ sku: 'OATS', promisedAt: '2026-03-05', allocated: 4 }];
    const shop = await late({ supply: [po('2026-03-09')], onHand: { OATS: 4 }, lines });
    shop.world.fault = (moment, name) => {
      if (moment === 'before' && name === 'oms.cancelLine') throw new AdapterRejected('closed for today');
    };
    await shop.answer('CANCEL');
    expect(shop.line()).toMatchObject({ cancelled: 0, allocated: 4 });
    expect(shop.fake('finance').effects()).toEqual({});
    expect(await shop.cases()).toContain('CANCELLATION_FAILED');
    expect(shop.messages().map(({ template }) => template)).toEqual(['promise-delayed']);
    shop.world.fault = () => {};
    await shop.until('2026-03-02T16:00:00.000Z');
    expect(shop.problems()).toEqual([]);
    expectCancelled(shop, 5_000);
    expect(shop.line()).toMatchObject({ allocated: 0 });
  });
});
