import type { Transit } from '../../../adapters/tms/port.ts';
import { addDays, localDate, momentOn } from '../../../domain/calendar.ts';
import { arrivesOn } from '../../../domain/promise-transit.ts';
import type { ExceptionCase } from '../contract.ts';

/**
 * The last moment a person may decide (rule 5.9): their time counted from the report, or the carrier's cut-off less the
 * time packing takes, whichever is first. A cut-off that leaves no time is over when the exception is reported. Where
 * nobody knows a cut-off only the person's time counts.
 */
export function decideByOf({ body, answers, limits }: ExceptionCase): {
  readonly decideBy: string;
  readonly cutOffAt?: string;
} {
  const { detectedAt, shipment } = body.exception;
  const reportedAt = new Date(detectedAt).toISOString();
  const pack = limits.packMinutes.value;
  const carriers = answers.transits.filter(
    ({ carrier, serviceLevel }) =>
      shipment === undefined || (carrier === shipment.carrier && serviceLevel === shipment.serviceLevel),
  );
  const known = body.exception.cutOffAt;
  const cutOffAt =
    known === undefined
      ? carriers.map((carrier) => nextCutOff(later(reportedAt, pack), carrier)).sort()[0]
      : new Date(known).toISOString();
  const own = later(reportedAt, limits.decisionMinutes.value);
  if (cutOffAt === undefined) return { decideBy: own };
  const deadline = [reportedAt, later(cutOffAt, -pack)].sort().at(-1) ?? own;
  return { decideBy: [own, deadline].sort()[0] ?? own, cutOffAt };
}

/** The first cut-off of a carrier that a parcel ready at this moment meets. */
function nextCutOff(ready: string, carrier: Transit): string {
  // Without transit it arrives on the day it leaves.
  const day = leavesOn(ready, carrier);
  return momentOn(carrier.zone, day, carrier.cutOff);
}

/** The day a parcel that is ready at this moment leaves with a carrier. */
export function leavesOn(ready: string, carrier: Transit): string {
  return arrivesOn(ready, { ...carrier, transitDays: 0 });
}

/** Calendar minutes later, or earlier below zero. */
export function later(moment: string, minutes: number): string {
  return new Date(Date.parse(moment) + minutes * 60_000).toISOString();
}

/** The first day goods must still last to serve a customer who wants `days` of life; today where they want none. */
export function lastingUntil(zone: string, now: string, days: number): string {
  return addDays(localDate(zone, now), days);
}
