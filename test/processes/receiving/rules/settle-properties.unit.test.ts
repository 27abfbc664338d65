import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type {
  AnswerFact,
  CountFact,
  ReceivingLine,
  SettleContext,
} from '../../../../lambdas/processes/receiving/rules/line.ts';
import { settleLine } from '../../../../lambdas/processes/receiving/rules/settle.ts';
import { announcedLine, booked, context, done, item, orderLine, settings, stock } from './fixtures.ts';

/** Lines of every kind, through any story of counts, answers and silence. */
const kinds: Record<string, Partial<ReceivingLine>> = {
  ordered: {},
  inspected: { item: { ...item, inspection: 'ALWAYS' } },
  lots: { item: { ...item, lotControlled: true, expiryControlled: true, shelfLifeDays: 100 } },
  substitute: { orderLine: { ...orderLine, sku: 'SKU-2' } },
  refused: { accepted: false },
  unplaced: {
    accepted: false,
    orderLine: undefined as never,
    notice: undefined as never,
    announced: 0,
    candidates: [orderLine, { ...orderLine, poId: 'PO-2' }],
  },
  unannounced: { notice: undefined as never, announced: 0 },
};
const lines = fc.constantFrom(...Object.keys(kinds)).map((kind) => announcedLine(kinds[kind]));
const contexts = fc
  .record({
    blind: fc.boolean(),
    severity: fc.constantFrom('normal', 'tightened', 'stopped'),
    early: fc.boolean(),
  })
  .map(
    ({ blind, severity, early }): SettleContext => ({
      ...context,
      settings: {
        ...settings,
        blind,
        default: { ...settings.default, earlyAction: early ? 'REJECT' : 'WARN' },
      },
      history: { ...context.history, severity },
      arrivedAt: early ? '2026-02-20T10:00:00.000Z' : context.arrivedAt,
    }),
  );
const lots = fc.constantFrom({}, { lot: 'A', expiry: '2026-12-31' }, { lot: 'B', expiry: '2026-03-10' });
const counts = fc.record({
  good: fc.integer({ min: 0, max: 130 }),
  damaged: fc.integer({ min: 0, max: 20 }),
  lot: lots,
  minute: fc.integer({ min: 0, max: 59 }),
});
/** Which open question is answered, with which of its options, or silence; and the numbers of its form. */
const replies = fc.record({
  question: fc.nat(5),
  option: fc.nat(6),
  numbers: fc.tuple(fc.nat(130), fc.nat(20), fc.nat(3)),
  sorted: fc.boolean(),
});
const stories = fc.array(
  fc.oneof(
    { weight: 2, arbitrary: counts.map((count) => ({ count })) },
    { weight: 3, arbitrary: replies.map((reply) => ({ reply })) },
  ),
  { maxLength: 10 },
);

const at = (hour: number, minute = 0) =>
  `2026-03-02T${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}:00.000Z`;
const asCount = (
  { good, damaged, lot, minute }: { good: number; damaged: number; lot: object; minute: number },
  index: number,
  hour: number,
): CountFact => ({
  id: `R-${index}#0`,
  round: 1,
  by: `dock-${index}`,
  at: at(hour, minute),
  good,
  damaged,
  ...lot,
});

/** Tells a story, settling after each event; `check` sees every state. */
function tell(
  start: ReceivingLine,
  given: SettleContext,
  story: readonly {
    count?: Parameters<typeof asCount>[0];
    reply?: { question: number; option: number; numbers: readonly [number, number, number]; sorted: boolean };
  }[],
  check: (line: ReceivingLine, before: ReceivingLine, given: SettleContext) => void,
): ReceivingLine {
  const options = new Map<string, readonly string[]>();
  let line = start;
  const settle = (next: ReceivingLine) => {
    const settlement = settleLine(next, given);
    for (const ask of settlement.asks)
      options.set(
        `${ask.step}#${ask.round}`,
        ask.options.map(({ code }) => code),
      );
    check(settlement.line, next, given);
    line = done(settlement.line);
  };
  settle(line);
  for (const [index, { count, reply }] of story.entries()) {
    if (count) settle({ ...line, counts: [...line.counts, asCount(count, index, 1 + index)] });
    if (!reply) continue;
    const open = line.asked.filter(
      (key) => !line.answers.some((answer) => `${answer.step}#${answer.round}` === key),
    );
    const key = open[reply.question % Math.max(1, open.length)];
    if (!key) continue;
    const [step, round] = key.split('#') as [AnswerFact['step'], string];
    const codes = [...(options.get(key) ?? []), 'EXPIRED'];
    const [first, second, third] = reply.numbers;
    const units = line.askedFor?.[key] ?? 0;
    const good = reply.sorted ? Math.min(first, units) : first;
    const form = {
      good,
      damaged: second,
      bad: reply.sorted ? units - good : second,
      critical: third,
      major: second,
      minor: third,
      poId: 'PO-2',
      poLine: 1,
    };
    settle({
      ...line,
      answers: [
        ...line.answers,
        {
          taskId: key,
          step,
          round: Number(round),
          option: codes[reply.option % codes.length] as string,
          by: `boss-${index}`,
          at: at(1 + index, 59),
          form,
        },
      ],
    });
  }
  return line;
}

const GONE = ['EXCESS_RETURNED', 'EARLY_REFUSED', 'RETURNED', 'LOT_RETURNED', 'SCRAPPED'];
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

