import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AuditEntry, canonical, dayRoot, GENESIS, OPENING } from '../../lambdas/domain/audit-chain.ts';
import {
  dayMisfit,
  parseEntry,
  placeOf,
  UnreadableEntry,
  verifyChain,
} from '../../lambdas/domain/audit-verify.ts';
import { chainOf, draft, forged, type Step } from './audit-entries.ts';

const FIELDS = [
  'tenantId',
  'site',
  'day',
  'lane',
  'sequence',
  'tick',
  'at',
  'kind',
  'actor',
  'body',
  'prevHash',
  'hash',
] as const;
const day = fc.constantFrom('2026-03-02', '2026-03-03', '2026-03-05');
const step = fc
  .tuple(fc.integer({ min: 1, max: 4 }), day, fc.dictionary(fc.string(), fc.jsonValue()))
  .map(([lane, on, body]): Step => [lane, draft(`${on}T08:00:00Z`, body as AuditEntry['body'])]);
const chain = fc.array(step, { minLength: 1, maxLength: 14 }).map(chainOf);

/** Three lanes on the first day, two of them on the second. */
const twoDays = chainOf([
  [1, draft('2026-03-02T08:00:00Z')],
  [2, draft('2026-03-02T08:01:00Z')],
  [3, draft('2026-03-02T08:02:00Z')],
  [2, draft('2026-03-02T08:03:00Z')],
  [1, draft('2026-03-03T08:00:00Z')],
  [2, draft('2026-03-03T08:01:00Z')],
  [2, draft('2026-03-03T08:02:00Z')],
]);
const entryAt = (on: string, lane: number, sequence: number) => (entry: AuditEntry) =>
  entry.day === on && entry.lane === lane && entry.sequence === sequence;

