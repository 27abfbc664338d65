import { DamageReported } from '../../events/damage.ts';
import { ReceiptPosted } from '../../events/inbound.ts';
import { type Access, type ProcessSpec, tasksOf } from '../functions.ts';

const work: Access = { tables: { processes: 'write', inventory: 'write', work: 'write', tenants: 'read' } };

/** Damaged goods: nobody can sell or pick them, and somebody decides what becomes of them and who pays. */
export const damagedGoods: ProcessSpec = {
  name: 'damaged-goods',
  errorImpact:
    'Damaged goods stay for sale and are picked; windows to claim them from carriers and suppliers pass.',
  tasks: tasksOf('damaged-goods', {
    OpenDamage: { tables: { processes: 'write', inventory: 'write', tenants: 'read' } },
    DecideDamage: work,
    EndWork: work,
    SummarizeDamage: work,
    CloseDamage: { tables: { processes: 'write', inventory: 'write', work: 'write' } },
  }),
  shared: ['AwaitSignal'],
  adapters: ['erp', 'wms', 'ecommerce', 'finance', 'tms', 'supplier-portal'],
  consumers: [
    {
      entry: 'processes/damaged-goods/start-damage',
      kind: 'consumer',
      on: { anyOf: [DamageReported, ReceiptPosted] },
      access: { tables: { tenants: 'read' }, documents: 'write', publish: true, machines: ['start'] },
      errorImpact: 'Damage that people report, or the dock counts, starts nothing: the goods stay for sale.',
    },
  ],
};
