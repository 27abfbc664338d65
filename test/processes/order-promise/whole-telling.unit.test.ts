import { describe, expect, it } from 'vitest';
import { type Setting, Shop } from './shop.ts';

/** Whom to tell, when and how: every threshold of rule 5.10 inside, at and outside its limit, with a moved clock. */

const po = (dueAt: string, quantity = 10) => ({ sku: 'OATS', quantity, dueAt, confirmed: true });
const promised = (promisedAt: string, more = {}) => [{ sku: 'OATS', promisedAt, ...more }];
const tell = async (setting: Setting) => {
  const shop = await Shop.of(setting);
  await shop.review();
  expect(shop.problems()).toEqual([]);
  return shop;
};
const channels = (...names: readonly (readonly [string, boolean, boolean])[]) =>
  names.map(([channel, consent, preferred]) => ({ channel: channel as 'email', consent, preferred }));
const reasonOf = async (shop: Shop) => (await shop.decisions('customer-notice')).at(-1)?.result;

describe('the customer is told', () => {
  // Supply of 2026-03-09 arrives on 2026-03-11.
  it.each([
    ['not of a date that stands', '2026-03-11', []],
    ['of one a day later', '2026-03-10', ['promise-delayed']],
    ['not of one a day earlier', '2026-03-12', []],
    ['of one two days earlier', '2026-03-13', ['promise-earlier']],
  ])('%s', async (_case, before, expected) => {
    const shop = await tell({ supply: [po('2026-03-09')], lines: promised(before) });
    expect(shop.messages().map(({ template }) => template)).toEqual(expected);
    expect(shop.published('CustomerNotified')).toHaveLength(expected.length);
  });

  it.each([
    [{ laterDays: 2 }, '2026-03-10', 0],
    [{ laterDays: 2 }, '2026-03-09', 1],
    [{ earlierDays: 3 }, '2026-03-13', 0],
    [{ earlierDays: 3 }, '2026-03-14', 1],
  ])("by the tenant's own limits %j of a date that was %s", async (settings, before, expected) => {
    const shop = await tell({ supply: [po('2026-03-09')], lines: promised(before), settings });
    expect(shop.messages()).toHaveLength(expected);
  });

  it('by the preferred channel, with what changed', async () => {
    const shop = await tell({ supply: [po('2026-03-09')] });
    expect(shop.messages()).toMatchObject([
      { channel: 'email', values: { lines: 'SO-1-1: 2026-03-11 instead of 2026-03-05' } },
    ]);
    expect(shop.published('CustomerNotified')).toMatchObject([
      { kind: 'DELAYED', channel: 'email', lines: [{ orderLineId: 'SO-1-1', promisedAt: '2026-03-11' }] },
    ]);
  });

  it.each([
    [
      'another channel where the preferred one has no consent',
      channels(['email', false, true], ['sms', true, false]),
      'sms',
    ],
    ['the first of equals', channels(['push', true, false], ['sms', true, false]), 'sms'],
    [
      'no channel the retailer does not write to',
      channels(['phone', true, true], ['push', true, false]),
      'push',
    ],
  ])('by %s', async (_case, list, expected) => {
    const shop = await tell({ supply: [po('2026-03-09')], customer: { channels: list } });
    expect(shop.messages().map(({ channel }) => channel)).toEqual([expected]);
  });

  it('by an agent where no channel is allowed, with the reason', async () => {
    const shop = await tell({
      supply: [po('2026-03-09')],
      customer: { channels: channels(['email', false, true]) },
    });
    expect(shop.messages()).toEqual([]);
    expect(shop.standing('contact-center', 'tasks')).toMatchObject([{ orderId: 'SO-1' }]);
    expect(await reasonOf(shop)).toEqual({ suppressed: 'NO_CHANNEL' });
  });

  it('by an agent while a complaint is open, and campaigns stop until it is closed', async () => {
    const contacts = [
      { contactId: 'CON-1', customerId: 'CUS-1', kind: 'complaint', openedAt: '2026-03-01T12:00:00Z' },
    ];
    const shop = await Shop.of({ supply: [po('2026-03-09')] });
    shop.fake('contact-center').seed({ contacts });
    await shop.review();
    expect(shop.messages()).toEqual([]);
    expect(shop.published('CustomerNotified')).toEqual([]);
    expect(await reasonOf(shop)).toEqual({ suppressed: 'OPEN_COMPLAINT' });
    expect(shop.standing('contact-center', 'tasks')).toHaveLength(1);
    expect(shop.standing('contact-center', 'suppressions')).toHaveLength(1);
    // Told by the agent, so the same date is no news.
    await shop.review();
    expect(shop.standing('contact-center', 'tasks')).toHaveLength(1);
    shop.fake('contact-center').seed({ closed: ['CON-1'] });
    await shop.review();
    expect(shop.standing('contact-center', 'suppressions')).toEqual([]);
  });

  it('after the contact center knows, which is at once', async () => {
    const shop = await tell({ supply: [po('2026-03-09')] });
    expect(shop.standing('contact-center', 'cards')).toMatchObject([
      { facts: { order: 'Order SO-1: SO-1-1: 2026-03-11 (told 2026-03-05)' } },
    ]);
    shop.supply([po('2026-03-10')]);
    await shop.review();
    expect(shop.standing('contact-center', 'cards')).toMatchObject([
      { facts: { order: 'Order SO-1: SO-1-1: 2026-03-12 (told 2026-03-11)' } },
    ]);
  });
});

