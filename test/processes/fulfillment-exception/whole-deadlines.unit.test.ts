import { describe, expect, it } from 'vitest';
import { Floor, OTHER, usd } from './floor.ts';

/** Until when a person may decide, and what happens then (rule 5.9). */

const over = {
  sourcing: {
    sites: [{ site: OTHER, available: 9, extraCost: usd(900), arrivesOn: '2026-03-05' }],
  },
  order: { splitAllowed: false },
};

describe('a decision', () => {
  it.each([
    ['30 minutes, with a cut-off far away', '2026-03-02T21:00:00Z', '2026-03-02T15:30:00.000Z'],
    ['30 minutes, when the deadline is a minute later', '2026-03-02T16:16:00Z', '2026-03-02T15:30:00.000Z'],
    ['30 minutes and the deadline alike', '2026-03-02T16:15:00Z', '2026-03-02T15:30:00.000Z'],
    ['the deadline, a minute before', '2026-03-02T16:14:00Z', '2026-03-02T15:29:00.000Z'],
  ])('has until %s', async (_what, cutOffAt, decideBy) => {
    const floor = await Floor.of(over);
    await floor.report({ cutOffAt });
    expect((await floor.body())?.decideBy).toBe(decideBy);
    expect((await floor.row())?.dueAt).toBe(decideBy);
    expect((await floor.tasks())[0]?.dueAt).toBe(decideBy);
  });

  it.each([
    ['10:44', '2026-03-03T15:29:00.000Z', '2026-03-02T15:30:00.000Z'],
    ['10:45', '2026-03-02T15:00:00.000Z', '2026-03-02T15:00:00.000Z'],
    ['10:46', '2026-03-02T15:01:00.000Z', '2026-03-02T15:01:00.000Z'],
  ])(
    'has until the carrier of the parcel is too near: cut-off %s, packing takes 45 minutes',
    async (cutOff, _deadline, decideBy) => {
      const floor = await Floor.of({ ...over, carriers: [{ carrier: 'SWIFT', cutOff, days: 1 }] });
      await floor.report();
      expect((await floor.body())?.decideBy).toBe(decideBy);
    },
  );

  it('has its own time alone where no carrier is known', async () => {
    const floor = await Floor.of({ ...over, carriers: [] });
    await floor.report();
    expect((await floor.body())?.decideBy).toBe('2026-03-02T15:30:00.000Z');
  });

  it('is not asked for when there is no time left: it waits for supply', async () => {
    const floor = await Floor.of(over);
    await floor.report({ cutOffAt: '2026-03-02T15:45:00Z' });
    expect(await floor.tasks()).toEqual([]);
    expect(await floor.outcome()).toBe('back_order');
    expect(floor.published('FulfillmentResolved')).toMatchObject([{ decidedBy: 'CLOCK' }]);
  });

  it.each([
    ['2026-03-02T15:29:00.000Z', 'other_site', 'PERSON'],
    ['2026-03-02T15:30:00.000Z', 'back_order', 'CLOCK'],
    ['2026-03-02T15:31:00.000Z', 'back_order', 'CLOCK'],
  ])('may be made at %s, or it waits for supply', async (moment, outcome, decidedBy) => {
    const floor = await Floor.of(over);
    await floor.report();
    await floor.until(moment);
    if (decidedBy === 'PERSON') await floor.answer('OTHER_SITE');
    expect(await floor.outcome()).toBe(outcome);
    expect(floor.published('FulfillmentResolved')).toMatchObject([{ decidedBy }]);
    expect((await floor.tasks()).map(({ state }) => state)).not.toContain('OPEN');
  });

  it('is reminded of at half its time', async () => {
    const floor = await Floor.of(over);
    await floor.report();
    await floor.until('2026-03-02T15:14:59.000Z');
    expect(floor.published('TaskReminded')).toEqual([]);
    await floor.until('2026-03-02T15:15:00.000Z');
    expect(floor.published('TaskReminded')).toHaveLength(1);
  });

  it('has the time the tenant gives it', async () => {
    const floor = await Floor.of({ ...over, settings: { decisionMinutes: 10, packMinutes: 60 } });
    await floor.report({ cutOffAt: '2026-03-02T16:05:00Z' });
    expect((await floor.body())?.decideBy).toBe('2026-03-02T15:05:00.000Z');
    expect(await floor.decisions('deadline')).toMatchObject([
      {
        thresholds: {
          packMinutes: { value: 60, level: 'tenant' },
          decisionMinutes: { value: 10, level: 'tenant' },
        },
      },
    ]);
  });
});
