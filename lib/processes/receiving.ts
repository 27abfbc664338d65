import { AsnReceived, ReceiptRecorded } from '../../events/inbound.ts';
import { type ProcessSpec, tasksOf } from '../functions.ts';

/** Receiving: what a supplier announced becomes stock on hand, or a decision somebody owns. */
export const receiving: ProcessSpec = {
  name: 'receiving',
  errorImpact:
    'Announced goods do not become stock: trucks wait at the dock and orders for them are not promised.',
  tasks: tasksOf('receiving', {
    OpenReceiving: { tables: { processes: 'write', tenants: 'read', inventory: 'write' } },
    AdoptNotice: { tables: { processes: 'write', tenants: 'read' }, documents: 'write' },
    ReadNoticeLines: { documents: 'read' },
    CheckNoticeLines: { tables: { processes: 'write', intake: 'write', tenants: 'read' }, documents: 'read' },
    JudgeNotice: { tables: { processes: 'write', tenants: 'read', inventory: 'write' }, documents: 'read', machines: ['signal'] },
    SettleChunk: { tables: { processes: 'write', tenants: 'read', work: 'read', inventory: 'write' } },
    PlaceUnannounced: { tables: { processes: 'write', tenants: 'read' } },
    OpenReviews: { tables: { processes: 'read', work: 'write', tenants: 'read', inventory: 'write' } },
    PostStock: { tables: { processes: 'read', inventory: 'write' } },
    UndoStock: { tables: { processes: 'read', inventory: 'write' } },
    // Inspection histories are in the tenants table.
    ConfirmChunk: { tables: { processes: 'write', work: 'write', tenants: 'write', inventory: 'write' } },
    SummarizeReceipt: { tables: { processes: 'write', work: 'read', tenants: 'read' } },
    DecideOverdue: { tables: { processes: 'write', work: 'write', tenants: 'read', inventory: 'write' } },
    PlanReversal: { tables: { processes: 'read', work: 'write', tenants: 'read', inventory: 'write' } },
    ConfirmReversal: { tables: { processes: 'write', work: 'write', tenants: 'read', inventory: 'write' } },
    CloseReceiving: { tables: { processes: 'write', work: 'read', inventory: 'write' } },
  }),
  shared: ['AwaitSignal'],
  adapters: ['erp', 'wms', 'finance', 'supplier-portal'],
  consumers: [
    {
      entry: 'processes/receiving/start-receiving',
      kind: 'consumer',
      on: { event: AsnReceived },
      access: {
        tables: { processes: 'write', tenants: 'read', work: 'write', inventory: 'write' },
        documents: 'write',
        publish: true,
        machines: ['start', 'signal'],
      },
      errorImpact: 'Notices that partners sent start no process: their goods arrive unannounced.',
    },
    {
      entry: 'processes/receiving/record-receipt',
      kind: 'consumer',
      on: { event: ReceiptRecorded },
      access: {
        tables: { processes: 'write', tenants: 'read', work: 'write', inventory: 'write' },
        documents: 'write',
        publish: true,
        machines: ['start', 'signal'],
      },
      errorImpact: 'Counts from the dock do not reach their process: counted goods are not posted.',
    },
  ],
};