describe('quiet hours of the customer', () => {
  // 21:00 in New York is 02:00 UTC the next day; 08:00 is 13:00 UTC.
  it.each([
    ['a minute before they begin', '2026-03-03T01:59:00.000Z', 'America/New_York', 1],
    ['when they begin', '2026-03-03T02:00:00.000Z', 'America/New_York', 0],
    ['a minute before they end', '2026-03-03T12:59:00.000Z', 'America/New_York', 0],
    ['when they end', '2026-03-03T13:00:00.000Z', 'America/New_York', 1],
    ['which are those of another zone', '2026-03-03T02:00:00.000Z', 'America/Los_Angeles', 1],
  ])('%s', async (_case, moment, zone, expected) => {
    const shop = await Shop.of({ supply: [po('2026-03-09')], customer: { zone } });
    await shop.until(moment);
    await shop.review();
    expect(shop.messages()).toHaveLength(expected);
    // The promise and the card do not wait.
    expect(shop.line()?.promisedAt).toBe('2026-03-11');
    expect(shop.standing('contact-center', 'cards')).toHaveLength(1);
  });

  it('hold the message until their end, and say so', async () => {
    const shop = await Shop.of({ supply: [po('2026-03-09')] });
    await shop.until('2026-03-03T04:00:00.000Z');
    await shop.review();
    expect(await shop.row()).toMatchObject({ state: 'TELLING', dueAt: '2026-03-03T13:00:00.000Z' });
    expect(await reasonOf(shop)).toEqual({
      kind: 'wait',
      at: '2026-03-03T13:00:00.000Z',
      because: ['QUIET_HOURS'],
    });
    await shop.until('2026-03-03T13:00:00.000Z');
    expect(shop.messages()).toHaveLength(1);
  });
});

