import { describe } from 'vitest';
import { auditAndOutboxContract } from './contract/audit-and-outbox.ts';
import { backorderContract } from './contract/backorders.ts';
import { binContract } from './contract/bins.ts';
import { edgeContract } from './contract/edge.ts';
import { epcisContract } from './contract/epcis.ts';
import { holdContract } from './contract/holds.ts';
import { inventoryContract } from './contract/inventory.ts';
import { jobsContract } from './contract/jobs.ts';
import type { MakeStores } from './contract/make-stores.ts';
import { occurrenceContract } from './contract/occurrences.ts';
import { otherContracts } from './contract/others.ts';
import { processPartsContract } from './contract/process-parts.ts';
import { processContract } from './contract/processes.ts';
import { signalContract } from './contract/signals.ts';
import { tallyContract } from './contract/tallies.ts';
import { webhookContract } from './contract/webhooks.ts';
import { workContract } from './contract/work.ts';

/** One contract for every form of the stores; `runs` is how often its properties are tried. */
export function storeContract(form: string, makeStores: MakeStores, runs: number): void {
  describe(`stores ${form}`, () => {
    describe('processes', () => {
      processContract(makeStores);
      processPartsContract(makeStores);
    });
    describe('signals', () => signalContract(makeStores, runs));
    describe('inventory', () => {
      inventoryContract(makeStores);
      auditAndOutboxContract(makeStores);
    });
    describe('backorders', () => backorderContract(makeStores, runs));
    describe('holds', () => holdContract(makeStores, runs));
    describe('occurrences', () => occurrenceContract(makeStores));
    describe('tallies', () => tallyContract(makeStores));
    describe('bins', () => binContract(makeStores));
    describe('edge', () => edgeContract(makeStores));
    describe('a job', () => jobsContract(makeStores));
    describe('epcis', () => epcisContract(makeStores));
    describe('webhooks', () => webhookContract(makeStores));
    describe('work', () => workContract(makeStores));
    otherContracts(makeStores);
  });
}
