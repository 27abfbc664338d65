import {
  type AttributeValue,
  BatchGetItemCommand,
  type BatchWriteItemCommandInput,
  ConditionalCheckFailedException,
  type ConsumedCapacity,
  type DynamoDBClient,
  TransactionCanceledException,
  type TransactWriteItem,
} from '@aws-sdk/client-dynamodb';
import { schema, type TableName } from './schema.ts';

/** Write and read units one table took, its indexes included. */
export interface Units {
  readonly write: number;
  readonly read: number;
}

export interface Meter {
  units(): Readonly<Record<TableName, Units>>;
  reset(): void;
}

type Item = Record<string, AttributeValue>;
interface Target {
  readonly table: TableName;
  readonly key: Item;
}

const KILOBYTE = 1024;
const READS = new Set(['GetItemCommand', 'BatchGetItemCommand', 'QueryCommand']);

/**
 * Counts what the calls of a client cost in on-demand units. Reads are what DynamoDB answers. Writes are counted by the
 * rules of the DynamoDB developer guide, because DynamoDB Local's figures for transactions that touch an index are wrong
 * in both directions: one unit per started kilobyte of the larger of the item before and after, twice that in a
 * transaction, and one per index entry that is put or removed. A refused write costs its item too. The meter reads every
 * item before and after it is written, so it belongs in a benchmark and nowhere else.
 */
export function meter(client: DynamoDBClient, tables: Readonly<Record<TableName, string>>): Meter {
  const names = new Map(Object.entries(tables).map(([table, name]) => [name, table as TableName]));
  const own = new WeakSet<object>();
  let sums = nothing();

  const add = (table: TableName | undefined, units: Partial<Units>) => {
    if (table === undefined) return;
    const { write, read } = sums[table];
    sums[table] = { write: write + (units.write ?? 0), read: read + (units.read ?? 0) };
  };

  const peek = async (targets: readonly Target[]): Promise<(Item | undefined)[]> =>
    Promise.all(
      targets.map(async ({ table, key }) => {
        const name = tables[table];
        const input = { RequestItems: { [name]: { Keys: [key], ConsistentRead: true } } };
        own.add(input);
        const { Responses } = await client.send(new BatchGetItemCommand(input));
        return Responses?.[name]?.[0];
      }),
    );

  client.middlewareStack.add(
    (next, context) => async (args) => {
      const { commandName = '' } = context;
      if (own.has(args.input)) return next(args);
      if (READS.has(commandName)) {
        const input = { ...args.input, ReturnConsumedCapacity: 'TOTAL' } as typeof args.input;
        const result = await next({ ...args, input });
        const { ConsumedCapacity: consumed = [] } = result.output as {
          ConsumedCapacity?: ConsumedCapacity | ConsumedCapacity[];
        };
        for (const { TableName = '', CapacityUnits = 0 } of [consumed].flat())
          add(names.get(TableName), { read: CapacityUnits });
        return result;
      }
      const targets = targetsOf(commandName, args.input, names);
      const factor = commandName === 'TransactWriteItemsCommand' ? 2 : 1;
      const before = await peek(targets);
      try {
        const result = await next(args);
        const after = await peek(targets);
        for (const [place, { table }] of targets.entries()) {
          add(table, {
            write:
              factor * tableUnits(before[place], after[place]) +
              indexUnits(table, before[place], after[place]),
          });
        }
        return result;
      } catch (error) {
        const refused =
          error instanceof ConditionalCheckFailedException || error instanceof TransactionCanceledException;
        for (const [place, { table }] of refused ? targets.entries() : [])
          add(table, { write: factor * tableUnits(before[place], undefined) });
        throw error;
      }
    },
    { step: 'initialize', name: 'meter' },
  );

  return {
    units: () => sums,
    reset: () => {
      sums = nothing();
    },
  };
}

function nothing(): Record<TableName, Units> {
  const none = { write: 0, read: 0 };
  return { processes: none, work: none, inventory: none, intake: none, tenants: none };
}

/** The items a write command is about. */
function targetsOf(
  commandName: string,
  input: object,
  names: ReadonlyMap<string, TableName>,
): readonly Target[] {
  const target = (name: string | undefined, from: Item | undefined): Target[] => {
    const table = names.get(name ?? '');
    const { pk, sk } = from ?? {};
    return table && pk && sk ? [{ table, key: { pk, sk } }] : [];
  };
  if (commandName === 'TransactWriteItemsCommand') {
    const { TransactItems = [] } = input as { TransactItems?: TransactWriteItem[] };
    return TransactItems.flatMap(({ Put, Update, Delete }) =>
      target((Put ?? Update ?? Delete)?.TableName, Put?.Item ?? Update?.Key ?? Delete?.Key),
    );
  }
  if (commandName === 'BatchWriteItemCommand') {
    const { RequestItems = {} } = input as BatchWriteItemCommandInput;
    return Object.entries(RequestItems).flatMap(([name, requests]) =>
      requests.flatMap(({ PutRequest, DeleteRequest }) =>
        target(name, PutRequest?.Item ?? DeleteRequest?.Key),
      ),
    );
  }
  const { TableName, Item, Key } = input as { TableName?: string; Item?: Item; Key?: Item };
  return target(TableName, Item ?? Key);
}

function tableUnits(before: Item | undefined, after: Item | undefined): number {
  return Math.max(1, Math.ceil(Math.max(sizeOf(before), sizeOf(after)) / KILOBYTE));
}

/** An entry whose keys change is removed and put again; one whose keys stay costs nothing, for it holds nothing else. */
function indexUnits(table: TableName, before: Item | undefined, after: Item | undefined): number {
  return schema[table].indexes
    .map(({ partitionKey, sortKey }) => {
      const entry = (item: Item | undefined) =>
        item?.[partitionKey] && item[sortKey] ? `${item[partitionKey].S}\n${item[sortKey].S}` : undefined;
      const [old, fresh] = [entry(before), entry(after)];
      if (old === fresh) return 0;
      return (old === undefined ? 0 : 1) + (fresh === undefined ? 0 : 1);
    })
    .reduce((sum, units) => sum + units, 0);
}

/** The size of an item in bytes: names and values, as the developer guide counts them. */
function sizeOf(item: Item | undefined): number {
  return Object.entries(item ?? {}).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + valueSize(value),
    0,
  );
}

function valueSize(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return Math.ceil(value.N.length / 2) + 1;
  if (value.B !== undefined) return value.B.byteLength;
  if (value.SS !== undefined) return value.SS.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  if (value.L !== undefined) return value.L.reduce((sum, one) => sum + 1 + valueSize(one), 3);
  if (value.M !== undefined)
    return (
      Object.values(value.M).reduce((sum: number, one) => sum + 1 + valueSize(one), 3) +
      Object.keys(value.M).join('').length
    );
  return 1;
}
