import { CountAdjusted } from '../../events/count.ts';
import { TransferRequested, TransferScanned, TransferWithdrawn } from '../../events/transfer.ts';
import { type Access, type ProcessSpec, tasksOf } from '../functions.ts';

const NAME = 'transfer';
const hears: Access = {
  tables: { processes: 'write', tenants: 'read' },
  documents: 'write',
  publish: true,
  machines: ['start'],
};

/** Transfer: goods go from one site to another, and every unit is accounted for on the way. */
export const transfer: ProcessSpec = {
  name: NAME,
  errorImpact:
    'Goods between sites are in no books: the source ships nothing and the destination sells nothing.',
  tasks: tasksOf(NAME, {
    OpenTransfer: { tables: { processes: 'write', inventory: 'write' } },
    StepTransfer: { tables: { processes: 'write', inventory: 'write', work: 'write', tenants: 'read' } },
    RestTransfer: { tables: { processes: 'write', inventory: 'write', work: 'write', tenants: 'read' } },
    CloseTransfer: { tables: { processes: 'write', inventory: 'write', work: 'read' } },
  }),
  shared: ['AwaitSignal'],
  adapters: ['erp', 'wms', 'tms'],
  consumers: [
    {
      entry: 'processes/transfer/start-transfer',
      kind: 'consumer',
      on: { event: TransferRequested },
      access: { ...hears, tables: { tenants: 'read' } },
      errorImpact: 'Transfers that were asked for do not begin: sites run out of what others have.',
    },
    {
      entry: 'processes/transfer/hear-transfer',
      kind: 'consumer',
      on: { anyOf: [TransferScanned, TransferWithdrawn, CountAdjusted] },
      access: {
        ...hears,
        tables: { processes: 'write', inventory: 'write', work: 'write', tenants: 'read' },
        machines: ['signal'],
      },
      errorImpact: 'Scanned goods of transfers are posted nowhere: they seem lost on the way.',
    },
  ],
};
