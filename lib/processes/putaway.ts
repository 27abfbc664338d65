import { BackorderQueued } from '../../events/backorder.ts';
import { ReceiptPosted, ReceiptReversed } from '../../events/inbound.ts';
import { InventoryPositionChanged } from '../../events/inventory.ts';
import { PutawayQueued, PutawayScanned } from '../../events/putaway.ts';
import { type Access, type ProcessSpec, tasksOf } from '../functions.ts';

/** Every step ends by naming the next, which may open a case, or take in a scan that ends the putaway. */
const moves: Access = { tables: { processes: 'write', inventory: 'write', work: 'write', tenants: 'read' } };
const news: Access = {
  tables: { processes: 'write', tenants: 'read' },
  documents: 'write',
  publish: true,
  machines: ['start', 'signal'],
};

/** Putaway: goods leave staging for a bin that fits them, the most urgent first. */
export const putaway: ProcessSpec = {
  name: 'putaway',
  errorImpact: 'Goods stay on the dock: the staging area fills up and nobody finds them.',
  tasks: tasksOf('putaway', {
    OpenPutaway: { tables: { processes: 'write', inventory: 'write' } },
    KeepLook: { tables: { processes: 'write', inventory: 'write' } },
    AssignBin: moves,
    ConfirmPlan: moves,
    OpenQuestion: moves,
    SummarizePutaway: moves,
    ClosePutaway: { tables: { processes: 'write', inventory: 'write', work: 'write' } },
  }),
  shared: ['AwaitSignal'],
  adapters: ['wms', 'erp', 'oms'],
  consumers: [
    {
      entry: 'processes/putaway/start-putaway',
      kind: 'consumer',
      on: { anyOf: [ReceiptPosted, InventoryPositionChanged, PutawayQueued] },
      access: news,
      errorImpact: 'Goods in staging get no bin: nobody is told to put them away.',
    },
    {
      entry: 'processes/putaway/hear-floor',
      kind: 'consumer',
      on: { anyOf: [PutawayScanned, ReceiptReversed, BackorderQueued] },
      access: news,
      errorImpact: 'Scans are not heard: goods count as on the dock, and their bins as reserved.',
    },
  ],
};
