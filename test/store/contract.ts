import { describe } from 'vitest';
import { inventoryContract } from './contract/inventory.ts';
import type { MakeStores } from './contract/make-stores.ts';
import { otherContracts } from './contract/others.ts';
import { processContract } from './contract/processes.ts';
import { workContract } from './contract/work.ts';

/** One contract for every form of the stores. */
export function storeContract(form: string, makeStores: MakeStores): void {
  describe(`stores ${form}`, () => {
    describe('processes', () => processContract(makeStores));
    describe('inventory', () => inventoryContract(makeStores));
    describe('work', () => workContract(makeStores));
    otherContracts(makeStores);
  });
}
