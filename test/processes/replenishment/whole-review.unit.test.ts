import { describe, expect, it } from 'vitest';
import { ReplenishmentTriggered } from '../../../events/replenishment.ts';
import { Depot, planOf, supplierOf } from './depot.ts';

const costing = (minor: number) => ({ minor, per: 1, currency: 'USD' });
/** Cheap to keep, so that 1,000 units are the most that fits: each supplier's price makes the value. */
const worth = (minor: number, other = 100) => ({
  plans: [planOf({ maximumStock: 1_050 })],
  suppliers: [
    supplierOf('SUP-1', { minimumOrder: 1_000, unitCost: costing(minor) }),
    supplierOf('SUP-2', { kind: 'alternate', minimumOrder: 1_000, unitCost: costing(other) }),
  ],
});

async function asked(minor = 600, other?: number) {
  const depot = await Depot.open({ planning: worth(minor, other) });
  await depot.pick(10);
  return depot;
}

describe('an order of a value', () => {
  it.each([
    [500, []],
    [501, ['buyer']],
    [5_000, ['buyer']],
    [5_001, ['purchasing', 'finance']],
  ])('of a thousand units at %d cents asks %j', async (minor, approvers) => {
    const depot = await asked(minor);
    const [task] = await depot.tasks();
    expect(depot.orders()).toHaveLength(approvers.length === 0 ? 1 : 0);
    expect(task?.group).toBe(approvers[0]);
    if (approvers.length > 0) await depot.answer('APPROVE');
    expect(depot.orders()).toMatchObject([{ supplierId: 'SUP-1', ordered: 1_000 }]);
    expect(await depot.problems()).toEqual([]);
  });

  it('needs two people above the last limit: the first approval orders nothing', async () => {
    const depot = await asked(5_001);
    await depot.answer('APPROVE');
    const [task] = await depot.tasks();
    expect(task?.approvals?.map(({ by }) => by)).toEqual(['purchasing-1']);
    expect(task?.answer?.by).toBe('finance-1');
  });
});

describe('a person who is asked', () => {
  it('APPROVE orders what is proposed', async () => {
    const depot = await asked();
    expect((await depot.openTask()).options.map(({ code }) => code)).toEqual([
      'APPROVE',
      'CHANGE_QTY',
      'CHANGE_SOURCE',
      'POSTPONE',
      'REJECT',
    ]);
    await depot.answer('APPROVE');
    expect(await depot.row()).toMatchObject({ state: 'AWAITING_ACKNOWLEDGMENT' });
  });

  it('CHANGE_QTY orders that many', async () => {
    const depot = await asked();
    await depot.answer('CHANGE_QTY', { quantity: 1_100 });
    expect(depot.orders()).toMatchObject([{ supplierId: 'SUP-1', ordered: 1_100 }]);
  });

  it('CHANGE_QTY to a higher tier asks that tier before anything is ordered', async () => {
    const depot = await asked(4_900);
    await depot.answer('CHANGE_QTY', { quantity: 1_100 });
    expect(depot.orders()).toEqual([]);
    expect(await depot.openTask()).toMatchObject({ group: 'purchasing', round: 2 });
    await depot.answer('APPROVE');
    expect(depot.orders()).toMatchObject([{ ordered: 1_100 }]);
  });

  it('CHANGE_QTY takes whole packs only', async () => {
    const depot = await asked();
    await expect(depot.answer('CHANGE_QTY', { quantity: 1_005 })).rejects.toThrow(
      /quantity = 1005: give one of/,
    );
    expect(depot.orders()).toEqual([]);
  });

  it('CHANGE_SOURCE orders there', async () => {
    const depot = await asked();
    await depot.answer('CHANGE_SOURCE', { source: 'SUP-2' });
    expect(depot.orders()).toMatchObject([{ supplierId: 'SUP-2', ordered: 1_000 }]);
  });

  it('POSTPONE rests for a day, then everything is looked at again', async () => {
    const depot = await asked();
    await depot.answer('POSTPONE');
    expect(await depot.row()).toMatchObject({ state: 'POSTPONED', dueAt: '2026-03-03T15:00:00.000Z' });
    await depot.world.advance(1_439);
    expect(await depot.row()).toMatchObject({ state: 'POSTPONED' });
    await depot.world.advance(1);
    expect(await depot.openTask()).toMatchObject({ round: 2 });
    expect(depot.published(ReplenishmentTriggered)).toHaveLength(1);
  });

  it('POSTPONE ends it when stock came meanwhile', async () => {
    const depot = await asked();
    await depot.answer('POSTPONE');
    await depot.arrive(500);
    await depot.world.advance(1_441);
    expect(await depot.row()).toMatchObject({ state: 'CLOSED', outcome: 'enough' });
  });

  it('REJECT orders nothing, and the item is silent', async () => {
    const depot = await asked();
    await depot.answer('REJECT');
    expect(await depot.row()).toMatchObject({ state: 'CLOSED', outcome: 'rejected' });
    await depot.pick(1);
    expect(depot.orders()).toEqual([]);
  });

  it('is reminded after 2 business hours, is late after 4, and others are asked at 4 and 8', async () => {
    const depot = await asked();
    expect(await depot.openTask()).toMatchObject({
      reminderAt: '2026-03-02T17:00:00.000Z',
      dueAt: '2026-03-02T19:00:00.000Z',
      escalations: [
        { at: '2026-03-02T19:00:00.000Z', group: 'purchasing', level: 2 },
        { at: '2026-03-02T23:00:00.000Z', group: 'dc-manager', level: 3 },
      ],
    });
  });

  it('who says nothing for 24 business hours has ordered nothing: the request is parked and a case says so', async () => {
    const depot = await asked();
    // Tuesday at 18:00: 12 business hours on Monday, 12 on Tuesday.
    await depot.world.advance(32 * 60 - 1);
    expect(await depot.row()).toMatchObject({ state: 'REVIEW' });
    await depot.world.advance(1);
    expect(await depot.row()).toMatchObject({ state: 'PARKED', outcome: 'undecided' });
    expect(await depot.cases()).toEqual(['DECISION_PARKED']);
    expect(depot.orders()).toEqual([]);
  });
});

describe('below ACT', () => {
  it('in shadow decides and writes nothing', async () => {
    const depot = await Depot.open({ level: 'shadow' });
    await depot.pick(10);
    expect(await depot.row()).toMatchObject({ state: 'CLOSED', outcome: 'shadow' });
    const steps = await depot.world.stores.processes.steps(depot.tenant, depot.processId());
    expect(steps.flatMap(({ decisions = [] }) => decisions)).toMatchObject([
      { ruleId: 'replenishment/5.4', result: { verdict: 'order' } },
    ]);
    expect([depot.orders(), await depot.tasks(), depot.published(ReplenishmentTriggered)]).toEqual([
      [],
      [],
      [],
    ]);
  });

  it.each([
    ['ORDERED', 'ordered-by-hand'],
    ['DISMISS', 'dismissed'],
  ])('a proposal answered %s is closed as %s', async (option, outcome) => {
    const depot = await Depot.open({ level: 'advise' });
    await depot.pick(10);
    expect((await depot.openTask()).step).toBe('proposal');
    await depot.answer(option);
    expect(await depot.row()).toMatchObject({ state: 'CLOSED', outcome });
    expect(depot.orders()).toEqual([]);
  });
});
