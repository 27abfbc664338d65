import { PROCESS as PROMISE } from '../../processes/order-promise/facts.ts';
import type { ProcessRow } from '../../store/ports.ts';
import { isSeen, rowsAt, type Tower } from './context.ts';
import type { Place } from './loaders.ts';
import { processOf } from './work-fields.ts';

const EXCEPTION = 'fulfillment-exception';
/** States of a promise in which nothing is wrong: its date stands, or its order has ended. */
const AT_EASE: ReadonlySet<string> = new Set(['WATCHING', 'CLOSED']);

interface AtRisk {
  readonly risk: 'WAITING' | 'OVERSOLD' | 'EXCEPTION' | 'PROMISE';
  readonly orderId?: string;
  readonly orderLineId?: string;
  readonly quantity?: number;
  readonly reason: string;
  readonly process?: object;
}

/** Order lines in danger: the warehouse cannot ship, stock is missing, the line waits, the date is in question; in this order. */
export async function ordersAtRisk(tower: Tower, place: Place, first: number): Promise<readonly AtRisk[]> {
  const known = [
    ...(await exceptions(tower, place)),
    ...(await oversold(tower, place)),
    ...(await waiting(tower, place)),
  ].slice(0, first);
  if (known.length === first) return known;
  return [...known, ...(await promises(tower, place, first))].slice(0, first);
}

async function exceptions(tower: Tower, place: Place): Promise<readonly AtRisk[]> {
  const rows = (await rowsAt(tower, place)).filter(
    ({ process, closedAt }) => process === EXCEPTION && closedAt === undefined,
  );
  return rows.map((row) => ({
    risk: 'EXCEPTION',
    orderId: String(row.facts.orderId),
    reason: `${row.state} since ${row.updatedAt}`,
    process: processOf(tower, row),
  }));
}

/** Which of the lines will go without is decided by rule 5.9, so all that share the loss are in danger. */
async function oversold({ load }: Tower, place: Place): Promise<readonly AtRisk[]> {
  const { position, reservations } = await load.stock.load(place);
  if (position.free >= 0) return [];
  const reason = `${-position.free} of the reserved units are not there`;
  return reservations.map(({ orderId, orderLineId, parts }) => ({
    risk: 'OVERSOLD',
    orderId,
    orderLineId,
    quantity: parts.reduce((sum, { quantity }) => sum + quantity, 0),
    reason,
  }));
}

async function waiting({ load }: Tower, place: Place): Promise<readonly AtRisk[]> {
  const lines = (await load.queued.load(place))?.lines ?? [];
  return lines.map(({ orderLineId, reason }) => ({ risk: 'WAITING', orderLineId, reason }));
}

/** Promises of orders that hold stock here, as many orders as may be shown. */
async function promises(tower: Tower, place: Place, first: number): Promise<readonly AtRisk[]> {
  const { reservations } = await tower.load.stock.load(place);
  const orders = [...new Set(reservations.map(({ orderId }) => orderId))].slice(0, first);
  const found = await Promise.all(orders.map((orderId) => tower.load.ofOrder.load(orderId)));
  return found
    .flat()
    .filter((row) => isInQuestion(row) && isSeen(tower.principal, row))
    .map((row) => ({
      risk: 'PROMISE',
      orderId: String(row.facts.orderId),
      reason: row.state,
      process: processOf(tower, row),
    }));
}

function isInQuestion({ process, closedAt, state }: ProcessRow): boolean {
  return process === PROMISE && closedAt === undefined && !AT_EASE.has(state);
}
