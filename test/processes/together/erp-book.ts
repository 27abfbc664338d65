import { type Account, Bucket } from '../../../events/inventory.ts';
import type { LedgerEntry } from '../../../lambdas/store/ports.ts';
import { PLACES, SKUS } from './retailers.ts';
import type { Warehouses } from './warehouses.ts';

/** At rest the documents of the ERP add up to what lies at each site: every movement over its door is a document there. */

interface Gap {
  /** What the ERP is not told, or is told otherwise, and why. */
  readonly why: string;
  readonly reason: RegExp;
  /** Units of such a movement the ERP knows today. */
  readonly known: (entry: LedgerEntry) => number;
  /** Documents of the ERP about it that are left out here. */
  readonly documents?: RegExp;
}

/** What is known to differ; a process that learns to tell the ERP takes its entry away. */
const GAPS: readonly Gap[] = [
  {
    why: 'no document of the ERP says that a customer return took goods in, or let them go',
    reason: /^RETURN/,
    known: () => 0,
  },
  { why: 'disposals of damaged goods are no adjustment in the ERP', reason: /^DAMAGE_/, known: () => 0 },
  {
    why: 'what came too many or damaged lies on hold here, and the ERP has its receipt once it is accepted',
    reason: /^RECEIPT$/,
    known: ({ quantity, from, to }) => quantity * (Number(to === 'available') - Number(from === 'available')),
  },
  {
    why: 'the ERP books a transfer whole when it is completed, our books book it leg by leg',
    reason: /^TRANSFER_/,
    known: () => 0,
    documents: /^(TRF|STO)-/,
  },
];

export async function erpDifferences(warehouses: Warehouses): Promise<string[]> {
  const all = PLACES.flatMap((place) => SKUS.map((sku) => ({ place, sku })));
  const differences = await Promise.all(
    all.map(async ({ place, sku }) => {
      const ledger = await warehouses.ledger(place, sku);
      const ours = ledger.reduce((sum, entry) => sum + unitsOf(entry), 0);
      const booked = warehouses.booked(place, sku).filter(({ documentId }) => !isLeftOut(documentId));
      const theirs = booked.reduce((sum, { quantity }) => sum + quantity, 0);
      return ours === theirs
        ? []
        : [`${sku} at ${place.site}: the ERP's documents add up to ${theirs}, our movements to ${ours}`];
    }),
  );
  return differences.flat();
}

function unitsOf(entry: LedgerEntry): number {
  const gap = GAPS.find(({ reason }) => reason.test(entry.reasonCode));
  if (gap) return gap.known(entry);
  return entry.quantity * (Number(isThere(entry.to)) - Number(isThere(entry.from)));
}

const isLeftOut = (documentId: string) => GAPS.some(({ documents }) => documents?.test(documentId));
const isThere = (account: Account | null) => Bucket.options.some((bucket) => bucket === account);
