import { WriteConflict } from '../shared/errors.ts';
import type { CircuitRow, InspectionHistory } from './ports.ts';

/** How histories and circuits begin, and what a stale writer hears, in both forms of the store. */

/** Where a supplier and item begin. */
export function noHistory(): InspectionHistory {
  return { severity: 'normal', receipts: 0, outcomes: [], version: 0 };
}

export function staleHistory(supplierId: string, sku: string, expectedVersion: number): WriteConflict {
  return new WriteConflict(
    `the inspection history of supplier ${supplierId} and SKU ${sku} is not at version ${expectedVersion} anymore: read it again`,
  );
}

/** A system nobody has called yet. */
export function closedCircuit(): CircuitRow {
  return { state: 'closed', failures: [], version: 0 };
}
