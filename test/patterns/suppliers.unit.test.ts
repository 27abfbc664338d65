import { describe, expect, it } from 'vitest';
import type { Envelope } from '../../events/envelope.ts';
import { type DiscrepancyClass, ReceiptReconciled } from '../../events/inbound.ts';
import { Desk, STARTS } from './desk.ts';

type Line = readonly [sku: string, ...classes: DiscrepancyClass[]];
const DAY = 24 * 60;

/** A delivery whose lines were compared; a line is its item and its classes. */
function delivery(desk: Desk, asnId: string, lines: readonly Line[], facts: Partial<Envelope> = {}) {
  const units = { ordered: 10, confirmed: 10, announced: 10, good: 10, damaged: 0 };
  return desk.event(
    ReceiptReconciled,
    {
      asnId,
      supplierId: 'SUP-ACORN',
      lines: lines.map(([sku, ...classes], n) => ({
        line: n + 1,
        sku,
        class: classes,
        ...units,
        value: { minor: 100, currency: 'USD' },
        decisionId: `decision-${n}`,
      })),
    },
    { subject: `SUP-ACORN/${asnId}`, ...facts },
  );
}
/** So many lines, of which the last ones differ, each of another item and in no repeated way. */
const linesOf = (of: number, off: number, tag = ''): Line[] =>
  Array.from({ length: of }, (_, n) => [`SKU-${tag}${n}`, n >= of - off ? 'DAMAGED' : 'CLEAN']);

/** A past with a share of 1 in 40, some 40 days ago, and a delivery of now. */
async function withPast(past: readonly Line[], now: readonly Line[], agoDays = 40): Promise<Desk> {
  const desk = await Desk.open();
  if (past.length > 0) await desk.hear(delivery(desk, 'OLD', past));
  desk.wait(agoDays * DAY);
  await desk.hear(delivery(desk, 'NEW', now));
  return desk;
}
const named = (desk: Desk) => desk.patterns.map(({ pattern }) => pattern);

describe('the share of a supplier', () => {
  const past = linesOf(40, 1, 'old-');
  it.each([
    ['just below 5 %', 41, 2, 0],
    ['5 %, twice what it was', 40, 2, 1],
    ['above', 39, 2, 1],
    ['one line too few', 19, 2, 0],
    ['just enough lines', 20, 2, 1],
  ])('%s: %i lines, %i off', async (_name, of, off, found) => {
    expect(named(await withPast(past, linesOf(of, off)))).toHaveLength(found);
  });

  it.each([
    [39, 1, 0],
    [40, 1, 1],
    [41, 1, 1],
    [40, 2, 0],
  ])('of 5 %% is twice what it was when %i lines before had %i off: %i', async (of, off, found) => {
    expect(named(await withPast(linesOf(of, off, 'old-'), linesOf(20, 1)))).toHaveLength(found);
  });

  it.each([
    [29, 0],
    [30, 1],
    [119, 1],
    [120, 0],
  ])('compares 30 days with the 90 before: a past %i days ago finds %i', async (days, found) => {
    expect(named(await withPast(past, linesOf(20, 4), days))).toHaveLength(found);
  });

  it('has nothing to compare with when nothing came before', async () => {
    expect(named(await withPast([], linesOf(20, 20)))).toEqual([]);
  });

  it('counts what came as announced as right, and short as announced too', async () => {
    const now: Line[] = [...linesOf(18, 0), ['A', 'SHORT_ANNOUNCED'], ['B']];
    expect(named(await withPast(linesOf(40, 0, 'old-'), now))).toEqual([]);
  });

  it('counts a line once, by its last verdict, on the day its delivery was first compared', async () => {
    const desk = await Desk.open();
    await desk.hear(delivery(desk, 'OLD', past));
    desk.wait(40 * DAY);
    await desk.hear(delivery(desk, 'NEW', linesOf(19, 0), { sequence: 2 }));
    desk.wait(29 * DAY);
    // A recount shows that all 19 are wrong; they are still 19 lines, of a day that lies in the window.
    const again = delivery(desk, 'NEW', linesOf(19, 19), { sequence: 5 });
    await desk.hear(again, delivery(desk, 'NEW', linesOf(19, 0), { sequence: 4 }));
    expect(named(desk)).toEqual([]);
    await desk.hear(delivery(desk, 'LAST', [['ONE', 'CLEAN']]));
    expect(desk.patterns).toMatchObject([
      {
        pattern: 'SUPPLIER_DISCREPANCIES',
        subject: { kind: 'supplier', id: 'SUP-ACORN' },
        evidence: [again.id],
        suggestedAction: 'TIGHTENED_INSPECTION',
      },
    ]);
    expect((await desk.cases())[0]?.summary).toContain('19 of 20 lines of SUP-ACORN');
  });

  it('is announced once in its window, and again when all of it is new', async () => {
    const desk = await withPast(past, linesOf(20, 4));
    const first = desk.heard.at(-1) as Envelope;
    await desk.hear(first, delivery(desk, 'MORE', linesOf(5, 2, 'more-')));
    expect(named(desk)).toEqual(['SUPPLIER_DISCREPANCIES']);
    desk.wait(30 * DAY);
    await desk.hear(first, delivery(desk, 'LATER', linesOf(20, 20, 'later-')));
    expect(named(desk)).toEqual(['SUPPLIER_DISCREPANCIES', 'SUPPLIER_DISCREPANCIES']);
  });

  it('is limited by the document of the tenant', async () => {
    const desk = await Desk.open(() => ({ patterns: { supplierLines: 5 } }));
    await desk.hear(delivery(desk, 'OLD', past));
    desk.wait(40 * DAY);
    await desk.hear(delivery(desk, 'NEW', linesOf(5, 1)));
    expect(named(desk)).toEqual(['SUPPLIER_DISCREPANCIES']);
  });
});

