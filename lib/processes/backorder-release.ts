import { DemandWithdrawn, RerankRequested, ReservationEnded } from '../../events/backorder.ts';
import { InventoryPositionChanged } from '../../events/inventory.ts';
import { type Access, type ConsumerSpec, type ProcessSpec, tasksOf } from '../functions.ts';

const NAME = 'backorder-release';
const keeps: Access = { tables: { processes: 'write', inventory: 'write' } };
const decides: Access = { tables: { ...keeps.tables, tenants: 'read' } };
const records: Access = { tables: { ...decides.tables, work: 'write' } };
/** An event starts or wakes its release; one that breaks its contract goes to quarantine. */
const begins: Access = {
  tables: { processes: 'write', tenants: 'read' },
  documents: 'write',
  publish: true,
  machines: ['start', 'signal'],
};
const sweeps: Access = { tables: { ...begins.tables, inventory: 'read' }, machines: ['start', 'signal'] };
const hears: Access = { ...begins, tables: { ...begins.tables, inventory: 'write', work: 'write' } };

function heard(file: string, on: ConsumerSpec['on'], errorImpact: string, access = begins): ConsumerSpec {
  return { entry: `processes/${NAME}/${file}`, kind: 'consumer', on, access, errorImpact };
}

/** Backorder release: stock that arrived reaches the order lines that wait for it. */
export const backorderRelease: ProcessSpec = {
  name: NAME,
  errorImpact: 'Stock lies there and orders that wait do not get it: promises break.',
  tasks: tasksOf(NAME, {
    OpenRelease: keeps,
    KeepLookup: keeps,
    DecideRelease: decides,
    SummarizeRelease: records,
    KeepRenewal: keeps,
    OpenReview: records,
    RecordTaking: keeps,
    EndWithdrawal: records,
    ReserveStock: keeps,
    ReturnStock: { tables: { processes: 'read', inventory: 'write' } },
    ConfirmChunk: records,
    EndHolds: records,
    CloseRelease: { tables: { ...keeps.tables, work: 'read' } },
  }),
  shared: ['AwaitSignal'],
  adapters: ['oms', 'wms'],
  consumers: [
    heard('start-release', { event: InventoryPositionChanged }, 'Arrived stock waits for the clock.', hears),
    heard('reuse-stock', { event: ReservationEnded }, 'Units that are free again wait for the hourly look.'),
    heard(
      'withdraw-demand',
      { event: DemandWithdrawn },
      'The warehouse picks order lines that are cancelled.',
    ),
    heard('rerank-demand', { event: RerankRequested }, 'Requests to serve order lines first reach nobody.'),
    heard(
      'sweep-backorders',
      { everyMinutes: 60 },
      'Lifted holds and failed lookups release nothing.',
      sweeps,
    ),
  ],
};