describe('one message an order in 24 hours', () => {
  const second = async () => {
    const shop = await tell({ supply: [po('2026-03-09')], country: 'CA' });
    await shop.until('2026-03-02T16:00:00.000Z');
    shop.supply([po('2026-03-10')]);
    await shop.review();
    return shop;
  };
  it('holds the second one to the minute', async () => {
    const shop = await second();
    expect(shop.line()?.promisedAt).toBe('2026-03-12');
    expect(shop.messages()).toHaveLength(1);
    expect(await reasonOf(shop)).toMatchObject({ because: ['ONE_A_DAY'], at: '2026-03-03T15:00:00.000Z' });
    await shop.until('2026-03-03T14:59:00.000Z');
    expect(shop.messages()).toHaveLength(1);
    await shop.until('2026-03-03T15:00:00.000Z');
    expect(shop.messages()).toHaveLength(2);
    expect(shop.messages().at(-1)?.values.lines).toBe('SO-1-1: 2026-03-12 instead of 2026-03-11');
  });

  it('holds for the next process of the order too', async () => {
    const shop = await tell({ supply: [po('2026-03-09')], lines: promised('2026-03-10'), country: 'CA' });
    // Delivered at once: the process ends, and the order comes back.
    const { orders } = shop.fake('oms').state() as { orders: { lines: object[] }[] };
    const [order] = orders;
    shop.ship();
    shop.fake('tms').seed({ shipments: [{ shipmentId: 'S', orderId: 'SO-1', status: 'delivered' }] });
    await shop.review();
    expect(await shop.row()).toMatchObject({ state: 'CLOSED', outcome: 'told' });
    shop.fake('oms').seed({ orders: [{ ...order, lines: order?.lines }] });
    shop.supply([po('2026-03-10')]);
    await shop.review();
    expect(await shop.row(2)).toMatchObject({ state: 'TELLING', dueAt: '2026-03-03T15:00:00.000Z' });
    expect(shop.messages()).toHaveLength(1);
  });

  it('counts no message that did not arrive', async () => {
    const shop = await tell({ supply: [po('2026-03-09')], bounces: ['email'] });
    await shop.until('2026-03-02T16:00:00.000Z');
    expect(shop.messages().map(({ channel, accepted }) => [channel, accepted])).toEqual([
      ['email', false],
      ['sms', true],
    ]);
  });
});

describe('a message that does not arrive', () => {
  const late = { supply: [po('2026-03-09')] };

  it('goes by another channel after an hour, and not before', async () => {
    const shop = await tell({ ...late, bounces: ['email'] });
    expect(shop.published('CustomerNotified')).toEqual([]);
    await shop.until('2026-03-02T15:59:00.000Z');
    expect(shop.messages()).toHaveLength(1);
    await shop.until('2026-03-02T16:00:00.000Z');
    expect(shop.messages().at(-1)).toMatchObject({ channel: 'sms', accepted: true });
    expect(shop.published('CustomerNotified')).toMatchObject([{ channel: 'sms' }]);
    await shop.until('2026-03-02T19:00:00.000Z');
    expect(shop.standing('contact-center', 'tasks')).toEqual([]);
  });

  it('goes to an agent after four hours when no channel worked, and not before', async () => {
    const list = channels(['email', true, true], ['sms', true, false], ['push', true, false]);
    const shop = await tell({
      ...late,
      bounces: ['email', 'sms'],
      customer: { channels: list },
      settings: { bounceMinutes: 180 },
    });
    await shop.until('2026-03-02T18:00:00.000Z');
    expect(shop.messages().map(({ channel }) => channel)).toEqual(['email', 'sms']);
    await shop.until('2026-03-02T18:59:00.000Z');
    expect(shop.standing('contact-center', 'tasks')).toEqual([]);
    await shop.until('2026-03-02T19:00:00.000Z');
    expect(shop.standing('contact-center', 'tasks')).toHaveLength(1);
    expect(await reasonOf(shop)).toEqual({ suppressed: 'BOUNCED' });
    expect(shop.messages()).toHaveLength(2);
  });

  it('goes to an agent at once where there is no other channel', async () => {
    const shop = await tell({
      ...late,
      bounces: ['email'],
      customer: { channels: channels(['email', true, true]) },
    });
    await shop.until('2026-03-02T16:00:00.000Z');
    expect(shop.standing('contact-center', 'tasks')).toHaveLength(1);
  });

  it('and is reported later has told nobody', async () => {
    const shop = await tell(late);
    await shop.until('2026-03-02T15:30:00.000Z');
    await shop.bounce();
    await shop.bounce();
    await shop.until('2026-03-02T16:29:00.000Z');
    expect(shop.messages()).toHaveLength(1);
    await shop.until('2026-03-02T16:30:00.000Z');
    expect(shop.messages().map(({ channel }) => channel)).toEqual(['email', 'sms']);
    // The delay is still the first one.
    expect(await shop.row()).toMatchObject({ state: 'AWAITING_ANSWER' });
    expect((await shop.decisions('delay-rule')).at(-1)?.inputs.delaysTold).toBe(0);
  });

  it('keeps out of the quiet hours on its second way', async () => {
    const shop = await Shop.of({ ...late, bounces: ['email'] });
    await shop.until('2026-03-03T01:30:00.000Z');
    await shop.review();
    await shop.until('2026-03-03T02:30:00.000Z');
    expect(shop.messages()).toHaveLength(1);
    // Four hours are over before the night is.
    await shop.until('2026-03-03T05:30:00.000Z');
    expect(shop.standing('contact-center', 'tasks')).toHaveLength(1);
  });
});

