import type { PurchaseOrderLine } from '../adapters/erp/port.ts';
import type { Order } from '../adapters/oms/port.ts';
import type { BinBook } from '../adapters/wms/count-port.ts';
import type { CountBody } from '../processes/cycle-count/contract.ts';
import type { Scan } from '../processes/putaway/contract.ts';
import type { ReceivingLine } from '../processes/receiving/rules/line.ts';
import type { DecisionRecord, ProcessRow } from '../store/ports.ts';
import type { Comparison } from './rate.ts';

/** What a process decided against what the systems show now: pure, one function for each process that can be compared. */

type Row = Pick<ProcessRow, 'process' | 'processId' | 'site'>;
export interface Decided<Facts> {
  readonly row: Row;
  readonly record: DecisionRecord;
  readonly facts: Facts;
}

const about = ({ row, record }: Decided<unknown>, subject: string) => ({
  process: row.process,
  processId: row.processId,
  site: row.site,
  subject,
  decidedAt: record.at,
});

interface ReceivingResult {
  readonly stock: readonly { readonly place: string; readonly units: number }[];
  /** Units people have to decide about, by the question. */
  readonly undecided: Readonly<Record<string, number>>;
}

/**
 * Receiving: the units the rules would book for an order line, against those the ERP has received on it since the notice
 * was checked. Deliveries of one order line are added up, because the ERP does so.
 */
export function compareReceiving(
  decided: readonly Decided<ReceivingLine>[],
  orderLines: readonly PurchaseOrderLine[],
): Comparison[] {
  const byLine = Map.groupBy(
    decided.filter(({ facts: { orderLine } }) => orderLine !== undefined),
    ({ facts: { orderLine } }) => `${orderLine?.poId}#${orderLine?.poLine}`,
  );
  return [...byLine].flatMap(([subject, parts]): Comparison[] => {
    const last = parts.at(-1);
    if (!last) return [];
    const results = parts.map(({ record }) => record.result as ReceivingResult);
    const before = Math.min(...parts.map(({ facts }) => facts.orderLine?.receivedBefore ?? 0));
    const now = orderLines.find((line) => `${line.poId}#${line.poLine}` === subject);
    const units = sum(
      results.flatMap(({ stock }) => stock.filter(({ place }) => place !== 'out').map((part) => part.units)),
    );
    return [
      {
        ...about(last, subject),
        ...(results.every(({ undecided }) => Object.values(undecided).every((open) => open === 0)) && {
          decided: units,
        }),
        ...(now && { done: now.receivedBefore - before }),
      },
    ];
  });
}

/**
 * Cycle counts: the adjustment the first count is good for without asking anybody, against the adjustments the WMS booked
 * at the place since the scan. A difference the rules want counted again is left to people.
 */
export function compareCount(decided: Decided<CountBody>, book: BinBook | undefined): Comparison {
  const { record, facts } = decided;
  const [first] = facts.counts;
  const isDecided = record.result === 'as-expected' || record.result === 'in-tolerance';
  const adjusted = book?.movements.filter(
    ({ kind, at }) => kind === 'ADJUSTMENT' && first !== undefined && at >= first.countedAt,
  );
  return {
    ...about(decided, facts.countId),
    ...(isDecided && first && { decided: first.variance }),
    ...(adjusted && { done: sum(adjusted.map(({ quantity }) => quantity)) }),
  };
}

interface ReleaseResult {
  readonly contested: boolean;
  readonly granted: readonly { readonly orderLineId: string; readonly quantity: number }[];
  readonly left: readonly { readonly orderLineId: string; readonly units: number }[];
}

/**
 * Back-order release: the units an order line was to get, against those it has got in the OMS since. Of several decisions
 * about a line the latest counts: people acted on that one. A line that was canceled says nothing anymore.
 */
export function compareRelease(
  decided: readonly Decided<undefined>[],
  orders: readonly Order[],
): Comparison[] {
  const lines = new Map(
    orders.flatMap((order) => order.lines.map((line) => [line.orderLineId, line] as const)),
  );
  const latest = new Map<string, Comparison>();
  for (const one of decided.toSorted((a, b) => (a.record.at < b.record.at ? -1 : 1))) {
    const { granted, left, contested } = one.record.result as ReleaseResult;
    for (const orderLineId of new Set([...granted, ...left].map((line) => line.orderLineId))) {
      const gets = sum(
        granted.filter((line) => line.orderLineId === orderLineId).map((line) => line.quantity),
      );
      const waits = sum(left.filter((line) => line.orderLineId === orderLineId).map((line) => line.units));
      const line = lines.get(orderLineId);
      const openNow = line && line.ordered - line.allocated - line.shipped;
      latest.set(orderLineId, {
        ...about(one, orderLineId),
        ...(!contested && { decided: gets }),
        ...(openNow !== undefined && line?.cancelled === 0 && { done: gets + waits - openNow }),
      });
    }
  }
  return [...latest.values()];
}

/** Putaway: the bin the load was to go into, against the bin it was scanned into. */
export function comparePutaway(decided: Decided<readonly Scan[]>): Comparison {
  const { bin } = decided.record.result as { readonly bin: string };
  const scan = decided.facts.toSorted((a, b) => (a.at < b.at ? -1 : 1))[0];
  const { loadId } = decided.record.inputs as { readonly loadId: string };
  return {
    ...about(decided, loadId),
    ...(bin !== 'none' && { decided: bin }),
    ...(scan && { done: scan.bin }),
  };
}

interface PromisedInputs {
  readonly orderLineId: string;
  /** Units neither shipped nor cancelled. */
  readonly live: number;
}
interface PromisedResult {
  /** A calendar date, or `UNKNOWN`. */
  readonly date: string;
  /** The lane no carrier serves; its line keeps its promise. */
  readonly noLane?: string;
}

/**
 * Order promise: the date the rules name for an order line, against the one its customer was told last by the OMS. Of
 * several decisions about a line the latest counts. A line the rules would cancel has no date to compare, and one that was
 * canceled says nothing anymore.
 */
export function comparePromise(
  decided: readonly Decided<{ readonly ends: boolean }>[],
  orders: readonly Order[],
): Comparison[] {
  const lines = new Map(
    orders.flatMap((order) => order.lines.map((line) => [line.orderLineId, line] as const)),
  );
  const latest = new Map<string, Comparison>();
  for (const one of decided.toSorted((a, b) => (a.record.at < b.record.at ? -1 : 1))) {
    const { orderLineId, live } = one.record.inputs as unknown as PromisedInputs;
    const { date, noLane } = one.record.result as PromisedResult;
    if (live === 0) continue;
    latest.delete(orderLineId);
    if (one.facts.ends) continue;
    const line = lines.get(orderLineId);
    latest.set(orderLineId, {
      ...about(one, orderLineId),
      ...(date !== 'UNKNOWN' && noLane === undefined && { decided: date }),
      ...(line?.cancelled === 0 && { done: line.promisedAt ?? 'none' }),
    });
  }
  return [...latest.values()];
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
