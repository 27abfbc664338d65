import {
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  PutItemCommand,
  TransactionCanceledException,
  TransactionConflictException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { again, type DynamoContext, type Item, type Key, retrying } from './dynamo-context.ts';
import type { TableName } from './schema.ts';

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

/** Reasons of a canceled transaction that another try may not meet again. */
const CONTENDED = new Set(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded']);

/** Writes all or nothing: a plain call for one item, because a transaction costs twice the write units. */
export async function tryWrite(context: DynamoContext, writes: readonly Write[]): Promise<Outcome> {
  const [first, ...more] = writes;
  if (first === undefined) return { kind: 'written' };
  if (more.length > 0) return transact(context, writes);
  try {
    return { kind: 'written', item: await writeOne(context, first) };
  } catch (error) {
    return refusal(error);
  }
}

/**
 * Writes all or nothing in a transaction. The client repeats it under one token when an answer is lost, so it is never
 * refused because of its own first try; a plain conditional write may be.
 */
export async function transact(context: DynamoContext, writes: readonly Write[]): Promise<Outcome> {
  try {
    const items = writes.map((write) => transactItem(context, write));
    await context.client.send(new TransactWriteItemsCommand({ TransactItems: items }));
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

/** An update that sets attributes an item does not have yet: the first writing stands, and what others set since stays. */
export function firstWriting(attributes: Readonly<Item>): {
  update: string;
  names: Record<string, string>;
  values: Item;
} {
  const set = Object.entries(attributes).filter(([, value]) => value !== undefined);
  return {
    update: `SET ${set.map((_, n) => `#a${n} = if_not_exists(#a${n}, :a${n})`).join(', ')}`,
    names: Object.fromEntries(set.map(([name], n) => [`#a${n}`, name])),
    values: Object.fromEntries(set.map(([, value], n) => [`:a${n}`, value])),
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
