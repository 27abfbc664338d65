import { AsnReceived, ReceiptRecorded } from '../../events/inbound.ts';
import { type Access, type ProcessSpec, tasksOf } from '../functions.ts';

/** An event starts or wakes its process; one that breaks its contract goes to quarantine, one that comes too late opens a case. */
const fromTheBus: Access = {
  tables: { processes: 'write', inventory: 'write', work: 'write', tenants: 'read' },
  documents: 'write',
  publish: true,
  machines: ['start', 'signal'],
};

/** Receiving: what a supplier announced becomes stock on hand, or a decision somebody owns. */
export const receiving: ProcessSpec = {
  name: 'receiving',
  errorImpact:
    'Announced goods do not become stock: trucks wait at the dock and orders for them are not promised.',
  tasks: tasksOf('receiving', {
    OpenReceiving: { tables: { processes: 'write', inventory: 'write', tenants: 'read' } },
    AdoptNotice: { tables: { processes: 'write', inventory: 'write', tenants: 'read' }, documents: 'write' },
    ReadNoticeLines: { documents: 'read' },
    CheckNoticeLines: {
      tables: { processes: 'write', inventory: 'write', intake: 'write', tenants: 'read' },
      documents: 'read',
    },
    JudgeNotice: {
      tables: { processes: 'write', inventory: 'write', work: 'write', tenants: 'read' },
      documents: 'read',
      machines: ['signal'],
    },
    SettleChunk: { tables: { processes: 'write', inventory: 'write', work: 'read', tenants: 'read' } },
    PlaceUnannounced: { tables: { processes: 'write', inventory: 'write', tenants: 'read' } },
    OpenReviews: { tables: { processes: 'read', inventory: 'write', work: 'write', tenants: 'read' } },
    PostStock: { tables: { processes: 'read', inventory: 'write' } },
    UndoStock: { tables: { processes: 'read', inventory: 'write' } },
    ConfirmChunk: { tables: { processes: 'write', inventory: 'write', work: 'write', tenants: 'read' } },
    SummarizeReceipt: { tables: { processes: 'write', inventory: 'write', work: 'write', tenants: 'read' } },
    DecideOverdue: { tables: { processes: 'write', inventory: 'write', work: 'write', tenants: 'read' } },
    PlanReversal: { tables: { processes: 'read', inventory: 'write', work: 'write', tenants: 'read' } },
    ConfirmReversal: { tables: { processes: 'write', inventory: 'write', work: 'write', tenants: 'read' } },
    CloseReceiving: { tables: { processes: 'write', inventory: 'write', work: 'write', tenants: 'read' } },
  }),
  shared: ['AwaitSignal'],
  adapters: ['erp', 'wms', 'finance', 'supplier-portal'],
  consumers: [
    {
      entry: 'processes/receiving/start-receiving',
      kind: 'consumer',
      on: { event: AsnReceived },
      access: fromTheBus,
      errorImpact: 'Notices that partners sent start no process: their goods arrive unannounced.',
    },
    {
      entry: 'processes/receiving/record-receipt',
      kind: 'consumer',
      on: { event: ReceiptRecorded },
      access: fromTheBus,
      errorImpact: 'Counts from the dock do not reach their process: counted goods are not posted.',
    },
  ],
};
