import type { Resolution } from '../../../../events/fulfillment.ts';
import type { PickPlace } from '../../../adapters/wms/port.ts';
import type { AffectedLine, ExceptionCase } from '../contract.ts';
import { lastingUntil } from './deadline.ts';
import { amountAtLeast, isCloseTo, isWithinShare } from './shares.ts';

/** One step of the ladder of rule 5.9, as it stands for the missing units. */
export interface Rung {
  readonly resolution: Resolution;
  /** It can be done at all. */
  readonly possible: boolean;
  /** It may be done without asking. */
  readonly fits: boolean;
  /** What it would be: the bins, the site, the item. */
  readonly picks?: readonly PickPlace[];
  readonly site?: string;
  readonly sku?: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

/**
 * The ladder for the missing units of one line, in its order: another bin, another lot, another site, a substitute, what
 * was found now and the rest later, the whole line later, no more. A step serves all missing units or none of them.
 */
export function ladderOf(given: ExceptionCase, line: AffectedLine): readonly Rung[] {
  return [
    otherBin(given, line),
    otherLot(given, line),
    otherSite(given, line),
    substitute(given, line),
    split(given, line),
    {
      resolution: 'BACK_ORDER',
      possible: true,
      fits: given.answers.sourcing?.backorderable ?? true,
      facts: { backorderable: given.answers.sourcing?.backorderable ?? true },
    },
    { resolution: 'CANCEL_LINE', possible: true, fits: true, facts: {} },
  ];
}

/** Bins with units of the lot that was to be picked, or of any where no lot was asked for. */
function otherBin(given: ExceptionCase, line: AffectedLine): Rung {
  const wanted = lotOf(given);
  const places = usablePlaces(given, line).filter(({ lot }) => wanted === undefined || lot === wanted);
  return pickRung('OTHER_BIN', places, line);
}

/** Any lot that lasts long enough, the one that expires first first (FEFO). */
function otherLot(given: ExceptionCase, line: AffectedLine): Rung {
  const places = lotOf(given) === undefined ? [] : usablePlaces(given, line);
  return pickRung('OTHER_LOT', places, line);
}

function pickRung(resolution: Resolution, places: readonly PickPlace[], { short }: AffectedLine): Rung {
  let left = short;
  const picks = places.flatMap((place) => {
    const quantity = Math.min(left, place.quantity);
    left -= quantity;
    return quantity > 0 ? [{ ...place, quantity }] : [];
  });
  const found = short - left;
  return { resolution, possible: left === 0, fits: left === 0, picks, facts: { found, missing: short } };
}

function lotOf({ body: { exception } }: ExceptionCase): string | undefined {
  return exception.pick?.lot ?? exception.damage?.lot;
}

/** Earliest expiry first, goods without a date last; never the bin that was short. */
function usablePlaces(given: ExceptionCase, line: AffectedLine): readonly PickPlace[] {
  const { answers, body, calendar, now } = given;
  const until = lastingUntil(calendar.zone, now, line.minimumLifeDays ?? 0);
  return answers.places
    .filter(({ sku, bin }) => sku === line.sku && bin !== body.exception.pick?.bin)
    .filter(({ expiry }) => (expiry === undefined ? line.minimumLifeDays === undefined : expiry >= until))
    .sort(
      (a, b) =>
        (a.expiry ?? '9999-12-31').localeCompare(b.expiry ?? '9999-12-31') || a.bin.localeCompare(b.bin),
    );
}

/** The cheapest other site whose goods come in time; else the cheapest, for a person to see. */
function otherSite(given: ExceptionCase, line: AffectedLine): Rung {
  const share = given.limits.siteCostShare.value;
  const sites = (given.answers.sourcing?.sites ?? [])
    .filter(({ site, available }) => site !== given.site && available >= line.short)
    .filter(({ site }) => given.actingSites.includes(site))
    .map((offer) => ({
      ...offer,
      isCheap: isWithinShare(offer.extraCost, share, line.short, line.unitMargin),
      isInTime: line.promisedAt === undefined || offer.arrivesOn <= line.promisedAt,
    }))
    .sort((a, b) => a.extraCost.minor - b.extraCost.minor || (a.site < b.site ? -1 : 1));
  const best = sites.find(({ isCheap, isInTime }) => isCheap && isInTime) ?? sites[0];
  if (!best) return { resolution: 'OTHER_SITE', possible: false, fits: false, facts: {} };
  const { site, extraCost, arrivesOn, isCheap, isInTime } = best;
  return {
    resolution: 'OTHER_SITE',
    possible: true,
    fits: isCheap && isInTime,
    site,
    facts: { site, extraCost, arrivesOn, promisedAt: line.promisedAt, isCheap, isInTime },
  };
}

/** The first listed item of nearly the same price; without the customer's word there is none. */
function substitute(given: ExceptionCase, line: AffectedLine): Rung {
  const share = given.limits.substitutePriceShare.value;
  const mayReplace = given.answers.order?.substitutesAllowed ?? false;
  const items = (given.answers.sourcing?.substitutes ?? [])
    .filter(({ available }) => mayReplace && available >= line.short)
    .map((item) => ({ ...item, isClose: isCloseTo(item.unitPrice, line.unitPrice, share) }));
  const best = items.find(({ isClose }) => isClose) ?? items[0];
  if (!best) return { resolution: 'SUBSTITUTE', possible: false, fits: false, facts: { mayReplace } };
  return {
    resolution: 'SUBSTITUTE',
    possible: true,
    fits: best.isClose,
    sku: best.sku,
    facts: { sku: best.sku, unitPrice: best.unitPrice, instead: line.unitPrice, isClose: best.isClose },
  };
}

/** What is left of the order at this site leaves now, if that is worth a parcel; the missing units follow. */
function split(given: ExceptionCase, line: AffectedLine): Rung {
  const { order } = given.answers;
  const mayParts = order?.splitAllowed === true && !order.shipComplete;
  const leaving = (order?.lines ?? [])
    .filter(({ site }) => site === given.site)
    .map(({ orderLineId, allocated, unitPrice }) => ({
      quantity: orderLineId === line.orderLineId ? allocated - line.short : allocated,
      unitPrice,
    }))
    .filter(({ quantity }) => quantity > 0);
  const least = { minor: given.limits.splitValue.value, currency: given.currency };
  const possible = mayParts && leaving.length > 0;
  return {
    resolution: 'SPLIT',
    possible,
    fits: possible && amountAtLeast(leaving, least),
    facts: { mayParts, leaving },
  };
}
