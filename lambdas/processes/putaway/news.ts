import type { Envelope } from '../../../events/envelope.ts';
import {
  PutawayAssigned,
  PutawayCompleted,
  PutawayOverridden,
  PutawayQueued,
} from '../../../events/putaway.ts';
import { makeEvent } from '../../work/events.ts';
import { derivedId } from '../../work/process-row.ts';
import type { Assignment, KnownLoad, Rank, Scan } from './contract.ts';
import type { PutawayRow } from './facts.ts';

/** What the bus hears of a putaway. Ids follow from their cause: the same cause tried again gives the same event. */

function loadData({ facts }: PutawayRow, load: KnownLoad, rank: Rank, bin: string) {
  const { sku, lot, quantity, fromBin } = load;
  return {
    loadId: facts.loadId,
    sku,
    ...(lot !== undefined && { lot }),
    quantity,
    class: rank.class,
    score: rank.score,
    bin,
    fromBin,
  };
}

export function assignedEvent(
  row: PutawayRow,
  known: { readonly load: KnownLoad; readonly rank: Rank },
  { bin, zone, rule, putawayTaskId }: Assignment,
  planId: string,
  now: string,
): Envelope {
  return makeEvent(PutawayAssigned, {
    about: row,
    subject: row.facts.loadId,
    causationId: planId,
    now,
    newId: () => derivedId(row.tenantId, row.processId, planId, 'assigned'),
    data: {
      ...loadData(row, known.load, known.rank, bin),
      zone,
      rule,
      putawayTaskId,
      dueAt: known.rank.dueAt,
    },
  });
}

export function completedEvent(
  row: PutawayRow,
  known: { readonly load: KnownLoad; readonly rank: Rank },
  { eventId, bin, at }: Scan,
  now: string,
): Envelope {
  const { load, rank } = known;
  return makeEvent(PutawayCompleted, {
    about: row,
    subject: row.facts.loadId,
    causationId: eventId,
    now,
    newId: () => derivedId(row.tenantId, row.processId, eventId, 'completed'),
    data: {
      ...loadData(row, load, rank, bin),
      minutes: Math.max(0, Math.floor((Date.parse(at) - Date.parse(load.stagedAt)) / 60_000)),
      inTime: Date.parse(at) <= Date.parse(rank.dueAt),
    },
  });
}

export function overriddenEvent(
  row: PutawayRow,
  sku: string,
  assigned: Assignment,
  { eventId, bin, by, at }: Scan,
  reason: string,
  now: string,
): Envelope {
  return makeEvent(PutawayOverridden, {
    about: row,
    subject: row.facts.loadId,
    causationId: eventId,
    now,
    newId: () => derivedId(row.tenantId, row.processId, eventId, 'overridden'),
    data: {
      loadId: row.facts.loadId,
      sku,
      assignedBin: assigned.bin,
      bin,
      zone: assigned.zone,
      reason,
      by,
      at,
    },
  });
}

/** A posting whose goods stand on license plates: each of them is put away for itself. */
export function queuedEvents(row: PutawayRow, lpns: readonly string[], now: string): Envelope[] {
  return lpns.map((lpn) =>
    makeEvent(PutawayQueued, {
      about: row,
      subject: lpn,
      causationId: row.facts.loadId,
      now,
      newId: () => derivedId(row.tenantId, row.processId, lpn, 'queued'),
      data: { lpn, queuedBy: row.processId },
    }),
  );
}
