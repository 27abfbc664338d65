import type { Account } from '../../events/inventory.ts';
import type { AuditEntry } from '../domain/audit-chain.ts';
import { Conflict, ContractViolation } from '../shared/errors.ts';
import type { LedgerEntry, Movement, Posting } from './ports.ts';

/** Rules of a posting that both forms of the store share. */

/** Movements per transaction: a ledger row, a position and a lot each, then audit and outbox, within DynamoDB's 100 items. */
const BATCH = 25;

/** A position nothing was ever posted to. */
export const noUnits: Readonly<Record<Account, number>> = {
  available: 0,
  hold: 0,
  quarantine: 0,
  damaged: 0,
  inTransit: 0,
};

/** Net change of one position, or of one lot of it, in base units by bucket. */
export interface Delta {
  readonly sku: string;
  readonly lot?: string;
  readonly changes: ReadonlyMap<Account, number>;
}

/** The batches of a posting, each posted whole. Throws ContractViolation for a movement that moves nothing. */
export function batchesOf(posting: Posting): readonly (readonly Movement[])[] {
  const seen = new Set<string>();
  for (const movement of posting.movements) {
    const { effectKey, quantity, from, to } = movement;
    if (!Number.isSafeInteger(quantity) || quantity <= 0) {
      throw new ContractViolation(
        `movement ${effectKey} has the quantity ${quantity}: use a whole number of base units above 0`,
      );
    }
    if (from === to)
      throw new ContractViolation(
        `movement ${effectKey} goes from ${from} to ${to}: name two different places`,
      );
    if (seen.has(effectKey))
      throw new ContractViolation(
        `effect key ${effectKey} occurs twice in posting ${posting.documentId}: one effect, one movement`,
      );
    seen.add(effectKey);
  }
  return Array.from({ length: Math.ceil(posting.movements.length / BATCH) }, (_, batch) =>
    posting.movements.slice(batch * BATCH, (batch + 1) * BATCH),
  );
}

/** What a batch changes: positions first, then lots; changes of the same bucket are merged, those that cancel out stay as 0. */
export function deltasOf(movements: readonly Movement[]): readonly Delta[] {
  const deltas = new Map<string, { sku: string; lot?: string; changes: Map<Account, number> }>();
  const add = (sku: string, lot: string | undefined, bucket: Account | null, quantity: number) => {
    if (bucket === null) return;
    const id = JSON.stringify([sku, lot]);
    const delta = deltas.get(id) ?? {
      sku,
      ...(lot === undefined ? {} : { lot }),
      changes: new Map<Account, number>(),
    };
    delta.changes.set(bucket, safe((delta.changes.get(bucket) ?? 0) + quantity, sku));
    deltas.set(id, delta);
  };
  for (const { sku, lot, quantity, from, to } of movements) {
    for (const place of lot === undefined ? [undefined] : [undefined, lot]) {
      add(sku, place, from, -quantity);
      add(sku, place, to, quantity);
    }
  }
  return [...deltas.values()];
}

/** The conflict when a delta takes more out of a bucket than it holds, `undefined` when it fits. */
export function shortfall(
  site: string,
  delta: Delta,
  have: Readonly<Partial<Record<Account, number>>>,
): Conflict | undefined {
  for (const [bucket, change] of delta.changes) {
    const present = have[bucket] ?? 0;
    if (safe(present + change, delta.sku) >= 0) continue;
    const place = `SKU ${delta.sku}${delta.lot === undefined ? '' : ` lot ${delta.lot}`} at ${site}`;
    const standing = {
      site,
      sku: delta.sku,
      ...(delta.lot === undefined ? {} : { lot: delta.lot }),
      bucket,
      have: present,
      need: -change,
    };
    return new Conflict(
      `${place} has ${present} in bucket ${bucket}, but ${-change} are to leave it: count it or post what came first`,
      standing,
    );
  }
  return undefined;
}

/** What the audit chain keeps of a batch. */
export function auditBody(
  posting: Posting,
  movements: readonly Movement[],
): Readonly<Record<string, unknown>> {
  const { documentId, processId, reasonCode, details } = posting;
  return { documentId, processId, reasonCode, movements, ...(details === undefined ? {} : { details }) };
}

export function ledgerEntry(posting: Posting, movement: Movement, audited: AuditEntry): LedgerEntry {
  const { site, documentId, reasonCode, at } = posting;
  return {
    ...movement,
    site,
    documentId,
    reasonCode,
    at,
    auditDay: audited.day,
    auditLane: audited.lane,
    auditSequence: audited.sequence,
  };
}

function safe(quantity: number, sku: string): number {
  if (Number.isSafeInteger(quantity)) return quantity;
  throw new ContractViolation(`the quantity of SKU ${sku} leaves the range of exact integers: ${quantity}`);
}
