import type { Stores } from '../ports.ts';
import { MemoryReservations, memoryBackorders } from './backorders.ts';
import { memoryBins } from './bins.ts';
import { memoryCircuits } from './circuits.ts';
import { memoryEdge } from './edge.ts';
import { memoryEpcis } from './epcis.ts';
import { memoryHolds } from './holds.ts';
import { memoryIntake } from './intake.ts';
import { memoryInventory } from './inventory.ts';
import { memoryJobs } from './jobs.ts';
import { memoryOccurrences } from './occurrences.ts';
import { MemoryOutbox, type Stream } from './outbox.ts';
import { memoryProcesses } from './processes.ts';
import { memoryQuality } from './quality.ts';
import { MemoryStock } from './stock.ts';
import { memoryTallies } from './tallies.ts';
import { memoryTenants } from './tenants.ts';
import { memoryWebhooks } from './webhooks.ts';
import { memoryWork } from './work.ts';

/**
 * All stores in the memory of this process: fresh and empty on every call.
 *
 * @param stream hears every outbox row when it is stored, as the publisher does from the tables' streams
 */
export function memoryStores(stream: Stream = () => {}): Stores {
  const outbox = new MemoryOutbox(stream);
  const stock = new MemoryStock();
  const reservations = new MemoryReservations(stock);
  return {
    processes: memoryProcesses(outbox),
    inventory: memoryInventory(outbox, stock),
    backorders: memoryBackorders(stock, reservations, outbox),
    holds: memoryHolds(reservations, outbox),
    bins: memoryBins(),
    work: memoryWork(outbox),
    jobs: memoryJobs(),
    intake: memoryIntake(),
    occurrences: memoryOccurrences(),
    tallies: memoryTallies(),
    tenants: memoryTenants(),
    quality: memoryQuality(outbox),
    circuits: memoryCircuits(),
    edge: memoryEdge(),
    epcis: memoryEpcis(),
    webhooks: memoryWebhooks(),
  };
}
