import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AuditEntry,
  canonical,
  dayRoot,
  entryHash,
  GENESIS,
  nextEntry,
  parseEntry,
  verifyChain,
} from '../../lambdas/domain/audit-chain.ts';

const draft = (at: string, body: AuditEntry['body'] = {}) => ({
  tenantId: 'acme',
  site: 'dc1',
  at,
  kind: 'approval',
  actor: 'u-1',
  body,
});

function chainOf(drafts: readonly ReturnType<typeof draft>[]): AuditEntry[] {
  const chain: AuditEntry[] = [];
  for (const one of drafts) chain.push(nextEntry(chain.at(-1), one));
  return chain;
}

const day = fc.constantFrom('2026-03-02', '2026-03-03', '2026-03-05');
const drafts = fc.array(
  fc
    .tuple(day, fc.dictionary(fc.string(), fc.jsonValue()))
    .map(([on, body]) => draft(`${on}T08:00:00Z`, body as AuditEntry['body'])),
  { minLength: 1, maxLength: 12 },
);

describe('an entry', () => {
  it('hashes the hash before it and its own canonical text', () => {
    const [entry] = chainOf([draft('2026-03-02T23:59:59.999Z', { b: 1, a: [0.1, 'é'] })]);
    const text =
      '{"actor":"u-1","at":"2026-03-02T23:59:59.999Z","body":{"a":[0.1,"é"],"b":1},"day":"2026-03-02","kind":"approval",' +
      `"prevHash":"${GENESIS}","sequence":1,"site":"dc1","tenantId":"acme"}`;
    expect(entry?.hash).toBe(
      createHash('sha256')
        .update(GENESIS + text, 'utf8')
        .digest('hex'),
    );
  });

  it('is numbered by day, and the first of a day carries the last hash of the day before', () => {
    const chain = chainOf(
      ['2026-03-02T08:00:00Z', '2026-03-02T09:00:00Z', '2026-03-04T00:00:00Z', '2026-03-03T00:00:00Z'].map(
        (at) => draft(at),
      ),
    );
    expect(chain.map((entry) => [entry.day, entry.sequence])).toEqual([
      ['2026-03-02', 1],
      ['2026-03-02', 2],
      ['2026-03-04', 1],
      ['2026-03-04', 2],
    ]);
    expect(chain.map((entry) => entry.prevHash)).toEqual([
      GENESIS,
      ...chain.slice(0, 3).map((entry) => entry.hash),
    ]);
  });

  it('survives storage: what is read from its canonical text has the same hash', () => {
    fc.assert(
      fc.property(drafts, (some) => {
        for (const entry of chainOf(some)) expect(entryHash(parseEntry(canonical(entry)))).toBe(entry.hash);
      }),
    );
  });
});

