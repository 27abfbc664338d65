import type { Stores } from '../ports.ts';
import { memoryBackorders } from './backorders.ts';
import { memoryCircuits } from './circuits.ts';
import { memoryIntake } from './intake.ts';
import { memoryInventory } from './inventory.ts';
import { MemoryOutbox } from './outbox.ts';
import { memoryProcesses } from './processes.ts';
import { memoryQuality } from './quality.ts';
import { MemoryStock } from './stock.ts';
import { memoryTenants } from './tenants.ts';
import { memoryWork } from './work.ts';

/** All stores in the memory of this process: fresh and empty on every call. */
export function memoryStores(): Stores {
  const outbox = new MemoryOutbox();
  const stock = new MemoryStock();
  return {
    processes: memoryProcesses(outbox),
    inventory: memoryInventory(outbox, stock),
    backorders: memoryBackorders(stock, outbox),
    work: memoryWork(outbox),
    intake: memoryIntake(),
    tenants: memoryTenants(),
    quality: memoryQuality(outbox),
    circuits: memoryCircuits(),
  };
}
