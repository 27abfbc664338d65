import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';

/** The present moment as an ISO 8601 UTC string with milliseconds. */
export type Clock = () => string;

export const systemClock: Clock = () => new Date().toISOString();

/** A clock tests and simulations move by hand. */
export function movableClock(
  start: string,
): Clock & { advance(milliseconds: number): void; set(time: string): void } {
  let now = Date.parse(start);
  return Object.assign(() => new Date(now).toISOString(), {
    advance(milliseconds: number) {
      now += milliseconds;
    },
    set(time: string) {
      now = Date.parse(time);
    },
  });
}

/** The key of the one item that moves the clock of the local stage; no cloud stage passes a clock table to a function. */
export const CLOCK_KEY = { pk: { S: 'CLOCK' }, sk: { S: 'OFFSET' } };

/** Reads how far the local stage's clock was moved, in milliseconds; deadlines can then be reached without waiting. */
export async function clockOffset(client: DynamoDBClient, table: string): Promise<number> {
  const { Item } = await client.send(
    new GetItemCommand({ TableName: table, Key: CLOCK_KEY, ConsistentRead: true }),
  );
  return Number(Item?.milliseconds?.N ?? 0);
}

/** A time so many milliseconds after another one. */
export function later(time: string, milliseconds: number): string {
  return new Date(Date.parse(time) + milliseconds).toISOString();
}
