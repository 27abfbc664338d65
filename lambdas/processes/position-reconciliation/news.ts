import { CountRequested } from '../../../events/count.ts';
import type { Envelope } from '../../../events/envelope.ts';
import { InventoryAvailabilityPublished, InventoryDriftDetected } from '../../../events/inventory.ts';
import { makeEvent } from '../../work/events.ts';
import { derivedId } from '../../work/process-row.ts';
import { CHANNEL, type ChunkBody, type Drift, PROCESS } from './contract.ts';
import type { ReconciliationRow } from './facts.ts';

type Run = Pick<ChunkBody, 'round' | 'attempt'>;

export function decisionIdOf(
  { processId }: Pick<ReconciliationRow, 'processId'>,
  chunk: number,
  { round, attempt }: Run,
  sku: string,
): string {
  return `${processId}/${chunk}-${round}-${attempt}-${sku}`;
}

/** The same difference seen again in one round, after an outage, is the same event. */
export function driftEvent(
  row: ReconciliationRow,
  chunk: number,
  run: Run,
  drift: Drift,
  now: string,
): Envelope {
  const { unhealed: _, evidence, ...data } = drift;
  return makeEvent(InventoryDriftDetected, {
    about: row,
    causationId: `decide-${chunk}-${run.round}`,
    now,
    newId: () => derivedId(row.tenantId, row.processId, run.round, drift.sku, drift.class),
    data: {
      ...data,
      evidence: [...evidence],
      decisionId: decisionIdOf(row, chunk, run, drift.sku),
    },
  });
}

/** Asks for a count of a SKU wherever it lies; one count a reconciliation. */
export function countEvent(row: ReconciliationRow, { sku }: Drift, now: string): Envelope {
  const countId = `DRIFT-${derivedId(row.tenantId, row.processId, sku)}`;
  return makeEvent(CountRequested, {
    about: row,
    subject: countId,
    sequence: 1,
    causationId: row.processId,
    now,
    newId: () => derivedId(countId, 'requested'),
    data: { countId, sku, trigger: 'DRIFT', requestedBy: PROCESS },
  });
}

export function publishedEvent(
  row: ReconciliationRow,
  chunk: number,
  { round, attempt, plan }: Pick<ChunkBody, 'round' | 'attempt' | 'plan'>,
  publicationId: string,
  now: string,
): Envelope {
  return makeEvent(InventoryAvailabilityPublished, {
    about: row,
    causationId: `publish-${chunk}-${round}-${attempt}`,
    now,
    newId: () => derivedId(row.tenantId, row.processId, 'published', chunk, round, attempt),
    data: {
      channel: CHANNEL,
      publicationId,
      reasonCode: 'PUBLISH_LAG',
      lines: plan.map(({ sku, quantity, previous }) => ({ sku, quantity, previous })),
    },
  });
}
