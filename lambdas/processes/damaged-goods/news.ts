import { CountRequested } from '../../../events/count.ts';
import { ClaimFiled, DamageAssessed, DamageClosed, DamageQuarantined } from '../../../events/damage.ts';
import type { Envelope } from '../../../events/envelope.ts';
import { InventoryPositionChanged } from '../../../events/inventory.ts';
import type { ItemStock, Movement } from '../../store/ports.ts';
import { makeEvent } from '../../work/events.ts';
import { changesOf } from '../../work/position-changed.ts';
import { derivedId } from '../../work/process-row.ts';
import type { DamageBody, DamageOutcome } from './contract.ts';
import type { DamageRow } from './facts.ts';
import type { DamagePlan } from './plan.ts';

/** What the bus hears of a damage. Ids follow from their cause: the same cause tried again gives the same event. */

const about = (row: DamageRow, now: string, ...cause: readonly [string, ...string[]]) => ({
  about: row,
  causationId: cause.join('/'),
  now,
  newId: () => derivedId(row.tenantId, row.processId, ...cause),
});

const goodsOf = ({ report: { damageId, sku, lot, quantity } }: DamageBody) => ({
  damageId,
  sku,
  ...(lot === undefined ? {} : { lot }),
  quantity,
});

/** Every bucket that changed. */
export function movedEvent(
  row: DamageRow,
  plan: DamagePlan,
  documentId: string,
  applied: readonly Movement[],
  now: string,
): Envelope {
  return makeEvent(InventoryPositionChanged, {
    ...about(row, now, plan.planId, 'moved'),
    data: { documentId, reasonCode: plan.reasonCode, changes: changesOf(applied) },
  });
}

/**
 * The goods are out of reach. Where more is reserved than is left, every order line that may hold a missing unit is named, and
 * the order the damage was found on: fulfillment exceptions decide which of them goes short (rule 5.9).
 */
export function quarantinedEvent(
  row: DamageRow,
  body: DamageBody,
  plan: DamagePlan,
  stock: ItemStock,
  now: string,
): Envelope {
  const { lot, bucket, orderId, quantity } = body.report;
  const ofLot = stock.lots.find((entry) => entry.lot === lot);
  // What was short before this damage is somebody's already.
  const missing = Math.min(quantity, -Math.min(stock.position.free, ofLot?.free ?? 0));
  const short = bucket === 'available' ? Math.max(0, missing) : 0;
  const holders = stock.reservations.flatMap((reservation) => {
    const reserved = reservation.parts.reduce((sum, part) => sum + part.quantity, 0);
    const { orderLineId } = reservation;
    return reserved > 0 ? [{ orderId: reservation.orderId, orderLineId, reserved }] : [];
  });
  const named = short > 0 ? holders : [];
  const isNamed = orderId === undefined || named.some((holder) => holder.orderId === orderId);
  return makeEvent(DamageQuarantined, {
    ...about(row, now, plan.planId, 'quarantined'),
    data: {
      ...goodsOf(body),
      ...(bucket === undefined || bucket === 'damaged' ? {} : { from: bucket }),
      short,
      orders: [...named, ...(isNamed ? [] : [{ orderId, reserved: 0 }])],
      adjustments: [...plan.adjustments],
    },
  });
}

/** What is asked of a count when damaged goods are not where the books have them. */
export function countEvent(row: DamageRow, body: DamageBody, cause: string, now: string): Envelope {
  const { sku, lot } = body.report;
  const countId = `CNT-${derivedId(row.tenantId, row.processId, cause).slice(0, 16)}`;
  return makeEvent(CountRequested, {
    ...about(row, now, cause, 'count'),
    subject: countId,
    data: {
      countId,
      sku,
      ...(lot === undefined ? {} : { lot }),
      trigger: 'DAMAGE',
      requestedBy: row.processId,
    },
  });
}

export function assessedEvent(row: DamageRow, body: DamageBody, now: string): Envelope[] {
  if (!body.assessment) return [];
  const { draftAt: _, missing, ...assessment } = body.assessment;
  const { place, packState, evidence } = body.report;
  return [
    makeEvent(DamageAssessed, {
      ...about(row, now, String(body.looks), 'assessed'),
      data: { ...goodsOf(body), place, packState, evidence, ...assessment, missing: [...missing] },
    }),
  ];
}

export function claimFiledEvent(row: DamageRow, body: DamageBody, now: string): Envelope[] {
  const { assessment, claim, report } = body;
  if (!assessment || assessment.party === 'SITE' || claim?.state !== 'FILED') return [];
  const { supplierId, shipmentId } = report;
  return [
    makeEvent(ClaimFiled, {
      ...about(row, now, 'claim', 'filed'),
      data: {
        ...goodsOf(body),
        against: assessment.party,
        ...(claim.claimId === undefined ? {} : { claimId: claim.claimId }),
        ...(supplierId === undefined ? {} : { supplierId }),
        ...(shipmentId === undefined ? {} : { shipmentId }),
        amount: assessment.value,
        filedBy: claim.filedBy ?? row.processId,
      },
    }),
  ];
}

export function closedEvent(row: DamageRow, body: DamageBody, outcome: DamageOutcome, now: string): Envelope {
  const { assessment, decided, writtenOff, claim, adjustments } = body;
  const { certificate, inspectionId } = decided?.form ?? {};
  return makeEvent(DamageClosed, {
    ...about(row, now, 'CloseDamage', 'settled'),
    data: {
      ...goodsOf(body),
      outcome,
      ...(assessment ? { party: assessment.party, value: assessment.value } : {}),
      ...(decided ? { disposition: decided.option } : {}),
      ...(writtenOff ? { writtenOff } : {}),
      ...(claim?.paid ? { recovered: claim.paid } : {}),
      adjustments: [...adjustments],
      ...(typeof certificate === 'string' ? { certificate } : {}),
      ...(typeof inspectionId === 'string' ? { inspectionId } : {}),
    },
  });
}
