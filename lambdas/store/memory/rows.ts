import { readCursor, writeCursor } from '../cursor.ts';
import { keyPrefix } from '../keys.ts';
import type { Page, TenantScope } from '../ports.ts';

/** What a store gives out and takes in is a copy, as it would be over the wire: JSON, without `undefined`. */
export function copy<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value)) as Value;
}

/** One page of rows in the order of `orderOf`. */
export function pageOf<Row>(
  tenant: TenantScope,
  rows: readonly Row[],
  orderOf: (row: Row) => string,
  page: { limit: number; cursor?: string },
): Page<Row> {
  const prefix = keyPrefix(['T', tenant], '');
  const after = page.cursor === undefined ? undefined : readCursor(page.cursor, prefix).order;
  const left = sortedBy(rows, orderOf).filter((row) => after === undefined || orderOf(row) > after);
  const found = left.slice(0, page.limit).map(copy);
  const last = found.at(-1);
  if (last === undefined || left.length <= page.limit) return { rows: found };
  return { rows: found, cursor: writeCursor({ pk: prefix, sk: '', order: orderOf(last) }) };
}

export function sortedBy<Row>(rows: Iterable<Row>, orderOf: (row: Row) => string): Row[] {
  return [...rows].sort((left, right) => (orderOf(left) < orderOf(right) ? -1 : 1));
}