describe('the same discrepancy of an item', () => {
  const short = (desk: Desk, asnId: string, name: DiscrepancyClass = 'SHORT_EXCESS') =>
    delivery(desk, asnId, [['OATS', name]]);

  it.each([
    [7 * DAY - 1, 1],
    [7 * DAY, 1],
    [7 * DAY + 1, 0],
  ])('three times within %i minutes: %i', async (minutes, found) => {
    const desk = await Desk.open();
    await desk.hear(short(desk, 'A'));
    desk.wait(DAY);
    await desk.hear(short(desk, 'B'));
    expect(desk.patterns).toEqual([]);
    desk.wait(minutes - DAY);
    await desk.hear(short(desk, 'C'));
    expect(named(desk)).toEqual(Array(found).fill('REPEATED_DISCREPANCY'));
  });

  it('names the deliveries, and a call to the supplier as what a person may do', async () => {
    const desk = await Desk.open();
    const events = ['A', 'B', 'C'].map((asnId) => short(desk, asnId));
    await desk.hear(...events);
    expect(desk.patterns).toEqual([
      {
        pattern: 'REPEATED_DISCREPANCY',
        subject: { kind: 'supplier-item', id: 'SUP-ACORN/OATS/SHORT_EXCESS' },
        window: { from: STARTS, to: STARTS },
        evidence: events.map(({ id }) => id),
        suggestedAction: 'SUPPLIER_CALL',
      },
    ]);
    expect(await desk.cases()).toMatchObject([
      { class: 'PATTERN_DETECTED', owner: 'buyer', state: 'OPEN', severity: 'S3', site: 'DC-ATL' },
    ]);
  });

  it('counts a delivery once, however many of its lines and however often it is compared', async () => {
    const desk = await Desk.open();
    const lines: Line[] = Array(4).fill(['OATS', 'SHORT_EXCESS']);
    await desk.hear(delivery(desk, 'A', lines), delivery(desk, 'A', lines), short(desk, 'B'));
    expect(desk.patterns).toEqual([]);
  });

  it('tells classes apart, and what is no discrepancy is none', async () => {
    const desk = await Desk.open();
    await desk.hear(short(desk, 'A'), short(desk, 'B'), short(desk, 'C', 'DAMAGED'));
    for (const asnId of ['D', 'E', 'F']) await desk.hear(short(desk, asnId, 'SHORT_ANNOUNCED'));
    expect(desk.patterns).toEqual([]);
  });
});
