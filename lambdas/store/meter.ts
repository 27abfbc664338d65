import type { ConsumedCapacity, DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** Write and read units one table took, its indexes included. */
export interface Units {
  readonly write: number;
  readonly read: number;
}

export interface Meter {
  /** Units so far, by physical table name. */
  units(): ReadonlyMap<string, Units>;
  reset(): void;
}

/** Operations whose `CapacityUnits` are reads; the answer of a single operation does not say what its units are. */
const READS = new Set(['GetItemCommand', 'BatchGetItemCommand', 'QueryCommand', 'TransactGetItemsCommand']);

/**
 * Sums what the calls of a client cost. What a refused conditional write cost is not in DynamoDB's answer, so it is not
 * in the sum either.
 */
export function meter(client: DynamoDBClient): Meter {
  const sums = new Map<string, Units>();

  const add = (consumed: ConsumedCapacity, isRead: boolean) => {
    const { TableName = '', CapacityUnits = 0 } = consumed;
    const before = sums.get(TableName) ?? { write: 0, read: 0 };
    sums.set(TableName, {
      write: before.write + (isRead ? 0 : CapacityUnits),
      read: before.read + (isRead ? CapacityUnits : 0),
    });
  };

  client.middlewareStack.add(
    (next, context) => async (args) => {
      const input = { ...args.input, ReturnConsumedCapacity: 'INDEXES' } as typeof args.input;
      const result = await next({ ...args, input });
      const { ConsumedCapacity: consumed } = result.output as {
        ConsumedCapacity?: ConsumedCapacity | ConsumedCapacity[];
      };
      for (const one of consumed === undefined ? [] : [consumed].flat())
        add(one, READS.has(context.commandName ?? ''));
      return result;
    },
    { step: 'initialize', name: 'meter' },
  );

  return { units: () => new Map(sums), reset: () => sums.clear() };
}
