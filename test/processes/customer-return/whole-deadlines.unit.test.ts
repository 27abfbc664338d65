import { describe, expect, it } from 'vitest';
import { addBusinessDays, addBusinessMinutes } from '../../../lambdas/domain/calendar.ts';
import { AdapterUnavailable } from '../../../lambdas/shared/errors.ts';
import { tenantScope } from '../../../lambdas/store/ports.ts';
import { calendarOf, requireTenant } from '../../../lambdas/work/process-row.ts';
import { RETURN, Shop, SITE, STARTS, TENANT } from './shop.ts';

/** Every deadline just before it, at it, and just after it. */

const DAY = 1_440;
const shift = (moment: string, milliseconds: number) =>
  new Date(Date.parse(moment) + milliseconds).toISOString();
const calendar = async (shop: Shop) =>
  calendarOf(await requireTenant(shop.world.stores, tenantScope(TENANT)), SITE);

describe('not received in 21 days', () => {
  const last = new Date(Date.parse(STARTS) + 21 * DAY * 60_000).toISOString();

  it('is still open just before and at the last moment, and expires after it', async () => {
    const shop = await Shop.open();
    await shop.request();
    await shop.until(shift(last, -1));
    expect((await shop.row())?.state).toBe('LABELED');
    await shop.until(last);
    expect((await shop.row())?.closedAt).toBeUndefined();
    await shop.until(shift(last, 60_000));
    expect(await shop.row()).toMatchObject({ state: 'CLOSED', outcome: 'expired' });
    expect(shop.state('tms').returnLabels).toEqual([
      expect.objectContaining({ takenBack: 'the return expired' }),
    ]);
    expect(shop.heard('ReturnExpired')).toHaveLength(1);
    expect(shop.refunds()).toEqual([]);
    expect(await shop.cases()).toEqual([]);
  });

  it('goods that come at the last moment are taken', async () => {
    const shop = await Shop.open();
    await shop.request();
    await shop.until(last);
    await shop.receive();
    expect(await shop.row()).toMatchObject({ state: 'RECEIVED' });
  });

  it('money that was given on the scan stays given, and somebody looks for the goods', async () => {
    const shop = await Shop.open({ order: { serviceTier: 1 } });
    await shop.request();
    await shop.scan();
    await shop.until(shift(last, 60_000));
    expect(shop.refunds()).toEqual([10_000]);
    expect(await shop.cases()).toEqual(['RETURN_NOT_RECEIVED']);
    // The carrier has used the label.
    expect(shop.state('tms').returnLabels).toEqual([
      expect.not.objectContaining({ takenBack: expect.anything() }),
    ]);
  });

  it('goods that come after it are a case and move no stock', async () => {
    const shop = await Shop.open();
    await shop.request();
    await shop.until(shift(last, 60_000));
    await shop.receive();
    expect(await shop.cases()).toEqual(['LATE_RETURN']);
    expect(await shop.buckets()).toMatchObject({ hold: 0, available: 0 });
  });
});

describe('inspection', () => {
  const received = async () => {
    const shop = await Shop.open({ settings: { inspectionMinutes: 60, inspectionFinalMinutes: 120 } });
    await shop.request();
    await shop.receive();
    const business = (minutes: number, milliseconds = 0) =>
      calendar(shop).then((hours) => shift(addBusinessMinutes(hours, STARTS, minutes), milliseconds));
    return { shop, business };
  };

  it('is a case only after its SLA', async () => {
    const { shop, business } = await received();
    await shop.until(await business(60, -1));
    expect(await shop.cases()).toEqual([]);
    await shop.until(await business(60));
    expect(await shop.cases()).toEqual([]);
    await shop.until(await business(60, 60_000));
    expect(await shop.cases()).toEqual(['RETURN_INSPECTION_OVERDUE']);
    expect(await shop.tasks()).toEqual([]);
  });

  it('is a manager’s question only after the final limit, with the goods in hold', async () => {
    const { shop, business } = await received();
    await shop.until(await business(120));
    expect(await shop.tasks()).toEqual([]);
    await shop.until(await business(120, 60_000));
    expect((await shop.openTask()).step).toBe('manager');
    expect(await shop.buckets()).toMatchObject({ hold: 2 });
    expect(shop.refunds()).toEqual([]);
    await shop.answer('ACCEPT');
    expect(shop.refunds()).toEqual([10_000]);
    expect(await shop.buckets()).toMatchObject({ hold: 2, available: 0 });
  });

  it('may still come while the manager is asked', async () => {
    const { shop, business } = await received();
    await shop.until(await business(121));
    await shop.inspect();
    expect(await shop.row()).toMatchObject({ state: 'CLOSED', outcome: 'refunded' });
    expect((await shop.tasks()).map(({ state }) => state)).toEqual(['CANCELLED']);
  });
});

