import type { Transit } from '../../../adapters/tms/port.ts';
import { arrivesOn, bestLane } from '../../../domain/promise-transit.ts';
import type { AffectedLine, ExceptionCase } from '../contract.ts';
import { later, leavesOn } from './deadline.ts';

export interface NextCarrier {
  readonly carrier: Transit;
  readonly shipOn: string;
  readonly arrivesOn: string;
}

/**
 * The carrier that arrives first of those that meet the promise, once packing has had its time; the service that was
 * missed is none of them. The date of the line that is promised first counts; without one any carrier will do.
 */
export function nextCarrier(
  given: ExceptionCase,
  lines: readonly AffectedLine[],
): { readonly next?: NextCarrier; readonly facts: Readonly<Record<string, unknown>> } {
  const { answers, body, limits, now } = given;
  const { shipment } = body.exception;
  const promisedAt = lines.flatMap((line) => line.promisedAt ?? []).sort()[0];
  const ready = later(now, limits.packMinutes.value);
  const others = answers.transits.filter(
    ({ carrier, serviceLevel }) => carrier !== shipment?.carrier || serviceLevel !== shipment?.serviceLevel,
  );
  const inTime = others.filter((lane) => promisedAt === undefined || arrivesOn(ready, lane) <= promisedAt);
  const best = bestLane(ready, inTime);
  const facts = { promisedAt, ready, carriers: others.length, inTime: inTime.length };
  const carrier = inTime.find((lane) => lane === best?.lane);
  if (!best || !carrier) return { facts };
  const next = { carrier, shipOn: leavesOn(ready, carrier), arrivesOn: best.on };
  return {
    next,
    facts: {
      ...facts,
      carrier: carrier.carrier,
      serviceLevel: carrier.serviceLevel,
      shipOn: next.shipOn,
      arrivesOn: next.arrivesOn,
    },
  };
}
