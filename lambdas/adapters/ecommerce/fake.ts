import * as z from 'zod/mini';
import { calendarDate, identifier } from '../../../events/envelope.ts';
import type { InputOf } from '../contract.ts';
import { fakeDocuments } from '../fake-documents.ts';
import { type FakeSystem, fakeSystem, numbering, Refusal, type SystemModel } from '../fake-system.ts';
import { ecommerce, Listing, OfferKind } from './port.ts';

const ShopLine = z.object({
  orderId: identifier,
  orderLineId: identifier,
  /** The date the customer saw when ordering. */
  promisedAt: z.optional(calendarDate),
});
const SiteListing = z.extend(Listing, { site: identifier });
const ShopSeed = z.object({
  listings: z.optional(z.array(SiteListing)),
  orderLines: z.optional(z.array(ShopLine)),
  /** What customers chose of the offers they got. */
  answers: z.optional(z.array(z.object({ offerId: identifier, kind: OfferKind }))),
});
type ShopSeed = z.infer<typeof ShopSeed>;

/** A shop: what it may sell, the dates customers see, and the offers they answer. The last word that stands is shown. */
export function ecommerceFake(): FakeSystem {
  return fakeSystem(ecommerce, ShopSeed, shopModel());
}

function shopModel(): SystemModel<typeof ecommerce, ShopSeed> {
  const number = numbering();
  const listings = new Map<string, z.infer<typeof SiteListing>>();
  const orderLines = new Map<string, z.infer<typeof ShopLine>>();
  const publications = fakeDocuments<InputOf<typeof ecommerce.publishAvailability> & { site: string }>(
    'publication',
    () => number('PUB'),
  );
  const promises = fakeDocuments<InputOf<typeof ecommerce.publishPromise>>('promise', () => number('PRM'));
  const offers = fakeDocuments<InputOf<typeof ecommerce.createOffer> & { answer?: OfferKind }>('offer', () =>
    number('OFR'),
  );

  const listingKey = (site: string, sku: string) => JSON.stringify([site, sku]);
  const lineKey = (line: { orderId: string; orderLineId: string }) =>
    JSON.stringify([line.orderId, line.orderLineId]);
  const requireLine = (line: { orderId: string; orderLineId: string }) => {
    if (!orderLines.has(lineKey(line)))
      throw new Refusal(404, `order ${line.orderId} has no line ${line.orderLineId}`);
  };
  const shownListing = ({ site, ...listing }: z.infer<typeof SiteListing>): Listing => {
    const last = publications
      .standing()
      .filter((publication) => publication.site === site)
      .flatMap(({ lines }) => lines)
      .findLast(({ sku }) => sku === listing.sku);
    return last ? { ...listing, published: last.quantity } : listing;
  };
  const shownLine = (line: z.infer<typeof ShopLine>) => {
    const last = promises.standing().findLast((promise) => lineKey(promise) === lineKey(line));
    return last ? { ...line, promisedAt: last.promisedAt } : line;
  };

  return {
    operations: {
      lookUpListings: ({ skus }, site) => ({
        listings: [...listings.values()]
          .filter((listing) => listing.site === site && skus.includes(listing.sku))
          .map(shownListing),
      }),
      publishAvailability({ lines }, site) {
        for (const { sku } of lines)
          if (!listings.has(listingKey(site, sku)))
            throw new Refusal(422, `the shop does not list ${sku} from ${site}`);
        return { publicationId: publications.file({ site, lines }) };
      },
      republishAvailability({ publicationId, reason }) {
        publications.takeBack(publicationId, reason);
        return { publicationId };
      },
      publishPromise(promise) {
        requireLine(promise);
        return { promiseId: promises.file(promise) };
      },
      revertPromise({ promiseId, reason }) {
        promises.takeBack(promiseId, reason);
        return { promiseId };
      },
      createOffer(offer) {
        requireLine(offer);
        if (offer.kinds.includes('PARTIAL') && offer.partialQuantity === undefined)
          throw new Refusal(422, 'an offer of PARTIAL needs partialQuantity: what would ship now');
        if (offer.kinds.includes('SUBSTITUTE') && offer.substituteSku === undefined)
          throw new Refusal(422, 'an offer of SUBSTITUTE needs substituteSku: what would ship instead');
        const open = offers
          .standing()
          .find(({ answer, ...other }) => answer === undefined && lineKey(other) === lineKey(offer));
        if (open) throw new Refusal(409, `line ${offer.orderLineId} has the open offer ${open.id}`);
        return { offerId: offers.file(offer) };
      },
      expireOffer({ offerId, reason }) {
        if (offers.get(offerId).answer === undefined) offers.takeBack(offerId, reason);
        return { offerId };
      },
    },
    seed(data) {
      for (const listing of data.listings ?? []) listings.set(listingKey(listing.site, listing.sku), listing);
      for (const line of data.orderLines ?? []) orderLines.set(lineKey(line), line);
      for (const { offerId, kind } of data.answers ?? []) {
        const { kinds, answer, takenBack } = offers.get(offerId);
        if (!kinds.includes(kind)) throw new Refusal(422, `offer ${offerId} does not hold ${kind}`);
        if (answer ?? takenBack) throw new Refusal(409, `offer ${offerId} is not open any more`);
        offers.change(offerId, { answer: kind });
      }
    },
    state: () => ({
      listings: [...listings.values()].map((listing) => ({ site: listing.site, ...shownListing(listing) })),
      orderLines: [...orderLines.values()].map(shownLine),
      publications: publications.all(),
      promises: promises.all(),
      offers: offers.all(),
    }),
  };
}