describe('a chain', () => {
  it('verifies as it was built, to the root of its last day, also after it was stored', async () => {
    await fc.assert(
      fc.asyncProperty(chain, async (entries) => {
        const last = entries.filter((entry) => entry.day === entries.at(-1)?.day);
        const opening = last.find(({ lane }) => lane === OPENING) as AuditEntry;
        const ends = [...new Map(last.map((entry) => [entry.lane, entry])).values()].filter(
          (entry) => entry !== opening,
        );
        const verified = { ok: true, entries: entries.length, root: dayRoot({ opening, ends }).root };
        expect(await verifyChain(entries)).toEqual(verified);
        expect(await verifyChain(entries.map((entry) => parseEntry(canonical(entry))))).toEqual(verified);
      }),
    );
    expect(await verifyChain([])).toEqual({ ok: true, entries: 0, root: GENESIS });
  });

  it('names the entry in which one field was changed', async () => {
    await fc.assert(
      fc.asyncProperty(chain, fc.nat(), fc.constantFrom(...FIELDS), async (entries, seed, field) => {
        const at = seed % entries.length;
        const entry = entries[at] as AuditEntry;
        const touched = entries.with(at, { ...entry, [field]: changed(entry[field]) });
        expect(await verifyChain(touched)).toMatchObject({ ok: false, at: { position: at + 1 } });
      }),
    );
  });

  it('names a place of its lane when an entry is missing, or was made anew with its hash', async () => {
    await fc.assert(
      fc.asyncProperty(chain, fc.nat(), async (entries, seed) => {
        const at = seed % entries.length;
        const { day, lane, sequence, ...entry } = entries[at] as AuditEntry;
        // The end of a lane of the last day can only be missed by an anchor.
        const isLast =
          day === entries.at(-1)?.day && !entries.some(entryAt(day, lane, sequence + 1)) && lane !== OPENING;
        fc.pre(!isLast && entries.length > at + 1);
        const missing = await verifyChain(entries.toSpliced(at, 1));
        expect(missing).toMatchObject({ ok: false, at: lane === OPENING ? {} : { day, lane } });
        const anew = forged({ day, lane, sequence, ...entry }, { actor: 'mallory' });
        expect(await verifyChain(entries.with(at, anew))).toMatchObject({ ok: false });
      }),
    );
  });

  it.each<[string, (entries: AuditEntry[]) => AuditEntry[], object, RegExp]>([
    [
      'an entry that was dropped',
      (entries) => entries.filter((entry) => !entryAt('2026-03-02', 2, 1)(entry)),
      { day: '2026-03-02', lane: 2, sequence: 2 },
      /sequence 2 where 1 belongs in lane 2/,
    ],
    [
      'the last entry of a lane of a day that is over',
      (entries) => entries.filter((entry) => !entryAt('2026-03-02', 2, 2)(entry)),
      { day: '2026-03-02', lane: 2, sequence: 2 },
      /it is missing: lane 2 had 2 entries when 2026-03-03 was opened/,
    ],
    [
      'a whole lane that was dropped',
      (entries) => entries.filter(({ day, lane }) => !(day === '2026-03-02' && lane === 3)),
      { day: '2026-03-02', lane: 3, sequence: 1 },
      /missing with its whole lane: lane 3 had 1 entries/,
    ],
    [
      'the end of a lane that was forged, its hash made anew',
      (entries) =>
        entries.map((entry) =>
          entryAt('2026-03-02', 2, 2)(entry) ? forged(entry, { actor: 'mallory' }) : entry,
        ),
      { day: '2026-03-02', lane: 2, sequence: 2 },
      /its hash is .*, but was .* when 2026-03-03 was opened/,
    ],
    [
      'an entry added behind the end of a day that is over',
      (entries) => {
        const at = entries.findIndex(entryAt('2026-03-02', 3, 1));
        const end = entries[at] as AuditEntry;
        const more = forged(end, { sequence: 2, tick: end.tick + 1, prevHash: end.hash });
        return entries.toSpliced(at + 1, 0, more);
      },
      { day: '2026-03-02', lane: 3, sequence: 2 },
      /it was added: lane 3 had 1 entries/,
    ],
    [
      'a lane added to a day that is over',
      (entries) => {
        const opening = entries[0] as AuditEntry;
        const first = forged(opening, { lane: 4, tick: opening.tick + 1, prevHash: opening.hash });
        return entries.toSpliced(5, 0, first);
      },
      { day: '2026-03-02', lane: 4, sequence: 1 },
      /it was added: lane 4 had 0 entries/,
    ],
    [
      'two entries that changed places',
      (entries) => {
        const at = entries.findIndex(entryAt('2026-03-03', 2, 1));
        return entries.with(at, entries[at + 1] as AuditEntry).with(at + 1, entries[at] as AuditEntry);
      },
      { day: '2026-03-03', lane: 2, sequence: 2 },
      /an entry is missing or was moved/,
    ],
    [
      'an entry that was moved into another lane',
      (entries) =>
        entries.map((entry) => (entryAt('2026-03-03', 1, 1)(entry) ? forged(entry, { lane: 2 }) : entry)),
      { day: '2026-03-03', lane: 2, sequence: 1 },
      /sequence 1 where 2 belongs in lane 2/,
    ],
    [
      'a repeated entry',
      (entries) => [...entries, entries.at(-1) as AuditEntry],
      { day: '2026-03-03', lane: 2, sequence: 2 },
      /sequence 2 where 3 belongs/,
    ],
    [
      'a day that was dropped',
      (entries) => entries.filter(({ day }) => day !== '2026-03-02'),
      { day: '2026-03-02' },
      /it is missing: it stood when 2026-03-03 was opened/,
    ],
    [
      'an opening that was dropped',
      (entries) => entries.filter((entry) => !entryAt('2026-03-03', 0, 1)(entry)),
      { day: '2026-03-03', lane: 1, sequence: 1 },
      /its opening is missing/,
    ],
    [
      'an opening that says something else of the day before, its hash made anew',
      (entries) =>
        entries.map((entry) =>
          entryAt('2026-03-03', 0, 1)(entry)
            ? forged(entry, { body: { after: { day: '2026-03-02', opening: '', lanes: [] } } })
            : entry,
        ),
      { day: '2026-03-03', lane: 0, sequence: 1 },
      /not that of the day it says it follows/,
    ],
    [
      'an opening that cannot be read, its hash made anew',
      (entries) =>
        entries.map((entry) =>
          entryAt('2026-03-03', 0, 1)(entry) ? forged(entry, { body: { after: { lanes: [null] } } }) : entry,
        ),
      { day: '2026-03-03', lane: 0, sequence: 1 },
      /cannot be read/,
    ],
    [
      'an entry of another site',
      (entries) =>
        entries.map((entry) => (entryAt('2026-03-03', 1, 1)(entry) ? forged(entry, { site: 'dc2' }) : entry)),
      { day: '2026-03-03', lane: 1, sequence: 1 },
      /belongs to the chain of acme dc2/,
    ],
    [
      'a tick that does not rise',
      (entries) =>
        entries.map((entry) => (entryAt('2026-03-03', 2, 2)(entry) ? forged(entry, { tick: 1 }) : entry)),
      { day: '2026-03-03', lane: 2, sequence: 2 },
      /its tick 1 is not above/,
    ],
  ])('names %s', async (_, forge, at, reason) => {
    expect(await verifyChain(twoDays)).toMatchObject({ ok: true });
    const result = await verifyChain(forge([...twoDays]));
    expect(result).toMatchObject({ ok: false, at, reason: expect.stringMatching(reason) });
  });

  it('names a day that was put in between two others', async () => {
    const [first, second] = [
      chainOf([[1, draft('2026-03-02T08:00:00Z')]]),
      chainOf([
        [1, draft('2026-03-02T08:00:00Z')],
        [1, draft('2026-03-03T08:00:00Z')],
      ]),
    ];
    const skipping = chainOf([
      [1, draft('2026-03-02T08:00:00Z')],
      [1, draft('2026-03-04T08:00:00Z')],
    ]);
    expect(second.slice(0, 2)).toEqual(first);
    expect(await verifyChain([...second, ...skipping.slice(2)])).toMatchObject({
      ok: false,
      at: { day: '2026-03-03' },
      reason: 'it was added: it did not stand when 2026-03-04 was opened',
    });
  });

  it('may begin with any day as an excerpt, and after a known day only with what follows it', async () => {
    const second = twoDays.filter(({ day }) => day === '2026-03-03');
    const ends = twoDays.filter((entry) =>
      [
        [1, 1],
        [2, 2],
        [3, 1],
      ].some(([lane = 0, n = 0]) => entryAt('2026-03-02', lane, n)(entry)),
    );
    const first = dayRoot({ opening: twoDays[0] as AuditEntry, ends });
    expect(await verifyChain(second, 'anything')).toMatchObject({ ok: true, entries: 4 });
    expect(await verifyChain(second, first)).toMatchObject({ ok: true, entries: 4 });
    const cut = dayRoot({ opening: twoDays[0] as AuditEntry, ends: ends.slice(1) });
    expect(await verifyChain(second, cut)).toMatchObject({
      ok: false,
      at: { day: '2026-03-02', lane: 1, sequence: 1 },
    });
  });

  it('names the place of an entry that cannot be read', async () => {
    async function* broken(error: Error) {
      yield* twoDays.slice(0, 1);
      throw error;
    }
    expect(await verifyChain(broken(new Error('not JSON')))).toEqual({
      ok: false,
      at: { position: 2 },
      reason: 'it cannot be read: not JSON',
    });
    const at = { day: '2026-03-02', lane: 7, sequence: 3 };
    expect(await verifyChain(broken(new UnreadableEntry(at, 'not JSON')))).toMatchObject({ at });
  });
});

