import type { Envelope } from '../../../events/envelope.ts';
import { ReceiptPosted, ReceiptReversed } from '../../../events/inbound.ts';
import { valueInQuestion } from '../../domain/money.ts';
import { unitsGained } from '../../domain/site-book.ts';
import { NotFound } from '../../shared/errors.ts';
import type { Movement, ProcessRow } from '../../store/ports.ts';
import { makeEvent } from '../../work/events.ts';
import { positionChanged } from '../../work/position-changed.ts';
import type { ReceivingFacts } from './contract.ts';
import { derivedId } from './facts.ts';
import type { LineMovement, ReceivingLine } from './rules/line.ts';

/**
 * The stock movements of lines' movements; those that carry no SKU of a known line cannot exist. The ERP hears of goods once they
 * are available, and of none on hold, in quarantine or damaged: until then they are not ours (rule 5.1).
 */
export function movementsOf(lines: readonly ReceivingLine[], movements: readonly LineMovement[]): Movement[] {
  return movements.map((movement) => {
    const { effectKey, quantity, from, to, lot } = movement;
    const line = lines.find((candidate) => candidate.movements.some((own) => own.effectKey === effectKey));
    if (!line)
      throw new NotFound(
        `movement ${effectKey} belongs to no line of its chunk; the chunk document is damaged`,
      );
    return withBooked(
      { effectKey, sku: line.sku, quantity, from, to, ...(lot !== undefined && { lot }) },
      movement.goodsReceipt && line.orderLine !== undefined,
    );
  });
}

/** The movement, with the units the ERP is told of where these are not those the site gains. */
export function withBooked<Moved extends Movement>(movement: Moved, isReceipt: boolean): Moved {
  const { quantity, from } = movement;
  const booked = !isReceipt ? 0 : from === 'available' ? -quantity : quantity;
  return booked === unitsGained(movement) ? movement : { ...movement, booked };
}

/** What the bus hears about a batch: every bucket that changed, and the receipt for whoever allocates. */
export function postedEvents(
  row: ProcessRow & { facts: ReceivingFacts },
  lines: readonly ReceivingLine[],
  documentId: string,
  reasonCode: string,
  applied: readonly Movement[],
  now: string,
): Envelope[] {
  const first = applied[0]?.effectKey ?? '';
  const about = { about: row, causationId: documentId, now };
  const posted = applied.map((movement) => {
    const line = lines.find((candidate) =>
      candidate.movements.some((own) => movement.effectKey.startsWith(own.effectKey)),
    );
    return {
      ...changeOf(movement),
      line: line?.line ?? 0,
      quantity: movement.quantity,
      bucket: movement.to ?? 'none',
      ...(line?.poId !== undefined && { poId: line.poId }),
      ...(line?.orderLine && { poLine: line.orderLine.poLine }),
      value: line?.orderLine
        ? valueInQuestion(movement.quantity, line.orderLine.unitCost)
        : { minor: 0, currency: 'XXX' },
    };
  });
  const receipt = {
    ...(row.facts.asnId !== undefined && { asnId: row.facts.asnId }),
    supplierId: row.facts.supplierId,
    documentId,
    lines: posted,
  };
  return [
    positionChanged(row, { documentId, reasonCode, at: now }, applied),
    reasonCode === 'RECEIPT'
      ? makeEvent(ReceiptPosted, {
          ...about,
          data: receipt,
          newId: () => derivedId(row.tenantId, first, 'posted'),
        })
      : makeEvent(ReceiptReversed, {
          ...about,
          data: { ...receipt, reason: reasonCode },
          newId: () => derivedId(row.tenantId, first, 'reversed'),
        }),
  ];
}

function changeOf({ sku, lot, effectKey }: Movement) {
  return { sku, effectKey, ...(lot !== undefined && { lot }) };
}