describe('a date that improves', () => {
  it('before the message went withdraws it', async () => {
    const shop = await Shop.of({ supply: [po('2026-03-09')] });
    await shop.until('2026-03-03T04:00:00.000Z');
    await shop.review();
    await shop.move('OATS', 10, 'RECEIPT');
    await shop.review();
    expect(shop.line()?.promisedAt).toBe('2026-03-05');
    await shop.until('2026-03-03T13:00:00.000Z');
    expect(shop.messages()).toEqual([]);
    expect((await shop.decisions('delay-rule')).at(-1)?.result).toMatchObject({
      notice: { kind: 'NONE', reason: 'AS_TOLD' },
    });
  });

  it('after the message went is corrected, a day later, however small when the delay is gone', async () => {
    const shop = await tell({
      supply: [po('2026-03-09')],
      lines: promised('2026-03-10', { dueAt: '2026-03-10' }),
    });
    await shop.move('OATS', 10, 'RECEIPT');
    await shop.review();
    expect(shop.line()?.promisedAt).toBe('2026-03-10');
    expect(shop.messages()).toHaveLength(1);
    await shop.until('2026-03-03T15:00:00.000Z');
    expect(shop.messages().map(({ template }) => template)).toEqual(['promise-delayed', 'promise-corrected']);
    expect(shop.published('CustomerNotified')).toMatchObject([{ kind: 'DELAYED' }, { kind: 'CORRECTED' }]);
  });

  it('takes the offer and the card back', async () => {
    const shop = await tell({ supply: [po('2026-03-09')] });
    expect(shop.standing('ecommerce', 'offers')).toHaveLength(1);
    await shop.move('OATS', 10, 'RECEIPT');
    await shop.review();
    expect(shop.standing('ecommerce', 'offers')).toEqual([]);
    await shop.review();
    expect(shop.standing('contact-center', 'cards')).toEqual([]);
  });
});