describe('a day that was known earlier', () => {
  const opening = twoDays[0] as AuditEntry;
  const lane2 = twoDays.filter(({ day, lane }) => day === '2026-03-02' && lane === 2);
  const known = dayRoot({ opening, ends: lane2.slice(0, 1) });
  const misfit = (
    entries: readonly AuditEntry[],
    hashAt?: (lane: number, sequence: number) => string | undefined,
  ) => dayMisfit(known, dayRoot({ opening, ends: entries.slice(-1) }), 'then', hashAt);

  it('may have grown, and is judged where the hashes are at hand', () => {
    expect(misfit(lane2)).toBeUndefined();
    expect(misfit(lane2, (_, sequence) => lane2[sequence - 1]?.hash)).toBeUndefined();
    expect(misfit(lane2, () => 'another')).toMatchObject({ at: { day: '2026-03-02', lane: 2, sequence: 1 } });
  });

  it('names what is missing or was rewritten', () => {
    expect(dayMisfit(known, undefined, 'then')).toEqual({
      at: { day: '2026-03-02' },
      reason: 'it is missing: it stood then',
    });
    expect(misfit([])?.reason).toMatch(/whole lane/);
    expect(misfit([forged(lane2[0] as AuditEntry, { actor: 'mallory' })])).toMatchObject({
      at: { lane: 2, sequence: 1 },
    });
    const other = dayRoot({ opening: forged(opening, { actor: 'mallory' }), ends: [] });
    expect(dayMisfit(known, other, 'then')).toMatchObject({ at: { lane: OPENING, sequence: 1 } });
  });
});

it('words a place', () => {
  expect(placeOf({ day: '2026-03-02' })).toBe('2026-03-02');
  expect(placeOf({ day: '2026-03-02', lane: 0, sequence: 1 })).toBe('2026-03-02 opening');
  expect(placeOf({ day: '2026-03-02', lane: 3, sequence: 17 })).toBe('2026-03-02 lane 3 entry 17');
});

function changed(value: unknown): unknown {
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'string') return value.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
  return { ...(value as object), forged: true };
}
