import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cursorSeal } from '../../../lambdas/api/kernel/cursor.ts';
import { pageOver } from '../../../lambdas/api/kernel/pages.ts';
import { tenantScope } from '../../../lambdas/store/ports.ts';

const seal = cursorSeal('a key only the tests know');
const acme = tenantScope('acme');

it('opens for the tenant and the list it was made for, and for nobody else', () => {
  fc.assert(
    fc.property(fc.string(), (cursor) => {
      const sealed = seal.seal(acme, 'listTasks', cursor);
      expect(seal.open(acme, 'listTasks', sealed)).toBe(cursor.toWellFormed());
      expect(() => seal.open(tenantScope('globex'), 'listTasks', sealed)).toThrow(/not one this list gave/);
      expect(() => seal.open(acme, 'listCases', sealed)).toThrow(/not one this list gave/);
      expect(() => cursorSeal('another key').open(acme, 'listTasks', sealed)).toThrow(
        /not one this list gave/,
      );
    }),
    { numRuns: 100 },
  );
});

it('refuses whatever it did not make', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(() => seal.open(acme, 'listTasks', text)).toThrow(/not one this list gave/);
    }),
    { numRuns: 200 },
  );
});

it('walks over several lists page by page: every row once, in order, however long pages are', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(fc.integer(), { maxLength: 6 }), { maxLength: 5 }),
      fc.integer({ min: 1, max: 7 }),
      async (lists, limit) => {
        const read = async (list: readonly number[], page: { limit: number; cursor?: string }) => {
          const from = Number(page.cursor ?? 0);
          const rows = list.slice(from, from + page.limit);
          return from + page.limit < list.length ? { rows, cursor: String(from + page.limit) } : { rows };
        };
        const seen: number[] = [];
        let cursor: string | undefined;
        do {
          const page = await pageOver(lists, { limit, ...(cursor === undefined ? {} : { cursor }) }, read);
          expect(page.rows.length).toBeLessThanOrEqual(limit);
          seen.push(...page.rows);
          cursor = page.cursor;
        } while (cursor !== undefined);
        expect(seen).toEqual(lists.flat());
      },
    ),
    { numRuns: 200 },
  );
});
