import { ReconciliationRequested } from '../../events/inventory.ts';
import { type Access, type ProcessSpec, tasksOf } from '../functions.ts';

const NAME = 'position-reconciliation';
// What happens is announced from the inventory table's stream; no function of this process can reach `inventory.post`.
const keeps: Access = { tables: { processes: 'write', inventory: 'write' } };
const decides: Access = { tables: { ...keeps.tables, tenants: 'read' } };
/** Cases of counts say what is still frozen. */
const judges: Access = { tables: { ...decides.tables, work: 'read' } };
const begins: Access = { tables: { processes: 'write', tenants: 'read' }, machines: ['start'] };

/** Position reconciliation: systems that do not agree about stock are found, and what a channel shows is put right. */
export const positionReconciliation: ProcessSpec = {
  name: NAME,
  errorImpact: 'Nobody sees that systems drift apart: shops sell what is not there, and books are wrong.',
  tasks: tasksOf(NAME, {
    OpenRun: decides,
    ListItems: keeps,
    SummarizeRun: { tables: { ...decides.tables, work: 'write' } },
    KeepLookup: judges,
    DecideChunk: judges,
    PlanChunk: { tables: { ...decides.tables, work: 'write', intake: 'write' } },
    ConfirmChunk: decides,
    CloseRun: { tables: { ...decides.tables, work: 'write' } },
  }),
  shared: ['AwaitSignal'],
  adapters: ['wms', 'erp', 'ecommerce'],
  consumers: [
    {
      entry: `processes/${NAME}/start-run`,
      kind: 'consumer',
      on: { event: ReconciliationRequested },
      access: { ...begins, documents: 'write', publish: true },
      errorImpact: 'Comparisons somebody asked for do not begin.',
    },
    {
      entry: `processes/${NAME}/sweep-sites`,
      kind: 'consumer',
      on: { everyMinutes: 60 },
      access: { ...begins, tables: { ...begins.tables, inventory: 'read' } },
      errorImpact: 'The nightly comparison of systems does not begin.',
    },
  ],
};
