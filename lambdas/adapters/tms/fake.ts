import * as z from 'zod/mini';
import { identifier } from '../../../events/envelope.ts';
import type { InputOf } from '../contract.ts';
import { fakeDocuments } from '../fake-documents.ts';
import { type FakeSystem, fakeSystem, numbering, Refusal, type SystemModel } from '../fake-system.ts';
import { CarrierCalendar, Shipment, Transit, tms } from './port.ts';

/** A carrier serves the postal codes that begin with the prefix; of several, the longest counts. */
const Lane = z.extend(z.pick(Transit, { site: true, country: true, transitDays: true }), {
  postalPrefix: z.string(),
});
const CarrierService = z.extend(CarrierCalendar, { lanes: z.array(Lane) });
type CarrierService = z.infer<typeof CarrierService>;

const TmsSeed = z.object({
  services: z.optional(z.array(CarrierService)),
  /** What carriers reported, by the shipment's number. */
  shipments: z.optional(z.array(Shipment)),
  /** Return labels a carrier has scanned. */
  scannedReturns: z.optional(z.array(identifier)),
});
type TmsSeed = z.infer<typeof TmsSeed>;

type Destination = InputOf<typeof tms.book>['destination'];
type Booked = Shipment & { readonly booking?: InputOf<typeof tms.book> & { readonly site: string } };

/** A transport system: carriers with calendars and lanes, shipments with labels, and claims that wait for a person. */
export function tmsFake(): FakeSystem {
  return fakeSystem(tms, TmsSeed, tmsModel());
}

function tmsModel(): SystemModel<typeof tms, TmsSeed> {
  const number = numbering();
  const services = new Map<string, CarrierService>();
  const shipments = new Map<string, Booked>();
  const labels = fakeDocuments<InputOf<typeof tms.createLabel>>('label', () => number('LBL'));
  const returnLabels = fakeDocuments<
    InputOf<typeof tms.createReturnLabel> & { site: string; scanned: boolean }
  >('return label', () => number('RLB'));
  const claims = fakeDocuments<InputOf<typeof tms.draftClaim>>('claim', () => number('CLM'));

  const serviceKey = (carrier: string, serviceLevel: string) => JSON.stringify([carrier, serviceLevel]);
  const shipmentOf = (shipmentId: string) => {
    const shipment = shipments.get(shipmentId);
    if (!shipment) throw new Refusal(404, `shipment ${shipmentId} does not exist`);
    return shipment;
  };
  const requireBooked = ({ shipmentId, status }: Shipment) => {
    if (status !== 'booked') throw new Refusal(409, `shipment ${shipmentId} is ${status}, not booked`);
  };

  return {
    operations: {
      lookUpTransit: ({ requests }) => ({
        transits: requests.flatMap(({ site, serviceLevel, ...destination }) =>
          [...services.values()].flatMap((service) => {
            const { lanes: _, ...calendar } = service;
            const isAsked = serviceLevel === undefined || service.serviceLevel === serviceLevel;
            const lane = isAsked ? laneOf(service, site, destination) : undefined;
            return lane ? [{ ...calendar, site, ...destination, transitDays: lane.transitDays }] : [];
          }),
        ),
      }),
      lookUpShipments: ({ orderIds }) => ({
        shipments: [...shipments.values()]
          .filter(({ orderId }) => orderIds.includes(orderId))
          .map(({ booking: _, ...shipment }) => shipment),
      }),
      book(booking, site) {
        const { carrier, serviceLevel, destination, orderId } = booking;
        const service = services.get(serviceKey(carrier, serviceLevel));
        if (!service) throw new Refusal(422, `carrier ${carrier} has no service ${serviceLevel}`);
        if (!laneOf(service, site, destination))
          throw new Refusal(
            422,
            `${carrier} ${serviceLevel} does not go from ${site} to ${destination.postalCode} ${destination.country}`,
          );
        const shipmentId = number('SHP');
        shipments.set(shipmentId, { shipmentId, orderId, status: 'booked', booking: { ...booking, site } });
        return { shipmentId };
      },
      void({ shipmentId }) {
        const shipment = shipmentOf(shipmentId);
        if (shipment.status === 'void') return { shipmentId };
        requireBooked(shipment);
        const label = labels.standing().find((entry) => entry.shipmentId === shipmentId);
        if (label) throw new Refusal(409, `shipment ${shipmentId} has label ${label.id}: void it first`);
        shipments.set(shipmentId, { ...shipment, status: 'void' });
        return { shipmentId };
      },
      createLabel(label) {
        requireBooked(shipmentOf(label.shipmentId));
        return { labelId: labels.file(label) };
      },
      voidLabel({ labelId, reason }) {
        const { shipmentId, takenBack } = labels.get(labelId);
        if (takenBack === undefined) requireBooked(shipmentOf(shipmentId));
        labels.takeBack(labelId, reason);
        return { labelId };
      },
      createReturnLabel: (label, site) => ({
        labelId: returnLabels.file({ ...label, site, scanned: false }),
      }),
      voidReturnLabel({ labelId, reason }) {
        if (returnLabels.get(labelId).scanned)
          throw new Refusal(409, `return label ${labelId} is on its way: it cannot be voided`);
        returnLabels.takeBack(labelId, reason);
        return { labelId };
      },
      draftClaim(claim) {
        shipmentOf(claim.shipmentId);
        return { claimId: claims.file(claim) };
      },
      withdrawClaim({ claimId, reason }) {
        claims.takeBack(claimId, reason);
        return { claimId };
      },
    },
    seed(data) {
      for (const service of data.services ?? [])
        services.set(serviceKey(service.carrier, service.serviceLevel), service);
      for (const shipment of data.shipments ?? [])
        shipments.set(shipment.shipmentId, { ...shipments.get(shipment.shipmentId), ...shipment });
      for (const labelId of data.scannedReturns ?? []) returnLabels.change(labelId, { scanned: true });
    },
    state: () => ({
      services: [...services.values()],
      shipments: [...shipments.values()],
      labels: labels.all(),
      returnLabels: returnLabels.all(),
      claims: claims.all(),
    }),
  };
}

function laneOf({ lanes }: CarrierService, site: string, { country, postalCode }: Destination) {
  return lanes
    .filter((lane) => lane.site === site && lane.country === country)
    .filter(({ postalPrefix }) => postalCode.startsWith(postalPrefix))
    .sort((one, other) => other.postalPrefix.length - one.postalPrefix.length)[0];
}