describe('a chain', () => {
  it('verifies as it was built, to the hash of its last entry', async () => {
    await fc.assert(
      fc.asyncProperty(drafts, async (some) => {
        const chain = chainOf(some);
        expect(await verifyChain(chain)).toEqual({
          ok: true,
          entries: chain.length,
          headHash: chain.at(-1)?.hash,
        });
      }),
    );
    expect(await verifyChain([])).toEqual({ ok: true, entries: 0, headHash: GENESIS });
  });

  const change = fc.record({
    place: fc.nat(),
    field: fc.constantFrom(
      'tenantId',
      'site',
      'day',
      'sequence',
      'at',
      'kind',
      'actor',
      'body',
      'prevHash',
      'hash',
    ),
  });

  it('names the entry in which one field was changed', async () => {
    await fc.assert(
      fc.asyncProperty(drafts, change, async (some, { place, field }) => {
        const chain = chainOf(some);
        const at = place % chain.length;
        const forged = chain.map((entry, index) =>
          index === at ? { ...entry, [field]: changed(entry[field as keyof AuditEntry]) } : entry,
        );
        expect(await verifyChain(forged)).toMatchObject({ ok: false, at: { position: at + 1 } });
      }),
    );
  });

  it('names the entry after one that was removed, and the forged one even when its hash was made anew', async () => {
    await fc.assert(
      fc.asyncProperty(drafts, fc.nat(), async (some, place) => {
        const chain = chainOf(some);
        fc.pre(chain.length > 1);
        const at = place % (chain.length - 1);
        expect(await verifyChain(chain.toSpliced(at, 1))).toMatchObject({
          ok: false,
          at: { position: at + 1 },
        });
        const rehashed = chain.map((entry, index) => {
          if (index !== at) return entry;
          const forged = { ...entry, actor: `${entry.actor}!` };
          return { ...forged, hash: entryHash(forged) };
        });
        expect(await verifyChain(rehashed)).toMatchObject({ ok: false, at: { position: at + 2 } });
      }),
    );
  });

  it('names two entries that changed places and one that was added', async () => {
    const chain = chainOf(
      ['2026-03-02T08:00:00Z', '2026-03-02T09:00:00Z', '2026-03-02T10:00:00Z'].map((at) => draft(at)),
    );
    const [first, second, third] = chain as [AuditEntry, AuditEntry, AuditEntry];
    expect(await verifyChain([first, third, second])).toMatchObject({
      ok: false,
      at: { position: 2, sequence: 3 },
    });
    expect(await verifyChain([first, first, second])).toMatchObject({
      ok: false,
      at: { position: 2, sequence: 1 },
    });
    expect(await verifyChain([second, third])).toMatchObject({ ok: false, at: { position: 1 } });
    const other = nextEntry(undefined, { ...draft('2026-03-02T08:00:00Z'), site: 'dc2' });
    expect(await verifyChain([first, other])).toMatchObject({ ok: false, at: { position: 2 } });
  });

  it('names the place of an entry that cannot be read', async () => {
    async function* broken() {
      yield* chainOf([draft('2026-03-02T08:00:00Z')]);
      throw new Error('not JSON');
    }
    expect(await verifyChain(broken())).toEqual({
      ok: false,
      at: { position: 2 },
      reason: 'it cannot be read: not JSON',
    });
  });
});

describe('a day root', () => {
  const hash = (text: string) => createHash('sha256').update(text).digest('hex');
  const node = (left: string, right: string) =>
    createHash('sha256')
      .update(Buffer.from(`01${left}${right}`, 'hex'))
      .digest('hex');
  const leaf = (of: string) =>
    createHash('sha256')
      .update(Buffer.from(`00${of}`, 'hex'))
      .digest('hex');

  it('is the Merkle tree hash of RFC 6962', () => {
    const [a, b, c, d, e] = ['a', 'b', 'c', 'd', 'e'].map(hash) as [string, string, string, string, string];
    expect(dayRoot([])).toBeUndefined();
    expect(dayRoot([a])).toEqual({ root: leaf(a), count: 1, head: a });
    expect(dayRoot([a, b, c])?.root).toBe(node(node(leaf(a), leaf(b)), leaf(c)));
    expect(dayRoot([a, b, c, d, e])).toEqual({
      root: node(node(node(leaf(a), leaf(b)), node(leaf(c), leaf(d))), leaf(e)),
      count: 5,
      head: e,
    });
  });

  it('differs for other entries, another order and another number', () => {
    const hashes = fc.uniqueArray(fc.string().map(hash), { minLength: 2, maxLength: 20 });
    fc.assert(
      fc.property(hashes, (some) => {
        const root = dayRoot(some)?.root;
        expect(dayRoot(some.toReversed())?.root).not.toBe(root);
        expect(dayRoot(some.slice(1))?.root).not.toBe(root);
        expect(dayRoot([...some, ...some.slice(-1)])?.root).not.toBe(root);
      }),
    );
  });
});

function changed(value: unknown): unknown {
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'string') return value.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
  return { ...(value as object), forged: true };
}
