import { CustomerAnswered, OfferAnswer } from '../../../events/promise.ts';
import { OrderAcknowledged } from '../../../events/replenishment.ts';
import { addDays } from '../../../lambdas/domain/calendar.ts';
import { orderOf } from './acts.ts';
import { PLACES } from './retailers.ts';
import type { Warehouses } from './warehouses.ts';

/** What customers and suppliers say to what they were asked. */

interface Offer {
  readonly id: string;
  readonly orderId: string;
  readonly orderLineId: string;
  readonly kinds: readonly string[];
  readonly answer?: string;
  readonly takenBack?: string;
}
interface SentOrder {
  readonly poId: string;
  readonly poLine: number;
  readonly supplierId: string;
  readonly shipToSite: string;
  readonly sku: string;
  readonly ordered: number;
  readonly expectedOn: string;
}

/** The customer who was offered something first chooses one of the kinds. */
export async function replyToOffer(warehouses: Warehouses, choice: number): Promise<void> {
  for (const place of PLACES) {
    const offers = warehouses.list<Offer>(place.tenantId, 'ecommerce', 'offers');
    const offer = offers.find(({ answer, takenBack }) => answer === undefined && takenBack === undefined);
    const order = offer && orderOf(warehouses, place.tenantId, offer.orderLineId);
    const line = order?.lines.find(({ orderLineId }) => orderLineId === offer?.orderLineId);
    if (!offer || line?.site !== place.site) continue;
    const { id: offerId, orderId, orderLineId, kinds } = offer;
    const answer = OfferAnswer.parse(kinds.at(choice % kinds.length));
    warehouses.fake(place.tenantId, 'ecommerce').seed({ answers: [{ offerId, kind: answer }] });
    const data = { orderId, orderLineId, sku: line.sku, offerId, answer };
    return warehouses.tell(place, CustomerAnswered, orderId, data);
  }
}

/** A supplier says what it delivers of the first order it has not answered: some units fewer, some days later. */
export async function acknowledge(
  warehouses: Warehouses,
  { fewer, later }: { readonly fewer: number; readonly later: number },
): Promise<void> {
  for (const { tenantId, site } of PLACES) {
    const portal = warehouses.fake(tenantId, 'supplier-portal');
    const said = warehouses.list<{ poId: string }>(tenantId, 'supplier-portal', 'confirmations');
    const order = warehouses
      .list<SentOrder>(tenantId, 'supplier-portal', 'orders')
      .find(({ poId, shipToSite }) => shipToSite === site && !said.some((one) => one.poId === poId));
    if (!order) continue;
    const { poId, poLine, supplierId, sku, ordered, expectedOn } = order;
    const quantity = Math.max(0, ordered - fewer);
    portal.seed({ confirmations: [{ poId, poLine, confirmed: quantity }] });
    const lines = [{ poLine, sku, quantity, promisedOn: addDays(expectedOn, later) }];
    return warehouses.tell({ tenantId, site }, OrderAcknowledged, poId, { poId, supplierId, lines });
  }
}
