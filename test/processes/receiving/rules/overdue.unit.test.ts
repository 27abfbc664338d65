import { describe, expect, it } from 'vitest';
import { overdueAsk } from '../../../../lambdas/processes/receiving/rules/overdue.ts';
import { requireValidForm } from '../../../../lambdas/work/form.ts';
import { settings } from './fixtures.ts';

const facts = { supplierId: 'SUP-1', asnId: 'ASN-1', noticeDueAt: '2026-03-02T08:00:00Z' };
const now = '2026-03-04T08:00:00.000Z';

describe('overdueAsk', () => {
  it('asks the buyer, who may close or wait', () => {
    const ask = overdueAsk(facts, settings, now);
    expect(ask).toMatchObject({
      step: 'overdue',
      group: 'buyer',
      dueMinutes: 240,
      reminderMinutes: 120,
      parkMinutes: 1_440,
      context: { businessDaysLate: 2 },
    });
    expect(ask.options.map(({ code }) => code)).toEqual(['CLOSE_NOT_RECEIVED', 'KEEP_WAITING']);
  });

  it('asks once about one lateness, again at five days, and anew about a new date', () => {
    const rounds = [
      overdueAsk(facts, settings, now),
      overdueAsk({ ...facts, overdueAsked: true }, settings, now),
      overdueAsk({ ...facts, noticeDueAt: '2026-03-02T08:01:00Z' }, settings, now),
      overdueAsk({ ...facts, noticeDueAt: '2026-03-09T08:00:00Z', overdueAsked: true }, settings, now),
    ].map(({ round }) => round);
    expect(new Set(rounds).size).toBe(4);
    expect(overdueAsk(facts, settings, '2026-03-05T09:00:00.000Z').round).toBe(rounds[0]);
    expect(overdueAsk({ ...facts, overdueAsked: true }, settings, now).context).toMatchObject({
      businessDaysLate: 5,
    });
  });

  it('wants a date with KEEP_WAITING', () => {
    const form = overdueAsk(facts, settings, now).options.find(
      ({ code }) => code === 'KEEP_WAITING',
    )?.formSchema;
    expect(() => requireValidForm('it', form, { dueAt: '2026-03-09T08:00:00Z' })).not.toThrow();
    expect(() => requireValidForm('it', form, { dueAt: 'next week' })).toThrow('dueAt');
    expect(() => requireValidForm('it', form, {})).toThrow('dueAt is missing');
  });
});
