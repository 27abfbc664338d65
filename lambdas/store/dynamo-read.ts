import {
  BatchGetItemCommand,
  GetItemCommand,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { type Cursor, readCursor, writeCursor } from './cursor.ts';
import { again, type DynamoContext, type Item, type Key, retrying } from './dynamo-context.ts';
import type { Page } from './ports.ts';
import type { IndexSchema, TableName } from './schema.ts';

/** A strongly consistent read. */
export async function get(
  context: DynamoContext,
  table: TableName,
  { pk, sk }: Key,
): Promise<Item | undefined> {
  const { Item } = await context.client.send(
    new GetItemCommand({ TableName: context.tables[table], Key: marshall({ pk, sk }), ConsistentRead: true }),
  );
  return Item && unmarshall(Item);
}

/** Strongly consistent reads of many items, in the order of `keys` and as often as named there; missing ones are left out. */
export async function getAll(
  context: DynamoContext,
  table: TableName,
  keys: readonly Key[],
): Promise<readonly (Key & Item)[]> {
  const name = context.tables[table];
  const idOf = ({ pk, sk }: Key) => JSON.stringify([pk, sk]);
  // DynamoDB refuses a list that names an item twice.
  const distinct = [...new Map(keys.map((one) => [idOf(one), one])).values()];
  const found = new Map<string, Key & Item>();
  for (let start = 0; start < distinct.length; start += 100) {
    let wanted = distinct.slice(start, start + 100).map(({ pk, sk }) => marshall({ pk, sk }));
    await retrying(context, `reading ${keys.length} items of ${table}`, async () => {
      const { Responses, UnprocessedKeys } = await context.client.send(
        new BatchGetItemCommand({ RequestItems: { [name]: { Keys: wanted, ConsistentRead: true } } }),
      );
      for (const raw of Responses?.[name] ?? []) {
        const item = unmarshall(raw) as Key & Item;
        found.set(idOf(item), item);
      }
      wanted = UnprocessedKeys?.[name]?.Keys ?? [];
      return wanted.length > 0 ? again : undefined;
    });
  }
  return keys.flatMap((one) => found.get(idOf(one)) ?? []);
}

export interface Range {
  readonly table: TableName;
  readonly index?: IndexSchema;
  readonly pk: string;
  /** Only sort keys that begin with this. */
  readonly prefix?: string;
  /** Only sort keys up to and including this. */
  readonly until?: string;
  readonly descending?: boolean;
  readonly limit?: number;
}

/** All items of a range, page by page; reads of the table itself are strongly consistent. */
export async function* query(context: DynamoContext, range: Range, after?: Item): AsyncGenerator<Key & Item> {
  let start = after && marshall(after);
  let left = range.limit ?? Number.POSITIVE_INFINITY;
  do {
    const { Items = [], LastEvaluatedKey } = await context.client.send(
      new QueryCommand({
        ...queryInput(context, range),
        ...(Number.isFinite(left) ? { Limit: left } : {}),
        ExclusiveStartKey: start,
      }),
    );
    for (const item of Items) yield unmarshall(item) as Key & Item;
    left -= Items.length;
    start = LastEvaluatedKey;
  } while (start && left > 0);
}

export async function collect<Row>(rows: AsyncIterable<Row>): Promise<Row[]> {
  const all: Row[] = [];
  for await (const row of rows) all.push(row);
  return all;
}

/** One page of a range. The cursor holds sort keys only; partitions are built from the tenant again on the next call. */
export async function queryPage(
  context: DynamoContext,
  range: Range,
  tenantPrefix: string,
  page: { limit: number; cursor?: string },
): Promise<Page<Key & Item>> {
  const { index } = range;
  let after: Item | undefined;
  if (page.cursor !== undefined) {
    const cursor = readCursor(page.cursor, tenantPrefix);
    after = index
      ? { pk: cursor.pk, sk: cursor.sk, [index.partitionKey]: range.pk, [index.sortKey]: cursor.order }
      : { pk: range.pk, sk: cursor.sk };
  }
  const items = await collect(query(context, { ...range, limit: page.limit + 1 }, after));
  const rows = items.slice(0, page.limit);
  const last = rows.at(-1);
  if (last === undefined || items.length <= page.limit) return { rows };
  const cursor: Cursor = { pk: last.pk, sk: last.sk, order: index ? String(last[index.sortKey]) : last.sk };
  return { rows, cursor: writeCursor(cursor) };
}

/** Items of a sharded cross-tenant index up to a sort key, smallest first. */
export async function queryShards(
  context: DynamoContext,
  table: TableName,
  index: IndexSchema,
  shards: readonly string[],
  limit: number,
  until?: string,
): Promise<readonly (Key & Item)[]> {
  const found = await Promise.all(
    shards.map((pk) => collect(query(context, { table, index, pk, until, limit }))),
  );
  const order = (item: Key & Item) => `${item[index.sortKey]}\n${item.pk}\n${item.sk}`;
  return found
    .flat()
    .sort((left, right) => (order(left) < order(right) ? -1 : 1))
    .slice(0, limit);
}

function queryInput(
  context: DynamoContext,
  { table, index, pk, prefix, until, descending }: Range,
): QueryCommandInput {
  const range =
    prefix !== undefined ? ' AND begins_with(#sk, :bound)' : until !== undefined ? ' AND #sk <= :bound' : '';
  const bound = prefix ?? until;
  return {
    TableName: context.tables[table],
    IndexName: index?.name,
    KeyConditionExpression: `#pk = :pk${range}`,
    ExpressionAttributeNames: {
      '#pk': index?.partitionKey ?? 'pk',
      ...(range ? { '#sk': index?.sortKey ?? 'sk' } : {}),
    },
    ExpressionAttributeValues: marshall({ ':pk': pk, ...(bound === undefined ? {} : { ':bound': bound }) }),
    ScanIndexForward: !descending,
    ConsistentRead: index === undefined,
  };
}