function neverNegative(line: ReceivingLine): void {
  const buckets = new Map<string, number>();
  for (const { from, to, quantity, lot } of line.movements) {
    expect(quantity).toBeGreaterThan(0);
    expect(from).not.toBe(to);
    if (from !== null) {
      const key = `${from}/${lot}`;
      buckets.set(key, (buckets.get(key) ?? 0) - quantity);
      expect(buckets.get(key)).toBeGreaterThanOrEqual(0);
    }
    if (to !== null) buckets.set(`${to}/${lot}`, (buckets.get(`${to}/${lot}`) ?? 0) + quantity);
  }
}

it('loses no unit, invents none, and books exactly what is available', () => {
  fc.assert(
    fc.property(lines, contexts, stories, (start, given, story) => {
      tell(start, given, story, (line) => {
        neverNegative(line);
        const { good, damaged } = settleLine(line, given).decision.inputs as {
          good: number;
          damaged: number;
        };
        const gone = sum(
          line.movements
            .filter(({ to, reasonCode }) => to === null && GONE.includes(reasonCode))
            .map(({ quantity }) => quantity),
        );
        const held = sum(Object.values(stock(line)));
        expect(held).toBeLessThanOrEqual(good + damaged);
        expect(held).toBeGreaterThanOrEqual(good + damaged - gone);
        expect(booked(line)).toBe(stock(line).available ?? 0);
      });
    }),
    { numRuns: 600 },
  );
});

it('keeps every counted unit while nothing was sent away', () => {
  fc.assert(
    fc.property(lines, contexts, stories, (start, given, story) => {
      tell(start, given, story, (line) => {
        if (line.movements.some(({ to, reasonCode }) => to === null && GONE.includes(reasonCode))) return;
        const { good, damaged } = settleLine(line, given).decision.inputs as {
          good: number;
          damaged: number;
        };
        expect(sum(Object.values(stock(line)))).toBe(good + damaged);
      });
    }),
    { numRuns: 300 },
  );
});

it('says nothing new when nothing new is known', () => {
  fc.assert(
    fc.property(
      lines,
      contexts,
      fc.constantFrom('act', 'advise', 'shadow'),
      stories,
      (start, given, mode, story) => {
        const inMode = { ...given, mode } as const;
        tell(start, inMode, story, (line) => {
          const again = settleLine(line, inMode);
          expect(again).toMatchObject({ movements: [], followUps: [], asks: [], withdrawn: [] });
          expect(again.inspected).toBeUndefined();
          expect(again.line).toEqual(line);
          expect(again.decision.id).toBe(settleLine(line, inMode).decision.id);
        });
      },
    ),
    { numRuns: 300 },
  );
});

it('never reuses an effect key', () => {
  fc.assert(
    fc.property(lines, contexts, stories, (start, given, story) => {
      const line = tell(start, given, story, () => undefined);
      const keys = [
        ...line.movements.map(({ effectKey }) => effectKey),
        ...line.followUps.map(({ id }) => id),
      ];
      expect(new Set(keys).size).toBe(keys.length);
      expect(new Set(line.asked).size).toBe(line.asked.length);
    }),
  );
});

it('never takes stock, money or an order change from silence', () => {
  fc.assert(
    fc.property(
      lines,
      contexts,
      fc.array(counts, { minLength: 1, maxLength: 4 }),
      (start, given, arrivals) => {
        const asked = settleLine(
          { ...start, counts: arrivals.map((count, index) => asCount(count, index, 1)) },
          given,
        ).line;
        const silent = asked.asked.map(
          (key): AnswerFact => ({
            taskId: key,
            step: key.split('#')[0] as AnswerFact['step'],
            round: Number(key.split('#')[1]),
            option: 'EXPIRED',
            by: 'clock',
            at: at(23),
          }),
        );
        const after = settleLine({ ...asked, answers: [...asked.answers, ...silent] }, given);
        expect([after.movements, after.followUps]).toEqual([[], []]);
        expect(after.line.status).toBe(silent.length > 0 ? 'parked' : asked.status);
      },
    ),
  );
});

it('ends the same in whatever order receipts arrive and are settled', () => {
  const unloading = fc.array(counts, { minLength: 1, maxLength: 5 }).chain((arrivals) =>
    fc.tuple(
      fc.constant(arrivals),
      fc.shuffledSubarray(
        arrivals.map((_, index) => index),
        { minLength: arrivals.length },
      ),
    ),
  );
  fc.assert(
    fc.property(lines, contexts, unloading, (start, given, [arrivals, order]) => {
      const facts = arrivals.map((count, index) => asCount(count, index, 1));
      const deliver = (sequence: readonly number[]) => {
        let line = start;
        for (const index of sequence) {
          const counted = { ...line, counts: [...line.counts, facts[index] as CountFact] };
          line = done(settleLine(counted, { ...given, final: false }).line);
        }
        return settleLine(line, given).line;
      };
      const [one, other] = [deliver(facts.map((_, index) => index)), deliver(order)];
      expect(stock(other)).toEqual(stock(one));
      expect([other.classes, other.status, other.asked, booked(other)]).toEqual([
        one.classes,
        one.status,
        one.asked,
        booked(one),
      ]);
    }),
    { numRuns: 300 },
  );
});
