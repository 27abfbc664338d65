import { key } from '../keys.ts';
import type { CircuitRow, CircuitStore } from '../ports.ts';
import { closedCircuit } from '../versioned-row.ts';
import { copy } from './rows.ts';

/** Circuit states in memory. */
export function memoryCircuits(): CircuitStore {
  const circuits = new Map<string, CircuitRow>();
  return {
    async read(tenant, system) {
      return copy(circuits.get(key(tenant, system)) ?? closedCircuit());
    },

    async write(tenant, system, { state, failures, openUntil }, expectedVersion) {
      const id = key(tenant, system);
      if ((circuits.get(id)?.version ?? 0) !== expectedVersion) return false;
      circuits.set(
        id,
        copy({
          state,
          failures,
          ...(openUntil === undefined ? {} : { openUntil }),
          version: expectedVersion + 1,
        }),
      );
      return true;
    },
  };
}
