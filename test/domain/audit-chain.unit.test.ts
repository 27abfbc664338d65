import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AuditEntry,
  canonical,
  dayRoot,
  GENESIS,
  LANES,
  laneOf,
  nextEntry,
  OPENING,
  openingOf,
} from '../../lambdas/domain/audit-chain.ts';
import { chainOf, draft } from './audit-entries.ts';

const sha256 = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex');

describe('an entry', () => {
  it('hashes the hash before it and its own canonical text', () => {
    const opening = openingOf(undefined, draft('2026-03-02T23:00:00Z'), 7);
    const entry = nextEntry(opening, 3, draft('2026-03-02T23:59:59.999Z', { b: 1, a: [0.1, 'é'] }), 5);
    const text =
      '{"actor":"u-1","at":"2026-03-02T23:59:59.999Z","body":{"a":[0.1,"é"],"b":1},"day":"2026-03-02","kind":"approval",' +
      `"lane":3,"prevHash":"${opening.hash}","sequence":1,"site":"dc1","tenantId":"acme","tick":8}`;
    expect(entry.hash).toBe(sha256(opening.hash + text));
  });

  it('is numbered by day and lane, follows its lane or the opening of its day, and joins the day the chain has reached', () => {
    const chain = chainOf([
      [2, draft('2026-03-02T08:00:00Z')],
      [1, draft('2026-03-02T09:00:00Z')],
      [2, draft('2026-03-02T10:00:00Z')],
      [2, draft('2026-03-04T00:00:00Z')],
      [1, draft('2026-03-03T00:00:00Z')],
    ]);
    expect(chain.map(({ day, lane, sequence }) => `${day.slice(8)} ${lane} ${sequence}`)).toEqual([
      '02 0 1',
      '02 1 1',
      '02 2 1',
      '02 2 2',
      '04 0 1',
      '04 1 1',
      '04 2 1',
    ]);
    const [first, one, two, twoAgain, second, ...later] = chain as [
      AuditEntry,
      AuditEntry,
      AuditEntry,
      AuditEntry,
      AuditEntry,
    ];
    expect(first.prevHash).toBe(GENESIS);
    expect([one.prevHash, two.prevHash, twoAgain.prevHash]).toEqual([first.hash, first.hash, two.hash]);
    expect(later.map(({ prevHash }: AuditEntry) => prevHash)).toEqual([second.hash, second.hash]);
    expect(second.prevHash).toBe(dayRoot({ opening: first, ends: [twoAgain, one] }).root);
  });

  it('carries a tick above what it follows, and no lower than asked for', () => {
    const opening = openingOf(undefined, draft('2026-03-02T08:00:00Z'), 100);
    const one = nextEntry(opening, 1, draft('2026-03-02T08:00:00Z'), 50);
    const two = nextEntry(opening, 2, draft('2026-03-02T08:00:00Z'), 900);
    const next = openingOf({ opening, ends: [one, two] }, draft('2026-03-03T08:00:00Z'), 300);
    expect([opening.tick, one.tick, two.tick, next.tick]).toEqual([100, 101, 900, 901]);
  });
});

describe('a lane', () => {
  it('is that of what the entry is about, always the same, and all of them are used', () => {
    expect(laneOf('receiving:S1/ASN-1')).toBe(laneOf('receiving:S1/ASN-1'));
    fc.assert(
      fc.property(fc.string(), (about) => {
        const lane = laneOf(about);
        expect(Number.isInteger(lane) && lane > OPENING && lane <= LANES).toBe(true);
      }),
    );
    const many = Array.from({ length: 1000 }, (_, n) => laneOf(`receiving:S1/ASN-${n}`));
    for (let lane = 1; lane <= LANES; lane++)
      expect(many.filter((one) => one === lane).length).toBeGreaterThan(1000 / LANES / 2);
  });
});

describe('a day root', () => {
  const opening = openingOf(undefined, draft('2026-03-02T08:00:00Z'), 1);
  const end = (lane: number, body = {}) => nextEntry(opening, lane, draft('2026-03-02T08:00:00Z', body), 1);

  it('is the hash of its opening and the ends of its lanes, whatever their order', () => {
    const [one, two] = [end(1), end(2)];
    const lanes = [
      { lane: 1, count: 1, head: one.hash },
      { lane: 2, count: 1, head: two.hash },
    ];
    const root = sha256(canonical({ day: '2026-03-02', opening: opening.hash, lanes }));
    expect(dayRoot({ opening, ends: [two, one] })).toEqual({
      day: '2026-03-02',
      opening: opening.hash,
      lanes,
      root,
    });
  });

  it('differs for another end, another length, and a lane less', () => {
    const { root } = dayRoot({ opening, ends: [end(1), end(2)] });
    const longer = nextEntry(end(2), 2, draft('2026-03-02T09:00:00Z'), 1);
    for (const ends of [[end(1), end(2, { other: 1 })], [end(1), longer], [end(1)], []])
      expect(dayRoot({ opening, ends }).root).not.toBe(root);
  });
});
