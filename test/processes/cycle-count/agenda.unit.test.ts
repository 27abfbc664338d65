import { describe, expect, it } from 'vitest';
import { agendaOf } from '../../../lambdas/processes/cycle-count/agenda.ts';
import type { CountBody, CountFacts } from '../../../lambdas/processes/cycle-count/contract.ts';

const now = '2026-03-02T15:00:00.000Z';
const later = '2026-03-02T16:00:00.000Z';
const body = {
  countId: 'C',
  sku: 'S',
  item: {},
  phase: 'COUNTING',
  counts: [],
  asked: {},
  heard: [],
  investigated: false,
  failures: 0,
} as unknown as CountBody;
const at = (facts: CountFacts, pending: readonly string[] = [], of: Partial<CountBody> = {}) =>
  agendaOf({ body: { ...body, ...of }, facts, pending }, now);

describe('what is next', () => {
  it('begins again what died, later each time, and says so after three tries', () => {
    const { item: _, ...unknown } = body;
    const next = (tries: number) =>
      agendaOf(
        {
          body: unknown as CountBody,
          facts: { run: { tries, until: now, work: [] } },
          pending: [],
        },
        now,
      );
    expect(next(1)).toMatchObject({
      next: 'begin',
      run: { tries: 2, until: '2026-03-02T15:10:00.000Z' },
      stuck: false,
    });
    expect(next(3)).toMatchObject({
      next: 'begin',
      run: { tries: 4, until: '2026-03-02T15:40:00.000Z' },
      stuck: true,
    });
  });

  it('keeps what arrives while a system is away, and ends the wait for the system only', () => {
    const facts = { run: { tries: 1, until: later, work: [], waitsFor: 'wms' } };
    expect(at(facts, ['1:count/e'], { plan: { planId: 'p', kind: 'settle' } })).toMatchObject({
      next: 'wait',
      state: 'WAITING_PARTNER',
      dueAt: later,
      run: { work: ['1:count/e'] },
      handled: ['1:count/e'],
    });
    expect(at(facts, ['1:resume/wms'], { plan: { planId: 'p', kind: 'settle' } })).toMatchObject({
      next: 'carry-out',
    });
  });

  it('always has a moment to look again', () => {
    for (const phase of ['COUNTING', 'RECOUNTING', 'APPROVING', 'INVESTIGATING'] as const)
      expect(at({}, [], { phase }).dueAt > now).toBe(true);
  });

  it.each([
    ['before the end of the time', later, false],
    ['at it', now, true],
  ])('a count nobody made is overdue %s: %s %s', (_when, slaAt, overdue) => {
    expect(at({ slaAt, finalAt: '2026-03-05T15:00:00.000Z' }).overdue).toBe(overdue);
    expect(at({ slaAt: later, finalAt: slaAt }).lapsed).toBe(overdue);
  });

  it('closes what is settled and carried out', () => {
    expect(at({}, [], { outcome: 'adjusted', phase: 'SETTLED' }).next).toBe('close');
    expect(at({}, [], { outcome: 'adjusted', plan: { planId: 'p', kind: 'settle' } }).next).toBe('carry-out');
  });
});
