import type { AffectedLine, ExceptionCase } from '../contract.ts';
import type { PlannedRequest, PlannedStep } from '../plan.ts';
import { planIdOf } from './record.ts';

/** The steps that several resolutions share, each with its inverse (rule 4.7). */

/** A place in an input that an earlier step's answer fills. */
export const NEW_LINE = 'NEW-LINE';

export function label(given: ExceptionCase, input: Readonly<Record<string, unknown>>): PlannedStep {
  return {
    ...at(given, 'label', 'tms', 'createLabel', input),
    inverse: { operation: 'voidLabel', field: 'labelId' },
  };
}

export function openAgain(
  given: ExceptionCase,
  { orderLineId }: AffectedLine,
  quantity: number,
): PlannedStep {
  const input = { orderLineId, quantity, reason: given.body.exception.type };
  return {
    ...at(given, `backorder/${orderLineId}`, 'oms', 'backorder', input),
    inverse: { operation: 'revertBackorder', field: 'backorderId' },
  };
}

/** What the books hold for a line that waits as a whole; the missing units were taken off them before. */
export function endReservations(
  given: ExceptionCase,
  { orderLineId, sku, parts }: AffectedLine,
): PlannedStep[] {
  return parts.map(({ claim }) =>
    at(given, `end/${orderLineId}/${claim}`, 'stock', 'release', { orderLineId, sku, claim }),
  );
}

/** Nothing of these lines leaves: their picks are cancelled; the label too, unless it is a parcel of others as well. */
export function stopShipping(given: ExceptionCase, lines: readonly AffectedLine[]): PlannedStep[] {
  const { shipment, type } = given.body.exception;
  const own = new Set(lines.map(({ orderLineId }) => orderLineId));
  const goesOn = given.answers.order?.lines.some(
    ({ orderLineId, site, allocated }) => site === given.site && allocated > 0 && !own.has(orderLineId),
  );
  const isVoid = shipment !== undefined && !goesOn;
  return [
    ...[...cancelPick(given), ...cancelOtherPicks(given, lines)].map((step) => ({
      ...step,
      mayFail: true as const,
    })),
    ...(isVoid && shipment.labelId !== undefined
      ? [
          {
            ...at(given, 'void-label', 'tms', 'voidLabel', { labelId: shipment.labelId, reason: type }),
            mayFail: true as const,
          },
        ]
      : []),
    ...(isVoid
      ? [
          {
            ...at(given, 'void-booking', 'tms', 'void', { shipmentId: shipment.shipmentId, reason: type }),
            mayFail: true as const,
          },
        ]
      : []),
  ];
}

export function cancelPick(given: ExceptionCase): PlannedStep[] {
  const { pick, type } = given.body.exception;
  if (pick?.pickTaskId === undefined) return [];
  return [at(given, 'cancel-pick', 'wms', 'cancelPickTask', { pickTaskId: pick.pickTaskId, reason: type })];
}

/** Picks of the lines beside the reported one: of units that were released to them at another time. */
function cancelOtherPicks(given: ExceptionCase, lines: readonly AffectedLine[]): PlannedStep[] {
  const { pick, type } = given.body.exception;
  const made = lines.flatMap(({ parts }) => parts.flatMap(({ documents }) => documents?.pickTaskId ?? []));
  return [...new Set(made)]
    .filter((pickTaskId) => pickTaskId !== pick?.pickTaskId)
    .map((pickTaskId) =>
      at(given, `cancel-pick/${pickTaskId}`, 'wms', 'cancelPickTask', { pickTaskId, reason: type }),
    );
}

export function pickTask(given: ExceptionCase, site: string, lines: readonly unknown[]): PlannedStep {
  return {
    ...at(given, 'pick', 'wms', 'createPickTask', { reference: given.processId, lines }, site),
    inverse: { operation: 'cancelPickTask', field: 'pickTaskId' },
  };
}

export function reserve(
  given: ExceptionCase,
  line: AffectedLine,
  units: Readonly<Record<string, unknown>>,
  site = given.site,
): PlannedStep {
  const input = {
    orderId: given.body.exception.orderId,
    quantity: line.short,
    promised: line.promisedAt !== undefined,
    ...units,
  };
  return {
    ...stockStep(given, 'reserve', 'reserve', input, site),
    inverse: { operation: 'release', field: 'reservation' },
  };
}

export function confirm(
  given: ExceptionCase,
  units: Readonly<Record<string, unknown>>,
  site = given.site,
): PlannedStep {
  return {
    ...stockStep(given, 'confirm', 'confirm', units, site),
    takes: { pickTaskId: { step: 'pick', field: 'pickTaskId' } },
  };
}

export function waits({ orderLineId, sku }: AffectedLine, quantity: number): PlannedRequest {
  return { kind: 'backorder', orderLineId, sku, quantity };
}

export function stockStep(
  given: ExceptionCase,
  id: string,
  operation: string,
  input: Readonly<Record<string, unknown>>,
  site = given.site,
): PlannedStep {
  return at(
    given,
    id,
    'stock',
    operation,
    { ...input, claim: `${given.processId}#${planIdOf(given)}` },
    site,
  );
}

export function at(
  given: ExceptionCase,
  id: string,
  to: PlannedStep['to'],
  operation: string,
  input: Readonly<Record<string, unknown>>,
  site = given.site,
): PlannedStep {
  return { id, to, operation, site, input };
}

export const lotFields = (lot: string | undefined) => (lot === undefined ? {} : { lot });
