import type { SupplyFlow } from '../../domain/promise-atp.ts';
import type { Made, ReplenishmentFacts } from '../../processes/replenishment/contract.ts';
import { PROCESS as REPLENISHMENT } from '../../processes/replenishment/facts.ts';
import { PROCESS as TRANSFER, type TransferBody } from '../../processes/transfer/contract.ts';
import { outstandingOf } from '../../processes/transfer/rules/lines.ts';
import type { ProcessRow } from '../../store/ports.ts';
import type { Tower } from './context.ts';
import type { Place } from './loaders.ts';

/** Ends of a replenishment after which its order stands: the supplier owes the goods. */
const STANDING: ReadonlySet<string> = new Set(['ordered', 'ordered-short', 'ordered-late', 'unacknowledged']);

/** Units replenishment ordered from suppliers for a site that no receipt has ended. */
export async function onOrderOf(tower: Tower, place: Place): Promise<number> {
  return (await ordersOf(tower, place)).reduce((sum, { quantity }) => sum + quantity, 0);
}

/** Supply this system knows of: its own orders from suppliers, and transfers that have left their site. */
export async function supplyOf(tower: Tower, place: Place): Promise<readonly SupplyFlow[]> {
  const parts = await Promise.all([ordersOf(tower, place), transfersOf(tower, place)]);
  return parts.flat();
}

async function ordersOf({ load }: Tower, { site, sku }: Place): Promise<readonly SupplyFlow[]> {
  const made = (await load.about.load(sku))
    .filter((row) => row.process === REPLENISHMENT && row.site === site)
    .flatMap(orderOf);
  const arrived = await Promise.all(
    made.map(async ({ documentId }) =>
      (await load.ofPurchase.load(documentId)).some(({ closedAt }) => closedAt !== undefined),
    ),
  );
  return made
    .filter((_, index) => !arrived[index])
    .map(({ on, quantity, confirmed }) => ({ on, quantity, confirmed }));
}

type PurchaseOrder = SupplyFlow & Pick<Made, 'documentId'>;

function orderOf({ closedAt, facts }: ProcessRow): readonly PurchaseOrder[] {
  const { made, outcome, phase } = facts as unknown as ReplenishmentFacts;
  if (made?.source.kind !== 'SUPPLIER') return [];
  const stands = closedAt === undefined ? phase === 'acknowledge' : STANDING.has(outcome ?? '');
  if (!stands) return [];
  const confirmed = outcome?.startsWith('ordered') ?? false;
  return [{ documentId: made.documentId, on: made.expectedOn, quantity: made.source.quantity, confirmed }];
}

/** Goods on the road are as good as confirmed; a transfer without a date has not left. */
async function transfersOf({ load }: Tower, { site, sku }: Place): Promise<readonly SupplyFlow[]> {
  const inbound = (await load.about.load(sku)).filter(
    (row) => row.process === TRANSFER && row.facts.to === site && row.closedAt === undefined,
  );
  const bodies = await Promise.all(inbound.map(({ processId }) => load.transfer.load(processId)));
  return bodies.flatMap((body) => (body ? flowsOf(body, sku) : []));
}

function flowsOf({ lines, dueOn }: TransferBody, sku: string): readonly SupplyFlow[] {
  const quantity = lines
    .filter((line) => line.sku === sku)
    .reduce((sum, line) => sum + outstandingOf(line), 0);
  return dueOn === '' || quantity === 0 ? [] : [{ on: dueOn, quantity, confirmed: true }];
}