describe('loyalty', () => {
  // Promised for 2026-03-11 now; ten units at 5.00.
  const late = (before: string, tier: number, more: Partial<Setting> = {}): Setting => ({
    supply: [po('2026-03-09')],
    lines: promised(before),
    customer: { tier },
    ...more,
  });
  it.each([
    ['two days, tier 1: nothing', '2026-03-09', 1, []],
    [
      'three days, tier 1: 5 %',
      '2026-03-08',
      1,
      [{ kind: 'credit', value: { minor: 250, currency: 'USD' } }],
    ],
    ['six days, tier 1: 5 %', '2026-03-05', 1, [{ kind: 'credit', value: { minor: 250, currency: 'USD' } }]],
    [
      'seven days, tier 1: 10 %',
      '2026-03-04',
      1,
      [{ kind: 'credit', value: { minor: 500, currency: 'USD' } }],
    ],
    [
      'eight days, tier 1: 10 %',
      '2026-03-03',
      1,
      [{ kind: 'credit', value: { minor: 500, currency: 'USD' } }],
    ],
    ['two days, tier 2: nothing', '2026-03-09', 2, []],
    ['three days, tier 2: 250 points', '2026-03-08', 2, [{ kind: 'points', points: 250 }]],
    ['six days, tier 2: 250 points', '2026-03-05', 2, [{ kind: 'points', points: 250 }]],
    [
      'seven days, tier 2: 5 %',
      '2026-03-04',
      2,
      [{ kind: 'credit', value: { minor: 250, currency: 'USD' } }],
    ],
    ['seven days, tier 3: nothing', '2026-03-04', 3, []],
  ])('for %s', async (_case, before, tier, expected) => {
    const shop = await tell(late(before, tier));
    expect(shop.standing<{ amount: unknown }>('crm', 'grants').map(({ amount }) => amount)).toEqual(expected);
  });

  it('is given once an order', async () => {
    const shop = await tell({ ...late('2026-03-08', 1), country: 'CA' });
    shop.supply([po('2026-03-20')]);
    await shop.until('2026-03-03T15:00:00.000Z');
    await shop.review();
    expect(shop.messages()).toHaveLength(2);
    expect(shop.standing('crm', 'grants')).toHaveLength(1);
  });

  // 10 % of 50.00 is 5.00.
  it.each([
    ['a cent below the cap is given', 501, 1, 0],
    ['at the cap is given', 500, 1, 0],
    ['a cent above it is a question', 499, 0, 1],
  ])('%s', async (_case, loyaltyCap, grants, tasks) => {
    const shop = await tell(late('2026-03-04', 1, { settings: { loyaltyCap } }));
    expect(shop.standing('crm', 'grants')).toHaveLength(grants);
    expect(await shop.tasks()).toHaveLength(tasks);
  });

  it.each([
    ['GRANT_ALL', [500]],
    ['GRANT_CAP', [499]],
    ['GRANT_NOTHING', []],
  ])('above the cap is what a person says: %s', async (option, expected) => {
    const shop = await tell(late('2026-03-04', 1, { settings: { loyaltyCap: 499 } }));
    expect(await shop.row()).toMatchObject({ state: 'REVIEW' });
    await shop.decide('loyalty', option, 'supervisor-atl');
    expect(shop.problems()).toEqual([]);
    const grants = shop.standing<{ amount: { value: { minor: number } } }>('crm', 'grants');
    expect(grants.map(({ amount }) => amount.value.minor)).toEqual(expected);
  });

  it('above the cap reminds at half its time, escalates after 4 and 8 business hours, and ends after 24', async () => {
    const shop = await tell(late('2026-03-04', 1, { settings: { loyaltyCap: 499 } }));
    const [task] = await shop.tasks();
    const { reminderAt = '', escalations = [], parkAt = '' } = task ?? {};
    // Monday 10:00 at the site, which works from 6 to 22.
    expect([reminderAt, ...escalations.map(({ at }) => at), parkAt]).toEqual([
      '2026-03-02T17:00:00.000Z',
      '2026-03-02T19:00:00.000Z',
      '2026-03-02T23:00:00.000Z',
      '2026-03-03T23:00:00.000Z',
    ]);
    const heard: (readonly [string, ...number[]])[] = [];
    for (const at of [reminderAt, ...escalations.map((one) => one.at), parkAt])
      for (const moment of [new Date(Date.parse(at) - 60_000).toISOString(), at]) {
        await shop.until(moment);
        const types = ['TaskReminded', 'TaskEscalated', 'TaskExpired'];
        heard.push([moment, ...types.map((type) => shop.published(type).length)]);
      }
    expect(heard.map(([, ...counts]) => counts)).toEqual([
      [0, 0, 0],
      [1, 0, 0],
      [1, 0, 0],
      [1, 1, 0],
      [1, 1, 0],
      [1, 2, 0],
      [1, 2, 0],
      [1, 2, 1],
    ]);
    expect((await shop.tasks())[0]?.state).toBe('EXPIRED');
    expect(shop.standing('crm', 'grants')).toEqual([]);
    expect(await shop.cases()).toEqual(['DECISION_PARKED']);
  });
});
