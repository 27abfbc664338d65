import type { DemandLine, Order } from '../../adapters/oms/port.ts';
import type { StockRow } from '../../adapters/wms/port.ts';
import { localDate } from '../../domain/calendar.ts';
import type { BackorderStore, ItemStock, TenantScope } from '../../store/ports.ts';
import type { FreeLot, OtherLine, ReleaseCase, Supply } from './contract.ts';
import { reserved, underway } from './rules/needs.ts';

/** What the systems answered about some items. */
export interface Answers {
  readonly lines: readonly DemandLine[];
  readonly orders: readonly Order[];
  readonly stock: readonly StockRow[];
}

interface Situation
  extends Pick<ReleaseCase, 'site' | 'now' | 'renewals' | 'causes' | 'rulings' | 'mayTake'> {
  readonly zone: string;
  readonly skus: readonly string[];
  readonly rerank?: ReleaseCase['rerank'];
}

/** Positions read at once. */
const READS = 25;

/** Brings together what the systems answered and what this system has on hand: a preview and a release do it alike. */
export async function assembleCase(
  { zone, skus, rerank, ...situation }: Situation,
  { lines, orders, stock }: Answers,
  tenant: TenantScope,
  backorders: Pick<BackorderStore, 'stock' | 'reservation'>,
): Promise<ReleaseCase> {
  const { site, now } = situation;
  const supplies: Supply[] = [];
  for (let start = 0; start < skus.length; start += READS) {
    const some = skus.slice(start, start + READS);
    const stocks = await Promise.all(some.map((sku) => backorders.stock(tenant, site, sku)));
    supplies.push(...stocks.map((one) => supplyOf(one, stock)));
  }
  // A line that moved between two pages is in both; the later page is the newer word.
  const demand = [...new Map(lines.map((line) => [line.orderLineId, line])).values()];
  const others = new Map<string, readonly OtherLine[]>();
  for (const order of orders)
    others.set(order.orderId, await otherLines(order, skus, site, tenant, backorders));
  return { ...situation, ...(rerank && { rerank }), today: localDate(zone, now), demand, supplies, others };
}

/** Lots with the expiry the WMS knows; what is free beyond the lots has none. */
function supplyOf({ position, lots, reservations }: ItemStock, stock: readonly StockRow[]): Supply {
  const { sku, free, buckets } = position;
  const expiries = new Map(
    stock.flatMap((row) =>
      row.sku === sku && row.lot !== undefined && row.expiry !== undefined ? [[row.lot, row.expiry]] : [],
    ),
  );
  const dated = lots.map(({ lot, free: units }): FreeLot => {
    const expiry = expiries.get(lot);
    return { lot, free: units, ...(expiry !== undefined && { expiry }) };
  });
  const inLots = lots.reduce((sum, lot) => sum + lot.free, 0);
  const loose = free - inLots;
  return {
    sku,
    available: buckets.available,
    free,
    reservations,
    lots: [...dated, ...(loose > 0 ? [{ free: loose }] : [])],
  };
}

/** Lines of a ship-complete order for items the decision is not about, or that another site ships. */
async function otherLines(
  { lines }: Order,
  skus: readonly string[],
  site: string,
  tenant: TenantScope,
  backorders: Pick<BackorderStore, 'reservation'>,
): Promise<OtherLine[]> {
  const others = lines.filter((line) => !skus.includes(line.sku) || line.site !== site);
  return Promise.all(
    others.map(async (line): Promise<OtherLine> => {
      const { orderLineId, sku, ordered, allocated, released, shipped, cancelled } = line;
      const open = ordered - allocated - shipped - cancelled;
      if (line.site !== site) return { orderLineId, sku, missing: open, already: 0 };
      const reservation = await backorders.reservation(tenant, { site, sku, orderLineId });
      return {
        orderLineId,
        sku,
        missing: open - underway(reservation) - reserved(reservation, 'tentative'),
        already: Math.max(0, allocated - released - underway(reservation)),
        ...(reservation && { reservation }),
      };
    }),
  );
}
