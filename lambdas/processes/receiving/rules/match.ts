import type { NoticeLine, ReceiptLine } from '../../../../events/inbound.ts';
import type { MatchedReceiptLine } from '../contract.ts';

/** Where an announced line is, and what tells its goods from others: one entry of the notice's index. */
export interface NoticeIndexEntry {
  readonly line: number;
  readonly chunk: number;
  readonly sku: string;
  readonly poId?: string | undefined;
  readonly poLine?: number | undefined;
  readonly sscc?: string | undefined;
  /** As announced, before any unit was converted. */
  readonly quantity?: NoticeLine['quantity'] | undefined;
  readonly lot?: string | undefined;
  /** Base units announced. With it, several lines of one item are filled in turn; without it the first takes all. */
  readonly announced?: number | undefined;
}

/** The chunk of goods nobody announced. */
export const UNANNOUNCED_CHUNK = 0;

/**
 * Finds the announced line of everything the dock counted: by the line it names, then by order line, pack, lot and item,
 * always of the same item and the same order where the dock names one. Several lines that fit equally are filled in the
 * order of their numbers up to what they announce, what is more goes to the last. Goods that fit no line are unannounced.
 *
 * `filled` is what earlier receipts put on each line; without it every receipt is matched on its own.
 */
export function matchReceipt(
  index: readonly NoticeIndexEntry[],
  receipts: readonly ReceiptLine[],
  filled: ReadonlyMap<number, number> = new Map(),
): MatchedReceiptLine[] {
  const bySku = Map.groupBy(index, ({ sku }) => sku);
  const taken = new Map(filled);
  return receipts.flatMap((receipt) => {
    const fitting = fittingLines(bySku.get(receipt.sku) ?? [], receipt);
    return fitting.length === 0 ? [{ receipt, chunk: UNANNOUNCED_CHUNK }] : fill(fitting, receipt, taken);
  });
}

function fittingLines(entries: readonly NoticeIndexEntry[], receipt: ReceiptLine): NoticeIndexEntry[] {
  const named = entries.find(({ line }) => line === receipt.asnLine);
  if (named) return [named];
  const ofOrder = entries
    .filter(({ poId }) => receipt.poId === undefined || poId === undefined || poId === receipt.poId)
    .toSorted((a, b) => a.line - b.line);
  const narrower: readonly ((entry: NoticeIndexEntry) => boolean)[] = [
    ({ poId, poLine }) => receipt.poLine !== undefined && poLine === receipt.poLine && poId === receipt.poId,
    ({ sscc }) => receipt.sscc !== undefined && sscc === receipt.sscc,
    ({ lot }) => receipt.lot !== undefined && lot === receipt.lot,
  ];
  // A tie at one level is broken by the next: two lines of an order line differ by pack, two of a pack by lot.
  return narrower.reduce((fitting, fits) => {
    const closer = fitting.filter(fits);
    return closer.length > 0 ? closer : fitting;
  }, ofOrder);
}

function fill(
  fitting: readonly NoticeIndexEntry[],
  receipt: ReceiptLine,
  taken: Map<number, number>,
): MatchedReceiptLine[] {
  const matched: MatchedReceiptLine[] = [];
  let left = receipt.quantity;
  for (const [position, { line, chunk, announced }] of fitting.entries()) {
    const before = taken.get(line) ?? 0;
    const last = position === fitting.length - 1 || announced === undefined;
    const quantity = last ? left : Math.min(left, Math.max(0, announced - before));
    if (quantity > 0) matched.push({ receipt: { ...receipt, quantity }, line, chunk });
    taken.set(line, before + quantity);
    left -= quantity;
    if (left === 0) break;
  }
  return matched;
}
