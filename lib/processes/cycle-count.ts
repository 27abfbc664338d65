import { CountRequested, CountSubmitted } from '../../events/count.ts';
import { InventoryPositionChanged } from '../../events/inventory.ts';
import { type Access, type ProcessSpec, tasksOf } from '../functions.ts';

const work: Access = { tables: { processes: 'write', inventory: 'write', work: 'write', tenants: 'read' } };
/** News starts or wakes processes; what breaks its contract goes to quarantine. */
const news: Access = { documents: 'write', publish: true };

/** Cycle count: what lies on the shelf decides, after search, recount and the people of its value. */
export const cycleCount: ProcessSpec = {
  name: 'cycle-count',
  errorImpact:
    'Differences between shelf and book are not settled: frozen stock stays frozen, wrong stock is sold.',
  tasks: tasksOf('cycle-count', {
    OpenCount: { tables: { processes: 'write', inventory: 'write' } },
    BeginCount: { tables: { processes: 'write', inventory: 'write', tenants: 'read' } },
    SummarizeCount: work,
    DecideCount: work,
    BeginPlan: { tables: { processes: 'read' } },
    PostAdjustment: { tables: { processes: 'read', inventory: 'write' } },
    UndoAdjustment: { tables: { processes: 'read', inventory: 'write' } },
    ConfirmPlan: work,
    ParkCount: work,
    CloseCount: work,
  }),
  shared: ['AwaitSignal'],
  adapters: ['erp', 'wms', 'finance', 'ecommerce'],
  consumers: [
    {
      entry: 'processes/cycle-count/start-count',
      kind: 'consumer',
      on: { event: CountRequested },
      access: { ...news, tables: { tenants: 'read' }, machines: ['start'] },
      errorImpact: 'Counts that were asked for do not begin.',
    },
    {
      entry: 'processes/cycle-count/hear-count',
      kind: 'consumer',
      on: { event: CountSubmitted },
      access: { ...news, tables: { processes: 'write', tenants: 'read' }, machines: ['signal'] },
      errorImpact: 'What the floor counted reaches no count: differences stay.',
    },
    {
      entry: 'processes/cycle-count/watch-stock',
      kind: 'consumer',
      on: { event: InventoryPositionChanged },
      access: { ...news, tables: { inventory: 'write', tenants: 'read' } },
      errorImpact: 'Empty and nearly empty places are not counted when it is easiest.',
    },
    {
      entry: 'processes/cycle-count/schedule-counts',
      kind: 'consumer',
      on: { everyMinutes: 60 },
      access: { tables: { processes: 'read', inventory: 'write', tenants: 'read' } },
      errorImpact: 'Places whose day has come are not counted.',
    },
  ],
};
