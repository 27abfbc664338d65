import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
  TransactionCanceledException,
  TransactionConflictException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { WriteConflict } from '../shared/errors.ts';
import { type Cursor, readCursor, writeCursor } from './cursor.ts';
import type { Page } from './ports.ts';
import type { IndexSchema, TableName } from './schema.ts';

/** What the DynamoDB forms work with; randomness, waiting and the wall clock (for time to live) are arguments. */
export interface DynamoContext {
  readonly client: DynamoDBClient;
  readonly tables: Readonly<Record<TableName, string>>;
  readonly random: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly wallClock: () => Date;
}

export type Item = Record<string, unknown>;
export interface Key {
  readonly pk: string;
  readonly sk: string;
}

/** A write of one item; conditions and updates are expressions over `names` and `values`. */
export type Write = {
  readonly table: TableName;
  readonly condition?: string;
  readonly names?: Readonly<Record<string, string>>;
  readonly values?: Readonly<Item>;
} & (
  | { readonly put: Key & Readonly<Item> }
  | { readonly update: string; readonly key: Key }
  | { readonly remove: Key }
);

/**
 * `failed` holds the writes whose condition did not hold, by their place in the list, with the item that stood there.
 * `contended` means another transaction held an item: nothing was written and the same call may succeed.
 */
export type Outcome =
  | { readonly kind: 'written'; readonly item?: Item }
  | { readonly kind: 'refused'; readonly failed: ReadonlyMap<number, Item | undefined> }
  | { readonly kind: 'contended' };

/** Enough for 32 writers on one audit chain at once; with half of each wait on average, 15 seconds at worst. */
const ATTEMPTS = 30;
const FIRST_WAIT_MS = 20;
const LONGEST_WAIT_MS = 1280;

/** Reasons of a canceled transaction that another try may not meet again. */
const CONTENDED = new Set(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded']);

/** What an attempt returns to be tried again. */
export const again = Symbol('again');

/** Tries until an attempt gives a result, with full jitter between; then WriteConflict names what was tried. */
export async function retrying<Result>(
  context: DynamoContext,
  what: string,
  attempt: () => Promise<Result | typeof again>,
): Promise<Result> {
  for (let tried = 0; tried < ATTEMPTS; tried++) {
    const result = await attempt();
    if (result !== again) return result;
    await context.sleep(context.random() * Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** tried));
  }
  throw new WriteConflict(`${what} lost against other writers ${ATTEMPTS} times: try the whole step again`);
}

/** Writes all or nothing: a plain call for one item, because a transaction costs twice the write units. */
export async function tryWrite(context: DynamoContext, writes: readonly Write[]): Promise<Outcome> {
  const [first] = writes;
  if (first === undefined) return { kind: 'written' };
  try {
    if (writes.length === 1) return { kind: 'written', item: await writeOne(context, first) };
    await context.client.send(
      new TransactWriteItemsCommand({ TransactItems: writes.map((write) => transactItem(context, write)) }),
    );
    return { kind: 'written' };
  } catch (error) {
    return refusal(error);
  }
}

/** `tryWrite` that waits while other transactions hold the items; only a condition can still refuse it. */
export async function write(
  context: DynamoContext,
  what: string,
  writes: readonly Write[],
): Promise<Exclude<Outcome, { kind: 'contended' }>> {
  return retrying(context, what, async () => {
    const outcome = await tryWrite(context, writes);
    return outcome.kind === 'contended' ? again : outcome;
  });
}

/** The condition that an item has this version; 0 means it must not exist. */
export function atVersion(expectedVersion: number) {
  if (expectedVersion === 0) return { condition: 'attribute_not_exists(pk)' };
  return {
    condition: '#version = :expected',
    names: { '#version': 'version' },
    values: { ':expected': expectedVersion },
  };
}

/** Puts items that need no condition; writing them again changes nothing. */
export async function putAll(
  context: DynamoContext,
  table: TableName,
  items: readonly (Key & Item)[],
): Promise<void> {
  for (let start = 0; start < items.length; start += 25) {
    let requests = items.slice(start, start + 25).map((item) => ({ PutRequest: { Item: marshall(item) } }));
    await retrying(context, `writing ${items.length} items to ${table}`, async () => {
      const { UnprocessedItems } = await context.client.send(
        new BatchWriteItemCommand({ RequestItems: { [context.tables[table]]: requests } }),
      );
      const left = UnprocessedItems?.[context.tables[table]] ?? [];
      requests = left.flatMap(({ PutRequest }) =>
        PutRequest?.Item ? [{ PutRequest: { Item: PutRequest.Item } }] : [],
      );
      return requests.length > 0 ? again : undefined;
    });
  }
}

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

/** The epoch second `days` after a time, and never before `days` from now: a moved or past clock must not expire an item. */
export function expiry(context: DynamoContext, at: string, days: number): number {
  return Math.ceil(Math.max(Date.parse(at), context.wallClock().getTime()) / 1000) + days * 86_400;
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

async function writeOne({ client, tables }: DynamoContext, one: Write): Promise<Item | undefined> {
  const common = expressions(tables, one);
  if ('put' in one) {
    await client.send(new PutItemCommand({ ...common, Item: marshallItem(one.put) }));
    return undefined;
  }
  if ('remove' in one) {
    await client.send(new DeleteItemCommand({ ...common, Key: marshall(one.remove) }));
    return undefined;
  }
  const { Attributes } = await client.send(
    new UpdateItemCommand({
      ...common,
      Key: marshall(one.key),
      UpdateExpression: one.update,
      ReturnValues: 'ALL_NEW',
    }),
  );
  return Attributes && unmarshall(Attributes);
}

function transactItem({ tables }: DynamoContext, one: Write) {
  const common = expressions(tables, one);
  if ('put' in one) return { Put: { ...common, Item: marshallItem(one.put) } };
  if ('remove' in one) return { Delete: { ...common, Key: marshall(one.remove) } };
  return { Update: { ...common, Key: marshall(one.key), UpdateExpression: one.update } };
}

function expressions(tables: DynamoContext['tables'], { table, condition, names, values }: Write) {
  return {
    TableName: tables[table],
    ConditionExpression: condition,
    ExpressionAttributeNames: names && { ...names },
    ExpressionAttributeValues: values && marshallItem(values),
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  };
}

function marshallItem(item: Readonly<Item>) {
  return marshall(item, { removeUndefinedValues: true });
}

function refusal(error: unknown): Outcome {
  if (error instanceof TransactionConflictException) return { kind: 'contended' };
  if (error instanceof ConditionalCheckFailedException) {
    return { kind: 'refused', failed: new Map([[0, error.Item && unmarshall(error.Item)]]) };
  }
  if (!(error instanceof TransactionCanceledException)) throw error;
  const failed = new Map<number, Item | undefined>();
  let contended = false;
  for (const [place, reason] of (error.CancellationReasons ?? []).entries()) {
    if (reason.Code === 'ConditionalCheckFailed') failed.set(place, reason.Item && unmarshall(reason.Item));
    else if (CONTENDED.has(reason.Code ?? '')) contended = true;
    else if (reason.Code !== undefined && reason.Code !== 'None') throw error;
  }
  if (failed.size > 0) return { kind: 'refused', failed };
  if (contended) return { kind: 'contended' };
  throw error;
}
