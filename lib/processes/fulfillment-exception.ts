import { DamageQuarantined } from '../../events/damage.ts';
import { FulfillmentException, ShipmentConfirmed } from '../../events/fulfillment.ts';
import { type Access, type ProcessSpec, tasksOf } from '../functions.ts';

const reads: Access = { tables: { processes: 'read' } };
const work: Access = { tables: { processes: 'write', inventory: 'write', work: 'write', tenants: 'read' } };

/** Fulfillment exceptions: what keeps an order from leaving is settled before its carrier is gone; what left leaves the books. */
export const fulfillmentException: ProcessSpec = {
  name: 'fulfillment-exception',
  errorImpact:
    'Short picks, failed labels and missed carriers are settled by nobody: orders stay where they are.',
  tasks: tasksOf('fulfillment-exception', {
    OpenException: { tables: { processes: 'write', inventory: 'write' } },
    BeginLook: reads,
    DecideException: work,
    FindNextCall: { tables: { processes: 'write', inventory: 'write', tenants: 'read' } },
    MoveStock: { tables: { processes: 'read', inventory: 'write' } },
    EndLook: work,
    SummarizeLook: work,
    CloseException: { tables: { processes: 'write', inventory: 'write', work: 'write' } },
  }),
  shared: ['AwaitSignal'],
  adapters: ['oms', 'wms', 'tms', 'crm', 'finance'],
  consumers: [
    {
      entry: 'processes/fulfillment-exception/start-exception',
      kind: 'consumer',
      on: { anyOf: [FulfillmentException, DamageQuarantined] },
      access: { tables: { tenants: 'read' }, documents: 'write', publish: true, machines: ['start'] },
      errorImpact: 'Exceptions of the floor reach nobody before the carrier is gone.',
    },
    {
      entry: 'processes/fulfillment-exception/record-shipment',
      kind: 'consumer',
      on: { event: ShipmentConfirmed },
      access: { tables: { ...work.tables, processes: 'read' }, documents: 'write', publish: true },
      errorImpact: 'Units that left are still in our books, and their lines still hold them.',
    },
  ],
};
