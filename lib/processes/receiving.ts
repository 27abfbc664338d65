import { AsnReceived, ReceiptRecorded } from '../../events/inbound.ts';
import { type ProcessSpec, tasksOf } from '../functions.ts';

/** Receiving: what a supplier announced becomes stock on hand, or a decision somebody owns. */
export const receiving: ProcessSpec = {
  name: 'receiving',
  errorImpact:
    'Announced goods do not become stock: trucks wait at the dock and orders for them are not promised.',
  tasks: tasksOf('receiving', {
    OpenReceiving: { tables: { processes: 'write', tenants: 'read', inventory: 'write' }, documents: 'read' },
    AdoptNotice: { tables: { processes: 'write', tenants: 'read', inventory: 'write' }, documents: 'write' },
    ReadNoticeLines: { tables: { processes: 'read', tenants: 'read' }, documents: 'read' },
    CheckNoticeLines: { tables: { processes: 'write', intake: 'write', tenants: 'read' }, documents: 'read' },
    JudgeNotice: { tables: { processes: 'write', tenants: 'read', work: 'write', inventory: 'write' } },
    SettleChunk: { tables: { processes: 'write', tenants: 'read' } },
    OpenReviews: { tables: { processes: 'write', work: 'write', tenants: 'read', inventory: 'write' } },
    PostStock: { tables: { processes: 'write', inventory: 'write', tenants: 'read' } },
    UndoStock: { tables: { processes: 'write', inventory: 'write', tenants: 'read' } },
    ConfirmChunk: { tables: { processes: 'write', work: 'write', tenants: 'read', inventory: 'write' } },
    SummarizeReceipt: { tables: { processes: 'write', work: 'write', tenants: 'read', inventory: 'write' } },
    DecideOverdue: { tables: { processes: 'write', work: 'write', tenants: 'read', inventory: 'write' } },
    PlanReversal: { tables: { processes: 'write', tenants: 'read' } },
    ConfirmReversal: { tables: { processes: 'write', work: 'write', tenants: 'read', inventory: 'write' } },
    CloseReceiving: { tables: { processes: 'write', work: 'write', tenants: 'read', inventory: 'write' } },
  }),
  shared: ['AwaitSignal'],
  adapters: ['erp', 'wms', 'finance', 'supplier-portal'],
  consumers: [
    {
      entry: 'processes/receiving/start-receiving',
      kind: 'consumer',
      on: { event: AsnReceived },
      access: {
        tables: { processes: 'write', tenants: 'read' },
        documents: 'write',
        machines: ['start', 'signal'],
      },
      errorImpact: 'Notices that partners sent start no process: their goods arrive unannounced.',
    },
    {
      entry: 'processes/receiving/record-receipt',
      kind: 'consumer',
      on: { event: ReceiptRecorded },
      access: {
        tables: { processes: 'write', tenants: 'read' },
        documents: 'write',
        machines: ['start', 'signal'],
      },
      errorImpact: 'Counts from the dock do not reach their process: counted goods are not posted.',
    },
  ],
};