describe('without settings of the tenant', () => {
  it('an inspection has 24 h, and a manager is asked after 48 h', async () => {
    const shop = await Shop.open();
    await shop.request();
    await shop.receive();
    const hours = await calendar(shop);
    const day = (count: number) => addBusinessMinutes(hours, STARTS, count * DAY);
    expect((await shop.row())?.dueAt).toBe(shift(day(1), 1));
    await shop.until(shift(day(1), 60_000));
    expect((await shop.row())?.dueAt).toBe(shift(day(2), 1));
    await shop.until(shift(day(2), 60_000));
    expect((await shop.openTask()).step).toBe('manager');
  });

  it('a review has 48 h, and ends after 96 h', async () => {
    const shop = await Shop.open({ settings: { addressPoints: 50 } });
    await shop.request({ from: { country: 'CA', postalCode: 'K1A' } });
    await shop.receive();
    await shop.inspect();
    const hours = await calendar(shop);
    const at = (minutes: number) => addBusinessMinutes(hours, STARTS, minutes);
    expect(await shop.openTask()).toMatchObject({
      step: 'review',
      reminderAt: at(DAY),
      dueAt: at(2 * DAY),
      escalations: [{ at: at(2 * DAY) }, { at: at(3 * DAY) }],
      parkAt: at(4 * DAY),
    });
  });
});

describe('a review nobody answers', () => {
  const settings = {
    addressPoints: 50,
    reviewMinutes: 30,
    reviewLevel2Minutes: 30,
    reviewLevel3Minutes: 45,
    reviewFinalMinutes: 60,
    managerMinutes: 30,
    managerFinalMinutes: 60,
    photoMinutes: 30,
  };
  const asked = async () => {
    const shop = await Shop.open({ settings });
    await shop.request({ from: { country: 'CA', postalCode: 'K1A' } });
    await shop.receive();
    await shop.inspect();
    const at = (minutes: number, milliseconds = 0) => shift(STARTS, minutes * 60_000 + milliseconds);
    return { shop, at };
  };

  it('reminds at half its time, escalates at 48 h and at level 3, and goes to the manager at the end', async () => {
    const { shop, at } = await asked();
    const [task] = await shop.tasks();
    expect(task).toMatchObject({
      reminderAt: at(15),
      dueAt: at(30),
      parkAt: at(60),
      escalations: [
        { at: at(30), group: 'inventory-manager', level: 2 },
        { at: at(45), group: 'dc-manager', level: 3 },
      ],
    });
    await shop.until(at(60, -1));
    expect((await shop.openTask()).step).toBe('review');
    await shop.until(at(60));
    expect((await shop.openTask()).step).toBe('manager');
    expect(shop.refunds()).toEqual([]);
    expect(await shop.buckets()).toMatchObject({ hold: 2 });
  });

  it('ends parked when the manager does not answer either: no money and no stock has moved', async () => {
    const { shop, at } = await asked();
    await shop.until(at(60));
    await shop.until(at(120, -1));
    expect((await shop.row())?.closedAt).toBeUndefined();
    await shop.until(at(120));
    expect(await shop.row()).toMatchObject({ state: 'CLOSED', outcome: 'parked' });
    expect(await shop.cases()).toEqual(['DECISION_PARKED']);
    expect(shop.refunds()).toEqual([]);
    expect(await shop.buckets()).toMatchObject({ hold: 2, available: 0 });
  });

  it.each([
    ['ACCEPT', {}, [10_000], { available: 2, hold: 0 }],
    ['CHANGE_DISPOSITION', { disposition: 'RTV' }, [10_000], { available: 0, hold: 2 }],
    ['PARTIAL_REFUND', { percent: 50, reason: 'late' }, [5_000], { available: 2, hold: 0 }],
    ['DENY', { code: 'EW' }, [], { available: 0, hold: 2 }],
  ])('the manager answers %s', async (option, form, refunds, buckets) => {
    const { shop, at } = await asked();
    await shop.until(at(60));
    const { options } = await shop.openTask();
    expect(options.map(({ code }) => code)).toEqual([
      'ACCEPT',
      'CHANGE_DISPOSITION',
      'PARTIAL_REFUND',
      'DENY',
    ]);
    await shop.answer(option, form);
    expect(shop.refunds()).toEqual(refunds);
    expect(await shop.buckets()).toMatchObject(buckets);
  });

  it('comes again after the time for photos, not at it', async () => {
    const { shop, at } = await asked();
    await shop.answer('REQUEST_PHOTOS');
    await shop.until(at(30, -1));
    await shop.until(at(30));
    expect((await shop.tasks()).filter(({ state }) => state === 'OPEN')).toEqual([]);
    await shop.until(at(31));
    expect((await shop.openTask()).round).toBe(2);
  });
});

