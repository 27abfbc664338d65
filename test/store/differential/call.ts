import fc from 'fast-check';
import type { Page, Stores, TenantScope } from '../../../lambdas/store/ports.ts';
import { event } from '../samples.ts';

/** One call of a store, ready to be made on either form. */
export type Call = (stores: Stores, tenant: TenantScope) => Promise<unknown>;

export const at = fc.constantFrom(
  '2026-03-02T08:00:00Z',
  '2026-03-02T08:00:00.500Z',
  '2026-03-03T00:00:00Z',
  '2026-03-05T23:59:59.999Z',
);
export const id = fc.constantFrom('p:1', 'p#2', 'p%233', 'p/4');
export const site = fc.constantFrom('dc1', 'dc2');
export const state = fc.constantFrom('A', 'B', 'C');
export const work = fc.array(fc.constantFrom('1:a', '2:b', '3:c'), { maxLength: 2 });
export const small = fc.integer({ min: 0, max: 3 });
export const limit = fc.integer({ min: 1, max: 3 });
export const role = fc.constantFrom('supervisor' as const, 'dc-manager' as const);
export const searchKey = fc.record({
  kind: fc.constantFrom('po' as const, 'sku' as const),
  value: fc.constantFrom('X', 'X#1', 'Y%'),
});
export const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
export const events = (tenant: TenantScope, names: readonly string[]) =>
  names.map((name) => event(tenant, name, { subject: `about#${name}` }));
export const eventNames = fc.array(fc.constantFrom('e1', 'e2', 'e3'), { maxLength: 1 });

/** All rows, page by page, with the size of each page. */
export async function pages<Row>(read: (cursor: string | undefined) => Promise<Page<Row>>) {
  const sizes: number[] = [];
  const rows: Row[] = [];
  let cursor: string | undefined;
  do {
    const page: Page<Row> = await read(cursor);
    sizes.push(page.rows.length);
    rows.push(...page.rows);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return { sizes, rows };
}

export const onlyOf = <Row extends { tenant: TenantScope }>(tenant: TenantScope, rows: readonly Row[]) =>
  rows.filter((row) => row.tenant === tenant);
