import { readCursor, writeCursor } from '../cursor.ts';
import { keyPrefix } from '../keys.ts';
import type { Page, TenantScope } from '../ports.ts';

/** What a store gives out and takes in is a copy, as it would be over the wire: what JSON has, without `undefined`. */
export function copy<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copy) as Value;
  // Member by member is four times as fast as by way of text, and copies are a fifth of what a simulated day takes.
  const copied: Record<string, unknown> = {};
  for (const name of Object.keys(value)) {
    const member = (value as Record<string, unknown>)[name];
    if (member !== undefined) copied[name] = copy(member);
  }
  return copied as Value;
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
