import { expect, it } from 'vitest';
import { sweepRows } from '../../lambdas/sweeper/sweep-rows.ts';

/** Due rows that leave the list once handled, like rows of an index. */
function listOf(count: number, broken: readonly number[] = [], stale = false) {
  const left = Array.from({ length: count }, (_, n) => n);
  const handled: number[] = [];
  let reads = 0;
  return {
    handled,
    reads: () => reads,
    due: async (limit: number) => {
      reads += 1;
      return left.slice(0, limit);
    },
    nameOf: (row: number) => `row ${row}`,
    handle: async (row: number) => {
      if (broken.includes(row)) throw new Error(`row ${row} is broken`);
      handled.push(row);
      // An index may show a row for a while after it has left.
      if (!stale) left.splice(left.indexOf(row), 1);
    },
  };
}

it('handles every due row once, over many pages', async () => {
  const list = listOf(330);
  expect(await sweepRows(list, () => true)).toEqual({ done: 330, failures: [], complete: true });
  expect(new Set(list.handled).size).toBe(330);
});

it('handles no row twice when the index is late', async () => {
  const list = listOf(120, [], true);
  expect(await sweepRows(list, () => true)).toMatchObject({ done: 120, complete: true });
  expect(list.handled).toHaveLength(120);
});

it('is not stopped by bad rows, not even by a page full of them', async () => {
  const broken = Array.from({ length: 60 }, (_, n) => n);
  const list = listOf(100, broken);
  const { done, failures, complete } = await sweepRows(list, () => true);
  expect({ done, failed: failures.length, complete }).toEqual({ done: 40, failed: 60, complete: true });
  expect(failures[0]).toEqual({ row: 'row 0', error: new Error('row 0 is broken') });
});

it('stops when time is over and says that it is not done', async () => {
  const list = listOf(100);
  let left = 7;
  expect(await sweepRows(list, () => left-- > 0)).toEqual({ done: 7, failures: [], complete: false });
});

it('looks at no more than a thousand rows at once', async () => {
  const list = listOf(1_500, [], true);
  expect(await sweepRows(list, () => true)).toMatchObject({ done: 1_000, complete: false });
});

it('reports a list that cannot be read', async () => {
  const down = { ...listOf(3), due: () => Promise.reject(new Error('throttled')) };
  expect(await sweepRows(down, () => true)).toEqual({
    done: 0,
    failures: [{ row: '(list of due rows)', error: new Error('throttled') }],
    complete: false,
  });
});
