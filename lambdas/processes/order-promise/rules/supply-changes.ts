import type { DiscrepancyClass } from '../../../../events/inbound.ts';
import type { Account } from '../../../../events/inventory.ts';

/** Classes of a received line of which fewer good units came than promises may stand on. */
const LOSSES: readonly DiscrepancyClass[] = [
  'SHORT_IN',
  'SHORT_EXCESS',
  'SHORT_ANNOUNCED',
  'WRONG_ITEM',
  'DAMAGED',
  'LOT_EXPIRY',
];

/** Items of which a receipt brought less than was announced. */
export function shortItems(
  lines: readonly { readonly sku: string; readonly class: readonly DiscrepancyClass[] }[],
): readonly string[] {
  return lines.filter((line) => line.class.some((name) => LOSSES.includes(name))).map(({ sku }) => sku);
}

/** Items with fewer units available after a posting. What left to fulfill an order was promised to it. */
export function stockLosses(
  posting: {
    readonly reasonCode: string;
    readonly changes: readonly { readonly sku: string; readonly bucket: Account; readonly delta: number }[];
  },
  fulfillmentReasons: readonly string[],
): readonly string[] {
  if (fulfillmentReasons.includes(posting.reasonCode)) return [];
  const available = Map.groupBy(
    posting.changes.filter(({ bucket }) => bucket === 'available'),
    ({ sku }) => sku,
  );
  return [...available]
    .filter(([, changes]) => changes.reduce((sum, { delta }) => sum + delta, 0) < 0)
    .map(([sku]) => sku);
}