describe('the money, within two business days', () => {
  it('is owed from the inspection on, and refused once is tried again when it is due', async () => {
    const shop = await Shop.open({ unpaid: true });
    await shop.request();
    await shop.receive();
    await shop.inspect();
    const { refund } = await shop.body();
    const due = addBusinessDays(await calendar(shop), STARTS, 2);
    expect(refund).toMatchObject({ dueAt: due, refusals: 1 });
    // Its stock and messages are done all the same.
    expect(await shop.buckets()).toMatchObject({ available: 2 });
    expect(shop.state('crm').notes).toHaveLength(1);
    expect(await shop.cases()).toEqual(['INTEGRATION_REJECTED']);
    await shop.until(shift(due, -1));
    expect((await shop.body()).refund).toMatchObject({ refusals: 1 });
    await shop.until(due);
    expect(await shop.row()).toMatchObject({ state: 'CLOSED', outcome: 'refund-overdue' });
    expect(await shop.cases()).toContain('REFUND_OVERDUE');
  });

  it('is a case only after the due moment while finance is away, and is paid once when it is back', async () => {
    const shop = await Shop.open();
    await shop.request();
    await shop.receive();
    shop.world.fault = (moment, name) => {
      if (moment === 'before' && name === 'finance.refundCustomer') throw new AdapterUnavailable('away');
    };
    await shop.inspect();
    const due = (await shop.body()).refund?.dueAt ?? '';
    await shop.until(shift(due, -1));
    await shop.until(due);
    expect(await shop.cases()).toEqual([]);
    await shop.until(shift(due, 60_000));
    expect(await shop.cases()).toEqual(['REFUND_OVERDUE']);
    await shop.world.advance(180);
    expect(await shop.cases()).toEqual(['REFUND_OVERDUE']);
    shop.world.fault = () => {};
    await shop.world.advance(180);
    expect(shop.refunds()).toEqual([10_000]);
    expect(await shop.row()).toMatchObject({ state: 'CLOSED', outcome: 'refunded' });
  });

  it('is paid at the due moment where finance takes it by then', async () => {
    const shop = await Shop.open({ unpaid: true });
    await shop.request();
    await shop.receive();
    await shop.inspect();
    const zero = { minor: 0, currency: 'USD' };
    shop.fake('finance').seed({
      payments: [
        {
          orderId: 'O-1',
          state: 'captured',
          method: 'card',
          paid: { ...zero, minor: 99_999 },
          refunded: zero,
        },
      ],
    });
    const due = (await shop.body()).refund?.dueAt ?? '';
    await shop.until(due);
    expect(shop.refunds()).toEqual([10_000]);
    expect(await shop.row()).toMatchObject({ outcome: 'refunded' });
  });
});

it('has a future deadline at every rest, until it is closed', async () => {
  const shop = await Shop.open();
  const look = async () => {
    const row = await shop.row();
    expect(row?.closedAt !== undefined || (row?.dueAt ?? '') > shop.world.clock()).toBe(true);
  };
  await shop.request();
  await look();
  await shop.receive();
  await look();
  await shop.inspect();
  await look();
  expect((await shop.row())?.processId).toBe(RETURN);
});
