import type { Envelope } from '../../../events/envelope.ts';
import { PromiseReviewRequested } from '../../../events/promise.ts';
import {
  ReplenishmentAcknowledged,
  ReplenishmentLate,
  ReplenishmentOrdered,
  ReplenishmentTriggered,
} from '../../../events/replenishment.ts';
import { TransferRequested, TransferWithdrawn } from '../../../events/transfer.ts';
import { makeEvent } from '../../work/events.ts';
import { derivedId } from '../../work/process-row.ts';
import type { Figures, Made } from './contract.ts';
import { PROCESS, type ReplenishmentRow } from './facts.ts';
import type { Answer } from './rules/acknowledgment.ts';

/** What the bus hears of a request. Ids follow from their cause: the same cause tried again gives the same event. */

const facts = (row: ReplenishmentRow, now: string, what: string, cause: string) => ({
  about: row,
  causationId: cause,
  now,
  newId: () => derivedId(row.tenantId, row.processId, what, cause),
});
const item = ({ site, facts: { sku } }: ReplenishmentRow) => ({ sku, site });
const from = ({ source }: Pick<Made, 'source'>) => ({ sourceKind: source.kind, source: source.id });

export function triggeredEvent(row: ReplenishmentRow, figures: Figures, now: string): Envelope {
  const { position, reorderPoint, target } = figures;
  return makeEvent(ReplenishmentTriggered, {
    ...facts(row, now, 'triggered', row.facts.cause),
    data: { ...item(row), position, reorderPoint, target },
  });
}

export function orderedEvent(row: ReplenishmentRow, made: Made, now: string): Envelope {
  const { documentId, source, expectedOn } = made;
  const { quantity, value } = source;
  return makeEvent(ReplenishmentOrdered, {
    ...facts(row, now, 'ordered', documentId),
    data: { ...item(row), ...from(made), documentId, quantity, value, expectedOn },
  });
}

/** The transfer's number follows from the request and its round, so asking again asks for the same. */
export function transferIdOf(row: ReplenishmentRow): string {
  const { attempt } = row.facts;
  return `TRF-${derivedId(row.tenantId, row.processId, 'transfer', attempt + 1).slice(0, 20)}`;
}

/** The envelope of a transfer carries the site that sends. */
export function transferEvent(row: ReplenishmentRow, made: Made, now: string): Envelope {
  const { documentId, source, expectedOn } = made;
  return makeEvent(TransferRequested, {
    ...facts({ ...row, site: source.id }, now, 'transfer', documentId),
    subject: documentId,
    data: {
      transferId: documentId,
      from: source.id,
      to: row.site,
      neededOn: expectedOn,
      lines: [{ line: 1, sku: row.facts.sku, quantity: source.quantity }],
      reason: 'REPLENISHMENT',
      requestedBy: row.processId,
    },
  });
}

export function withdrawnEvent(row: ReplenishmentRow, { documentId, source }: Made, now: string): Envelope {
  return makeEvent(TransferWithdrawn, {
    ...facts({ ...row, site: source.id }, now, 'withdrawn', documentId),
    subject: documentId,
    data: {
      transferId: documentId,
      requestedBy: row.processId,
      reason: 'nobody approved it in time; the goods are ordered elsewhere',
    },
  });
}

/** The word of who sends, and the review of promises where it is less or later than asked. */
export function acknowledgedEvents(
  row: ReplenishmentRow,
  made: Made,
  { quantity, promisedOn }: Answer,
  judgment: { readonly short: boolean; readonly late: boolean },
  now: string,
): Envelope[] {
  const { documentId, source, expectedOn } = made;
  const acknowledged = makeEvent(ReplenishmentAcknowledged, {
    ...facts(row, now, 'acknowledged', documentId),
    data: {
      ...item(row),
      ...from(made),
      documentId,
      ordered: source.quantity,
      acknowledged: quantity,
      expectedOn,
      promisedOn,
      ...judgment,
    },
  });
  const reason = judgment.short ? 'SUPPLY_SHORT' : 'SUPPLY_LATE';
  return judgment.short || judgment.late
    ? [acknowledged, reviewEvent(row, documentId, reason, now)]
    : [acknowledged];
}

export function lateEvents(row: ReplenishmentRow, made: Made, now: string): Envelope[] {
  const { documentId, source, expectedOn } = made;
  const late = makeEvent(ReplenishmentLate, {
    ...facts(row, now, 'late', documentId),
    data: { ...item(row), ...from(made), documentId, quantity: source.quantity, expectedOn },
  });
  return [late, reviewEvent(row, documentId, 'SUPPLY_LATE', now)];
}

/** Orders whose promise stands on this item are looked at again (rule 5.10). */
function reviewEvent(
  row: ReplenishmentRow,
  documentId: string,
  reason: 'SUPPLY_SHORT' | 'SUPPLY_LATE',
  now: string,
): Envelope {
  return makeEvent(PromiseReviewRequested, {
    ...facts(row, now, `review-${reason}`, documentId),
    subject: `${PROCESS}/${documentId}`,
    data: { orderIds: [], skus: [row.facts.sku], reason },
  });
}
