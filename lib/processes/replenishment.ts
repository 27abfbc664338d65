import { BackorderQueued, BackorderReleased } from '../../events/backorder.ts';
import { InventoryPositionChanged } from '../../events/inventory.ts';
import { OrderAcknowledged } from '../../events/replenishment.ts';
import * as transfer from '../../events/transfer.ts';
import { type Access, type ConsumerSpec, type ProcessSpec, tasksOf } from '../functions.ts';

const NAME = 'replenishment';
const { TransferApproved, TransferRejected, TransferCanceled, TransferClosed } = transfer;
const keeps: Access = { tables: { processes: 'write', inventory: 'write' } };
const settles: Access = { tables: { ...keeps.tables, work: 'write', tenants: 'read' } };
const begins: Access = {
  tables: { processes: 'read', inventory: 'read', tenants: 'read' },
  machines: ['start'],
};
/** An event that breaks its contract goes to quarantine. */
const hears: Access = { documents: 'write', publish: true };

function heard(file: string, on: ConsumerSpec['on'], errorImpact: string, access: Access): ConsumerSpec {
  return { entry: `processes/${NAME}/${file}`, kind: 'consumer', on, access, errorImpact };
}

/** Replenishment: an item that falls to its reorder point is ordered once, and watched until somebody says that it comes. */
export const replenishment: ProcessSpec = {
  name: NAME,
  errorImpact: 'Nothing is ordered: items run out, and orders for them wait.',
  tasks: tasksOf(NAME, {
    OpenReplenishment: keeps,
    DecideReplenishment: settles,
    OpenReview: settles,
    ConfirmOrder: settles,
    ConfirmUndo: settles,
    SummarizeReplenishment: settles,
    CloseReplenishment: settles,
  }),
  shared: ['AwaitSignal'],
  adapters: ['erp', 'oms', 'supplier-portal'],
  consumers: [
    heard(
      'judge-stock',
      { anyOf: [InventoryPositionChanged, BackorderQueued, BackorderReleased] },
      'Items that fall short are found by the hourly look only.',
      { ...begins, ...hears },
    ),
    heard(
      'hear-supply',
      { anyOf: [OrderAcknowledged, TransferApproved, TransferRejected, TransferCanceled, TransferClosed] },
      'Suppliers that answered are taken for silent: people are asked about orders that come.',
      { ...hears, tables: { processes: 'write', tenants: 'read' }, machines: ['signal'] },
    ),
    heard('sweep-items', { everyMinutes: 60 }, 'Items whose demand grew are not ordered.', begins),
  ],
};
