import * as z from 'zod/mini';
import { calendarDate, identifier, money, positiveUnits } from '../../../events/envelope.ts';
import { lookup, write } from '../contract.ts';
import { destination, timeZone } from '../shapes.ts';

const timeOfDay = z.string().check(z.regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day such as 16:30'));

/** When a carrier ships, in its own zone. ISO weekdays, Monday is 1. */
export const CarrierCalendar = z.object({
  carrier: identifier,
  serviceLevel: identifier,
  /** The last time of a shipping day at which goods still leave on that day. */
  cutOff: timeOfDay,
  zone: timeZone,
  shippingDays: z.array(z.int().check(z.minimum(1), z.maximum(7))),
  holidays: z.array(calendarDate),
});
export type CarrierCalendar = z.infer<typeof CarrierCalendar>;

const lane = { site: identifier, ...destination };

/** How long a carrier takes on a lane, in shipping days of its calendar. */
export const Transit = z.extend(CarrierCalendar, {
  ...lane,
  transitDays: z.int().check(z.nonnegative()),
});
export type Transit = z.infer<typeof Transit>;

export const Shipment = z.object({
  shipmentId: identifier,
  orderId: identifier,
  status: z.enum(['booked', 'picked-up', 'in-transit', 'delivered', 'void']),
  eta: z.optional(calendarDate),
});
export type Shipment = z.infer<typeof Shipment>;

const shipment = z.object({ shipmentId: identifier });
const label = z.object({ labelId: identifier });
const claim = z.object({ claimId: identifier });

export const tms = {
  /** Every carrier and service that goes there; none for a lane nobody serves. */
  lookUpTransit: lookup(
    z.object({
      requests: z.array(z.object({ ...lane, serviceLevel: z.optional(identifier) })),
    }),
    z.object({ transits: z.array(Transit) }),
  ),
  lookUpShipments: lookup(
    z.object({ orderIds: z.array(identifier) }),
    z.object({ shipments: z.array(Shipment) }),
  ),
  /** Books a carrier from the site of the call. */
  book: write(
    z.object({
      reference: z.string(),
      orderId: identifier,
      carrier: identifier,
      serviceLevel: identifier,
      shipOn: calendarDate,
      destination: z.object(destination),
    }),
    shipment,
    'void',
  ),
  /** Takes a booking back before the carrier picked it up. Its labels are voided first. */
  void: write(z.object({ shipmentId: identifier, reason: z.string() }), shipment, null),
  createLabel: write(z.object({ shipmentId: identifier, weightGrams: positiveUnits }), label, 'voidLabel'),
  voidLabel: write(z.object({ labelId: identifier, reason: z.string() }), label, null),
  /** A label for goods a customer sends to the site of the call. */
  createReturnLabel: write(
    z.object({ reference: z.string(), orderId: identifier, origin: z.object(destination) }),
    label,
    'voidReturnLabel',
  ),
  /** Only before a carrier has taken the parcel. */
  voidReturnLabel: write(z.object({ labelId: identifier, reason: z.string() }), label, null),
  /** Prepares a claim against the carrier; a person files it. */
  draftClaim: write(
    z.object({ shipmentId: identifier, reason: z.string(), amount: money }),
    claim,
    'withdrawClaim',
  ),
  withdrawClaim: write(z.object({ claimId: identifier, reason: z.string() }), claim, null),
};
