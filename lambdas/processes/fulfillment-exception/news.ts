import { DemandWithdrawn, ReservationEnded } from '../../../events/backorder.ts';
import { CountRequested } from '../../../events/count.ts';
import { DamageReported } from '../../../events/damage.ts';
import type { Envelope } from '../../../events/envelope.ts';
import { FulfillmentResolved } from '../../../events/fulfillment.ts';
import { PromiseReviewRequested } from '../../../events/promise.ts';
import { makeEvent } from '../../work/events.ts';
import { shortHash } from '../../work/origin.ts';
import { derivedId } from '../../work/process-row.ts';
import type { ExceptionBody } from './contract.ts';
import type { ExceptionRow } from './facts.ts';
import type { ExceptionPlan, PlannedRequest, StepAnswers } from './plan.ts';

/** What the bus hears of a plan whose steps are done: what it asks of other processes, and how the exception ended. */
export function planEvents(
  row: ExceptionRow,
  { exception }: ExceptionBody,
  plan: ExceptionPlan,
  answers: StepAnswers,
  now: string,
): Envelope[] {
  const about = (part: string, subject?: string) => ({
    about: row,
    ...(subject === undefined ? {} : { subject }),
    causationId: plan.planId,
    now,
    newId: () => derivedId(row.tenantId, row.processId, plan.planId, part),
  });
  const { resolution, decidedBy } = plan;
  const newOrderLineId = answers.replace?.orderLineId;
  const newShipmentId = answers.book?.shipmentId;
  const { exceptionId, orderId, type, line } = exception;
  const requests = plan.asks.map((request) => requestEvent(row, exception, request, answers, about));
  if (resolution === undefined) return requests;
  return [
    ...requests,
    makeEvent(FulfillmentResolved, {
      ...about('resolved'),
      data: {
        exceptionId,
        orderId,
        type,
        resolution,
        decidedBy,
        ...(line === undefined ? {} : { orderLineId: line.orderLineId }),
        ...(typeof newOrderLineId === 'string' ? { newOrderLineId } : {}),
        ...(typeof newShipmentId === 'string' ? { newShipmentId } : {}),
      },
    }),
  ];
}

type About = (part: string, subject?: string) => Omit<Parameters<typeof makeEvent>[1], 'data'>;

function requestEvent(
  row: ExceptionRow,
  exception: ExceptionBody['exception'],
  request: PlannedRequest,
  answers: StepAnswers,
  about: About,
): Envelope {
  const { orderId, line, pick, damage, shipment, detectedAt, reportedBy } = exception;
  const id = shortHash(row.tenantId, row.processId);
  switch (request.kind) {
    case 'count': {
      const countId = `CNT-${id}`;
      const lot = pick?.lot === undefined ? {} : { lot: pick.lot };
      const bin = pick === undefined ? {} : { bin: pick.bin };
      return makeEvent(CountRequested, {
        ...about('count', countId),
        data: {
          countId,
          sku: line?.sku ?? '',
          ...bin,
          ...lot,
          trigger: 'SHORT_PICK',
          requestedBy: row.processId,
        },
      });
    }
    case 'damage': {
      const damageId = `DMG-${id}`;
      const held = answers['hold-missing']?.held;
      return makeEvent(DamageReported, {
        ...about('damage', damageId),
        data: {
          damageId,
          sku: line?.sku ?? '',
          quantity: line?.quantity ?? 0,
          ...(damage?.lot === undefined ? {} : { lot: damage.lot }),
          ...(typeof held === 'number' && held > 0 ? { bucket: 'hold' as const } : {}),
          place: 'PACKING',
          packState: damage?.packState ?? 'UNKNOWN',
          notedOnDelivery: false,
          foundBy: reportedBy,
          foundAt: detectedAt,
          evidence: damage?.evidence ?? [],
          orderId,
          ...(shipment === undefined ? {} : { shipmentId: shipment.shipmentId }),
        },
      });
    }
    case 'promise':
      return makeEvent(PromiseReviewRequested, {
        ...about('promise', orderId),
        data: { orderIds: [orderId], skus: [], reason: 'STOCK_LOST' },
      });
    case 'backorder': {
      const { orderLineId, sku, quantity } = request;
      return makeEvent(ReservationEnded, {
        // The document its release runs for.
        ...about(`backorder/${orderLineId}`, `exception/${exception.exceptionId}`),
        data: { orderId, orderLineId, sku, site: row.site, quantity, reason: 'EXCEPTION' },
      });
    }
    default: {
      const { orderLineId, sku } = request;
      return makeEvent(DemandWithdrawn, {
        ...about(`withdrawn/${orderLineId}`, orderId),
        data: { orderId, orderLineId, sku, reason: exception.type },
      });
    }
  }
}
