import { ReturnInspected, ReturnReceived, ReturnRequested, ReturnScanned } from '../../events/returns.ts';
import { type Access, type ProcessSpec, tasksOf } from '../functions.ts';

const NAME = 'customer-return';
const work: Access = { tables: { processes: 'write', inventory: 'write', work: 'write', tenants: 'read' } };

/** Customer return: goods a customer sends back are judged once, go where they bring most, and the money comes in time. */
export const customerReturn: ProcessSpec = {
  name: NAME,
  errorImpact: 'Returned goods pile up in hold and customers wait for their money.',
  tasks: tasksOf(NAME, {
    OpenReturn: { tables: { processes: 'write', inventory: 'write', tenants: 'read' } },
    DecideReturn: work,
    PostStock: { tables: { processes: 'read', inventory: 'write' } },
    ConfirmReturn: work,
    SummarizeReturn: work,
    CloseReturn: { tables: { processes: 'write', inventory: 'write', work: 'write' } },
  }),
  shared: ['AwaitSignal'],
  adapters: ['oms', 'erp', 'wms', 'crm', 'tms', 'finance', 'contact-center', 'supplier-portal'],
  consumers: [
    {
      entry: `processes/${NAME}/start-return`,
      kind: 'consumer',
      on: { event: ReturnRequested },
      access: {
        tables: { processes: 'write', tenants: 'read' },
        documents: 'write',
        publish: true,
        machines: ['start'],
      },
      errorImpact: 'Customers who want to send goods back get no label and no answer.',
    },
    {
      entry: `processes/${NAME}/hear-return`,
      kind: 'consumer',
      on: { anyOf: [ReturnScanned, ReturnReceived, ReturnInspected] },
      access: { ...work, documents: 'write', publish: true, machines: ['signal'] },
      errorImpact: 'Parcels that came and were inspected reach no return: no stock, no money.',
    },
  ],
};
