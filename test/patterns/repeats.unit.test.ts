import { describe, expect, it } from 'vitest';
import { CallsCounted } from '../../events/integration.ts';
import type { Stores } from '../../lambdas/store/ports.ts';
import { resolveCase } from '../../lambdas/work/cases.ts';
import { Desk, STARTS } from './desk.ts';

/** What happens twice, late, or half. */

const override = (desk: Desk) => desk.overridden({ at: desk.clock() });
/** Three overrides, five minutes apart. */
function three(desk: Desk) {
  return [0, 1, 2].map((n) => {
    if (n > 0) desk.wait(5);
    return override(desk);
  });
}

it('the pattern and its case are one write, with the suggestion as a choice of the owner', async () => {
  const desk = await Desk.open();
  const events = three(desk);
  await desk.hear(...events);
  const [announced] = desk.announced;
  expect(announced).toMatchObject({
    subject: 'DC-ATL/A',
    site: 'DC-ATL',
    mode: 'act',
    causationid: events[2]?.id,
    correlationid: events[2]?.correlationid,
    sequence: Date.parse('2026-03-02T15:10:00.000Z'),
  });
  expect(await desk.cases()).toMatchObject([
    {
      class: 'PATTERN_DETECTED',
      severity: 'S3',
      owner: 'inventory-manager',
      summary: expect.stringContaining('Suggested: SPOT_COUNT; what is done is your choice.'),
      links: [
        { kind: 'pattern', id: 'PUTAWAY_OVERRIDES' },
        { kind: 'zone', id: 'DC-ATL/A' },
        ...events.map(({ causationid }) => ({ kind: 'event', id: causationid })),
      ],
    },
  ]);
  // Nothing else follows from a pattern.
  expect(desk.events.toSorted()).toEqual(['CaseOpened', 'PatternDetected']);
});

it('an owner the document of the tenant names gets the case', async () => {
  const desk = await Desk.open(() => ({ cases: { PATTERN_DETECTED: { owner: 'dc-manager' } } }));
  await desk.hear(...three(desk));
  expect(await desk.cases()).toMatchObject([{ owner: 'dc-manager' }]);
});

describe('the same events again', () => {
  it('at once announce nothing new', async () => {
    const desk = await Desk.open();
    const events = three(desk);
    await desk.hear(...events, ...events, ...events.toReversed());
    expect(desk.events.toSorted()).toEqual(['CaseOpened', 'PatternDetected']);
  });

  it.each([1, 70, 119])(
    'replayed %i days later announce nothing, also when the case is resolved',
    async (days) => {
      const desk = await Desk.open();
      const events = three(desk);
      await desk.hear(...events);
      const [kase] = await desk.cases();
      await resolveCase(
        { stores: desk.stores, clock: desk.clock, newId: () => 'id-000000' },
        desk.tenant,
        kase?.caseId ?? '',
        {
          by: 'supervisor-atl',
          rootCause: 'label',
          resolution: 'counted',
        },
      );
      desk.wait(days * 24 * 60);
      const later = three(desk);
      await desk.hear(...later);
      expect(desk.patterns).toHaveLength(2);
      await desk.hear(...events, ...later);
      expect(desk.patterns).toHaveLength(2);
    },
  );

  it('are not counted once what was counted with them may be forgotten', async () => {
    const desk = await Desk.open();
    const counted = (at: string) =>
      desk.event(CallsCounted, { adapter: 'erp', from: at, to: at, calls: 40, failed: 40 }, { time: at });
    desk.wait(120 * 24 * 60);
    const days = (n: number) => new Date(Date.parse(STARTS) + n * 24 * 3_600_000 - 1).toISOString();
    await desk.hear(counted(days(0)));
    expect(desk.patterns).toEqual([]);
    await desk.hear(counted(new Date(Date.parse(days(0)) + 1).toISOString()));
    expect(desk.patterns).toHaveLength(1);
  });
});

it.each([[[0, 1, 2]], [[0, 2, 1]], [[1, 0, 2]], [[1, 2, 0]], [[2, 0, 1]], [[2, 1, 0]]])(
  'in the order %j they are the same pattern',
  async (order) => {
    const desk = await Desk.open();
    const events = three(desk);
    for (const n of order) await desk.hear(events[n] as (typeof events)[number]);
    expect(desk.patterns).toMatchObject([
      {
        window: { from: STARTS, to: '2026-03-02T15:10:00.000Z' },
        evidence: events.map(({ causationid }) => causationid),
      },
    ]);
  },
);

it('a clock ahead of time does not make the detectors forget', async () => {
  const desk = await Desk.open();
  const events = three(desk);
  const ahead = { ...override(desk), data: { ...override(desk).data, at: '2099-01-01T00:00:00.000Z' } };
  await desk.hear(...events.slice(0, 2), ahead);
  expect(desk.patterns).toMatchObject([{ window: { to: '2026-03-02T15:10:00.000Z' } }]);
});

describe('killed before or after any one write, and told again', () => {
  const writes = { occurrences: ['remember'], tallies: ['count'], work: ['openCase'] } as const;

  /** Stores of which the nth write of all kills its caller. */
  function killing(stores: Stores, nth: number, moment: 'before' | 'after') {
    let made = 0;
    const broken = Object.entries(writes).map(([name, methods]) => {
      const store = stores[name as keyof typeof writes] as unknown as Record<
        string,
        (...given: unknown[]) => unknown
      >;
      const guarded = methods.map((method) => [
        method,
        async (...given: unknown[]) => {
          const isHit = ++made === nth;
          if (isHit && moment === 'before') throw new Error('killed');
          const answer = await store[method]?.(...given);
          if (isHit) throw new Error('killed');
          return answer;
        },
      ]);
      return [name, { ...store, ...Object.fromEntries(guarded) }];
    });
    return { stores: { ...stores, ...Object.fromEntries(broken) } as Stores, made: () => made };
  }

  it.each(['before', 'after'] as const)('%s: one pattern and one case', async (moment) => {
    for (let nth = 1, reached = true; reached; nth++) {
      const desk = await Desk.open();
      const events = [
        ...three(desk),
        desk.event(CallsCounted, { adapter: 'erp', from: STARTS, to: STARTS, calls: 40, failed: 2 }),
      ];
      const { stores, made } = killing(desk.stores, nth, moment);
      desk.broken = () => stores;
      for (const event of events) await desk.hear(event).catch(() => desk.hear(event));
      reached = made() >= nth;
      expect([nth, desk.events.toSorted()]).toEqual([
        nth,
        ['CaseOpened', 'CaseOpened', 'PatternDetected', 'PatternDetected'],
      ]);
    }
  });
});
